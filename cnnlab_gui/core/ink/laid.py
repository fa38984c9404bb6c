"""What is laid into a network's image again and again is laid once."""

from abc import ABC, abstractmethod
from functools import cached_property

from cnnlab_gui.core.drawing.placed import Placed, Placement

MOST_LAID = 4
"""Kept of each thing: two networks, with the ink centred and not."""

Key = tuple[tuple[int, ...], Placement]


class Laid(ABC):
    """Keeps the last few images that it was laid into."""

    def placed(self, shape: tuple[int, ...], placement: Placement) -> Placed:
        """Lay it into an image of ``(H, W)`` or ``(H, W, C)``; see the class for what is meant."""
        key = (tuple(shape), placement)
        found = self._laid.get(key)
        if found is None:
            found = self._place(*key)
            if len(self._laid) >= MOST_LAID:
                self._laid.pop(next(iter(self._laid)), None)
            self._laid[key] = found
        return found

    @cached_property
    def _laid(self) -> dict[Key, Placed]:
        return {}

    @abstractmethod
    def _place(self, shape: tuple[int, ...], placement: Placement) -> Placed: ...
