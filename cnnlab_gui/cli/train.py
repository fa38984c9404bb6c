"""``train``: one run without a window."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from pydantic import ValidationError

from cnnlab_gui.cli.describe import JsonOption
from cnnlab_gui.cli.given_run import given_run, images_to_repeat
from cnnlab_gui.cli.output import BROKEN_OFF, say_error
from cnnlab_gui.cli.run_printer import JsonPrinter, PeoplePrinter, Printer
from cnnlab_gui.core import paths
from cnnlab_gui.core.architecture_sources import read_any_architecture
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.core.faults import first_fault
from cnnlab_gui.core.ports import Library
from cnnlab_gui.core.presets import DEFAULT_PRESET, preset_named
from cnnlab_gui.core.problems.table import check
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.stopping.rule import MOST_RULES, StopRule
from cnnlab_gui.core.stopping.text import parse_rule
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import (
    OptimizerName,
    RunSpecification,
    ScheduleName,
    TrainingSettings,
)
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.datasets.shared import SharedLibrary


def _names(choices: Any) -> str:
    """The names of a Literal, the usual one first."""
    first, *others = get_args(choices)
    return f"{first} (usual), {', '.join(others)}."


def train(
    preset: Annotated[str | None, typer.Option(help="See `presets`; cnn-64 if none.")] = None,
    architecture: Annotated[Path | None, typer.Option(help="An architecture file.")] = None,
    run: Annotated[str | None, typer.Option(help="Repeat this run, or a .cnnlab file.")] = None,
    dataset: Annotated[str | None, typer.Option(help="A dataset's id, or a path.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where datasets lie.")] = None,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="How often all images are seen.")
    ] = None,
    batch_size: Annotated[
        int | None, typer.Option(min=1, help="Images before each correction (32).")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Where chance begins (0).")] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="How large each correction is (0.001).")
    ] = None,
    optimizer: Annotated[str | None, typer.Option(help=_names(OptimizerName))] = None,
    momentum: Annotated[float | None, typer.Option(help="For sgd (0.9).")] = None,
    weight_decay: Annotated[float | None, typer.Option(help="For adamw (0.004).")] = None,
    schedule: Annotated[str | None, typer.Option(help=_names(ScheduleName))] = None,
    schedule_epochs: Annotated[
        int | None, typer.Option(min=1, help="Epochs per step, or without a lower loss (2).")
    ] = None,
    schedule_factor: Annotated[
        float | None, typer.Option(help="What the rate is then multiplied with (0.5).")
    ] = None,
    stop_when: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULE",
            help="'accuracy >= 95%', 'val_loss patience 3 restore', '10 min', 'nan', or 'none'; "
            "may be given several times.",
        ),
    ] = None,
    hold_out: Annotated[
        float | None, typer.Option(help="Share of the training images that checks each epoch.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Train on the first N images.")] = None,
    checkpoint_minutes: Annotated[
        float | None, typer.Option(help="At most so many minutes are lost to a crash (1).")
    ] = None,
    snapshot_megabytes: Annotated[
        int | None, typer.Option(help="What all epochs' weights may take; 0: no limit (500).")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The folder that becomes the run.")] = None,
    fit_input: Annotated[
        bool, typer.Option("--fit-input", help="Fit the network's two ends to the dataset.")
    ] = False,
    as_json: JsonOption = False,
    deterministic: Annotated[
        bool, typer.Option("--deterministic", help="The same seed gives the same figures.")
    ] = False,
) -> None:
    """Train a network."""
    changes = {
        "epochs": epochs,
        "batch_size": batch_size,
        "seed": seed,
        "learning_rate": learning_rate,
        "optimizer": optimizer,
        "momentum": momentum,
        "weight_decay": weight_decay,
        "schedule": schedule,
        "schedule_epochs": schedule_epochs,
        "schedule_factor": schedule_factor,
        "stop_when": _rules(stop_when),
        "hold_out": hold_out,
        "limit": limit,
        "checkpoint_minutes": checkpoint_minutes,
        "snapshot_megabytes": snapshot_megabytes,
        "deterministic": deterministic or None,
    }
    printer = JsonPrinter() if as_json else PeoplePrinter()
    try:
        specification = chosen_specification(preset, architecture, run)
        update: dict[str, Any] = {"settings": _changed(specification.settings, changes)}
        if dataset is not None:
            update["dataset"] = absolute_dataset(dataset)
        specification = specification.model_copy(update=update)
        library = images_to_repeat(run, specification, DatasetLibrary(data_dir))
        _train(specification, library, _own(out), fit_input, printer)
    except CnnLabError as error:
        # Also what ends a run before it began is told by a terminal event.
        printer.print(RunFinished("failed", error.sentence))
    exit_as(printer)


def chosen_specification(
    preset: str | None, architecture: Path | None, run: str | None
) -> RunSpecification:
    given = [value for value in (preset, architecture, run) if value is not None]
    if len(given) > 1:
        raise typer.BadParameter("give one of --preset, --architecture and --run")
    if run is not None:
        return given_run(run).read_record().specification
    specification = preset_named(preset or DEFAULT_PRESET).specification()
    if architecture is None:
        return specification
    return specification.model_copy(
        update={"architecture": read_any_architecture(architecture), "preset": None}
    )


def _rules(texts: list[str] | None) -> tuple[StopRule, ...] | None:
    """The rules that are to hold instead of the run's or the preset's; None for theirs."""
    if not texts:
        return None
    if texts == ["none"]:
        return ()
    if any(text.strip().lower() == "none" for text in texts):
        raise typer.BadParameter("'none' stands alone", param_hint="--stop-when")
    if len(texts) > MOST_RULES:
        raise typer.BadParameter(f"at most {MOST_RULES} rules", param_hint="--stop-when")
    try:
        return tuple(map(parse_rule, texts))
    except CnnLabError as error:
        raise typer.BadParameter(str(error), param_hint="--stop-when") from error


def _changed(settings: TrainingSettings, changes: dict[str, Any]) -> TrainingSettings:
    wanted = {name: value for name, value in changes.items() if value is not None}
    try:
        return TrainingSettings.model_validate({**settings.model_dump(), **wanted})
    except ValidationError as error:
        raise typer.BadParameter(str(first_fault(error, TrainingSettings))) from error


def absolute_dataset(dataset: str) -> str:
    """A path is kept whole, so that the run can be repeated from another folder."""
    if not dataset:
        raise typer.BadParameter("name a dataset or a path", param_hint="--dataset")
    path = paths.expanded(dataset)
    _check_text(dataset)
    # Unlike Path.exists it takes a name that no disk takes for one that is not there.
    return str(path.resolve()) if os.path.exists(path) else dataset  # noqa: PTH110


def _own(out: Path | None) -> Path | None:
    if out is not None:
        _check_text(str(out))
    return out


def _check_text(path: str) -> None:
    """Refuse a path whose bytes are no text: a run's record could not hold it."""
    try:
        path.encode()
    except UnicodeEncodeError as error:
        raise CnnLabError(
            tr_noop(
                "errors",
                "The path {path} holds bytes that are no text. Rename the folder, then try again.",
            ),
            path=path.encode(errors="replace").decode(),
        ) from error


