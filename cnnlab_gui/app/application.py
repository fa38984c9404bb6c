"""The QApplication, which on macOS is also told which files are opened by a double click."""

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class LabApplication(QApplication):
    """Keeps what the system asks to open until somebody takes it.

    Signals
    -------
    files_asked
        There is something in `take_asked`.
    """

    files_asked = Signal()

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self._asked: list[QUrl] = []

    def take_asked(self) -> list[QUrl]:
        """What is to be opened since this was called last."""
        asked, self._asked = self._asked, []
        return asked

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self._asked.append(event.url())
            self.files_asked.emit()
            return True
        return super().event(event)
