"""Asks the person for a drawing."""

from PySide6.QtWidgets import QWidget

from cnnlab_gui.core.dataset import Dataset, Images
from cnnlab_gui.core.drawing.naming import placement_for
from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.widgets.drawing.dialog import DrawingDialog
from cnnlab_gui.widgets.theme import Theme


def is_of_digits(dataset: Dataset) -> bool:
    """Whether its images show digits, as far as its name or its classes' say so."""
    return placement_for(dataset.class_names, dataset.id) is Placement.MNIST


def ask_for_drawing(
    dataset: Dataset | None, theme: Theme, parent: QWidget, use: str = ""
) -> Images | None:
    """An (H, W, C) drawing of the size of the dataset's images; None where none was made.

    The button that takes it says ``use``, or "Look inside".
    """
    if dataset is None:
        return None
    shape, digits = dataset.image_shape, is_of_digits(dataset)
    dialog = DrawingDialog(theme, shape, parent, is_of_digits=digits, use=use)
    try:
        return dialog.image() if dialog.exec() else None
    finally:
        dialog.deleteLater()
