"""One network that trains, what it trains and is tried on, and every number it goes on from."""

from typing import Any

import numpy as np

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.runs.checkpoint import ArrayKind, Arrays
from cnnlab_gui.core.runs.weights import Weights
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine.builder import build_compiled, load_weights, weights_of
from cnnlab_gui.engine.fresh_state import fresh_state, set_graph_options
from cnnlab_gui.engine.keras_state import BUILDING
from cnnlab_gui.engine.loop import Evaluator, TrainingLoop
from cnnlab_gui.engine.resident import ResidentImages
from cnnlab_gui.engine.split import Indices, Split


class Session:
    """A compiled network with its images, in the thread that makes it.

    Attributes
    ----------
    specification : RunSpecification
    dataset : Dataset
    loop : TrainingLoop
    tester : Evaluator
        On the test images.
    checker : Evaluator
        On what checks each epoch: the same one, or held-out images.
    steps : int
        Batches in an epoch.
    """

    def __init__(self, specification: RunSpecification, dataset: Dataset, split: Split) -> None:
        self.specification = specification
        self.dataset = dataset
        settings = specification.settings
        with BUILDING:
            fresh_state(settings)
            set_graph_options(specification.architecture)
            self._network = build_compiled(specification.architecture, settings)
        images = ResidentImages(dataset.x_train, dataset.y_train)
        self._train = split.train
        self.loop = TrainingLoop(self._network, images, settings.batch_size)
        self.steps = self.loop.steps(len(self._train))
        self.tester = Evaluator(
            self._network,
            ResidentImages(dataset.x_test, dataset.y_test),
            np.arange(len(dataset.y_test), dtype=np.int32),
        )
        held_out = split.validation
        self.checker = (
            self.tester if held_out is None else Evaluator(self._network, images, held_out)
        )

    @property
    def tests_each_epoch(self) -> bool:
        """Whether each epoch is checked on the test images."""
        return self.checker is self.tester

    def prepare(self) -> None:
        """Build the graphs that train."""
        self.loop.prepare(len(self._train))

    def order(self, epoch: int) -> Indices:
        """In which order the training images come in ``epoch``; the seed decides."""
        rng = np.random.default_rng([self.specification.settings.seed, epoch])
        return rng.permutation(self._train)

    def weights(self) -> Weights:
        """Copy the weights out."""
        return weights_of(self._network)

    def load_weights(self, weights: Weights) -> None:
        """Take these weights; the optimizer keeps its own state."""
        load_weights(self._network, weights)

    def kinds(self) -> dict[str, ArrayKind]:
        """What `arrays` will be."""
        return {
            name: ArrayKind(tuple(variable.shape), str(variable.dtype))
            for name, variable in self._variables().items()
        }

    def arrays(self) -> Arrays:
        """Copy out every number that the next step depends on.

        Weights and the state of chance, what the optimizer remembers, and what the running
        means count.
        """
        return {name: np.array(variable.numpy()) for name, variable in self._variables().items()}

    def load(self, arrays: Arrays) -> None:
        """Take what `arrays` gave."""
        for name, variable in self._variables().items():
            variable.assign(arrays[name])

    def _variables(self) -> dict[str, Any]:
        network = self._network
        parts = {
            "network": network.variables,
            "optimizer": network.optimizer.variables,
            "metrics": network.metrics_variables,
        }
        return {
            f"{part}.{number:04d}": variable
            for part, variables in parts.items()
            for number, variable in enumerate(variables)
        }
