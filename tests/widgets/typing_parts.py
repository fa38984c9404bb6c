"""Hands for the tests of boxes that are typed into."""

from PySide6.QtWidgets import QAbstractSpinBox
from pytestqt.qtbot import QtBot


def type_into(qtbot: QtBot, box: QAbstractSpinBox, text: str) -> None:
    """Replace what stands in ``box``, and leave the keyboard there."""
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
