"""``train``: one run without a window."""

import os
import shlex
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from cnnlab_gui.cli.describe import JsonOption
from cnnlab_gui.cli.given_run import given_run, images_to_repeat
from cnnlab_gui.cli.output import say, say_error
from cnnlab_gui.core import paths
from cnnlab_gui.core.architecture_sources import read_any_architecture
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import (
    BatchProgress,
    EpochEnded,
    RunEvent,
    RunFinished,
    RunStarted,
    event_json,
)
from cnnlab_gui.core.faults import first_fault
from cnnlab_gui.core.ports import Library
from cnnlab_gui.core.presets import DEFAULT_PRESET, preset_named
from cnnlab_gui.core.problems.table import check
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import RunSpecification, TrainingSettings
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.datasets.shared import SharedLibrary


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
    hold_out: Annotated[
        float | None, typer.Option(help="Share of the training images that checks each epoch.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Train on the first N images.")] = None,
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
        "hold_out": hold_out,
        "limit": limit,
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
    if printer.finished is None or printer.finished.outcome == "failed":
        detail = printer.finished.detail if printer.finished else None
        say_error(detail or "The run did not finish.")
        raise typer.Exit(1)


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
    printer: "Printer",
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
    with interrupt_sets(stop), printer:
        engine = KerasEngine(library, RunStore(paths.runs_folder()))
        engine.train(specification, printer.print, stop, at=out)


@contextmanager
def interrupt_sets(stop: RunControl) -> Iterator[None]:
    """Let the first Ctrl+C stop the run cleanly, to be resumed; a second one breaks off."""

    def on_interrupt(*_: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    previous = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)


class Printer:
    """Prints run events; remembers the terminal one."""

    finished: RunFinished | None = None

    def __enter__(self) -> "Printer":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def print(self, event: RunEvent) -> None:
        if isinstance(event, RunFinished):
            self.finished = event


class JsonPrinter(Printer):
    """Each event as one line of JSON."""

    def print(self, event: RunEvent) -> None:
        super().print(event)
        say(event_json(event))


class PeoplePrinter(Printer):
    """A line for each epoch, and a progress bar on a terminal.

    The last line is the terminal event as JSON, unless a person is reading.
    """

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %  {task.fields[rate]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task: TaskID | None = None
        self._epochs, self._set = 1, "test"

    def __enter__(self) -> "PeoplePrinter":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def print(self, event: RunEvent) -> None:
        super().print(event)
        match event:
            case RunStarted():
                say(
                    f"{event.name}: {event.parameters:,} parameters, {event.train_images:,} "
                    f"images, {event.device}"
                )
                self._epochs, self._set = event.epochs, event.validation_set
                self._task = self._progress.add_task(
                    "epoch 1", total=event.epochs * event.steps, rate=""
                )
            case BatchProgress() if self._task is not None:
                self._progress.update(
                    self._task,
                    completed=(event.epoch - 1) * event.steps + event.step,
                    description=f"epoch {event.epoch} of {self._epochs}",
                    rate=f"{event.images_per_second:,.0f} images/s",
                )
            case EpochEnded():
                say(
                    f"epoch {event.epoch}: accuracy {event.accuracy:.1%}, {self._set} "
                    f"{event.val_accuracy:.1%}, loss {event.loss:.4f}, {self._set} "
                    f"{event.val_loss:.4f}, {event.seconds:.1f} s"
                )
            case RunFinished():
                self._say_end(event)
            case _:
                pass

    def _say_end(self, event: RunFinished) -> None:
        if event.detail and event.outcome != "failed":
            say(str(event.detail))
        if event.outcome in ("stopped", "paused") and not event.stopped_by and event.run:
            say(f"cnnlab resume {shlex.quote(event.run)} goes on with it.")
        if event.test_accuracy is not None:
            say(
                f"{event.outcome}: {event.test_accuracy:.1%} of the test images right, "
                f"{event.images_per_second:,.0f} images a second; kept in {event.run}"
            )
        if not sys.stdout.isatty():
            say(event_json(event))
