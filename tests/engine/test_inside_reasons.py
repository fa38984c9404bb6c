"""Why a class was chosen: Grad-CAM and hidden patches, against slower computations."""

from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CancelledError, CnnLabError
from cnnlab_gui.core.inside.state import NetworkState, Values
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import (
    Activation,
    BatchNormalization,
    Dropout,
    SpatialDropout2D,
)
from cnnlab_gui.core.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.engine.builder import build, weights_of
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.engine import KerasEngine
from cnnlab_gui.engine.inside.occlusion import MOST_AT_ONCE, occlusion

STEP = 1e-6
CLASSES = np.array([2, 0, 3])

NETWORK = Architecture(
    input_shape=(9, 8, 2),
    layers=(
        Conv2D(filters=4, activation="leaky_relu", padding="same"),
        BatchNormalization(),
        MaxPooling2D(),
        SeparableConv2D(filters=3, kernel_size=(2, 2), activation="tanh"),
        SpatialDropout2D(),
        DepthwiseConv2D(kernel_size=(2, 2), depth_multiplier=2, activation="gelu"),
        AveragePooling2D(pool_size=(2, 1)),
        Flatten(),
        Dense(units=6, activation="relu"),
        Dropout(),
        Dense(units=4, activation="softmax"),
    ),
)
WITH_ACTIVATION_LAST = NETWORK.replaced(10, Dense(units=4, activation="linear")).inserted(
    11, Activation(activation="softmax")
)
IMAGE_LAYERS = range(-1, 7)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> KerasEngine:
    return KerasEngine(DatasetLibrary(), RunStore(tmp_path_factory.mktemp("home") / "runs"))


@pytest.fixture(scope="module")
def images() -> NDArray[np.uint8]:
    shape = (len(CLASSES), *NETWORK.input_shape)
    return np.random.default_rng(4).integers(0, 256, shape, np.uint8)


def random_network(architecture: Architecture) -> Any:
    """A plain Keras network whose every weight is by chance, and no variance below 0."""
    network, rng = build(architecture), np.random.default_rng(1)
    for variable in network.weights:
        values = rng.normal(scale=0.5, size=variable.shape)
        variable.assign(np.abs(values) if "variance" in variable.name else values)
    return network


def state_of(architecture: Architecture, network: Any) -> NetworkState:
    return NetworkState(architecture, weights_of(network), object())


def exact_part(network: Any, first: int, last: int | None = None, **changes: Any) -> Any:
    """Some of the layers in float64; ``changes`` are to the config of the last of them."""
    layers = network.layers[first:last]
    inputs = network.layers[first - 1].output.shape if first else network.input_shape
    part = keras.Sequential([keras.Input(inputs[1:], dtype="float64")])
    for layer in layers:
        config = {**layer.get_config(), "dtype": "float64"}
        part.add(type(layer).from_config(config | (changes if layer is layers[-1] else {})))
        part.layers[-1].set_weights(layer.get_weights())
    return part


def score(tail: Any, maps: NDArray[np.float64], number: int) -> NDArray[np.float64]:
    answers: NDArray[np.float64] = np.array(tail(maps, training=False))[:, number]
    return answers


def heat_by_differences(network: Any, images: NDArray[np.uint8], layer: int) -> NDArray[np.float64]:
    """Grad-CAM whose gradients are found by moving each number of the maps a little."""
    scaled = images / 255.0
    maps = scaled if layer < 0 else np.array(exact_part(network, 0, layer + 1)(scaled))
    tail = exact_part(network, layer + 1, activation="linear")
    heat = []
    for its_maps, number in zip(maps, CLASSES, strict=True):
        moves = STEP * np.eye(its_maps.size).reshape(its_maps.size, *its_maps.shape)
        rise = score(tail, its_maps + moves, number) - score(tail, its_maps - moves, number)
        gradient = (rise / (2 * STEP)).reshape(its_maps.shape)
        heat.append(np.maximum((its_maps * gradient.mean(axis=(0, 1))).sum(axis=-1), 0))
    return np.stack(heat)


@pytest.fixture(scope="module")
def network() -> Any:
    return random_network(NETWORK)


