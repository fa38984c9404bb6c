"""Live curves: what is drawn, named and read out."""

from collections.abc import Callable, Iterator

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.curves import STRETCHES, RunCurves
from cnnlab_gui.core.events import BatchProgress, EpochEnded, RunStarted, ValidationSet
from cnnlab_gui.widgets.theme import Appearance, Theme
from cnnlab_gui.widgets.train.curves import Metric, MetricPlot

ACCURACY = Metric("Accuracy", "accuracy", "val_accuracy", 1, True, True)
LOSS = Metric("Loss", "loss", "val_loss", 3)


def run_of(
    epochs: int, planned: int = 5, name: str = "cnn", checked_on: ValidationSet = "test"
) -> RunCurves:
    """A run with ``epochs`` whole ones: its loss is 1, 1/2, 1/3 …"""
    run = RunCurves()
    run.follow(RunStarted("/r", name, "CPU", 1, planned, 10, 100, 10, checked_on))
    for epoch in range(1, epochs + 1):
        for step in range(1, 11):
            run.follow(BatchProgress(epoch, step, 10, 1 / epoch, 1 - 1 / (epoch + 1), 1.0))
        seen = EpochEnded(epoch, 1 / epoch, 1 - 1 / (epoch + 1), 1.5 / epoch, 0.5, 1, 1e-3, 1)
        run.follow(seen)
    return run


MakePlot = Callable[..., MetricPlot]


@pytest.fixture
def every_mouse_move() -> Iterator[None]:
    """Let pyqtgraph look at each move, however soon it follows the last."""
    before = pg.getConfigOption("mouseRateLimit")
    pg.setConfigOption("mouseRateLimit", 0)
    yield
    pg.setConfigOption("mouseRateLimit", before)


@pytest.fixture
def make_plot(qtbot: QtBot, theme: Theme, every_mouse_move: None) -> MakePlot:
    def make_plot(metric: Metric = LOSS) -> MetricPlot:
        made = MetricPlot(metric, theme)
        qtbot.addWidget(made)
        made.resize(600, 300)
        with qtbot.waitExposed(made):
            made.show()
        return made

    return make_plot


def points(item: object) -> tuple[list[float], list[float]]:
    x, y = item.getOriginalDataset()
    return ([], []) if x is None else (list(x), list(y))


def test_that_running_means_and_whole_epochs_are_drawn_where_they_belong(
    make_plot: MakePlot,
) -> None:
    plot = make_plot()
    plot.show_run(run_of(3))
    x, y = points(plot._running)
    assert (x[0], x[9], y[9]) == (0.1, 1.0, 1.0)
    assert points(plot._training) == ([1, 2, 3], [1, 1 / 2, 1 / 3])
    assert points(plot._validation) == ([1, 2, 3], [1.5, 0.75, 0.5])


def test_that_an_empty_run_draws_nothing_and_names_nothing(make_plot: MakePlot) -> None:
    plot = make_plot()
    plot.show_run(run_of(2))
    plot.show_run(RunCurves())
    assert points(plot._training) == ([], [])
    assert not any(label.isVisible() for label in plot._labels)


def test_that_all_planned_epochs_have_room_from_the_beginning(make_plot: MakePlot) -> None:
    plot = make_plot()
    plot.show_run(run_of(1, planned=20))
    low, high = plot.getViewBox().viewRange()[0]
    assert low <= 0
    assert high >= 20


def test_that_every_whole_epoch_stays_in_sight_whatever_its_figure(make_plot: MakePlot) -> None:
    plot = make_plot()
    run = run_of(2)
    plot.show_run(run)
    run.follow(EpochEnded(3, 25.0, 0.1, 40.0, 0.1, 1, 1e-3, 1))
    plot.show_run(run)
    low, high = plot.getViewBox().viewRange()[1]
    assert low <= 0.5
    assert high >= 40


