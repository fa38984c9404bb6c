"""Whether a network can be asked what it is asked; each fault is one sentence."""

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.state import NetworkState
from cnnlab_gui.core.text import size_text, tr_noop


def check_images(state: NetworkState, images: Images) -> None:
    """Check that the network takes ``(N, H, W, C) uint8`` images of this shape.

    Raises
    ------
    CnnLabError
        It takes others.
    """
    wanted, given = state.architecture.input_shape, images.shape[1:]
    if given != wanted:
        raise CnnLabError(
            tr_noop(
                "errors",
                "This network takes images of {wanted}, but these are {given}. Choose images of "
                "the dataset that it was trained on, or another run.",
            ),
            wanted=size_text(wanted),
            given=size_text(given),
        )


def check_classes(state: NetworkState, classes: NDArray[np.int64]) -> None:
    """Check that the network knows all these classes.

    Raises
    ------
    CnnLabError
        It does not.
    """
    count = (state.architecture.output_shape or (0,))[0]
    for number in classes:
        if not 0 <= number < count:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "There is no class {number}: this network tells {count:,} classes apart. "
                    "Choose one of 0 to {last:,}.",
                ),
                number=int(number),
                count=count,
                last=count - 1,
            )


def check_layer(state: NetworkState, layer: int) -> None:
    """Check that ``layer`` gives feature maps; -1 is the images themselves.

    Raises
    ------
    CnnLabError
        It gives a list of numbers, or there is none such.
    """
    check_there_is(state, layer)
    reports = state.architecture.active().reports()
    if layer >= 0 and len(reports[layer].output_shape or ()) != 3:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{layer} gives a list of numbers, which have no place in the image. Choose a "
                "layer that gives feature maps, such as the last convolution.",
            ),
            layer=reports[layer].layer.kind,
        )


def check_there_is(state: NetworkState, layer: int) -> None:
    """Check that the network has this layer; -1 is the images themselves.

    Raises
    ------
    CnnLabError
        It has not so many.
    """
    count = len(state.architecture.active().layers)
    if not -1 <= layer < count:
        raise CnnLabError(
            tr_noop(
                "errors",
                "There is no layer {number}: this network has {count:,}. Choose another one.",
            ),
            number=layer + 1,
            count=count,
        )
