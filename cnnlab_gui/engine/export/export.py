"""One export from a run's folder to a file that is whole and checked, or none at all."""

import logging
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

import numpy as np

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.errors import CancelledError, CnnLabError
from cnnlab_gui.core.export.models import MODEL_EXPORTS, STEPS
from cnnlab_gui.core.files import move, storage_error
from cnnlab_gui.core.inside.state import Values
from cnnlab_gui.core.layers.augmentation import Augmentation
from cnnlab_gui.core.ports import Library
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.store import move_folder
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.engine.export.formats import FORMATS, Answer
from cnnlab_gui.engine.export.network import Learnt, in_parts, learnt_by
from cnnlab_gui.engine.export.quiet import quiet
from cnnlab_gui.engine.export.tensorboard import write_tensorboard
from cnnlab_gui.engine.resident import GREY_LEVELS

log = logging.getLogger(__name__)

MOST_IMAGES = 256
NUMBERS_AT_ONCE = 1 << 24


class Exporter:
    """Writes runs for other programs.

    Parameters
    ----------
    library : Library
        Where the test images are, on which a file is checked.
    progress : callable
        Told what is being done, one of `STEPS`.
    cancelled : callable
        Asked between the steps.
    """

    def __init__(
        self,
        library: Library,
        progress: Callable[[str], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._library = library
        self._progress = progress
        self._cancelled = cancelled

    def export(self, folder: RunFolder, to: str, out: Path, epoch: int | None = None) -> Sentence:
        """Write the run in ``folder`` as ``to``, a key of `MODEL_EXPORTS`, at ``out``.

        A file that is there is replaced, a folder only where it is empty.

        Raises
        ------
        CnnLabError
            The run cannot be read or written so, or what was written answers otherwise.
        CancelledError
            As ``cancelled`` said. In all these cases nothing is written.
        """
        out = out.absolute()
        if out.is_dir() and (not MODEL_EXPORTS[to].is_folder or any(out.iterdir())):
            raise _is_taken(out)
        draft = out.parent / f".{uuid.uuid4().hex}.new"
        try:
            draft.mkdir(parents=True)
            return self._export(folder, to, draft / out.name, out, epoch)
        except OSError as error:
            raise storage_error(error, out) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _export(
        self, folder: RunFolder, to: str, draft: Path, out: Path, epoch: int | None
    ) -> Sentence:
        self._step("read")
        if to in FORMATS:
            said = self._write_network(learnt_by(folder, epoch), to, draft)
        else:
            self._step("write")
            said = write_tensorboard(folder, draft)
        self._stop_if_cancelled()
        if not MODEL_EXPORTS[to].is_folder:
            move(draft, out)
        elif not move_folder(draft, out):
            raise _is_taken(out)
        return Sentence(said.template, {**said.values, "file": out.name, "folder": out})

    def _write_network(self, learnt: Learnt, to: str, draft: Path) -> Sentence:
        images, are_noise = self._images(learnt)
        self._step("build")
        wanted = learnt.answers(images)
        self._step("write")
        with quiet():
            answer = _written(learnt, to, draft)
        self._step("check")
        with quiet():
            at_once = max(1, NUMBERS_AT_ONCE // max(1, learnt.architecture.activation_count))
            found = in_parts(answer, images, at_once)
        difference = largest_difference(wanted, found)
        log.info("%s differs by %s from the network of %s", to, difference, learnt.record.name)
        if not difference <= FORMATS[to].tolerance:
            raise _differs(to, difference)
        same = int((wanted.argmax(axis=1) == found.argmax(axis=1)).sum())
        return _checked(learnt, to, len(images), same, difference, are_noise)

    def _images(self, learnt: Learnt) -> tuple[Values, bool]:
        """Test images as the network gets them, or noise where they are not here."""
        try:
            dataset = self._library.load(
                learnt.record.specification.dataset, cancelled=self._cancelled
            )
        except CancelledError:
            raise
        except CnnLabError:
            log.info("the images of %s are not here", learnt.record.name, exc_info=True)
            return _noise(learnt), True
        if dataset.image_shape != learnt.architecture.input_shape or not len(dataset.x_test):
            return _noise(learnt), True
        return _test_images(dataset), False

    def _step(self, name: str) -> None:
        self._stop_if_cancelled()
        self._progress(STEPS[name])

    def _stop_if_cancelled(self) -> None:
        if self._cancelled():
            raise CancelledError(tr_noop("errors", "The export was cancelled."))


def largest_difference(wanted: Values, found: Values) -> float:
    """The most by which two answers differ; NaN where their shapes do, or one is NaN."""
    if wanted.shape != found.shape:
        return float("nan")
    return float(np.abs(wanted - found).max())


def _written(learnt: Learnt, to: str, draft: Path) -> Answer:
    try:
        return FORMATS[to].write(learnt, draft)
    except (CnnLabError, OSError):
        raise
    except Exception as error:
        # Whatever a converter of others cannot do, it says in words of its own.
        log.warning("%s could not be written", to, exc_info=error)
        raise CnnLabError(
            tr_noop(
                "errors",
                "This network cannot be written as {format}: {reason}. Choose another format; "
                ".keras takes every network.",
            ),
            format=MODEL_EXPORTS[to].title,
            reason=_first_line(error),
        ) from error


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:200]


def _test_images(dataset: Dataset) -> Values:
    return GREY_LEVELS[dataset.x_test[:MOST_IMAGES]]


def _noise(learnt: Learnt) -> Values:
    rng = np.random.default_rng(0)
    return rng.random((MOST_IMAGES, *learnt.architecture.input_shape), np.float32)


def _checked(
    learnt: Learnt, to: str, images: int, same: int, difference: float, are_noise: bool
) -> Sentence:
    layers = learnt.architecture.layers
    # A .keras file can be trained further, and then they are needed.
    augmented = to != "keras" and any(isinstance(layer, Augmentation) for layer in layers)
    if are_noise:
        template = tr_noop(
            "export",
            "{file} holds {run} at epoch {epoch}. Read again, it gave the same answer for {same} "
            "of {images} images of noise (the run's own are not here); no probability differs by "
            "more than {difference}.",
        )
    elif augmented:
        template = tr_noop(
            "export",
            "{file} holds {run} at epoch {epoch}. Read again, it gave the same answer for {same} "
            "of {images} test images; no probability differs by more than {difference}. Images "
            "are no longer shifted, turned, zoomed or mirrored: that is for training only.",
        )
    else:
        template = tr_noop(
            "export",
            "{file} holds {run} at epoch {epoch}. Read again, it gave the same answer for {same} "
            "of {images} test images; no probability differs by more than {difference}.",
        )
    return Sentence(
        template,
        {
            "run": learnt.record.name,
            "epoch": learnt.epoch,
            "same": same,
            "images": images,
            "difference": f"{difference:.1e}" if difference else "0",
        },
    )


def _differs(to: str, difference: float) -> CnnLabError:
    return CnnLabError(
        tr_noop(
            "errors",
            "Read again, the file gave other answers than the network (a probability differs by "
            "{difference:.2g}), so it was not kept. Choose another format than {format}; .keras "
            "takes every network.",
        ),
        difference=difference,
        format=MODEL_EXPORTS[to].title,
    )


def _is_taken(out: Path) -> CnnLabError:
    return CnnLabError(
        tr_noop("errors", "{path} already exists, and is left as it is. Name a new place."),
        path=out,
    )
