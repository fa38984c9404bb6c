"""The Network page on the screen, and what its tests do with it."""

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.picture.colours import FRONT, mixed
from cnnlab_gui.widgets.network.picture import NetworkPicturePage
from cnnlab_gui.widgets.theme import Theme


def shown_page(qtbot: QtBot, session: LabSession, theme: Theme) -> NetworkPicturePage:
    made = NetworkPicturePage(session, theme)
    qtbot.addWidget(made)
    made.resize(800, 560)
    with qtbot.waitExposed(made):
        made.show()
    return made


def press(page: NetworkPicturePage, text: str) -> None:
    next(each for each in page.findChildren(QPushButton) if each.text() == text).click()


def drawn(page: NetworkPicturePage) -> None:
    """Wait until what has changed is drawn; a page that is not seen waits to be."""
    while page.isVisible() and page.is_stale:
        QApplication.processEvents()


def stack_of(session: LabSession, *layers: Layer) -> None:
    session.set_architecture(Architecture(layers=layers), "")


def many(count: int) -> Architecture:
    return Architecture(layers=(Conv2D(filters=8, padding="same"),) * count)


def colours_in(image: QImage) -> set[int]:
    return {
        image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)
    }


def face(colour: str, page: str) -> int:
    """The front of a block of ``colour``."""
    return QColor(mixed(colour, page, FRONT)).rgb()
