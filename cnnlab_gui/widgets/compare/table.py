"""The table of runs: what differs from the chosen one stands out, by its look and in words."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from cnnlab_gui.bridge.run_columns import DIFFERENCE, NAME, TAGS
from cnnlab_gui.bridge.runs_model import RunRole, RunsModel
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.widgets.compare.pens import RunPens
from cnnlab_gui.widgets.theme import GRID, Theme

LETTERS = {NAME: 24, DIFFERENCE: 34, "network": 40, "created": 17, "dataset": 15, TAGS: 12}
OTHER_LETTERS = 11
LINE_ROOM = 4 * GRID  # for the line with which a run is drawn, before its name
HIDDEN_AT_FIRST = ("training", "network")

AnyIndex = QModelIndex | QPersistentModelIndex


class RunsTable(QTableView):
    """Shows a `RunsModel`. The current run is the one that all others are compared with.

    Signals
    -------
    selection_changed
        See `selected` and `current`.
    opened : str
        A run was double-clicked, or Enter was pressed on it.
    settled
        The editing of a cell has ended.
    columns_changed
        See `hidden_columns`.
    """

    selection_changed = Signal()
    opened = Signal(str)
    settled = Signal()
    columns_changed = Signal()

    def __init__(self, model: RunsModel, theme: Theme, pens: RunPens) -> None:
        super().__init__()
        self._runs = model
        self._pens = pens
        self._hidden = set(HIDDEN_AT_FIRST)
        self._widths: dict[str, int] = {}
        self._kept: tuple[list[str], str | None, str] = [], None, NAME
        self._is_restoring = False
        self.setModel(model)
        self.setItemDelegate(_RunDelegate(theme, pens, self))
        self._set_up()
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        theme.changed.connect(self.viewport().update)
        self._lay_out_columns()

    def _set_up(self) -> None:
        self.setAccessibleName(self.tr("Runs"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setMinimumHeight(10 * GRID)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + GRID)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._offer_columns)
        header.sectionResized.connect(self._on_resized)
        key, order = self._runs.sorted_by
        header.setSortIndicator(self._runs.column_of(key), order)
        self.setSortingEnabled(True)

    # What is selected

    @property
    def selected(self) -> list[str]:
        """Names of the selected runs, from top to bottom."""
        shown = self._runs.shown
        return [shown[row].name for row in self._selected_rows()]

    def _selected_rows(self) -> list[int]:
        # Qt's own list of them takes a tenth of a second for a thousand rows.
        selection = self.selectionModel().selection()
        ranges = [selection.at(number) for number in range(selection.count())]
        return sorted({row for each in ranges for row in range(each.top(), each.bottom() + 1)})

    @property
    def current(self) -> RunSummary | None:
        """The run with the keyboard's frame, if it is selected; else the first selected one."""
        index = self.currentIndex()
        chosen = self.selectionModel()
        if index.isValid() and chosen.isRowSelected(index.row(), QModelIndex()):
            return self._runs.shown[index.row()]
        rows = self._selected_rows()
        return self._runs.shown[rows[0]] if rows else None

    def select(self, names: Sequence[str], current: str | None = None) -> None:
        """Select these runs, as far as they are shown, and put the frame on one of them."""
        was_restoring, self._is_restoring = self._is_restoring, True
        rows = [row for name in names if (row := self._runs.row_of(name)) >= 0]
        selection, last = QItemSelection(), self._runs.columnCount() - 1
        for row in rows:
            selection.select(self._runs.index(row, 0), self._runs.index(row, last))
        framed = self._runs.row_of(current) if current else -1
        if framed < 0 and rows:
            framed = rows[0]
        if framed >= 0:
            index = self._runs.index(framed, max(0, self._current_column()))
            no_update = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(index, no_update)
            self.scrollTo(index)
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._is_restoring = was_restoring
        if not was_restoring:
            self.selection_changed.emit()

    def toggle(self, name: str) -> None:
        """Take a run into the selection, or out of it."""
        names = self.selected
        if name in names:
            names.remove(name)
            self.select(names, names[0] if names else None)
        else:
            self.select([*names, name], name)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._is_restoring:
            self.selection_changed.emit()

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row() and not self._is_restoring:
            self.selection_changed.emit()

    def _current_column(self) -> int:
        index = self.currentIndex()
        return index.column() if index.isValid() else self._runs.column_of(NAME)

    def _keep(self) -> None:
        self._is_restoring = True
        current, column = self.current, self._current_column()
        key = self._runs.columns[column].key if column < len(self._runs.columns) else NAME
        self._kept = self.selected, current.name if current else None, key

    def _restore(self) -> None:
        names, current, _ = self._kept
        self._lay_out_columns()
        key, order = self._runs.sorted_by
        header = self.horizontalHeader()
        header.blockSignals(True)
        header.setSortIndicator(self._runs.column_of(key), order)
        header.blockSignals(False)
        self.select(names, current)
        self._is_restoring = False
        self.selection_changed.emit()

    # Editing

    @property
    def is_editing(self) -> bool:
        return self.state() == QAbstractItemView.State.EditingState

    def edit_name(self) -> None:
        """Let the current run's name be typed in its cell."""
        self._edit(NAME)

    def edit_tags(self) -> None:
        self._edit(TAGS)

    def _edit(self, key: str) -> None:
        current = self.current
        if current is None:
            return
        column = self._runs.column_of(key)
        self.setColumnHidden(column, False)
        self._hidden.discard(key)
        index = self._runs.index(self._runs.row_of(current.name), column)
        no_update = QItemSelectionModel.SelectionFlag.NoUpdate
        self.selectionModel().setCurrentIndex(index, no_update)
        self.scrollTo(index)
        self.edit(index)

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self.settled.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() is not Qt.MouseButton.LeftButton:
            return
        if self._runs.columns[index.column()].key == TAGS:
            self.edit_tags()
        else:
            self.opened.emit(self._runs.shown[index.row()].name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            event.ignore()  # the page's
            return
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        current = self.current
        if enter and current is not None and not self.is_editing:
            self.opened.emit(current.name)
            return
        super().keyPressEvent(event)

    # Columns

    @property
    def hidden_columns(self) -> tuple[str, ...]:
        """The keys of what the person does not want to see."""
        return tuple(sorted(self._hidden))

    def hide_columns(self, keys: Sequence[str]) -> None:
        """Show all columns but these."""
        self._hidden = set(keys) - {NAME}
        self._lay_out_columns()

    def show_column(self, key: str, shown: bool) -> None:
        if shown:
            self._hidden.discard(key)
        else:
            self._hidden.add(key)
        column = self._runs.column_of(key)
        if column >= 0:
            self.setColumnHidden(column, not shown)
        self.columns_changed.emit()

    def _lay_out_columns(self) -> None:
        letter = self.fontMetrics().averageCharWidth()
        header = self.horizontalHeader()
        header.blockSignals(True)
        for at, column in enumerate(self._runs.columns):
            letters = LETTERS.get(column.key, OTHER_LETTERS)
            title = self.fontMetrics().horizontalAdvance(column.title) + 4 * GRID
            room = LINE_ROOM if column.key == NAME else 0
            usual = max(title, letters * letter + 2 * GRID) + room
            self.setColumnWidth(at, self._widths.get(column.key, usual))
            self.setColumnHidden(at, column.key in self._hidden)
        header.blockSignals(False)

    def _on_resized(self, section: int, before: int, after: int) -> None:
        if after and section < len(self._runs.columns):
            self._widths[self._runs.columns[section].key] = after

    def fill_columns_menu(self, menu: QMenu) -> None:
        """Offer in ``menu`` which columns are shown."""
        menu.clear()
        menu.setToolTipsVisible(True)
        for column in self._runs.columns:
            if column.key == NAME:
                continue
            action = QAction(column.title, menu)
            action.setCheckable(True)
            action.setChecked(column.key not in self._hidden)
            action.setToolTip(column.tip)
            action.toggled.connect(lambda on, key=column.key: self.show_column(key, on))
            menu.addAction(action)

    def _offer_columns(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_columns_menu(menu)
        menu.popup(self.horizontalHeader().mapToGlobal(place))


class _RunDelegate(QStyledItemDelegate):
    """Draws what differs in bold on a tint, and a run's line before its name."""

    def __init__(self, theme: Theme, pens: RunPens, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pens = pens

    def initStyleOption(self, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        super().initStyleOption(option, index)
        # Rows are selected as a whole, and `paint` fills the cell: the style is to do neither.
        option.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected)
        option.font.setBold(bool(index.data(RunRole.DIFFERS)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        model = index.model()
        assert isinstance(model, RunsModel)
        column, whole = model.columns[index.column()], QRect(option.rect)
        is_name = column.key == NAME
        painter.fillRect(whole, self._ground(option, index))
        # Numbers at the right edge of a cell must not touch the words of the next one.
        left = LINE_ROOM if is_name else 0
        option.rect = whole.adjusted(left, 0, -GRID if column.is_number else 0, 0)
        super().paint(painter, option, index)
        if is_name:
            self._draw_line(painter, whole, index.data(RunRole.SUMMARY).name)
        if index.data(RunRole.IS_REFERENCE):
            self._frame(painter, whole)

    def _ground(self, option: QStyleOptionViewItem, index: AnyIndex) -> QColor:
        colours = self._theme.colours
        if option.state & QStyle.StateFlag.State_Selected:
            return QColor(colours.selected)
        if not index.data(RunRole.DIFFERS):
            return QColor(colours.page)
        tint = QColor(colours.validation)
        tint.setAlpha(45 if self._theme.is_dark else 28)
        return tint

    def _draw_line(self, painter: QPainter, place: QRect, name: str) -> None:
        """The line with which a run is drawn below."""
        pen = self._pens.of(name)
        if pen is None:
            return
        painter.save()
        painter.setPen(pen)
        y = place.center().y()
        painter.drawLine(place.left() + GRID // 2, y, place.left() + LINE_ROOM - GRID // 2, y)
        painter.restore()

    def _frame(self, painter: QPainter, place: QRect) -> None:
        """A line above and below the run that all others are compared with."""
        painter.save()
        painter.setPen(QColor(self._theme.colours.accent))
        painter.drawLine(place.topLeft(), place.topRight())
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        painter.restore()

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        super().setEditorData(editor, index)
        editor.setAccessibleName(self.tr("New text"))
