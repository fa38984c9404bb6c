"""Small fields of the Feature maps page: which layer, which columns, which view."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QWidget

from cnnlab_gui.widgets.maps.giving_box import GivingBox
from cnnlab_gui.widgets.menus import give_menu
from cnnlab_gui.widgets.theme import Theme

LEAST_LETTERS, USUAL_LETTERS = 12, 22


class SegmentedSwitch(QWidget):
    """Buttons side by side, one of them down.

    Signals
    -------
    chosen : int
        The number of the button that a person pressed.
    """

    chosen = Signal(int)

    def __init__(
        self, theme: Theme, choices: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, (text, tip) in enumerate(choices):
            made = QPushButton(text)
            made.setCheckable(True)
            made.setToolTip(tip)
            self._group.addButton(made, number)
            row.addWidget(made)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self.chosen)
        theme.changed.connect(self._colour)
        self._colour()

    def choose(self, number: int) -> None:
        """Press a button as a person would."""
        self._group.button(number).click()

    def show_choice(self, number: int) -> None:
        """Have a button down, without a signal."""
        self._group.button(number).setChecked(True)

    @property
    def choice(self) -> int:
        return self._group.checkedId()

    def _colour(self) -> None:
        colours = self._theme.colours
        self.setStyleSheet(
            f"""
            QPushButton {{ border-radius: 0; padding: 5px 10px; }}
            QPushButton:first-child {{ border-top-left-radius: 6px; }}
            QPushButton:checked {{ background: {colours.selected}; color: {colours.accent};
                                   border-color: {colours.accent}; }}
            """
        )


class ViewSwitch(SegmentedSwitch):
    """Chooses one of the views, in the order of `View`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        choices = (
            (self.tr("Grid"), self.tr("The same channel of several layers, for each image.")),
            (self.tr("All channels"), self.tr("Every channel of one layer, for one image.")),
            (self.tr("Kernels"), self.tr("The weights of a convolution as images.")),
            (self.tr("Why?"), self.tr("What in each image speaks for its class.")),
        )
        super().__init__(theme, choices, parent)


class LayerBox(GivingBox):
    """Chooses one of a network's layers.

    Signals
    -------
    layer_chosen : int
        By a person.
    """

    layer_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(LEAST_LETTERS, USUAL_LETTERS, parent)
        self.setAccessibleName(self.tr("Layer"))
        self.setToolTip(self.tr("Which layer is shown."))
        self.setMaxVisibleItems(20)
        self.activated.connect(lambda row: self.layer_chosen.emit(self.itemData(row)))

    def set_layers(self, layers: Sequence[tuple[int, str]], chosen: int) -> None:
        """Offer layers by number and name."""
        with QSignalBlocker(self):
            self.clear()
            for number, name in layers:
                self.addItem(name, number)
            self.setCurrentIndex(self.findData(chosen))


class ColumnsButton(QPushButton):
    """Chooses which layers have a column.

    Signals
    -------
    columns_chosen : tuple of int
        By a person; at least one.
    """

    columns_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(self.tr("Layers"))
        self.setToolTip(self.tr("Choose the layers that have a column."))
        self._menu = _StayingMenu(self)
        self._menu.setToolTipsVisible(True)
        give_menu(self, self._menu)
        self._layers: list[tuple[int, str]] = []
        self._entries: list[tuple[int, QAction]] = []
        self._usual: tuple[int, ...] = ()

    def set_layers(
        self, layers: Sequence[tuple[int, str]], shown: Sequence[int], usual: tuple[int, ...]
    ) -> None:
        """Offer layers by number and name; ``usual`` are what the first entry goes back to."""
        self._usual = usual
        if list(layers) != self._layers:
            # Not at each change: the menu may be open.
            self._layers = list(layers)
            self._fill()
        for number, action in self._entries:
            action.setChecked(number in shown)

    def _fill(self) -> None:
        self._menu.clear()
        back = self._menu.addAction(self.tr("Convolutions and pooling"))
        back.triggered.connect(lambda _: self._take(self._usual))
        everything = self._menu.addAction(self.tr("All layers"))
        everything.triggered.connect(lambda _: self._take(tuple(n for n, _ in self._layers)))
        self._menu.addSeparator()
        self._entries = []
        for number, name in self._layers:
            action = self._menu.addAction(name)
            action.setCheckable(True)
            action.triggered.connect(lambda _, action=action: self._on_checked(action))
            self._entries.append((number, action))

    def _take(self, numbers: tuple[int, ...]) -> None:
        for number, action in self._entries:
            action.setChecked(number in numbers)
        self.columns_chosen.emit(self._chosen())

    def _on_checked(self, action: QAction) -> None:
        if self._chosen():
            self.columns_chosen.emit(self._chosen())
        else:
            # A grid without a layer shows nothing: the last one stays.
            action.setChecked(True)

    def _chosen(self) -> tuple[int, ...]:
        return tuple(number for number, action in self._entries if action.isChecked())


class _StayingMenu(QMenu):
    """A menu that stays open while boxes are checked in it."""

    def mouseReleaseEvent(self, event: object) -> None:
        action = self.activeAction()
        if action is not None and action.isCheckable():
            action.trigger()
            return
        super().mouseReleaseEvent(event)  # type: ignore[arg-type]
