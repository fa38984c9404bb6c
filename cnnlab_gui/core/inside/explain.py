"""How one value of what a network gives came about."""

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.geometry import Position
from cnnlab_gui.core.inside.state import LayerOutputs, Values
from cnnlab_gui.core.layers.arithmetic import Arithmetic, copy_of, single
from cnnlab_gui.core.text import size_text, tr_noop


def explain(outputs: LayerOutputs, row: int, layer: int, at: Position) -> Arithmetic:
    """How the value at ``at`` of ``layer`` came about, for the image in ``row``.

    Parameters
    ----------
    outputs : LayerOutputs
    row : int
        Which of its images.
    layer : int
        Counted as the network has them; -1 for a pixel of the image itself.
    at : tuple of int
        ``(row, column, channel)`` of an image, ``(index,)`` of a vector.

    Raises
    ------
    CnnLabError
        There is no such image, layer or place.
    """
    check_place(outputs, row, layer, at)
    if layer < 0:
        return copy_of(single(outputs.images[row], at))
    inputs: Values = outputs.of(layer - 1)[row]
    kind = outputs.state.architecture.active().layers[layer]
    weights = {
        name: outputs.state.weights[f"{layer:03d}.{name}"]
        for name in kind.weight_shapes(inputs.shape)
    }
    return kind.arithmetic(inputs, weights, at)


def check_place(outputs: LayerOutputs, row: int, layer: int, at: Position) -> None:
    """Raise the sentence that says which image, layer or place is not there."""
    if not 0 <= row < len(outputs.images):
        raise CnnLabError(
            tr_noop(
                "errors",
                "There is no image {row:,} here, only {count:,}. Choose one that is shown.",
            ),
            row=row + 1,
            count=len(outputs.images),
        )
    if not -1 <= layer < len(outputs.outputs):
        raise CnnLabError(
            tr_noop(
                "errors",
                "There is no layer {layer:,}: this network has {count:,}. Choose one of its "
                "layers.",
            ),
            layer=layer + 1,
            count=len(outputs.outputs),
        )
    shape = outputs.of(layer).shape[1:]
    if len(at) != len(shape) or not all(0 <= k < side for k, side in zip(at, shape, strict=True)):
        raise CnnLabError(
            tr_noop(
                "errors",
                "The place {place} is not in this layer, which gives {shape} numbers. Point at "
                "one of them.",
            ),
            place=", ".join(f"{k + 1:,}" for k in at),
            shape=size_text(shape),
        )
