"""The whole window: what it remembers, its menus and its keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QMenuBar,
    QScrollArea,
    QSpinBox,
    QTabBar,
    QWidget,
)

from cnnlab_gui.app.main import make_application
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.compare.table import RunsTable
from cnnlab_gui.widgets.data.grid import SampleGrid
from cnnlab_gui.widgets.data.pixels import PixelView
from cnnlab_gui.widgets.forms import Form
from cnnlab_gui.widgets.kernel_workshop.plane import Plane
from cnnlab_gui.widgets.maps.bar_list import BarList
from cnnlab_gui.widgets.network.picture_view import PictureView
from cnnlab_gui.widgets.results.class_table import ClassTable
from cnnlab_gui.widgets.results.image_sheet import ImageSheet
from cnnlab_gui.widgets.results.matrix_view import MatrixView
from cnnlab_gui.widgets.theme import Appearance
from tests.app.conftest import Bench

OpenBench = Callable[..., Bench]
Key, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT, PLAIN = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier

UNDER_THE_POINTER = (
    *(SampleGrid, PixelView, PictureView, Plane),
    *(RunsTable, ImageSheet, ClassTable, MatrixView),
)


def menu_entries(bench: Bench) -> dict[str, list[QAction]]:
    """Every menu's actions by its title, without separators."""
    menus = bench.window.menuBar().findChildren(QMenu)
    return {
        menu.title().replace("&", ""): [a for a in menu.actions() if not a.isSeparator()]
        for menu in menus
        if menu.title()
    }


