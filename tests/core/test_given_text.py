"""The line of a sum where the network itself gives another number."""

import numpy as np
import pytest

from cnnlab_gui.core.inside.given_text import agrees, given_line
from cnnlab_gui.core.inside.sum_text import plain_text, sum_line
from cnnlab_gui.core.layers.arithmetic import Arithmetic
from cnnlab_gui.core.layers.base import Activation
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense

AT = (1, 2, 0)


def convolved(weight: float = 0.5, activation: Activation = "relu") -> Arithmetic:
    """Nine times the weight."""
    inputs = np.ones((6, 6, 1), np.float32)
    kernel = np.full((3, 3, 1, 1), weight, np.float32)
    weights = {"kernel": kernel, "bias": np.zeros(1, np.float32)}
    return Conv2D(filters=1, activation=activation).arithmetic(inputs, weights, AT)


def text(arithmetic: Arithmetic, given: float) -> str:
    return plain_text(given_line(AT, arithmetic, given).pieces(1))


@pytest.mark.parametrize(
    ("weight", "given"), [(0.5, 4.5), (0.5, 4.502), (-0.5, 0.0), (np.nan, np.nan), (np.inf, np.inf)]
)
def test_that_a_sum_that_comes_to_the_networks_number_is_shown_as_it_is(
    weight: float, given: float
) -> None:
    arithmetic = convolved(weight)
    assert text(arithmetic, given) == plain_text(sum_line(AT, arithmetic).pieces(1))


def test_that_the_networks_number_comes_first_where_its_relu_hides_what_is_no_number() -> None:
    shown = text(convolved(np.nan), 0.0)
    assert shown.startswith(
        "0 at row 1, column 2 (TensorFlow's relu makes 0 of what is no number); "
        "the sum: NaN = relu( "
    )


@pytest.mark.parametrize(("given", "number"), [(4.6, "4.60"), (np.nan, "NaN"), (np.inf, "∞")])
def test_that_the_networks_number_comes_first_where_it_is_another(
    given: float, number: str
) -> None:
    shown = text(convolved(), given)
    assert shown.startswith(f"{number} at row 1, column 2 in the network; worked out here: 4.50 = ")


def test_that_nothing_is_said_of_relu_where_there_is_none() -> None:
    for arithmetic in (
        convolved(np.nan, "linear"),
        MaxPooling2D().arithmetic(np.full((6, 6, 1), np.nan, np.float32), {}, AT),
    ):
        shown = text(arithmetic, 0.0)
        assert shown.startswith("0 at row 1, column 2 in the network; worked out here: NaN = ")
        assert "TensorFlow" not in shown


def test_that_rounding_is_no_other_number() -> None:
    """Of large terms that take each other away, little is left, and that not exact."""
    inputs = np.array([1, 1], np.float32)
    weights = {"kernel": np.array([[3e6], [-3e6]], np.float32), "bias": np.zeros(1, np.float32)}
    arithmetic = Dense(units=1, activation="linear").arithmetic(inputs, weights, (0,))
    assert agrees(arithmetic, 0.25)
    assert not agrees(arithmetic, 250)
    assert agrees(convolved(1e-9), 0.0)
