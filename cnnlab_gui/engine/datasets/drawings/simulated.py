"""Drawings as they come from a canvas: at any place, of any size, with any pen, turned."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cnnlab_gui.core.dataset import Dataset, Images, Labels
from cnnlab_gui.core.drawing.place import placed
from cnnlab_gui.core.drawing.placed import Grey, Placement
from cnnlab_gui.core.drawing.stroke import Stroke
from cnnlab_gui.core.normalise import IMAGE_SIDE
from cnnlab_gui.engine.datasets.drawings.skeletons import Strokes, strokes_of
from cnnlab_gui.engine.datasets.stroke_digits.generator import make_pen_paths

CANVAS_SIDE = 280
"""Height and width of the paper, pixels."""
SMALLEST, LARGEST = 0.25, 1.0
"""Longest side of the drawing, as a share of what the pen leaves of the paper."""
FINEST, BROADEST = 1.0, 40.0
"""Width of the pen, pixels of the canvas."""
TURN = 20.0
"""At most so far either way, degrees."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """A digit on the paper."""

    strokes: tuple[Stroke, ...] = field(repr=False)
    label: int

    @property
    def image(self) -> Grey:
        """(`CANVAS_SIDE`, `CANVAS_SIDE`) uint8: the paper as a picture, 255 is ink."""
        return placed(self.strokes, (CANVAS_SIDE, CANVAS_SIDE), Placement.AS_DRAWN).pixels


def simulated_drawings(digits: Dataset, count: int = 1000, seed: int = 0) -> tuple[Drawing, ...]:
    """Make drawings of the test digits of a dataset, and after them as many from stroke models.

    Parameters
    ----------
    digits : Dataset
        Of images (28, 28, 1); each class is its own digit.
    count : int
        How many in all.
    seed : int
        The same seed gives the same drawings.
    """
    random = np.random.default_rng((seed, count))
    own = count // 2
    chosen = random.choice(len(digits.x_test), own, replace=False)
    found = list(strokes_of(digits.x_test[chosen, ..., 0]))
    paths, labels = make_pen_paths(count - own, int(random.integers(2**31)))
    known = [*digits.y_test[chosen].tolist(), *labels.tolist()]
    return tuple(
        Drawing(_on_paper(strokes, random), label)
        for strokes, label in zip([*found, *paths], known, strict=True)
    )


def network_images(
    drawings: Sequence[Drawing], placement: Placement = Placement.MNIST
) -> tuple[Images, Labels]:
    """What a network gets of drawings: ``(N, 28, 28, 1) uint8``, and their labels."""
    images = np.stack(
        [placed(each.strokes, (IMAGE_SIDE, IMAGE_SIDE), placement).pixels for each in drawings]
    )
    return images[..., None], np.array([each.label for each in drawings], np.uint8)


def _on_paper(strokes: Strokes, random: np.random.Generator) -> tuple[Stroke, ...]:
    angle = np.deg2rad(random.uniform(-TURN, TURN))
    pen = random.uniform(FINEST, BROADEST) / CANVAS_SIDE
    size = random.uniform(SMALLEST, LARGEST) * (1 - pen)
    where = random.uniform(size=2)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned = [points @ turn for points in strokes]
    every = np.concatenate(turned)
    least, extent = every.min(axis=0), np.ptp(every, axis=0)
    scale = size / max(float(extent.max()), 1e-9)
    corner = pen / 2 + where * (1 - pen - extent * scale)
    return tuple(
        Stroke.even([(float(x), float(y)) for x, y in (points - least) * scale + corner], pen)
        for points in turned
    )
