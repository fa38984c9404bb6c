"""The inner loop: many training steps in one call, on images that stay where they are.

Images lie once in memory (the GPU's where there is one) as uint8. A call is given
indices; gathering, scaling and the steps themselves happen in one TensorFlow
graph. Each step is Keras's own ``train_step``, so the mathematics is that of
``fit``.

No function here goes through autograph: it reads source files, and a frozen
application has none.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnnlab_gui.core.runs.weights import Weights
from cnnlab_gui.core.schedule import Rates
from cnnlab_gui.engine.builder import weights_of
from cnnlab_gui.engine.resident import ResidentImages
from cnnlab_gui.engine.split import Indices

SECONDS_PER_CALL = 0.05
# Larger ones are no quicker, and a batch's feature maps are what evaluating takes in memory.
EVALUATION_BATCH = 100


@dataclass(frozen=True)
class ChunkResult:
    """Steps of the epoch done, running means over them, and the size of the last call.

    ``images``, ``seconds`` and ``steps`` are of the call alone; ``learning_rate`` is that of
    its last step.
    """

    step: int
    loss: float
    accuracy: float
    images: int
    seconds: float
    steps: int = 1
    learning_rate: float = 0.0


@dataclass(frozen=True)
class Evaluation:
    """A network on a set of images: mean loss, accuracy in [0, 1], ``(N, C)`` probabilities."""

    loss: float
    accuracy: float
    probabilities: NDArray[np.float32]


class TrainingLoop:
    """Trains one compiled network, in calls of about `SECONDS_PER_CALL`.

    Stop and progress are handled between calls, so a call's length is how long
    Stop may take.
    """

    def __init__(self, network: Any, images: ResidentImages, batch_size: int) -> None:
        self._network = network
        self._images = images
        self._batch_size = batch_size
        self._steps_per_call = 1
        self._function_for_width = cache(self._compile)

    def steps(self, images: int) -> int:
        """Batches in an epoch of so many images; the last may be short."""
        return -(-images // self._batch_size)

    def prepare(self, images: int) -> None:
        """Build the graphs for epochs of so many images; takes about a second each."""
        for width in {min(self._batch_size, images), images % self._batch_size} - {0}:
            self._function_for_width(width).get_concrete_function()

    def epoch(
        self, order: Indices, rates: Rates | None = None, first_step: int = 0
    ) -> Iterator[ChunkResult]:
        """Train once on the images of ``order``, in that order.

        Parameters
        ----------
        order : (N,) int32
        rates : (steps,) float32, optional
            The learning rate of each step; may be changed between two results, and holds
            from the next step on. The optimizer's own if none.
        first_step : int
            So many steps of the epoch were done before.
        """
        if rates is None:
            rates = np.full(
                self.steps(len(order)), self._network.optimizer.learning_rate, np.float32
            )
        if first_step == 0:
            self._network.reset_metrics()
        whole = len(order) // self._batch_size
        batches = order[: whole * self._batch_size].reshape(whole, self._batch_size)
        step = first_step
        while step < whole:
            chunk = batches[step : step + self._steps_per_call]
            yield self._call(chunk, rates, step)
            step += len(chunk)
        rest = order[whole * self._batch_size :]
        if len(rest) and step == whole:
            yield self._call(rest.reshape(1, -1), rates, step)

    def weights(self) -> Weights:
        """Copy the weights as they are between two calls."""
        return weights_of(self._network)

    def _call(self, chunk: Indices, rates: Rates, done: int) -> ChunkResult:
        function = self._function_for_width(chunk.shape[1])
        step = done + len(chunk)
        of_steps = rates[done:step]
        before = time.perf_counter()
        logs = function(tf.constant(chunk), tf.constant(of_steps))
        loss, accuracy = float(logs["loss"]), float(logs["accuracy"])
        seconds = time.perf_counter() - before
        if chunk.shape[1] == self._batch_size:
            self._adapt(len(chunk), seconds)
        last = float(
            str(of_steps[-1])
        )  # 0.001, as it was asked for, not the float32's 0.00100000005
        return ChunkResult(step, loss, accuracy, chunk.size, seconds, len(chunk), last)

    def _adapt(self, steps: int, seconds: float) -> None:
        """Let the next call take `SECONDS_PER_CALL`; at most double, so one hiccup is no rule."""
        fitting = int(SECONDS_PER_CALL * steps / max(seconds, 1e-6))
        self._steps_per_call = max(1, min(fitting, 2 * self._steps_per_call))

    def _compile(self, width: int) -> Any:
        """A function of ``(steps, width) int32`` indices and the rate of each step."""
        signature = [tf.TensorSpec([None, width], tf.int32), tf.TensorSpec([None], tf.float32)]
        return tf.function(self._train, input_signature=signature, autograph=False)

    def _train(self, chunk: Any, rates: Any) -> Any:
        def one_step(step: Any) -> Any:
            self._network.optimizer.learning_rate.assign(rates[step])
            self._network.train_step(self._images.gather(chunk[step]))
            return [step + 1]

        def unfinished(step: Any) -> Any:
            return step < tf.shape(chunk)[0]

        tf.while_loop(unfinished, one_step, [tf.constant(0)], parallel_iterations=1)
        return self._network.get_metrics_result()


class Evaluator:
    """Evaluates one network on one set of images, in parts that can be stopped between."""

    def __init__(self, network: Any, images: ResidentImages, indices: Indices) -> None:
        self._network = network
        self._images = images
        self._indices = indices
        signature = [tf.TensorSpec([None], tf.int32)]
        self._function = tf.function(self._test, input_signature=signature, autograph=False)

    def prepare(self) -> None:
        """Build the graph; done by the first evaluation otherwise."""
        self._function.get_concrete_function()

    def evaluate(self) -> Iterator[Evaluation | None]:
        """Yield None after each part, and at last the whole `Evaluation`."""
        loss, probabilities, hits = 0.0, [], 0
        for start in range(0, len(self._indices), EVALUATION_BATCH):
            part = tf.constant(self._indices[start : start + EVALUATION_BATCH])
            part_loss, answers, part_hits = self._function(part)
            loss += float(part_loss)
            hits += int(part_hits)
            probabilities.append(answers.numpy())
            yield None
        count = len(self._indices)
        yield Evaluation(
            loss / count + self._penalty(), hits / count, np.concatenate(probabilities)
        )

    def _penalty(self) -> float:
        """What L2 adds to the loss, whatever the images: it punishes the weights themselves."""
        return float(sum(self._network.losses))

    def _test(self, indices: Any) -> tuple[Any, Any, Any]:
        x, y = self._images.gather(indices)
        probabilities = self._network(x, training=False)
        losses = keras.losses.sparse_categorical_crossentropy(y, probabilities)
        right = tf.equal(tf.argmax(probabilities, axis=-1), y)
        hits = tf.reduce_sum(tf.cast(right, tf.int32))
        return tf.reduce_sum(losses), probabilities, hits
