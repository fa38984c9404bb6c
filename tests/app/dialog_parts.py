"""Eyes for the tests of what dialogs say."""

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget

from tests.qt_fixtures import OnDialog


class Dialogs:
    """Notes what each expected dialog says, and closes it."""

    def __init__(self, on_dialog: OnDialog, text: Callable[[QMessageBox], str]) -> None:
        self.texts: list[str] = []
        self._on_dialog = on_dialog
        self._text = text

    def expect(self) -> None:
        self._on_dialog(self._note)

    def _note(self, dialog: QWidget) -> None:
        assert isinstance(dialog, QMessageBox)
        self.texts.append(self._text(dialog))
