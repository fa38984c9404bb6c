"""A button whose text may take several lines, where there is little room."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from cnnlab_gui.widgets.theme import GRID

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
NARROWEST = 12 * GRID


class WrappedButton(QPushButton):
    """As wide as it is let, and as high as its text needs at that width."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setIconSize(QSize(2 * GRID, 2 * GRID))
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self.text()) + self._beside() + 2 * GRID
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        width = max(NARROWEST, self.width())
        return QSize(NARROWEST, self.heightForWidth(width))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = QRect(0, 0, max(1, width - self._beside() - GRID), 1000)
        return self.fontMetrics().boundingRect(room, LEFT, self.text()).height() + 2 * GRID - 2

    def _beside(self) -> int:
        """Room that the icon takes, with the gaps around it."""
        return self.iconSize().width() + 2 * GRID

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text, option.icon = "", QIcon()
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        size = self.iconSize()
        self.icon().paint(
            painter, GRID, (self.height() - size.height()) // 2, size.width(), size.height()
        )
        place = self.rect().adjusted(self._beside(), 0, -GRID, 0)
        painter.setPen(self.palette().buttonText().color())
        painter.drawText(place, LEFT, self.text())
