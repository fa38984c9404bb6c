"""In what runs differ, and which are alike in all but their seed."""

from itertools import combinations

import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.compare.differences import differences, factor_of, groups
from cnnlab_gui.core.layers.augmentation import RandomFlip, RandomRotation
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import BatchNormalization, Dropout
from cnnlab_gui.core.layers.pooling import AveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.runs.factors import FACTOR_NAMES, factors_of, network_factors
from tests.core.compare_parts import row, seeds

END = (Flatten(), Dense(units=128), Dense(units=10, activation="softmax"))
STAGE = (Conv2D(filters=64), MaxPooling2D())


def network(*front: Layer, end: tuple[Layer, ...] = END) -> Architecture:
    return Architecture(layers=(*front, *end))


PLAIN = network(*STAGE, *STAGE)

NETWORKS: dict[str, tuple[Architecture, tuple[str, ...]]] = {
    "filters": (network(Conv2D(filters=16), MaxPooling2D(), *STAGE), ("filters",)),
    "one stage less": (network(*STAGE), ("convolutions",)),
    "no convolution": (network(), ("convolutions",)),
    "one stage more with other filters": (
        network(*STAGE, *STAGE, Conv2D(filters=32), MaxPooling2D()),
        ("convolutions", "filters"),
    ),
    "kernel": (
        network(
            *(
                layer
                for _ in range(2)
                for layer in (Conv2D(filters=64, kernel_size=(5, 5)), MaxPooling2D())
            )
        ),
        ("kernel",),
    ),
    "pooling of another kind": (
        network(Conv2D(filters=64), AveragePooling2D(), *STAGE),
        ("layers",),
    ),
    "wider pooling": (
        network(*STAGE, Conv2D(filters=64), MaxPooling2D(pool_size=(3, 3))),
        ("pooling",),
    ),
    "one pooling less": (network(Conv2D(filters=64), *STAGE), ("network",)),
    "units": (network(*STAGE, *STAGE, end=(Flatten(), Dense(units=64), END[2])), ("dense units",)),
    "one Dense more": (
        network(*STAGE, *STAGE, end=(Flatten(), Dense(units=128), Dense(units=64), END[2])),
        ("dense units",),
    ),
    "dropout": (network(*STAGE, *STAGE, end=(*END[:2], Dropout(rate=0.3), END[2])), ("dropout",)),
    "augmentation": (network(RandomFlip(), RandomRotation(), *STAGE, *STAGE), ("augmentation",)),
    "normalised": (network(*STAGE, BatchNormalization(), *STAGE), ("layers",)),
    "padding": (
        network(Conv2D(filters=64, padding="same"), MaxPooling2D(), *STAGE),
        ("layer details",),
    ),
    "activation": (
        network(Conv2D(filters=64, activation="tanh"), MaxPooling2D(), *STAGE),
        ("activation",),
    ),
    "no softmax": (
        network(*STAGE, *STAGE, end=(*END[:2], Dense(units=10, activation="linear"))),
        ("layer details",),
    ),
    "a layer switched off": (
        network(*STAGE, *STAGE, Dropout(enabled=False)),
        (),
    ),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_that_two_networks_differ_in_the_one_thing_that_was_changed(name: str) -> None:
    other, expected = NETWORKS[name]
    found = differences([row("a", PLAIN), row("b", other)])
    assert tuple(found) == expected
    assert factor_of(groups([row("a", PLAIN), row("b", other)])) == expected


def test_that_no_two_of_these_networks_are_in_one_group() -> None:
    every = [network for network, expected in NETWORKS.values() if expected]
    for one, other in combinations(every, 2):
        assert len(groups([row("a", one), row("b", other)])) == 2


SETTINGS = {
    "epochs": {"epochs": 20},
    "batch size": {"batch_size": 64},
    "learning rate": {"learning_rate": 0.01},
    "optimizer": {"optimizer": "sgd"},
    "schedule": {"schedule": "cosine"},
    "seed": {"seed": 7},
    "hold-out": {"hold_out": 0.2},
    "images": {"limit": 2000},
    "repeatable": {"deterministic": True},
}


@pytest.mark.parametrize("name", SETTINGS)
def test_that_runs_differ_in_the_setting_that_was_changed(name: str) -> None:
    assert tuple(differences([row("a"), row("b", settings=SETTINGS[name])])) == (name,)


@pytest.mark.parametrize(
    "setting",
    [
        {"momentum": 0.5},
        {"weight_decay": 0.1},
        {"schedule_epochs": 5},
        {"checkpoint_minutes": 5.0},
        {"snapshot_megabytes": 1},
    ],
)
def test_that_settings_without_an_effect_are_no_difference(setting: dict[str, object]) -> None:
    assert differences([row("a"), row("b", settings=setting)]) == {}


def test_that_a_setting_counts_where_its_optimizer_or_schedule_uses_it() -> None:
    sgd = {"optimizer": "sgd", "momentum": 0.5}
    step = {"schedule": "step", "schedule_factor": 0.1}
    plain = [row("a", settings={"optimizer": "sgd"}), row("b", settings={"schedule": "step"})]
    assert tuple(differences([plain[0], row("c", settings=sgd)])) == ("optimizer",)
    assert tuple(differences([plain[1], row("c", settings=step)])) == ("schedule",)


def test_that_the_preset_is_a_name_and_no_cause() -> None:
    rows = [row("a", "cnn-64"), row("b", "cnn-16")]
    assert differences(rows) == {"filters": ("64", "16")}
    same = [row("a", "cnn-64"), row("b", "cnn-64-overfit")]
    assert tuple(differences(same)) == ("preset",)
    assert len(groups(same)) == 1


def test_that_every_factor_of_a_run_has_its_place_in_the_table() -> None:
    assert tuple(row("a").factors) == FACTOR_NAMES
    assert callable(factors_of)


def test_that_a_network_without_layers_has_factors() -> None:
    assert network_factors(Architecture())["layers"] == "–"


def test_that_groups_hold_runs_that_differ_in_their_seed_only_in_the_order_of_what_differs() -> (
    None
):
    rows = [
        *seeds("cnn-64", [91, 92, 90], settings={"batch_size": 128}),
        *seeds("cnn-64", [90, 91], settings={"batch_size": 32}),
        *seeds("cnn-64", [91], settings={"batch_size": 1024}, device="GPU"),
    ]
    found = groups(reversed(rows))
    assert [group.first.factors["batch size"] for group in found] == ["32", "128", "1,024"]
    assert [[each.seed for each in group.rows] for group in found] == [[0, 1], [0, 1, 2], [0]]
    assert factor_of(found) == ("batch size",)


def test_that_two_factors_make_a_group_for_each_pair_of_values() -> None:
    rows = [
        each
        for preset in ("cnn-16", "cnn-64")
        for rate in (0.001, 0.01)
        for each in seeds(preset, [90, 91], settings={"learning_rate": rate})
    ]
    found = groups(rows)
    assert factor_of(found) == ("filters", "learning rate")
    assert [len(group.rows) for group in found] == [2] * 4


def test_that_no_runs_make_no_groups() -> None:
    assert groups([]) == []
    assert differences([]) == {}
    assert factor_of([]) == ()
