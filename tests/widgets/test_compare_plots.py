"""Curves and figures of many runs: what is drawn, what is under the pointer, what is saved."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.curves import RunCurves
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.widgets.compare.curves import CompareCurves
from cnnlab_gui.widgets.compare.drawn import points_of
from cnnlab_gui.widgets.compare.pens import MOST_DRAWN, RunPens, pen_at
from cnnlab_gui.widgets.compare.scatter import RunScatter, frontier
from cnnlab_gui.widgets.theme import Appearance, Theme
from cnnlab_gui.widgets.train.curves import Metric
from tests.run_rows import made_run, some_runs

ACCURACY = Metric("Validation accuracy", "accuracy", "val_accuracy", 1, True, True)


def learnt(name: str, values: list[float], seconds: float = 2.0) -> RunCurves:
    made = RunCurves(name, len(values))
    for epoch, value in enumerate(values, 1):
        made.follow(EpochEnded(epoch, 1 - value, value, 1 - value, value, seconds, 1e-3, 100))
    return made


KNOWN = {
    "a": learnt("a", [0.5, 0.6, 0.7]),
    "b": learnt("b", [0.8, 0.85, 0.9], 4.0),
    "ghost": learnt("ghost", [0.2, 0.3, 0.4]),
}


@pytest.fixture
def pens(theme: Theme) -> RunPens:
    return RunPens(theme)


@pytest.fixture
def plot(qtbot: QtBot, theme: Theme, pens: RunPens) -> CompareCurves:
    made = CompareCurves(ACCURACY, theme, pens)
    qtbot.addWidget(made)
    made.resize(700, 300)
    with qtbot.waitExposed(made):
        made.show()
    pens.select(["a", "b"])
    made.show_runs(["a", "b"], ["ghost"], KNOWN)
    return made


def place(plot: CompareCurves | RunScatter, x: float, y: float) -> QPointF:
    found: QPointF = plot.getViewBox().mapViewToScene(QPointF(x, y))
    return found


def test_that_no_two_lines_look_alike() -> None:
    looks = {
        (pen.color().name(), tuple(pen.dashPattern()))
        for pen in (pen_at(number, dark=False) for number in range(MOST_DRAWN))
    }
    assert len(looks) == MOST_DRAWN


@pytest.mark.parametrize("dark", [False, True])
def test_that_every_line_is_seen_on_its_page(dark: bool) -> None:
    page = QColor("#20252b" if dark else "#ffffff")
    for number in range(MOST_DRAWN):
        assert contrast(pen_at(number, dark=dark).color(), page) >= 3


def contrast(one: QColor, other: QColor) -> float:
    """As the WCAG have it."""

    def light(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_that_a_run_keeps_its_line_while_others_come_and_go(theme: Theme) -> None:
    pens = RunPens(theme)
    pens.select(["a", "b"])
    before = pens.of("b")
    pens.select(["b", "c"])
    assert pens.of("b") == before
    assert pens.of("a") is None
    assert pens.of("c") is not None
    pens.select([str(number) for number in range(50)])
    assert [str(n) in pens for n in (0, MOST_DRAWN - 1, MOST_DRAWN)] == [True, True, False]


def test_that_curves_are_drawn_over_epochs_or_over_seconds() -> None:
    run = KNOWN["b"]
    assert points_of(run, "val_accuracy", "epochs")[0].tolist() == [1, 2, 3]
    x, y = points_of(run, "val_accuracy", "seconds")
    assert (x.tolist(), y.tolist()) == ([4, 8, 12], [0.8, 0.85, 0.9])


def test_that_thousands_of_epochs_are_drawn_with_few_points() -> None:
    long = learnt("long", list(np.linspace(0.1, 0.9, 3_000)))
    x, _ = points_of(long, "val_accuracy", "seconds")
    assert len(x) < 500
    assert x[-1] == 6_000


def test_that_a_run_whose_curves_are_not_read_yet_is_left_out(plot: CompareCurves) -> None:
    plot.show_runs(["a", "b"], ["ghost"], {"a": KNOWN["a"]})
    assert (plot.drawn, plot.ghosts) == (("a",), ())


def test_that_the_line_under_the_pointer_says_its_run(plot: CompareCurves) -> None:
    plot._on_mouse_moved(place(plot, 2, 0.6))
    assert plot.readout == "a\nepoch 2: 60.00 %"
    plot._on_mouse_moved(place(plot, 2, 0.72))
    assert plot.readout == ""


def test_that_a_drawn_line_comes_before_a_ghost_on_the_same_place(
    plot: CompareCurves, pens: RunPens
) -> None:
    plot.show_runs(["a"], ["double"], {"a": KNOWN["a"], "double": KNOWN["a"]})
    line = plot.line_at(place(plot, 2, 0.6))
    assert line is not None
    assert line.name == "a"


def test_that_a_press_on_a_line_names_its_run(qtbot: QtBot, plot: CompareCurves) -> None:
    at = plot.mapFromScene(place(plot, 2, 0.85))
    with qtbot.waitSignal(plot.clicked) as pressed:
        qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert pressed.args == ["b", False]
    with qtbot.waitSignal(plot.clicked) as pressed:
        ctrl = Qt.KeyboardModifier.ControlModifier
        qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, ctrl, at)
    assert pressed.args == ["b", True]


def test_that_a_logarithmic_axis_reads_the_same_values(plot: CompareCurves) -> None:
    plot.set_log(True)
    plot._on_mouse_moved(place(plot, 2, np.log10(0.6)))
    assert plot.readout == "a\nepoch 2: 60.00 %"


def test_that_a_loss_of_zero_stands_on_a_logarithmic_axis(plot: CompareCurves) -> None:
    plot.set_metric(Metric("Loss", "loss", "val_loss", 3))
    plot.show_runs(["a"], [], {"a": learnt("a", [0.5, 1.0])})
    plot.set_log(True)
    assert np.isfinite(plot.getViewBox().viewRange()).all()


def test_that_a_figure_that_is_no_number_is_passed_over(plot: CompareCurves) -> None:
    plot.show_runs(["a"], [], {"a": learnt("a", [0.5, float("nan"), 0.7])})
    assert np.isfinite(plot.getViewBox().viewRange()).all()
    plot._on_mouse_moved(place(plot, 1, 0.5))
    assert plot.readout.startswith("a\n")


def test_that_a_saved_picture_is_on_white_paper_with_all_names(
    plot: CompareCurves, theme: Theme, tmp_path: Path
) -> None:
    theme.choose(Appearance.DARK)
    plot.save_picture(tmp_path / "curves.png")
    image = QImage(str(tmp_path / "curves.png"))
    assert image.pixelColor(3, 3) == QColor("white")
    assert image.width() >= 1800
    plot.save_picture(tmp_path / "curves.svg")
    text = (tmp_path / "curves.svg").read_text(encoding="utf-8")
    assert QSvgRenderer(str(tmp_path / "curves.svg")).isValid()
    assert all(f">{name}<" in text for name in ("a", "b", "Validation accuracy"))


def test_that_a_picture_that_cannot_be_written_is_a_plain_sentence(
    plot: CompareCurves, tmp_path: Path
) -> None:
    with pytest.raises(CnnLabError):
        plot.save_picture(tmp_path / "nowhere" / "curves.png")


@pytest.fixture
def scatter(qtbot: QtBot, theme: Theme, pens: RunPens) -> RunScatter:
    made = RunScatter(theme, pens)
    qtbot.addWidget(made)
    made.resize(600, 300)
    with qtbot.waitExposed(made):
        made.show()
    pens.select(["cnn-64-001"])
    made.show_runs(some_runs(), ["cnn-64-001"])
    return made


def test_that_a_run_without_an_accuracy_has_no_point(scatter: RunScatter) -> None:
    runs = [made_run("new", test_accuracy=None, val_accuracy=None), made_run("old")]
    scatter.show_runs(runs, [])
    assert [run.name for run in scatter.places.runs] == ["old"]
    scatter.show_runs([], [])
    assert scatter.run_at(QPointF(100, 100)) is None


def test_that_a_point_says_its_run_and_is_pressed(qtbot: QtBot, scatter: RunScatter) -> None:
    at = next(k for k, run in enumerate(scatter.places.runs) if run.name == "cnn-64-001")
    scene = place(scatter, scatter.places.x[at], scatter.places.y[at])
    scatter._on_mouse_moved(scene)
    assert scatter.readout == "cnn-64-001\n86.40 % right\n16 s, 64,000 parameters"
    with qtbot.waitSignal(scatter.clicked) as pressed:
        qtbot.mouseClick(
            scatter.viewport(), Qt.MouseButton.LeftButton, pos=scatter.mapFromScene(scene)
        )
    assert pressed.args == ["cnn-64-001", False]


def test_that_the_front_holds_what_none_beats_in_both() -> None:
    cost = np.array([1.0, 2.0, 3.0, 4.0, 2.0])
    good = np.array([0.5, 0.4, 0.7, 0.7, 0.6])
    assert frontier(cost, good).tolist() == [0, 4, 2]
    assert frontier(np.array([1.0, 2.0, 2.0]), np.array([0.5, 0.55, 0.6])).tolist() == [0, 2]
    assert frontier(np.array([]), np.array([])).tolist() == []


def test_that_the_cost_is_time_or_parameters(scatter: RunScatter) -> None:
    before = scatter.places.x.copy()
    scatter.set_cost("parameters")
    assert not np.allclose(before, scatter.places.x)
    assert np.allclose(10**scatter.places.x, [run.parameters for run in scatter.places.runs])
