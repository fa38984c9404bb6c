"""What a run took, and how its batches are told of: not more often than anyone can see."""

import time

from cnnlab_gui.core.events import BatchProgress
from cnnlab_gui.core.ports import Emit
from cnnlab_gui.core.runs.checkpoint import Place
from cnnlab_gui.engine.loop import ChunkResult

SHORTEST_GAP = 1 / 30  # seconds between two batch events


class Tally:
    """Counts the images and seconds of a run and of its epoch, on a clock that only goes on.

    Parameters
    ----------
    batch_size : int
    emit : callable
        Gets batch events.
    place : Place
        Where the run begins or goes on: what it took before counts, too.

    Attributes
    ----------
    images : int
    training_seconds : float
        What training alone took, with the building of its graphs.
    """

    def __init__(self, batch_size: int, emit: Emit, place: Place) -> None:
        self._batch_size = batch_size
        self._emit = emit
        self._began = time.perf_counter() - place.seconds
        self.images = place.images
        self.training_seconds = place.training_seconds
        self._untold_images = 0
        self._untold_seconds = 0.0
        self._last_event = 0.0
        self.epoch_begins(place)

    @property
    def seconds(self) -> float:
        """What the whole run took so far, pauses left out."""
        return time.perf_counter() - self._began

    @property
    def epoch_seconds(self) -> float:
        """What the epoch took so far."""
        return time.perf_counter() - self._epoch_began

    @property
    def epoch_images(self) -> int:
        return self.images - self._images_before

    @property
    def epoch_training_seconds(self) -> float:
        return self.training_seconds - self._training_before

    def epoch_begins(self, place: Place) -> None:
        """Count for a new epoch, of which ``place`` may know a part."""
        self._epoch_began = time.perf_counter() - place.epoch_seconds
        self._images_before = self.images - place.epoch_images
        self._training_before = self.training_seconds - place.epoch_training_seconds

    def built(self, seconds: float) -> None:
        """Building the graphs is a part of training: it counts in its images a second."""
        self.training_seconds += seconds
        self._training_before += seconds

    def trained(self, epoch: int, steps: int, result: ChunkResult) -> None:
        """Count a call of the inner loop, and tell of it if it is time."""
        self.images += result.images
        self.training_seconds += result.seconds
        if result.images >= self._batch_size or not self._untold_images:
            # The short last batch runs in a graph of its own, whose first call says nothing.
            self._untold_images += result.images
            self._untold_seconds += result.seconds
        now = time.perf_counter()
        if now - self._last_event < SHORTEST_GAP and result.step < steps:
            return
        self._last_event = now
        self._emit(
            BatchProgress(
                epoch=epoch,
                step=result.step,
                steps=steps,
                loss=result.loss,
                accuracy=result.accuracy,
                images_per_second=self._untold_images / self._untold_seconds,
                learning_rate=result.learning_rate,
            )
        )
        self._untold_images, self._untold_seconds = 0, 0.0

    def placed(self, place: Place) -> Place:
        """``place`` with what the run took until now."""
        return place.model_copy(
            update={
                "epoch_seconds": self.epoch_seconds,
                "epoch_training_seconds": self.epoch_training_seconds,
                "epoch_images": self.epoch_images,
                "seconds": self.seconds,
                "training_seconds": self.training_seconds,
                "images": self.images,
            }
        )
