"""The order in which Tab goes through a page."""

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def set_tab_order(parts: Iterable[QWidget]) -> None:
    """Let Tab go through the parts of a page one after the other, each in its own order."""
    stops = [stop for part in parts for stop in _stops(part)]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _stops(part: QWidget) -> list[QWidget]:
    every = [part, *part.findChildren(QWidget)]
    window = part.window()  # the lists of boxes are windows of their own
    return [
        each
        for each in every
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.window() is window
    ]
