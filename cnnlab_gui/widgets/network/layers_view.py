"""The list of cards: selecting, dragging, and the wishes that keys and clicks express."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip, QWidget

from cnnlab_gui.bridge.layer_model import AnyIndex, LayerModel, LayerRole
from cnnlab_gui.widgets.network.in_place import InPlaceEditor
from cnnlab_gui.widgets.network.layer_card import CardParts, LayerCardDelegate, card_parts
from cnnlab_gui.widgets.theme import GRID, Theme

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class LayersView(QListView):
    """Shows a `LayerModel`; row 0 is the input, which nothing can be done to.

    Signals
    -------
    wish : str
        What a key asks for: an entry of `WISHES`.
    switch_wanted : int
        The eye of this layer was clicked.
    value_wanted : int, str, object
        A layer's parameter was edited in place.
    editing_begun
        The keyboard has come to a box on a card.
    moved : int
        The selected layers were dropped before this layer.
    text_dropped : str, int
        A text was dropped before this layer.
    """

    wish = Signal(str)
    switch_wanted = Signal(int)
    value_wanted = Signal(int, str, object)
    editing_begun = Signal()
    moved = Signal(int)
    text_dropped = Signal(str, int)

    def __init__(self, model: LayerModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cards = LayerCardDelegate(theme, self)
        self._drop_row = -1
        self._dragged_to = QPoint()
        self._editor: InPlaceEditor | None = None
        self._edited_row = 0
        self._pressed = (-1, "")
        self.setModel(model)
        # Where layers come or go, nobody can say which of them was being edited.
        model.rowsInserted.connect(lambda *_: self._close_editor())
        model.rowsRemoved.connect(lambda *_: self._close_editor())
        self.setItemDelegate(self._cards)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDropIndicatorShown(False)  # its own is easier to see
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        theme.changed.connect(self.viewport().update)

    @property
    def drop_row(self) -> int:
        """The row that what is being dragged would come before; -1 while nothing is."""
        return self._drop_row

    def selected_layers(self) -> list[int]:
        """Indices of the selected layers, in order; the input is none."""
        rows = {
            row
            for part in self.selectionModel().selection().toList()
            for row in range(part.top(), part.bottom() + 1)
        }
        return sorted(row - 1 for row in rows if row)

    def select_layers(self, layers: Sequence[int]) -> None:
        """Select exactly these, and bring them into sight; none means the input."""
        rows = sorted(layer + 1 for layer in layers) or [0]
        model, selection = self.model(), QItemSelection()
        # Whole ranges in one call: a call for each row is slow in a long stack.
        start = rows[0]
        for row, following in pairwise([*rows, -1]):
            if following != row + 1:
                selection.select(model.index(start, 0), model.index(row, 0))
                start = following
        flag = QItemSelectionModel.SelectionFlag
        current = model.index(rows[-1], 0)
        self.selectionModel().setCurrentIndex(current, flag.NoUpdate)
        self.selectionModel().select(selection, flag.ClearAndSelect)
        self.scrollTo(model.index(rows[0], 0))
        self.scrollTo(current)

    def parts_of(self, row: int) -> CardParts:
        """Where the parts of a row's card lie."""
        index = self.model().index(row, 0)
        return card_parts(self.visualRect(index), self.font(), index.data(LayerRole.REPORT))

    def edit_in_place(self, row: int, name: str = "") -> None:
        """Edit a row's parameter where it stands; without a name, the first."""
        report = self.model().index(row, 0).data(LayerRole.REPORT)
        if report is None or not report.layer.main:
            return
        self._close_editor()
        self.scrollTo(self.model().index(row, 0))
        self._edited_row = row
        self._editor = InPlaceEditor(
            report.layer, name or report.layer.main[0], self.parts_of(row).chips, self.viewport()
        )
        self._editor.edited.connect(
            lambda field, value: self.value_wanted.emit(row - 1, field, value)
        )
        self._editor.entered.connect(self.editing_begun)
        self._editor.closed.connect(self._on_editor_closed)
        self._editor.begin()

    def _close_editor(self) -> None:
        if self._editor:
            self._editor.close_now()

    def _on_editor_closed(self, has_keyboard: bool) -> None:
        self._editor = None
        if has_keyboard:
            self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wish = wish_of(event)
        if wish == "edit":
            self.edit_in_place(self.currentIndex().row())
        elif wish:
            self.wish.emit(wish)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of `WISHES` from the window's shortcuts while the list has the keyboard."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and wish_of(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row, part = self._part_at(event.position().toPoint())
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        is_click = event.button() == Qt.MouseButton.LeftButton and plain and bool(part)
        self._pressed = (row, part) if is_click else (-1, "")
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Only now, because a press may also begin a drag."""
        super().mouseReleaseEvent(event)
        (row, part), self._pressed = self._pressed, (-1, "")
        if not part or self._part_at(event.position().toPoint()) != (row, part):
            return
        if part == "eye":
            self.switch_wanted.emit(row - 1)
        else:
            self.edit_in_place(row, part)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hovered = self._part_at(event.position().toPoint())
        if hovered != self._cards.hovered:
            self._cards.hovered = hovered
            self.viewport().setCursor(
                Qt.CursorShape.PointingHandCursor if hovered[1] else Qt.CursorShape.ArrowCursor
            )
            self.viewport().update()
        super().mouseMoveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what a click on the eye does; elsewhere the model tells of the layer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row, part = self._part_at(event.pos())
            if part == "eye":
                report = self.model().index(row, 0).data(LayerRole.REPORT)
                tip = (
                    self.tr("Leave this layer out (Ctrl+E)")
                    if report.layer.enabled
                    else self.tr("Take this layer in again (Ctrl+E)")
                )
                QToolTip.showText(event.globalPos(), tip, self.viewport())
                return True
        return super().viewportEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._cards.hovered = (-1, "")
        self.viewport().update()

    def _part_at(self, place: QPoint) -> tuple[int, str]:
        """The row and the name of what can be clicked at ``place``: a parameter, or the eye."""
        row = self.indexAt(place).row()
        if row < 1:
            return row, ""
        parts = self.parts_of(row)
        return row, "eye" if parts.eye.contains(place) else parts.chip_at(place)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag the selected layers; a small picture of them leaves the line for the drop free."""
        indexes = self.selectedIndexes()
        if not self.selected_layers():
            return
        self._pressed = (-1, "")
        drag = QDrag(self)
        drag.setMimeData(self.model().mimeData(indexes))
        drag.setPixmap(self._dragged())
        drag.setHotSpot(QPoint(-2 * GRID, -GRID))
        drag.exec(actions, Qt.DropAction.MoveAction)

    def _dragged(self) -> QPixmap:
        """The first of the selected cards, smaller, and how many there are."""
        layers = self.selected_layers()
        whole = self.viewport().grab(self.parts_of(layers[0] + 1).frame)
        small = whole.scaledToHeight(
            whole.height() * 2 // 3, Qt.TransformationMode.SmoothTransformation
        )
        if len(layers) > 1:
            painter = QPainter(small)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(QColor(self._theme.colours.accent))
            painter.setPen(Qt.PenStyle.NoPen)
            badge = QRect(4, 4, 3 * GRID, 2 * GRID)
            painter.drawRoundedRect(badge, GRID, GRID)
            painter.setPen(QColor(self._theme.colours.on_accent))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(len(layers)))
            painter.end()
        return small

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._follow_drag(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # scrolls at the edges
        self._follow_drag(event)

    def _follow_drag(self, event: QDragMoveEvent) -> None:
        # Of files Qt says that they are text.
        if event.mimeData().hasText() and not event.mimeData().hasUrls():
            self._dragged_to = event.position().toPoint()
            self._show_drop(self._row_of_drop(self._dragged_to))
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._show_drop(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        before = self._row_of_drop(event.position().toPoint()) - 1
        self._show_drop(-1)
        text = event.mimeData().text()
        # Accepted as a copy: what is moved is moved in the architecture, not in this list.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.setState(QAbstractItemView.State.NoState)
        is_copy = bool(event.modifiers() & CONTROL)
        if event.source() is self and not is_copy:
            self.moved.emit(before)
        else:
            self.text_dropped.emit(text, before)

    def _row_of_drop(self, place: QPoint) -> int:
        """The row that what is dropped at ``place`` comes before; never the input's."""
        index = self.indexAt(place)
        if not index.isValid():
            return self.model().rowCount() if place.y() > 0 else 1
        lower_half = place.y() > self.visualRect(index).center().y()
        return max(1, index.row() + lower_half)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep in sight what is worked on, also where a problem's strip takes room away."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())
        self._place_editor()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._place_editor()
        if self._drop_row >= 0:
            self._show_drop(self._row_of_drop(self._dragged_to))

    def _place_editor(self) -> None:
        report = self.model().index(self._edited_row, 0).data(LayerRole.REPORT)
        if self._editor and report is not None:
            self._editor.follow(report.layer, self.parts_of(self._edited_row).chips)

    def _show_drop(self, row: int) -> None:
        if row != self._drop_row:
            self._drop_row = row
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drop_row < 0:
            return
        above = self.visualRect(self.model().index(self._drop_row - 1, 0))
        line = QRect(above.left() + GRID, above.bottom() - 1, above.width() - 2 * GRID, 3)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(self._theme.colours.accent)
        painter.fillRect(line, colour)
        painter.setPen(QPen(colour, 2))
        painter.setBrush(QColor(self._theme.colours.window))
        for x in (line.left(), line.right()):
            painter.drawEllipse(QPoint(x, line.center().y()), 4, 4)

    def dataChanged(self, top: AnyIndex, bottom: AnyIndex, roles: Sequence[int] = ()) -> None:
        super().dataChanged(top, bottom, roles)
        self._place_editor()


# What the keys of a list ask for. They are the list's own, because elsewhere they edit text.
WISHES: dict[tuple[Qt.Key, Qt.KeyboardModifier], str] = {
    (Key.Key_Delete, Qt.KeyboardModifier.NoModifier): "remove",
    (Key.Key_Backspace, Qt.KeyboardModifier.NoModifier): "remove",
    (Key.Key_Delete, CONTROL): "remove_stage",
    (Key.Key_Insert, Qt.KeyboardModifier.NoModifier): "add",
    (Key.Key_Up, ALT): "up",
    (Key.Key_Down, ALT): "down",
    (Key.Key_D, CONTROL): "duplicate",
    (Key.Key_D, CONTROL | SHIFT): "duplicate_stage",
    (Key.Key_E, CONTROL): "switch",
    (Key.Key_F2, Qt.KeyboardModifier.NoModifier): "edit",
    (Key.Key_Return, Qt.KeyboardModifier.NoModifier): "form",
    (Key.Key_Enter, Qt.KeyboardModifier.NoModifier): "form",
}

STANDARD_WISHES = (
    (QKeySequence.StandardKey.Copy, "copy"),
    (QKeySequence.StandardKey.Cut, "cut"),
    (QKeySequence.StandardKey.Paste, "paste"),
)


def wish_of(event: QKeyEvent) -> str:
    """What a key in the list asks for; empty if it is Qt's to answer."""
    for sequence, wish in STANDARD_WISHES:
        if event.matches(sequence):
            return wish
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return WISHES.get((Key(event.key()), modifiers), "")
