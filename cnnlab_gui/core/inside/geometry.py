"""Places in images and feature maps."""

from typing import NamedTuple

Position = tuple[int, ...]
"""One value's place: ``(row, column, channel)`` of an image, ``(index,)`` of a vector."""


class Rect(NamedTuple):
    """Pixels of an image or a feature map; may reach beyond its border, where it is padded."""

    top: int
    left: int
    height: int
    width: int

    def clipped(self, height: int, width: int) -> "Rect":
        """The part that lies on an image of that size."""
        top, left = max(self.top, 0), max(self.left, 0)
        bottom = min(self.top + self.height, height)
        right = min(self.left + self.width, width)
        return Rect(top, left, max(bottom - top, 0), max(right - left, 0))
