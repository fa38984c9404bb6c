"""Digits in any number from a seed: a style is picked, bent, and drawn as in MNIST.

All arithmetic is in float64. Processors and libraries differ in its last bits, and
those vanish when the ink is rounded to a byte: a seed gives the same images
everywhere.
"""

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.normalise import centre_images, normalise_strokes
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.datasets.stroke_digits.render import POINTS, render_ink, stroke_weights
from cnnlab_gui.engine.datasets.stroke_digits.styles import skeletons

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

DIGITS = 10
JITTER = 0.05  # σ of each control point, share of the box
WARP = 0.09  # σ of the smooth warp's amplitude, share of the box
WARP_TURNS = 0.5  # σ of the warp's waves across the box
SLANT_MEAN, SLANT = 0.15, 0.30  # lean to the right, width per height
ROTATION = np.deg2rad(8.0)  # σ
ASPECT = 0.20  # σ of the logarithm of width over height
RADIUS_MIN, RADIUS_MAX = 0.7, 2.7  # of the pen, pixels
RADIUS_SKEW = 1.4  # above 1: more thin pens than thick ones
EDGE_MIN, EDGE_MAX = 0.7, 1.5  # of the pen's ramp, pixels
SHIFT = 0.5  # at most, pixels: MNIST was centred by whole pixels

# Of the first 300 images to train on and 100 to test on, from seed 0. Whoever changes what
# the images look like changes this: it also names the copy kept on disk.
DIGEST = "69ec31ac8d652972eb7a5fc26c1f69ed829c7b3537d4090406adcf368984c0b5"

_CHUNK = 1000  # images made at once: bounds the memory, whatever the count
_TEST_STREAM, _PATHS_STREAM = (1,), (2,)


def make_stroke_digits(count: int, seed: int) -> tuple[Bytes, Bytes]:
    """Draw digits in many styles and sizes of pen, normalised as MNIST's are.

    Parameters
    ----------
    count : int
        How many, at least 1.
    seed : int
        Not negative. The same seed and count give the same images and labels.

    Returns
    -------
    images : (count, 28, 28) uint8
        0 is paper, 255 is ink.
    labels : (count,) uint8
        0 to 9 in random order; no digit has over one image more than another.
    """
    return _make(count, _sequence(seed))


def make_pen_paths(count: int, seed: int) -> tuple[list[list[Floats]], Bytes]:
    """Make the ways of the pen that stroke digits are drawn along, for a paper of any size.

    They are not turned: whoever lays them on the paper does that.

    Returns
    -------
    paths : list of list of (K, 2) float64
        For each digit its strokes: x and y, y running down, about 1 high.
    labels : (count,) uint8
    """
    random = np.random.Generator(np.random.PCG64(_sequence(seed, _PATHS_STREAM)))
    labels = random.permutation(np.arange(count) % DIGITS).astype(np.uint8)
    points, joined = _write(labels, random)
    points = _warp(points, random) @ _stance(count, random, rotation=0.0)
    lifted = [np.flatnonzero(each == 0) + 1 for each in joined]
    return [np.split(each, at) for each, at in zip(points, lifted, strict=True)], labels


def stroke_digits_dataset(
    seed: int = 0, train: int = 30_000, test: int = 5_000, limit: int | None = None
) -> Dataset:
    """Return the built-in dataset. Its two splits share styles, not random numbers.

    With a ``limit`` only the first so many of the ``train`` images are made, the same
    as they would be without it.
    """
    x_train, y_train = _make(train, _sequence(seed), limit)
    x_test, y_test = _make(test, _sequence(seed, _TEST_STREAM))
    return Dataset(
        id="stroke-digits",
        title="Stroke digits",
        class_names=tuple(str(digit) for digit in range(DIGITS)),
        x_train=x_train[..., None],
        y_train=y_train,
        x_test=x_test[..., None],
        y_test=y_test,
        origin=f"Made by CNN Lab from stroke models, seed {seed}.",
    )


