"""How the network that comes with CNN Lab is trained; see `core.pretrained.Recipe`.

It differs from a run: each epoch has new stroke digits and some of many drawings beside the
images, every image is turned, stretched and shifted a little, the rate falls, and the last
weights are averaged.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Images, Labels
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.normalise import CENTRE
from cnnlab_gui.core.pretrained import Recipe
from cnnlab_gui.core.runs.weights import Weights
from cnnlab_gui.engine.builder import build, weights_of
from cnnlab_gui.engine.datasets.drawings.redrawn import Pieces, drawings_of
from cnnlab_gui.engine.datasets.stroke_digits.generator import make_stroke_digits
from cnnlab_gui.engine.keras_state import BUILDING

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

PRETRAINED_NETWORK = Architecture(
    input_shape=(28, 28, 1),
    layers=(
        Conv2D(filters=32, padding="same"),
        MaxPooling2D(),
        Conv2D(filters=64, padding="same"),
        MaxPooling2D(),
        Flatten(),
        Dense(units=128),
        Dense(units=10, activation="softmax"),
    ),
)
"""421,642 parameters."""

STEPS_BETWEEN_AVERAGED = 5
EPOCHS_PER_SEED = 10_000  # the stroke digits of two seeds have no epoch in common
_TINY = 1e-7  # under a logarithm


@dataclass(frozen=True)
class EpochTold:
    """Number of the epoch from 1, and loss and accuracy over it, as the weights changed."""

    epoch: int
    loss: float
    accuracy: float


class Pretraining:
    """Trains one network by a recipe.

    Parameters
    ----------
    recipe : Recipe
    seed : int
        Of the weights, the order, the changes and the stroke digits.
    architecture : Architecture
        Of images (28, 28, 1), with ten probabilities at its end.
    """

    def __init__(
        self, recipe: Recipe, seed: int, architecture: Architecture = PRETRAINED_NETWORK
    ) -> None:
        self._recipe = recipe
        self._seed = seed
        with BUILDING:
            keras.utils.set_random_seed(seed)
            self._network = build(architecture)
        self._optimizer = keras.optimizers.Adam(recipe.learning_rate)
        self._optimizer.build(self._network.trainable_variables)
        self._function = tf.function(self._step, autograph=False, reduce_retracing=True)

    def train(
        self,
        images: Images,
        labels: Labels,
        tell: Callable[[EpochTold], None] = lambda _: None,
        pieces: Pieces = map,
    ) -> Weights:
        """Train on ``(N, 28, 28, 1) uint8`` images, and return what the recipe ends with.

        ``pieces`` is as `drawings_of` takes it.
        """
        recipe = self._recipe
        drawings = drawings_of(images, labels, recipe, self._seed, pieces)
        drawn = round(len(drawings[0]) * recipe.drawings_seen)
        strokes = round(len(images) * recipe.stroke_digits)
        steps = -(-(len(images) + strokes + drawn) // recipe.batch_size)
        average = _Average(round(steps * recipe.epochs * (1 - recipe.averaged)))
        for epoch in range(recipe.epochs):
            random = np.random.default_rng((self._seed, epoch))
            seen, known = with_strokes(images, labels, strokes, self._seed, epoch)
            much = np.repeat([1.0, recipe.drawings_changed], [len(seen), drawn])
            seen, known = with_drawings(seen, known, drawings, drawn, random)
            order = np.array_split(random.permutation(len(seen)), steps)
            told = np.zeros(2)
            for step, rows in enumerate(order):
                at = epoch * steps + step
                self._optimizer.learning_rate.assign(
                    rate_at(at / (steps * recipe.epochs), recipe.learning_rate)
                )
                told += self._trained(seen[rows], known[rows], much[rows], random)
                average.take(at, self._network)
            tell(EpochTold(epoch + 1, *(told / len(seen)).tolist()))
        return average.weights() or weights_of(self._network)

    def _trained(
        self, images: Images, labels: Labels, much: Doubles, random: np.random.Generator
    ) -> Any:
        """Take one step, and return the sum of the losses and the count of right answers."""
        recipe = self._recipe
        pens = random.uniform(-recipe.pen, recipe.pen, len(images)) * much
        return self._function(
            tf.constant(images),
            tf.constant(labels),
            tf.constant(placements(len(images), recipe, random, much)),
            tf.constant(pens.astype(np.float32)),
        ).numpy()

    def _step(self, images: Any, labels: Any, placed: Any, pens: Any) -> Any:
        seen = changed(images, placed, pens)
        variables = self._network.trainable_variables
        with tf.GradientTape() as tape:
            answers = self._network(seen, training=True)
            right = tf.one_hot(labels, answers.shape[-1])
            losses = -tf.reduce_sum(right * tf.math.log(answers + _TINY), axis=-1)
            loss = tf.reduce_mean(losses)
        self._optimizer.apply(tape.gradient(loss, variables), variables)
        is_right = tf.argmax(answers, -1, tf.int32) == tf.cast(labels, tf.int32)
        return tf.stack([tf.reduce_sum(losses), tf.reduce_sum(tf.cast(is_right, tf.float32))])


class _Average:
    """The mean of a network's weights over the steps from ``first`` on, every few of them."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._sums: dict[str, NDArray[np.float64]] = {}
        self._count = 0

    def take(self, step: int, network: Any) -> None:
        if step < self._first or (step - self._first) % STEPS_BETWEEN_AVERAGED:
            return
        self._count += 1
        for name, array in weights_of(network).items():
            self._sums[name] = self._sums.get(name, np.zeros(array.shape)) + array

    def weights(self) -> Weights:
        return {
            name: (total / self._count).astype(np.float32) for name, total in self._sums.items()
        }


