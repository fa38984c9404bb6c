"""Earlier runs behind the one that learns: which, and how much room they take."""

import pytest
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.events import EpochEnded, RunStarted
from cnnlab_gui.widgets.theme import Theme
from cnnlab_gui.widgets.train.page import TrainPage


@pytest.fixture
def page(qtbot: QtBot, theme: Theme) -> TrainPage:
    made = TrainPage(theme)
    qtbot.addWidget(made)
    made.resize(800, 600)
    return made


def run(page: TrainPage, dataset: str, epochs: int, planned: int | None = None) -> None:
    planned = planned or epochs
    page.follow(RunStarted("/r", "cnn", "CPU", 1, planned, 10, 100, 10, "test", dataset))
    for epoch in range(1, epochs + 1):
        page.follow(EpochEnded(epoch, 1 / epoch, 0.5, 1 / epoch, 0.5, 1, 1e-3, 1))
    page._draw()


def test_that_a_run_on_other_images_is_no_ghost(page: TrainPage) -> None:
    run(page, "Fashion-MNIST", 3)
    run(page, "MNIST", 2)
    assert page._loss._ghosts == []
    run(page, "Fashion-MNIST", 2)
    assert [ghost.dataset for ghost in page._loss._ghosts] == ["Fashion-MNIST"]


def test_that_a_long_earlier_run_leaves_half_the_width_to_a_short_one(page: TrainPage) -> None:
    run(page, "MNIST", 200)
    run(page, "MNIST", 3, planned=6)
    assert page._loss._epoch_axis.last == 12
    (_, label) = page._loss._ghost_labels[0]
    assert label.pos().x() <= page._loss.getViewBox().viewRange()[0][1]


def test_that_the_labels_stay_within_the_plot(page: TrainPage) -> None:
    page.show()
    run(page, "MNIST", 5)
    for plot in (page._accuracy, page._loss):
        low, high = plot.getViewBox().viewRange()[1]
        assert all(low < item.pos().y() < high for item in plot._labels)
