"""Moves a place over the result, pixel by pixel, as the window slides."""

from PySide6.QtCore import QObject, QTimer, Signal

from cnnlab_gui.core.inside.kernel import Place

SLOW_MS, QUICK_MS = 220, 25
"""Between two steps: in the first row, where each sum can be read, and after it."""


class Player(QObject):
    """Goes through a result row by row, the first row slowly.

    Signals
    -------
    moved : int, int
        Row and column where the window is now.
    changed
        It started, paused, or came to its end.
    """

    moved = Signal(int, int)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._size = (0, 0)
        self._next = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.step)

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    @property
    def count(self) -> int:
        """Pixels done; 0 before it was started, and after its end."""
        return self._next

    def set_size(self, size: tuple[int, int]) -> None:
        """Say how many rows and columns there are; another size begins anew."""
        if size != self._size:
            self._size = size
            self.reset()

    def toggle(self) -> None:
        """Start, or go on, or pause."""
        if self.is_playing:
            self.pause()
        elif self._size[0] * self._size[1]:
            self._timer.start(SLOW_MS)
            self.step()
            self.changed.emit()

    def pause(self) -> None:
        if self.is_playing:
            self._timer.stop()
            self.changed.emit()

    def reset(self) -> None:
        """Stop, and begin at the first pixel next time."""
        if self._next or self.is_playing:
            self._timer.stop()
            self._next = 0
            self.changed.emit()

    def step(self) -> None:
        """Go to the next pixel."""
        if self._next >= self._size[0] * self._size[1]:
            self.reset()
            return
        place: Place = divmod(self._next, self._size[1])
        self._next += 1
        self._timer.setInterval(SLOW_MS if place[0] == 0 else QUICK_MS)
        self.moved.emit(*place)
