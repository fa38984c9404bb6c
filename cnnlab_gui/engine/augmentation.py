"""Images as a network sees them in training: each changed by chance."""

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnnlab_gui.core.layers.augmentation import Augmentation
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.engine.builder import made, seeded_call
from cnnlab_gui.engine.keras_state import BUILDING
from cnnlab_gui.engine.resident import GREY_LEVELS


def augmented(layers: tuple[Layer, ...], images: NDArray[np.uint8], seed: int) -> NDArray[np.uint8]:
    """Run ``images`` through ``layers`` as training does; one random variant of each.

    Parameters
    ----------
    layers : tuple of Augmentation
        Those that are not enabled are left out.
    images : (N, H, W, C) uint8
    seed : int
        The same one gives the same answer. No other chance is touched by it.

    Returns
    -------
    (N, H, W, C) uint8

    Raises
    ------
    TypeError
        A layer is no augmentation.
    """
    strangers = [layer.kind for layer in layers if not isinstance(layer, Augmentation)]
    if strangers:
        raise TypeError(f"not augmentation: {', '.join(strangers)}")
    enabled = [layer for layer in layers if layer.enabled]
    # Two layers that are alike must not change the images alike.
    seeds = np.random.SeedSequence(seed).generate_state(len(enabled))
    # Not on a GPU: it may be training, and for a few images the way there takes longer.
    with BUILDING, tf.device("CPU:0"):
        changed = tf.constant(GREY_LEVELS[images])
        for layer, its_seed in zip(enabled, seeds, strict=True):
            # Not compiled: that takes longer than it saves, and the next call has other layers.
            changed = made(seeded_call(layer, int(its_seed)))(changed, training=True)
    grey: NDArray[np.float32] = np.rint(changed.numpy() * 255)
    return np.clip(grey, 0, 255).astype(np.uint8)
