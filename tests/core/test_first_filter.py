"""A convolution's first filter that is given: what it may be, and what edits do to it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.first_filter import (
    LARGEST_SIDE,
    Matrix,
    resized,
    size_of,
    spread,
)
from cnnlab_gui.core.problems.table import problem_of
from cnnlab_gui.core.training import RunSpecification

EDGE: Matrix = ((-1.0, -1.0, -1.0), (-1.0, 8.0, -1.0), (-1.0, -1.0, -1.0))
COUNTED: Matrix = ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0), (7.0, 8.0, 9.0))
GIVEN = Conv2D(filters=5).with_first_filter(EDGE, frozen=True)


def matrices(height: int, width: int) -> st.SearchStrategy[Matrix]:
    return st.tuples(*[st.tuples(*[st.floats(-1000, 1000)] * width)] * height)


def test_that_a_given_filter_takes_the_kernel_s_size_along() -> None:
    layer = Conv2D(kernel_size=(3, 3), filters=7).with_first_filter(((1.0, 0.0, -1.0, 0.0, 0.0),))
    assert (layer.kernel_size, layer.filters) == ((1, 5), 7)
    assert not layer.first_filter_frozen


def test_that_a_filter_taken_away_leaves_the_layer_as_it_was_without() -> None:
    assert GIVEN.with_first_filter(None, frozen=True) == Conv2D(filters=5)


@pytest.mark.parametrize(
    "matrix",
    [
        (),
        ((),),
        ((1.0, 2.0), (3.0,)),
        ((1.0, float("nan")),),
        ((1.0, float("inf")),),
        ((1000.5,),),
        (("1",),),
        ((True,),),
        (1.0, 2.0),
        "edge",
        ((0.0,) * (LARGEST_SIDE + 1),),
        ((0.0,),) * (LARGEST_SIDE + 1),
    ],
)
def test_that_what_is_no_filter_is_refused(matrix: Matrix) -> None:
    with pytest.raises((ValidationError, TypeError)):
        Conv2D().with_first_filter(matrix)


def test_that_a_filter_must_be_of_the_kernel_s_size() -> None:
    with pytest.raises(ValidationError, match="not of the kernel's size"):
        Conv2D(kernel_size=(3, 5), first_filter=EDGE)


def test_that_other_parameters_are_edited_beside_a_given_filter() -> None:
    edited = GIVEN.edited("filters", 9).edited("padding", "same").edited("enabled", False)
    assert (edited.first_filter, edited.first_filter_frozen) == (EDGE, True)
    assert not GIVEN.edited("first_filter_frozen", False).first_filter_frozen


@pytest.mark.parametrize(
    ("size", "matrix"),
    [
        ((1, 1), ((5.0,),)),
        ((1, 3), ((4.0, 5.0, 6.0),)),
        ((2, 2), ((5.0, 6.0), (8.0, 9.0))),
        ((5, 3), ((0.0, 0.0, 0.0), *COUNTED, (0.0, 0.0, 0.0))),
        ((4, 3), (*COUNTED, (0.0, 0.0, 0.0))),
    ],
)
def test_that_another_kernel_size_crops_the_filter_or_pads_it_with_zeros(
    size: tuple[int, int], matrix: Matrix
) -> None:
    layer = Conv2D().with_first_filter(COUNTED, frozen=True).edited("kernel_size", size)
    assert (layer.kernel_size, layer.first_filter) == (size, matrix)
    assert layer.first_filter_frozen


def test_that_a_kernel_too_large_for_a_given_filter_has_none() -> None:
    assert GIVEN.edited("kernel_size", (LARGEST_SIDE + 1, 3)) == Conv2D(
        filters=5, kernel_size=(LARGEST_SIDE + 1, 3)
    )


def test_that_a_kernel_size_out_of_bounds_is_refused_as_ever() -> None:
    with pytest.raises(ValidationError, match="kernel_size"):
        GIVEN.edited("kernel_size", (0, 3))


sides = st.integers(1, LARGEST_SIDE)


@given(data=st.data(), sizes=st.lists(st.tuples(sides, sides), min_size=3, max_size=3))
def test_that_to_grow_in_steps_is_to_grow_at_once_and_the_way_back_restores_all(
    data: st.DataObject, sizes: list[tuple[int, int]]
) -> None:
    heights, widths = map(sorted, zip(*sizes, strict=True))
    first, second, last = zip(heights, widths, strict=True)
    matrix = data.draw(matrices(*first))
    grown = resized(matrix, last)
    assert size_of(grown) == last
    assert resized(resized(matrix, second), last) == grown
    assert resized(resized(grown, second), first) == matrix


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_that_a_filter_on_several_channels_filters_their_mean(channels: int) -> None:
    weights = spread(EDGE, channels)
    assert (weights.shape, weights.dtype) == ((3, 3, channels), np.float32)
    patch = np.random.default_rng(0).random((3, 3, channels))
    wanted = (patch.mean(axis=2) * EDGE).sum()
    assert (patch * weights).sum() == pytest.approx(wanted, rel=1e-6)


def test_that_a_filter_costs_nothing_and_changes_no_shape() -> None:
    plain = Architecture(layers=(Conv2D(filters=5),))
    given_one = Architecture(layers=(GIVEN,))
    assert given_one.parameter_count == plain.parameter_count
    assert given_one.multiply_adds == plain.multiply_adds
    assert given_one.output_shape == plain.output_shape


def test_that_a_remedy_that_shrinks_a_window_crops_its_given_filter() -> None:
    layer = Conv2D().with_first_filter(COUNTED)
    specification = RunSpecification(
        dataset="mnist", architecture=Architecture(input_shape=(2, 1, 1), layers=(layer,))
    )
    problem = problem_of(specification, None)
    assert problem is not None
    offered = [remedy.specification.architecture.layers for remedy in problem.remedies]
    (shrunk,) = [
        layers[0]
        for layers in offered
        if isinstance(layers[0], Conv2D) and layers[0].kernel_size == (2, 1)
    ]
    assert isinstance(shrunk, Conv2D)
    assert shrunk.first_filter == ((5.0,), (8.0,))
