"""The network of a run as Keras has it, and what it answers."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import tensorflow as tf

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.state import NetworkState, Values
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.runs.weights import Weights, has_nan
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.builder import build
from cnnlab_gui.engine.inside.network import DEVICE, OpenNetwork
from cnnlab_gui.engine.keras_state import BUILDING


@dataclass(frozen=True, eq=False)
class Learnt:
    """A run at one of its epochs.

    Attributes
    ----------
    record : RunRecord
    epoch : int
    architecture : Architecture
        Without layers that are not enabled.
    weights : mapping of str
    """

    record: RunRecord
    epoch: int
    architecture: Architecture
    weights: Weights = field(repr=False)

    @property
    def signature(self) -> Any:
        """What the network takes: any number of images, float32 in [0, 1]."""
        shape = [None, *self.architecture.input_shape]
        return tf.TensorSpec(shape, tf.float32, name="images")

    def answers(self, images: Values) -> Values:
        """(N, classes) float32: what the application itself says of ``images``."""
        network = OpenNetwork(self.architecture)
        network.load(NetworkState(self.architecture, self.weights, key=0))
        return network.probabilities(images)

    def network(self) -> Any:
        """Keras's network with the weights in it, not compiled; chance stays as it is."""
        with BUILDING, tf.device(DEVICE):
            before = random.getstate()
            try:
                network = build(self.architecture)
            finally:
                random.setstate(before)
            for index, layer in enumerate(network.layers):
                for variable in layer.weights:
                    variable.assign(self.weights[f"{index:03d}.{variable.name}"])
        return network

    def answering(self, network: Any) -> Any:
        """``network`` as a graph that only answers: nothing is left out or changed by chance.

        Keras's own ``export`` would go on shifting and turning the images.
        """

        def answer(images: Any) -> Any:
            return network(images, training=False)

        return tf.function(answer, input_signature=[self.signature], autograph=False)


def learnt_by(folder: RunFolder, epoch: int | None = None) -> Learnt:
    """Read a run at ``epoch``; None for the one that it stands for.

    Raises
    ------
    CnnLabError
        The run cannot be read, has no weights of that epoch, or they are not all numbers.
    """
    record, epochs = folder.read_record(), folder.snapshots()
    wanted = record.chosen_epoch if epoch is None else epoch
    if wanted is None:
        wanted = epochs[-1] if epochs else 0
    if wanted not in epochs:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{run} has no weights of epoch {epoch}: they were let go to save room, or the "
                "run ended before. It has those of: {epochs}.",
            ),
            run=folder.name,
            epoch=wanted,
            epochs=", ".join(map(str, epochs)) or "–",
        )
    architecture = record.specification.architecture
    weights = folder.read_snapshot(wanted, architecture)
    if has_nan(weights):
        raise CnnLabError(
            tr_noop(
                "errors",
                "The weights of {run} at epoch {epoch} are not all numbers (NaN or infinite), so "
                "there is nothing to export. Choose an earlier epoch, or another run.",
            ),
            run=folder.name,
            epoch=wanted,
        )
    return Learnt(record, wanted, architecture.active(), weights)


def in_parts(answer: Callable[[Values], Values], images: Values, at_once: int) -> Values:
    """Call ``answer`` with ``at_once`` images each time, and join what it gives."""
    parts = [answer(images[start : start + at_once]) for start in range(0, len(images), at_once)]
    return np.concatenate(parts)
