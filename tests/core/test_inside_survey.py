"""Which channels of a network are dead, found by showing it some test images."""

import numpy as np
import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.errors import CancelledError
from cnnlab_gui.core.inside.broken import broken_channels
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState, Values
from cnnlab_gui.core.inside.survey import (
    PART,
    PART_NUMBERS,
    SECONDS,
    Extremes,
    part_size,
    survey,
)
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import BatchNormalization
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D
from cnnlab_gui.core.layers.vectors import Dense
from tests.core.inside_parts import CONVOLUTION, FLAT, CountingEngine, images, network, weights_of


class Watch:
    """A clock that each call of the engine puts on by ``step`` seconds."""

    def __init__(self, engine: CountingEngine, step: float) -> None:
        self._engine = engine
        self._step = step

    def __call__(self) -> float:
        return self._step * len(self._engine.shown)


class ParticularEngine(CountingEngine):
    """One channel of the first layer speaks for one image alone."""

    def __init__(self, speaking: int) -> None:
        super().__init__()
        self._speaking = speaking

    def layer_outputs(self, state: NetworkState, images: Images) -> LayerOutputs:
        first = sum(map(len, self.shown))
        outputs = super().layer_outputs(state, images)
        outputs.outputs[0][:] = 0
        if first <= self._speaking < first + len(images):
            outputs.outputs[0][self._speaking - first, 2, 1, 3] = 0.5
        return outputs


@pytest.fixture
def state() -> NetworkState:
    return state_of(network().active())


def state_of(architecture: Architecture) -> NetworkState:
    return NetworkState(architecture, weights_of(architecture, 1), 0)


def never() -> bool:
    return False


def test_that_a_dead_channel_says_the_same_everywhere_for_every_image() -> None:
    extremes = Extremes()
    for part in ([[5, 1, 1, np.nan]], [[5, 1, 1, 2]], [[5, 1, 2, 2]]):
        extremes.take(np.array(part, np.float32))
    assert extremes.flat.tolist() == [True, True, False, False]
    maps = np.zeros((2, 3, 3, 2), np.float32)
    maps[1, 2, 0, 1] = 1
    extremes = Extremes()
    extremes.take(maps)
    assert extremes.flat.tolist() == [True, False]


@pytest.mark.parametrize("speaking", [0, PART - 1, PART, 49])
def test_that_one_image_is_enough_to_be_alive(state: NetworkState, speaking: int) -> None:
    found = survey(ParticularEngine(speaking), state, images().x_test[:50], never)
    assert found.dead[CONVOLUTION].tolist() == [True, True, True, False]
    assert found.count == 50


def test_that_all_layers_are_told_of(state: NetworkState) -> None:
    found = survey(CountingEngine(), state, images().x_test[:5], never)
    assert [len(dead) for dead in found.dead] == [4, 4, 64, 3]
    assert found.dead[FLAT].tolist() == [True] + [False] * 63


def test_that_images_are_shown_in_parts_and_each_once(state: NetworkState) -> None:
    engine, data = CountingEngine(), images()
    survey(engine, state, data.x_test[:40], never)
    assert [len(part) for part in engine.shown] == [PART, PART, 40 - 2 * PART]
    np.testing.assert_array_equal(np.concatenate(engine.shown), data.x_test[:40])


def test_that_parts_are_smaller_where_an_image_makes_many_numbers() -> None:
    def wide(filters: int, side: int = 128) -> Architecture:
        layers = (Conv2D(filters=filters, padding="same"), GlobalAveragePooling2D(), Dense(units=2))
        return Architecture(input_shape=(side, side, 3), layers=layers)

    assert part_size(network().active()) == PART
    for filters in (20, 40, 64):
        size = part_size(wide(filters))
        assert 1 < size < PART
        assert size * wide(filters).activation_count <= PART_NUMBERS
    assert part_size(wide(512, side=256)) == 1


def test_that_there_are_fewer_images_where_they_take_long(state: NetworkState) -> None:
    sample = images().x_test[:256]
    for step, parts in ((SECONDS / 4, 4), (SECONDS / 3.5, 3), (10 * SECONDS, 1), (1e-4, 16)):
        engine = CountingEngine()
        found = survey(engine, state, sample, never, Watch(engine, step))
        assert len(engine.shown) == parts
        assert found.count == parts * PART


def test_that_it_ends_between_two_parts(state: NetworkState) -> None:
    engine = CountingEngine()
    with pytest.raises(CancelledError):
        survey(engine, state, images().x_test, lambda: len(engine.shown) == 2)
    assert len(engine.shown) == 2


def test_that_nothing_is_dead_where_there_are_no_test_images(state: NetworkState) -> None:
    engine = CountingEngine()
    found = survey(engine, state, images().x_test[:0], never)
    assert found.count == len(engine.shown) == 0
    assert [dead.tolist() for dead in found.dead[:1]] == [[False] * 4]


def test_that_a_channel_whose_weights_are_no_numbers_is_not_dead(state: NetworkState) -> None:
    """Though TensorFlow makes 0 of it, for every image."""
    state.weights["000.kernel"][1, 1, 0, 0] = np.nan
    found = survey(ParticularEngine(0), state, images().x_test[:5], never)
    assert found.dead[CONVOLUTION].tolist() == [False, True, True, False]


# Which channels weights belong to

LAYERS: list[Layer] = [
    Conv2D(filters=3, activation="linear"),
    DepthwiseConv2D(depth_multiplier=2, activation="linear"),
    SeparableConv2D(filters=3, depth_multiplier=2, activation="linear"),
    SeparableConv2D(filters=2, depth_multiplier=2, activation="linear"),
    BatchNormalization(),
    Dense(units=3, activation="linear"),
]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.kind)
def test_that_those_channels_are_broken_whose_numbers_are_none(layer: Layer) -> None:
    """Each weight in turn is NaN, and the sums that it goes into are worked out."""
    shape = (4,) if isinstance(layer, Dense) else (5, 5, 2)
    architecture = Architecture(input_shape=(5, 5, 2), layers=(layer,))
    place = tuple(side // 2 for side in layer.output_shape(shape)[:-1])
    count = layer.output_shape(shape)[-1]
    for name, its_shape in layer.weight_shapes(shape).items():
        for index in np.ndindex(*its_shape):
            weights: dict[str, Values] = {
                each: np.ones(that, np.float32) for each, that in layer.weight_shapes(shape).items()
            }
            weights[name][index] = np.nan
            state = NetworkState(
                architecture, {f"000.{each}": array for each, array in weights.items()}, 0
            )
            values = [
                layer.arithmetic(np.ones(shape, np.float32), weights, (*place, channel)).value
                for channel in range(count)
            ]
            assert broken_channels(state, 0, count).tolist() == np.isnan(values).tolist()


def test_that_infinite_weights_break_a_channel_and_other_layers_none() -> None:
    architecture = network().active()
    state = state_of(architecture)
    state.weights["000.bias"][2] = -np.inf
    assert broken_channels(state, 0, 4).tolist() == [False, False, True, False]
    for layer, count in ((-1, 1), (1, 4), (2, 64), (3, 3)):
        assert not broken_channels(state, layer, count).any()
