"""The numbers behind what is seen, as arrays to be kept."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.draw import shown_columns
from cnnlab_gui.core.inside.kernels import mixing_matrices, shown_kernels
from cnnlab_gui.core.inside.overlay import ACTIVATION, OCCLUSION
from cnnlab_gui.core.inside.sheet import INPUT, Cell
from cnnlab_gui.core.inside.state import NetworkState, Values
from cnnlab_gui.core.inside.view import Seen, View

Array = NDArray[np.generic]
Arrays = Mapping[str, Array]


def map_values(seen: Seen, cell: Cell) -> Values:
    """The numbers of one map.

    Parameters
    ----------
    seen : Seen
    cell : Cell
        Of its sheet.

    Returns
    -------
    float32
        (h, w) of a feature map, a kernel, or what speaks for a class; (n,) of a vector;
        (H, W, C) in [0, 1] of the image itself.
    """
    if seen.wish.view is View.KERNELS:
        return _kernel(seen, cell)
    if cell.layer == ACTIVATION and seen.activation is not None:
        return np.asarray(seen.activation[cell.row], np.float32)
    if cell.layer == OCCLUSION and seen.occlusion is not None:
        return np.asarray(seen.occlusion[cell.row], np.float32)
    values: Values = seen.outputs.of(cell.layer)[cell.row]
    return values if cell.channel is None else np.asarray(values[..., cell.channel])


def _kernel(seen: Seen, cell: Cell) -> Values:
    state = seen.before if cell.row == 0 and seen.before else seen.state
    if cell.channel is not None:
        wish = seen.wish
        kernels = shown_kernels(state, cell.layer, wish.channel, wish.input_map)
        return np.asarray(kernels[cell.channel])
    mixing = mixing_matrices([state], cell.layer)
    assert mixing is not None, "what has no channel is the mixing matrix"
    return np.asarray(mixing[0], np.float32)


def column_values(seen: Seen, layer: int) -> Values:
    """(N, h, w) of a column of the grid; (N, n) of vectors, (N, H, W, C) of the images."""
    values = seen.outputs.of(layer)
    return values if layer == INPUT or values.ndim != 4 else values[..., seen.wish.channel]


def array_columns(seen: Seen) -> tuple[int, ...]:
    """The columns of the grid that show something: a layer may not have so many channels."""
    shapes = {layer: seen.outputs.of(layer).shape for layer in shown_columns(seen)}
    channel = seen.wish.channel
    return tuple(k for k, shape in shapes.items() if len(shape) != 4 or channel < shape[-1])


def whole_array(seen: Seen, layer: int) -> Array:
    """What is seen as one array.

    Of the grid, the column of ``layer``, see `column_values`; of all channels, those of the
    one image, (h, w, C) by their index, whatever the order shown; of the kernels, those after
    training, as the network has them, (kh, kw, input maps, filters); of what speaks for a
    class, Grad-CAM, (N, h, w).
    """
    match seen.wish.view:
        case View.GRID:
            return column_values(seen, layer)
        case View.CHANNELS:
            row = min(seen.wish.row, len(seen.wish.rows) - 1)
            return np.asarray(seen.outputs.of(seen.wish.layer)[row])
        case View.KERNELS:
            return next(iter(_kernels_of(seen.state, seen.wish.layer).values()))
        case View.EVIDENCE:
            return _given(seen.activation)


def all_arrays(seen: Seen) -> Arrays:
    """All that is seen, by name: ``input``, and ``002.Conv2D`` for layer 2, counted from 0.

    The kernels are named as the network's weights are, with ``.before`` and ``.after`` where
    it was trained; what speaks for a class is ``grad-cam`` and ``occlusion``, and ``classes``
    says for which.
    """
    layers = seen.state.architecture.active().layers
    wish, found = seen.wish, dict[str, Array]()
    match wish.view:
        case View.GRID:
            found["input"] = seen.outputs.images
            for layer in array_columns(seen):
                found[f"{layer:03d}.{layers[layer].kind}"] = column_values(seen, layer)
        case View.CHANNELS:
            found[f"{wish.layer:03d}.{layers[wish.layer].kind}"] = whole_array(seen, wish.layer)
        case View.KERNELS:
            after = _kernels_of(seen.state, wish.layer)
            if seen.before is None or seen.before is seen.state:
                return after
            before = _kernels_of(seen.before, wish.layer)
            found |= {f"{name}.before": values for name, values in before.items()}
            found |= {f"{name}.after": values for name, values in after.items()}
        case View.EVIDENCE:
            found |= {"input": seen.outputs.images, "grad-cam": _given(seen.activation)}
            if seen.occlusion is not None:
                found["occlusion"] = seen.occlusion
            found["classes"] = seen.targets
    return found


def _kernels_of(state: NetworkState, layer: int) -> dict[str, Array]:
    """The layer's kernels by their name, that which meets the maps first."""
    start = f"{layer:03d}."
    return {
        name: values
        for name, values in state.weights.items()
        if name.startswith(start) and name.endswith("kernel")
    }


def _given(values: Values | None) -> Values:
    assert values is not None, "evidence is seen with Grad-CAM"
    return values
