"""What a network costs beyond one image."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.costs import batch_bytes
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS

BASELINE = PRESETS["dense-baseline"].architecture


def test_that_a_batch_is_counted_by_hand() -> None:
    # An image, what Flatten gives of it, and what the two Dense layers give, as float32.
    assert batch_bytes(BASELINE, 1) == 4 * (784 + 784 + 128 + 10)


def test_that_an_empty_network_holds_the_images_alone() -> None:
    assert batch_bytes(Architecture(input_shape=(32, 32, 3)), 10) == 4 * 10 * 32 * 32 * 3


def test_that_a_layer_that_is_left_out_holds_nothing() -> None:
    pooled = BASELINE.inserted(0, MaxPooling2D())
    assert batch_bytes(pooled, 1) == 4 * (784 + 196 + 196 + 128 + 10)
    assert batch_bytes(pooled.switched([0], enabled=False), 1) == batch_bytes(BASELINE, 1)


def test_that_layers_that_cannot_stand_where_they_are_hold_nothing() -> None:
    broken = Architecture(layers=(Flatten(), Flatten(), Dense()))
    assert batch_bytes(broken, 1) == 4 * (784 + 784)


@given(data=st.data(), batch_size=st.integers(1, 4096))
def test_that_a_batch_costs_as_much_as_its_images_do_one_by_one(
    any_architecture: st.SearchStrategy[Architecture], data: st.DataObject, batch_size: int
) -> None:
    architecture = data.draw(any_architecture)
    assert batch_bytes(architecture, batch_size) == batch_size * batch_bytes(architecture, 1)


@pytest.mark.parametrize("name", PRESETS)
def test_that_one_layer_more_never_costs_less(name: str) -> None:
    layers = PRESETS[name].architecture.layers
    stacks = [Architecture(layers=layers[:count]) for count in range(len(layers) + 1)]
    costs = [batch_bytes(stack, 32) for stack in stacks]
    assert costs == sorted(costs)
    assert len(set(costs)) == len(costs)
