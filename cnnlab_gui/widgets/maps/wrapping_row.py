"""Fields in a row, which goes on below where there is no room for all of them."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from cnnlab_gui.widgets.theme import GRID


class WrappingRow(QLayout):
    """Lays widgets out as text is written: from left to right, line by line.

    A line holds as many as fit at their least widths. What is left over goes to those that want
    more than that, and then, if ``first_grows``, to the first of all.
    """

    def __init__(self, parent: QWidget | None = None, *, first_grows: bool = True) -> None:
        super().__init__(parent)
        self._first_grows = first_grows
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(GRID)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = self._lines(width)
        return sum(_height(line) for line in lines) + self.spacing() * max(0, len(lines) - 1)

    def sizeHint(self) -> QSize:
        items = self._shown()
        wanted = sum(item.sizeHint().width() for item in items)
        return QSize(wanted + self.spacing() * max(0, len(items) - 1), _height(items))

    def minimumSize(self) -> QSize:
        items = self._shown()
        widest = max((item.minimumSize().width() for item in items), default=0)
        return QSize(widest, _height(items))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        top = rect.top()
        for line in self._lines(rect.width()):
            left, height = rect.left(), _height(line)
            for item, width in zip(line, self._widths(line, rect.width()), strict=True):
                high = min(item.sizeHint().height(), height)
                corner = QPoint(left, top + (height - high) // 2)
                item.setGeometry(QRect(corner, QSize(width, high)))
                left += width + self.spacing()
            top += height + self.spacing()

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        left = 0
        for item in self._shown():
            least = item.minimumSize().width()
            if not lines or left + self.spacing() + least > width:
                lines.append([])
                left = -self.spacing()
            lines[-1].append(item)
            left += self.spacing() + least
        return lines

    def _widths(self, line: list[QLayoutItem], width: int) -> list[int]:
        widths = [item.minimumSize().width() for item in line]
        free = width - sum(widths) - self.spacing() * (len(line) - 1)
        lacks = [max(0, item.sizeHint().width() - w) for item, w in zip(line, widths, strict=True)]
        share = min(1.0, max(0, free) / max(1, sum(lacks)))
        widths = [w + int(lack * share) for w, lack in zip(widths, lacks, strict=True)]
        if self._first_grows and line[0] is self._items[0]:
            widths[0] += max(0, width - sum(widths) - self.spacing() * (len(line) - 1))
        return widths


def _height(line: list[QLayoutItem]) -> int:
    return max((item.sizeHint().height() for item in line), default=0)