def press(bench: Bench, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    bench.qtbot.keyClick(QApplication.focusWidget() or bench.window, key, modifier)


def test_that_f5_trains_and_shift_f5_stops(bench: Bench) -> None:
    bench.ready()
    bench.engine.hold_in = 1
    press(bench, Key.Key_F5)
    bench.until(lambda: len(bench.page.run.loss.x) >= 1)
    press(bench, Key.Key_F5, SHIFT)
    bench.until(lambda: bool(bench.finished))
    assert bench.finished[-1].outcome == "stopped"


def test_that_control_and_a_digit_show_the_pages(bench: Bench) -> None:
    for key, page in (
        (Key.Key_2, bench.window.train_page),
        (Key.Key_1, bench.window.data_page),
        (Key.Key_7, bench.window.picture_page),
        (Key.Key_2, bench.window.train_page),
    ):
        press(bench, key, CTRL)
        assert bench.window.tabs.currentWidget() is page
        assert page.isVisible()


@pytest.mark.parametrize("redo", [(Key.Key_Z, CTRL | SHIFT), (Key.Key_Y, CTRL)])
def test_that_ctrl_z_undoes_and_ctrl_shift_z_or_ctrl_y_redoes(
    bench: Bench, redo: tuple[Qt.Key, Qt.KeyboardModifier]
) -> None:
    session = bench.lab.session
    session.set_setting("epochs", 9, "change Epochs")
    press(bench, Key.Key_Z, CTRL)
    assert session.settings.epochs == 5
    press(bench, *redo)
    assert session.settings.epochs == 9


def test_that_the_edit_menu_names_what_would_be_undone(bench: Bench) -> None:
    undo, redo, *_ = menu_entries(bench)["Edit"]
    assert not undo.isEnabled()
    bench.lab.session.set_setting("epochs", 9, "change Epochs")
    assert undo.text() == "&Undo change Epochs"
    undo.trigger()
    assert redo.text() == "&Redo change Epochs"
    assert not undo.isEnabled()


def test_that_the_menus_open_from_the_keyboard(bench: Bench) -> None:
    press(bench, Key.Key_T, ALT)
    bench.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert menu.title() == "&Train"
    bench.qtbot.keyClick(menu, Key.Key_Escape)
    bench.until(lambda: QApplication.activePopupWidget() is None)


@pytest.mark.parametrize("name", PRESETS)
def test_that_the_preset_menu_takes_every_preset(bench: Bench, name: str) -> None:
    entry = next(a for a in menu_entries(bench)["Preset"] if a.text() == name)
    assert entry.toolTip() == PRESETS[name].explanation
    entry.trigger()
    assert bench.lab.session.architecture == PRESETS[name].architecture
    assert bench.lab.session.specification.preset == name


def test_that_a_preset_takes_its_dataset_along_only_where_that_is_here(bench: Bench) -> None:
    bench.ready()
    entries = {a.text(): a for a in menu_entries(bench)["Preset"]}
    entries["cnn-16"].trigger()  # Fashion-MNIST is not here
    assert bench.lab.session.specification.dataset == "stroke-digits"
    entries["mnist-cnn-32"].trigger()
    assert bench.lab.session.specification.dataset == "mnist"
    bench.until(lambda: bench.lab.datasets.dataset is not None)
    assert bench.lab.datasets.dataset.id == "mnist"


def test_that_the_menus_add_move_and_remove(bench: Bench) -> None:
    entries = menu_entries(bench)
    session, panel = bench.lab.session, bench.window.layers_panel
    dropout = next(a for a in entries["Add layer of kind"] if a.text() == "Dropout")
    assert dropout.toolTip() == LAYER_KINDS["Dropout"].explanation
    dropout.trigger()
    assert (session.architecture.layers[1].kind, panel.selected) == ("Dropout", [1])
    edit = {a.objectName(): a for a in entries["Edit"]}
    edit["down"].trigger()
    assert (session.architecture.layers[2].kind, panel.selected) == ("Dropout", [2])
    edit["up"].trigger()
    assert panel.selected == [1]
    edit["remove"].trigger()
    assert session.architecture == PRESETS["cnn-64"].architecture


def test_that_every_action_of_the_menus_has_a_text_and_no_two_share_a_shortcut(
    bench: Bench,
) -> None:
    actions = [a for entries in menu_entries(bench).values() for a in entries]
    assert all(action.text() for action in actions)
    shortcuts = [s.toString() for a in actions for s in a.shortcuts()]
    assert len(shortcuts) == len(set(shortcuts)) > 5


def test_that_undo_works_while_a_number_has_the_keyboard(bench: Bench) -> None:
    bench.window.layers_panel.select([0])
    form = bench.window.inspector.findChild(Form)
    assert form is not None
    (part,) = form.editor("filters").findChildren(QSpinBox)
    part.setFocus()
    before = bench.lab.session.architecture
    bench.qtbot.keyClick(part, Key.Key_Up)
    assert bench.lab.session.architecture != before
    bench.qtbot.keyClick(part, Key.Key_Z, CTRL)
    assert bench.lab.session.architecture == before


def test_that_the_title_names_network_and_dataset(bench: Bench) -> None:
    assert bench.window.windowTitle() == "CNN Lab — cnn-64 on Stroke-Digits"
    bench.lab.session.set_layer_value(0, "filters", 8, "")
    assert bench.window.windowTitle() == "CNN Lab — cnn-64 (modified) on Stroke-Digits"
    bench.lab.session.choose_dataset("/data/cats", "")
    assert bench.window.windowTitle().endswith("on cats")


def test_that_enter_on_a_layer_puts_the_keyboard_into_its_form(bench: Bench) -> None:
    bench.window.layers_panel.view.setFocus()
    press(bench, Key.Key_Return)
    bench.until(lambda: bench.window.inspector.isAncestorOf(QApplication.focusWidget()))


def test_that_size_docks_and_appearance_are_remembered(open_bench: OpenBench) -> None:
    first = open_bench()
    first.window.resize(1180, 690)
    first.until(lambda: first.window.width() == 1180)
    layers, inspector = first.window.docks
    inspector.hide()
    first.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, layers)
    first.window.theme.choose(Appearance.DARK)
    first.end()
    second = open_bench()
    assert second.window.height() == 690
    if second.window.screen().availableGeometry().width() >= 1180:  # else Qt makes it fit
        assert second.window.width() == 1180
    layers, inspector = second.window.docks
    assert inspector.isHidden()
    assert not layers.isHidden()
    assert second.window.dockWidgetArea(layers) is Qt.DockWidgetArea.RightDockWidgetArea
    assert second.window.theme.appearance is Appearance.DARK


