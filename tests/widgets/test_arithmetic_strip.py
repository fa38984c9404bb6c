"""The line under the maps, with the sum behind the value under the pointer."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.layers.arithmetic import Arithmetic
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.widgets.maps.arithmetic_strip import ArithmeticStrip
from cnnlab_gui.widgets.theme import Appearance, Theme

# Qt's offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

AT = (9, 14, 0)


@pytest.fixture
def strip(qtbot: QtBot, theme: Theme) -> ArithmeticStrip:
    made = ArithmeticStrip(theme)
    qtbot.addWidget(made)
    made.resize(700, made.sizeHint().height())
    with qtbot.waitExposed(made):
        made.show()
    return made


def convolution(channels: int = 1) -> Arithmetic:
    rng = np.random.default_rng(2)
    inputs = rng.uniform(0.1, 1, (28, 28, channels)).astype(np.float32)
    kernel = rng.uniform(0.1, 1, (3, 3, channels, 1)).astype(np.float32)
    weights = {"kernel": kernel, "bias": np.array([0.02], np.float32)}
    return Conv2D(filters=1).arithmetic(inputs, weights, AT)


def softmax() -> Arithmetic:
    totals = np.array([[2.0, 0.5, -1.0]], np.float32)
    weights = {"kernel": totals, "bias": np.zeros(3, np.float32)}
    one = np.ones(1, np.float32)
    return Dense(units=3, activation="softmax").arithmetic(one, weights, (0,))


def test_that_beginning_and_bias_stay_at_700_pixels(strip: ArithmeticStrip) -> None:
    arithmetic = convolution(64)
    strip.show_sum(AT, arithmetic)
    shown = strip.shown_text
    assert shown.startswith(f"{Number(arithmetic.value)} at row 9, column 14 = relu( ")
    assert " + … (" in shown
    assert shown.endswith("+ bias 0.02 )")
    assert strip.side_text == "click to pin"


def test_that_what_the_network_gives_stands_first_where_the_sum_is_another(
    strip: ArithmeticStrip,
) -> None:
    arithmetic = convolution()
    strip.show_sum(AT, arithmetic)
    its_own = strip.text
    strip.show_sum(AT, arithmetic, value=arithmetic.value * 1.0001)
    assert strip.text == its_own
    strip.show_sum(AT, arithmetic, value=0.0)
    assert strip.text == its_own.replace(
        " at row 9, column 14 = ",
        f" at row 9, column 14 in the network; worked out here: {Number(arithmetic.value)} = ",
    ).replace(str(Number(arithmetic.value)), "0", 1)


def test_that_a_wider_strip_has_more_of_the_terms(strip: ArithmeticStrip) -> None:
    strip.show_sum(AT, convolution())
    counts = []
    for width in (500, 700, 900, 1300):
        strip.resize(width, strip.height())
        counts.append(strip.shown_text.count("·"))
    assert counts == sorted(set(counts))
    assert counts[-1] == 9
    assert strip.shown_text == strip.text


def test_that_the_right_end_gives_way_before_the_sum_is_cut(strip: ArithmeticStrip) -> None:
    strip.show_sum(AT, convolution(64), pinned=True)
    strip.resize(900, strip.height())
    sides = [strip.side_text]
    for width in range(900, 560, -5):
        strip.resize(width, strip.height())
        assert strip.shown_text.endswith("bias 0.02 )")
        if strip.side_text != sides[-1]:
            sides.append(strip.side_text)
    assert sides[-1] == ""
    assert set(sides) == {"pinned — Esc lets go", "Esc lets go", ""}
    assert " + … (575 more" in strip.shown_text
    strip.resize(200, strip.height())
    assert strip.shown_text.endswith("…")


@pytest.mark.parametrize("channels", [1, 64])
def test_that_a_click_changes_no_term_that_is_shown(strip: ArithmeticStrip, channels: int) -> None:
    arithmetic = convolution(channels)
    for width in range(400, 1500, 7):
        strip.resize(width, strip.height())
        strip.show_sum(AT, arithmetic)
        pointed, side = strip.shown_text, strip.side_text
        strip.show_sum(AT, arithmetic, pinned=True)
        assert strip.shown_text == pointed
        assert bool(strip.side_text) == bool(side)


def test_that_the_room_there_is_is_used(strip: ArithmeticStrip) -> None:
    strip.show_sum(AT, convolution(64), pinned=True)
    for width in range(600, 1500, 7):
        strip.resize(width, strip.height())
        shown = strip.shown_text
        if shown == strip.text:
            break
        used = strip.fontMetrics().horizontalAdvance(shown + (strip.side_text or "Esc lets go"))
        assert width - used < strip.fontMetrics().horizontalAdvance(" + 0.99·(−0.099)" * 2)
    assert strip.shown_text.count("·") == 10


def test_that_all_four_of_a_window_are_shown_at_700_pixels(strip: ArithmeticStrip) -> None:
    window = np.array([[0.0041, 0.0098], [0.027, 0.012]], np.float32).reshape(2, 2, 1)
    arithmetic = MaxPooling2D().arithmetic(window, {}, (0, 0, 0))
    strip.show_sum((0, 0, 0), arithmetic)
    assert "the largest of 0.0041, 0.0098, 0.027, 0.012, found at row 1" in strip.shown_text
    assert strip.side_text == "click to pin"
    while strip.side_text:
        assert strip.shown_text == strip.text
        strip.resize(strip.width() - 5, strip.height())
    assert strip.shown_text == strip.text


def test_that_a_value_without_a_sum_is_shown_alone(strip: ArithmeticStrip) -> None:
    strip.show_sum(AT, None, value=0.5)
    assert strip.shown_text == "0.50 at row 9, column 14"
    assert strip.side_text == ""


def test_that_a_hint_takes_the_place_of_the_sum(strip: ArithmeticStrip) -> None:
    strip.show_sum(AT, convolution(), pinned=True)
    strip.show_hint("Point at a value.")
    assert strip.shown_text == "Point at a value."
    assert strip.side_text == ""
    assert strip.accessibleDescription() == "Point at a value."


def test_that_a_screen_reader_gets_the_whole_line(strip: ArithmeticStrip) -> None:
    strip.resize(300, strip.height())
    strip.show_sum(AT, convolution())
    assert strip.accessibleDescription().count("·") == 9


def test_that_exponents_are_written_as_powers_in_plain_text(strip: ArithmeticStrip) -> None:
    strip.show_sum((0,), softmax(), class_names=("boot", "bag", "coat"))
    assert "for “boot” = e^2.00 / ( e^2.00 + e^0.50 + e^−1.00 )" in strip.text


def test_that_numbers_have_the_form_of_the_locale(
    strip: ArithmeticStrip, in_locale: Callable[[str], None]
) -> None:
    in_locale("de_DE")
    strip.show_sum(AT, convolution())
    assert strip.text.endswith("bias 0,02 )")


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_that_terms_are_painted_in_the_accent_colour(
    strip: ArithmeticStrip, theme: Theme, appearance: Appearance
) -> None:
    theme.choose(appearance)
    strip.show_hint("nothing")
    accent = QColor(theme.colours.accent).hue()

    def accented() -> int:
        picture = strip.grab().toImage()
        colours = [
            picture.pixelColor(x, y)
            for x in range(picture.width())
            for y in range(picture.height())
        ]
        return sum(c.saturation() > 150 and abs(c.hue() - accent) < 5 for c in colours)

    assert accented() == 0
    strip.show_sum(AT, convolution())
    assert accented() > 50
