"""What leaves the training bar where room is short, and comes back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QApplication,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.theme import GRID, Appearance, Theme
from tests.widgets.bar_parts import LEAVING, WIDE, Bar


def test_that_with_room_everything_is_in_sight(bar: Bar) -> None:
    assert bar.titles() == ["Preset", "Dataset", "Epochs", "Batch", "Seed"]
    assert bar.widget.sizeHint().width() <= WIDE
    bar.widen_to(bar.widget.sizeHint().width())
    assert (len(bar.titles()), bar.faults()) == (5, [])


def test_that_the_settings_leave_from_the_last_then_the_titles_and_nothing_is_ever_cut(
    bar: Bar,
) -> None:
    gone: list[str] = []
    shown_at: dict[int, list[str]] = {}
    heights = set()
    for width in range(WIDE, bar.widget.minimumSizeHint().width() - 1, -1):
        bar.widen_to(width)
        assert bar.widget.width() == width
        # At once, before any event: nothing false is ever painted.
        assert (width, bar.faults()) == (width, [])
        shown_at[width] = bar.titles()
        heights.add(bar.widget.minimumSizeHint().height())
        gone += [title for title in LEAVING if title not in bar.titles() and title not in gone]
    assert gone == LEAVING
    for name in ("epochs", "batch_size", "seed"):
        assert not bar.editor(name).isVisible()
    for width in sorted(shown_at):
        bar.widen_to(width)
        assert (width, bar.titles()) == (width, shown_at[width])
    assert bar.editor("seed").isVisible()
    assert len(heights) == 1


def test_that_the_narrowest_bar_still_holds_the_buttons_and_ten_letters_a_box(bar: Bar) -> None:
    bar.widen_to(1)
    least = bar.widget.minimumSizeHint().width()
    assert bar.widget.width() == least
    assert bar.titles() == []
    seen = [each for each in bar.controls() if each.isVisible()]
    boxes = [bar.box("Preset"), bar.box("Dataset")]
    more = bar.widget.findChild(QToolButton)
    assert seen == [*map(bar.button, ("Train", "Pause", "Stop")), *boxes, more]
    for box in boxes:
        assert box.width() >= box.fontMetrics().horizontalAdvance("x" * 10)
    assert bar.faults() == []


def test_that_a_width_is_found_once_and_for_all(qapp: QApplication, bar: Bar) -> None:
    asked: list[QObject] = []

    class Counter(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.LayoutRequest:
                asked.append(watched)
            return False

    counter = Counter()
    bar.widget.installEventFilter(counter)
    for width in range(WIDE, 400, -37):
        bar.widen_to(width)
        places = [each.geometry().getRect() for each in bar.controls() if each.isVisible()]
        rounds = 0
        while rounds == 0 or asked:
            asked.clear()
            qapp.sendPostedEvents()
            rounds += 1
            assert rounds < 10
        after = [each.geometry().getRect() for each in bar.controls() if each.isVisible()]
        assert after == places


def test_that_what_has_no_room_cannot_be_reached_by_tab(qtbot: QtBot, bar: Bar) -> None:
    bar.widen_to(bar.widget.minimumSizeHint().width())
    bar.window.activateWindow()
    bar.button("Train").setFocus()
    qtbot.waitUntil(lambda: bar.button("Train").hasFocus())
    order = []
    for _ in range(6):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        order.append(QApplication.focusWidget())
    more = bar.widget.findChild(QToolButton)
    boxes = [bar.box("Preset"), bar.box("Dataset")]
    assert order == [*map(bar.button, ("Pause", "Stop")), *boxes, more, bar.button("Train")]


def test_that_the_keyboard_goes_on_where_its_field_leaves(qtbot: QtBot, bar: Bar) -> None:
    bar.window.activateWindow()
    bar.editor("seed").setFocus()
    qtbot.waitUntil(bar.editor("seed").parts[0].hasFocus)
    bar.widen_to(bar.widget.minimumSizeHint().width())
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.isVisible()
    assert bar.widget.isAncestorOf(focused)


def test_that_a_setting_changed_out_of_sight_is_right_when_it_comes_back(
    bar: Bar, session: LabSession
) -> None:
    bar.widen_to(bar.widget.minimumSizeHint().width())
    session.set_setting("seed", 77, "")
    bar.widen_to(WIDE)
    assert bar.editor("seed").isVisible()
    assert bar.editor("seed").value == 77


def test_that_no_name_drives_a_setting_out(bar: Bar, session: LabSession) -> None:
    seen = []
    for width in range(1300, 600, -20):
        bar.widen_to(width)
        session.choose_preset("cnn-16", "")
        before = bar.titles()
        network = PRESETS["cnn-16"].architecture
        session.open_architecture(network, "", Path("/nets") / f"{'long ' * 30}name.cnnarch")
        QApplication.sendPostedEvents()
        assert (width, bar.titles(), bar.faults()) == (width, before, [])
        seen.append(len(before))
    assert (max(seen), min(seen)) == (5, 0)


def test_that_a_number_that_cannot_be_drives_nothing_out(qtbot: QtBot, bar: Bar) -> None:
    width = WIDE
    while "Batch" in bar.titles():
        width -= 1
        bar.widen_to(width)
    bar.widen_to(width + 1)
    before = bar.titles()
    box = bar.editor("batch_size").parts[0]
    box.setFocus()
    bar.editor("batch_size").select_all()
    qtbot.keyClicks(box, "99999999")
    qtbot.waitUntil(lambda: any("Use 4,096" in b.text() for b in bar.buttons()))
    QApplication.sendPostedEvents()
    assert (bar.titles(), bar.faults()) == (before, [])


def test_that_a_name_has_the_room_of_its_text_and_is_elided_in_the_middle_without_it(
    bar: Bar, session: LabSession
) -> None:
    session.open_architecture(PRESETS["cnn-16"].architecture, "", Path("/nets/mine.cnnarch"))
    session.set_layer_value(0, "filters", 8, "")
    QApplication.sendPostedEvents()
    box = bar.box("Preset")
    whole = "mine.cnnarch (modified)"
    assert box.drawn_text() == whole
    assert box.width() == box.wanted_width
    dataset = bar.box("Dataset").width()
    bar.widen_to(bar.widget.minimumSizeHint().width())
    assert (box.drawn_text()[0], box.drawn_text()[-1]) == ("m", ")")
    assert "…" in box.drawn_text()
    assert box.toolTip().splitlines() == [whole, str(Path("/nets/mine.cnnarch"))]
    bar.widen_to(WIDE)
    assert (box.drawn_text(), bar.box("Dataset").width()) == (whole, dataset)


def test_that_the_longer_name_is_cut_before_the_shorter(bar: Bar, session: LabSession) -> None:
    session.open_architecture(PRESETS["cnn-16"].architecture, "", Path(f"/nets/{'n' * 60}.cnnarch"))
    bar.widen_to(1000)
    preset, dataset = bar.box("Preset"), bar.box("Dataset")
    assert "…" in preset.drawn_text()
    assert dataset.width() == dataset.wanted_width
    more = bar.widget.findChild(QToolButton)
    assert more.geometry().right() + 1 + GRID == bar.widget.width()  # no room is left unused


def test_that_the_list_of_a_narrow_box_shows_its_entries_whole(qtbot: QtBot, bar: Bar) -> None:
    bar.widen_to(bar.widget.minimumSizeHint().width())
    box = bar.box("Dataset")
    box.showPopup()
    qtbot.waitUntil(box.view().isVisible)
    assert box.view().viewport().width() >= box.view().sizeHintForColumn(0) > box.width()
    box.hidePopup()


@pytest.fixture
def larger_font(qapp: QApplication) -> Iterator[Callable[[], None]]:
    """Make the application's font half as large again, for the rest of the test."""
    before = qapp.font()
    font = qapp.font()
    font.setPointSizeF(1.5 * font.pointSizeF())
    yield lambda: qapp.setFont(font)
    qapp.setFont(before)


def test_that_a_larger_font_needs_more_room(
    qtbot: QtBot, bar: Bar, theme: Theme, larger_font: Callable[[], None]
) -> None:
    bar.widen_to(bar.widget.sizeHint().width())
    narrowest = bar.widget.minimumSizeHint().width()
    height = bar.button("Train").height()
    larger_font()
    theme.choose(Appearance.DARK)  # where a style sheet holds, a font comes with it
    qtbot.waitUntil(lambda: "Seed" not in bar.titles())
    assert "Preset" in bar.titles()
    assert bar.faults() == []
    assert bar.button("Train").height() > height
    assert bar.widget.minimumSizeHint().width() > 1.2 * narrowest


def test_that_more_says_that_it_holds_what_has_no_room(bar: Bar) -> None:
    more = bar.widget.findChild(QToolButton)
    assert "no room in this bar" in more.toolTip()
    assert more.accessibleName() == "All training settings"
