"""The inner loop does what Keras's own ``fit`` and ``evaluate`` do."""

from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.augmentation import (
    RandomFlip,
    RandomRotation,
    RandomTranslation,
    RandomZoom,
)
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import (
    Activation,
    BatchNormalization,
    Dropout,
    SpatialDropout2D,
)
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.training import TrainingSettings
from cnnlab_gui.engine.builder import build_compiled, made, weights_of
from cnnlab_gui.engine.loop import (
    EVALUATION_BATCH,
    Evaluation,
    Evaluator,
    ResidentImages,
    TrainingLoop,
)

BATCH = 16
STEPS = 30
COUNT = BATCH * (STEPS - 1) + 5  # so the last batch is a short one

DENSE: tuple[Layer, ...] = (Flatten(), Dense(units=12))
CONVOLUTIONAL: tuple[Layer, ...] = (
    Conv2D(filters=4),
    MaxPooling2D(),
    Flatten(),
    Dropout(rate=0.25),
)
NORMALISED: tuple[Layer, ...] = (Conv2D(filters=4), BatchNormalization(), Flatten())
PUNISHED: tuple[Layer, ...] = (
    Conv2D(filters=4, l2=0.05, padding="same", activation="gelu"),
    SeparableConv2D(filters=5, l2=0.02, activation="leaky_relu"),
    MaxPooling2D(pool_size=(3, 2), strides=(1, 2)),
    DepthwiseConv2D(l2=0.1, depth_multiplier=2, activation="elu", initializer="he_normal"),
    Flatten(),
    Dense(units=6, l2=0.03, initializer="lecun_normal"),
)
# Behind a convolution too, so that a gradient has to pass through.
AUGMENTED: tuple[Layer, ...] = (
    RandomTranslation(),
    RandomRotation(degrees=30.0, fill_mode="nearest"),
    Conv2D(filters=4),
    RandomZoom(factor=0.4, fill_mode="reflect"),
    RandomFlip(mode="horizontal_and_vertical"),
    SpatialDropout2D(rate=0.4),
    Activation(activation="softmax"),
    Flatten(),
)
FRONTS = pytest.mark.parametrize(
    "front",
    [DENSE, CONVOLUTIONAL, NORMALISED, PUNISHED, AUGMENTED],
    ids=["dense", "convolutional", "normalised", "punished", "augmented"],
)


@pytest.fixture(scope="module")
def images() -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(0, 256, (COUNT, 10, 9, 2), np.uint8)


@pytest.fixture(scope="module")
def labels() -> NDArray[np.uint8]:
    return np.random.default_rng(2).integers(0, 5, COUNT).astype(np.uint8)


def network_of(front: tuple[Layer, ...]) -> Any:
    """The same network each time, to the last weight."""
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(3)
    layers = (*front, Dense(units=5, activation="softmax"))
    return build_compiled(Architecture(input_shape=(10, 9, 2), layers=layers), TrainingSettings())


def test_that_gathered_images_are_numpy_s_x_over_255_bit_for_bit() -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    resident = ResidentImages(levels, np.array([7], np.uint8))
    # In a graph, as in training: there a division may become a product with 1/255.
    x, y = tf.function(resident.gather, autograph=False)(tf.constant([0]))
    assert x.dtype == np.float32
    assert x.numpy().tobytes() == (levels / 255.0).astype(np.float32).tobytes()
    assert x.numpy().tobytes() == (levels.astype(np.float32) / np.float32(255)).tobytes()
    assert y.numpy().tolist() == [7]


