"""A network's answer as bars, one for each class, always in the same place."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnlab_gui.bridge.translation import percent, translated
from cnnlab_gui.core.drawing.answer import Answer, Guess
from cnnlab_gui.widgets.draw.seldom import SeldomTold
from cnnlab_gui.widgets.draw.shares import HARDLY_ANY, share_text, widest_share_text
from cnnlab_gui.widgets.theme import GRID, Theme

MOST_CLASSES = 20
BEST_OF_MANY = 10
"""Of more than `MOST_CLASSES`, so many of the likeliest have a row."""
LEAST_ROW, MOST_ROW = 15, 3 * GRID
EDGE = GRID // 2
"""Between the rows and the frame that shows the focus."""
MARK = GRID
"""Width of the first's and the runner-up's mark, before the names."""
GAP = GRID
NAMES = EDGE + MARK + GAP // 2
"""Where the names begin."""
MOST_OF_NAME = 0.5
"""Share of the width that names may take; what is longer is cut."""
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
TOLD = 3


def _tr(text: str) -> str:
    return QCoreApplication.translate("AnswerBars", text)


@dataclass(frozen=True)
class _Row:
    """One class's line.

    Attributes
    ----------
    name : str
    share : float or None
        None where nothing is known.
    rank : int
        0 for the first, 1 for the runner-up, 2 for all others.
    """

    name: str
    share: float | None = None
    rank: int = TOLD - 1


class AnswerBars(QWidget):
    """Shows each class's probability, in the order of the classes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._class_names: tuple[str, ...] = ()
        self._rows: tuple[_Row, ...] = ()
        self._told = SeldomTold(self)
        self._cut: dict[tuple[str, int, bool], str] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self.tr("Probability of each class"))
        self.setToolTip(self.tr("How probable each class is to the network; together 100 %."))
        theme.changed.connect(self.update)
        self.show_blank()

    # What is shown

    def set_class_names(self, names: tuple[str, ...]) -> None:
        """Say which rows there are before anything is answered."""
        if names != self._class_names:
            self._class_names = names
            self.show_blank()

    def show_answer(self, answer: Answer) -> None:
        """Show an answer at once."""
        self._class_names = answer.class_names
        self._put(_rows_of(answer))
        self._told.tell(self._best(answer))

    def show_blank(self) -> None:
        """Show all rows empty, for there is nothing to answer."""
        self._put(_empty_rows(self._class_names))
        self._told.tell(self.tr("Nothing is drawn yet."))

    def _put(self, rows: tuple[_Row, ...]) -> None:
        grows = len(rows) != len(self._rows)
        self._rows = rows
        if grows:
            self.updateGeometry()
        self.update()

    def _best(self, answer: Answer) -> str:
        problem = answer.problem
        if problem is not None:
            return translated(problem)
        best = answer.ranked[:TOLD]
        return "; ".join(f"{guess.name}, {share_text(guess.share)}" for guess in best)

    # Where it is

    @property
    def row_height(self) -> int:
        """Logical pixels of a row, at the widget's present height."""
        rows = max(1, len(self._rows))
        return min(MOST_ROW, max(self._least_row(), self.height() // rows))

    def _least_row(self) -> int:
        return max(LEAST_ROW, self.fontMetrics().height())

    def row_rect(self, at: int) -> QRect:
        """Where the row ``at`` is, from 0."""
        height = self.row_height
        return QRect(0, at * height, self.width(), height)

    def bar_room(self, at: int) -> QRect:
        """Where the bar of the row ``at`` can be: a bar of 100 % fills it."""
        row = self.row_rect(at)
        bold = QFontMetrics(self._bold())
        after = bold.horizontalAdvance(widest_share_text()) + 2
        left = NAMES + self._names_width(bold) + GAP
        thick = min(row.height() - 4, 12)
        top = row.top() + (row.height() - thick) // 2
        return QRect(left, top, max(1, row.width() - left - GAP - after - EDGE), thick)

    def _names_width(self, bold: QFontMetrics) -> int:
        names = [*(row.name for row in self._rows)]
        widest = max((bold.horizontalAdvance(name) + 2 for name in names), default=0)
        return min(widest, round(MOST_OF_NAME * self.width()) - NAMES)

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Bold)
        return font

    def sizeHint(self) -> QSize:
        return QSize(30 * GRID, max(1, len(self._rows)) * (MOST_ROW - 2))

    def minimumSizeHint(self) -> QSize:
        return QSize(19 * GRID, max(1, len(self._rows)) * self._least_row())

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plain, bold = QFont(self.font()), self._bold()
        if self._rows:
            room = self.bar_room(0)
            for at, row in enumerate(self._rows):
                painter.setFont(bold if row.rank == 0 else plain)
                bar = QRect(
                    room.left(), room.top() + at * self.row_height, room.width(), room.height()
                )
                self._paint_row(painter, self.row_rect(at), bar, row)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setPen(QPen(QColor(self._theme.colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            rows = QRect(0, 0, self.width(), max(1, len(self._rows)) * self.row_height)
            painter.drawRect(rows.adjusted(1, 1, -1, -1))

    def _paint_row(self, painter: QPainter, rect: QRect, bar: QRect, row: _Row) -> None:
        colours = self._theme.colours
        stands_out = row.rank < TOLD - 1
        if stands_out:
            self._paint_mark(painter, rect, filled=row.rank == 0)
        painter.setPen(QColor(colours.text if stands_out else colours.muted))
        width = bar.left() - GAP - NAMES
        names = QRect(NAMES, rect.top(), width, rect.height())
        painter.drawText(names, LEFT, self._elided(painter, row.name, width))
        text = "–" if row.share is None else share_text(row.share)
        painter.drawText(rect.adjusted(0, 0, -EDGE, 0), RIGHT, text)
        self._paint_bar(painter, QRectF(bar), row)

    def _elided(self, painter: QPainter, name: str, width: int) -> str:
        key = name, width, painter.font().bold()
        if key not in self._cut:
            if len(self._cut) > 20 * MOST_CLASSES:
                self._cut.clear()
            metrics = painter.fontMetrics()
            self._cut[key] = metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)
        return self._cut[key]

    def _paint_mark(self, painter: QPainter, rect: QRect, *, filled: bool) -> None:
        """A triangle: full for the first, hollow for the runner-up."""
        middle = rect.top() + rect.height() / 2
        left, tip = EDGE + 1.0, EDGE + MARK - 1.0
        corners = (QPointF(left, middle - 4), QPointF(tip, middle), QPointF(left, middle + 4))
        accent = QColor(self._theme.colours.accent)
        painter.setPen(QPen(accent, 1.2))
        painter.setBrush(accent if filled else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF(corners))

    def _paint_bar(self, painter: QPainter, room: QRectF, row: _Row) -> None:
        """Full for the first, an outline for the runner-up, grey for the others."""
        colours = self._theme.colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.border))
        painter.drawRoundedRect(room, 3, 3)
        share = min(1.0, max(0.0, row.share or 0.0))
        if share < HARDLY_ANY:
            return
        room.setWidth(max(2.0, share * room.width()))
        accent = QColor(colours.accent)
        if row.rank == 1:
            painter.setPen(QPen(accent, 1.5))
            painter.setBrush(QColor(colours.selected))
            room.adjust(0.75, 0.75, -0.75, -0.75)
        else:
            painter.setBrush(accent if row.rank == 0 else QColor(colours.field))
        painter.drawRoundedRect(room, 3, 3)

    # Reading

    def text_at(self, y: int) -> str:
        """What is said of the row at a height: its whole name and its probability."""
        at = y // self.row_height
        if not 0 <= at < len(self._rows):
            return ""
        row = self._rows[at]
        return row.name if row.share is None else f"{row.name}: {percent(row.share, 2)}"

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.text_at(event.pos().y())
            QToolTip.showText(event.globalPos(), text or self.toolTip(), self)
            return True
        return super().event(event)


def _empty_rows(names: tuple[str, ...]) -> tuple[_Row, ...]:
    shown = names if _is_few(names) else (*names[: BEST_OF_MANY - 1], _tr("others"))
    return tuple(_Row(name) for name in shown)


def _rows_of(answer: Answer) -> tuple[_Row, ...]:
    """A row for each class; of very many, the likeliest and one for all others."""
    if answer.is_astray:
        return _empty_rows(answer.class_names)
    ranks = {guess.at: rank for rank, guess in enumerate(answer.ranked[:2])}
    second = answer.second
    if second is not None and second.share < HARDLY_ANY:
        del ranks[second.at]  # the first of those that are all as good as nothing
    if _is_few(answer.class_names):
        shown: list[Guess] = sorted(answer.ranked, key=lambda guess: guess.at)
        return tuple(_row(guess, ranks) for guess in shown)
    best = sorted(answer.ranked[: BEST_OF_MANY - 1], key=lambda guess: guess.at)
    others = sum(guess.share for guess in answer.ranked[BEST_OF_MANY - 1 :])
    return (*(_row(guess, ranks) for guess in best), _Row(_tr("others"), others))


def _is_few(names: tuple[str, ...]) -> bool:
    return len(names) <= MOST_CLASSES


def _row(guess: Guess, ranks: dict[int, int]) -> _Row:
    return _Row(guess.name, guess.share, ranks.get(guess.at, TOLD - 1))
