"""The first class in big type, how sure the network is, and the runner-up."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.drawing.answer import Answer
from cnnlab_gui.widgets.draw.seldom import SeldomTold
from cnnlab_gui.widgets.draw.shares import HARDLY_ANY, share_text
from cnnlab_gui.widgets.theme import GRID, Theme

LARGE = 5 * GRID
"""Height of the digits of a class's name beside the lines, logical pixels."""
MEDIUM = 3 * GRID
"""Of the letters of a name that stands above the lines."""
LONGEST_BESIDE = 2
"""Letters of a name in the largest type."""
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
WRAPPED = LEFT | Qt.TextFlag.TextWordWrap
LINES = 3
LEAST_OF_LINES = 24
"""Letters of the lines that must fit beside a long name."""


class Headline(QWidget):
    """Shows an answer in a few words, at a height that no answer changes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._answer: Answer | None = None
        self._hint = ""
        self._is_short, self._is_beside = True, True
        self._name_width = 0
        self._told = SeldomTold(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Answer"))
        self.set_class_names(())
        theme.changed.connect(self.update)

    # What is shown

    def set_class_names(self, names: tuple[str, ...]) -> None:
        """Choose the size of the type for these names, so that no answer changes it."""
        self._is_short = max(map(len, names), default=1) <= LONGEST_BESIDE
        widest = "0" * LONGEST_BESIDE if self._is_short else max(names, key=len)
        metrics = QFontMetrics(self._big(self._type))
        self._name_width = metrics.horizontalAdvance(widest)
        self._choose_place()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_place()

    def _choose_place(self) -> None:
        """Have the lines beside the names where both fit."""
        room = self.width() - self._name_width - GRID
        beside = self._is_short or room >= LEAST_OF_LINES * self.fontMetrics().averageCharWidth()
        if beside != self._is_beside:
            self._is_beside = beside
            self.updateGeometry()

    def show_answer(self, answer: Answer) -> None:
        """Show an answer at once."""
        if self._answer is None or answer.class_names != self._answer.class_names:
            self.set_class_names(answer.class_names)
        self._answer = answer
        self._told.tell(self.text)
        self.update()

    def show_hint(self, text: str) -> None:
        """Say in the answer's place what makes one appear."""
        self._answer, self._hint = None, text
        self._told.tell(text)
        self.update()

    @property
    def text(self) -> str:
        """What is seen, in one line."""
        return " · ".join((self.name, *self.lines())) if self.name else self._message

    @property
    def name(self) -> str:
        """The first class; empty where there is no answer."""
        return self._answer.first_name if self._answer else ""

    @property
    def _message(self) -> str:
        """What stands there instead of an answer."""
        problem = self._answer.problem if self._answer else None
        return translated(problem) if problem else self._hint

    def lines(self) -> tuple[str, ...]:
        """Probability, sureness and runner-up, as they fit; none without an answer."""
        answer = self._answer
        if answer is None or answer.first is None:
            return ()
        room, metrics = self._lines_rect().width(), self.fontMetrics()
        sure = translated(answer.sureness_text())
        if metrics.horizontalAdvance(sure) > room:
            sure = translated(answer.sureness_text(short=True))
        second = answer.second
        if second is None or second.share < HARDLY_ANY:
            other = self.tr("all others below 1 %") if second else ""
        else:
            share = share_text(second.share)
            template = self.tr("or {name}, {share}")
            other = template.format(name=second.name, share=share)
            too_wide = metrics.horizontalAdvance(other) - room
            if too_wide > 0:
                # The name gives way, not the number after it.
                space = metrics.horizontalAdvance(second.name) - too_wide
                name = metrics.elidedText(second.name, Qt.TextElideMode.ElideRight, space)
                other = template.format(name=name, share=share)
        return share_text(answer.first.share), sure, other

    # Where it is

    def _line_height(self) -> int:
        return self.fontMetrics().height() + 2

    def _name_rect(self) -> QRect:
        if self._is_beside:
            return QRect(0, 0, self._name_width, self.height())
        return QRect(0, 0, self.width(), MEDIUM + GRID)

    def _lines_rect(self) -> QRect:
        name = self._name_rect()
        if self._is_beside:
            return self.rect().adjusted(name.width() + GRID, 0, 0, 0)
        return self.rect().adjusted(0, name.height(), 0, 0)

    @property
    def _type(self) -> int:
        """Height of a name's type, logical pixels."""
        return LARGE if self._is_short else MEDIUM

    def _big(self, pixels: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def sizeHint(self) -> QSize:
        lines = LINES * self._line_height()
        above = 0 if self._is_beside else MEDIUM + GRID
        return QSize(24 * GRID, max(lines + above, LARGE + GRID))

    def minimumSizeHint(self) -> QSize:
        return QSize(18 * GRID, self.sizeHint().height())

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self._theme.colours
        if not self.name:
            painter.setPen(QColor(colours.error if self._answer else colours.muted))
            painter.drawText(self.rect(), WRAPPED, self._message)
            return
        self._paint_name(painter)
        rect, height = self._lines_rect(), self._line_height()
        top = rect.top() + (rect.height() - LINES * height) // 2
        for at, line in enumerate(self.lines()):
            font = QFont(self.font())
            font.setWeight(QFont.Weight.Bold if at == 0 else QFont.Weight.Normal)
            painter.setFont(font)
            painter.setPen(QColor(colours.text if at < LINES - 1 else colours.muted))
            place = QRect(rect.left(), top + at * height, rect.width(), height)
            cut = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, LEFT, cut)

    def _paint_name(self, painter: QPainter) -> None:
        """In the middle of its place, or from the left; smaller where it would be cut."""
        rect = self._name_rect()
        pixels = self._type
        wide = QFontMetrics(self._big(pixels)).horizontalAdvance(self.name)
        if wide > rect.width():
            pixels = max(self.fontMetrics().ascent(), pixels * rect.width() // wide)
        painter.setFont(self._big(pixels))
        painter.setPen(QColor(self._theme.colours.text))
        cut = painter.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideRight, rect.width())
        middle = Qt.AlignmentFlag.AlignCenter if self._is_short else LEFT
        painter.drawText(rect, middle, cut)