@pytest.mark.parametrize("layer", IMAGE_LAYERS)
def test_that_class_activation_is_what_finite_differences_give(
    engine: KerasEngine, images: NDArray[np.uint8], network: Any, layer: int
) -> None:
    check_class_activation(engine, images, NETWORK, network, layer)


def test_that_class_activation_is_the_same_with_the_softmax_in_a_layer_of_its_own(
    engine: KerasEngine, images: NDArray[np.uint8]
) -> None:
    apart = random_network(WITH_ACTIVATION_LAST)
    check_class_activation(engine, images, WITH_ACTIVATION_LAST, apart, 5)


def check_class_activation(
    engine: KerasEngine,
    images: NDArray[np.uint8],
    architecture: Architecture,
    network: Any,
    layer: int,
) -> None:
    expected = heat_by_differences(network, images, layer)
    heat = engine.class_activation(state_of(architecture, network), images, layer, CLASSES)
    assert heat.dtype == np.float32
    assert heat.max() > 0
    np.testing.assert_allclose(heat, expected, rtol=1e-4, atol=1e-5 * expected.max())


def hand_made(strength: float) -> NetworkState:
    """Its first map is the image, its second the negative; a class hangs on each."""
    architecture = Architecture(
        input_shape=(2, 2, 1),
        layers=(
            Conv2D(filters=2, kernel_size=(1, 1), activation="linear"),
            GlobalAveragePooling2D(),
            Dense(units=2, activation="softmax"),
        ),
    )
    weights = {
        "000.kernel": np.array([1, -1], np.float32).reshape(1, 1, 1, 2),
        "000.bias": np.zeros(2, np.float32),
        "002.kernel": strength * np.array([[2, 0], [0, 3]], np.float32),
        "002.bias": np.zeros(2, np.float32),
    }
    return NetworkState(architecture, weights, strength)


HAND_MADE_IMAGE = np.array([[0, 255], [51, 102]], np.uint8).reshape(1, 2, 2, 1)


# With a strength of 10,000 the softmax gives 1 and 0, and hardly has a gradient.
@pytest.mark.parametrize("strength", [1, 10_000])
def test_that_the_score_is_the_sum_before_the_softmax_however_sure_the_network_is(
    engine: KerasEngine, strength: float
) -> None:
    twice = np.repeat(HAND_MADE_IMAGE, 2, axis=0)
    heat = engine.class_activation(hand_made(strength), twice, 0, np.array([0, 1]))
    # A map's mean has the gradient 1/4 at each of its pixels, and the class takes it twice.
    np.testing.assert_allclose(heat[0], strength * np.array([[0, 0.5], [0.1, 0.2]]), rtol=1e-6)
    assert (heat[1] == 0).all()  # the second map is below 0 everywhere


def test_that_a_layer_without_places_is_one_sentence(
    engine: KerasEngine, images: NDArray[np.uint8]
) -> None:
    state = state_of(NETWORK, build(NETWORK))
    with pytest.raises(CnnLabError, match="Dense gives a list of numbers, which have no place"):
        engine.class_activation(state, images, 8, CLASSES)
    for none in (-2, 11):
        with pytest.raises(CnnLabError, match=f"There is no layer {none + 1}: this network has 11"):
            engine.class_activation(state, images, none, CLASSES)


@pytest.mark.parametrize("number", [-1, 4])
def test_that_a_class_that_there_is_not_is_one_sentence(
    engine: KerasEngine, images: NDArray[np.uint8], number: int
) -> None:
    state = state_of(NETWORK, build(NETWORK))
    classes = np.array([0, 1, number])
    sentence = f"There is no class {number}: this network tells 4 classes apart. Choose one of 0"
    with pytest.raises(CnnLabError, match=sentence):
        engine.class_activation(state, images, 0, classes)
    with pytest.raises(CnnLabError, match=sentence):
        engine.occlusion(state, images, classes, 3)


def test_that_images_of_another_shape_are_one_sentence(engine: KerasEngine) -> None:
    state = state_of(NETWORK, build(NETWORK))
    other = np.zeros((3, 28, 28, 1), np.uint8)
    with pytest.raises(CnnLabError, match=r"takes images of 9×8×2, but these are 28×28×1\."):
        engine.class_activation(state, other, 0, CLASSES)
    with pytest.raises(CnnLabError, match=r"takes images of 9×8×2, but these are 28×28×1\."):
        engine.occlusion(state, other, CLASSES, 3)


