"""``resume``: going on with a run without a window."""

from typing import Annotated

import typer

from cnnlab_gui.cli.describe import JsonOption
from cnnlab_gui.cli.output import say_error
from cnnlab_gui.cli.run_printer import JsonPrinter, PeoplePrinter
from cnnlab_gui.cli.train import interrupt_sets
from cnnlab_gui.core import paths
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.core.runs.resuming import check_resumable
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.engine.datasets.library import DatasetLibrary


def resume(
    run: Annotated[str, typer.Argument(help="A run's name or folder, see `runs`.")],
    as_json: JsonOption = False,
) -> None:
    """Go on with a run that was paused, stopped or killed.

    Ctrl+C ends it again, and it can be resumed from there.
    """
    printer = JsonPrinter() if as_json else PeoplePrinter()
    store = RunStore(paths.runs_folder())
    try:
        folder = store.find(run)
        # What cannot go on is said before TensorFlow has taken its seconds to load.
        check_resumable(folder, folder.read_record(), folder.read_history())
        from cnnlab_gui.engine.engine import KerasEngine

        control = RunControl()
        with interrupt_sets(control), printer:
            engine = KerasEngine(DatasetLibrary(), store)
            engine.resume(folder.path, printer.print, control)
    except CnnLabError as error:
        printer.print(RunFinished("failed", error.sentence))
    if printer.finished is None or printer.finished.outcome == "failed":
        detail = printer.finished.detail if printer.finished else None
        say_error(detail or "The run did not finish.")
        raise typer.Exit(1)
