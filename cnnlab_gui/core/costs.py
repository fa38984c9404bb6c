"""What a network costs beyond one image."""

import math

from cnnlab_gui.core.architecture import Architecture

BYTES_PER_NUMBER = 4  # float32
COPIES_OF_WEIGHTS = 4  # the weights, their gradients, and Adam's two means


def batch_bytes(architecture: Architecture, batch_size: int) -> int:
    """Bytes of what all layers give for a batch; training keeps it until the batch is done.

    The images themselves are counted, as float32. TensorFlow needs more for a moment: its
    workspaces and the gradients of two layers at a time.
    """
    images = math.prod(architecture.input_shape)
    return BYTES_PER_NUMBER * batch_size * (images + architecture.activation_count)


def weight_bytes(architecture: Architecture) -> int:
    """Bytes of the weights with all that Adam keeps for them."""
    return BYTES_PER_NUMBER * COPIES_OF_WEIGHTS * architecture.parameter_count
