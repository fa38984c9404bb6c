"""A box for what has consequences, as wide as what it shows or as it is let."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

LEAST_LETTERS = 10
USUAL_LETTERS = 16

_MOVING_KEYS = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)


class WishBox(QComboBox):
    """A box whose entries have consequences: keys open its list, only Enter or a click chooses.

    Else an arrow key on the way to another entry would start a download, or open a dialog.
    Whoever lays it out gives it a width between `least_width` and `wanted_width`; what does not
    fit is left out in the middle, because names often differ at their ends only.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def shown_text(self) -> str:
        """The chosen entry, or what stands there while none is chosen."""
        return self.currentText() if self.currentIndex() >= 0 else self.placeholderText()

    @property
    def least_width(self) -> int:
        """The width for about ten letters, in pixels."""
        return self._width_for(LEAST_LETTERS * self._letter())

    @property
    def usual_width(self) -> int:
        """The width that holds most names, in pixels, whatever is shown."""
        return self._width_for(USUAL_LETTERS * self._letter())

    @property
    def wanted_width(self) -> int:
        """The width that holds what is shown, and not less than the usual one, in pixels."""
        shown = self.fontMetrics().horizontalAdvance(self.shown_text)
        return max(self.usual_width, self._width_for(shown))

    def _letter(self) -> int:
        return self.fontMetrics().horizontalAdvance("x")

    def _width_for(self, text_width: int) -> int:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        content = QSize(text_width + 2 * _SIDE, self.fontMetrics().height())
        kind = QStyle.ContentsType.CT_ComboBox
        return self.style().sizeFromContents(kind, option, content, self).width()

    def sizeHint(self) -> QSize:
        return QSize(self.wanted_width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.least_width, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # the page's, as undo is; no entry begins with it
            return
        if event.key() in _MOVING_KEYS or (event.text().strip() and event.text().isprintable()):
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        # Also what is not in the list is in force, so it is not paler than what is.
        option.currentText = self.drawn_text()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def drawn_text(self) -> str:
        """What is seen of `shown_text` at the present width."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        middle = Qt.TextElideMode.ElideMiddle
        return self.fontMetrics().elidedText(self.shown_text, middle, room.width() - 2 * _SIDE)


# What the style itself leaves free at each side of the text, in pixels.
_SIDE = 1
