"""The commands: ``bench`` for people, and the children it starts."""

import json
import sys
from typing import Annotated

import typer
from rich.console import Console

from cnnlab_gui.cli.bench.row import FULL, QUICK, Row
from cnnlab_gui.cli.bench.rows import measured_rows
from cnnlab_gui.cli.describe import JsonOption
from cnnlab_gui.cli.output import say, say_json, say_table
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine import runtime
from cnnlab_gui.engine.datasets.library import DatasetLibrary

NEEDED = ("fashion-mnist", "mnist")
"""Datasets that it trains on, and lets the pretrained network read."""


def bench(
    as_json: JsonOption = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer images and rounds: minutes, less exact.")
    ] = False,
) -> None:
    """Measure this machine, side by side with the workshop's own code."""
    _need_data()
    console = Console(stderr=True)
    rows: list[Row] = []
    with console.status("measuring") as status:
        for row in measured_rows(QUICK if quick else FULL, status.update):
            rows.append(row)
            if as_json:
                say_json(row.as_json())
    if not as_json:
        _say_rows(rows)


def _need_data() -> None:
    infos = {info.id: info for info in DatasetLibrary().infos()}
    for needed in NEEDED:
        if not infos[needed].available:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "The benchmark needs {title}, which is not on this computer. Run "
                    "`cnnlab data fetch {dataset}` first.",
                ),
                title=infos[needed].title,
                dataset=needed,
            )


def _say_rows(rows: list[Row]) -> None:
    say_table(
        ["row", "value", "", "ratio", "goal", "met"],
        [
            [
                row.name,
                f"{row.value:,.4g}" if row.value < 1000 else f"{row.value:,.0f}",
                row.unit,
                "" if row.ratio is None else f"{row.ratio:.2f}",
                row.goal,
                "yes" if row.met else "no",
            ]
            for row in rows
        ],
        numbers=(1, 3),
    )
    say("Medians; the ratio is to the workshop's code, or to importing TensorFlow, round by round.")


def reference(
    preset: str,
    epochs: Annotated[int, typer.Option()] = 1,
    limit: Annotated[int | None, typer.Option()] = None,
) -> None:
    """Train with the workshop's code and print the figures (used by bench)."""
    from cnnlab_gui.engine.reference import train_as_the_workshop

    say_json(train_as_the_workshop(preset, DatasetLibrary(), epochs=epochs, limit=limit))


def reference_maps(
    times: Annotated[int, typer.Option()] = 10,
    dataset: Annotated[str, typer.Option()] = "fashion-mnist",
) -> None:
    """Run the workshop's cell of feature maps and print its times (used by bench)."""
    from cnnlab_gui.engine.reference import show_as_the_workshop

    say_json(show_as_the_workshop(DatasetLibrary().load(dataset), times=times))


def drawings() -> None:
    """Read digits and drawings with the pretrained network, print the shares (used by bench)."""
    from cnnlab_gui.engine.digits_bench import read_drawings

    say_json(read_drawings())


def stroke_digits(
    images: Annotated[int, typer.Option()] = 30_000,
    epochs: Annotated[int, typer.Option()] = 4,
) -> None:
    """Train on built-in digits, print the accuracy on MNIST's test (used by bench)."""
    from cnnlab_gui.engine.digits_bench import train_on_stroke_digits

    say_json(train_on_stroke_digits(images, epochs, DatasetLibrary().load("mnist")))


def import_only() -> None:
    """Import TensorFlow and print its version (used by bench)."""
    runtime.start()
    sys.stdout.write(json.dumps({"tensorflow": runtime.versions()["tensorflow"]}) + "\n")
