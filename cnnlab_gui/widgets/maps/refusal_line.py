"""The line that says why the images that were typed cannot be shown."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.maps.images_bar import ImagesBar


class RefusalLine(QLabel):
    """Shows why a bar refused, for as long as it holds what it refused."""

    def __init__(self, bar: ImagesBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "error")
        self.setWordWrap(True)
        self.hide()
        bar.refused.connect(self._show)
        bar.mended.connect(self.hide)

    def _show(self, sentence: Sentence) -> None:
        self.setText(translated(sentence))
        self.show()
        # A line that appears is not read out by itself.
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.text()))
