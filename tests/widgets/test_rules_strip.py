"""How near each rule is while a run goes on."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.events import BatchProgress, EpochEnded, RunFinished, RunStarted
from cnnlab_gui.widgets.stopping.strip import RulesStrip

RULES = (
    "val_accuracy >= 0.95",
    "val_loss no improvement for 3 epochs, restore best",
    "time 10 min",
)


def started(*stop_when: str, epochs_done: int = 0, run: str = "a") -> RunStarted:
    return RunStarted(
        str(Path("/runs") / run),
        "cnn-64-001",
        "CPU",
        10,
        7,
        10,
        320,
        100,
        epochs_done=epochs_done,
        stop_when=stop_when,
    )


def ended(epoch: int, val_loss: float, val_accuracy: float = 0.851) -> EpochEnded:
    return EpochEnded(epoch, 0.5, 0.8, val_loss, val_accuracy, 120.0, 0.001, 1000.0)


@pytest.fixture
def strip(qtbot: QtBot) -> RulesStrip:
    made = RulesStrip()
    qtbot.addWidget(made)
    return made


def test_that_it_is_hidden_without_rules_and_comes_with_them(strip: RulesStrip) -> None:
    strip.follow(started())
    assert not strip.isVisible()
    strip.follow(started(*RULES))
    assert strip.isVisible()
    strip.follow(started())
    assert not strip.isVisible()


def test_that_it_says_how_near_each_rule_is(strip: RulesStrip) -> None:
    strip.follow(started(*RULES))
    assert strip.texts == [
        "validation accuracy to reach 95.0 %",
        "0 of 3 epochs without a lower validation loss",
        "0 s of 10 min",
    ]
    for epoch, loss in enumerate((0.5, 0.6), start=1):
        strip.follow(ended(epoch, loss))
    assert strip.texts == [
        "validation accuracy 85.1 % of 95.0 %",
        "1 of 3 epochs without a lower validation loss",
        "4 min of 10 min",
    ]
    assert strip.shares == pytest.approx([0.851 / 0.95, 1 / 3, 0.4])
    assert not strip.grab().toImage().isNull()


def test_that_time_goes_on_within_an_epoch(strip: RulesStrip) -> None:
    strip.follow(started("time 10 min"))
    strip.follow(ended(1, 0.5))
    before = strip.shares[0]
    strip.follow(BatchProgress(2, 3, 10, 0.5, 0.8, 100.0))
    assert before <= strip.shares[0] < before + 0.5


def test_that_a_resumed_run_goes_on_from_its_epochs(strip: RulesStrip) -> None:
    strip.follow(started(*RULES))
    strip.follow(ended(1, 0.5))
    strip.follow(ended(2, 0.6))
    strip.follow(RunFinished("paused"))
    strip.follow(started(*RULES, epochs_done=2))
    assert strip.texts[1] == "1 of 3 epochs without a lower validation loss"
    strip.follow(started(*RULES, run="b"))
    assert strip.texts[1] == "0 of 3 epochs without a lower validation loss"


def test_that_a_run_from_disk_goes_on_from_the_history_that_it_is_given(strip: RulesStrip) -> None:
    strip.begin(RULES, [ended(1, 0.5), ended(2, 0.6)])
    strip.follow(started(*RULES, epochs_done=2))
    assert strip.texts[1] == "1 of 3 epochs without a lower validation loss"
    strip.follow(ended(3, 0.7))
    assert strip.texts[1] == "2 of 3 epochs without a lower validation loss"


def test_that_a_rule_that_cannot_be_read_hides_no_other(strip: RulesStrip) -> None:
    strip.follow(started("moon is full", "nan"))
    assert strip.texts == ["the loss is a number"]
