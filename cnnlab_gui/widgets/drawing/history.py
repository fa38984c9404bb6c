"""What was drawn so far, step by step, so that it can be undone and redone."""

from cnnlab_gui.core.drawing.stroke import Stroke

MOST_UNDONE = 200

Drawing = tuple[Stroke, ...]


class History:
    """The drawing after each step; the steps share their strokes."""

    def __init__(self) -> None:
        self._states: list[Drawing] = [()]
        self._at = 0

    @property
    def current(self) -> Drawing:
        return self._states[self._at]

    @property
    def can_undo(self) -> bool:
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        return self._at < len(self._states) - 1

    def add(self, drawing: Drawing) -> None:
        """Take a step from the current drawing; what was undone is forgotten."""
        self._states[self._at + 1 :] = [drawing]
        del self._states[: -MOST_UNDONE - 1]
        self._at = len(self._states) - 1

    def go(self, by: int) -> bool:
        """Go back or on; whether there was such a step."""
        if not 0 <= self._at + by < len(self._states):
            return False
        self._at += by
        return True
