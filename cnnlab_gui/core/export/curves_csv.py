"""The curves of runs as a table: a line for each epoch, of one run below the other."""

import csv
import io
from collections.abc import Sequence
from dataclasses import astuple, fields

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.text import tr_noop

COLUMNS = ("run", *(field.name for field in fields(EpochEnded)))
_FORMULA = ("=", "+", "-", "@")


def curves_csv(folders: Sequence[RunFolder]) -> str:
    """The histories of ``folders`` as comma-separated values, with a head line.

    Raises
    ------
    CnnLabError
        A history cannot be read, or none of the runs has a whole epoch.
    """
    histories = [(folder.name, folder.read_history()) for folder in folders]
    if not any(history for _, history in histories):
        raise CnnLabError(
            tr_noop(
                "errors",
                "There are no curves yet: no whole epoch of {runs} has ended. Train for at least "
                "one.",
            ),
            runs=", ".join(name for name, _ in histories),
        )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, history in histories:
        writer.writerows((_as_text(name), *astuple(epoch)) for epoch in history)
    return text.getvalue()


def _as_text(name: str) -> str:
    """``name`` so that no spreadsheet takes it for a formula."""
    return f"'{name}" if name.startswith(_FORMULA) else name