def rate_at(share: float, highest: float) -> float:
    """The learning rate after ``share`` of all steps: half a cosine down to 0."""
    return highest * 0.5 * (1 + math.cos(math.pi * share))


def with_strokes(
    images: Images, labels: Labels, count: int, seed: int, epoch: int
) -> tuple[Images, Labels]:
    """The images, and after them ``count`` stroke digits that only this epoch has."""
    if not count:
        return images, labels
    made, made_labels = make_stroke_digits(count, seed * EPOCHS_PER_SEED + epoch + 1)
    return np.concatenate([images, made[..., None]]), np.concatenate([labels, made_labels])


def with_drawings(
    images: Images,
    labels: Labels,
    drawings: tuple[Images, Labels],
    count: int,
    random: np.random.Generator,
) -> tuple[Images, Labels]:
    """The images, and after them ``count`` of the drawings, none of them twice."""
    chosen = random.permutation(len(drawings[0]))[:count]
    made, known = drawings
    return np.concatenate([images, made[chosen]]), np.concatenate([labels, known[chosen]])


def placements(
    count: int, recipe: Recipe, random: np.random.Generator, much: Doubles | float = 1.0
) -> Floats:
    """Draw how images are turned, stretched and shifted.

    Parameters
    ----------
    count : int
    recipe : Recipe
    random : Generator
    much : float or (count,) float64
        Share of that which is done.

    Returns
    -------
    (count, 8) float32
        For each pixel of the new image, where in the old one it comes from: TensorFlow's
        projective transform, in indices of pixels.
    """
    angle = np.deg2rad(random.uniform(-recipe.rotation, recipe.rotation, count) * much)
    scale = 1 + (random.uniform(*recipe.scale, count) - 1) * much
    aspect = np.sqrt(1 + recipe.aspect) ** (random.uniform(-1, 1, count) * much)
    cos, sin = np.cos(angle), np.sin(angle)
    wide, high = 1 / (scale * aspect), aspect / scale
    matrix = np.array([[wide * cos, wide * sin], [-high * sin, high * cos]])
    middle = np.full((2, count), CENTRE - 0.5)
    moved = middle + random.uniform(-recipe.shift, recipe.shift, (2, count)) * much
    offset = middle - np.einsum("ijn,jn->in", matrix, moved)
    nothing = np.zeros(count)
    rows = [*matrix[0], offset[0], *matrix[1], offset[1], nothing, nothing]
    return np.stack(rows, axis=1).astype(np.float32)


def changed(images: Any, placed: Any, pens: Any) -> Any:
    """Turn ``(B, H, W, 1) uint8`` images into float32 in [0, 1], each placed and redrawn.

    ``placed`` is as `placements` gives it. ``pens`` is ``(B,) float32``: so much of the way
    to the image with each pixel as its brightest neighbour, below 0 as its darkest.
    """
    grey = tf.cast(images, tf.float32) / 255.0
    seen = tf.raw_ops.ImageProjectiveTransformV3(
        images=grey,
        transforms=placed,
        output_shape=tf.shape(grey)[1:3],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )
    pens = tf.reshape(pens, [-1, 1, 1, 1])
    thicker = tf.nn.max_pool2d(seen, 3, 1, "SAME")
    thinner = -tf.nn.max_pool2d(-seen, 3, 1, "SAME")
    return tf.where(
        pens > 0, seen + pens * (thicker - seen), seen + tf.abs(pens) * (thinner - seen)
    )
