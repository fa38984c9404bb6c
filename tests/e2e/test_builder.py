"""Every preset is made from an empty stack: by the keyboard alone, and by the mouse alone."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QStyle,
    QStyleOptionSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.bridge.palette_model import PaletteRole
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.presets import PRESETS, Preset
from cnnlab_gui.widgets.theme import Theme

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
Control = TypeVar("Control", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 120_000
TITLES = {"fashion-mnist": "Fashion-MNIST", "mnist": "MNIST"}
MADE = [pytest.param(preset, id=name) for name, preset in PRESETS.items()]


class Builder:
    """The real window, and a person's hands."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.qtbot = qtbot
        self.lab = Laboratory(theme)
        self.window, self.session = self.lab.window, self.lab.session
        self.panel = self.window.layers_panel
        self.view = self.panel.view
        with qtbot.waitActive(self.window, timeout=PATIENCE_MS):
            self.window.show()
            self.window.activateWindow()
        self.until(lambda: self.lab.datasets.dataset is not None)

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def end(self) -> None:
        self.lab.training_desk.abandon()
        self.until(lambda: not self.window.isVisible())
        self.lab.shut_down()
        self.window.deleteLater()
        self.lab.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def check(self, preset: Preset) -> None:
        """It is the preset now, can be trained, and undo leads all the way back."""
        made, wanted = self.session.specification, preset.specification()
        assert made.architecture == wanted.architecture
        assert (made.dataset, made.settings) == (wanted.dataset, wanted.settings)
        self.until(lambda: self.lab.datasets.dataset is not None)
        assert self.session.problem is None
        assert self.window.actions_by_name["train"].isEnabled()
        while self.session.undo_stack.canUndo():
            self.session.undo_stack.undo()
        assert self.session.architecture == PRESETS["cnn-64"].architecture


@pytest.fixture
def builder(qtbot: QtBot, theme: Theme) -> Iterator[Builder]:
    made = Builder(qtbot, theme)
    yield made
    made.end()


# By the keyboard


