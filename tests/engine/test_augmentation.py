"""Samples of what augmentation makes of images."""

import random
import threading
from collections.abc import Callable
from pathlib import Path
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
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import Dropout, SpatialDropout2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.engine import KerasEngine
from cnnlab_gui.engine.keras_state import BUILDING

Images = NDArray[np.uint8]
Augmented = Callable[[tuple[Layer, ...], Images, int], Images]

ALL: tuple[Layer, ...] = (
    RandomTranslation(),
    RandomRotation(degrees=30.0),
    RandomZoom(factor=0.3),
    RandomFlip(),
)
EACH = pytest.mark.parametrize("layer", ALL, ids=lambda layer: layer.kind)


@pytest.fixture
def engine(tmp_path: Path) -> KerasEngine:
    return KerasEngine(DatasetLibrary(), RunStore(tmp_path / "runs"))


@pytest.fixture
def augmented(engine: KerasEngine) -> Augmented:
    return engine.augmented


@pytest.fixture(scope="module")
def copies() -> Images:
    """16 times the same image."""
    image = np.random.default_rng(2).integers(0, 256, (1, 12, 10, 3), np.uint8)
    return np.repeat(image, 16, axis=0)


@EACH
def test_that_each_image_gets_a_chance_of_its_own_and_the_seed_decides_which(
    augmented: Augmented, copies: Images, layer: Layer
) -> None:
    first = augmented((layer,), copies, 5)
    assert (first.shape, first.dtype) == (copies.shape, np.uint8)
    assert len(np.unique(first, axis=0)) > 1
    assert np.array_equal(augmented((layer,), copies, 5), first)
    assert not np.array_equal(augmented((layer,), copies, 6), first)


def test_that_a_flipped_image_is_the_image_or_its_mirror_image_to_the_last_bit(
    augmented: Augmented, copies: Images
) -> None:
    mirrored = copies[0, :, ::-1]
    kinds = {
        "as it was" if np.array_equal(image, copies[0]) else "mirrored"
        for image in augmented((RandomFlip(),), copies, 0)
        if np.array_equal(image, copies[0]) or np.array_equal(image, mirrored)
    }
    assert kinds == {"as it was", "mirrored"}


@pytest.mark.parametrize(
    "layers",
    [
        (),
        (
            RandomTranslation(height_factor=0.0, width_factor=0.0),
            RandomRotation(degrees=0.0),
            RandomZoom(factor=0.0),
        ),
        tuple(layer.model_copy(update={"enabled": False}) for layer in ALL),
    ],
    ids=["none", "without force", "not enabled"],
)
def test_that_nothing_that_changes_images_leaves_every_grey_level_as_it_was(
    augmented: Augmented, layers: tuple[Layer, ...]
) -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    given = levels.copy()
    assert np.array_equal(augmented(layers, given, 1), levels)
    assert np.array_equal(given, levels)


def test_that_what_becomes_free_is_black_or_filled_as_the_layer_says(augmented: Augmented) -> None:
    white = np.full((16, 8, 8, 1), 255, np.uint8)
    shift = {"height_factor": 0.5, "width_factor": 0.5}
    assert augmented((RandomTranslation(**shift),), white, 0).min() == 0
    assert augmented((RandomTranslation(**shift, fill_mode="nearest"),), white, 0).min() == 255


def test_that_two_layers_that_are_alike_do_not_change_images_alike(
    augmented: Augmented, copies: Images
) -> None:
    # Two flips that agreed would leave every image as it was.
    twice = augmented((RandomFlip(), RandomFlip()), copies, 0)
    assert len(np.unique(twice, axis=0)) == 2


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 9, 1), (28, 28, 1), (33, 20, 4)])
def test_that_images_of_any_size_are_augmented(
    augmented: Augmented, shape: tuple[int, int, int]
) -> None:
    images = np.random.default_rng(0).integers(0, 256, (5, *shape), np.uint8)
    for fill in ("constant", "nearest", "reflect", "wrap"):
        layers = tuple(
            layer.model_copy(update={"fill_mode": fill} if hasattr(layer, "fill_mode") else {})
            for layer in ALL
        )
        assert augmented(layers, images, 3).shape == images.shape


def test_that_a_layer_of_another_kind_is_refused(augmented: Augmented, copies: Images) -> None:
    with pytest.raises(TypeError, match="not augmentation: Conv2D, Dropout"):
        augmented((RandomFlip(), Conv2D(), Dropout()), copies, 0)


def test_that_no_chance_but_its_own_is_touched(augmented: Augmented, copies: Images) -> None:
    before = random.getstate(), np.random.get_state()[1].tolist()
    augmented(ALL, copies, 5)
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before


def test_that_it_works_while_operations_must_be_deterministic(
    augmented: Augmented, copies: Images
) -> None:
    from tensorflow.python.framework import config

    expected = augmented(ALL, copies, 5)
    tf.config.experimental.enable_op_determinism()
    try:
        assert np.array_equal(augmented(ALL, copies, 5), expected)
    finally:
        config.disable_op_determinism()


ALL_CHANCES = Architecture(
    layers=(
        RandomTranslation(),
        RandomRotation(),
        Conv2D(filters=4, strides=(2, 2), l2=0.001),
        # Behind a convolution, so that a gradient has to pass through.
        RandomZoom(),
        RandomFlip(),
        SpatialDropout2D(),
        MaxPooling2D(),
        Flatten(),
        Dropout(),
        Dense(units=10, activation="softmax"),
    )
)


def test_that_a_training_gives_the_same_digits_beside_summaries_and_samples(
    train: Any, specify: Callable[..., RunSpecification], engine: KerasEngine, copies: Images
) -> None:
    specification = specify(ALL_CHANCES, deterministic=True, seed=7, epochs=2)
    alone = train(specification)
    assert alone.finished.outcome == "completed"

    over = threading.Event()
    made: list[tuple[str, bytes]] = []

    def go_on() -> None:
        while not over.is_set():
            samples = engine.augmented(ALL, copies, 5)
            made.append((engine.summary(ALL_CHANCES), samples.tobytes()))

    beside = threading.Thread(target=go_on)
    beside.start()
    try:
        accompanied = train(specification)
    finally:
        over.set()
        beside.join()
    assert accompanied.figures == alone.figures
    assert len(made) > 1
    assert len(set(made)) == 1


def test_that_a_training_forgets_the_last_network_only_while_no_other_thread_builds(
    train: Any, specify: Callable[..., RunSpecification], monkeypatch: pytest.MonkeyPatch
) -> None:
    clear, held = keras.utils.clear_session, []

    def noting(**options: Any) -> None:
        held.append(BUILDING._is_owned())  # type: ignore[attr-defined]
        clear(**options)

    monkeypatch.setattr(keras.utils, "clear_session", noting)
    assert train(specify(epochs=1)).finished.outcome == "completed"
    assert held == [True]
