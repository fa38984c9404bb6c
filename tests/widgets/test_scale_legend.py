"""What is said of the colours."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from cnnlab_gui.core.inside.colours import DIVERGING, GREY, INFERNO
from cnnlab_gui.core.inside.overlay import ACTIVATION, OCCLUSION
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import INPUT
from cnnlab_gui.core.inside.view import Seen, View, Wish
from cnnlab_gui.widgets.maps.scale_legend import ScaleLegend, legend_of
from tests.core.inside_parts import CLASSES, CONVOLUTION, POOLING, images, of_test
from tests.widgets.maps_page_parts import Desk
from tests.widgets.maps_parts import cell_of, look

WISH = Wish(rows=of_test(0, 1), columns=(CONVOLUTION, POOLING), room=(300, 600))
pytestmark = pytest.mark.usefixtures("qapp")


def told(seen: Seen, layer: int | None = None, row: int = 0) -> tuple[str, str]:
    """What stands at the ends, of all maps or of one."""
    legend = legend_of(seen, None if layer is None else cell_of(seen.sheet, row, layer))
    assert legend is not None
    return legend.low, legend.high


def test_that_a_fixed_scale_is_that_of_all_maps() -> None:
    seen = look(WISH, images(), scale=MapScale("fixed", -0.5, 2))
    assert told(seen) == told(seen, POOLING) == ("−0.50", "2.00")
    assert told(seen, INPUT) == ("0", "1.00")
    channels = look(WISH, images(), view=View.CHANNELS, scale=MapScale("fixed", -0.5, 2))
    assert told(channels) == ("−0.50", "2.00")


def test_that_scales_of_their_own_are_told_of_the_map_that_is_pointed_at() -> None:
    seen = look(WISH, images())
    assert told(seen) == ("low", "high")
    cells = [cell_of(seen.sheet, row, CONVOLUTION) for row in (0, 1)]
    assert cells[0].high != cells[1].high
    for row, cell in enumerate(cells):
        assert float(told(seen, CONVOLUTION, row)[1]) == pytest.approx(cell.high, abs=0.06)


def test_that_the_scale_of_a_layer_is_told_beside_all_its_channels() -> None:
    seen = look(WISH, images(), view=View.CHANNELS, scale=MapScale("layer"))
    most = float(seen.outputs.of(CONVOLUTION).max())
    low, high = told(seen)
    assert low == "0"
    assert float(high) == pytest.approx(most, abs=0.06)


def test_that_the_colours_of_kernels_have_0_in_the_middle() -> None:
    seen = look(WISH, images(), view=View.KERNELS)
    assert told(seen) == ("−1.00", "1.00")
    legend = legend_of(seen)
    assert legend is not None
    assert legend.table is DIVERGING


def test_that_evidence_has_words() -> None:
    seen = look(WISH, images(), view=View.EVIDENCE, thorough=True)
    assert told(seen) == told(seen, ACTIVATION) == ("nothing", "most")
    assert told(seen, OCCLUSION) == ("against", "for")
    tables = {}
    for layer in (INPUT, ACTIVATION, OCCLUSION):
        legend = legend_of(seen, cell_of(seen.sheet, 0, layer))
        assert legend is not None
        tables[layer] = legend.table
    assert tables == {INPUT: GREY, ACTIVATION: INFERNO, OCCLUSION: DIVERGING}


def test_that_bars_and_nothing_have_no_legend() -> None:
    seen = look(WISH, images(), columns=(CLASSES,))
    assert legend_of(None) is None
    assert legend_of(seen) is None
    assert legend_of(seen, cell_of(seen.sheet, 0, CLASSES)) is None


def test_that_the_bar_goes_from_the_first_colour_to_the_last(desk: Desk) -> None:
    legend = desk.page.panels[0].legend
    assert legend.isVisible()
    picture, bar = legend.grab().toImage(), legend.bar
    ratio = picture.devicePixelRatio()
    ends = [
        picture.pixelColor(round(x * ratio), round(bar.center().y() * ratio))
        for x in (bar.left(), bar.right())
    ]
    for colour, expected in zip(ends, (INFERNO[0], INFERNO[-1]), strict=True):
        its = QColor.fromRgba(int(expected))
        assert np.allclose(colour.getRgb(), its.getRgb(), atol=20)


def test_that_the_page_tells_of_the_map_that_is_pointed_at(desk: Desk) -> None:
    legend: ScaleLegend = desk.page.panels[0].legend
    assert legend.text == "low – high"
    desk.pin(CONVOLUTION)
    assert legend.text not in ("low – high", "")
    desk.page.forget_seen(0)
    assert legend.text == ""


def test_that_two_networks_side_by_side_have_room_for_their_names(desk: Desk) -> None:
    desk.page.compare.setChecked(True)
    desk.page.resize(900, 640)
    assert not desk.page.panels[0].legend.isVisible()