class Keyboard:
    """Presses keys wherever the keyboard is, and never says where."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.qtbot = builder.qtbot

    @property
    def target(self) -> QWidget:
        # Kept: what it holds is of no use in Python once the popup itself is forgotten there.
        self._popup = QApplication.activePopupWidget()
        inside = self._popup.focusWidget() if self._popup else None
        return inside or self._popup or QApplication.focusWidget() or self.builder.window

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.qtbot.keyClick(self.target, key, modifiers)

    def type(self, text: str) -> None:
        for letter in text:
            self.qtbot.keyClicks(self.target, letter)

    def go_to(self, name: str) -> None:
        """Tab until the control of this accessible name has the keyboard."""
        for _ in range(200):
            if self._name() == name:
                return
            self.press(Key.Key_Tab)
        raise AssertionError(f"{name} cannot be reached by Tab")

    def _name(self) -> str:
        widget = QApplication.focusWidget()
        if isinstance(widget, QLineEdit):  # inside of a spin box
            widget = widget.parentWidget()
        return widget.accessibleName() if widget else ""

    def add(self, layer: Layer) -> None:
        self.press(Key.Key_Insert)
        self.type(layer.kind)
        self.press(Key.Key_Return)
        given = type(layer)(kind=layer.kind)
        changed = [name for name in layer.main if getattr(layer, name) != getattr(given, name)]
        if changed:
            self.press(Key.Key_F2)
            self._edit(layer, changed[-1])

    def _edit(self, layer: Layer, last: str) -> None:
        """Fill the boxes of the card, one after the other, until the last that differs."""
        for name in layer.main:
            value = getattr(layer, name)
            for part in value if isinstance(value, tuple) else (value,):
                self.type(str(part))
                if isinstance(self.target, QAbstractItemView) or name == last:
                    self.press(Key.Key_Return)
                if name != last:
                    self.press(Key.Key_Tab)
            if name == last:
                return

    def choose(self, name: str, wanted: str) -> None:
        """Choose from the box of this name."""
        self.go_to(name)
        self.press(Key.Key_Down)
        popup = QApplication.activePopupWidget()
        assert popup is not None
        view = popup.findChild(QAbstractItemView)
        assert view is not None
        self.press(Key.Key_Home)
        while view.currentIndex().data() != wanted:
            before = view.currentIndex().row()
            self.press(Key.Key_Down)
            assert view.currentIndex().row() > before, f"{wanted} is not offered"
        self.press(Key.Key_Return)


@pytest.mark.realdata
@pytest.mark.parametrize("preset", MADE)
def test_that_a_preset_is_made_from_an_empty_stack_by_the_keyboard_alone(
    builder: Builder, preset: Preset
) -> None:
    hands = Keyboard(builder)
    hands.press(Key.Key_N, CONTROL)
    assert builder.session.architecture.layers == ()
    for layer in preset.architecture.layers:
        hands.add(layer)
    hands.go_to("Epochs")
    hands.type(str(preset.epochs))
    hands.choose("Dataset", TITLES[preset.dataset])
    builder.check(preset)


# By the mouse


class Mouse:
    """Clicks on what is on the screen."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.qtbot = builder.qtbot

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        self.qtbot.mouseClick(widget, LEFT, NONE, place or widget.rect().center())

    def choose_from_menu(self, menu: str, action: str) -> None:
        bar = self.builder.window.menuBar()
        title = next(each for each in bar.actions() if each.text().replace("&", "") == menu)
        self.click(bar, bar.actionGeometry(title).center())
        opened = QApplication.activePopupWidget()
        assert isinstance(opened, QMenu)
        wanted = next(a for a in opened.actions() if a.text().replace("&", "") == action)
        self.click(opened, opened.actionGeometry(wanted).center())

    def click_item(self, view: QAbstractItemView, index: QModelIndex) -> None:
        view.scrollTo(index)  # as the wheel does
        self.qtbot.mouseMove(view.viewport(), view.visualRect(index).center())
        self.click(view.viewport(), view.visualRect(index).center())

    def add(self, kind: str) -> None:
        panel = self.builder.panel
        button = next(b for b in panel.findChildren(QToolButton) if b.text() == "Add layer")
        self.click(button)
        palette = panel.palette_box
        self.builder.until(palette.isVisible)
        view = palette.findChild(QAbstractItemView)
        assert view is not None
        rows = [view.model().index(row, 0) for row in range(view.model().rowCount())]
        wanted = next(row for row in rows if row.data(PaletteRole.NAME) == kind)
        self.click_item(view, wanted)

    def step(self, box: QAbstractSpinBox, times: int) -> None:
        """Click the arrow up, or down if negative."""
        option = QStyleOptionSpinBox()
        box.initStyleOption(option)
        part = QStyle.SubControl.SC_SpinBoxUp if times > 0 else QStyle.SubControl.SC_SpinBoxDown
        arrow = box.style().subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, box)
        for _ in range(abs(times)):
            self.click(box, arrow.center())

    def set_filters(self, layer: int, filters: int) -> None:
        """From 32 by the arrows, each a doubling or a halving."""
        view = self.builder.view
        self.click(view.viewport(), view.parts_of(layer + 1).chips["filters"].center())
        box = next(each for each in view.findChildren(QAbstractSpinBox) if each.isVisible())
        self.step(box, filters.bit_length() - (32).bit_length())

    def choose(self, name: str, wanted: str) -> None:
        box = self._control(QComboBox, name)
        self.click(box)
        self.builder.until(box.view().isVisible)
        row = box.findText(wanted)
        assert row >= 0, f"{wanted} is not offered"
        self.click_item(box.view(), box.model().index(row, 0))

    def set_epochs(self, epochs: int) -> None:
        box = self._control(QAbstractSpinBox, "Epochs")
        self.step(box, epochs - self.builder.session.settings.epochs)

    def _control(self, kind: type[Control], name: str) -> Control:
        controls = self.builder.window.training_bar.findChildren(kind)
        return next(each for each in controls if each.accessibleName() == name)


@pytest.mark.realdata
@pytest.mark.parametrize("preset", MADE)
def test_that_a_preset_is_made_from_an_empty_stack_by_the_mouse_alone(
    builder: Builder, preset: Preset
) -> None:
    hands = Mouse(builder)
    hands.choose_from_menu("File", "New network")
    assert builder.session.architecture.layers == ()
    *front, _end = preset.architecture.layers
    for index, layer in enumerate(front):
        hands.add(layer.kind)
        filters = getattr(layer, "filters", 32)
        if filters != 32:
            hands.set_filters(index, filters)
    # The end is wanting, and the strip below the layers offers it.
    remedies = builder.panel.strip.remedies
    wanted = next(each for each in remedies if "Dense 10" in each.text())
    hands.click(wanted)
    hands.set_epochs(preset.epochs)
    hands.choose("Dataset", TITLES[preset.dataset])
    builder.check(preset)
