"""The Train page through a run's events."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import first_specification
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.events import (
    BatchProgress,
    EpochEnded,
    RunEvent,
    RunFinished,
    RunStarted,
    SnapshotSaved,
    ValidationSet,
)
from cnnlab_gui.core.problems.base import Problem
from cnnlab_gui.core.problems.table import problem_of
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.states import button
from cnnlab_gui.widgets.theme import Theme
from cnnlab_gui.widgets.train.page import MOST_GHOSTS, TrainPage


def started(name: str = "cnn-64-001", checked_on: ValidationSet = "test") -> RunStarted:
    return RunStarted("/r", name, "CPU", 1, 5, 10, 60_000, 10, checked_on)


def batch(epoch: int, step: int) -> BatchProgress:
    return BatchProgress(epoch, step, 10, 1.0, 0.5, 100.0)


def epoch(number: int, val_loss: float = 0.5, val_accuracy: float = 0.9) -> EpochEnded:
    return EpochEnded(
        number, 1 / number, 0.9 + number / 100, val_loss, val_accuracy, 1.0, 1e-3, 1.0
    )


@pytest.fixture
def page(qtbot: QtBot, theme: Theme) -> TrainPage:
    made = TrainPage(theme)
    qtbot.addWidget(made)
    made.resize(800, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


def follow(page: TrainPage, *events: RunEvent) -> None:
    for event in events:
        page.follow(event)


def tick(qtbot: QtBot, page: TrainPage) -> None:
    """Wait until what came is drawn, one tick at the latest."""
    assert page._redraw.isActive()
    with qtbot.waitSignal(page._redraw.timeout):
        pass


def whole_run(page: TrainPage, name: str = "cnn-64-001") -> None:
    follow(page, started(name), batch(1, 10), epoch(1), epoch(2), RunFinished("completed"))


def shown(page: TrainPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def buttons(page: TrainPage) -> list[str]:
    return [b.text() for b in page.findChildren(QPushButton) if b.isVisible()]


def is_busy(page: TrainPage) -> bool:
    return page.findChild(QProgressBar).isVisible()


def box(page: TrainPage, text: str) -> QCheckBox:
    return next(b for b in page.findChildren(QCheckBox) if b.text() == text)


def test_that_the_empty_page_says_what_will_appear_and_its_button_trains(
    qtbot: QtBot, page: TrainPage
) -> None:
    assert "Nothing is trained yet" in shown(page)
    assert buttons(page) == ["Train"]
    assert not is_busy(page)
    with qtbot.waitSignal(page.train_wanted):
        train = next(b for b in page.findChildren(QPushButton) if b.text() == "Train")
        qtbot.mouseClick(train, Qt.MouseButton.LeftButton)


def obstacle() -> Problem:
    """What keeps a network without layers from being trained, on a dataset of an odd name."""
    specification = first_specification("mnist").model_copy(update={"architecture": Architecture()})
    problem = problem_of(specification, None)
    assert problem is not None
    odd = Sentence("Take {title}", {"title": "Cats & dogs"})
    return replace(problem, remedies=(replace(problem.remedies[0], text=odd), *problem.remedies))


def test_that_the_empty_page_says_what_is_wrong_and_offers_the_best_remedy(
    qtbot: QtBot, page: TrainPage
) -> None:
    problem = obstacle()
    page.set_obstacle(problem)
    assert {"The network cannot be trained yet", str(problem.sentence)} <= set(shown(page))
    qtbot.waitUntil(lambda: buttons(page) == ["Take Cats && dogs"])  # on the screen: one &
    remedy = next(b for b in page.findChildren(QPushButton) if b.isVisible())
    assert remedy.toolTip() == "Take Cats & dogs. Undo takes it back."
    with qtbot.waitSignal(page.remedy_wanted) as wanted:
        qtbot.mouseClick(remedy, Qt.MouseButton.LeftButton)
    assert wanted.args == [problem.remedies[0]]


def test_that_the_empty_page_offers_train_again_once_the_network_is_mended(
    qtbot: QtBot, page: TrainPage
) -> None:
    page.set_obstacle(obstacle())
    page.set_obstacle(None)
    assert "Nothing is trained yet" in shown(page)
    qtbot.waitUntil(lambda: buttons(page) == ["Train"])


def test_that_what_is_wrong_with_the_network_never_covers_a_run(page: TrainPage) -> None:
    whole_run(page)
    page.set_obstacle(obstacle())
    assert page.headline in shown(page)
    assert page.error == ""
    page.show_rest()
    assert page.headline in shown(page)


def test_that_what_is_wrong_is_said_after_a_wait_that_led_to_no_run(page: TrainPage) -> None:
    page.show_preparing("TensorFlow is starting.")
    page.set_obstacle(obstacle())
    assert "TensorFlow is starting." in shown(page)
    page.show_rest()
    assert "The network cannot be trained yet" in shown(page)


def test_that_a_run_in_preparation_shows_why_it_waits(qtbot: QtBot, page: TrainPage) -> None:
    page.show_problem(Sentence("Before."))
    page.show_preparing("TensorFlow is starting.")
    assert {"Getting ready", "TensorFlow is starting."} <= set(shown(page))
    assert is_busy(page)
    assert page.error == ""
    qtbot.waitUntil(lambda: buttons(page) == [])


def test_that_a_run_that_begins_is_named_with_what_the_first_epoch_is(page: TrainPage) -> None:
    page.show_preparing("")
    page.follow(started())
    assert page.headline == "cnn-64-001 is learning"
    assert "The first epoch goes once through 60,000 images." in shown(page)
    assert not is_busy(page)


def test_that_batches_are_drawn_soon_and_not_each(qtbot: QtBot, page: TrainPage) -> None:
    page.follow(started())
    drawn: list[int] = []
    page._accuracy._running.sigPlotChanged.connect(lambda _: drawn.append(1))
    for step in range(1, 10):
        page.follow(batch(1, step))
    assert drawn == []
    qtbot.waitUntil(lambda: bool(drawn))
    assert len(drawn) == 1
    assert len(page._accuracy._running.getOriginalDataset()[0]) == 9


def last_drawn(page: TrainPage) -> list[float]:
    """The newest epoch of each line in both plots."""
    plots = (page._accuracy, page._loss)
    lines = [line for plot in plots for line in (plot._training, plot._validation)]
    return [line.getOriginalDataset()[0][-1] for line in lines]


def test_that_epochs_in_a_row_are_drawn_once_one_tick_later(qtbot: QtBot, page: TrainPage) -> None:
    page.follow(started())
    drawn: list[int] = []
    page._accuracy._validation.sigPlotChanged.connect(lambda _: drawn.append(1))
    follow(page, *(event for n in range(1, 10) for event in (batch(n, 5), epoch(n))))
    assert drawn == []
    tick(qtbot, page)
    assert len(drawn) == 1
    assert last_drawn(page) == [9] * 4
    assert page.headline.startswith("Accuracy 99.0 %")
    assert not page._redraw.isActive()


def test_that_an_epoch_shows_at_the_next_tick_also_between_two_plots_of_a_batch(
    qtbot: QtBot, page: TrainPage
) -> None:
    follow(page, started(), batch(1, 5))
    tick(qtbot, page)
    page.follow(epoch(1))
    tick(qtbot, page)
    assert last_drawn(page) == [1] * 4
    assert page.headline.startswith("Accuracy 91.0 %")


def test_that_the_last_epoch_is_drawn_at_once_when_the_run_ends(page: TrainPage) -> None:
    follow(page, started(), epoch(1), epoch(2), RunFinished("completed"))
    assert last_drawn(page) == [2] * 4
    assert page.headline.startswith("Accuracy 92.0 %")
    assert not page._redraw.isActive()


def test_that_an_epoch_is_told_with_both_accuracies(qtbot: QtBot, page: TrainPage) -> None:
    follow(page, started(), epoch(1, val_accuracy=0.875))
    tick(qtbot, page)
    assert page.headline == "Accuracy 91.0 % on training, 87.5 % on test images"
    assert "One epoch is done; the next ones show where it goes." in shown(page)
    assert not page._accuracy._best.isVisible()


def test_that_held_out_images_are_called_so(qtbot: QtBot, page: TrainPage) -> None:
    follow(page, started(checked_on="held-out"), epoch(1))
    tick(qtbot, page)
    assert page.headline.endswith("90.0 % on held-out images")


def test_that_the_best_epoch_is_told_and_marked(qtbot: QtBot, page: TrainPage) -> None:
    follow(page, started(), epoch(1), epoch(2, val_accuracy=0.95), epoch(3))
    tick(qtbot, page)
    assert "Best epoch so far: 2." in shown(page)
    assert page._accuracy._best.value() == 2


def test_that_overfitting_is_told_and_drawn(qtbot: QtBot, page: TrainPage) -> None:
    follow(page, started(), epoch(1, 0.5), epoch(2, 0.4), epoch(3, 0.5), epoch(4, 0.6))
    tick(qtbot, page)
    words = "Since epoch 2 its loss falls on training images only: overfitting."
    assert any(words in text for text in shown(page))
    assert page._loss._gap_label.isVisible()
    assert page._accuracy._gap_label.isVisible()


def test_that_a_completed_run_stays_as_it_was(page: TrainPage) -> None:
    whole_run(page)
    assert page.headline == "Accuracy 92.0 % on training, 90.0 % on test images"
    assert page.error == ""
    assert len(page.run.history) == 2


def test_that_a_snapshot_changes_nothing(qtbot: QtBot, page: TrainPage) -> None:
    follow(page, started(), epoch(1))
    tick(qtbot, page)
    before = shown(page)
    page.follow(SnapshotSaved(1, "/r/weights/epoch-001.npz"))
    assert shown(page) == before


def test_that_a_run_stopped_later_says_where_beside_what_it_learnt(page: TrainPage) -> None:
    stopped = RunFinished("stopped", Sentence("Stopped in epoch {epoch}.", {"epoch": 3}))
    follow(page, started(), epoch(1), epoch(2), batch(3, 5), stopped)
    assert "Stopped in epoch 3. Best epoch so far: 1." in shown(page)
    assert page.headline.startswith("Accuracy 92.0 %")
    assert page.error == ""


def test_that_a_run_stopped_before_the_first_epoch_says_so(page: TrainPage) -> None:
    follow(page, started(), batch(1, 3), RunFinished("stopped", Sentence("Nothing is kept.")))
    assert page.headline == "Stopped before the first epoch ended"
    assert "Nothing is kept." in shown(page)
    assert page.error == ""


def test_that_a_failed_run_shows_its_sentence_above_what_it_learnt(
    qtbot: QtBot, page: TrainPage
) -> None:
    failed = RunFinished("failed", Sentence("The loss is no longer a number."))
    follow(page, started(), epoch(1), batch(2, 3), failed)
    assert page.error == "The loss is no longer a number."
    assert page.headline.startswith("Accuracy 91.0 %")
    close = next(b for b in page.findChildren(QPushButton) if b.text() == "Close")
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert page.error == ""


def test_that_a_run_that_failed_before_anything_was_drawn_leaves_the_empty_page(
    page: TrainPage,
) -> None:
    page.show_preparing("")
    page.follow(RunFinished("failed", Sentence("The home cannot be written to.")))
    assert page.error == "The home cannot be written to."
    assert "Nothing is trained yet" in shown(page)
    assert not is_busy(page)


@pytest.mark.parametrize("end", ["problem", "failed", "rest"])
def test_that_what_was_learnt_comes_back_when_the_next_run_does_not_begin(
    page: TrainPage, end: str
) -> None:
    whole_run(page)
    page.show_preparing("The images are being read.")
    match end:
        case "problem":
            page.show_problem(Sentence("It does not fit."))
        case "failed":
            page.follow(RunFinished("failed", Sentence("It does not fit.")))
        case _:
            page.show_rest()
    assert not is_busy(page)
    assert page.headline in shown(page)


def test_that_a_problem_offers_its_remedies(qtbot: QtBot, page: TrainPage) -> None:
    pressed: list[str] = []
    remedy = button("Mend it", lambda: pressed.append("mended"))
    page.show_problem(Sentence("It does not fit."), remedy)
    assert {"Mend it", "Close"} <= set(buttons(page))
    qtbot.mouseClick(remedy, Qt.MouseButton.LeftButton)
    assert pressed == ["mended"]
    page.dismiss_problem()
    assert page.error == ""


def test_that_the_next_run_takes_the_banner_away(page: TrainPage) -> None:
    page.show_problem(Sentence("It does not fit."))
    page.follow(started())
    assert page.error == ""


def ghosts(page: TrainPage) -> list[str]:
    return [run.name for run, _ in page._loss._ghost_labels]


def test_that_earlier_runs_stay_as_ghosts_the_latest_of_them(page: TrainPage) -> None:
    assert not box(page, "Earlier runs").isVisible()
    for number in range(MOST_GHOSTS + 2):
        whole_run(page, f"run-{number}")
    assert ghosts(page) == ["run-1", "run-2", "run-3"]
    assert box(page, "Earlier runs").isVisible()


def test_that_a_run_without_a_whole_epoch_leaves_no_ghost(page: TrainPage) -> None:
    follow(page, started("cut"), batch(1, 3), RunFinished("stopped"))
    whole_run(page)
    assert ghosts(page) == []


def test_that_ghosts_can_be_taken_away_and_back(qtbot: QtBot, page: TrainPage) -> None:
    whole_run(page, "first")
    whole_run(page, "second")
    qtbot.keyClick(box(page, "Earlier runs"), Qt.Key.Key_Space)
    assert ghosts(page) == []
    qtbot.keyClick(box(page, "Earlier runs"), Qt.Key.Key_Space)
    assert ghosts(page) == ["first"]


def test_that_the_loss_can_be_shown_logarithmically(qtbot: QtBot, page: TrainPage) -> None:
    whole_run(page)
    qtbot.keyClick(box(page, "Logarithmic loss"), Qt.Key.Key_Space)
    assert page._loss.getAxis("left").logMode
    assert not page._accuracy.getAxis("left").logMode