def test_that_figures_that_are_no_numbers_do_not_spoil_the_ranges(make_plot: MakePlot) -> None:
    plot = make_plot()
    run = run_of(2)
    run.follow(EpochEnded(3, float("nan"), 0.1, float("inf"), 0.1, 1, 1e-3, 1))
    plot.show_run(run)
    assert np.all(np.isfinite(plot.getViewBox().viewRange()))


def test_that_a_logarithmic_axis_shows_the_same_run_and_goes_back(make_plot: MakePlot) -> None:
    plot = make_plot()
    plot.set_ghosts([run_of(2)])
    plot.show_run(run_of(3))
    plot.set_log(True)
    low, high = plot.getViewBox().viewRange()[1]
    assert low <= np.log10(1 / 3) < np.log10(1.5) <= high
    assert points(plot._training) == ([1, 2, 3], [1, 1 / 2, 1 / 3])
    assert plot.grab().width() == 600
    plot.set_log(False)
    low, high = plot.getViewBox().viewRange()[1]
    assert 0 < low <= 1 / 3 < 1.5 <= high < 2
    assert plot.grab().width() == 600


def test_that_a_loss_of_nothing_can_stand_on_a_logarithmic_axis(make_plot: MakePlot) -> None:
    plot = make_plot()
    plot.set_log(True)
    run = run_of(1)
    run.follow(EpochEnded(2, 0.0, 1.0, 0.0, 1.0, 1, 1e-3, 1))
    plot.show_run(run)
    assert np.all(np.isfinite(plot.getViewBox().viewRange()))


def test_that_lines_are_named_at_their_ends_and_the_names_are_apart(make_plot: MakePlot) -> None:
    plot = make_plot()
    run = run_of(1)
    run.follow(EpochEnded(2, 0.5, 0.5, 0.5001, 0.5, 1, 1e-3, 1))
    plot.show_run(run)
    training, check = plot._labels
    assert (training.toPlainText(), check.toPlainText()) == ("training", "test")
    heights = [plot.getViewBox().mapViewToScene(label.pos()).y() for label in (training, check)]
    assert abs(heights[0] - heights[1]) >= 14


def test_that_held_out_images_are_named_as_such(make_plot: MakePlot) -> None:
    plot = make_plot()
    plot.show_run(run_of(1, checked_on="held-out"))
    assert plot._labels[1].toPlainText() == "held out"


def test_that_earlier_runs_are_drawn_as_named_dotted_ghosts_and_go_again(
    make_plot: MakePlot,
) -> None:
    plot = make_plot()
    plot.set_ghosts([run_of(7, name="cnn-1"), RunCurves("none", 3), run_of(2, name="cnn-2")])
    plot.show_run(run_of(1, planned=3))
    lines = [item for item in plot._ghost_items if hasattr(item, "getOriginalDataset")]
    assert [points(line)[0][-1] for line in lines] == [7, 2]
    assert [item.toPlainText() for _, item in plot._ghost_labels] == ["cnn-1", "cnn-2"]
    assert plot.getViewBox().viewRange()[0][1] >= 7
    count = len(plot.getPlotItem().items)
    plot.set_ghosts([])
    assert len(plot.getPlotItem().items) == count - 4


def test_that_the_best_epoch_is_marked(make_plot: MakePlot) -> None:
    plot = make_plot(ACCURACY)
    plot.show_run(run_of(3))
    assert not plot._best.isVisible()
    plot.show_best(2)
    assert plot._best.isVisible()
    assert plot._best.value() == 2
    plot.show_best(None)
    assert not plot._best.isVisible()


def test_that_overfitting_is_named_between_the_curves(make_plot: MakePlot) -> None:
    plot = make_plot()
    plot.show_run(run_of(5))
    plot.show_overfitting(3, "overfitting")
    assert plot._gap_label.isVisible()
    assert plot._gap_label.toPlainText() == "overfitting"
    assert plot._gap_label.pos().x() == 4
    assert 1 / 4 < plot._gap_label.pos().y() < 1.5 / 4
    height = plot._gap_label.pos().y()
    plot.set_log(True)
    assert np.log10(1 / 4) < plot._gap_label.pos().y() < np.log10(1.5 / 4)
    plot.set_log(False)
    assert plot._gap_label.pos().y() == height
    plot.show_overfitting(None, "")
    assert not plot._gap_label.isVisible()


