"""What a network costs beyond one image."""

import math

from cnnlab_gui.core.architecture import Architecture

BYTES_PER_NUMBER = 4  # float32


def batch_bytes(architecture: Architecture, batch_size: int) -> int:
    """Bytes of what all layers give for a batch; training keeps it until the batch is done.

    The images themselves are counted, as float32. TensorFlow needs more for a moment: its
    workspaces and the gradients of two layers at a time.
    """
    images = math.prod(architecture.input_shape)
    return BYTES_PER_NUMBER * batch_size * (images + architecture.activation_count)
