"""Asks the person for a drawing."""

from PySide6.QtWidgets import QWidget

from cnnlab_gui.core.dataset import Dataset, Images
from cnnlab_gui.widgets.drawing.dialog import DrawingDialog
from cnnlab_gui.widgets.theme import Theme


def ask_for_drawing(dataset: Dataset | None, theme: Theme, parent: QWidget) -> Images | None:
    """An (H, W, C) drawing of the size of the dataset's images; None where none was made."""
    if dataset is None:
        return None
    dialog = DrawingDialog(theme, dataset.image_shape, parent)
    try:
        return dialog.image() if dialog.exec() else None
    finally:
        dialog.deleteLater()
