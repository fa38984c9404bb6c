"""What a card shows by how it is drawn."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.layer_model import LayerRole
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.widgets.network.layers_panel import LayersPanel
from cnnlab_gui.widgets.network.layers_view import LayersView
from cnnlab_gui.widgets.theme import GRID, LIGHT, Theme

ACCENT, MUTED = QColor(LIGHT.accent), QColor(LIGHT.muted)


@pytest.fixture
def view(qtbot: QtBot, session: LabSession, theme: Theme) -> LayersView:
    panel = LayersPanel(session, theme)
    qtbot.addWidget(panel)
    panel.resize(300, 760)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.select([-1])
    return panel.view


def image_of(view: LayersView) -> QImage:
    return view.viewport().grab().toImage()


def lengths(view: LayersView, layer: int) -> tuple[int, int]:
    """Pixels that the left and the right bar are long, at most half a card each."""
    bars, image = view.parts_of(layer + 1).bars, image_of(view)
    y = bars.center().y()
    row = [image.pixelColor(x, y) for x in range(bars.left(), bars.right() + 1)]
    middle = len(row) // 2
    return row[:middle].count(ACCENT), row[middle:].count(MUTED)


@pytest.mark.parametrize("layer", [0, 2, 5, 6])
def test_that_the_bars_are_as_long_as_the_layers_shares(view: LayersView, layer: int) -> None:
    bars, index = view.parts_of(layer + 1).bars, view.model().index(layer + 1, 0)
    whole = (bars.width() - GRID) / 2
    shares = [index.data(role) for role in (LayerRole.PARAMETER_SHARE, LayerRole.PRODUCT_SHARE)]
    for length, share in zip(lengths(view, layer), shares, strict=True):
        # The ends are round, and so they are drawn a little paler.
        assert length == pytest.approx(whole * share, abs=3)


def test_that_the_bars_change_with_the_shares_of_a_layer_that_does_not(
    view: LayersView, session: LabSession
) -> None:
    end = (Flatten(), Dense(units=10, activation="softmax"))
    seen = []
    for filters in (1, 8):
        layers = (Conv2D(filters=8), Conv2D(filters=filters), *end)
        session.set_architecture(Architecture(layers=layers), "")
        seen.append(lengths(view, 0))
    assert seen[0][1] > 3 * seen[1][1] > 0


def test_that_a_layer_that_costs_nothing_has_no_bars(view: LayersView) -> None:
    assert lengths(view, 1) == lengths(view, 4) == (0, 0)


def contrast(image: QImage, place: QRect) -> int:
    """How far the darkest point at ``place`` is from the lightest."""
    lights = [
        image.pixelColor(x, y).lightness()
        for x in range(place.left(), place.right() + 1)
        for y in range(place.top(), place.bottom() + 1)
    ]
    return max(lights) - min(lights)


@pytest.mark.parametrize("part", ["icon", "first", "second"])
def test_that_a_layer_that_is_left_out_is_drawn_paler(
    view: LayersView, session: LabSession, part: str
) -> None:
    place = getattr(view.parts_of(3), part)
    on = contrast(image_of(view), place)
    session.set_architecture(session.architecture.switched([2], enabled=False), "")
    off = contrast(image_of(view), place)
    assert 0 < off < 0.75 * on
    session.undo_stack.undo()
    assert contrast(image_of(view), place) == on
