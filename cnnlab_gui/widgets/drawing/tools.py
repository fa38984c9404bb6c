"""The row of tools below a drawing's paper."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSlider, QToolButton, QWidget

from cnnlab_gui.widgets.drawing.canvas import DrawingCanvas
from cnnlab_gui.widgets.drawing.tip import TIP_RANGES, Tool
from cnnlab_gui.widgets.theme import GRID, Theme

FINER = 100
"""Steps of the slider in the paper's longer side."""
PREVIEW = 24
BROADEST = max(most for _, most in TIP_RANGES.values())
SLIDER_WIDTHS = 8 * GRID, 16 * GRID
"""Least and most, so that the row fits beside whatever stands there."""


class TipPreview(QWidget):
    """A round spot that grows with the tool's width: filled for the pen, open for the eraser."""

    def __init__(self, theme: Theme, canvas: DrawingCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._canvas = theme, canvas
        self.setFixedSize(PREVIEW, PREVIEW)
        theme.changed.connect(self.update)
        canvas.tool_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour, tool = QColor(self._theme.colours.text), self._canvas.tool
        # The broadest tip fills it.
        _, most = TIP_RANGES[tool]
        radius = max(1.5, self._canvas.tip / most * (PREVIEW / 2 - 2))
        painter.setPen(colour if tool is Tool.ERASER else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if tool is Tool.ERASER else colour)
        painter.drawEllipse(QPointF(PREVIEW / 2, PREVIEW / 2), radius, radius)


class DrawingTools(QWidget):
    """Pen and eraser, how wide they are, undo, redo and clear.

    Attributes
    ----------
    pen, eraser, undo, redo, clear : QToolButton
    width_slider : QSlider
        Hundredths of the paper's longer side.
    """

    def __init__(self, canvas: DrawingCanvas, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas, self._theme = canvas, theme
        self.pen = self._tool_button("pencil", Tool.PEN, self.tr("Pen (P)"))
        self.eraser = self._tool_button("eraser", Tool.ERASER, self.tr("Eraser (E)"))
        group = QButtonGroup(self)
        for each in (self.pen, self.eraser):
            group.addButton(each)
        self.width_slider = QSlider(Qt.Orientation.Horizontal)
        self.width_slider.setMinimumWidth(SLIDER_WIDTHS[0])
        self.width_slider.setMaximumWidth(SLIDER_WIDTHS[1])
        self.width_slider.valueChanged.connect(lambda width: canvas.set_tip(width / FINER))
        self.undo = self._button("undo", self.tr("Undo the last stroke (Ctrl+Z)"), canvas.undo)
        self.redo = self._button("redo", self.tr("Redo it (Ctrl+Shift+Z)"), canvas.redo)
        self.clear = self._button("trash", self.tr("Clear the paper (Del)"), canvas.clear)
        self._lay_out()
        canvas.changed.connect(self._show_steps)
        canvas.tool_changed.connect(self._show_tool)
        self._show_steps()
        self._show_tool()

    def _button(self, icon: str, tip: str, deed: Callable[[], None]) -> QToolButton:
        made = QToolButton()
        made.setAutoRaise(True)
        made.setIconSize(QSize(20, 20))
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        self._theme.set_icon(made, icon)
        made.clicked.connect(lambda _checked: deed())
        return made

    def _tool_button(self, icon: str, tool: Tool, tip: str) -> QToolButton:
        made = self._button(icon, tip, lambda: self._canvas.set_tool(tool))
        made.setCheckable(True)
        return made

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(self.pen)
        row.addWidget(self.eraser)
        row.addSpacing(GRID)
        row.addWidget(TipPreview(self._theme, self._canvas))
        row.addWidget(self.width_slider, 1)
        row.addStretch(0)
        row.addSpacing(GRID)
        for each in (self.undo, self.redo, self.clear):
            row.addWidget(each)

    def _show_tool(self) -> None:
        canvas, slider = self._canvas, self.width_slider
        is_pen = canvas.tool is Tool.PEN
        (self.pen if is_pen else self.eraser).setChecked(True)
        self._theme.set_icon(self.pen, "pencil", "accent" if is_pen else "text")
        self._theme.set_icon(self.eraser, "eraser", "text" if is_pen else "accent")
        name = self.tr("Width of the pen") if is_pen else self.tr("Width of the eraser")
        slider.setAccessibleName(name)
        slider.setToolTip(self.tr("{what} ([ and ])").format(what=name))
        least, most = (round(FINER * each) for each in TIP_RANGES[canvas.tool])
        tip = round(FINER * canvas.tip)
        slider.blockSignals(True)
        slider.setRange(least, most)
        slider.setValue(tip)
        slider.blockSignals(False)

    def _show_steps(self) -> None:
        self.undo.setEnabled(self._canvas.can_undo)
        self.redo.setEnabled(self._canvas.can_redo)
        self.clear.setEnabled(not self._canvas.is_empty)
