"""The bar above the pages."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.forms import FieldEditor
from cnnlab_gui.widgets.theme import GRID, Appearance, Theme
from cnnlab_gui.widgets.training_bar import TrainingBar
from cnnlab_gui.widgets.wish_box import WishBox
from tests.qt_fixtures import ShelfLibrary

LEFT = Qt.MouseButton.LeftButton
WIDE = 1600
LEAVING = ["Seed", "Batch", "Epochs", "Preset", "Dataset"]


class Bar:
    """The bar with its two actions, and what it wishes."""

    def __init__(self, session: LabSession, theme: Theme) -> None:
        self.train, self.stop = QAction("&Train"), QAction("&Stop")
        self.train.setToolTip("Train this network")
        self.widget = TrainingBar(session, theme, self.train, self.stop)
        self.window = QWidget()  # it takes its least size from the bar, as the real one does
        row = QHBoxLayout(self.window)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.widget)
        self.wishes: list[tuple[Any, ...]] = []
        for name in ("preset", "dataset", "folder", "file", "more"):
            signal = getattr(self.widget, f"{name}_wanted")
            signal.connect(lambda *values, name=name: self.wishes.append((name, *values)))

    def box(self, name: str) -> WishBox:
        boxes = self.widget.findChildren(WishBox)
        return next(box for box in boxes if box.accessibleName() == name)

    def entries(self, name: str) -> list[str]:
        box = self.box(name)
        return [box.itemText(index) for index in range(box.count())]

    def buttons(self) -> list[QPushButton]:
        return self.widget.findChildren(QPushButton)

    def button(self, text: str) -> QPushButton:
        return next(b for b in self.buttons() if b.text() == text)

    def editor(self, name: str) -> FieldEditor:
        return next(e for e in self.widget.findChildren(FieldEditor) if e.field.name == name)

    def widen_to(self, width: int) -> None:
        self.window.resize(width, self.window.height())

    def controls(self) -> list[QWidget]:
        """All that stands in the row, seen or not, from left to right."""
        layout = self.widget.layout()
        assert layout
        items = [layout.itemAt(index) for index in range(layout.count())]
        return [widget for item in items if item and (widget := item.widget())]

    def titles(self) -> list[str]:
        """The titles in sight."""
        return [c.text() for c in self.controls() if isinstance(c, QLabel) and c.isVisible()]

    def faults(self) -> list[str]:
        """What is wrong with the places of what is in sight."""
        found, end = [], 0
        for each in (each for each in self.controls() if each.isVisible()):
            name = f"{type(each).__name__} {each.geometry().getRect()}"
            least = each.minimumSizeHint().width()
            found += [f"{name} is too near"] if each.x() < end + GRID else []
            found += [f"{name} is cut"] if each.width() < least else []
            end = each.x() + each.width()
        return found + (["beyond the edge"] if end + GRID > self.widget.width() else [])

    def choose(self, qtbot: QtBot, name: str, text: str) -> None:
        """Choose an entry as a person does, with the list of the box open."""
        box = self.box(name)
        box.showPopup()
        view = box.view()
        view.setCurrentIndex(view.model().index(self.entries(name).index(text), 0))
        qtbot.keyClick(view, Qt.Key.Key_Return)


@pytest.fixture
def bar(qtbot: QtBot, session: LabSession, theme: Theme, shelf: ShelfLibrary) -> Bar:
    shelf.absent.add("second")
    session.choose_dataset("first", "")
    session.undo_stack.clear()
    made = Bar(session, theme)
    made.widget.set_infos(shelf.infos())
    qtbot.addWidget(made.window)
    made.widen_to(WIDE)
    with qtbot.waitActive(made.window):
        made.window.show()
        made.window.activateWindow()
    return made


def test_that_every_preset_is_offered_and_the_sessions_is_shown(bar: Bar) -> None:
    assert bar.entries("Preset") == list(PRESETS)
    assert bar.box("Preset").currentText() == "cnn-64"
    assert bar.box("Preset").toolTip() == f"cnn-64\n{PRESETS['cnn-64'].explanation}"


def test_that_a_changed_network_is_marked_as_modified_until_it_is_changed_back(
    bar: Bar, session: LabSession
) -> None:
    session.set_layer_value(0, "filters", 8, "")
    assert bar.box("Preset").currentText() == "cnn-64 (modified)"
    assert bar.entries("Preset").count("cnn-64 (modified)") == 1
    session.undo_stack.undo()
    assert bar.entries("Preset") == list(PRESETS)


def test_that_other_epochs_alone_do_not_make_a_preset_modified(
    bar: Bar, session: LabSession
) -> None:
    session.set_setting("epochs", 50, "")
    assert bar.box("Preset").currentText() == "cnn-64"


def test_that_a_network_of_no_preset_shows_none(bar: Bar, session: LabSession) -> None:
    session.open_architecture(Architecture(), "new network")
    assert bar.box("Preset").currentIndex() == -1
    assert bar.box("Preset").placeholderText() == "own network"


def test_that_a_network_of_a_file_stands_with_the_files_name_and_whether_it_was_modified(
    bar: Bar, session: LabSession
) -> None:
    session.open_architecture(PRESETS["cnn-16"].architecture, "", Path("/nets/own.cnnarch"))
    box = bar.box("Preset")
    assert (box.currentIndex(), box.placeholderText()) == (-1, "own.cnnarch")
    session.set_layer_value(0, "filters", 8, "")
    assert (box.currentIndex(), box.placeholderText()) == (-1, "own.cnnarch (modified)")
    session.mark_saved(Path("/nets/other.cnnarch"))
    assert box.placeholderText() == "other.cnnarch"
    session.choose_preset("cnn-16", "")
    assert box.currentText() == "cnn-16"


@pytest.mark.parametrize("name", ["cnn-16", "mnist-cnn-32"])
def test_that_choosing_a_preset_is_a_wish_by_its_name(qtbot: QtBot, bar: Bar, name: str) -> None:
    bar.choose(qtbot, "Preset", name)
    assert bar.wishes == [("preset", name)]


def test_that_datasets_that_are_not_here_are_marked(bar: Bar) -> None:
    assert bar.entries("Dataset") == [
        "First",
        "Second (not downloaded)",
        "A folder of images…",
        "A file (.npz)…",
    ]
    assert bar.box("Dataset").currentText() == "First"


def test_that_ones_own_data_stands_with_its_last_name(bar: Bar, session: LabSession) -> None:
    for path in ("/data/cats and dogs/", "C:\\data\\cats and dogs"):
        session.choose_dataset(path, "")
        assert bar.box("Dataset").currentText() == "cats and dogs"
        tip = bar.box("Dataset").itemData(2, Qt.ItemDataRole.ToolTipRole)
        assert tip == path
        assert bar.box("Dataset").toolTip().splitlines()[0] == path


@pytest.mark.parametrize(
    ("entry", "wish"),
    [
        ("Second (not downloaded)", ("dataset", "second")),
        ("A folder of images…", ("folder",)),
        ("A file (.npz)…", ("file",)),
    ],
)
def test_that_an_entry_is_a_wish_and_the_box_goes_back_until_it_is_granted(
    qtbot: QtBot, bar: Bar, entry: str, wish: tuple[str, ...]
) -> None:
    bar.choose(qtbot, "Dataset", entry)
    assert bar.wishes == [wish]
    assert bar.box("Dataset").currentText() == "First"


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_M])
@pytest.mark.parametrize("name", ["Preset", "Dataset"])
def test_that_a_key_on_a_closed_box_opens_it_and_wishes_nothing(
    qtbot: QtBot, bar: Bar, name: str, key: Qt.Key
) -> None:
    # Else going through the list would download, or ask for a folder, on the way.
    box = bar.box(name)
    box.setFocus()
    qtbot.keyClick(box, key)
    assert box.view().isVisible()
    assert bar.wishes == []
    qtbot.keyClick(box.view(), Qt.Key.Key_Escape)
    assert not box.view().isVisible()


def test_that_the_main_settings_are_edited_in_the_bar(
    qtbot: QtBot, bar: Bar, session: LabSession
) -> None:
    for name, typed in (("epochs", "12"), ("batch_size", "64"), ("seed", "7")):
        box = bar.editor(name).findChild(QAbstractSpinBox)
        box.setFocus()
        box.selectAll()
        qtbot.keyClicks(box, typed)
    settings = session.settings
    assert (settings.epochs, settings.batch_size, settings.seed) == (12, 64, 7)
    assert session.undo_stack.undoText() == "change Seed"
    for _ in range(3):
        session.undo_stack.undo()
    assert bar.editor("epochs").value == 5
    assert bar.editor("batch_size").value == 32


def test_that_a_setting_come_back_to_is_another_step_and_escape_takes_only_that_back(
    qtbot: QtBot, bar: Bar, session: LabSession
) -> None:
    boxes = [bar.editor(name).findChild(QAbstractSpinBox) for name in ("epochs", "seed")]
    for typed in ("12", "13"):
        boxes[1].setFocus()
        boxes[0].setFocus()
        boxes[0].selectAll()
        qtbot.keyClicks(boxes[0], typed)
    assert session.undo_stack.count() == 2
    qtbot.keyClick(boxes[0], Qt.Key.Key_Escape)
    assert (session.settings.epochs, session.undo_stack.count()) == (12, 1)


def test_that_all_settings_are_one_press_away(qtbot: QtBot, bar: Bar) -> None:
    qtbot.mouseClick(bar.widget.findChild(QToolButton), LEFT)
    assert bar.wishes == [("more",)]


def test_that_train_and_stop_follow_their_actions(qtbot: QtBot, bar: Bar) -> None:
    with qtbot.waitSignal(bar.train.triggered):
        qtbot.mouseClick(bar.button("Train"), LEFT)
    bar.train.setEnabled(False)
    assert not bar.button("Train").isEnabled()
    bar.stop.setToolTip("Stop it now")
    assert bar.button("Stop").toolTip() == "Stop it now"
    bar.stop.setText("&Halt")
    with qtbot.waitSignal(bar.stop.triggered):
        qtbot.keyClick(bar.button("Halt"), Qt.Key.Key_Space)


def test_that_the_settings_are_locked_while_a_training_runs(bar: Bar) -> None:
    locked = [bar.box("Preset"), bar.box("Dataset"), bar.widget.findChild(QToolButton)]
    locked += [bar.editor(name) for name in ("epochs", "batch_size", "seed")]
    bar.widget.set_editable(False)
    assert not any(widget.isEnabled() for widget in locked)
    assert bar.button("Train").isEnabled()
    bar.widget.set_editable(True)
    assert all(widget.isEnabled() for widget in locked)


# Room


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
    assert seen == [bar.button("Train"), bar.button("Stop"), *boxes, more]
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
    for _ in range(5):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        order.append(QApplication.focusWidget())
    more = bar.widget.findChild(QToolButton)
    boxes = [bar.box("Preset"), bar.box("Dataset")]
    assert order == [bar.button("Stop"), *boxes, more, bar.button("Train")]


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