def _sequence(seed: int, stream: tuple[int, ...] = ()) -> np.random.SeedSequence:
    if seed < 0:
        raise CnnLabError(
            tr_noop("errors", "The seed is {seed}: give a whole number from 0 up."), seed=seed
        )
    return np.random.SeedSequence(seed, spawn_key=stream)


def _make(
    count: int, sequence: np.random.SeedSequence, limit: int | None = None
) -> tuple[Bytes, Bytes]:
    if count < 1:
        raise CnnLabError(
            tr_noop("errors", "{count} images cannot be made: ask for 1 or more."),
            count=count,
        )
    random = np.random.Generator(np.random.PCG64(sequence))
    labels = random.permutation(np.arange(count) % DIGITS).astype(np.uint8)
    kept = count if limit is None else min(limit, count)
    # Whole chunks, also at the limit: how many are drawn at once decides their random numbers.
    images = [_draw(labels[first : first + _CHUNK], random) for first in range(0, kept, _CHUNK)]
    return np.concatenate(images)[:kept], labels[:kept]


def _draw(labels: Bytes, random: np.random.Generator) -> Bytes:
    """Return one image for each label, (N, 28, 28) uint8."""
    count = len(labels)
    points, joined = _write(labels, random)
    points = _warp(points, random) @ _stance(count, random)
    radius = RADIUS_MIN + (RADIUS_MAX - RADIUS_MIN) * random.random(count) ** RADIUS_SKEW
    points = normalise_strokes(points, stroke_weights(points, joined), radius)
    points += random.uniform(-SHIFT, SHIFT, (count, 1, 2))
    edge = random.uniform(EDGE_MIN, EDGE_MAX, count)
    return centre_images(render_ink(points, joined, radius, edge))


def _write(labels: Bytes, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Pick a style for each label and jitter its control points.

    Returns
    -------
    points : (N, POINTS, 2) float64
        Points along the strokes, about the unit box's middle.
    joined : (N, POINTS - 1) float64
        1 where the pen is down between neighbours.
    """
    table = skeletons()
    styles = np.array([len(table[digit]) for digit in range(DIGITS)])[labels]
    picked = np.floor(random.random(len(labels)) * styles).astype(np.int64)
    widest = max(len(skeleton.control) for digit in table for skeleton in digit)
    jitter = random.normal(0, JITTER, (len(labels), widest, 2))
    points = np.empty((len(labels), POINTS, 2))
    joined = np.empty((len(labels), POINTS - 1))
    for digit, style in sorted(set(zip(labels.tolist(), picked.tolist(), strict=True))):
        skeleton = table[digit][style]
        rows = np.flatnonzero((labels == digit) & (picked == style))
        control = skeleton.control - 0.5 + jitter[rows, : len(skeleton.control)]
        points[rows] = skeleton.curve @ control
        joined[rows] = skeleton.joined
    return points, joined


def _warp(points: Floats, random: np.random.Generator) -> Floats:
    """Bend each drawing as a whole by one slow wave along each axis."""
    count = len(points)
    turns = random.normal(0, WARP_TURNS, (count, 2, 2))
    phase = random.uniform(0, 2 * np.pi, (count, 1, 2))
    amplitude = random.normal(0, WARP, (count, 1, 2))
    return points + amplitude * np.sin(2 * np.pi * (points @ turns) + phase)


def _stance(count: int, random: np.random.Generator, rotation: float = ROTATION) -> Floats:
    """Return (count, 2, 2) matrices: stretch, then lean, then turn row vectors."""
    stretch = np.exp(random.normal(0, ASPECT, count))
    lean = random.normal(SLANT_MEAN, SLANT, count)
    angle = random.normal(0, rotation, count)
    cos, sin = np.cos(angle), np.sin(angle)
    # x' = stretch x - lean y: y runs down, so a positive lean moves the top right.
    rows = [[stretch * cos, stretch * sin], [-lean * cos - sin, -lean * sin + cos]]
    return np.moveaxis(np.array(rows), -1, 0)
