"""The window that is open already does not answer: the person decides."""

from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox

from cnnlab_gui.core import message_box
from cnnlab_gui.core.text import Sentence, tr_noop


class Choice(Enum):
    """What a person wants of a window that does not answer."""

    WAIT = auto()
    OPEN_ANOTHER = auto()
    GIVE_UP = auto()


def ask_about_silent_window(home: Path) -> Choice:
    """Say so on stderr, and ask what to do.

    A second window is offered, for nothing is damaged by it: a run is trained by one process at
    a time (`core.runs.lock`), and each file is written whole. It is not opened unasked, because
    of two windows the one that closes last decides which network and settings are kept.
    """
    from cnnlab_gui.app.main import make_application

    sentence = Sentence(
        tr_noop(
            "SilentWindow", "CNN Lab is open already with {home}, but its window does not answer."
        ),
        {"home": home},
    )
    message_box.tell(str(sentence), box=False)
    make_application()
    return _ask(home)


def _ask(home: Path) -> Choice:
    def tr(text: str) -> str:
        return QCoreApplication.translate("SilentWindow", text)

    box = QMessageBox(QMessageBox.Icon.Question, tr("CNN Lab is open already"), "")
    box.setTextFormat(Qt.TextFormat.PlainText)
    text = tr("CNN Lab is open already with {home}, but its window does not answer.")
    box.setText(text.format(home=home))
    box.setInformativeText(
        tr(
            "It may be busy, or have stopped. A second window can be opened: no run is lost by "
            "that, but of the two networks being built, that of the window that closes last is "
            "kept for the next start."
        )
    )
    wait = box.addButton(tr("Wait for it"), QMessageBox.ButtonRole.AcceptRole)
    another = box.addButton(tr("Open a second window"), QMessageBox.ButtonRole.ActionRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(wait)
    box.setEscapeButton(cancel)
    box.exec()
    clicked = box.clickedButton()
    if clicked is another:
        return Choice.OPEN_ANOTHER
    return Choice.WAIT if clicked is wait else Choice.GIVE_UP
