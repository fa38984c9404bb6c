"""Which places of an image matter, found by hiding them."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.errors import CancelledError, CnnLabError
from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.state import Values
from cnnlab_gui.core.text import tr_noop

MOST_AT_ONCE = 256


def occlusion(
    probabilities: Callable[[Values], Values],
    images: Values,
    classes: NDArray[np.int64],
    patch: int,
    at_once: int,
    cancelled: Callable[[], bool],
) -> Values:
    """By how much the class's probability falls where a patch is hidden (Zeiler & Fergus 2014).

    A square slides over the image by half its side, filled with the image's own mean, which
    brings no new contrast into images of any kind. A pixel gets the mean of what all squares
    over it took away; it is below 0 where hiding helps.

    Parameters
    ----------
    probabilities : callable
        ``(B, classes) float32`` for ``(B, H, W, C) float32``.
    images : (N, H, W, C) float32
    classes : (N,) int64
    patch : int
        The square's side in pixels; what is over the image's sides is cut.
    at_once : int
        Images for one call of ``probabilities``, at most; `MOST_AT_ONCE` is another limit.
    cancelled : callable
        Asked before each call.

    Returns
    -------
    (N, H, W) float32

    Raises
    ------
    CnnLabError
        ``patch`` is below 1.
    CancelledError
        ``cancelled`` said so.
    """
    if patch < 1:
        raise CnnLabError(
            tr_noop("errors", "A patch of {patch} pixels hides nothing. Use at least 1."),
            patch=patch,
        )
    count, height, width, _ = images.shape
    step = min(at_once, MOST_AT_ONCE)
    places = list(_places(height, width, patch))
    means = images.mean(axis=(1, 2))
    fall = np.zeros((count, height, width))
    covered = np.zeros((height, width))
    for place in places:
        covered[_part(place)] += 1

    def asked(shown: Values, numbers: NDArray[np.int64]) -> Values:
        if cancelled():
            raise CancelledError(tr_noop("errors", "The hiding of places was cancelled."))
        return probabilities(shown)[np.arange(len(shown)), classes[numbers]]

    with np.errstate(all="ignore"):  # what is no number stays so, and is seen
        whole = [asked(images[k : k + 1], np.array([k])) for k in range(count)]
        for number in range(count):
            for start in range(0, len(places), step):
                some = places[start : start + step]
                hidden = np.repeat(images[number : number + 1], len(some), axis=0)
                for image, place in zip(hidden, some, strict=True):
                    image[_part(place)] = means[number]
                falls = whole[number] - asked(hidden, np.full(len(some), number))
                for amount, place in zip(falls, some, strict=True):
                    fall[number][_part(place)] += amount
        return (fall / covered).astype(np.float32)


def _places(height: int, width: int, patch: int) -> Iterator[Rect]:
    for top in _starts(height, patch):
        for left in _starts(width, patch):
            yield Rect(top, left, min(patch, height), min(patch, width))


def _starts(side: int, patch: int) -> list[int]:
    """Where squares begin along a side: each half a square on, and the last one at its end."""
    last = max(side - patch, 0)
    return [*range(0, last, max(1, patch // 2)), last]


def _part(place: Rect) -> tuple[slice, slice]:
    top, left, height, width = place
    return slice(top, top + height), slice(left, left + width)
