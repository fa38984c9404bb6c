"""Paper to draw on with the mouse, a pen or fingers; what is drawn is kept as strokes."""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.core.drawing.erase import erased
from cnnlab_gui.core.drawing.place import placed
from cnnlab_gui.core.drawing.placed import Grey, Placement
from cnnlab_gui.core.drawing.stroke import Point, Stroke
from cnnlab_gui.widgets.drawing.history import Drawing, History
from cnnlab_gui.widgets.drawing.pointers import PointerWidget, Touch
from cnnlab_gui.widgets.drawing.sheet import Look, Sheet
from cnnlab_gui.widgets.drawing.tip import TIP_RANGES, TIP_STEP, TIPS, Line, Tool
from cnnlab_gui.widgets.theme import GRID, Theme

LEAST_STEP = 0.004
"""Points nearer than this to the one before are left out."""
MARGIN = 2.0
_UNDO, _REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
_CLEAR = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_LETTERS = frozenset("epb[]")
"""Keys that choose a tool or its width."""


class DrawingCanvas(PointerWidget):
    """Dark ink on light paper, or the other way round in the dark theme.

    Signals
    -------
    changed
        There is more ink, or less, or what can be undone is another.
    stroke_ended
        A stroke, or a pass of the eraser, is done.
    tool_changed
        Another tool, or its width, is chosen.
    """

    changed = Signal()
    stroke_ended = Signal()
    tool_changed = Signal()

    def __init__(
        self, theme: Theme, shape: tuple[int, int] = (28, 28), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        height, width = shape
        self._sides = (width / max(shape), height / max(shape))
        self._history = History()
        self._work: Drawing | None = None  # while something is being erased
        self._lines: dict[Hashable, Line] = {}
        self._erasers: dict[Hashable, Point] = {}
        self._tool = Tool.PEN
        self._tips = dict(TIPS)
        self._hover: tuple[QPointF, Tool] | None = None
        self._sheet = Sheet()
        self.setMinimumSize(20 * GRID, 20 * GRID)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Paper to draw on"))
        self.setToolTip(self.tr("Draw with the mouse, a pen or a finger."))
        theme.changed.connect(self.update)

    # The drawing

    @property
    def strokes(self) -> Drawing:
        """All strokes, also those that are being drawn."""
        return (*self._finished, *(each for line in self._lines.values() for each in line.strokes))

    @property
    def _finished(self) -> Drawing:
        return self._history.current if self._work is None else self._work

    @property
    def is_empty(self) -> bool:
        return not self._finished and not self._lines

    def pixels(self, height: int, width: int, *, centred: bool = False) -> Grey:
        """The drawing as an image of the paper's proportions; see `core.drawing.place`.

        Returns
        -------
        (height, width) uint8
            0 is paper, 255 is ink.
        """
        placement = Placement.MNIST if centred else Placement.AS_DRAWN
        return placed(self.strokes, (height, width), placement).pixels

    def set_strokes(self, strokes: Sequence[Stroke]) -> None:
        """Put another drawing on the paper; this can be undone."""
        self._end_all()
        if tuple(strokes) != self._history.current:
            self._history.add(tuple(strokes))
            self._renew()

    def clear(self) -> None:
        """Take all ink away, which can be undone, and take the pen up again."""
        self.set_strokes(())
        self.set_tool(Tool.PEN)

    # Tools

    @property
    def tool(self) -> Tool:
        return self._tool

    def set_tool(self, tool: Tool) -> None:
        self._end_all()
        if tool is not self._tool:
            self._tool = tool
            self._point_at(self._hover[0] if self._hover else None)
            self.tool_changed.emit()

    @property
    def tip(self) -> float:
        """Width of the tool in use, in units of the paper's longer side."""
        return self._tips[self._tool]

    def set_tip(self, width: float) -> None:
        """Choose how wide the tool in use is, as far as its range goes."""
        least, most = TIP_RANGES[self._tool]
        width = min(max(round(width, 4), least), most)
        if width != self.tip:
            self._end_all()
            self._tips[self._tool] = width
            self.update()
            self.tool_changed.emit()

    # Undo

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history.can_redo

    def undo(self) -> None:
        self._go(-1)

    def redo(self) -> None:
        self._go(1)

    def _go(self, by: int) -> None:
        self._end_all()
        if self._history.go(by):
            self._renew()

    def _renew(self) -> None:
        """Let the picture be made again."""
        self._sheet.forget()
        self.update()
        self.changed.emit()

    # Strokes that are being drawn or erased

    def _is_busy(self, pointer: Hashable) -> bool:
        return pointer in self._lines or pointer in self._erasers

    def _begin(self, pointer: Hashable, touch: Touch) -> None:
        if not self.paper.contains(touch.place):
            return
        point = self._on_paper(touch.place)
        if touch.is_eraser or self._tool is Tool.ERASER:
            self._erasers[pointer] = point
            self._work = self._finished
            self._erase([point])
            return
        was_empty = self.is_empty
        line = self._lines[pointer] = Line(self._tips[Tool.PEN], point, touch.pressure)
        self._show_more(line.newest, everywhere=was_empty)

    def _move(self, pointer: Hashable, touch: Touch) -> None:
        point, line = self._on_paper(touch.place), self._lines.get(pointer)
        before = line.last if line else self._erasers.get(pointer)
        if before is None or max(abs(point[0] - before[0]), abs(point[1] - before[1])) < LEAST_STEP:
            return
        if line:
            line.add(point, touch.pressure)
            self._show_more(line.newest)
        else:
            self._erasers[pointer] = point
            self._erase([before, point])

    def _end(self, pointer: Hashable) -> None:
        line = self._lines.pop(pointer, None)
        if line:
            self._keep((*self._finished, *line.strokes))
        elif self._erasers.pop(pointer, None) and not self._erasers:
            work, self._work = self._work, None
            if work is not None and work != self._history.current:
                self._keep(work)

    def _keep(self, drawing: Drawing) -> None:
        if self._work is not None:  # another finger erases still
            self._work = drawing
        else:
            self._history.add(drawing)
        self.changed.emit()
        self.stroke_ended.emit()

    def _end_all(self) -> None:
        for pointer in (*self._lines, *self._erasers):
            self._end(pointer)

    def _show_more(self, piece: Stroke, *, everywhere: bool = False) -> None:
        self._sheet.add(piece)
        left, top, right, bottom = piece.box
        if everywhere:
            self.update()
        else:
            self._update_area(QRectF(left, top, right - left, bottom - top))
        self.changed.emit()

    def _erase(self, path: Sequence[Point]) -> None:
        before = self._finished
        radius = self._tips[Tool.ERASER] / 2
        after = erased(before, path, radius)
        if after == before:
            return
        self._work = after
        # A leftover that goes too is not longer than its stroke is wide.
        reach = radius + 1.5 * max(max(stroke.widths) for stroke in before)
        (left, right), (top, bottom) = ((min(each), max(each)) for each in zip(*path, strict=True))
        area = QRectF(left, top, right - left, bottom - top)
        area.adjust(-reach, -reach, reach, reach)
        self._sheet.renew(area, self.strokes)
        if after:
            self._update_area(area)
        else:
            self.update()
        self.changed.emit()

    # Places

    @property
    def paper(self) -> QRectF:
        """The paper's place in the widget, in logical pixels."""
        unit, (width, height) = self._unit, self._sides
        room = QRectF(self.rect())
        left = (room.width() - unit * width) / 2
        top = (room.height() - unit * height) / 2
        return QRectF(left, top, unit * width, unit * height)

    @property
    def _unit(self) -> float:
        """Logical pixels along the paper's longer side."""
        width, height = self._sides
        room = (self.width() - 2 * MARGIN) / width, (self.height() - 2 * MARGIN) / height
        return max(1.0, float(int(min(room))))

    def _on_paper(self, place: QPointF) -> Point:
        """A place of the widget in units of the longer side; at the edge if it is beyond."""
        from_corner, (width, height) = (place - self.paper.topLeft()) / self._unit, self._sides
        return min(max(from_corner.x(), 0.0), width), min(max(from_corner.y(), 0.0), height)

    def _update_area(self, area: QRectF) -> None:
        """Have an area of the paper, in units of its longer side, painted."""
        unit = self._unit
        place = QRectF(area.topLeft() * unit, area.size() * unit).translated(self.paper.topLeft())
        self.update(place.toAlignedRect().adjusted(-2, -2, 2, 2))

    def sizeHint(self) -> QSize:
        return QSize(40 * GRID, 40 * GRID)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        paper, colours = self.paper, self._theme.colours
        size = (paper.width(), paper.height())
        look = Look(size, self._unit, self.devicePixelRatioF(), colours.paper, colours.ink)
        painter = QPainter(self)
        painter.drawPixmap(paper.topLeft(), self._sheet.picture(look, lambda: self.strokes))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_empty:
            painter.setPen(QColor(colours.muted))
            painter.drawText(paper, Qt.AlignmentFlag.AlignCenter, self.tr("Draw here"))
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRect(paper.adjusted(-1, -1, 1, 1))
        else:
            painter.setPen(QPen(QColor(colours.field), 1))
            painter.drawRect(paper.adjusted(-0.5, -0.5, 0.5, 0.5))
        if self._hover:
            self._paint_tip(painter, *self._hover)

    def _paint_tip(self, painter: QPainter, place: QPointF, tool: Tool) -> None:
        """The outline of what will be drawn or erased; seen on ink and on paper."""
        colours, radius = self._theme.colours, self._tips[tool] * self._unit / 2
        painter.setClipRect(self.paper)
        for colour, width in ((colours.paper, 3.0), (colours.accent, 1.5)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(place, radius, radius)

    def _point_at(self, place: QPointF | None, *, is_eraser: bool = False) -> None:
        tool = Tool.ERASER if is_eraser else self._tool
        on_paper = place is not None and self.paper.contains(place)
        self.setCursor(Qt.CursorShape.BlankCursor if on_paper else Qt.CursorShape.ArrowCursor)
        before, self._hover = self._hover, (place, tool) if place and on_paper else None
        for each in (before, self._hover):
            if each:
                reach = max(self._tips.values()) * self._unit / 2 + 3
                area = QRectF(each[0], each[0]).adjusted(-reach, -reach, reach, reach)
                self.update(area.toAlignedRect())

    # Keys

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._is_own(event):
                event.accept()  # so that it undoes the last stroke, not the window's last edit
            return True
        if event.type() is QEvent.Type.ToolTip and not self.is_empty:
            event.ignore()  # it would hide what is drawn
            return True
        return super().event(event)

    @staticmethod
    def _is_own(event: QKeyEvent) -> bool:
        is_undo = event.matches(_UNDO) or event.matches(_REDO)
        text = event.text().lower()
        # With Alt a letter opens a menu, but "[" may be written with it.
        is_menu = event.modifiers() == Qt.KeyboardModifier.AltModifier and text.isalpha()
        return is_undo or _is_clear(event) or (text in _LETTERS and not is_menu)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._is_own(event):
            super().keyPressEvent(event)
        elif event.matches(_UNDO):
            self.undo()
        elif event.matches(_REDO):
            self.redo()
        elif _is_clear(event):
            self.clear()
        else:
            self._on_letter(event.text().lower())

    def _on_letter(self, letter: str) -> None:
        match letter:
            case "e":
                self.set_tool(Tool.ERASER)
            case "p" | "b":
                self.set_tool(Tool.PEN)
            case _:
                self.set_tip(self.tip + (TIP_STEP if letter == "]" else -TIP_STEP))


def _is_clear(event: QKeyEvent) -> bool:
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in _CLEAR and plain == Qt.KeyboardModifier.NoModifier
