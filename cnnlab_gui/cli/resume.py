"""``resume``: going on with a run without a window."""

from pathlib import Path
from typing import Annotated

import typer

from cnnlab_gui.cli.describe import JsonOption
from cnnlab_gui.cli.run_printer import JsonPrinter, PeoplePrinter
from cnnlab_gui.cli.train import exit_as, interrupt_sets
from cnnlab_gui.core import paths
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.core.runs.bundle import ENDING
from cnnlab_gui.core.runs.resuming import check_resumable
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.datasets.library import DatasetLibrary


def resume(
    run: Annotated[str, typer.Argument(help="A run's name or folder, see `runs`.")],
    data_dir: Annotated[Path | None, typer.Option(help="Where datasets lie.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Go on with a run that was paused, stopped or killed.

    Ctrl+C ends it again, and it can be resumed from there.
    """
    printer = JsonPrinter() if as_json else PeoplePrinter()
    store = RunStore(paths.runs_folder())
    try:
        _refuse_file(run)
        folder = store.find(run)
        # What cannot go on is said before TensorFlow has taken its seconds to load.
        check_resumable(folder, folder.read_record(), folder.read_history())
        from cnnlab_gui.engine.engine import KerasEngine

        control = RunControl()
        with interrupt_sets(control, printer), printer:
            engine = KerasEngine(DatasetLibrary(data_dir), store)
            engine.resume(folder.path, printer.print, control)
    except CnnLabError as error:
        printer.print(RunFinished("failed", error.sentence))
    exit_as(printer)


def _refuse_file(run: str) -> None:
    path = paths.expanded(run)
    if path.suffix.lower() == ENDING and not path.is_dir():
        raise CnnLabError(
            tr_noop(
                "errors",
                "A .cnnlab file holds no checkpoint, so nothing can go on from {name}. "
                "`cnnlab train --run {name}` trains it again from the beginning.",
            ),
            name=path.name,
        )
