"""Which numbers of a network a value is worked out from, and where on the image they lie."""

import math

import numpy as np
import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.explain import explain
from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.inside.receptive import receptive_rect, rect_before
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import Activation, Dropout
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS

IMAGES = 2


def stack(*layers: Layer, shape: tuple[int, int, int] = (6, 6, 1)) -> Architecture:
    return Architecture(input_shape=shape, layers=layers)


TWO_CONVOLUTIONS = stack(
    Conv2D(filters=4, enabled=False),
    Conv2D(filters=2, kernel_size=(2, 2)),
    Conv2D(filters=3, activation="linear"),
    Flatten(),
    Dense(units=5, activation="softmax"),
)


def made_up(architecture: Architecture) -> LayerOutputs:
    """Outputs and weights that are all different, whatever the network would make of them."""
    rng = np.random.default_rng(2)

    def drawn(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype(np.float32)

    weights, outputs, shape = {}, [], architecture.input_shape
    for index, report in enumerate(architecture.active().reports()):
        for name, of in report.layer.weight_shapes(shape).items():
            weights[f"{index:03d}.{name}"] = drawn(*of)
        shape = report.output_shape
        outputs.append(drawn(IMAGES, *shape))
    images = drawn(IMAGES, *architecture.input_shape)
    return LayerOutputs(NetworkState(architecture, weights, 0), images, tuple(outputs))


def test_that_a_value_is_worked_out_from_the_layer_before_and_the_layer_s_own_weights() -> None:
    outputs = made_up(TWO_CONVOLUTIONS)
    arithmetic = explain(outputs, 1, 1, (0, 2, 2))
    assert np.array_equal(arithmetic.inputs, outputs.outputs[0][1, 0:3, 2:5])
    kernel = outputs.state.weights["001.kernel"][..., 2]
    assert np.array_equal(arithmetic.weights, kernel)
    total = np.sum(arithmetic.inputs * kernel) + outputs.state.weights["001.bias"][2]
    assert arithmetic.value == pytest.approx(total, abs=1e-5)


def test_that_the_first_layer_is_worked_out_from_the_image() -> None:
    outputs = made_up(TWO_CONVOLUTIONS)
    arithmetic = explain(outputs, 1, 0, (4, 3, 1))
    assert np.array_equal(arithmetic.inputs, outputs.images[1, 4:6, 3:5])
    assert np.array_equal(arithmetic.weights, outputs.state.weights["000.kernel"][..., 1])


def test_that_a_pixel_of_the_image_is_what_it_is() -> None:
    outputs = made_up(TWO_CONVOLUTIONS)
    arithmetic = explain(outputs, 0, -1, (5, 1, 0))
    assert (arithmetic.rule, arithmetic.value) == ("copy", outputs.images[0, 5, 1, 0])


@pytest.mark.parametrize(
    ("row", "layer", "at", "sentence"),
    [
        (2, 0, (0, 0, 0), "There is no image 3 here, only 2. Choose"),
        (-1, 0, (0, 0, 0), "There is no image 0 here"),
        (0, 4, (0,), "There is no layer 5: this network has 4. Choose"),
        (0, -2, (0,), "There is no layer -1"),
        (0, 0, (5, 0, 0), "The place 6, 1, 1 is not in this layer, which gives 5×5×2 numbers"),
        (0, 0, (0, -1, 0), "The place 1, 0, 1 is not in this layer"),
        (0, 0, (0, 0, 2), "The place 1, 1, 3 is not in this layer"),
        (0, 0, (0,), "The place 1 is not in this layer"),
        (0, 3, (5,), "The place 6 is not in this layer, which gives 5 numbers"),
        (0, 3, (0, 0, 0), "The place 1, 1, 1 is not in this layer"),
        (0, -1, (0, 6, 0), "The place 1, 7, 1 is not in this layer, which gives 6×6×1"),
    ],
)
def test_that_a_place_that_is_not_there_is_refused_in_a_sentence(
    row: int, layer: int, at: Position, sentence: str
) -> None:
    with pytest.raises(CnnLabError) as refused:
        explain(made_up(TWO_CONVOLUTIONS), row, layer, at)
    assert str(refused.value).startswith(sentence)


CNN_64 = PRESETS["cnn-64"].architecture


@pytest.mark.parametrize(
    ("layer", "at", "on_image", "before"),
    [
        (-1, (4, 5, 0), Rect(4, 5, 1, 1), None),
        (0, (1, 2, 63), Rect(1, 2, 3, 3), Rect(1, 2, 3, 3)),
        (1, (1, 2, 0), Rect(2, 4, 4, 4), Rect(2, 4, 2, 2)),
        (2, (0, 10, 0), Rect(0, 20, 8, 8), Rect(0, 10, 3, 3)),
        (3, (4, 4, 0), Rect(16, 16, 10, 10), Rect(8, 8, 2, 2)),
        # 5·5·64 in one row: 64 a pixel, 320 a row of pixels
        (4, (320 + 2 * 64 + 7,), Rect(4, 8, 10, 10), Rect(1, 2, 1, 1)),
        # The last of 28 pixels lie where no window begins.
        (5, (0,), Rect(0, 0, 26, 26), Rect(0, 0, 1, 1600)),
        (6, (9,), Rect(0, 0, 26, 26), Rect(0, 0, 1, 128)),
    ],
)
def test_that_the_source_of_a_value_in_cnn_64_is_the_one_worked_out_by_hand(
    layer: int, at: Position, on_image: Rect, before: Rect | None
) -> None:
    assert receptive_rect(CNN_64, layer, at) == on_image
    if before is not None:
        assert rect_before(CNN_64, layer, at) == before


def test_that_a_source_reaches_beyond_the_border_where_it_is_padded() -> None:
    padded = stack(Conv2D(padding="same"), Conv2D(padding="same", kernel_size=(5, 5)))
    assert rect_before(padded, 1, (0, 5, 0)) == Rect(-2, 3, 5, 5)
    # What is padded between the layers comes from no pixel: rows 0 to 2, columns 3 to 5.
    assert receptive_rect(padded, 1, (0, 5, 0)) == Rect(-1, 2, 5, 5)


def test_that_a_layer_that_is_left_out_is_not_counted() -> None:
    assert receptive_rect(TWO_CONVOLUTIONS, 0, (1, 1, 0)) == Rect(1, 1, 2, 2)
    assert receptive_rect(TWO_CONVOLUTIONS, 1, (1, 1, 0)) == Rect(1, 1, 4, 4)


def test_that_layers_without_a_window_pass_the_place_on() -> None:
    passing = stack(Dropout(), Activation(activation="softmax"), Flatten(), Dropout())
    for layer, at in enumerate([(2, 3, 0), (2, 3, 0), (15,), (15,)]):
        assert receptive_rect(passing, layer, at) == Rect(2, 3, 1, 1)
    assert rect_before(passing, 3, (15,)) == Rect(0, 15, 1, 1)


@pytest.mark.parametrize(
    "end",
    [
        (Flatten(), Activation(activation="softmax")),
        (Flatten(), Dense(units=3)),
        (GlobalAveragePooling2D(),),
    ],
)
def test_that_what_needs_all_numbers_sees_the_whole_image(end: tuple[Layer, ...]) -> None:
    seeing = stack(*end)
    assert receptive_rect(seeing, len(end) - 1, (0,)) == Rect(0, 0, 6, 6)


def test_that_some_of_a_row_lies_in_the_frame_of_its_pixels() -> None:
    shape = (3, 4, 2)
    for first in range(math.prod(shape)):
        for last in range(first, math.prod(shape)):
            rect = Flatten().source_rect(shape, Rect(0, first, 1, last - first + 1))
            row = np.zeros(math.prod(shape), np.bool_)
            row[first : last + 1] = True
            rows, columns, _ = np.nonzero(row.reshape(shape))
            top, left = rows.min(), columns.min()
            assert rect == Rect(top, left, np.ptp(rows) + 1, np.ptp(columns) + 1)


def test_that_gaps_between_windows_are_framed_too() -> None:
    gappy = stack(MaxPooling2D(pool_size=(1, 1), strides=(3, 3)), Conv2D(kernel_size=(2, 2)))
    assert receptive_rect(gappy, 1, (0, 0, 0)) == Rect(0, 0, 4, 4)
