"""The numbers of channels in their tiles, and the names of what stands beside these."""

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from cnnlab_gui.core.inside.mosaic import mosaic_sheet
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import Cell, Sheet
from cnnlab_gui.core.inside.view import View, Wish
from cnnlab_gui.widgets.maps.captions import names_beside_of
from cnnlab_gui.widgets.maps.sheet_numbers import LEAST_TILE, LETTERS
from tests.core.inside_parts import CLASSES, CONVOLUTION, POOLING, images, of_test
from tests.widgets.maps_page_parts import Desk
from tests.widgets.maps_parts import MAPS, Eye, look, mosaic, numbers, where_changed

WISH = Wish(rows=of_test(0, 1), columns=(CONVOLUTION,), room=(300, 600))
pytestmark = pytest.mark.usefixtures("qapp")


def has_number(eye: Eye, cell: Cell) -> bool:
    """Whether there is anything light and grey in its corner, as no map has it."""
    top_left = eye.view.rect_of(cell.box).topLeft()
    colours = eye.colours(QRect(top_left.x(), top_left.y(), LETTERS, LETTERS))
    return any(
        QColor(each).lightness() > 150 and QColor(each).hslSaturation() < 60 for each in colours
    )


def tile(sheet: Sheet) -> int:
    return min(sheet.cells[0].box.height, sheet.cells[0].box.width)


def test_that_each_tile_has_its_number_where_there_is_room(eye: Eye) -> None:
    sheet = mosaic(MAPS, (200, 200))
    assert tile(sheet) >= LEAST_TILE
    eye.show(sheet, ())
    assert all(has_number(eye, cell) for cell in sheet.cells)
    small = mosaic(MAPS, (50, 50))
    assert tile(small) < LEAST_TILE
    eye.show(small, ())
    assert not any(has_number(eye, cell) for cell in small.cells)


def test_that_the_numbers_go_with_the_channels_and_hide_little(eye: Eye) -> None:
    def pictured(*order: int) -> tuple[QImage, Sheet]:
        values = numbers()
        values.outputs[MAPS][:] = 0.5  # each channel looks like the others
        sheet = mosaic_sheet(values, 0, MAPS, np.array(order), MapScale(), (200, 200))
        eye.show(sheet, ())
        return eye.picture(), sheet

    one, sheet = pictured(0, 1, 2)
    other, _ = pictured(0, 2, 1)
    second, third = (eye.view.rect_of(cell.box) for cell in list(sheet.cells)[1:])
    changed = where_changed(one, other)
    assert second.united(third).contains(changed)
    assert changed.top() == pytest.approx(second.top(), abs=5)
    assert pictured(0, 1, 2)[0] == one
    assert changed.bottom() <= max(second.top(), third.top()) + LETTERS + 5


def test_that_what_stands_beside_all_channels_has_a_name() -> None:
    seen = look(WISH, images(), view=View.CHANNELS, layer=POOLING, channel=2)
    assert names_beside_of(seen) == ("input", "Conv2D\nchannel 2")
    seen = look(WISH, images(), view=View.CHANNELS, layer=CLASSES)
    assert names_beside_of(seen) == ("input", "Flatten")
    assert names_beside_of(look(WISH, images())) == ()


def test_that_the_names_are_written_above_what_they_name(desk: Desk) -> None:
    desk.show(View.CHANNELS)
    desk.page.controls.wished.emit({"layer": POOLING})
    view = desk.view
    named = view.grab().toImage()
    seen = desk.page.seen()
    assert seen is not None
    assert seen.reference is not None
    view.show_sheet(seen.sheet, (), view.captions, reference=seen.reference)
    changed = where_changed(named, view.grab().toImage())
    first, second = (view.rect_of(cell.box, beside=True) for cell in seen.reference.cells)
    assert changed.bottom() < second.top()
    assert changed.top() < first.top()
    assert changed.right() < view.window_rect.left()
