"""What of the image, and of the layer before, one value of a network depends on.

A vector counts as one row of pixels.
"""

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.layers.base import Shape
from cnnlab_gui.core.layers.windows import everything


def rect_before(architecture: Architecture, layer: int, at: Position) -> Rect:
    """The pixels of the layer before that the value at ``at`` of ``layer`` depends on.

    Parameters
    ----------
    architecture : Architecture
        It can be trained.
    layer : int
        Counted as the network has them; at least 0.
    at : tuple of int
        A place in the layer's output.

    Returns
    -------
    Rect
        May reach beyond a border that is padded.
    """
    network = architecture.active()
    return network.layers[layer].source_rect(_input_shape(network, layer), _pixel(at))


def receptive_rect(architecture: Architecture, layer: int, at: Position) -> Rect:
    """The pixels of the input image that the value at ``at`` of ``layer`` depends on.

    Their frame, where strides leave gaps between them. As `rect_before`, all the way back;
    the image's own pixel for layer -1.
    """
    network = architecture.active()
    rect = _pixel(at)
    for index in range(layer, -1, -1):
        shape = _input_shape(network, index)
        rect = network.layers[index].source_rect(shape, rect)
        if index:  # what is padded between layers comes from no pixel
            frame = everything(shape)
            rect = rect.clipped(frame.height, frame.width)
    return rect


def _pixel(at: Position) -> Rect:
    return Rect(at[0], at[1], 1, 1) if len(at) == 3 else Rect(0, at[0], 1, 1)


def _input_shape(network: Architecture, layer: int) -> Shape:
    if layer == 0:
        return network.input_shape
    shape = network.reports()[layer - 1].output_shape
    assert shape is not None, "it cannot be trained"
    return shape