def hover(plot: MetricPlot, x: float) -> str:
    """Move the mouse over the plot at ``x``; what is read out there."""
    box = plot.getViewBox()
    middle = sum(box.viewRange()[1]) / 2
    place = plot.mapFromScene(box.mapViewToScene(QPointF(x, middle)))
    move(plot, place)
    return plot._readout.toPlainText() if plot._readout.isVisible() else ""


def move(plot: MetricPlot, place: QPoint) -> None:
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(plot.viewport().mapToGlobal(place)),
        none,
        none,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(plot.viewport(), event)


def test_that_the_mouse_reads_out_the_running_mean_and_the_nearest_epoch(
    make_plot: MakePlot,
) -> None:
    plot = make_plot()
    plot.show_run(run_of(3))
    lines = hover(plot, 1.9).split("\n")
    assert lines == ["running mean 0.500", "epoch 2: 0.500 on training, 0.750 on test"]
    assert plot._hover.isVisible()


def test_that_nothing_is_read_out_when_the_mouse_has_left(make_plot: MakePlot) -> None:
    plot = make_plot(ACCURACY)
    plot.show_run(run_of(3))
    assert hover(plot, 1.9)
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    assert not plot._hover.isVisible()
    assert not plot._readout.isVisible()


def test_that_shares_are_read_out_in_percent(make_plot: MakePlot) -> None:
    plot = make_plot(ACCURACY)
    plot.show_run(run_of(3))
    assert "epoch 3: 75.0 % on training, 50.0 % on test" in hover(plot, 2.9)


def test_that_nothing_is_read_out_beyond_the_curves_or_beside_the_plot(
    make_plot: MakePlot,
) -> None:
    plot = make_plot()
    plot.show_run(run_of(2))
    assert hover(plot, 1.0)
    assert hover(plot, 4.0) == ""
    assert not plot._hover.isVisible()
    assert hover(plot, 1.0)
    move(plot, QPoint(2, 2))
    assert not plot._readout.isVisible()


def test_that_an_axis_writes_percent_and_whole_epochs_only(make_plot: MakePlot) -> None:
    plot = make_plot(ACCURACY)
    plot.show_run(run_of(2, planned=3))
    assert plot.getAxis("left").tickStrings([0.5, 0.6], 1, 0.1) == ["50 %", "60 %"]
    assert plot.getAxis("left").tickStrings([0.505], 1, 0.005) == ["50.5 %"]
    assert plot.getAxis("bottom").tickStrings([1.0, 1.5, 3.0, 4.0], 1, 0.5) == ["1", "", "3", ""]


def test_that_a_logarithmic_axis_writes_in_the_language(
    make_plot: MakePlot, in_locale: Callable[[str], None]
) -> None:
    plot = make_plot()
    assert plot.getAxis("left").logTickStrings([-1, 0], 1, 1) == ["0.1", "1"]
    in_locale("fr_FR")
    assert plot.getAxis("left").logTickStrings([-1], 1, 1) == ["0,1"]


def test_that_the_curves_follow_a_change_to_dark(make_plot: MakePlot, theme: Theme) -> None:
    plot = make_plot()
    plot.set_ghosts([run_of(2)])
    plot.show_run(run_of(3))
    theme.choose(Appearance.DARK)
    assert plot._validation.opts["pen"].color().name() == theme.colours.validation.lower()
    assert plot.backgroundBrush().color().name() == theme.colours.page
    assert len(plot._ghost_labels) == 1


def test_that_training_and_validation_differ_by_more_than_colour(make_plot: MakePlot) -> None:
    plot = make_plot()
    plot.show_run(run_of(2))
    training, validation = plot._training.opts, plot._validation.opts
    assert training["pen"].style() != validation["pen"].style()
    assert training["symbol"] != validation["symbol"]