def test_that_weights_that_are_no_numbers_flow_through(
    engine: KerasEngine, images: NDArray[np.uint8]
) -> None:
    state = state_of(NETWORK, random_network(NETWORK))
    kernel = np.full_like(state.weights["010.kernel"], np.nan)
    broken = replace(state, weights={**state.weights, "010.kernel": kernel}, key="broken")
    assert np.isnan(engine.class_activation(broken, images, 2, CLASSES)).all()
    assert np.isnan(engine.occlusion(broken, images, CLASSES, 4)).all()


def heat_by_a_loop(network: Any, images: NDArray[np.uint8], patch: int) -> NDArray[np.float64]:
    """Each pixel's mean fall, found square by square and pixel by pixel."""
    scaled = (images / 255.0).astype(np.float32)
    count, height, width, _ = scaled.shape
    heat = np.zeros((count, height, width))
    tops = sorted({*range(0, max(height - patch, 0), max(1, patch // 2)), max(height - patch, 0)})
    lefts = sorted({*range(0, max(width - patch, 0), max(1, patch // 2)), max(width - patch, 0)})
    corners = [(top, left) for top in tops for left in lefts]
    for number, image in enumerate(scaled):
        shown = [image]
        for top, left in corners:
            shown.append(image.copy())
            shown[-1][top : top + patch, left : left + patch] = image.mean(axis=(0, 1))
        chances = np.array(network(np.stack(shown)))[:, CLASSES[number]]
        for row in range(height):
            for column in range(width):
                heat[number, row, column] = chances[0] - np.mean(
                    [
                        chance
                        for chance, (top, left) in zip(chances[1:], corners, strict=True)
                        if top <= row < top + patch and left <= column < left + patch
                    ]
                )
    return heat


@pytest.mark.parametrize("patch", [1, 2, 3, 5, 8, 40])
def test_that_occlusion_is_what_hiding_one_place_after_the_other_gives(
    engine: KerasEngine, images: NDArray[np.uint8], network: Any, patch: int
) -> None:
    heat = engine.occlusion(state_of(NETWORK, network), images, CLASSES, patch)
    assert (heat.shape, heat.dtype) == (images.shape[:3], np.float32)
    np.testing.assert_allclose(heat, heat_by_a_loop(network, images, patch), rtol=0, atol=1e-5)
    assert np.ptp(heat) > 1e-3


def test_that_a_patch_of_no_pixels_is_one_sentence(
    engine: KerasEngine, images: NDArray[np.uint8]
) -> None:
    with pytest.raises(CnnLabError, match=r"A patch of 0 pixels hides nothing\. Use at least 1\."):
        engine.occlusion(state_of(NETWORK, build(NETWORK)), images, CLASSES, 0)


class Asked:
    """Stands for a network; notes how many images it was given each time."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def __call__(self, images: Values) -> Values:
        self.sizes.append(len(images))
        return np.full((len(images), 4), 0.25, np.float32)


@pytest.mark.parametrize(("at_once", "most"), [(10_000, MOST_AT_ONCE), (100, 100)])
def test_that_hidden_images_come_in_batches_that_are_bounded(at_once: int, most: int) -> None:
    asked, shown = Asked(), np.zeros((3, 20, 20, 1), np.float32)
    heat = occlusion(asked, shown, CLASSES, 1, at_once, lambda: False)
    assert max(asked.sizes) == most <= 256
    assert sum(asked.sizes) == 3 * (400 + 1)
    assert (heat == 0).all()


@pytest.mark.parametrize("after", [0, 1, 4])
def test_that_occlusion_ends_before_the_next_batch_when_it_is_cancelled(after: int) -> None:
    asked, shown = Asked(), np.zeros((3, 20, 20, 1), np.float32)
    with pytest.raises(CancelledError):
        occlusion(asked, shown, CLASSES, 1, 256, lambda: len(asked.sizes) == after)
    assert len(asked.sizes) == after
