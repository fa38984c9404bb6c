"""What can be done with one image of the sample grid, as a menu."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

LOOK_KEY = QKeySequence(Qt.Key.Key_Return)
REMOVE_KEY = QKeySequence(Qt.Key.Key_Delete)
CLASS_KEY = QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Return)


class ImageMenu(QMenu):
    """Goes when it closes. Its keys are only to be read: the grid takes them itself.

    Parameters
    ----------
    class_name : str
        The class that can be opened; empty where it is open already.
    removable : bool
        Whether it is a drawing that can be taken out.
    parent : QWidget

    Signals
    -------
    look_wanted, class_wanted, remove_wanted : None
    """

    look_wanted = Signal()
    class_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, class_name: str, parent: QWidget, *, removable: bool = False) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setToolTipsVisible(True)
        look = self.addAction(_entry(self.tr("Look inside"), LOOK_KEY))
        look.setToolTip(self.tr("Show this image on the page Feature maps"))
        look.triggered.connect(lambda _=False: self.look_wanted.emit())
        if class_name:
            text = self.tr("All images of “{name}”").format(name=class_name)
            open_class = self.addAction(_entry(text, CLASS_KEY))
            open_class.setToolTip(self.tr("Show every image of this class"))
            open_class.triggered.connect(lambda _=False: self.class_wanted.emit())
        if removable:
            remove = self.addAction(_entry(self.tr("Take out of my drawings"), REMOVE_KEY))
            remove.setToolTip(self.tr("No longer train on this drawing; it can be put back"))
            remove.triggered.connect(lambda _=False: self.remove_wanted.emit())


def _entry(text: str, key: QKeySequence) -> str:
    return text.replace("&", "&&") + "\t" + key.toString(QKeySequence.SequenceFormat.NativeText)
