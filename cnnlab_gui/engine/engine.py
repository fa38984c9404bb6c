"""The engine as the rest of the application sees it."""

import logging
import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.errors import CnnLabError, unexpected
from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.ports import Emit, Library
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine import runtime

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

    def train(
        self,
        specification: RunSpecification,
        emit: Emit,
        stop: threading.Event,
        at: Path | None = None,
    ) -> None:
        """Train one specification; sends exactly one terminal event, whatever happens.

        Parameters
        ----------
        specification : RunSpecification
        emit : callable
            Gets each run event, in this thread.
        stop : threading.Event
            Set it to end the run soon, with outcome ``stopped``.
        at : Path, optional
            A new or empty folder that becomes the run, instead of one in the store.
        """
        from cnnlab_gui.engine import job

        finished = RunFinished("failed")
        try:
            limit = specification.settings.limit or None
            dataset = self._library.load(specification.dataset, limit=limit)
            finished = job.TrainingJob(specification, dataset, self.device, emit, stop).run(
                self._store, at
            )
        except CnnLabError as error:
            finished = RunFinished("failed", error.sentence)
        except Exception as error:
            log.exception("a run could not start")
            finished = RunFinished("failed", unexpected(error))
        finally:
            emit(finished)
