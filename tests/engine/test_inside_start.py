"""The weights that a training begins with, without a training."""

import random
from collections.abc import Callable
from typing import Any, get_args

import numpy as np
import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.augmentation import RandomZoom
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import BatchNormalization, Dropout
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.layers.weighted import Initializer
from cnnlab_gui.core.presets import preset_named
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.engine import KerasEngine

INITIALIZERS = get_args(Initializer)
EACH_KIND = (Conv2D, SeparableConv2D, DepthwiseConv2D)

ALL_INITIALIZERS = Architecture(
    layers=(
        RandomZoom(),  # takes chance of its own, before the others
        *(
            EACH_KIND[k % 3](kernel_size=(2, 2), initializer=initializer)
            for k, initializer in enumerate(INITIALIZERS)
        ),
        Conv2D(filters=3, kernel_size=(2, 2)).with_first_filter(
            ((1.0, -1.0), (0.5, 2.0)), frozen=True
        ),
        Conv2D(filters=3, enabled=False),
        BatchNormalization(),
        Flatten(),
        Dropout(),
        *(Dense(units=4, initializer=initializer) for initializer in INITIALIZERS),
        Dense(units=10, activation="softmax"),
    )
)


def of_preset(name: str) -> Architecture:
    return preset_named(name).specification().architecture


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> KerasEngine:
    return KerasEngine(DatasetLibrary(), RunStore(tmp_path_factory.mktemp("home") / "runs"))


@pytest.mark.parametrize(
    ("architecture", "seed"),
    [
        (of_preset("dense-baseline"), 0),
        (of_preset("cnn-64"), 1),
        (of_preset("mnist-cnn-32"), 2**31 - 1),
        (ALL_INITIALIZERS, 5),
    ],
    ids=["dense-baseline", "cnn-64", "mnist-cnn-32", "all initialisers"],
)
def test_that_they_are_those_of_a_real_run_to_the_last_bit(
    architecture: Architecture,
    seed: int,
    engine: KerasEngine,
    train: Any,
    specify: Callable[..., RunSpecification],
) -> None:
    training = train(specify(architecture, seed=seed, epochs=1), stopped=True)
    with np.load(training.folder.snapshot_path(0), allow_pickle=False) as snapshot:
        expected = dict(snapshot)
    weights = engine.initial_weights(architecture, seed)
    assert list(weights) == list(expected)
    for name, array in weights.items():
        assert array.dtype == np.float32
        assert np.array_equal(array, expected[name]), name


def test_that_another_seed_gives_other_weights(engine: KerasEngine) -> None:
    one, other = (engine.initial_weights(of_preset("cnn-16"), seed) for seed in (1, 2))
    assert not np.array_equal(one["000.kernel"], other["000.kernel"])


def test_that_no_chance_but_its_own_is_touched(engine: KerasEngine) -> None:
    before = random.getstate(), np.random.get_state()[1].tolist()
    engine.initial_weights(ALL_INITIALIZERS, 5)
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before


def test_that_a_network_that_cannot_be_trained_is_one_sentence(engine: KerasEngine) -> None:
    before = random.getstate()
    with pytest.raises(CnnLabError, match="The last layer must turn its numbers into prob"):
        engine.initial_weights(Architecture(layers=(Flatten(), Dense(units=10))), 0)
    assert random.getstate() == before
