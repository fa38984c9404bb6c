"""Training in the window: waiting, running, stopping, failing."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton

from cnnlab_gui.bridge.training import TrainingState
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS
from tests.app.conftest import Bench, SmallEngine
from tests.qt_fixtures import ShelfLibrary

OpenBench = Callable[..., Bench]


class Gate:
    """Makes an engine only once it is let; the first ``failures`` times it fails instead."""

    def __init__(self, failures: int = 0) -> None:
        self.open = Event()
        self.failures = failures

    def __call__(self, *parts: Any) -> SmallEngine:
        assert self.open.wait(30)
        if self.failures:
            self.failures -= 1
            raise CnnLabError("TensorFlow is not installed. Install it, then try again.")
        return SmallEngine(*parts)


@pytest.fixture
def gate() -> Any:
    made = Gate()
    yield made
    made.open.set()


def enabled(bench: Bench) -> dict[str, bool]:
    actions = bench.window.actions_by_name
    return {name: actions[name].isEnabled() for name in ("train", "stop")}


def shown(bench: Bench) -> list[str]:
    """What stands on the Train page."""
    return [label.text() for label in bench.page.findChildren(QLabel) if label.isVisible()]


def is_busy(bench: Bench) -> bool:
    bars = bench.page.findChildren(QProgressBar)
    return any(bar.isVisible() for bar in bars)


def page_button(bench: Bench, text: str) -> QPushButton:
    """A button of the Train page."""
    bench.until(lambda: text in [b.text() for b in buttons_in_sight(bench)])
    return next(b for b in buttons_in_sight(bench) if b.text() == text)


def buttons_in_sight(bench: Bench) -> list[QPushButton]:
    return [b for b in bench.page.findChildren(QPushButton) if b.isVisible()]


def test_that_a_run_goes_to_its_end_and_its_folder_says_so(bench: Bench) -> None:
    finished = bench.train()
    assert finished.outcome == "completed"
    record = bench.folder().read_record()
    assert (record.outcome, record.name) == ("completed", "cnn-64-001")
    assert record.specification == bench.lab.session.specification
    assert bench.folder().read_history() == bench.page.run.history
    assert len(bench.page.run.history) == 5
    assert "completed: 45.0 % of the test images right" in texts_of_status(bench)


def texts_of_status(bench: Bench) -> list[str]:
    return [label.text() for label in bench.window.status.findChildren(QLabel)]


def test_that_the_device_and_why_it_is_no_gpu_stand_in_the_status_bar(bench: Bench) -> None:
    bench.ready()
    assert bench.window.status.device_text == "CPU, a test (no GPU: a test)"


def test_that_the_controls_offer_what_can_be_done(bench: Bench) -> None:
    bench.ready()
    assert enabled(bench) == {"train": True, "stop": False}
    bench.start_and_hold()
    assert enabled(bench) == {"train": False, "stop": True}
    bench.window.actions_by_name["stop"].trigger()
    assert enabled(bench) == {"train": False, "stop": False}
    bench.until(lambda: bool(bench.finished))
    assert enabled(bench) == {"train": True, "stop": False}


def test_that_stopping_in_mid_epoch_ends_with_outcome_stopped(bench: Bench) -> None:
    bench.start_and_hold(epoch=2)
    bench.window.actions_by_name["stop"].trigger()
    assert "stopping…" in texts_of_status(bench)
    bench.until(lambda: bool(bench.finished))
    assert bench.finished[-1].outcome == "stopped"
    assert bench.folder().read_record().outcome == "stopped"
    assert [epoch.epoch for epoch in bench.folder().read_history()] == [1]
    assert any(text.startswith("Stopped.") for text in shown(bench))


def test_that_a_second_train_while_one_runs_starts_nothing(bench: Bench) -> None:
    bench.start_and_hold()
    bench.desk.start()
    bench.go_on()
    bench.until(lambda: bool(bench.finished))
    assert len(bench.engine.asked) == 1


def test_that_edits_during_a_run_do_not_reach_it(bench: Bench) -> None:
    before = bench.lab.session.specification
    bench.start_and_hold()
    bench.lab.session.set_layer_value(0, "filters", 8, "")
    bench.go_on()
    bench.until(lambda: bool(bench.finished))
    assert bench.engine.asked == [before]
    assert bench.folder().read_record().specification == before


def test_that_train_before_tensorflow_is_loaded_waits_and_then_starts(
    open_bench: OpenBench, gate: Gate
) -> None:
    bench = open_bench(gate)
    bench.until(lambda: bench.lab.datasets.dataset is not None)
    bench.window.actions_by_name["train"].trigger()
    assert "TensorFlow is starting; this takes a few seconds." in shown(bench)
    assert is_busy(bench)
    assert enabled(bench) == {"train": False, "stop": True}
    gate.open.set()
    bench.until(lambda: bool(bench.finished))
    assert bench.finished[-1].outcome == "completed"


def test_that_train_before_the_images_are_read_waits_and_then_starts(
    open_bench: OpenBench, shelf: ShelfLibrary
) -> None:
    held = shelf.hold("stroke-digits")
    bench = open_bench()
    bench.until(lambda: bench.desk.device is not None)
    bench.window.actions_by_name["train"].trigger()
    assert "The images are being read." in shown(bench)
    held.set()
    bench.until(lambda: bool(bench.finished))
    assert bench.finished[-1].outcome == "completed"


def test_that_stop_while_waiting_forgets_that_a_run_was_to_start(
    open_bench: OpenBench, gate: Gate
) -> None:
    bench = open_bench(gate)
    bench.window.actions_by_name["train"].trigger()
    bench.window.actions_by_name["stop"].trigger()
    assert "Nothing is trained yet" in shown(bench)
    gate.open.set()
    bench.ready()
    assert bench.desk.state is TrainingState.IDLE
    assert bench.engine.asked == []


def test_that_stop_while_waiting_gives_the_earlier_runs_curves_back(
    bench: Bench, shelf: ShelfLibrary
) -> None:
    bench.train()
    shelf.hold("mnist")
    bench.lab.data_desk.choose("mnist")
    bench.window.actions_by_name["train"].trigger()
    assert is_busy(bench)
    bench.window.actions_by_name["stop"].trigger()
    assert not is_busy(bench)
    assert bench.page.headline in shown(bench)


def test_that_a_tensorflow_that_does_not_load_is_told_and_train_tries_again(
    open_bench: OpenBench, gate: Gate
) -> None:
    gate.failures = 1
    bench = open_bench(gate)
    bench.window.actions_by_name["train"].trigger()
    gate.open.set()
    bench.until(lambda: bool(bench.page.error))
    assert bench.page.error == "TensorFlow is not installed. Install it, then try again."
    assert bench.window.status.device_text == "TensorFlow could not be loaded"
    assert not is_busy(bench)
    assert enabled(bench) == {"train": True, "stop": False}
    bench.window.actions_by_name["train"].trigger()
    bench.until(lambda: bool(bench.finished))
    assert bench.finished[-1].outcome == "completed"
    assert bench.page.error == ""


def test_that_train_is_not_offered_while_the_network_has_a_fault_and_says_why(
    bench: Bench,
) -> None:
    bench.ready()
    train = bench.window.actions_by_name["train"]
    told = "Train this network on this dataset (F5)"
    assert (train.isEnabled(), train.toolTip()) == (True, told)
    bench.lab.session.set_architecture(Architecture(layers=(Dense(),)), "")
    assert not train.isEnabled()
    assert "Put a Flatten layer between them." in train.toolTip()
    (button,) = [
        b for b in bench.window.training_bar.findChildren(QPushButton) if b.text() == "Train"
    ]
    assert (button.isEnabled(), button.toolTip()) == (False, train.toolTip())
    bench.lab.session.undo_stack.undo()
    assert (train.isEnabled(), train.toolTip()) == (True, told)
    assert button.isEnabled()


def test_that_the_empty_page_says_what_is_wrong_and_its_button_mends_it(bench: Bench) -> None:
    bench.ready()
    bench.lab.session.set_architecture(PRESETS["cnn-64"].architecture.removed(4), "")
    bench.window.show_page(bench.page)
    assert "The network cannot be trained yet" in shown(bench)
    assert any("Put a Flatten layer between them." in text for text in shown(bench))
    page_button(bench, "Put Flatten before Dense").click()
    assert bench.lab.session.architecture == PRESETS["cnn-64"].architecture
    assert bench.lab.session.undo_stack.undoText() == "put Flatten before Dense"
    assert "Nothing is trained yet" in shown(bench)
    page_button(bench, "Train").click()
    bench.until(lambda: bool(bench.finished))


def test_that_a_misfit_is_told_with_a_button_that_mends_it_and_can_be_undone(
    bench: Bench,
) -> None:
    bench.ready()
    network = Architecture(layers=(Flatten(), Dense(units=10, activation="softmax")))
    bench.lab.session.set_architecture(network, "")
    bench.lab.data_desk.choose("tiny")
    bench.until(lambda: bench.lab.datasets.dataset is not None)
    bench.window.show_page(bench.page)
    misfit = "takes images of 28×28×1, but Tiny has images of 8×8×1"
    assert any(misfit in text for text in shown(bench))
    assert misfit in bench.window.actions_by_name["train"].toolTip()
    page_button(bench, "Fit the network to Tiny").click()
    fitted = bench.lab.session.architecture
    assert fitted.input_shape == (8, 8, 1)
    assert fitted.layers[-1].units == 3
    assert bench.lab.session.undo_stack.undoText() == "fit the network to Tiny"
    assert bench.train().outcome == "completed"
    bench.lab.session.undo_stack.undo()
    assert bench.lab.session.architecture == network


def test_that_a_misfit_found_after_train_was_pressed_is_told_with_all_remedies(
    bench: Bench, shelf: ShelfLibrary
) -> None:
    bench.ready()
    held = shelf.hold("tiny")
    bench.lab.data_desk.choose("tiny")
    bench.window.actions_by_name["train"].trigger()
    assert is_busy(bench)
    held.set()
    bench.until(lambda: "but Tiny has images of 8×8×1" in bench.page.error)
    assert not is_busy(bench)
    assert (bench.engine.asked, bench.desk.is_busy) == ([], False)
    page_button(bench, "Fit the network to Tiny").click()
    assert bench.page.error == ""
    assert not bench.engine.asked  # mended, but it is still the person's to train


def test_that_a_fault_made_after_train_was_pressed_is_told_instead_of_a_run(
    open_bench: OpenBench, gate: Gate
) -> None:
    bench = open_bench(gate)
    bench.until(lambda: bench.lab.datasets.dataset is not None)
    bench.window.actions_by_name["train"].trigger()
    bench.lab.session.set_architecture(Architecture(layers=(Dense(),)), "")
    gate.open.set()
    bench.until(lambda: "Put a Flatten layer between them." in bench.page.error)
    assert (bench.engine.asked, bench.desk.is_busy) == ([], False)
    assert enabled(bench) == {"train": False, "stop": False}


def test_that_a_fault_during_a_run_does_not_touch_it_and_train_stays_shut_after_it(
    bench: Bench,
) -> None:
    bench.start_and_hold()
    bench.lab.session.set_architecture(Architecture(), "")
    assert enabled(bench) == {"train": False, "stop": True}
    bench.go_on()
    bench.until(lambda: bool(bench.finished))
    assert bench.finished[-1].outcome == "completed"
    assert enabled(bench) == {"train": False, "stop": False}
    assert bench.page.headline in shown(bench)
    bench.lab.session.undo_stack.undo()
    assert enabled(bench) == {"train": True, "stop": False}


def test_that_a_misfit_after_a_run_leaves_the_runs_curves_in_sight(bench: Bench) -> None:
    bench.train()
    bench.lab.data_desk.choose("tiny")
    bench.until(lambda: bench.lab.session.problem is not None)
    assert enabled(bench) == {"train": False, "stop": False}
    assert not is_busy(bench)
    assert bench.page.headline in shown(bench)


def test_that_an_unwritable_home_is_told_in_the_window(
    open_bench: OpenBench,
    unwritable_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    no_error_logged: list[Any],
) -> None:
    monkeypatch.setenv("CNNLAB_HOME", str(unwritable_folder / "home"))
    bench = open_bench()
    finished = bench.train()
    assert finished.outcome == "failed"
    assert "cannot be written to" in bench.page.error
    assert "Traceback" not in bench.page.error
    assert "failed" in texts_of_status(bench)
    assert no_error_logged == []
    assert enabled(bench) == {"train": True, "stop": False}


def test_that_a_run_that_fails_before_it_begins_leaves_the_earlier_one_in_sight(
    bench: Bench, shelf: ShelfLibrary, tmp_path: Path
) -> None:
    bench.train()
    held = shelf.hold("mnist")
    bench.lab.data_desk.choose("mnist")
    bench.window.actions_by_name["train"].trigger()
    (tmp_path / "home" / "runs").rename(tmp_path / "home" / "was-runs")
    (tmp_path / "home" / "runs").write_text("not a folder")
    held.set()
    bench.until(lambda: len(bench.finished) == 2)
    assert bench.finished[-1].outcome == "failed"
    assert bench.page.error
    assert not is_busy(bench)
    assert bench.page.headline in shown(bench)


def test_that_the_second_run_shows_the_first_as_a_ghost(bench: Bench) -> None:
    bench.train()
    bench.train()
    (ghost,) = bench.page._ghosts
    assert (ghost.name, bench.page.run.name) == ("cnn-64-001", "cnn-64-002")


def test_that_presets_and_settings_are_locked_in_the_menus_while_a_run_goes_on(
    bench: Bench,
) -> None:
    bench.ready()
    actions = bench.window.actions_by_name
    locked = (bench.window.menus.presets.menuAction(), actions["settings"])
    free = [actions[name] for name in ("open_network", "save_network", "remove")]
    free += bench.window.menus.add_actions.values()
    assert all(action.isEnabled() for action in (*locked, *free))
    bench.start_and_hold()
    assert not any(action.isEnabled() for action in locked)
    assert all(action.isEnabled() for action in free)
    bench.go_on()
    bench.until(lambda: bool(bench.finished))
    assert all(action.isEnabled() for action in locked)
