"""The engine as the rest of the application sees it."""

import logging
import threading
from pathlib import Path

from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.errors import CnnLabError, unexpected
from cnnlab_gui.core.events import RunFinished
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
