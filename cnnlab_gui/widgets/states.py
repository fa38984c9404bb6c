"""What a page shows when it has nothing to show yet, is busy, or cannot go on."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.widgets.theme import GRID


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label in one of the style sheet's roles."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def button(
    text: str, on_click: Callable[[], None], tip: str = "", *, primary: bool = False
) -> QPushButton:
    """A push button that shows ``text`` as it is; one of a page may be the primary one."""
    made = QPushButton(text.replace("&", "&&"))  # the name of a dataset may hold one
    made.setToolTip(tip)
    made.setProperty("primary", primary)
    made.clicked.connect(lambda _checked: on_click())
    return made


class _BusyBar(QProgressBar):
    """As wide as a sentence, where there is room."""

    def sizeHint(self) -> QSize:
        return QSize(40 * GRID, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(15 * GRID, super().minimumSizeHint().height())


class Notice(QWidget):
    """A page's empty or busy state: a headline, what will appear, and what makes it appear."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headline = label(role="headline", wrap=True)
        self._text = label(role="muted", wrap=True)
        for line in (self._headline, self._text):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._bar = _BusyBar()
        self._bar.setTextVisible(False)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(GRID)
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 0, 4 * GRID, 0)
        column.setSpacing(2 * GRID)
        column.addStretch(2)
        # Not aligned: only a label that fills the width is given the height of its wrapped text.
        column.addWidget(self._headline)
        column.addWidget(self._text)
        column.addWidget(self._bar, 0, centre)
        column.addLayout(self._buttons)
        column.addStretch(3)

    def show_text(
        self,
        headline: str,
        text: str,
        *,
        busy: bool = False,
        buttons: tuple[QPushButton, ...] = (),
    ) -> None:
        """Replace everything shown."""
        for line, content in ((self._headline, headline), (self._text, text)):
            line.setText(content)
            line.setVisible(bool(content))
        self._bar.setRange(0, 0)
        self._bar.setVisible(busy)
        while self._buttons.count():
            item = self._buttons.takeAt(0)
            widget = item.widget() if item else None
            if widget:
                # Deleting comes later; until then it must not be seen beside the new ones.
                widget.hide()
                widget.deleteLater()
        self._buttons.addStretch(1)
        for each in buttons:
            self._buttons.addWidget(each)
        self._buttons.addStretch(1)

    @property
    def text(self) -> str:
        """The headline and what stands below it."""
        return f"{self._headline.text()}\n{self._text.text()}".strip()

    def set_progress(self, done: int, total: int) -> None:
        """Show a known share instead of mere busyness."""
        self._bar.setRange(0, 1000 if total else 0)
        self._bar.setValue(round(1000 * done / total) if total else 0)


class Banner(QFrame):
    """An error above a page's content: the sentence, and buttons for the next step."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAccessibleName(self.tr("Error"))
        self._text = label(wrap=True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(GRID)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        row.addWidget(self._text, 1)
        row.addLayout(self._buttons)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text() if not self.isHidden() else ""

    def show_error(self, text: str, *buttons: QPushButton) -> None:
        """Show ``text``; a button to close it is always there."""
        self._clear()
        self._text.setText(text)
        for each in buttons:
            self._buttons.addWidget(each)
        self._buttons.addWidget(
            button(self.tr("Close"), self.dismiss, self.tr("Hide this message."))
        )
        self.show()

    def dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()

    def _clear(self) -> None:
        while self._buttons.count():
            item = self._buttons.takeAt(0)
            widget = item.widget() if item else None
            if widget:
                # Deleting comes later; until then it must not be seen beside the new ones.
                widget.hide()
                widget.deleteLater()
