"""What Keras and TensorFlow keep for a whole thread or process, set for one training."""

import keras
import tensorflow as tf

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.training import TrainingSettings


def fresh_state(settings: TrainingSettings) -> None:
    """Forget the last network of this thread, and start chance anew.

    Keras's state is the thread's own, so this must run in the thread that trains.
    Memory is not freed here: that collects garbage, and a worker must not destroy
    the window's objects.
    """
    keras.utils.clear_session(free_memory=False)
    keras.config.set_dtype_policy("float32")
    keras.utils.set_random_seed(settings.seed)
    _set_determinism(settings.deterministic)


def _set_determinism(wanted: bool) -> None:
    """It holds for the whole process, so a later run has to take it back."""
    if wanted:
        tf.config.experimental.enable_op_determinism()
        return
    from tensorflow.python.framework import config  # the public module can only enable it

    config.disable_op_determinism()


def set_graph_options(architecture: Architecture) -> None:
    """Spare TensorFlow an optimisation that breaks off; it holds for the whole process, too.

    Behind a convolution, "remapping" trips over a leaky relu and writes an error on stderr.
    """
    trips = any(
        getattr(layer, "activation", "") == "leaky_relu" for layer in architecture.active().layers
    )
    tf.config.optimizer.set_experimental_options({"remapping": not trips})
