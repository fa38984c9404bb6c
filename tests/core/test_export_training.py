"""How an exported program says its optimizer, its learning rate and its stop rules."""

import ast
import math
from types import SimpleNamespace
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.export import training
from cnnlab_gui.core.export.table import EXPORTS, export_text
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.schedule import RateSchedule
from cnnlab_gui.core.stopping.rule import NoImprovement, StopRule
from cnnlab_gui.core.training import (
    OptimizerName,
    RateChange,
    RunSpecification,
    ScheduleName,
    TrainingSettings,
)
from tests.core.stopping_parts import rules

SMALL = Architecture(layers=(Flatten(), Dense(units=10, activation="softmax")))


def script_of(**settings: Any) -> str:
    specification = RunSpecification(
        architecture=SMALL, dataset="mnist", settings=TrainingSettings(**settings)
    )
    return export_text("python", specification)


@pytest.mark.parametrize(
    ("settings", "call"),
    [
        ({}, "Adam(learning_rate=LEARNING_RATE)"),
        ({"optimizer": "rmsprop"}, "RMSprop(learning_rate=LEARNING_RATE)"),
        ({"optimizer": "sgd"}, "SGD(learning_rate=LEARNING_RATE, momentum=MOMENTUM)"),
        (
            {"optimizer": "adamw"},
            "AdamW(learning_rate=LEARNING_RATE, weight_decay=WEIGHT_DECAY)",
        ),
    ],
)
def test_that_the_optimizer_is_the_chosen_one(settings: dict[str, Any], call: str) -> None:
    script = script_of(**settings)
    assert f"optimizer=keras.optimizers.{call}," in script
    assert ("MOMENTUM = 0.9 " in script) == ("MOMENTUM" in call)
    assert ("WEIGHT_DECAY = 0.004 " in script) == ("WEIGHT_DECAY" in call)


def test_that_of_two_rules_that_go_back_the_first_has_the_last_word() -> None:
    first, second = NoImprovement(metric="val_loss"), NoImprovement(metric="val_accuracy")
    script = script_of(stop_when=(first, second))
    back = [line for line in script.splitlines() if "model.set_weights(" in line]
    assert [line.split('"')[1] for line in back] == ["val_accuracy", "val_loss"]


def test_that_what_is_not_used_is_not_said() -> None:
    script = script_of()
    for word in ("callbacks", "planned_rate", "best_epoch", "stop", "import time", "FACTOR"):
        assert word not in script


@given(
    schedule=st.sampled_from(get_args(ScheduleName)),
    epochs=st.integers(1, 6),
    batches=st.integers(1, 9),
    changes=st.lists(
        st.builds(
            RateChange, epoch=st.integers(1, 6), step=st.integers(0, 8), rate=st.floats(1e-8, 10)
        ),
        max_size=3,
        unique_by=lambda change: (change.epoch, change.step),
    ),
    losses=st.lists(st.floats(0, 1) | st.just(math.nan), min_size=6, max_size=6),
    every=st.integers(1, 3),
)
def test_that_the_program_s_rates_are_those_of_the_run_to_the_last_bit(
    schedule: ScheduleName,
    epochs: int,
    batches: int,
    changes: list[RateChange],
    losses: list[float],
    every: int,
) -> None:
    settings = TrainingSettings(
        **{"epochs": epochs, "schedule": schedule, "schedule_epochs": every, "batch_size": 10},
        rate_changes=tuple(changes),
        learning_rate=0.003,
    )
    here = RateSchedule(settings, batches)
    names: dict[str, Any] = {
        **{"EPOCHS": epochs, "BATCH_SIZE": 10, "LEARNING_RATE": 0.003, "np": np},
        **{"FACTOR": 0.5, "EVERY": every, "x_train": [0] * (10 * batches - 3)},
        "keras": SimpleNamespace(callbacks=SimpleNamespace(Callback=object)),
    }
    exec(training.rate_code(settings), names)
    name = "changed_rate" if changes else "planned_rate"
    before = "\n".join(training.before_lines(settings))
    exec(before, names)
    for epoch in range(1, epochs + 1):
        there = [np.float32(names[name](epoch, batch)) for batch in range(batches)]
        assert there == here.rates(epoch).tolist()
        here.epoch_ended(EpochEnded(epoch, 0, 0, losses[epoch - 1], 0, 1, 0, 1))
        names |= {"epoch": epoch, "history": [{"val_loss": losses[epoch - 1]}]}
        exec("\n".join(training.after_lines(settings)), names)


@given(
    chosen=st.lists(rules(), max_size=8),
    schedule=st.sampled_from(get_args(ScheduleName)),
    optimizer=st.sampled_from(get_args(OptimizerName)),
)
def test_that_every_choice_becomes_python_that_compiles_in_lines_that_are_not_too_long(
    chosen: list[StopRule], schedule: ScheduleName, optimizer: OptimizerName
) -> None:
    settings = TrainingSettings(
        stop_when=tuple(chosen),
        schedule=schedule,
        optimizer=optimizer,
        rate_changes=(RateChange(epoch=2, step=1, rate=0.1),),
    )
    specification = RunSpecification(architecture=SMALL, dataset="x.npz", settings=settings)
    for name in EXPORTS:
        assert export_text(name, specification)
    script = export_text("python", specification)
    ast.parse(script)
    imports = [line for line in script.splitlines() if line.startswith(("import", "from"))]
    assert len(imports) == len(set(imports))
    assert ("import time" in imports) == any(rule.kind == "time" for rule in chosen)
    assert max(map(len, script.splitlines())) <= 100
