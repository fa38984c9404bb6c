"""What can be wished of a network: the nearest that it has to what was wished of another one."""

from dataclasses import replace

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.inside.view import View, Wish, last_convolution, workshop_columns
from cnnlab_gui.core.layers.base import Shape
from cnnlab_gui.core.layers.convolution import Convolution


def fitted(wish: Wish, architecture: Architecture, *, own_columns: bool) -> Wish:
    """The same wish, of layers, channels, input maps and classes that the network has.

    Parameters
    ----------
    wish : Wish
    architecture : Architecture
        It can be trained.
    own_columns : bool
        A person chose the wish's columns. Else they are the usual ones of the network.
    """
    shapes = shapes_of(architecture)
    layer = _layer(wish, architecture, shapes)
    columns = tuple(column for column in wish.columns if column < len(shapes))
    if not own_columns or not columns:
        columns = workshop_columns(architecture)
    classes = (architecture.output_shape or (0,))[0]
    target = wish.target if wish.target is None or wish.target < classes else None
    wish = replace(wish, columns=columns, layer=layer, target=target)
    count = most_channels(wish, architecture)
    channel = min(wish.channel, count - 1) if count else wish.channel
    if wish.view is not View.KERNELS or wish.input_map is None:
        return replace(wish, channel=channel)
    last = input_shape(architecture, layer)[-1] - 1
    return replace(wish, channel=channel, input_map=min(wish.input_map, last))


def _layer(wish: Wish, architecture: Architecture, shapes: list[Shape]) -> int:
    """The layer wished for, or the last convolution where the view cannot show that one."""
    layer = min(wish.layer, len(shapes) - 1)
    match wish.view:
        case View.KERNELS:
            can_be_shown = isinstance(architecture.active().layers[layer], Convolution)
        case View.EVIDENCE:
            can_be_shown = len(shapes[layer]) == 3
        case View.GRID | View.CHANNELS:
            can_be_shown = True
    return layer if can_be_shown else last_convolution(architecture) or 0


def shapes_of(architecture: Architecture) -> list[Shape]:
    """What each enabled layer gives."""
    return [report.output_shape or () for report in architecture.active().reports()]


def input_shape(architecture: Architecture, layer: int) -> Shape:
    """What an enabled layer gets."""
    return (architecture.input_shape, *shapes_of(architecture))[layer]


def most_channels(wish: Wish, architecture: Architecture) -> int:
    """How many channels can be chosen from; 0 where there are no maps.

    Where all kernels of one filter are shown, the filters; else as many as any layer's maps
    have, because those layers of a grid that have fewer are left out.
    """
    shapes = shapes_of(architecture)
    if wish.view is View.KERNELS and wish.input_map is None:
        shapes = [shapes[wish.layer]]
    return max((shape[-1] for shape in shapes if len(shape) == 3), default=0)
