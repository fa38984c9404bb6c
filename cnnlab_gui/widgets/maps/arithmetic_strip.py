"""One line under the maps: the value under the pointer, and the sum that made it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolTip, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.inside.geometry import Position
from cnnlab_gui.core.inside.given_text import given_line
from cnnlab_gui.core.inside.sum_text import (
    Piece,
    Role,
    SumLine,
    value_pieces,
)
from cnnlab_gui.core.layers.arithmetic import Arithmetic
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.theme import GRID, Theme

RADIUS = 6
EXPONENT_SIZE = 0.78  # of the line's own letters
EXPONENT_RISE = 0.4
LEAST_TERMS = 2
"""So many terms say more than what stands at the right end."""


class ArithmeticStrip(QFrame):
    """Shows how a value came about in one line, as many of its terms as there is room for.

    It costs little to be told of every move of the pointer: the line is measured and written
    when it is painted.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: tuple[SumLine, ...] = ()  # the same, from the fullest to the barest
        self._hint = ""
        self._sides: tuple[str, ...] = ()
        self._beside = ""  # for its room alone
        self._fonts: dict[Role, tuple[QFont, QFontMetricsF]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The sum under the pointer"))
        theme.changed.connect(self.update)

    # What is shown

    def show_sum(
        self,
        at: Position,
        arithmetic: Arithmetic | None,
        pinned: bool = False,
        *,
        value: float | None = None,
        class_names: tuple[str, ...] = (),
        where: Sequence[Sentence] = (),
    ) -> None:
        """Show the value at a place of a layer's output.

        Parameters
        ----------
        at : Position
        arithmetic : Arithmetic or None
            None where there is no sum, as in the image itself; then ``value`` is shown.
        pinned : bool
            It stays when the pointer goes on.
        value : float, optional
            What the network gives, which stands first where the sum comes to something else.
        class_names : tuple of str
            Where the layer gives one number for each class.
        where : sequence of Sentence
            What the map is called, stands before it all: the first of these that leaves room
            for the sum, or none.
        """
        if arithmetic is None:
            given = math.nan if value is None else value
            line = SumLine(value_pieces(at, given, class_names))
        else:
            given = arithmetic.value if value is None else value
            line = given_line(at, arithmetic, given, class_names)
        self._show(
            (*(_headed(line, name) for name in where), line), pinned, has_sum=bool(arithmetic)
        )

    def show_sentence(self, text: Sentence, pinned: bool = False) -> None:
        """Show what is said of a value that no sum made."""
        self._show((SumLine((Piece("plain", text),)),), pinned, has_sum=False)

    def _show(self, lines: tuple[SumLine, ...], pinned: bool, *, has_sum: bool) -> None:
        self._lines = lines
        pin, let_go = self.tr("click to pin"), self.tr("Esc lets go")
        if pinned:
            self._sides = self.tr("pinned — Esc lets go"), let_go
        else:
            self._sides = (pin,) if has_sum else ()
        # What is pinned has the terms that were seen before the click.
        self._beside = max(pin, let_go, key=self._font("plain")[1].horizontalAdvance)
        self._tell()

    def show_hint(self, text: str) -> None:
        """Show a sentence instead: the pointer is at no value."""
        self._lines, self._hint, self._sides = (), text, ()
        self._tell()

    def _tell(self) -> None:
        self.setAccessibleDescription(self.text)
        self.update()

    @property
    def text(self) -> str:
        """All of the line, also what there is no room for."""
        return as_text(runs(self._lines[0].pieces())) if self._lines else self._hint

    @property
    def shown_text(self) -> str:
        """What there is room for."""
        return as_text(self._fitting()[0])

    @property
    def side_text(self) -> str:
        """What can be done, at the right end."""
        return self._fitting()[1]

    # Room

    def sizeHint(self) -> QSize:
        return QSize(80 * GRID, self.fontMetrics().height() + 2 * GRID)

    def minimumSizeHint(self) -> QSize:
        return QSize(20 * GRID, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fonts.clear()
            self.updateGeometry()

    def _font(self, role: Role) -> tuple[QFont, QFontMetricsF]:
        if role not in self._fonts:
            font = QFont(self.font())
            if role == "value":
                font.setWeight(QFont.Weight.Bold)
            if role == "exponent":
                font.setPointSizeF(font.pointSizeF() * EXPONENT_SIZE)
            self._fonts[role] = font, QFontMetricsF(font)
        return self._fonts[role]

    def _width(self, shown: Iterable[tuple[Role, str]]) -> float:
        return sum(self._font(role)[1].horizontalAdvance(text) for role, text in shown)

    def _fitting(self) -> tuple[list[tuple[Role, str]], str]:
        """The line with as many terms as fit, and what stands at the right end.

        Its beginning and its end stay; the right end gives way to the last terms of all, and
        to the first ones.
        """
        if not self._lines:
            return [("hint", self._hint)], ""
        room = self.width() - 2.0 * GRID
        beside = self._side_width(self._beside) if self._sides else 0.0
        shown: list[tuple[Role, str]] = []
        # A short name is worth more than another term.
        for lines in (self._lines[:-1], self._lines[-1:]):
            for line in lines:
                least = min(LEAST_TERMS, len(line.terms))
                shown = shown or self._shown(line, room, len(line.terms) + line.others)
                shown = shown or self._shown(line, room - beside, least)
            for line in lines[1:] or lines:
                shown = shown or self._shown(line, room, min(1, len(line.terms)))
        if not shown:
            return self._elided(runs(self._lines[-1].pieces(1)), room), ""
        left = room - self._width(shown)
        return shown, next((text for text in self._sides if self._side_width(text) <= left), "")

    def _shown(self, line: SumLine, room: float, least: int) -> list[tuple[Role, str]]:
        """The line with as many terms as fit, so many at least; nothing where these do not."""
        for most in range(len(line.terms), least - 1, -1):
            shown = runs(line.pieces(most))
            if self._width(shown) <= room:
                return shown
        return []

    def _side_width(self, text: str) -> float:
        return self._font("plain")[1].horizontalAdvance(text) + 2 * GRID

    def _elided(self, shown: list[tuple[Role, str]], room: float) -> list[tuple[Role, str]]:
        """As much as fits into ``room`` of what is too long, with a mark where it is cut."""
        made: list[tuple[Role, str]] = []
        for role, text in shown:
            metrics = self._font(role)[1]
            width = metrics.horizontalAdvance(text)
            if width > room:
                made.append((role, metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)))
                break
            made.append((role, text))
            room -= width
        return made

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self._theme.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.setBrush(QColor(colours.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        metrics = self._font("plain")[1]
        baseline = (self.height() + metrics.ascent() - metrics.descent()) / 2
        shown, side = self._fitting()
        painter.setFont(self.font())
        painter.setPen(QColor(colours.muted))
        left = self.width() - GRID - metrics.horizontalAdvance(side)
        painter.drawText(QPointF(left, baseline), side)
        self._paint_line(painter, shown, QPointF(GRID, baseline))

    def _paint_line(
        self, painter: QPainter, shown: Iterable[tuple[Role, str]], start: QPointF
    ) -> None:
        colours = self._theme.colours
        inks = {"term": colours.accent, "exponent": colours.accent, "hint": colours.muted}
        rise = QPointF(0, self._font("plain")[1].ascent() * EXPONENT_RISE)
        for role, text in shown:
            font, metrics = self._font(role)
            painter.setFont(font)
            painter.setPen(QColor(inks.get(role, colours.text)))
            painter.drawText(start - rise if role == "exponent" else start, text)
            start += QPointF(metrics.horizontalAdvance(text), 0)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            whole = self.text
            QToolTip.showText(event.globalPos(), whole if whole != self.shown_text else "", self)
            return True
        return super().event(event)


def _headed(line: SumLine, name: Sentence) -> SumLine:
    return replace(line, start=(Piece("plain", name), Piece("plain", ": "), *line.start))


def as_text(shown: Iterable[tuple[Role, str]]) -> str:
    """A line as plain text."""
    return "".join(f"^{text}" if role == "exponent" else text for role, text in shown)


def runs(pieces: Iterable[Piece]) -> list[tuple[Role, str]]:
    """The pieces in the person's language, those of one role together."""
    return [
        (role, "".join(_text(piece) for piece in group))
        for role, group in groupby(pieces, key=lambda piece: piece.role)
    ]


def _text(piece: Piece) -> str:
    # What is no sentence is the same in every language; to look it up would take most of the time.
    return piece.text if isinstance(piece.text, str) else translated(piece.text)
