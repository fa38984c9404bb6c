"""A square of paper with something right below it, at the top left of the room there is."""

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from cnnlab_gui.widgets.theme import GRID

LEAST_SIDE = 20 * GRID
USUAL_SIDE = 40 * GRID


class PaperBox(QWidget):
    """Lays out papers, of which one is shown, between a head and a foot of the same width.

    Parameters
    ----------
    papers : QWidgets
        The first one is in front.
    head, foot : QWidget
    """

    def __init__(self, head: QWidget, foot: QWidget, *papers: QWidget) -> None:
        super().__init__()
        self._head, self._foot, self._papers = head, foot, papers
        for each in (head, *papers, foot):
            each.setParent(self)
        self.show_paper(papers[0])

    @property
    def paper(self) -> QWidget:
        """The one in front."""
        return next(each for each in self._papers if not each.isHidden())

    def show_paper(self, paper: QWidget) -> None:
        """Bring one of the papers to the front."""
        for each in self._papers:
            each.setVisible(each is paper)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._lay_out()  # the head or the foot needs more room, or less
            self.updateGeometry()
        return super().event(event)

    def _lay_out(self) -> None:
        head, foot = self._head.sizeHint().height(), self._foot.sizeHint().height()
        side = max(min(self.width(), self.height() - head - foot - 2 * GRID), 1)
        self._head.setGeometry(0, 0, self.width(), head)
        for each in self._papers:
            each.setGeometry(0, head + GRID, side, side)
        self._foot.setGeometry(QRect(0, head + side + 2 * GRID, self.width(), foot))

    def _size(self, side: int) -> QSize:
        around = (self._head, self._foot)
        height = sum(each.sizeHint().height() for each in around) + 2 * GRID
        width = max(each.minimumSizeHint().width() for each in around)
        return QSize(max(side, width), side + height)

    def sizeHint(self) -> QSize:
        return self._size(USUAL_SIDE)

    def minimumSizeHint(self) -> QSize:
        return self._size(LEAST_SIDE)
