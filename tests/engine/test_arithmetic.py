"""The sum under the pointer is the network's own number, and points at what it came from."""

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.explain import explain
from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.inside.receptive import receptive_rect, rect_before
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState
from cnnlab_gui.core.layers.arithmetic import Arithmetic, Values
from cnnlab_gui.core.layers.base import Layer, Shape
from cnnlab_gui.core.layers.table import KINDS
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.engine.builder import build, made, weights_of

Sound = Callable[..., st.SearchStrategy[Architecture]]
LayersOf = Callable[[type[Layer], int], st.SearchStrategy[Layer]]

TOLERANCE = 1e-4
"""How far a sum may be from the network's own; of numbers above 1, relatively."""

# Keras warns of a softmax over one number, which is 1 whatever comes in.
pytestmark = pytest.mark.filterwarnings("ignore:.*You are using a softmax over axis")


def fill(weights: list[Any], rng: np.random.Generator) -> None:
    """Put random numbers in, of a size that keeps what goes through a network about as large."""
    for weight in weights:
        shape = tuple(weight.shape)
        numbers = rng.normal(size=shape)
        if weight.name.endswith("kernel"):
            numbers /= math.sqrt(math.prod(shape[:-1]))
        if weight.name == "moving_variance":
            numbers = rng.uniform(0.5, 2.0, shape)
        weight.assign(numbers)


def corners_of(shape: Shape) -> Iterator[Position]:
    return itertools.product(*({0, side - 1} for side in shape))


def places_in(shape: Shape, data: st.DataObject, most: int = 8) -> list[Position]:
    """All corners, and some places drawn."""
    drawn = st.tuples(*(st.integers(0, side - 1) for side in shape))
    return [*corners_of(shape), *data.draw(st.lists(drawn, max_size=most))]


def assert_is(arithmetic: Arithmetic, number: float) -> None:
    assert arithmetic.value == pytest.approx(float(number), rel=TOLERANCE, abs=TOLERANCE)


def assert_adds_up(arithmetic: Arithmetic) -> None:
    """What is weighed and added is the total; so are the sums before it."""
    if arithmetic.weights is not None:
        assert arithmetic.weights.shape == arithmetic.inputs.shape
        assert arithmetic.products is not None
        total = arithmetic.products.sum(dtype=np.float64) + arithmetic.bias
        assert total == pytest.approx(arithmetic.total, rel=TOLERANCE, abs=TOLERANCE)
    values = [one.value for one in arithmetic.before]
    assert arithmetic.inputs.ravel().tolist() == pytest.approx(values or arithmetic.inputs.ravel())
    for one in arithmetic.before:
        assert_adds_up(one)


def assert_points_at_its_inputs(arithmetic: Arithmetic, inputs: Values) -> None:
    """The patch is what lies in the window, and 0 beyond the border."""
    if arithmetic.before:
        for one in arithmetic.before:
            assert one.window == arithmetic.window
            assert_points_at_its_inputs(one, inputs)
        return
    channels = list(arithmetic.channels)
    if arithmetic.window is None:
        assert arithmetic.inside is None
        assert arithmetic.inputs.tolist() == inputs[channels].tolist()
        return
    top, left, height, width = arithmetic.window
    assert arithmetic.inputs.shape == (height, width, len(channels))
    assert arithmetic.inside is not None
    for row, column in np.ndindex(height, width):
        y, x = top + row, left + column
        is_inside = 0 <= y < inputs.shape[0] and 0 <= x < inputs.shape[1]
        expected = inputs[y, x, channels] if is_inside else np.zeros(len(channels))
        assert arithmetic.inside[row, column] == is_inside
        assert arithmetic.inputs[row, column].tolist() == expected.tolist()


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_that_what_a_layer_of_any_kind_gives_is_worked_out(
    kind: type[Layer], layers_of: LayersOf, data: st.DataObject
) -> None:
    layer = data.draw(layers_of(kind, 6))
    sides = st.integers(1, 9)
    shape = data.draw(st.one_of(st.tuples(sides), st.tuples(sides, sides, st.integers(1, 4))))
    try:
        output_shape = layer.output_shape(shape)
    except CnnLabError:
        assume(False)
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    built = made(layer.keras_call())
    inputs = rng.normal(size=shape).astype(np.float32)
    built.build((None, *shape))
    fill(built.weights, rng)
    weights = {weight.name: weight.numpy() for weight in built.weights}
    output = np.array(built(inputs[np.newaxis], training=False))[0]
    for at in places_in(output_shape, data):
        arithmetic = layer.arithmetic(inputs, weights, at)
        assert_is(arithmetic, output[at])
        assert_adds_up(arithmetic)
        assert_points_at_its_inputs(arithmetic, inputs)
        if arithmetic.chosen is not None:
            assert inputs[arithmetic.chosen] == arithmetic.value


def looked_into(architecture: Architecture, rng: np.random.Generator) -> LayerOutputs:
    """What a network of random weights gives for two random images."""
    keras.utils.clear_session(free_memory=False)
    network = build(architecture)
    fill([weight for layer in network.layers for weight in layer.weights], rng)
    images = rng.uniform(size=(2, *architecture.input_shape)).astype(np.float32)
    values, outputs = images, []
    for layer in network.layers:
        # One by one, see `on_two_channels`.
        alone = [np.array(layer(value[np.newaxis], training=False)) for value in values]
        values = np.concatenate(alone)
        outputs.append(values)
    return LayerOutputs(
        NetworkState(architecture, weights_of(network), "random"), images, tuple(outputs)
    )


