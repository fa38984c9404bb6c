"""What a run answers for its test images, at any epoch of it."""

from collections.abc import Callable
from contextlib import suppress

import numpy as np
import tensorflow as tf

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.errors import CancelledError, CnnLabError
from cnnlab_gui.core.ports import Library
from cnnlab_gui.core.results.kept import read_answers
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.runs.resuming import check_images
from cnnlab_gui.core.runs.weights import Weights
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.builder import build_blank, load_weights
from cnnlab_gui.engine.keras_state import BUILDING
from cnnlab_gui.engine.loop import Evaluator
from cnnlab_gui.engine.resident import ResidentImages

# Not a GPU: it may be training.
DEVICE = "CPU:0"


def answers_of(
    folder: RunFolder, library: Library, epoch: int | None, cancelled: Callable[[], bool]
) -> TestAnswers:
    """See `cnnlab_gui.engine.engine.KerasEngine.answers`."""
    record = folder.read_record()
    wanted = folder.stands_for(record) if epoch is None else epoch
    kept = _kept(folder, record)
    if kept is not None and kept.epoch == wanted:
        return kept
    specification = record.specification
    weights = folder.read_snapshot(wanted, specification.architecture)
    limit = specification.settings.limit or None
    dataset = library.load(specification.dataset, limit=limit, cancelled=cancelled)
    check_images(record, dataset)
    return _answered(specification.architecture, weights, dataset, wanted, cancelled)


def _kept(folder: RunFolder, record: RunRecord) -> TestAnswers | None:
    with suppress(CnnLabError):  # a damaged file is as good as none: they are computed anew
        kept = read_answers(folder.path)
        classes = len(record.dataset.class_names)
        if kept is not None and kept.probabilities.shape[1] == classes:
            return kept
    return None


def _answered(
    architecture: Architecture,
    weights: Weights,
    dataset: Dataset,
    epoch: int,
    cancelled: Callable[[], bool],
) -> TestAnswers:
    with BUILDING, tf.device(DEVICE):
        network = build_blank(architecture)
        load_weights(network, weights)
        images = ResidentImages(dataset.x_test, dataset.y_test)
        evaluator = Evaluator(network, images, np.arange(len(images), dtype=np.int32))
        evaluator.prepare()
    with tf.device(DEVICE):
        for test in evaluator.evaluate():
            if test:
                return TestAnswers(epoch, test.loss, dataset.y_test, test.probabilities)
            if cancelled():
                raise CancelledError(
                    tr_noop("errors", "The test images were not tried to the end.")
                )
    raise AssertionError("an evaluation ends with its result")
