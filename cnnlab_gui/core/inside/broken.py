"""Channels whose own weights are no numbers, whatever a network gives for them."""

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.state import NetworkState


def broken_channels(state: NetworkState, layer: int, count: int) -> NDArray[np.bool_]:
    """Which of a layer's ``count`` channels have NaN or infinity among their weights.

    What such a channel gives tells nothing: TensorFlow's ``relu`` makes 0 of NaN.

    Parameters
    ----------
    state : NetworkState
    layer : int
        -1 for the input, which has no weights.
    count : int
        Its channels; of a vector, its units.

    Returns
    -------
    (count,) bool
    """
    broken = np.zeros(count, np.bool_)
    start = f"{layer:03d}."
    for name, weights in state.weights.items():
        if not name.startswith(start):
            continue
        wrong = ~np.isfinite(weights)
        if not wrong.any():
            continue
        if name == start + "depthwise_kernel":
            broken[:] = True  # each of the filters mixes all of what it gives
        elif weights.shape[-1] == count:
            broken |= wrong.reshape(-1, count).any(axis=0)
        else:
            # A depthwise kernel: its last two axes are the channel, and its how-manieth.
            broken |= wrong.reshape(*weights.shape[:-2], -1).any(axis=(0, 1))
    return broken
