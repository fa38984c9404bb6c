"""``presets`` and ``describe``: the workshop's networks, and what one is made of."""

import json
from pathlib import Path
from typing import Annotated

import typer

from cnnlab_gui.cli.output import say, say_json, say_table
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.architecture_sources import read_any_architecture
from cnnlab_gui.core.presets import DEFAULT_PRESET, PRESETS, preset_named
from cnnlab_gui.core.problems.table import architecture_finding, architecture_problem
from cnnlab_gui.core.text import size_text

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def presets(as_json: JsonOption = False) -> None:
    """List the presets."""
    if as_json:
        for preset in PRESETS.values():
            say_json(
                {
                    "preset": preset.name,
                    "dataset": preset.dataset,
                    "epochs": preset.epochs,
                    "parameters": preset.architecture.parameter_count,
                    "explanation": preset.explanation,
                }
            )
        return
    say_table(
        ["preset", "dataset", "epochs", "parameters", ""],
        [
            [
                preset.name,
                preset.dataset,
                str(preset.epochs),
                f"{preset.architecture.parameter_count:,}",
                preset.explanation,
            ]
            for preset in PRESETS.values()
        ],
        numbers=(2, 3),
    )


def describe(
    preset: Annotated[str, typer.Option(help="A preset's name.")] = DEFAULT_PRESET,
    architecture: Annotated[Path | None, typer.Option(help="An architecture file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show layers, output shapes, parameters and multiply-adds."""
    chosen = (
        read_any_architecture(architecture) if architecture else preset_named(preset).architecture
    )
    name = architecture.name if architecture else preset
    if as_json:
        say_json(_description(name, chosen))
    else:
        _say_description(chosen)


def _description(name: str, architecture: Architecture) -> dict[str, object]:
    finding = architecture_finding(architecture)
    problem = str(finding.sentence) if finding else None
    return {
        "name": name,
        "input_shape": architecture.input_shape,
        "layers": [
            {
                **json.loads(report.layer.model_dump_json()),
                "output_shape": report.output_shape,
                "parameters": report.parameters,
                "multiply_adds": report.multiply_adds,
                "receptive_field": report.receptive_field,
                "problem": problem if finding and finding.layer == index else None,
            }
            for index, report in enumerate(architecture.reports())
        ],
        "parameters": architecture.parameter_count,
        "multiply_adds": architecture.multiply_adds,
        "problem": problem,
    }


def _say_description(architecture: Architecture) -> None:
    rows = [["Input", "", size_text(architecture.input_shape), "", "", ""]]
    for report in architecture.reports():
        rows.append(
            [
                report.layer.kind + ("" if report.layer.enabled else " (off)"),
                report.layer.short(),
                size_text(report.output_shape) if report.output_shape else "–",
                f"{report.parameters:,}",
                f"{report.multiply_adds:,}",
                size_text(report.receptive_field) if report.receptive_field else "",
            ]
        )
    say_table(
        ["layer", "", "output", "parameters", "multiply-adds", "sees"], rows, numbers=(2, 3, 4, 5)
    )
    say(
        f"{architecture.parameter_count:,} parameters, "
        f"{architecture.multiply_adds:,} multiply-adds for an image"
    )
    problem = architecture_problem(architecture)
    if problem:
        say(str(problem))
