"""An opened picture: each kind of network is given what it learnt to read."""

import numpy as np
import pytest

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.ink.laid import MOST_LAID
from cnnlab_gui.core.ink.picture import OpenedPicture, WholePicture

BLANK = np.full((40, 60, 1), 230, np.uint8)


def bars(*lefts: int) -> Images:
    """Dark upright bars on light paper."""
    picture = np.full((80, 160, 1), 235, np.uint8)
    for left in lefts:
        picture[15:65, left : left + 8] = 30
    return picture


def test_that_a_network_for_digits_gets_each_character_from_left_to_right() -> None:
    pieces = OpenedPicture(bars(100, 20), "two").pieces(Placement.MNIST)
    assert [round(piece.box[0] / 10) for piece in pieces] == [2, 10]
    for piece in pieces:
        placed = piece.placed((28, 28, 1), Placement.MNIST)
        assert placed.box is not None
        assert placed.centre == pytest.approx((14.5, 14.5), abs=0.6)


def test_that_a_network_for_clothes_gets_all_ink_as_one_thing() -> None:
    (piece,) = OpenedPicture(bars(20, 100), "two").pieces(Placement.FILLED)
    assert piece.box[0] < 25
    assert piece.box[2] > 100


def test_that_a_picture_as_it_is_is_given_whole_and_light_on_dark() -> None:
    (piece,) = OpenedPicture(bars(20), "one").pieces(Placement.AS_DRAWN)
    assert isinstance(piece, WholePicture)
    assert piece.box == (0, 0, 160, 80)
    placed = piece.placed((28, 28, 1), Placement.AS_DRAWN)
    assert placed.colours is None
    assert placed.pixels[14, 4] > 150
    assert placed.pixels[14, 20] < 30


@pytest.mark.parametrize("placement", [Placement.MNIST, Placement.FILLED])
def test_that_paper_without_ink_is_told_by_the_pictures_name(placement: Placement) -> None:
    with pytest.raises(CnnLabError, match="holiday"):
        OpenedPicture(BLANK, "holiday.jpg").pieces(placement)


def test_that_blank_paper_can_be_shown_to_a_network_as_it_is() -> None:
    (piece,) = OpenedPicture(BLANK, "blank").pieces(Placement.AS_DRAWN)
    assert piece.placed((28, 28, 1), Placement.AS_DRAWN).is_blank


def test_that_a_network_for_colours_gets_the_colours_not_turned_round() -> None:
    red = np.zeros((20, 20, 3), np.uint8)
    red[..., 0] = 250
    placed = WholePicture(red).placed((8, 8, 3), Placement.AS_DRAWN)
    assert placed.colours is not None
    assert (placed.colours == np.array([250, 0, 0])).all()
    assert not placed.is_blank


@pytest.mark.parametrize("placement", Placement)
def test_that_a_piece_is_laid_once_for_each_kind_of_network(placement: Placement) -> None:
    picture = OpenedPicture(bars(20, 100), "two")
    for first, again in zip(picture.pieces(placement), picture.pieces(placement), strict=True):
        laid = first.placed((28, 28, 1), placement)
        assert again.placed((28, 28, 1), placement) is laid
        larger = again.placed((40, 30, 1), placement)
        assert larger.pixels.shape == (40, 30)
        assert again.placed((28, 28, 1), placement) is laid


def test_that_a_piece_keeps_only_the_last_few_images() -> None:
    (piece,) = OpenedPicture(bars(20), "one").pieces(Placement.AS_DRAWN)
    laid = [piece.placed((side, side), Placement.AS_DRAWN) for side in range(8, 9 + MOST_LAID)]
    assert piece.placed((9, 9), Placement.AS_DRAWN) is laid[1]
    assert piece.placed((8, 8), Placement.AS_DRAWN) is not laid[0]


def test_that_as_it_is_is_not_mistaken_for_centred() -> None:
    (piece,) = OpenedPicture(bars(20), "one").pieces(Placement.MNIST)
    shape = (28, 28, 1)
    centred, as_it_is = (
        piece.placed(shape, each) for each in (Placement.MNIST, Placement.AS_DRAWN)
    )
    assert not np.array_equal(centred.pixels, as_it_is.pixels)
