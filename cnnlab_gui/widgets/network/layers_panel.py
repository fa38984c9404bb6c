"""The Layers dock: the stack as cards, add, remove, move, and what it all costs."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.layer_model import LayerModel
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.widgets.network.layer_card import LayerCardDelegate
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID, Theme


class LayersPanel(QWidget):
    """Shows and edits the session's architecture.

    Signals
    -------
    layer_selected : int
        Index of the layer whose form is to be shown; -1 for the input.
    form_wanted
        The keyboard is wanted in that form: Enter, or a double click.
    """

    layer_selected = Signal(int)
    form_wanted = Signal()

    def __init__(self, session: LabSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = LayerModel(session.architecture, self)
        self._view = self._make_view(theme)
        self._add = self._make_add_button(theme)
        self._remove = self._tool_button(
            theme, "trash", self.tr("Remove the selected layer (Del)"), self.remove_selected
        )
        self._up = self._tool_button(
            theme, "up", self.tr("Move the selected layer up (Alt+↑)"), lambda: self.move_by(-1)
        )
        self._down = self._tool_button(
            theme, "down", self.tr("Move the selected layer down (Alt+↓)"), lambda: self.move_by(1)
        )
        self._cost = label(role="muted", wrap=True)
        self._lay_out()
        theme.changed.connect(self._view.viewport().update)
        session.changed.connect(self._on_session_changed)
        self._view.selectionModel().currentChanged.connect(self._on_current_changed)
        self._show_cost()
        self.select(0)

    def _make_view(self, theme: Theme) -> QListView:
        view = QListView()
        view.setModel(self._model)
        view.setItemDelegate(LayerCardDelegate(theme, view))
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMouseTracking(True)
        view.setAccessibleName(self.tr("Layers"))
        view.setToolTip(self.tr("The layers from the input to the answer. Select one to edit it."))
        view.activated.connect(lambda _: self.form_wanted.emit())
        view.installEventFilter(self)
        return view

    def _make_add_button(self, theme: Theme) -> QToolButton:
        made = QToolButton()
        made.setText(self.tr("Add layer"))
        made.setAccessibleName(made.text())
        made.setToolTip(self.tr("Add a layer below the selected one (Ins)"))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.set_icon(made, "plus")
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        menu = QMenu(made)
        for name, kind in LAYER_KINDS.items():
            title = translated(kind.title)
            action = menu.addAction(name if title == name else f"{name} – {title}")
            theme.set_icon(action, name, "accent")
            action.setToolTip(translated(kind.explanation))
            action.triggered.connect(lambda _checked, name=name: self.add(name))
        menu.setToolTipsVisible(True)
        made.setMenu(menu)
        return made

    def _tool_button(
        self, theme: Theme, icon: str, tip: str, on_click: Callable[[], None]
    ) -> QToolButton:
        made = QToolButton()
        made.setAutoRaise(True)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        theme.set_icon(made, icon)
        made.clicked.connect(on_click)
        return made

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(GRID, 0, GRID, 0)
        buttons.setSpacing(GRID // 2)
        buttons.addWidget(self._add, 1)
        for each in (self._up, self._down, self._remove):
            buttons.addWidget(each)
        self._cost.setContentsMargins(GRID, 0, GRID, GRID)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self._view, 1)
        column.addLayout(buttons)
        column.addWidget(self._cost)

    @property
    def selected(self) -> int:
        """Index of the selected layer; -1 is the input."""
        return self._view.currentIndex().row() - 1

    def select(self, layer: int) -> None:
        """Select layer ``layer``; -1 is the input."""
        self._view.setCurrentIndex(self._model.index(layer + 1))

    def add(self, kind: str) -> None:
        """Add a layer of ``kind`` with its defaults below the selected one."""
        at = self.selected + 1
        changed = self._session.architecture.inserted(at, LAYER_KINDS[kind](kind=kind))
        self._session.set_architecture(changed, self.tr("add {kind}").format(kind=kind))
        self.select(at)

    def remove_selected(self) -> None:
        at = self.selected
        if at < 0:
            return
        kind = self._session.architecture.layers[at].kind
        changed = self._session.architecture.removed(at)
        self._session.set_architecture(changed, self.tr("remove {kind}").format(kind=kind))
        self.select(min(at, len(changed.layers) - 1))

    def move_by(self, places: int) -> None:
        """Move the selected layer down by ``places``, up if negative."""
        at, to = self.selected, self.selected + places
        architecture = self._session.architecture
        if at < 0 or not 0 <= to < len(architecture.layers):
            return
        kind = architecture.layers[at].kind
        self._session.set_architecture(
            architecture.moved([at], to + (to > at)), self.tr("move {kind}").format(kind=kind)
        )
        self.select(to)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._view and isinstance(event, QKeyEvent):
            wish = self._wish_of(event) if event.type() == QEvent.Type.KeyPress else None
            if wish:
                wish()
                return True
        return super().eventFilter(watched, event)

    def _wish_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        wishes = {
            (Qt.Key.Key_Delete, False): self.remove_selected,
            (Qt.Key.Key_Backspace, False): self.remove_selected,
            (Qt.Key.Key_Insert, False): self._add.showMenu,
            (Qt.Key.Key_Up, True): lambda: self.move_by(-1),
            (Qt.Key.Key_Down, True): lambda: self.move_by(1),
        }
        return wishes.get((Qt.Key(event.key()), alt))

    def _on_session_changed(self, before: RunSpecification, after: RunSpecification) -> None:
        if before.architecture != after.architecture:
            selected = self.selected
            self._model.set_architecture(after.architecture)
            self.select(min(selected, len(after.architecture.layers) - 1))
            self._show_cost()
            self._show_buttons()

    def _on_current_changed(self, current: QModelIndex) -> None:
        self._show_buttons()
        self.layer_selected.emit(current.row() - 1)

    def _show_buttons(self) -> None:
        at, count = self.selected, len(self._session.architecture.layers)
        self._remove.setEnabled(at >= 0)
        self._up.setEnabled(at > 0)
        self._down.setEnabled(0 <= at < count - 1)

    def _show_cost(self) -> None:
        architecture = self._session.architecture
        self._cost.setText(
            self.tr("{parameters} parameters\n{products} multiply-adds for an image").format(
                parameters=number(architecture.parameter_count),
                products=number(architecture.multiply_adds),
            )
        )
