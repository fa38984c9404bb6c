"""Moves a sheet that is larger than its view, below captions and heads that stay where they are."""

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from cnnlab_gui.widgets.theme import GRID, Theme

NOTCH = 120  # eighths of a degree, as wheels turn
LINES = 3  # as far as one notch goes
LINE = 3 * GRID


class SheetScroll(QObject):
    """The bars of one view: in the margins that a sheet leaves free at the right and below."""

    def __init__(self, theme: Theme, view: QWidget) -> None:
        super().__init__(view)  # the theme outlives a window, and must not reach what is gone
        self._theme, self._view = theme, view
        self.down = QScrollBar(Qt.Orientation.Vertical, view)
        self.right = QScrollBar(Qt.Orientation.Horizontal, view)
        self._turned = 0
        for bar in self._bars:
            bar.setSingleStep(LINE)
            bar.hide()
            bar.valueChanged.connect(lambda _: view.update())
        theme.changed.connect(self._colour)
        self._colour()

    @property
    def _bars(self) -> tuple[QScrollBar, QScrollBar]:
        return self.down, self.right

    def _colour(self) -> None:
        colours, radius = self._theme.colours, GRID // 2 - 1
        for bar in self._bars:
            bar.setStyleSheet(
                f"""
                QScrollBar {{ background: transparent; border: none; margin: 0; }}
                QScrollBar::handle {{ background: {colours.border}; border-radius: {radius}px;
                                      min-width: {4 * GRID}px; min-height: {4 * GRID}px; }}
                QScrollBar::handle:hover {{ background: {colours.muted}; }}
                QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
                QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
                """
            )

    @property
    def is_needed(self) -> bool:
        """Some of the sheet is out of sight."""
        return any(bar.maximum() > 0 for bar in self._bars)

    @property
    def offset(self) -> QPoint:
        """How far the sheet has gone to the left and up, in logical pixels."""
        return QPoint(self.right.value(), self.down.value())

    def fit(self, content: QSize, window: QRect) -> None:
        """Let a sheet be moved in a part of the view as far as it is larger, in logical pixels."""
        for bar, whole, part in (
            (self.down, content.height(), window.height()),
            (self.right, content.width(), window.width()),
        ):
            bar.setPageStep(max(1, part))
            bar.setMaximum(max(0, whole - part))
            bar.setVisible(bar.maximum() > 0)
        self.put(window)

    def put(self, window: QRect) -> None:
        """Put the bars at the right of a part of the view, and below it."""
        self.down.setGeometry(window.right() + 1, window.top(), GRID, window.height())
        self.right.setGeometry(window.left(), window.bottom() + 1, window.width(), GRID)

    def show_area(self, area: QRect, window: QRect) -> None:
        """Move as little as brings an area of the view into sight."""
        for bar, first, last, low, high in (
            (self.down, area.top(), area.bottom(), window.top(), window.bottom()),
            (self.right, area.left(), area.right(), window.left(), window.right()),
        ):
            beyond = max(0, last - high)
            # What is larger than its window begins in it.
            bar.setValue(bar.value() + (first - low if first - beyond < low else beyond))

    def turn(self, event: QWheelEvent) -> bool:
        """Move as a wheel was turned; False where nothing is out of sight."""
        if not self.is_needed:
            return False
        turned, pixels = event.angleDelta(), event.pixelDelta()
        aside = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        for bar, notches, exactly in (
            (self.down, turned.y(), pixels.y()),
            (self.right, turned.x(), pixels.x()),
        ):
            other = self.right if aside or not self.down.maximum() else bar
            by = exactly if not pixels.isNull() else round(notches / NOTCH * LINES * LINE)
            other.setValue(other.value() - by)
        return True

    def steps(self, event: QWheelEvent) -> int:
        """By how many whole notches a wheel was turned towards the person, what is left kept."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned * self._turned < 0:
            self._turned = 0
        whole = int((self._turned + turned) / NOTCH)
        self._turned += turned - whole * NOTCH
        return -whole
