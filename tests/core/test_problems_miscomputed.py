"""A convolution that TensorFlow computes wrongly is not trained."""

import pytest

from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Flatten
from tests.core.problem_parts import END, all_mend, layers_after, problem, texts

TAIL = (Flatten(), END)


def rows(**values: object) -> Conv2D:
    """Reads each row of a grey image of 28×28 as a whole."""
    return Conv2D.model_validate({"filters": 8, "kernel_size": (1, 28), "strides": (1, 2)} | values)


def test_that_a_single_column_that_was_stepped_to_is_refused_and_mended() -> None:
    found = problem(rows(), *TAIL)
    assert str(found.sentence) == (
        "TensorFlow computes this Conv2D wrongly: on grey images, with a stride of 1×2 and a "
        "single column left. Set its stride to 1×1."
    )
    assert found.layer == 0
    assert texts(found) == ["Set the stride of Conv2D to 1×1"]
    assert all_mend(found)
    assert layers_after(found, texts(found)[0]) == (rows(strides=(1, 1)), *TAIL)


@pytest.mark.parametrize(
    "head",
    [
        (rows(strides=(1, 1)),),
        (rows(strides=(2, 2)),),
        (rows(kernel_size=(1, 26)),),  # two columns are left
        (rows(kernel_size=(28, 28)),),  # one number is left
        (Conv2D(filters=2), rows(kernel_size=(1, 26))),  # two channels
        (rows(enabled=False), Conv2D()),
        (DepthwiseConv2D(kernel_size=(1, 28), strides=2),),
        (MaxPooling2D(pool_size=(1, 28), strides=(1, 2)),),
    ],
)
def test_that_what_is_computed_rightly_is_trained(head: tuple[Layer, ...]) -> None:
    with pytest.raises(AssertionError):
        problem(*head, *TAIL)
