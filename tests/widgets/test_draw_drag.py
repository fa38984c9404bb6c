"""An image that is only dragged over the Draw page costs nothing yet."""

from typing import Any

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QImage
from PySide6.QtWidgets import QApplication

from tests.widgets.draw_page_parts import COPY, LEFT, NO_KEY, Drawer
from tests.widgets.draw_page_parts import drawer as drawer  # noqa: PLC0414


class Dragged(QMimeData):
    """An image of another program, and how often it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def hasFormat(self, kind: str) -> bool:
        return kind == "application/x-qt-image"

    def formats(self) -> list[str]:
        return ["application/x-qt-image"]

    def retrieveData(self, kind: str, form: Any) -> Any:
        if kind != "application/x-qt-image":
            return None
        self.asked += 1
        return QImage(4, 4, QImage.Format.Format_Grayscale8)


def test_that_an_image_is_decoded_once_it_is_dropped_and_not_before(drawer: Drawer) -> None:
    data, place = Dragged(), drawer.page.rect().center()
    enter = QDragEnterEvent(place, COPY, data, LEFT, NO_KEY)
    enter.ignore()
    QApplication.sendEvent(drawer.page, enter)
    QApplication.sendEvent(drawer.page, QDragMoveEvent(place, COPY, data, LEFT, NO_KEY))
    assert enter.isAccepted()
    assert data.asked == 0
    drawer.drop(data)
    assert data.asked == 1
    assert [name for name, _ in drawer.told] == ["image_dropped"]
