"""Whatever the builder can make is trained, and just as plain Keras trains it."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.augmentation import RandomRotation, RandomTranslation, RandomZoom
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import Activation, BatchNormalization, SpatialDropout2D
from cnnlab_gui.core.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.training import TrainingSettings
from cnnlab_gui.engine.builder import build_compiled, weights_of
from cnnlab_gui.engine.loop import Evaluation, Evaluator, ResidentImages, TrainingLoop

Sound = Callable[..., st.SearchStrategy[Architecture]]
Images = NDArray[np.uint8]

BATCH = 4
TOLERANCE = 1e-5
"""Weights are equal to the bit where this was written; another processor may sum in another
order. A step of Adam changes a weight by about 1e-3."""

# Keras warns of a softmax over one number, which is 1 whatever comes in.
pytestmark = pytest.mark.filterwarnings("ignore:.*You are using a softmax over axis")


def data_for(architecture: Architecture, count: int) -> tuple[Images, Images]:
    rng = np.random.default_rng(1)
    classes = (architecture.output_shape or (1,))[0]
    images = rng.integers(0, 256, (count, *architecture.input_shape), np.uint8)
    return images, rng.integers(0, classes, count).astype(np.uint8)


def network_of(architecture: Architecture) -> Any:
    """The same network each time, to the last weight."""
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(3)
    return build_compiled(architecture, TrainingSettings())


def train_and_evaluate(architecture: Architecture, count: int) -> tuple[Any, float, Evaluation]:
    """The network after an epoch of ours, the epoch's loss, and what it is then worth."""
    images = ResidentImages(*data_for(architecture, count))
    everything = np.arange(count, dtype=np.int32)
    network = network_of(architecture)
    *_, epoch = TrainingLoop(network, images, BATCH).epoch(everything)
    *_, evaluation = Evaluator(network, images, everything).evaluate()
    assert evaluation is not None
    return network, epoch.loss, evaluation


# What TensorFlow is known to be particular about.
CORNERS: dict[str, tuple[tuple[int, int, int], tuple[Layer, ...]]] = {
    "stride-over-kernel": (
        (9, 9, 2),
        (
            Conv2D(filters=3, kernel_size=(2, 1), strides=(5, 4)),
            SeparableConv2D(filters=2, kernel_size=(1, 1), strides=2, padding="same"),
        ),
    ),
    "window-over-image": (
        (2, 3, 1),
        (
            Conv2D(filters=3, kernel_size=(64, 64), padding="same"),
            MaxPooling2D(pool_size=(64, 63), strides=(1, 1), padding="same"),
            AveragePooling2D(pool_size=(64, 64), padding="same"),
        ),
    ),
    "one-pixel": (
        (1, 1, 1),
        (
            RandomTranslation(height_factor=0.9, fill_mode="reflect"),
            RandomRotation(degrees=180.0, fill_mode="wrap"),
            Conv2D(filters=1, kernel_size=(1, 1)),
            BatchNormalization(),
            RandomZoom(factor=0.9, fill_mode="nearest"),
            DepthwiseConv2D(kernel_size=(3, 3), padding="same", strides=64),
            GlobalAveragePooling2D(),
        ),
    ),
    "pooling-with-gaps": (
        (9, 8, 4),
        (
            MaxPooling2D(pool_size=(2, 1), strides=(4, 3)),
            AveragePooling2D(pool_size=(1, 1), strides=(2, 2), padding="same"),
        ),
    ),
    "maps-as-shares": (
        (6, 6, 3),
        (
            Conv2D(filters=4, activation="softmax"),
            SpatialDropout2D(rate=0.95),
            DepthwiseConv2D(kernel_size=(2, 2), depth_multiplier=3, activation="gelu"),
            Activation(activation="softmax"),
        ),
    ),
}


@pytest.mark.parametrize("name", CORNERS)
def test_that_what_is_at_the_edge_of_sense_is_trained_and_evaluated(name: str) -> None:
    shape, front = CORNERS[name]
    flatten = () if isinstance(front[-1], GlobalAveragePooling2D) else (Flatten(),)
    layers = (*front, *flatten, Dense(units=3, activation="softmax"))
    _, loss, evaluation = train_and_evaluate(
        Architecture(input_shape=shape, layers=layers), BATCH + 2
    )
    assert np.isfinite([loss, evaluation.loss]).all()


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_that_any_sound_architecture_is_trained_for_two_steps_and_evaluated(
    sound_architecture: Sound, data: st.DataObject
) -> None:
    architecture = data.draw(sound_architecture(side=12))
    _, loss, evaluation = train_and_evaluate(architecture, BATCH + 2)
    assert np.isfinite([loss, evaluation.loss]).all()
    assert len(evaluation.probabilities) == BATCH + 2


def without_normalisation(architecture: Architecture) -> Architecture:
    """Leave batch normalisation off.

    The bias before it has no influence, so its gradient is rounding error alone, and
    Adam makes whole steps of that. What it does in a network stands in `test_loop`.
    """
    layers = architecture.layers
    found = [k for k, layer in enumerate(layers) if isinstance(layer, BatchNormalization)]
    return architecture.switched(found, enabled=False)


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_that_any_sound_architecture_is_trained_as_keras_fit_trains_it(
    sound_architecture: Sound, data: st.DataObject
) -> None:
    architecture = without_normalisation(data.draw(sound_architecture(side=9, most=6)))
    count = 3 * BATCH + 2
    images, labels = data_for(architecture, count)
    x = (images / 255.0).astype(np.float32)
    plain = network_of(architecture)
    history = plain.fit(x, labels, batch_size=BATCH, shuffle=False, verbose=0).history
    worth = plain.evaluate(x, labels, verbose=0)

    ours, loss, evaluation = train_and_evaluate(architecture, count)
    assert loss == pytest.approx(history["loss"][0], rel=TOLERANCE, abs=TOLERANCE)
    assert evaluation.loss == pytest.approx(worth[0], rel=TOLERANCE, abs=TOLERANCE)
    if architecture.output_shape != (1,):  # there Keras takes the one probability for a yes or no
        assert evaluation.accuracy == pytest.approx(worth[1], abs=1e-6)
    expected = weights_of(plain)
    assert list(weights_of(ours)) == list(expected)
    for name, array in weights_of(ours).items():
        np.testing.assert_allclose(array, expected[name], rtol=0, atol=TOLERANCE, err_msg=name)
