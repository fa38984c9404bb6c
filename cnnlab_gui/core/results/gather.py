"""All that the Results page shows of a run, from its folder and its dataset."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from cnnlab_gui.core.dataset import Dataset, Images
from cnnlab_gui.core.errors import CancelledError, CnnLabError
from cnnlab_gui.core.metrics import Counts
from cnnlab_gui.core.ports import Library
from cnnlab_gui.core.reading import HistoryReader
from cnnlab_gui.core.results.confusion import Confusion, all_names
from cnnlab_gui.core.results.kept import MOST_CLASSES, read_answers
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.text import Sentence, tr_noop

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
LARGEST_COUNT = 2**53
"""A stranger's report may hold any number; sums of such are still right."""


@dataclass(frozen=True, eq=False)
class RunResults:
    """How good a run is on its test images, as far as that is known.

    Attributes
    ----------
    run : str
        The name of its folder.
    path : Path
    title : str
        The dataset's, for people.
    dataset : str
        Its id or path.
    names : tuple of str
        The classes'.
    epoch : int
        The one that the figures are of, which the run stands for.
    last_epoch : int or None
        The last whole one, if its weights are kept.
    best_epoch : int or None
        The one with the highest validation accuracy, if its weights are kept.
    confusion : Confusion or None
        None until the answers are computed.
    loss : float or None
    answers : TestAnswers or None
        None where only a report is there.
    images : (N, H, W, C) uint8 or None
        The test images, in the order of the answers.
    note : Sentence or None
        Why there are no images.
    needs_answers : bool
        Whether the engine is still to be asked.
    """

    run: str
    path: Path
    title: str
    dataset: str
    names: tuple[str, ...]
    epoch: int
    last_epoch: int | None
    best_epoch: int | None
    confusion: Confusion | None
    loss: float | None = None
    answers: TestAnswers | None = field(default=None, repr=False)
    images: Images | None = field(default=None, repr=False)
    note: Sentence | None = None
    needs_answers: bool = False


def gather(
    folder: RunFolder,
    library: Library,
    *,
    is_going: bool = False,
    progress: Progress = lambda *_: None,
    cancelled: Cancelled = lambda: False,
) -> RunResults:
    """Read what a run's folder says of its test images, and the images themselves.

    Parameters
    ----------
    folder : RunFolder
    library : Library
    is_going : bool
        The run is being trained: its answers are not to be computed yet.
    progress, cancelled : callable
        Given to the library.

    Raises
    ------
    CnnLabError
        The run cannot be read, or has no whole epoch.
    CancelledError
        As ``cancelled`` said.
    """
    found = _figures(folder, is_going=is_going)
    if is_going:
        note = Sentence(
            tr_noop("runs", "This run is still training; its test images come when it has ended.")
        )
        return replace(found, note=note)
    record = folder.read_record()
    try:
        dataset = library.load(
            record.specification.dataset,
            limit=record.specification.settings.limit or None,
            progress=progress,
            cancelled=cancelled,
        )
    except CancelledError:
        raise
    except CnnLabError as error:
        return replace(found, note=_without_images(record, error), needs_answers=False)
    return with_images(found, dataset, record)


def with_images(found: RunResults, dataset: Dataset, record: RunRecord) -> RunResults:
    """``found`` with the test images of ``dataset``, if it is what the run was trained on."""
    answers = found.answers
    is_same = dataset.sha256 == record.dataset.sha256
    if not is_same or (answers and not np.array_equal(answers.labels, dataset.y_test)):
        note = Sentence(
            tr_noop(
                "runs",
                "{dataset} holds other images now than when this run was trained, so only its "
                "figures can be shown.",
            ),
            {"dataset": record.dataset.title},
        )
        return replace(found, note=note, needs_answers=False)
    return replace(found, images=dataset.x_test)


def with_answers(found: RunResults, answers: TestAnswers) -> RunResults:
    """``found`` with what the engine answered for it."""
    return replace(
        found,
        epoch=answers.epoch,
        loss=answers.loss,
        confusion=Confusion.of(answers, found.names),
        answers=answers,
        needs_answers=False,
    )


def _figures(folder: RunFolder, *, is_going: bool) -> RunResults:
    record, history = folder.read_record(), folder.read_history()
    if not history and is_going:
        raise CnnLabError(
            tr_noop(
                "errors",
                "The first epoch of {name} is not over yet: its results come with it. Wait for "
                "it, or choose another run.",
            ),
            name=folder.name,
        )
    if not history:
        raise CnnLabError(
            tr_noop(
                "errors",
                "No epoch of the run {name} has ended, so nothing is known of its test images. "
                "Resume it, or choose another run.",
            ),
            name=folder.name,
        )
    reader = HistoryReader()
    for each in history:
        reader.follow(each)
    kept, best = set(folder.snapshots()), reader.best
    epoch = history[-1].epoch if record.chosen_epoch is None else record.chosen_epoch
    found = RunResults(
        run=folder.name,
        path=folder.path,
        title=record.dataset.title,
        dataset=record.specification.dataset,
        names=record.dataset.class_names,
        epoch=epoch,
        last_epoch=history[-1].epoch if history[-1].epoch in kept else None,
        best_epoch=best.epoch if best and best.epoch in kept else None,
        confusion=None,
    )
    answers = _kept_answers(folder)
    if answers and answers.epoch == epoch and not is_going:
        return with_answers(found, answers)
    can_compute = epoch in kept and not is_going
    return _reported(found, folder, needs_answers=can_compute)


def _kept_answers(folder: RunFolder) -> TestAnswers | None:
    try:
        return read_answers(folder.path)
    except CnnLabError:
        # They can be computed again, and take the damaged file's place.
        return None


def _reported(found: RunResults, folder: RunFolder, *, needs_answers: bool) -> RunResults:
    """``found`` with what ``report.json`` says, if that is of a whole epoch of this run."""
    try:
        report = folder.read_report()
    except CnnLabError:
        if not needs_answers:
            raise
        report = None
    matrix = _matrix(report["confusion_matrix"], found.names) if report else None
    if report is None or matrix is None:
        if not needs_answers:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "The run {name} was not tried on its test images yet, and the weights of "
                    "epoch {epoch} are not kept. Wait for its end, or choose another run.",
                ),
                name=folder.name,
                epoch=found.epoch,
            )
        return replace(found, needs_answers=True)
    is_of_epoch = report["epoch"] == found.epoch
    if needs_answers and not is_of_epoch:
        return replace(found, needs_answers=True)
    return replace(
        found,
        epoch=report["epoch"],
        loss=report["test_loss"],
        confusion=Confusion(matrix, all_names(found.names, len(matrix))),
        needs_answers=needs_answers,
    )


def _matrix(rows: list[list[int]], names: tuple[str, ...]) -> Counts | None:
    """The counts of a report; None where they are no such matrix."""
    classes = len(rows)
    is_square = max(len(names), 1) <= classes <= MOST_CLASSES and all(
        len(row) == classes for row in rows
    )
    if not is_square:
        return None
    if any(not 0 <= count < LARGEST_COUNT // classes**2 for row in rows for count in row):
        return None
    return np.array(rows, np.int64)


def _without_images(record: RunRecord, error: CnnLabError) -> Sentence:
    return Sentence(
        tr_noop("runs", "The images of {dataset} cannot be shown: {reason}"),
        {"dataset": record.dataset.title, "reason": error.sentence},
    )
