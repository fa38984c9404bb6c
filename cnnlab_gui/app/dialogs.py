"""Short dialogs that several desks need."""

from collections.abc import Collection, Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.files import is_file, with_ending
from cnnlab_gui.core.text import Sentence


def ask_to_save(
    parent: QWidget, title: str, suggestion: str, kinds: str, ending: str
) -> Path | None:
    """Ask where to write a file; its name has ``ending``, whatever was typed.

    Parameters
    ----------
    suggestion : str
        A name, or a whole path.
    kinds : str
        What such files are called: ``Networks``.
    ending : str
        ``.cnnarch``

    Returns
    -------
    Path or None
        None where nothing is to be written.
    """
    return ask_to_save_as(parent, title, suggestion, {ending: kinds})


def ask_to_save_as(
    parent: QWidget,
    title: str,
    suggestion: str,
    kinds: Mapping[str, str],
    foreign: Collection[str] = (),
) -> Path | None:
    """Ask where to write a file, and as what: ``kinds`` of files by their ending.

    A name that was typed with one of these endings, or a ``foreign`` one, is taken so; any other,
    also the one suggested, gets the ending of the kind that is chosen in the dialog. None where
    nothing is to be written.
    """
    filters = {f"{kind} (*{ending})": ending for ending, kind in kinds.items()}
    chosen, used = QFileDialog.getSaveFileName(parent, title, suggestion, ";;".join(filters))
    if not chosen:
        return None
    path, ending = Path(chosen), filters.get(used, next(iter(kinds)))
    if path.suffix.lower() not in {*kinds, *foreign}:
        path = with_ending(path, ending)
    elif path.name == Path(suggestion).name and path.suffix.lower() != ending:
        # Not every dialog changes the ending that was suggested with the kind that is chosen.
        path = path.with_suffix(ending)
    # The dialog has asked whether to replace what lies under the name as it was typed.
    is_asked = path == Path(chosen)
    return path if is_asked or not is_file(path) or _may_replace(parent, title, path) else None


def _may_replace(parent: QWidget, title: str, path: Path) -> bool:
    text = QCoreApplication.translate("Dialogs", "{file} is there already. Replace it?")
    box = _box(parent, title, text.format(file=path.name), QMessageBox.Icon.Question)
    box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No)
    box.setDefaultButton(QMessageBox.StandardButton.No)
    return box.exec() == QMessageBox.StandardButton.Yes


def ask_to_pause(parent: QWidget) -> bool:
    """Ask whether what trains is to be paused, so that the window can close."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Dialogs", text)

    title, text = tr("A training is running"), tr("Pause the training and close?")
    box = _box(parent, title, text, QMessageBox.Icon.Question)
    box.setInformativeText(
        tr("It can be resumed later exactly where it ended: nothing of it is lost.")
    )
    pause = box.addButton(tr("Pause and close"), QMessageBox.ButtonRole.AcceptRole)
    keep = box.addButton(tr("Go on training"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # it is asked afterwards
    box.exec()
    box.deleteLater()
    return box.clickedButton() is pause


def say(parent: QWidget, title: str, sentence: Sentence) -> None:
    """Say what went wrong; returns when it was read."""
    _box(parent, title, translated(sentence), QMessageBox.Icon.Warning).exec()


def _box(parent: QWidget, title: str, text: str, icon: QMessageBox.Icon) -> QMessageBox:
    made = QMessageBox(icon, title, text, parent=parent)
    made.setTextFormat(Qt.TextFormat.PlainText)  # the name of a file may look like markup
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return made
