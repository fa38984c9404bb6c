"""Whether a run's folder is what it says, part by part: before it is handed on, or taken in."""

import math
import re
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.metrics import ClassScore
from cnnlab_gui.core.problems.table import check
from cnnlab_gui.core.results.kept import read_answers
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.notes import read_notes
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.runs.weights import MAXIMUM_HEADER_BYTES, Weights, has_nan, weight_shapes
from cnnlab_gui.core.text import tr_noop

LONGEST_WORD = 255
LONGEST_TEXT = 4096
MOST_CLASSES = 256
MOST_IMAGES = 1_000_000_000
MOST_SECONDS = 1e9
LARGEST = 1e39  # what float32 counts to, and a little
BYTES_AROUND_AN_ARRAY = 1024
"""What a zip says of each at most, with names twice."""

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SCORES = {field.name for field in fields(ClassScore)}


class OddPartError(CnnLabError):
    """A part cannot be what it says; the sentence can stand in brackets."""


def most_weight_bytes(architecture: Architecture) -> int:
    """The most that a file of weights of ``architecture`` has.

    Raises
    ------
    CnnLabError
        It cannot be trained.
    """
    check(architecture)
    shapes = weight_shapes(architecture).values()
    numbers = sum(math.prod(shape) for shape in shapes)
    return 4 * numbers + (len(shapes) + 1) * (MAXIMUM_HEADER_BYTES + BYTES_AROUND_AN_ARRAY)


def check_folder(folder: RunFolder, record: RunRecord) -> None:
    """Read every part of a run strictly, and compare them with each other.

    Weights of an epoch that did not end may hold NaN: training may have ended because of them,
    and whoever looks at them is told.

    Raises
    ------
    CnnLabError
        A part is damaged, or cannot belong to ``record``.
    """
    check_record(record)
    architecture = record.specification.architecture
    history = folder.read_history()
    _check_history(history, record)
    for epoch in folder.snapshots():
        if epoch > record.specification.settings.epochs:
            raise _odd(tr_noop("errors", "it has weights of epoch {epoch:,}"), epoch=epoch)
        _check_finite(folder.read_snapshot(epoch, architecture), folder.snapshot_path(epoch).name)
    if folder.unfinished_path.exists():
        folder.read_unfinished(architecture)
    _check_chosen(folder, record, len(history))
    _check_report(folder, record, len(history))
    read_notes(folder.path)
    _check_answers(folder, record, len(history))


def check_record(record: RunRecord) -> None:
    """Check what no type can say of a record.

    Raises
    ------
    CnnLabError
        The network cannot be trained, or the record cannot be true.
    """
    architecture, dataset = record.specification.architecture, record.dataset
    check(architecture)
    if record.parameters != architecture.parameter_count:
        raise _odd(tr_noop("errors", "it counts other parameters than its network has"))
    if (len(dataset.class_names),) != architecture.output_shape:
        raise _odd(tr_noop("errors", "its network gives other classes than its images have"))
    words = [record.name, record.created, record.device, dataset.title, *dataset.class_names]
    words += [*record.versions, *record.versions.values()]
    _check_texts(words, LONGEST_WORD)
    texts = (dataset.id, dataset.origin, record.detail, record.stopped_by)
    _check_texts((text for text in texts if text is not None), LONGEST_TEXT)
    if not _DIGEST.fullmatch(dataset.sha256) or not _is_moment(record.created):
        raise _odd(tr_noop("errors", "its images or its date are not told as they are here"))
    counts = (dataset.train_images, dataset.validation_images)
    if not all(0 <= count <= MOST_IMAGES for count in counts) or not _is_time(record.seconds):
        raise _odd(tr_noop("errors", "it counts images or seconds that cannot be"))


def _check_texts(texts: Iterable[str], longest: int) -> None:
    for text in texts:
        if len(text) > longest or not text.isprintable():
            raise _odd(tr_noop("errors", "it holds a text that is too long, or cannot be shown"))


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _check_history(history: list[EpochEnded], record: RunRecord) -> None:
    epochs = [epoch.epoch for epoch in history]
    most = record.specification.settings.epochs
    if epochs != list(range(1, len(epochs) + 1)) or len(epochs) > most:
        raise _odd(tr_noop("errors", "the epochs of its history are not counted one by one"))
    shares = [share for epoch in history for share in (epoch.accuracy, epoch.val_accuracy)]
    if not all(0 <= share <= 1 for share in shares):
        raise _odd(tr_noop("errors", "its history has an accuracy beyond 100 %"))
    if not all(map(_is_possible, history)):
        raise _odd(tr_noop("errors", "its history has numbers that no training has"))


def _is_possible(epoch: EpochEnded) -> bool:
    figures = (epoch.loss, epoch.val_loss, epoch.learning_rate, epoch.images_per_second)
    return _is_time(epoch.seconds) and all(abs(figure) < LARGEST for figure in figures)


def _is_time(seconds: float) -> bool:
    return 0 <= seconds <= MOST_SECONDS


def _check_chosen(folder: RunFolder, record: RunRecord, epochs: int) -> None:
    chosen = record.chosen_epoch
    if chosen is not None and (chosen > epochs or chosen not in folder.snapshots()):
        raise _odd(
            tr_noop("errors", "it stands for epoch {epoch:,}, which it does not have"),
            epoch=chosen,
        )


def _check_finite(weights: Weights, name: str) -> None:
    if has_nan(weights):
        raise _odd(
            tr_noop("errors", "the weights in {name} are not all numbers (NaN or infinite)"),
            name=name,
        )


def _check_report(folder: RunFolder, record: RunRecord, epochs: int) -> None:
    report = folder.read_report()
    if report is None:
        return
    rows, scores = report["confusion_matrix"], report["classes"]
    classes = len(record.dataset.class_names)
    told = (
        0 <= report["epoch"] <= epochs
        and abs(report["test_loss"]) < LARGEST
        and 0 <= report["test_accuracy"] <= 1
    )
    whole = len(rows) == classes <= MOST_CLASSES and all(len(row) == classes for row in rows)
    if not (
        told
        and whole
        and all(0 <= count <= MOST_IMAGES for row in rows for count in row)
        and len(scores) in {0, classes}
        and all(map(_is_score, scores))
    ):
        raise _odd(tr_noop("errors", "its test report cannot be true"))


def _is_score(score: dict[str, Any]) -> bool:
    if score.keys() != _SCORES:
        return False
    name, count = score["name"], score["count"]
    shares = [score[key] for key in ("precision", "recall", "f1")]
    return (
        isinstance(name, str)
        and len(name) <= LONGEST_WORD
        and name.isprintable()
        and isinstance(count, int)
        and 0 <= count <= MOST_IMAGES
        and all(isinstance(share, int | float) and 0 <= share <= 1 for share in shares)
    )


def _check_answers(folder: RunFolder, record: RunRecord, epochs: int) -> None:
    answers = read_answers(folder.path)
    if answers is None:
        return
    if answers.probabilities.shape[1] != len(record.dataset.class_names):
        raise _odd(tr_noop("errors", "its answers are about other classes"))
    if answers.epoch > epochs:
        raise _odd(tr_noop("errors", "its answers are of an epoch that it does not have"))


def _odd(template: str, **values: object) -> OddPartError:
    return OddPartError(template, **values)
