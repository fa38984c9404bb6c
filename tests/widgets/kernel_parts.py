"""What the tests of the Kernel workshop share: a page, and hands and eyes for it."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.geometry import Rect
from cnnlab_gui.core.inside.kernel import KERNELS, Place
from cnnlab_gui.core.layers.first_filter import Matrix
from cnnlab_gui.widgets.kernel_workshop.bench import KernelBench
from cnnlab_gui.widgets.kernel_workshop.page import KernelWorkshop
from cnnlab_gui.widgets.kernel_workshop.plane import Plane
from cnnlab_gui.widgets.theme import Theme
from tests.widgets.data_page_parts import made

MATRICES: dict[str, Matrix] = {kernel.name: kernel.matrix for kernel in KERNELS}
NO_BUTTON = Qt.MouseButton.NoButton
NO_KEY = Qt.KeyboardModifier.NoModifier
SMALL_SCREEN = (760, 600)


@pytest.fixture
def empty_workshop(qtbot: QtBot, theme: Theme) -> KernelWorkshop:
    page = KernelWorkshop(theme)
    qtbot.addWidget(page)
    page.resize(*SMALL_SCREEN)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


@pytest.fixture
def images() -> Dataset:
    """A dataset with 14 test images of noise."""
    return made()


@pytest.fixture
def workshop(empty_workshop: KernelWorkshop, images: Dataset) -> KernelWorkshop:
    """A page that shows the first of them."""
    empty_workshop.show_dataset(images)
    return empty_workshop


@pytest.fixture
def bench(workshop: KernelWorkshop) -> KernelBench:
    return workshop.bench


def type_into(qtbot: QtBot, page: KernelWorkshop, row: int, column: int, text: str) -> None:
    """Type into a field instead of what stands there."""
    field = page.bench.editor.fields[row][column]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def centre_of(plane: Plane, at: Place) -> QPointF:
    return plane.rect_of(Rect(*at, 1, 1)).center()


def hover(plane: Plane, at: Place) -> None:
    point = centre_of(plane, at)
    place = QPointF(plane.mapToGlobal(point))
    moved = QMouseEvent(QEvent.Type.MouseMove, point, place, NO_BUTTON, NO_BUTTON, NO_KEY)
    QApplication.sendEvent(plane, moved)


def leave(plane: Plane) -> None:
    QApplication.sendEvent(plane, QEvent(QEvent.Type.Leave))


def click(qtbot: QtBot, plane: Plane, at: Place) -> None:
    qtbot.mouseClick(plane, Qt.MouseButton.LeftButton, pos=centre_of(plane, at).toPoint())


def colours_of(image: QImage) -> set[str]:
    """Every colour in a picture."""
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def outlined(plane: Plane) -> list[tuple[int, int, int, int]]:
    return [tuple(rect) for rect, _ in plane.outlines]


def with_image(page: KernelWorkshop, pixels: np.ndarray) -> None:
    """Show an (H, W) image of grey levels."""
    page.set_drawing(pixels[:, :, None].astype(np.uint8))


def press(qtbot: QtBot, plane: Plane, *keys: Qt.Key) -> None:
    plane.setFocus()
    for key in keys:
        qtbot.keyClick(plane, key)
