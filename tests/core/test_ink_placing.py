"""Found ink is laid into a network's image as the images lie that it learnt from."""

import numpy as np
import pytest

from cnnlab_gui.core.drawing.naming import placement_for
from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.ink.components import connected
from cnnlab_gui.core.ink.distance import signed_distance
from cnnlab_gui.core.ink.find import find_ink
from cnnlab_gui.core.ink.pen import pen_width
from cnnlab_gui.core.ink.placing import image_for, placed_whole
from cnnlab_gui.core.ink.scale import enlarged
from cnnlab_gui.core.normalise import CENTRE
from tests.core.ink_parts import Bytes, black_on_white, digits, on_canvas, photo, white_on_black

SHAPE = (28, 28, 1)
SOME = 12


def width_in(pixels: Bytes) -> float:
    """The pen's width in an image, in its pixels."""
    mask = enlarged(np.pad(pixels, 2).astype(np.float32), (320, 320)) >= 128
    return pen_width(mask, signed_distance(mask)) / 10


@pytest.mark.parametrize("pen", [1.5, 5, 12, 25, 40])
def test_that_a_digit_has_the_size_and_the_place_of_mnist(pen: float) -> None:
    for strokes in digits(SOME)[0]:
        page = black_on_white(on_canvas(strokes, pen=pen))
        placed = find_ink(page).items[0].placed(SHAPE, Placement.MNIST)
        assert placed.pixels.shape == (28, 28)
        assert placed.box is not None
        assert placed.centre is not None
        left, top, right, bottom = placed.box
        assert 19 <= max(right - left, bottom - top) <= 22
        at_edge = min(left, top) <= 0 or max(right, bottom) >= 28
        assert at_edge or np.abs(np.array(placed.centre) - CENTRE).max() < 0.2
        assert placed.pixels.max() > 200


@pytest.mark.parametrize(("pen", "least", "most"), [(1, 1.7, 3.2), (12, 1.7, 3.4), (50, 2.5, 5)])
def test_that_the_pen_is_brought_into_the_range_of_mnist(
    pen: float, least: float, most: float
) -> None:
    widths = []
    for strokes in digits(SOME)[0]:
        item = find_ink(black_on_white(on_canvas(strokes, side=150, pen=pen))).items[0]
        widths.append(width_in(item.placed(SHAPE, Placement.MNIST).pixels))
    assert least < np.median(widths) < most


@pytest.mark.parametrize("pen", [1, 2, 12, 30])
def test_that_no_digit_falls_apart(pen: float) -> None:
    for strokes in digits(SOME)[0]:
        item = find_ink(black_on_white(on_canvas(strokes, pen=pen))).items[0]
        whole = len(connected(item.ink > 0.25).areas)
        placed = item.placed(SHAPE, Placement.MNIST)
        assert len(connected(placed.pixels > 40).areas) <= whole


def test_that_white_on_black_and_black_on_white_give_the_same() -> None:
    for strokes in digits(SOME)[0]:
        ink = on_canvas(strokes)
        one, other = (
            find_ink(page).items[0].placed(SHAPE, Placement.MNIST).pixels.astype(int)
            for page in (black_on_white(ink), white_on_black(ink))
        )
        assert np.abs(one - other).max() <= 20


def test_that_a_photo_gives_nearly_what_the_drawing_gives() -> None:
    for strokes in digits(SOME)[0]:
        ink = on_canvas(strokes)
        drawn, taken = (
            find_ink(page).items[0].placed(SHAPE, Placement.MNIST).pixels.astype(float)
            for page in (black_on_white(ink), photo(ink))
        )
        assert np.corrcoef(drawn.ravel(), taken.ravel())[0, 1] > 0.93


def test_that_a_dot_stays_small() -> None:
    y, x = np.mgrid[:280, :280]
    page = np.where(np.hypot(y - 60, x - 200) < 9, 0, 255).astype(np.uint8)
    placed = find_ink(page).items[0].placed(SHAPE, Placement.MNIST)
    assert placed.box is not None
    assert placed.box[2] - placed.box[0] <= 7
    assert placed.centre == pytest.approx((CENTRE, CENTRE), abs=0.2)


def test_that_an_object_fills_the_image_and_keeps_its_shades() -> None:
    page = np.full((300, 300), 250, np.uint8)
    page[100:200, 120:160], page[100:150, 120:160] = 160, 60
    item = find_ink(page, whole=True).items[0]
    placed = item.placed(SHAPE, Placement.FILLED)
    assert placed.box is not None
    assert (placed.box[1], placed.box[3]) == (0, 28)
    assert placed.centre is not None
    assert placed.centre[0] == pytest.approx(14, abs=0.3)
    upper, lower = placed.pixels[7, 14], placed.pixels[21, 14]
    assert upper > 1.7 * lower > 100


def test_that_as_drawn_moves_nothing() -> None:
    page = np.full((280, 560), 255, np.uint8)
    page[40:80, 400:420] = 0
    for placed in (
        find_ink(page).items[0].placed(SHAPE, Placement.AS_DRAWN),
        placed_whole(page, SHAPE),
    ):
        assert placed.box == pytest.approx((20, 9, 21, 11))
        assert placed.pixels[9:11, 20].tolist() == [255, 255]
        assert placed.pixels.sum() == 2 * 255


def test_that_a_network_of_colours_gets_them() -> None:
    page = np.zeros((60, 60, 3), np.uint8)
    page[:] = (200, 100, 50)
    image = image_for(page, (20, 30, 3))
    assert image.shape == (20, 30, 3)
    assert (image == (200, 100, 50)).all()
    assert image_for(page[..., :1], (20, 30, 3)).shape == (20, 30, 3)
    assert image_for(page, (20, 30, 1)).shape == (20, 30, 1)


@pytest.mark.parametrize(
    ("names", "dataset", "placement"),
    [
        (tuple("0123456789"), "/home/mine", Placement.MNIST),
        ((), "mnist", Placement.MNIST),
        ((), "stroke-digits", Placement.MNIST),
        (("Ankle boot",), "fashion-mnist", Placement.FILLED),
        (("cat", "dog"), "/home/pets", Placement.AS_DRAWN),
        ((), "", Placement.AS_DRAWN),
    ],
)
def test_that_each_dataset_has_its_placement(
    names: tuple[str, ...], dataset: str, placement: Placement
) -> None:
    assert placement_for(names, dataset) is placement