def _train(
    specification: RunSpecification,
    library: Library,
    out: Path | None,
    fit_input: bool,
    printer: Printer,
) -> None:
    from cnnlab_gui.engine.engine import KerasEngine

    # What a person got wrong is said before TensorFlow has taken its seconds to load.
    check(specification.architecture)
    if fit_input:
        library = SharedLibrary(library)
        data = library.load(specification.dataset)
        fitted = specification.architecture.fitted(data.image_shape, len(data.class_names))
        specification = specification.model_copy(update={"architecture": fitted})
    stop = RunControl()
    with interrupt_sets(stop, printer), printer:
        engine = KerasEngine(library, RunStore(paths.runs_folder()))
        engine.train(specification, printer.print, stop, at=out)


@contextmanager
def interrupt_sets(stop: RunControl, printer: Printer) -> Iterator[None]:
    """Let the first Ctrl+C stop the run cleanly, to be resumed; a second one breaks off."""

    def on_interrupt(*_: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    previous = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    except KeyboardInterrupt:
        if printer.finished and printer.finished.detail:
            say_error(printer.finished.detail)
        raise typer.Exit(BROKEN_OFF) from None
    finally:
        signal.signal(signal.SIGINT, previous)


def exit_as(printer: Printer) -> None:
    """Say in one sentence why a run failed, and exit as one that did."""
    if printer.finished is None or printer.finished.outcome == "failed":
        detail = printer.finished.detail if printer.finished else None
        say_error(detail or "The run did not finish.")
        raise typer.Exit(1)
