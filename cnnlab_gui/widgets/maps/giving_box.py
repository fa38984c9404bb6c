"""A box that gives way: what does not fit is left out at its end, and stands in the tool tip."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QWidget,
)


class GivingBox(QComboBox):
    """Chooses one of some texts.

    Its widths follow from numbers of letters alone, so no other choice has anything laid out
    anew; its list is as wide as the longest text.

    Parameters
    ----------
    least, usual : int
        How many letters it has room for at the least, and where nothing else needs the room.
    """

    def __init__(self, least: int, usual: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least, self._usual = least, usual
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.view().setTextElideMode(Qt.TextElideMode.ElideNone)

    def sizeHint(self) -> QSize:
        return QSize(self._width_for(self._usual), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width_for(self._least), super().minimumSizeHint().height())

    def showPopup(self) -> None:
        widest = (
            self.view().sizeHintForColumn(0) + self.view().verticalScrollBar().sizeHint().width()
        )
        self.view().setMinimumWidth(max(self.width(), widest))
        super().showPopup()

    @property
    def drawn_text(self) -> str:
        """What is seen of the chosen text at the present width."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        control = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(control, option, part, self)
        return self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width() - 2 * _SIDE
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.drawn_text
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self.drawn_text != self.currentText():
            QToolTip.showText(event.globalPos(), f"{self.currentText()}\n{self.toolTip()}", self)
            return True
        return super().event(event)

    def _width_for(self, letters: int) -> int:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        metrics = self.fontMetrics()
        content = QSize(letters * metrics.averageCharWidth() + 2 * _SIDE, metrics.height())
        kind = QStyle.ContentsType.CT_ComboBox
        return self.style().sizeFromContents(kind, option, content, self).width()


# What the style itself leaves free at each side of the text, in pixels.
_SIDE = 1
