"""A network of one's own to look into, whatever is being trained meanwhile."""

from collections.abc import Callable
from functools import cache
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.inside.state import NetworkState, Values
from cnnlab_gui.engine.builder import build_blank
from cnnlab_gui.engine.keras_state import BUILDING

# Not a GPU: it may be training, and for a few images the way there takes longer.
DEVICE = "CPU:0"
LEAK = 0.2
"""Keras's ``leaky_relu`` below 0."""
NUMBERS_AT_ONCE = 1 << 24
"""Of all layers for all images of one call: 64 MB."""


class OpenNetwork:
    """Computes what the layers of one architecture give, with weights that can be exchanged.

    Its graphs are traced while no other thread builds, and run without Keras. Like all of
    the engine they do without autograph.

    Parameters
    ----------
    architecture : Architecture
        Without layers that are not enabled.

    Raises
    ------
    CnnLabError
        It cannot be trained.
    """

    def __init__(self, architecture: Architecture) -> None:
        self._input_shape = architecture.input_shape
        self._shapes = [report.output_shape or () for report in architecture.reports()]
        numbers = architecture.activation_count + int(np.prod(self._input_shape))
        self.images_at_once = max(1, NUMBERS_AT_ONCE // numbers)
        self._key: object = self  # nobody else's
        with BUILDING, tf.device(DEVICE):
            self._layers = build_blank(architecture).layers
            for layer in self._layers:
                if getattr(layer, "activation", None) is keras.activations.leaky_relu:
                    layer.activation = _leaky_relu
        self._all_outputs = self._traced(self._give_all)
        self._last_output = cache(lambda: self._traced(self._give_last))
        self._activation_maps = cache(self._trace_activation_maps)

    def load(self, state: NetworkState) -> None:
        """Take the weights of ``state``, unless they are in already."""
        if state.key == self._key:
            return
        self._key = self  # in case that not all can be assigned
        with tf.device(DEVICE):
            for index, layer in enumerate(self._layers):
                for variable in layer.weights:
                    variable.assign(state.weights[f"{index:03d}.{variable.name}"])
        self._key = state.key

    def outputs(self, images: Values) -> tuple[Values, ...]:
        """What each layer gives for ``(N, H, W, C) float32``."""
        return self._in_parts(self._all_outputs, self._shapes, images)

    def probabilities(self, images: Values) -> Values:
        """(N, classes) float32: what the last layer gives."""
        return self._in_parts(self._last_output(), self._shapes[-1:], images)[0]

    def activation_maps(self, layer: int, images: Values, classes: NDArray[np.int64]) -> Values:
        """Grad-CAM at ``layer``: ``(N, h, w) float32``."""
        shape = self._input_shape if layer < 0 else self._shapes[layer]
        return self._in_parts(self._activation_maps(layer), [shape[:2]], images, classes)[0]

    def _in_parts(
        self, function: Any, shapes: list[tuple[int, ...]], *arguments: NDArray[Any]
    ) -> tuple[Values, ...]:
        """Call ``function`` with `images_at_once` of each argument, and join its answers."""
        count, step = len(arguments[0]), self.images_at_once
        if 0 < count <= step:
            return self._called(function, arguments)
        joined = tuple(np.empty((count, *shape), np.float32) for shape in shapes)
        for start in range(0, count, step):
            part = self._called(function, [array[start : start + step] for array in arguments])
            for whole, answer in zip(joined, part, strict=True):
                whole[start : start + step] = answer
        return joined

    def _called(self, function: Any, arguments: Any) -> tuple[Values, ...]:
        with tf.device(DEVICE):
            answers = function(*[tf.constant(array) for array in arguments])
            return tuple(answer.numpy() for answer in answers)

    def _traced(self, function: Callable[..., tuple[Any, ...]], *further: tf.TensorSpec) -> Any:
        """``function`` as a graph; it gets images, and what ``further`` says."""

        def placed(*arguments: Any) -> tuple[Any, ...]:
            with tf.device(DEVICE):  # a graph does not take it from where it is traced
                return function(*arguments)

        signature = [tf.TensorSpec([None, *self._input_shape], tf.float32), *further]
        with BUILDING:
            compiled = tf.function(placed, input_signature=signature, autograph=False)
            return compiled.get_concrete_function()

    def _give_all(self, images: Any) -> tuple[Any, ...]:
        outputs = []
        for layer in self._layers:
            images = layer(images, training=False)
            outputs.append(images)
        return tuple(outputs)

    def _give_last(self, images: Any) -> tuple[Any, ...]:
        return self._give_all(images)[-1:]

    def _trace_activation_maps(self, layer: int) -> Any:
        """Graph of Selvaraju et al. 2017 for one layer.

        The score of a class is what goes into the last softmax, as in the paper: its output
        would mix in what speaks against the other classes, and hardly changes where the
        network is sure.
        """

        def maps_of(images: Any, classes: Any) -> tuple[Any, ...]:
            maps = images
            for before in self._layers[: layer + 1]:
                maps = before(maps, training=False)
            with tf.GradientTape() as tape:
                tape.watch(maps)
                scores = maps
                for after in self._layers[layer + 1 : -1]:
                    scores = after(scores, training=False)
                scores = _before_activation(self._layers[-1], scores)
                chosen = tf.gather(scores, classes, batch_dims=1)
            weights = tf.reduce_mean(tape.gradient(chosen, maps), axis=(1, 2), keepdims=True)
            return (tf.nn.relu(tf.reduce_sum(weights * maps, axis=-1)),)

        return self._traced(maps_of, tf.TensorSpec([None], tf.int64))


def _before_activation(layer: Any, inputs: Any) -> Any:
    """What ``layer`` gives to its activation; to be called in a trace, which owns the layer."""
    own = layer.activation
    layer.activation = keras.activations.linear
    try:
        return layer(inputs, training=False)
    finally:
        layer.activation = own


def _leaky_relu(values: Any) -> Any:
    """Keras's own, to the bit, in other operations.

    TensorFlow fuses its own with the convolution before, though that one's output is wanted
    too, breaks off, and writes an error on stderr.
    """
    return tf.where(values > 0, values, LEAK * values)
