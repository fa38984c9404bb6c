"""What a person can ask of a training that is going on; safe from any thread."""

import threading


class RunControl(threading.Event):
    """Set: the run is to end soon. `pause` asks for an end that it can be resumed from.

    It is polled between the calls of the inner loop.
    """

    def __init__(self) -> None:
        super().__init__()
        self._pauses = False
        self._lock = threading.Lock()
        self._rate: float | None = None

    @property
    def pauses(self) -> bool:
        """Whether the end that is asked for is a pause, not a stop."""
        return self._pauses

    def pause(self) -> None:
        """Ask for a checkpoint at once and an end with outcome ``paused``.

        A stop that was asked for before stays one.
        """
        if not self.is_set():
            self._pauses = True
            self.set()

    def stop(self) -> None:
        """Ask for an end with outcome ``stopped``, also where a pause is on its way."""
        self._pauses = False
        self.set()

    def change_rate(self, rate: float) -> None:
        """Ask for another learning rate from the next batch on; a schedule goes on from it."""
        with self._lock:
            self._rate = rate

    def take_rate(self) -> float | None:
        """The rate that was asked for since the last call; None where none was."""
        with self._lock:
            rate, self._rate = self._rate, None
        return rate
