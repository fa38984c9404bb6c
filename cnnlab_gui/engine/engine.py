"""The engine as the rest of the application sees it."""

import logging
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.errors import CnnLabError, unexpected
from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.core.inside.live import LiveWeights
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState, Values
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.ports import Emit, Library
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import SweepPlace
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.runs.weights import Weights
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine import runtime

if TYPE_CHECKING:
    from cnnlab_gui.engine.inside.inside import Inside

log = logging.getLogger(__name__)


class KerasEngine:
    """Trains with Keras on TensorFlow. Making one loads TensorFlow, which takes seconds.

    Parameters
    ----------
    library : Library
        Where datasets come from.
    store : RunStore
        Where runs go.
    """

    def __init__(self, library: Library, store: RunStore) -> None:
        self.device: DeviceReport = runtime.start()
        self._library = library
        self._store = store

    def summary(self, architecture: Architecture) -> str:
        """The summary that Keras prints of ``architecture``; from any thread.

        Raises
        ------
        CnnLabError
            The architecture cannot be trained.
        """
        from cnnlab_gui.engine.summary import summary_of

        return summary_of(architecture)

    def augmented(
        self, layers: tuple[Layer, ...], images: NDArray[np.uint8], seed: int
    ) -> NDArray[np.uint8]:
        """One random variant of each image, as training makes them; from any thread.

        Parameters
        ----------
        layers : tuple of Augmentation
        images : (N, H, W, C) uint8
        seed : int
            The same one gives the same answer.

        Returns
        -------
        (N, H, W, C) uint8
        """
        from cnnlab_gui.engine.augmentation import augmented

        return augmented(layers, images, seed)

    def initial_weights(self, architecture: Architecture, seed: int) -> Weights:
        """What a training of ``architecture`` with ``seed`` begins with; from any thread.

        Raises
        ------
        CnnLabError
            The architecture cannot be trained.
        """
        from cnnlab_gui.engine.inside.start import initial_weights

        return initial_weights(architecture, seed)

    @cached_property
    def _inside(self) -> "Inside":
        from cnnlab_gui.engine.inside.inside import Inside

        return Inside()

    def layer_outputs(self, state: NetworkState, images: NDArray[np.uint8]) -> LayerOutputs:
        """What every layer gives for ``(N, H, W, C) uint8`` images, in a network of its own.

        Raises
        ------
        CnnLabError
            The images have another shape than the network takes.
        """
        return self._inside.layer_outputs(state, images)

    def class_activation(
        self,
        state: NetworkState,
        images: NDArray[np.uint8],
        layer: int,
        classes: NDArray[np.int64],
    ) -> Values:
        """Grad-CAM at ``layer``, -1 for the images themselves.

        Returns
        -------
        (N, h, w) float32
            At least 0: where the layer speaks for the class of each image.

        Raises
        ------
        CnnLabError
            The images have another shape, ``layer`` gives no maps, or there is no such class.
        """
        return self._inside.class_activation(state, images, layer, classes)

    def occlusion(
        self,
        state: NetworkState,
        images: NDArray[np.uint8],
        classes: NDArray[np.int64],
        patch: int,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Values:
        """By how much each image's class falls where a square of ``patch`` pixels hides it.

        Returns
        -------
        (N, H, W) float32

        Raises
        ------
        CnnLabError
            The images have another shape, there is no such class, or ``patch`` is below 1.
        CancelledError
            As ``cancelled`` said; it is asked before every 256 images at least.
        """
        return self._inside.occlusion(state, images, classes, patch, cancelled)

    def export(
        self,
        run: Path,
        to: str,
        out: Path,
        progress: Callable[[str], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
        epoch: int | None = None,
    ) -> Sentence:
        """Write a run for other programs, and read it again before it is kept; from any thread.

        Parameters
        ----------
        run : Path
            Its folder.
        to : str
            A key of `cnnlab_gui.core.export.models.MODEL_EXPORTS`.
        out : Path
            A file that is there is replaced; a folder must be new, or empty.
        progress : callable
            Told in English what is being done, marked for translation.
        cancelled : callable
            Asked between the steps.
        epoch : int, optional
            The one that the run stands for if none.

        Returns
        -------
        Sentence
            What was written, and how nearly it answers as the network does.

        Raises
        ------
        CnnLabError
            Nothing is written: the run cannot be read, or not be written so.
        CancelledError
            As ``cancelled`` said.
        """
        from cnnlab_gui.engine.export.export import Exporter

        return Exporter(self._library, progress, cancelled).export(RunFolder(run), to, out, epoch)

    def train(
        self,
        specification: RunSpecification,
        emit: Emit,
        control: RunControl,
        live: LiveWeights | None = None,
        at: Path | None = None,
        place: SweepPlace | None = None,
    ) -> None:
        """Train one specification; sends exactly one terminal event, whatever happens.

        Parameters
        ----------
        specification : RunSpecification
        emit : callable
            Gets each run event, in this thread.
        control : RunControl
            Ends the run soon, with outcome ``stopped`` or ``paused``.
        live : LiveWeights, optional
            Gets copies of the weights while it trains, as often as it wants.
        at : Path, optional
            A new or empty folder that becomes the run, instead of one in the store.
        place : SweepPlace, optional
            The trial of a sweep that this is, for the run's record.
        """

        def trained() -> RunFinished:
            from cnnlab_gui.engine.job import TrainingJob

            limit = specification.settings.limit or None
            dataset = self._library.load(specification.dataset, limit=limit)
            job = TrainingJob(specification, dataset, self.device, emit, control, live)
            return job.run(self._store, at, place)

        _tell_the_end(trained, emit, None)

    def resume(
        self,
        run: Path,
        emit: Emit,
        control: RunControl,
        live: LiveWeights | None = None,
    ) -> None:
        """Go on with the run in the folder ``run``; sends exactly one terminal event.

        Where it cannot go on, that says why, and the folder is as it was. The other
        parameters are those of `train`.
        """

        def resumed() -> RunFinished:
            from cnnlab_gui.engine.resuming import resume

            return resume(RunFolder(run), self._library, self.device, emit, control, live)

        _tell_the_end(resumed, emit, str(run))

    def answers(
        self,
        run: Path,
        epoch: int | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> TestAnswers:
        """What a run answers for all test images, in the dataset's order; from any thread.

        Parameters
        ----------
        run : Path
            Its folder.
        epoch : int, optional
            The one that the run stands for if none.
        cancelled : callable
            Asked before every 100 images at least.

        Raises
        ------
        CnnLabError
            There are no weights of this epoch, or the images are other ones by now.
        CancelledError
            As ``cancelled`` said.
        """
        from cnnlab_gui.engine.answers import answers_of

        return answers_of(RunFolder(run), self._library, epoch, cancelled)


def _tell_the_end(work: Callable[[], RunFinished], emit: Emit, run: str | None) -> None:
    """Send the one terminal event of ``work``, whatever happens."""
    finished = RunFinished("failed", run=run)
    try:
        finished = work()
    except KeyboardInterrupt:
        finished = RunFinished("failed", _broken_off(), run=run)
        raise
    except CnnLabError as error:
        finished = RunFinished("failed", error.sentence, run=run)
    except Exception as error:
        log.exception("a run could not start")
        finished = RunFinished("failed", unexpected(error), run=run)
    finally:
        emit(finished)


def _broken_off() -> Sentence:
    return Sentence(
        tr_noop(
            "errors",
            "The run was broken off before it had ended. Where it left a checkpoint, it can be "
            "resumed from there.",
        )
    )
