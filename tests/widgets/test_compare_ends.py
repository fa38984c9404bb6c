"""What is said at the ends of lines: short, apart, and no more than there is room for."""

from itertools import pairwise

import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from cnnlab_gui.widgets.compare.curves import CompareCurves
from cnnlab_gui.widgets.compare.ends import shortened, spaced
from cnnlab_gui.widgets.compare.pens import MOST_DRAWN, RunPens
from cnnlab_gui.widgets.theme import Theme
from tests.widgets.test_compare_plots import ACCURACY, learnt


@given(st.lists(st.floats(-5, 15), min_size=1, max_size=20))
def test_that_values_are_put_apart_within_bounds_in_their_order(values: list[float]) -> None:
    placed = spaced(values, 0.5, 0.0, 10.0)
    order = sorted(range(len(values)), key=lambda at: values[at])
    in_order = [placed[at] for at in order]
    assert min(in_order) >= -1e-9
    assert max(in_order) <= 10 + 1e-9
    assert all(b - a >= 0.5 - 1e-9 for a, b in pairwise(in_order))


def test_that_what_has_room_stays_where_it_is() -> None:
    assert spaced([3.0, 1.0, 8.0], 1.0, 0.0, 10.0) == [3.0, 1.0, 8.0]
    assert spaced([5.0, 5.0, 9.0], 1.0, 0.0, 10.0) == [4.5, 5.5, 9.0]


def test_that_a_long_name_keeps_its_ends() -> None:
    short = shortened("a-very-long-name-of-a-run-of-mine-009")
    assert len(short) == 26
    assert short.startswith("a-very")
    assert short.endswith("mine-009")


def told(plot: CompareCurves) -> list[pg.TextItem]:
    return [item for item in plot._items if isinstance(item, pg.TextItem)]


@pytest.mark.parametrize(("height", "count"), [(420, MOST_DRAWN), (120, 4)])
def test_that_no_text_lies_over_another(
    qtbot: QtBot, theme: Theme, height: int, count: int
) -> None:
    names = [f"run-{at:02d}" for at in range(MOST_DRAWN)]
    pens = RunPens(theme)
    pens.select(names)
    plot = CompareCurves(ACCURACY, theme, pens)
    qtbot.addWidget(plot)
    plot.resize(700, height)
    with qtbot.waitExposed(plot):
        plot.show()
    known = {name: learnt(name, [0.5, 0.9 + at / 1e4]) for at, name in enumerate(names)}
    plot.show_runs(names, [], known, {"run-00": "filters 16"})
    texts = told(plot)
    assert count <= len(texts) <= MOST_DRAWN
    assert texts[0].toPlainText() == "filters 16"
    box = plot.getViewBox()
    tops = sorted(box.mapViewToScene(item.pos()).y() for item in texts)
    assert all(b - a >= 16 for a, b in pairwise(tops))
    edges = box.sceneBoundingRect()
    assert edges.top() <= tops[0] <= tops[-1] <= edges.bottom()
