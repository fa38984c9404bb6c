"""Moves a place over the result, pixel by pixel, as the window slides."""

from PySide6.QtCore import QObject, QTimer, Signal

from cnnlab_gui.core.inside.kernel import Place

SLOW_MS, QUICK_MS = 600, 25
"""Between two steps: first, while each sum can be read, and after that."""
SLOW_STEPS = 6
"""So many after each start, and after each leap."""


class Player(QObject):
    """Goes through a result row by row, slowly at first.

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
        self._first = 0
        self._next = 0
        self._slow = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.step)

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    @property
    def count(self) -> int:
        """Pixels done; 0 before it was started, and after its end."""
        return self._next

    def set_size(self, size: tuple[int, int], first: Place = (0, 0)) -> None:
        """Say how many rows and columns there are, and where something happens first.

        Another size begins anew.
        """
        self._first = first[0] * size[1] + first[1]
        if size != self._size:
            self._size = size
            self.reset()

    def toggle(self) -> None:
        """Start, or go on, or pause."""
        if self.is_playing:
            self.pause()
        elif self._size[0] * self._size[1]:
            self._next = self._next or self._first
            self._slow = SLOW_STEPS
            self._timer.start(SLOW_MS)
            self.step()
            self.changed.emit()

    def pause(self) -> None:
        if self.is_playing:
            self._timer.stop()
            self.changed.emit()

    def leap(self, place: Place) -> None:
        """Go to a place at once, and on from there."""
        self._next = place[0] * self._size[1] + place[1]
        self._slow = SLOW_STEPS
        self.step()

    def reach(self, count: int) -> None:
        """Have at least so many pixels done, if any are."""
        if self._next:
            self._next = max(self._next, min(count, self._size[0] * self._size[1]))

    def reset(self) -> None:
        """Stop, and begin anew next time."""
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
        self._slow = max(0, self._slow - 1)
        self._timer.setInterval(SLOW_MS if self._slow else QUICK_MS)
        self.moved.emit(*place)