def assert_all_explained(outputs: LayerOutputs, data: st.DataObject, most: int) -> None:
    for layer, values in enumerate(outputs.outputs):
        for at in places_in(values.shape[1:], data, most):
            for row in range(len(values)):
                arithmetic = explain(outputs, row, layer, at)
                assert_is(arithmetic, values[row][at])
                assert_adds_up(arithmetic)


@pytest.mark.parametrize("name", PRESETS)
@settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_that_every_layer_of_a_preset_is_explained(name: str, data: st.DataObject) -> None:
    outputs = looked_into(PRESETS[name].architecture, np.random.default_rng(4))
    assert_all_explained(outputs, data, 10)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_that_every_layer_of_any_sound_architecture_is_explained(
    sound_architecture: Sound, data: st.DataObject
) -> None:
    architecture = data.draw(sound_architecture(side=12))
    assert_all_explained(looked_into(architecture, np.random.default_rng(5)), data, 3)


def made_transparent(layer: Layer) -> Layer:
    """The same window, with an activation that lets every number through."""
    changes: dict[str, Any] = {"activation": "linear"} if hasattr(layer, "activation") else {}
    return layer.model_copy(update=changes)


def on_two_channels(architecture: Architecture) -> Architecture:
    """The same windows over two channels throughout.

    On an x86 processor TensorFlow 2.21 reads what is not there for several images of one
    channel, if a convolution strides by 1 down, further across, and has no room to do so.
    """
    layers = (
        layer.model_copy(update={"filters": 2}) if hasattr(layer, "filters") else layer
        for layer in architecture.layers
    )
    shape = (*architecture.input_shape[:2], 2)
    return architecture.model_copy(update={"input_shape": shape, "layers": tuple(layers)})


def built_positive(architecture: Architecture) -> list[Any]:
    """Keras's layers, whose weights let through whatever is above 0."""
    keras.utils.clear_session(free_memory=False)
    network = keras.Sequential(
        [keras.Input(architecture.input_shape)]
        + [made(layer.keras_call()) for layer in architecture.layers]
    )
    for weight in network.weights:
        if weight.name.endswith("kernel"):
            weight.assign(np.full(weight.shape, 0.5))
    return list(network.layers)


def lit_one_by_one(shape: Shape) -> Values:
    """An image for each of its pixels, in which only that is lit."""
    places = shape[:2] if len(shape) == 3 else (1, shape[0])
    lit = np.eye(math.prod(places), dtype=np.float32)
    if len(shape) == 1:
        return lit
    spots = lit.reshape(-1, *places, 1)
    return np.repeat(spots, shape[2], axis=3)


def frame_of_those_that_reach(outputs: Values, at: Position, shape: Shape) -> Rect:
    """The frame of the pixels of ``shape`` that, when lit, change the value at ``at``."""
    reached = outputs[(slice(None), *at)] != 0
    rows, columns = np.nonzero(reached.reshape(shape[:2] if len(shape) == 3 else (1, -1)))
    top, left = int(rows.min()), int(columns.min())
    return Rect(top, left, int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1)


def clipped(rect: Rect, shape: Shape) -> Rect:
    return rect.clipped(*(shape[:2] if len(shape) == 3 else (1, shape[0])))


def windows_in_a_row(layers_of: LayersOf) -> st.SearchStrategy[Architecture]:
    """Stacks of windows alone, which stride over what strode before them."""

    def stacked(height: int, width: int, layers: list[Layer]) -> Architecture:
        stack = Architecture(input_shape=(height, width, 1))
        for layer in layers:
            longer = stack.inserted(len(stack.layers), layer)
            stack = longer if longer.output_shape else stack
        return stack.inserted(len(stack.layers), Flatten(), Dense(units=2))

    kinds = [kind for kind in KINDS if kind().window()]
    layer = st.sampled_from(kinds).flatmap(lambda kind: layers_of(kind, 3))
    sides = st.integers(8, 16)
    return st.builds(stacked, sides, sides, st.lists(layer, min_size=2, max_size=4))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_that_a_value_s_source_is_where_a_lit_pixel_changes_it(
    sound_architecture: Sound, layers_of: LayersOf, data: st.DataObject
) -> None:
    any_stack = st.one_of(sound_architecture(side=9, most=5), windows_in_a_row(layers_of))
    drawn = on_two_channels(data.draw(any_stack).active())
    layers = tuple(map(made_transparent, drawn.layers))
    architecture = drawn.model_copy(update={"layers": layers})
    built = built_positive(architecture)
    image = before = architecture.input_shape
    lit = lit_one_by_one(image)
    for layer, report in enumerate(architecture.reports()):
        shape = report.output_shape
        assert shape is not None
        lit = np.array(built[layer](lit, training=False))
        alone = np.array(built[layer](lit_one_by_one(before), training=False))
        for at in places_in(shape, data, 1):
            seen = clipped(receptive_rect(architecture, layer, at), image)
            assert seen == frame_of_those_that_reach(lit, at, image)
            seen = clipped(rect_before(architecture, layer, at), before)
            assert seen == frame_of_those_that_reach(alone, at, before)
        before = shape