def test_that_images_and_labels_are_gathered_in_the_order_asked_for(
    images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> None:
    order = np.array([4, 0, 4, COUNT - 1], np.int32)
    x, y = ResidentImages(images, labels).gather(order)
    assert np.array_equal(np.rint(x.numpy() * 255), images[order])
    assert np.array_equal(y.numpy(), labels[order])


@FRONTS
def test_that_30_steps_of_the_loop_are_30_steps_of_keras_fit(
    front: tuple[Layer, ...], images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> None:
    order = np.random.default_rng(4).permutation(COUNT).astype(np.int32)
    plain = network_of(front)
    x = (images[order] / 255.0).astype(np.float32)
    history = plain.fit(x, labels[order], batch_size=BATCH, shuffle=False, verbose=0).history
    expected = weights_of(plain)

    ours = network_of(front)
    loop = TrainingLoop(ours, ResidentImages(images, labels), BATCH)
    results = list(loop.epoch(order))
    assert results[-1].step == loop.steps(COUNT) == STEPS
    # TensorFlow fuses a convolution with the normalisation after it in one of the two graphs
    # only, which rounds the last bit otherwise; all else is equal to the bit.
    bound = 1e-6 if front is NORMALISED else 0
    for name, array in weights_of(ours).items():
        np.testing.assert_allclose(array, expected[name], rtol=0, atol=bound, err_msg=name)
    assert results[-1].loss == pytest.approx(history["loss"][0], abs=1e-6)
    assert results[-1].accuracy == pytest.approx(history["accuracy"][0], abs=1e-6)


def test_that_a_step_is_traced_once_for_whole_batches_and_once_for_a_short_one(
    images: NDArray[np.uint8], labels: NDArray[np.uint8], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each trace of a large network takes seconds before the first batch.
    network, traced = network_of(CONVOLUTIONAL), []
    train_step = network.train_step

    def noting(data: tuple[Any, Any]) -> Any:
        traced.append(data[1].shape[0])
        return train_step(data)

    monkeypatch.setattr(network, "train_step", noting)
    loop = TrainingLoop(network, ResidentImages(images, labels), BATCH)
    loop.prepare(COUNT)
    list(loop.epoch(np.arange(COUNT, dtype=np.int32)))
    assert sorted(traced) == [COUNT % BATCH, BATCH]


def test_that_an_epoch_counts_every_image_and_step_once(
    images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> None:
    loop = TrainingLoop(network_of(DENSE), ResidentImages(images, labels), BATCH)
    for order in (np.arange(COUNT), np.arange(2 * BATCH), np.arange(3)):
        results = list(loop.epoch(order.astype(np.int32)))
        steps = [result.step for result in results]
        assert steps == sorted(set(steps))
        assert steps[-1] == loop.steps(len(order))
        assert sum(result.images for result in results) == len(order)


def test_that_the_figures_of_an_epoch_forget_the_one_before(
    images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> None:
    network = network_of(DENSE)
    loop = TrainingLoop(network, ResidentImages(images, labels), BATCH)
    easy = np.flatnonzero(labels == 0).astype(np.int32)
    for _ in range(10):  # until it answers 0 to everything
        learnt = list(loop.epoch(easy))[-1]
    other = np.flatnonzero(labels == 1).astype(np.int32)[:BATCH]
    (surprised,) = loop.epoch(other)
    assert learnt.accuracy > 0.9
    assert surprised.accuracy < 0.1


def evaluation_of(evaluator: Evaluator) -> tuple[int, Evaluation]:
    *parts, last = evaluator.evaluate()
    assert parts == [None] * len(parts)
    assert last is not None
    return len(parts), last


@FRONTS
def test_that_an_evaluation_is_keras_s_own_and_its_predictions_are_the_likeliest(
    front: tuple[Layer, ...], images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> None:
    network = network_of(front)
    resident = ResidentImages(images, labels)
    list(TrainingLoop(network, resident, BATCH).epoch(np.arange(COUNT, dtype=np.int32)))
    chosen = np.arange(COUNT - 1, -1, -1, dtype=np.int32)[: EVALUATION_BATCH + 13]
    parts, evaluation = evaluation_of(Evaluator(network, resident, chosen))
    assert parts == 2
    x = (images[chosen] / 255.0).astype(np.float32)
    loss, accuracy = network.evaluate(x, labels[chosen], verbose=0)
    assert evaluation.loss == pytest.approx(loss, abs=1e-6)
    assert evaluation.accuracy == pytest.approx(accuracy, abs=1e-6)
    likeliest = network.predict(x, verbose=0).argmax(axis=1)
    assert np.array_equal(evaluation.probabilities.argmax(axis=1), likeliest)


def test_that_an_evaluation_counts_what_l2_adds_once_whatever_the_number_of_parts(
    images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> None:
    network = network_of(PUNISHED)
    resident = ResidentImages(images, labels)
    punished = float(sum(network.losses))
    assert punished > 0.1
    for count in (3, EVALUATION_BATCH, 3 * EVALUATION_BATCH + 1):
        _, evaluation = evaluation_of(
            Evaluator(network, resident, np.arange(count, dtype=np.int32))
        )
        x = (images[:count] / 255.0).astype(np.float32)
        probabilities = network.predict(x, verbose=0)[np.arange(count), labels[:count]]
        surprise = -np.log(probabilities).mean()
        assert evaluation.loss == pytest.approx(surprise + punished, abs=1e-5)


def test_that_an_evaluation_changes_no_weight(
    images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> None:
    network = network_of(NORMALISED)
    before = weights_of(network)
    everything = np.arange(COUNT, dtype=np.int32)
    evaluation_of(Evaluator(network, ResidentImages(images, labels), everything))
    for name, array in weights_of(network).items():
        assert np.array_equal(array, before[name])


class Recorder:
    """A network that learns nothing, but keeps what its layers make of each step's images."""

    def __init__(self, layers: tuple[Layer, ...], steps: int, shape: tuple[int, ...]) -> None:
        keras.utils.clear_session(free_memory=False)
        self._network = keras.Sequential(
            [keras.Input(shape[1:])] + [made(layer.keras_call()) for layer in layers]
        )
        self._seen = tf.Variable(tf.zeros((steps, *shape)))
        self._step = tf.Variable(0)
        self.optimizer = SimpleNamespace(learning_rate=tf.Variable(0.0))

    def train_step(self, data: tuple[Any, Any]) -> None:
        self._seen.scatter_nd_update([[self._step]], [self._network(data[0], training=True)])
        self._step.assign_add(1)

    def get_metrics_result(self) -> dict[str, Any]:
        return {"loss": tf.constant(0.0), "accuracy": tf.constant(0.0)}

    def reset_metrics(self) -> None:
        pass

    @property
    def seen(self) -> NDArray[np.float32]:
        """(steps, B, H, W, C)"""
        return self._seen.numpy()


def seen_in_training(*layers: Layer, seed: int = 3) -> NDArray[np.float32]:
    """What 6 steps of 16 times the same image come to: (6, 16, 9, 8, 2)."""
    shape, steps = (9, 8, 2), 6
    keras.utils.set_random_seed(seed)
    recorder = Recorder(layers, steps, (BATCH, *shape))
    image = np.random.default_rng(0).integers(1, 256, (1, *shape), np.uint8)
    loop = TrainingLoop(recorder, ResidentImages(image, np.zeros(1, np.uint8)), BATCH)
    list(loop.epoch(np.zeros(BATCH * steps, np.int32)))
    return recorder.seen


RANDOM = pytest.mark.parametrize(
    "layer",
    [
        RandomTranslation(height_factor=0.5, width_factor=0.5),
        RandomRotation(degrees=90.0),
        RandomZoom(factor=0.5),
        RandomFlip(mode="horizontal"),
        RandomFlip(mode="vertical"),
        SpatialDropout2D(rate=0.5),
        Dropout(rate=0.5),
    ],
    ids=lambda layer: layer.kind,
)


@RANDOM
def test_that_chance_differs_from_image_to_image_and_from_step_to_step(layer: Layer) -> None:
    steps = seen_in_training(layer)
    assert all(len(np.unique(step, axis=0)) > 1 for step in steps)
    assert len(np.unique(steps, axis=0)) == len(steps)


@RANDOM
def test_that_the_seed_decides_what_chance_does(layer: Layer) -> None:
    assert np.array_equal(seen_in_training(layer, seed=3), seen_in_training(layer, seed=3))
    assert not np.array_equal(seen_in_training(layer, seed=3), seen_in_training(layer, seed=4))


def test_that_spatial_dropout_silences_whole_feature_maps_and_dropout_single_numbers() -> None:
    for layer, whole in ((SpatialDropout2D(rate=0.5), True), (Dropout(rate=0.5), False)):
        silent = (seen_in_training(layer) == 0).reshape(-1, 9 * 8, 2).mean(axis=1)
        assert 0.3 < silent.mean() < 0.7
        assert set(np.unique(silent)) <= {0.0, 1.0} if whole else len(np.unique(silent)) > 5


def test_that_two_layers_that_are_alike_do_not_change_images_alike() -> None:
    # Two flips that agreed would leave every image as it was.
    once = seen_in_training(RandomFlip())
    twice = seen_in_training(RandomFlip(), RandomFlip())
    assert len(np.unique(once[0], axis=0)) == len(np.unique(twice[0], axis=0)) == 2


@RANDOM
def test_that_images_are_left_alone_when_nothing_is_trained(
    images: NDArray[np.uint8], labels: NDArray[np.uint8], layer: Layer
) -> None:
    plain, random = network_of((Flatten(),)), network_of((layer, Flatten()))
    random.set_weights(plain.get_weights())
    few = np.arange(40, dtype=np.int32)
    resident = ResidentImages(images, labels)
    _, expected = evaluation_of(Evaluator(plain, resident, few))
    _, evaluation = evaluation_of(Evaluator(random, resident, few))
    assert evaluation.loss == pytest.approx(expected.loss, abs=1e-6)
    assert np.array_equal(
        evaluation.probabilities.argmax(axis=1), expected.probabilities.argmax(axis=1)
    )
