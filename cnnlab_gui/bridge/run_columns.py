"""What a table of runs shows in each column, as text for people and as what it is sorted by."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt

from cnnlab_gui.bridge.translation import number, percent, translated
from cnnlab_gui.core.runs.summary import RunStatus, RunSummary

NAME, DIFFERENCE, TAGS = "name", "difference", "tags"
FACTOR = "factor:"
"""How the keys of the columns begin that stand for one factor."""

translate = QCoreApplication.translate

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class RunColumn:
    """One column.

    Attributes
    ----------
    key : str
        For files and tests.
    title, tip : str
        In the person's language.
    text : callable
        A run's cell.
    value : callable
        What the cell is sorted by; None, at the end in either order, where it is empty.
    is_number : bool
        Whether it stands at the right edge.
    most_first : bool
        Whether the first press on its title puts the largest on top.
    """

    key: str
    title: str
    tip: str
    text: Callable[[RunSummary], str]
    value: Callable[[RunSummary], Any]
    is_number: bool = False
    most_first: bool = False


def status_text(status: RunStatus) -> str:
    """How a run ended, or that it has not, in the person's language."""
    words: dict[RunStatus, str] = {
        "completed": translate("RunColumns", "completed"),
        "stopped": translate("RunColumns", "stopped"),
        "paused": translate("RunColumns", "paused"),
        "failed": translate("RunColumns", "failed"),
        "running": translate("RunColumns", "running"),
        "interrupted": translate("RunColumns", "interrupted"),
    }
    return words[status]


def duration(seconds: float) -> str:
    """``8.3 s``, ``47 s``, ``3 min 20 s`` or ``2 h 05 min``."""
    if seconds < 9.95:
        return translate("RunColumns", "{seconds} s").format(seconds=number(seconds, 1))
    whole = round(seconds)
    if whole < 60:
        return translate("RunColumns", "{seconds} s").format(seconds=number(whole))
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return translate("RunColumns", "{minutes} min {seconds} s").format(
            minutes=minutes, seconds=f"{rest:02d}"
        )
    hours, minutes = divmod(round(seconds / 60), 60)
    return translate("RunColumns", "{hours} h {minutes} min").format(
        hours=number(hours), minutes=f"{minutes:02d}"
    )


def moment(created: str) -> str:
    """An ISO 8601 moment as the locale writes it, in local time; as it is where it is none."""
    read = QDateTime.fromString(created, Qt.DateFormat.ISODate)
    if not read.isValid():
        return created
    return QLocale().toString(read.toLocalTime(), QLocale.FormatType.ShortFormat)


def natural(text: str) -> tuple[tuple[float, str], ...]:
    """A key by which ``cnn-9`` comes before ``cnn-16``."""
    parts = _DIGITS.split(text.casefold())
    return tuple(
        (float(part), "") if at % 2 else (float("inf"), part) for at, part in enumerate(parts)
    )


def factor_column(factor: str) -> RunColumn:
    """The column of one of `RunSummary.factors`."""
    title = translated(factor)
    return RunColumn(
        FACTOR + factor,
        title,
        translate("RunColumns", "{factor}: not the same in all runs shown").format(factor=title),
        lambda run: run.factors.get(factor, ""),
        lambda run: natural(run.factors[factor]) if run.factors.get(factor) else None,
    )


def last_columns() -> tuple[RunColumn, ...]:
    """What stands after the factors: circumstances."""
    return (
        RunColumn(
            "status",
            translate("RunColumns", "State"),
            translate("RunColumns", "How it ended, or that it has not"),
            lambda run: status_text(run.status),
            lambda run: status_text(run.status),
        ),
        RunColumn(
            TAGS,
            translate("RunColumns", "Tags"),
            translate("RunColumns", "Words of your own, to find it by"),
            lambda run: ", ".join(run.tags),
            lambda run: natural(", ".join(run.tags)) if run.tags else None,
        ),
        RunColumn(
            "epochs",
            translate("RunColumns", "Epochs"),
            translate(
                "RunColumns", "Whole epochs done, and how many there were to be where that is more"
            ),
            _epochs,
            lambda run: run.epochs_done,
            is_number=True,
        ),
        RunColumn(
            "network",
            translate("RunColumns", "Network"),
            translate("RunColumns", "Its layers"),
            lambda run: run.network,
            lambda run: natural(run.network),
        ),
        RunColumn(
            "dataset",
            translate("RunColumns", "Dataset"),
            translate(
                "RunColumns", "What it learnt from. Figures on different images are no comparison."
            ),
            lambda run: run.dataset,
            lambda run: natural(run.dataset),
        ),
        RunColumn(
            "created",
            translate("RunColumns", "Begun"),
            translate("RunColumns", "When it was begun"),
            lambda run: moment(run.created),
            lambda run: run.created or None,
            most_first=True,
        ),
    )


def first_columns(difference: Callable[[RunSummary], str]) -> tuple[RunColumn, ...]:
    """What stands before the factors: the run, how good it is, and what it cost.

    Parameters
    ----------
    difference : callable
        What tells a run from the one it is compared with.
    """
    return (
        RunColumn(
            NAME,
            translate("RunColumns", "Run"),
            translate("RunColumns", "Its name, which is the name of its folder (F2 renames it)"),
            lambda run: run.name,
            lambda run: natural(run.name),
        ),
        RunColumn(
            DIFFERENCE,
            translate("RunColumns", "What differs"),
            translate("RunColumns", "From the run with the frame: what was set up otherwise"),
            difference,
            lambda run: natural(difference(run)),
        ),
        _share(
            "test",
            translate("RunColumns", "Test"),
            translate("RunColumns", "Accuracy on the test images"),
            _test,
        ),
        _share(
            "validation",
            translate("RunColumns", "Validation"),
            translate(
                "RunColumns",
                "Accuracy on the images that check each epoch, at its last whole epoch",
            ),
            lambda run: run.val_accuracy,
        ),
        _share(
            "training",
            translate("RunColumns", "Training"),
            translate(
                "RunColumns", "Accuracy on the images it learnt from, at its last whole epoch"
            ),
            lambda run: run.accuracy,
        ),
        RunColumn(
            "seconds",
            translate("RunColumns", "Time"),
            translate("RunColumns", "How long it trained, pauses left out"),
            lambda run: duration(run.seconds),
            lambda run: run.seconds,
            is_number=True,
        ),
        RunColumn(
            "parameters",
            translate("RunColumns", "Parameters"),
            translate("RunColumns", "Numbers that the network learns"),
            lambda run: number(run.parameters),
            lambda run: run.parameters,
            is_number=True,
        ),
    )


def _share(
    key: str, title: str, tip: str, value: Callable[[RunSummary], float | None]
) -> RunColumn:
    return RunColumn(
        key,
        title,
        tip,
        lambda run: "" if value(run) is None else percent(value(run) or 0.0, 2),
        value,
        is_number=True,
        most_first=True,
    )


def _test(run: RunSummary) -> float | None:
    return run.test_accuracy


def _epochs(run: RunSummary) -> str:
    if run.epochs_done >= run.epochs:
        return number(run.epochs_done)
    return translate("RunColumns", "{done} of {all}").format(
        done=number(run.epochs_done), all=number(run.epochs)
    )
