"""The palette from which a layer is added: type a few letters, press Enter."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.palette_model import PaletteModel, PaletteRole
from cnnlab_gui.widgets.network.palette_row import PaletteRowDelegate
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID, Theme

SIZE = QSize(52 * GRID, 55 * GRID)
WIDTH_IN_LINES = 28  # of text: a large font needs a wider palette
GAP = GRID // 2


class LayerPalette(QFrame):
    """A popup with all kinds of layer; made once, opened again and again.

    Signals
    -------
    chosen : str
        Name of a kind; the popup is closed by then.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        self._anchor: QWidget | None = None
        self._model = PaletteModel(self)
        self._search = self._make_search()
        self._view = self._make_view()
        self._nothing = label(
            self.tr("No layer of that name. Try 'conv', 'pool' or 'dense'."), "muted", wrap=True
        )
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._places = QStackedWidget()
        self.setAccessibleName(self.tr("Add a layer"))
        self._lay_out()
        theme.changed.connect(self.update)
        theme.changed.connect(self._view.viewport().update)
        self._show_hits("")

    def popup_at(self, anchor: QWidget | QPoint) -> None:
        """Open below or beside ``anchor``, a widget or a place on the screen, all within it."""
        self._anchor = anchor if isinstance(anchor, QWidget) else None
        if isinstance(anchor, QWidget):
            taken = QRect(anchor.mapToGlobal(QPoint(0, 0)), anchor.size())
            screen = anchor.screen()
        else:
            taken = QRect(anchor, QSize(1, 1))
            screen = QGuiApplication.screenAt(anchor) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        wide = QSize(WIDTH_IN_LINES * self.fontMetrics().height(), 0)
        size = SIZE.expandedTo(wide).boundedTo(room.size())
        self.setGeometry(QRect(place_beside(taken, size, room), size))
        self._search.clear()
        self._show_hits("")
        self.show()
        self._search.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self._search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            steps = self._steps(Qt.Key(event.key()))
            if steps:
                self._move(steps)
                return True
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # A press on the button that opened the popup is to close it, not to open it again.
        at = event.globalPosition().toPoint()
        anchor = self._anchor
        on_anchor = anchor is not None and anchor.rect().contains(anchor.mapFromGlobal(at))
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay, on_anchor)
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._theme.colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.window))
        painter.setPen(QColor(colours.border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _make_search(self) -> QLineEdit:
        made = QLineEdit()
        made.setPlaceholderText(self.tr("Search layers"))
        made.setAccessibleName(made.placeholderText())
        made.setToolTip(self.tr("A name or what the layer does; ↑ and ↓ select, Enter adds."))
        glass = QAction(made)
        self._theme.set_icon(glass, "search", "muted")
        made.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        made.textChanged.connect(self._show_hits)
        made.returnPressed.connect(lambda: self._choose(self._view.currentIndex()))
        made.installEventFilter(self)
        return made

    def _make_view(self) -> QListView:
        view = QListView()
        view.setModel(self._model)
        view.setItemDelegate(PaletteRowDelegate(self._theme, view))
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMouseTracking(True)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard stays in the search line
        view.setAccessibleName(self.tr("Kinds of layer"))
        view.clicked.connect(self._choose)
        return view

    def _lay_out(self) -> None:
        self._places.addWidget(self._view)
        self._places.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, GRID, 1, GRID)
        column.setSpacing(GRID)
        line = QVBoxLayout()
        line.setContentsMargins(GRID, 0, GRID, 0)
        line.addWidget(self._search)
        column.addLayout(line)
        column.addWidget(self._places, 1)

    def _show_hits(self, text: str) -> None:
        self._model.search(text)
        rows = self._model.kind_rows()
        self._places.setCurrentWidget(self._view if rows else self._nothing)
        if rows:
            self._select(rows[0])
            self._view.scrollToTop()
        else:
            self._search.setAccessibleDescription(self._nothing.text())

    def _steps(self, key: Qt.Key) -> int:
        """Rows that ``key`` goes down, up if negative; 0 for a key that does not move."""
        row = self._view.visualRect(self._view.currentIndex()).height() or 1
        page = max(1, self._view.viewport().height() // row - 1)
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
        }
        return steps.get(key, 0)

    def _move(self, steps: int) -> None:
        rows = self._model.kind_rows()
        if not rows:
            return
        at = rows.index(self._view.currentIndex().row()) + steps
        row = rows[min(max(at, 0), len(rows) - 1)]
        self._select(row)
        if row == rows[0]:
            self._view.scrollToTop()  # with its heading

    def _select(self, row: int) -> None:
        index = self._model.index(row)
        self._view.setCurrentIndex(index)
        # The list never has the keyboard, so the line that has it tells what Enter would add.
        self._search.setAccessibleDescription(str(index.data()))

    def _choose(self, index: QModelIndex) -> None:
        name = index.data(PaletteRole.NAME)
        if name is not None:
            self.close()
            self.chosen.emit(name)


def place_beside(anchor: QRect, size: QSize, room: QRect) -> QPoint:
    """Where a popup of ``size`` hides least: below ``anchor``, right, left, above; in ``room``."""
    below, above = anchor.bottom() + 1 + GAP, anchor.top() - GAP - size.height()
    right, left = anchor.right() + 1 + GAP, anchor.left() - GAP - size.width()
    level = anchor.bottom() + 1 - size.height()
    choices = ((anchor.left(), below), (right, level), (left, level), (anchor.left(), above))
    for x, y in choices:
        kept = _kept_inside(QRect(QPoint(x, y), size), room)
        if not kept.intersects(anchor):
            return kept.topLeft()
    return _kept_inside(QRect(QPoint(anchor.left(), below), size), room).topLeft()


def _kept_inside(popup: QRect, room: QRect) -> QRect:
    x = max(room.left(), min(popup.left(), room.right() + 1 - popup.width()))
    y = max(room.top(), min(popup.top(), room.bottom() + 1 - popup.height()))
    return QRect(QPoint(x, y), popup.size())