def test_that_a_long_run_has_no_marks_that_would_run_together(make_plot: MakePlot) -> None:
    plot = make_plot()
    plot.show_run(run_of(61, planned=100))
    assert plot._training.opts["symbol"] is None


LONG = 10_000


@pytest.fixture(scope="module")
def long_run() -> RunCurves:
    """A run that overfits from epoch 5,000 on; its best epoch is 7,777, its worst 20."""
    run = RunCurves()
    run.follow(RunStarted("/r", "long", "CPU", 1, LONG, 10, 100, 10))
    for epoch in range(1, LONG + 1):
        check = 1 + abs(epoch - 5000) / 5000 + (9.0 if epoch == 20 else 0.0)
        right = 0.9 if epoch == 7777 else 0.5 + 0.1 * (epoch % 2)
        run.follow(EpochEnded(epoch, 1 - epoch / LONG, 0.7, check, right, 1, 1e-3, 1))
    return run


@pytest.mark.parametrize("metric", [LOSS, ACCURACY])
def test_that_a_long_run_reaches_the_plot_as_few_points_the_best_and_the_last_exact(
    make_plot: MakePlot, long_run: RunCurves, metric: Metric
) -> None:
    plot = make_plot(metric)
    plot.show_run(long_run)
    for line, figure in (
        (plot._training, metric.training),
        (plot._validation, metric.validation),
    ):
        x, y = points(line)
        assert STRETCHES <= len(x) <= 2 * STRETCHES + 4
        drawn = dict(zip(x, y, strict=True))
        for epoch in (7777, LONG):
            assert drawn[epoch] == getattr(long_run.history[epoch - 1], figure)


def test_that_a_long_runs_peak_stays_in_sight(make_plot: MakePlot, long_run: RunCurves) -> None:
    plot = make_plot()
    plot.show_run(long_run)
    assert 20 in points(plot._validation)[0]
    low, high = plot.getViewBox().viewRange()[1]
    assert low <= 0
    assert high >= long_run.history[19].val_loss


def test_that_a_long_runs_ghost_is_as_few_points(make_plot: MakePlot, long_run: RunCurves) -> None:
    plot = make_plot()
    plot.set_ghosts([long_run])
    plot.show_run(run_of(3))
    x, _ = points(plot._ghost_items[0])
    assert len(x) <= 2 * STRETCHES + 4
    assert x[-1] == LONG
    assert plot.getViewBox().viewRange()[1][1] >= long_run.history[19].val_loss


def test_that_every_epoch_of_a_long_run_can_be_read_out(
    make_plot: MakePlot, long_run: RunCurves
) -> None:
    plot = make_plot(ACCURACY)
    plot.show_run(long_run)
    for epoch in (1, 2, 3, 5001, 7777, 9999, LONG):
        check = "90.0" if epoch == 7777 else "60.0" if epoch % 2 else "50.0"
        told = f"epoch {epoch:,}: 70.0 % on training, {check} % on test"
        assert plot._read_out(epoch + 0.4) == told


def test_that_a_long_runs_overfitting_is_named_at_a_whole_epoch(
    make_plot: MakePlot, long_run: RunCurves
) -> None:
    plot = make_plot()
    plot.show_run(long_run)
    reading = long_run.reader.reading
    assert reading is not None
    assert (reading.best_epoch, reading.overfitting_since) == (7777, 5000)
    plot.show_overfitting(reading.overfitting_since, "overfitting")
    assert plot._gap_label.pos().x() == 7500
    assert plot._gap_label.pos().y() == pytest.approx((0.25 + 1.5) / 2)


def test_that_a_plot_that_is_gone_leaves_no_menu_behind(theme: Theme) -> None:
    # Each change of the style would polish what is left, of every window there was.
    def menus() -> set[QMenu]:
        return {each for each in QApplication.allWidgets() if isinstance(each, QMenu)}

    before = menus()
    plot = MetricPlot(LOSS, theme)
    plot.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not menus() - before
