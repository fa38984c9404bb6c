"""Many drawings to train on: a pen goes along the lines of digits, and they are laid as MNIST's."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from cnnlab_gui.core.dataset import Images, Labels
from cnnlab_gui.core.drawing.place import placed
from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.drawing.stroke import Stroke
from cnnlab_gui.core.normalise import IMAGE_SIDE, INK_SIDE
from cnnlab_gui.core.pretrained import Recipe
from cnnlab_gui.engine.datasets.drawings.skeletons import Strokes, strokes_of
from cnnlab_gui.engine.datasets.stroke_digits.generator import make_pen_paths

AT_ONCE = 2000
"""Drawings in one piece of work; it decides their random numbers."""
_SHORTEST = 0.01  # pixels: a line that is one point is drawn as a dot

Pieces = Callable[..., Iterable[tuple[Images, Labels]]]


def drawings_of(
    images: Images, labels: Labels, recipe: Recipe, seed: int, pieces: Pieces = map
) -> tuple[Images, Labels]:
    """Redraw images, and draw along the lines of stroke models, as many as a recipe says.

    Parameters
    ----------
    images : (N, 28, 28, 1) uint8
        Of digits: no line is found in a mere speck.
    labels : (N,) uint8
    recipe : Recipe
    seed : int
        The same seed gives the same drawings.
    pieces : callable
        `map`, or one that works on several at the same time and keeps their order.

    Returns
    -------
    (M, 28, 28, 1) uint8, (M,) uint8
    """
    redrawn = round(len(images) * recipe.redrawn)
    work = list(_redrawn_work(images[:redrawn], labels, recipe, seed))
    drawn = round(len(images) * recipe.drawn)
    for first in range(0, drawn, AT_ONCE):
        work.append((None, min(AT_ONCE, drawn - first), recipe, (seed, 1, first)))
    made = list(pieces(_piece, *zip(*work, strict=True))) if work else []
    none = np.zeros((0, *images.shape[1:]), np.uint8), np.zeros(0, np.uint8)
    both = [none, *made]
    return np.concatenate([each[0] for each in both]), np.concatenate([each[1] for each in both])


def _redrawn_work(images: Images, labels: Labels, recipe: Recipe, seed: int) -> Iterator[Any]:
    for first in range(0, len(images), AT_ONCE):
        rows = slice(first, min(first + AT_ONCE, len(images)))
        yield images[rows], labels[rows], recipe, (seed, 0, first)


def _piece(
    images: Images | None, labels: Labels | int, recipe: Recipe, seed: tuple[int, ...]
) -> tuple[Images, Labels]:
    """Redraw images with their labels; or, without images, draw so many along paths."""
    random = np.random.default_rng(seed)
    ways: Iterable[Strokes]
    if images is None:
        ways, known = make_pen_paths(int(labels), int(random.integers(2**31)))
    else:
        ways, known = strokes_of(images[..., 0]), np.asarray(labels, np.uint8)
    return np.stack([_drawn(way, recipe, random) for way in ways])[..., None], known


def _drawn(ways: Strokes, recipe: Recipe, random: np.random.Generator) -> Images:
    """Turn the lines, and draw them with a pen that becomes as wide as the recipe says."""
    angle = np.deg2rad(random.uniform(-recipe.turn, recipe.turn))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned = [points @ turn for points in ways]
    extent = max(float(np.ptp(np.concatenate(turned), axis=0).max()), _SHORTEST)
    pen = random.uniform(*recipe.pens)
    strokes = [Stroke.even(points.tolist(), pen * extent / (INK_SIDE - pen)) for points in turned]
    return placed(strokes, (IMAGE_SIDE, IMAGE_SIDE), Placement.MNIST).pixels
