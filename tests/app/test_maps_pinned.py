"""A value that is pinned on the Feature maps page: what is told of it, and how long."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from cnnlab_gui.core.inside.explain import explain
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.inside.view import Seen, View
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.widgets.maps.calculation_text import calculation_text
from cnnlab_gui.widgets.maps.places import Place
from tests.app.conftest import Bench
from tests.app.maps_parts import MapsInFront

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def maps(open_bench: Callable[..., Bench]) -> MapsInFront:
    made = MapsInFront(open_bench())
    made.page.whole_button.setChecked(True)
    made.settle()
    return made


def pinned(maps: MapsInFront) -> Place:
    """A value that is pinned, of the first layer."""
    view = maps.page.panels[0].view
    view.pin(0, 0)
    assert view.is_pinned
    assert view.place is not None
    return view.place


def is_told(maps: MapsInFront, seen: Seen, place: Place) -> bool:
    """Whether the strip and the whole sum tell of what is seen now."""
    cell, outputs = place.cell, seen.outputs
    value = Number(float(outputs.of(cell.layer)[(cell.row, *place.at)]))
    arithmetic = explain(outputs, cell.row, cell.layer, place.at)
    is_in_strip = f"{value} at row" in maps.page.strip.text
    return is_in_strip and maps.page.whole.text == calculation_text(arithmetic, place.at)


def is_seen(maps: MapsInFront, filters: int) -> bool:
    """Whether the first convolution that is seen has so many filters."""
    seen = maps.page.seen()
    return seen is not None and seen.outputs.of(0).shape[-1] == filters


def test_that_another_network_and_each_epoch_tell_the_new_sum(maps: MapsInFront) -> None:
    place = pinned(maps)
    before = maps.page.strip.text
    maps.bench.lab.session.choose_preset("cnn-16", "preset")
    maps.bench.until(lambda: is_seen(maps, filters=16))
    seen = maps.settle()
    assert maps.page.panels[0].view.is_pinned
    assert maps.page.strip.text != before
    assert is_told(maps, seen, place)
    before = maps.page.strip.text
    maps.train()
    seen = maps.settle()
    assert maps.page.panels[0].view.is_pinned
    assert maps.page.strip.text != before
    assert is_told(maps, seen, place)


def test_that_a_value_that_is_no_longer_there_is_let_go(maps: MapsInFront) -> None:
    pinned(maps)
    session = maps.bench.lab.session
    dense = session.architecture.model_copy(
        update={"layers": (Flatten(), Dense(units=10, activation="softmax"))}
    )
    session.set_architecture(dense, "dense")
    view = maps.page.panels[0].view
    maps.bench.until(lambda: not view.is_pinned)
    maps.settle()
    assert view.place is None
    assert not view._outlines
    assert maps.page.strip.text.startswith("Point at a map")
    assert maps.page.strip.side_text == ""
    assert maps.page.whole.text == ""


def test_that_escape_lets_go_wherever_on_the_page_the_keyboard_is(maps: MapsInFront) -> None:
    page = maps.page
    widgets: dict[str, QWidget] = {
        "whole sum": page.whole_button,
        "images": page.controls.images.edit,
        "views": page.switch._group.button(0),
        "channel": page.controls.channel,
        "calculation": page.whole._area,
    }
    for where, widget in widgets.items():
        pinned(maps)
        assert page.panels[0].view.is_pinned, where
        widget.setFocus()
        focused = QApplication.focusWidget()
        assert focused is not None, where
        maps.bench.qtbot.keyClick(focused, Qt.Key.Key_Escape)
        assert not page.panels[0].view.is_pinned, where
        assert page.strip.text.startswith("Point at a map"), where
        assert page.whole.text == "", where


def test_that_escape_first_takes_back_what_is_half_typed(maps: MapsInFront) -> None:
    pinned(maps)
    edit = maps.page.controls.images.edit
    edit.setFocus()
    maps.bench.qtbot.keyClicks(edit, "9")
    maps.bench.qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert maps.page.panels[0].view.is_pinned
    maps.bench.qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert not maps.page.panels[0].view.is_pinned


def test_that_why_images_are_refused_stands_below_the_controls(maps: MapsInFront) -> None:
    page, edit = maps.page, maps.page.controls.images.edit
    assert not page.refusal.isVisible()
    edit.setText("shoe")
    maps.bench.qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert page.refusal.isVisible()
    assert "shoe" in page.refusal.text()
    below = page.controls.mapTo(page, page.controls.rect().bottomLeft())
    assert page.refusal.mapTo(page, page.refusal.rect().topLeft()).y() > below.y()
    maps.show(View.KERNELS)
    assert not page.refusal.isVisible()