@pytest.mark.parametrize(
    "content",
    [
        "no settings at all \x00\x01",
        "[General]\ngeometry=1\nstate=@ByteArray(nonsense)\nappearance=purple\n",
        "[General]\nappearance=dark, light\ngeometry=@Invalid()\n",
    ],
)
def test_that_a_damaged_settings_file_is_no_obstacle(
    open_bench: OpenBench, tmp_path: Path, content: str
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "window.ini").write_text(content)
    bench = open_bench()
    assert bench.window.isVisible()
    assert bench.window.theme.appearance is Appearance.LIGHT
    bench.end()
    kept = QSettings(str(tmp_path / "home" / "window.ini"), QSettings.Format.IniFormat)
    assert kept.value("appearance") == "light"


def test_that_the_appearance_menu_shows_what_holds(bench: Bench) -> None:
    entries = {a.text().replace("&", ""): a for a in menu_entries(bench)["Appearance"]}
    assert [text for text, a in entries.items() if a.isChecked()] == ["Light"]
    entries["Dark"].trigger()
    assert bench.window.theme.is_dark
    assert [text for text, a in entries.items() if a.isChecked()] == ["Dark"]


def focusable(window: QWidget) -> list[QWidget]:
    """What Tab or the mouse can give the keyboard to; Qt's own inner parts left out."""
    found = []
    for widget in window.findChildren(QWidget):
        inner = isinstance(widget, QLineEdit) and widget.objectName() == "qt_spinbox_lineedit"
        proxied = widget.focusProxy() is not None
        # Parts of Qt's own, and frames around what is focusable itself.
        part = isinstance(widget.parentWidget(), (QAbstractScrollArea, QTabBar))
        frame = isinstance(widget, QScrollArea)
        bar = isinstance(widget, (QMenuBar, QTabBar)) and not widget.accessibleName()
        sentence = isinstance(widget, QLabel)  # to be selected and copied, not pressed
        popup = widget.window() is not window
        if widget.focusPolicy() is Qt.FocusPolicy.NoFocus:
            continue
        if not (inner or proxied or part or frame or bar or sentence or popup):
            found.append(widget)
    return found


def described(widget: QWidget) -> str:
    name = getattr(widget, "text", lambda: "")() or widget.accessibleName()
    owner = widget.parentWidget()
    return f"{type(widget).__name__} {name!r} in {type(owner).__name__}"


def tips_of(widget: QWidget) -> str:
    """The tool tip, or those of its parts; of a picture, that of the first image in it."""
    if isinstance(widget, QTabBar):
        return " ".join(widget.tabToolTip(index) for index in range(widget.count()))
    if isinstance(widget, QListView) and not isinstance(widget, BarList):
        rows = [widget.model().index(row, 0) for row in range(widget.model().rowCount())]
        tips = [row.data(Qt.ItemDataRole.ToolTipRole) for row in rows]
        return " ".join(tips) if all(tips) else ""
    if isinstance(widget, UNDER_THE_POINTER):
        return "of what is under the pointer; see the tests of their own"
    return widget.toolTip()


@pytest.mark.parametrize("state", ["empty", "filled", "failed"])
def test_that_every_control_has_an_accessible_name_and_a_tool_tip(bench: Bench, state: str) -> None:
    if state == "filled":
        bench.train()
        bench.train()
    if state == "failed":
        bench.ready()
        bench.lab.session.set_architecture(PRESETS["cnn-16"].architecture.removed(6), "")
        bench.lab.data_desk.choose("lost")
        bench.desk.start()
        bench.until(lambda: bench.lab.datasets.problem is not None)
    for index in range(len(bench.lab.session.architecture.layers)):
        bench.window.layers_panel.select([index])
        nameless = [
            described(widget)
            for widget in focusable(bench.window)
            if not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
        ]
        tipless = [described(widget) for widget in focusable(bench.window) if not tips_of(widget)]
        assert (nameless, tipless) == ([], [])


def test_that_tab_reaches_every_control_in_sight(bench: Bench) -> None:
    bench.ready()
    bench.window.show_page(bench.window.train_page)
    reached: set[QWidget] = set()
    for _ in range(80):
        press(bench, Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused in reached:
            break
        reached.add(focused)
    wanted = {
        w
        for w in focusable(bench.window)
        if w.isVisible() and w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    assert {described(w) for w in wanted} <= {described(w) for w in reached}


def test_that_no_movement_of_the_hand_is_swallowed_while_the_window_is_busy() -> None:
    make_application()
    for compressed in (
        Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents,
        Qt.ApplicationAttribute.AA_CompressTabletEvents,
    ):
        assert not QCoreApplication.testAttribute(compressed)
