"""Exported programs with stop rules, schedules and optimizers train as the engine does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.stopping.text import parse_rule
from cnnlab_gui.core.training import RateChange, RunSpecification
from tests.engine.test_export import Exported, assert_same_training, run_all, write_all

SMALL = Architecture(
    input_shape=(6, 6, 1),
    layers=(Flatten(), Dense(units=12), Dense(units=4, activation="softmax")),
)
CASES: dict[str, dict[str, Any]] = {
    "sgd, one cycle, back to the best": {
        **{"optimizer": "sgd", "schedule": "one-cycle", "learning_rate": 0.5, "epochs": 12},
        "stop_when": ("val_accuracy patience 2 restore", "nan", "1 h"),
    },
    "adamw, plateau, changed by hand": {
        **{"optimizer": "adamw", "schedule": "plateau", "schedule_epochs": 1, "epochs": 5},
        **{"learning_rate": 0.05, "weight_decay": 0.1, "hold_out": 0.25},
        "rate_changes": (RateChange(epoch=2, step=2, rate=0.2),),
        "stop_when": ("val_loss <= 0",),
    },
    "rmsprop, cosine, good enough": {
        **{"optimizer": "rmsprop", "schedule": "cosine", "epochs": 8, "learning_rate": 0.01},
        "stop_when": ("accuracy >= 60%", "val_accuracy patience 7"),
    },
    "adam, step": {"schedule": "step", "schedule_epochs": 1, "epochs": 3, "learning_rate": 0.02},
}


@pytest.fixture(scope="module")
def specifications(
    specify: Callable[..., RunSpecification], write_npz: Callable[..., Path]
) -> dict[str, RunSpecification]:
    data = str(write_npz(110, 40, shape=(6, 6, 1), classes=4, name="small.npz"))
    made = {}
    for name, case in CASES.items():
        rules = tuple(map(parse_rule, case.get("stop_when", ())))
        settings = {"batch_size": 16, "seed": 5, **case, "stop_when": rules}
        made[name] = specify(SMALL, data, **settings)
    return made


@pytest.fixture(scope="module")
def exported(
    specifications: dict[str, RunSpecification], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Exported]:
    folder = tmp_path_factory.mktemp("exports")
    programs = {
        name: write_all(folder / str(at), specification)[0]
        for at, (name, specification) in enumerate(specifications.items())
    }
    measured = run_all(list(programs.values()), folder)
    return {name: measured[path] for name, path in programs.items()}


@pytest.mark.parametrize("name", CASES)
def test_that_the_program_trains_and_ends_as_here(
    name: str,
    exported: dict[str, Exported],
    specifications: dict[str, RunSpecification],
    train: Any,
    tmp_path: Path,
) -> None:
    trained = train(specifications[name], at=tmp_path / "run")
    assert_same_training(exported[name], trained, with_checks=True)
    if name.startswith(("sgd", "rmsprop")):
        assert trained.finished.outcome == "stopped"
        assert len(exported[name].history) < CASES[name]["epochs"]
    if name.startswith("sgd"):
        assert trained.folder.read_record().chosen_epoch is not None
