"""What a kernel made by hand gives: against a slow loop, and against what is known by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.kernel import (
    KERNELS,
    SIDES,
    Kernel,
    filtered,
    first_place,
    grey,
    kernel_like,
    largest_at,
    pooled,
    step_at,
)
from cnnlab_gui.core.inside.state import Values
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.first_filter import Matrix

NAMED = {kernel.name: kernel for kernel in KERNELS}

greys = st.tuples(st.integers(5, 12), st.integers(5, 12)).flatmap(
    lambda shape: arrays(np.float32, shape, elements=st.floats(0, 1, width=32))
)
weights = st.floats(-1000, 1000, width=32)
matrices = st.sampled_from(SIDES).flatmap(
    lambda side: st.tuples(*[st.tuples(*[weights] * side)] * side)
)


def slow(image: Values, matrix: Matrix) -> Values:
    """The same by four loops, as a textbook writes it."""
    side = len(matrix)
    height, width = image.shape[0] - side + 1, image.shape[1] - side + 1
    result = np.zeros((height, width))
    for row in range(height):
        for column in range(width):
            for down in range(side):
                for right in range(side):
                    pixel = float(image[row + down, column + right])
                    result[row, column] += pixel * matrix[down][right]
    return result.astype(np.float32)


@given(image=greys, matrix=matrices)
def test_that_a_kernel_gives_what_four_loops_give(image: Values, matrix: Matrix) -> None:
    result = filtered(image, matrix)
    assert (result.dtype, result.shape) == (np.float32, slow(image, matrix).shape)
    assert np.allclose(result, slow(image, matrix), rtol=1e-5, atol=1e-5)


@given(image=greys, matrix=matrices)
def test_that_relu_sets_to_0_what_is_below_and_keeps_the_rest(
    image: Values, matrix: Matrix
) -> None:
    plain = filtered(image, matrix)
    assert np.array_equal(filtered(image, matrix, relu=True), np.maximum(plain, 0))


@given(image=greys, matrix=matrices, data=st.data())
def test_that_the_sum_behind_a_pixel_is_its_value(
    image: Values, matrix: Matrix, data: st.DataObject
) -> None:
    result = filtered(image, matrix)
    at = tuple(data.draw(st.integers(0, length - 1)) for length in result.shape)
    step = step_at(image, matrix, (at[0], at[1]))
    assert step.total == pytest.approx(float(result[at]), rel=1e-5, abs=1e-4)
    side = len(matrix)
    assert np.array_equal(step.patch, image[at[0] : at[0] + side, at[1] : at[1] + side])
    assert np.array_equal(step.weights, np.array(matrix))
    assert step.products[side - 1, 0] == step.patch[side - 1, 0] * matrix[side - 1][0]


@given(image=greys, matrix=matrices)
def test_that_a_kernel_meets_nothing_before_its_first_place(image: Values, matrix: Matrix) -> None:
    image = np.round(image)
    row, column = first_place(image, matrix)
    height, width = filtered(image, matrix).shape
    met = [
        bool(np.any(np.abs(step_at(image, matrix, divmod(index, width)).products) > 1e-8))
        for index in range(height * width)
    ]
    at = row * width + column
    assert not any(met[:at])
    assert met[at] or not any(met)


def test_that_a_kernel_is_not_turned_round_before_it_slides() -> None:
    image = np.zeros((3, 3), np.float32)
    image[0, 2] = 1
    corner = ((0.0, 0.0, 5.0), (0.0, 0.0, 0.0), (7.0, 0.0, 0.0))
    assert filtered(image, corner).tolist() == [[5.0]]


def test_that_an_image_smaller_than_the_kernel_is_refused_in_a_sentence() -> None:
    five = tuple((1.0,) * 5 for _ in range(5))
    with pytest.raises(CnnLabError, match="A kernel of 5×5 needs an image of at least 5×5") as why:
        filtered(np.zeros((28, 4), np.float32), five)
    assert "only 28×4" in str(why.value)


# Presets


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
def test_that_a_convolution_takes_every_preset_as_its_first_filter(kernel: Kernel) -> None:
    layer = Conv2D().with_first_filter(kernel.matrix)
    assert layer.kernel_size[0] in SIDES
    assert kernel_like(kernel.matrix) is kernel


def test_that_no_two_presets_are_alike() -> None:
    assert len({kernel.matrix for kernel in KERNELS}) == len(NAMED) == len(KERNELS)


@pytest.mark.parametrize(
    ("name", "total"),
    [
        ("Identity", 1),
        ("Edges", 0),
        ("Box blur", 1),
        ("Gauss", 1),
        ("Gauss 5×5", 1),
        ("Sharpen", 1),
        ("Emboss", 1),
        ("Sobel horizontal", 0),
        ("Sobel vertical", 0),
    ],
)
def test_that_an_even_grey_becomes_itself_times_the_sum_of_the_weights(
    name: str, total: float
) -> None:
    result = filtered(np.full((6, 6), 0.5, np.float32), NAMED[name].matrix)
    assert result == pytest.approx(np.full(result.shape, 0.5 * total), abs=1e-7)


def test_that_identity_gives_the_image_without_its_border() -> None:
    image = np.arange(30, dtype=np.float32).reshape(5, 6) / 30
    assert np.array_equal(filtered(image, NAMED["Identity"].matrix), image[1:-1, 1:-1])


def test_that_edges_weigh_the_middle_by_8_and_all_round_by_minus_1() -> None:
    image = np.zeros((5, 5), np.float32)
    image[2, 2] = 1
    assert filtered(image, NAMED["Edges"].matrix).tolist() == [[-1, -1, -1], [-1, 8, -1], [-1] * 3]


def test_that_each_sobel_sees_edges_of_its_own_direction_only() -> None:
    brighter_below = np.zeros((6, 6), np.float32)
    brighter_below[3:] = 1
    lying, standing = NAMED["Sobel horizontal"].matrix, NAMED["Sobel vertical"].matrix
    assert filtered(brighter_below, lying)[:, 0].tolist() == [0, 4, 4, 0]
    assert not filtered(brighter_below, standing).any()
    brighter_right = brighter_below.T.copy()
    assert filtered(brighter_right, standing)[0].tolist() == [0, 4, 4, 0]
    assert not filtered(brighter_right, lying).any()


def test_that_emboss_is_bright_where_light_rises_towards_the_lower_right() -> None:
    ramp = np.add.outer(np.arange(5), np.arange(5)).astype(np.float32)
    rising, falling = (filtered(each, NAMED["Emboss"].matrix)[1, 1] for each in (ramp, -ramp))
    assert rising > 0 > falling


# Pooling and colours


def test_that_pooling_keeps_the_largest_of_each_square_and_drops_what_is_left_over() -> None:
    values = np.array([[1, 2, 9], [3, -4, 9], [-5, -6, 9], [-8, -7, 9], [9, 9, 9]], np.float32)
    assert pooled(values).tolist() == [[3], [-5]]


@given(values=greys, data=st.data())
def test_that_the_pixel_that_pooling_took_is_in_its_square_and_has_its_value(
    values: Values, data: st.DataObject
) -> None:
    small = pooled(values)
    at = tuple(data.draw(st.integers(0, length - 1)) for length in small.shape)
    row, column = largest_at(values, (at[0], at[1]))
    assert (row // 2, column // 2) == at
    assert values[row, column] == small[at]


def test_that_of_equal_pixels_pooling_takes_the_first() -> None:
    assert largest_at(np.zeros((4, 4), np.float32), (1, 1)) == (2, 2)


def test_that_colours_become_their_mean_between_0_and_1() -> None:
    pixels = np.array([[[255, 255, 255], [255, 0, 0]], [[0, 0, 0], [10, 20, 30]]], np.uint8)
    assert grey(pixels) == pytest.approx(np.array([[1, 1 / 3], [0, 20 / 255]]))
    one = np.array([[[7], [255]]], np.uint8)
    assert np.array_equal(grey(one), (one[:, :, 0] / 255).astype(np.float32))
