"""The network's summary as Keras prints it, to be read and copied."""

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.states import Notice
from cnnlab_gui.widgets.theme import GRID


class SummaryDialog(QDialog):
    """Busy until it is told the text, or why there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Summary of the network"))
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setAccessibleName(self.windowTitle())
        self._notice = Notice()
        self._places = QStackedLayout()
        self._places.addWidget(self._notice)
        self._places.addWidget(self._text)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._copy = buttons.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self._copy.setToolTip(self.tr("Copy the whole text to the clipboard"))
        self._copy.clicked.connect(lambda _: QGuiApplication.clipboard().setText(self.text))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(self._places, 1)
        column.addWidget(buttons)
        self.resize(92 * GRID, 66 * GRID)
        self.show_busy(self.tr("Keras builds the network."))

    @property
    def text(self) -> str:
        """The summary; empty until it is there."""
        return self._text.toPlainText()

    def show_busy(self, text: str) -> None:
        self._copy.setEnabled(False)
        self._notice.show_text(self.tr("A moment"), text, busy=True)
        self._places.setCurrentIndex(0)

    def show_text(self, text: str) -> None:
        self._text.setPlainText(text)
        self._widen()
        self._copy.setEnabled(True)
        self._places.setCurrentIndex(1)
        self._text.setFocus()

    def _widen(self) -> None:
        """Show whole lines where the screen has room for them."""
        lines = self.text.splitlines()
        widest = max(
            (self._text.fontMetrics().horizontalAdvance(line) for line in lines), default=0
        )
        beside = self._text.verticalScrollBar().sizeHint().width() + 8 * GRID
        room = self.screen().availableSize().width()
        self.resize(min(max(self.width(), widest + beside), room), self.height())

    def show_problem(self, sentence: Sentence) -> None:
        self._notice.show_text(self.tr("There is no summary"), translated(sentence))
        self._places.setCurrentIndex(0)
