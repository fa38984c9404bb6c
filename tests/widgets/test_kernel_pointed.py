"""The sum behind the place pointed at, by pointer, keyboard, or the window sliding by itself."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.kernel import Place, grey, largest_at, step_at
from cnnlab_gui.widgets.kernel_workshop.bench import KernelBench, Spot
from cnnlab_gui.widgets.kernel_workshop.page import KernelWorkshop
from cnnlab_gui.widgets.kernel_workshop.plane import Plane
from cnnlab_gui.widgets.kernel_workshop.player import SLOW_STEPS
from tests.widgets.kernel_parts import (
    MATRICES,
    click,
    hover,
    leave,
    outlined,
    type_into,
    with_image,
)

Key = Qt.Key
HINT = "Point at a pixel"


@pytest.fixture
def bench(workshop: KernelWorkshop) -> KernelBench:
    return workshop.bench


def line(bench: KernelBench) -> str:
    return bench.sums.line.text()


def press(qtbot: QtBot, plane: Plane, *keys: Key) -> None:
    plane.setFocus()
    for key in keys:
        qtbot.keyClick(plane, key)


def test_that_pointing_shows_patch_kernel_products_and_sum(
    bench: KernelBench, images: Dataset
) -> None:
    hover(bench.result_plane, (4, 7))
    step = step_at(grey(images.x_test[0]), MATRICES["Edges"], (4, 7))
    assert np.array_equal(bench.sums.patch.values, step.patch)
    assert np.array_equal(bench.sums.products.values, step.products)
    assert bench.sums.total.texts == [[f"{step.total:.2f}".replace("-", "−")]]
    assert bench.result is not None
    assert step.total == pytest.approx(bench.result[4, 7], abs=1e-6)
    assert outlined(bench.input_plane) == [(4, 7, 3, 3)]
    assert outlined(bench.result_plane) == [(4, 7, 1, 1)]


def test_that_the_sum_is_written_out_term_by_term(
    workshop: KernelWorkshop, bench: KernelBench
) -> None:
    pixels = np.zeros((3, 3))
    pixels[0, 0], pixels[1, 1] = 102, 255
    with_image(workshop, pixels)
    hover(bench.result_plane, (0, 0))
    zeros = " + 0·(−1)"
    assert line(bench) == f"0.40·(−1){zeros * 3} + 1.00·8{zeros * 4} = 7.60"


def test_that_quotients_stand_in_brackets(workshop: KernelWorkshop, bench: KernelBench) -> None:
    workshop.presets.buttons[MATRICES["Box blur"]].click()
    with_image(workshop, np.full((3, 3), 255))
    hover(bench.result_plane, (0, 0))
    assert line(bench) == " + ".join(["1.00·(1/9)"] * 9) + " = 1.00"


def test_that_of_a_long_sum_the_first_terms_and_the_last_are_written(
    workshop: KernelWorkshop, bench: KernelBench
) -> None:
    bench.editor.set_matrix(tuple(tuple(5.0 * r + c for c in range(5)) for r in range(5)))
    with_image(workshop, np.full((5, 5), 255))
    hover(bench.result_plane, (0, 0))
    first = " + ".join(f"1.00·{weight}" for weight in range(7))
    assert line(bench) == f"{first} + … + 1.00·24 = 300.0"
    assert bench.sums.line.toolTip().count("·") == 25


def test_that_relu_is_told_where_it_makes_0_of_a_sum(
    workshop: KernelWorkshop, bench: KernelBench
) -> None:
    pixels = np.zeros((3, 4))
    pixels[0, 0] = 255
    with_image(workshop, pixels)
    bench.relu.setChecked(True)
    hover(bench.result_plane, (0, 0))
    assert line(bench).endswith(" = −1.00; relu makes 0 of it.")
    assert bench.sums.total.texts == [["0"]]
    hover(bench.result_plane, (0, 1))
    assert line(bench).endswith(" = 0")


def test_that_pointing_at_the_image_puts_the_middle_of_the_window_there(
    bench: KernelBench,
) -> None:
    hover(bench.input_plane, (10, 12))
    assert bench.spot == Spot((9, 11))
    hover(bench.input_plane, (0, 27))
    assert bench.spot == Spot((0, 25))


def test_that_pointing_at_a_pooled_pixel_shows_its_square_and_the_largest(
    bench: KernelBench,
) -> None:
    hover(bench.small_plane, (3, 5))
    assert bench.result is not None
    at = largest_at(bench.result, (3, 5))
    assert outlined(bench.result_plane) == [(6, 10, 2, 2), (*at, 1, 1)]
    assert outlined(bench.small_plane) == [(3, 5, 1, 1)]
    assert outlined(bench.input_plane) == [(*at, 3, 3)]
    largest = bench.sums.total.texts[0][0]
    assert line(bench).startswith(f"{largest} is the largest of ")
    assert (
        largest
        in line(bench)
        .split("Its sum:")[0]
        .split("largest of")[1]
        .split("; ")[(at[0] - 6) * 2 + at[1] - 10]
    )


def test_that_nothing_is_shown_once_the_pointer_has_left(bench: KernelBench) -> None:
    hover(bench.result_plane, (4, 7))
    leave(bench.result_plane)
    assert (bench.spot, outlined(bench.input_plane)) == (None, [])
    assert line(bench).startswith(HINT)
    assert bench.sums.patch.texts == []


def test_that_a_click_holds_the_place_and_another_lets_it_go(
    qtbot: QtBot, bench: KernelBench
) -> None:
    click(qtbot, bench.result_plane, (4, 7))
    hover(bench.result_plane, (20, 20))
    leave(bench.result_plane)
    assert (bench.spot, bench.is_pinned) == (Spot((4, 7)), True)
    click(qtbot, bench.result_plane, (5, 5))
    assert (bench.spot, bench.is_pinned) == (Spot((5, 5)), True)
    click(qtbot, bench.result_plane, (5, 5))
    assert not bench.is_pinned
    hover(bench.result_plane, (20, 20))
    assert bench.spot == Spot((20, 20))


def test_that_arrow_keys_move_the_place_and_stop_at_the_border(
    qtbot: QtBot, bench: KernelBench
) -> None:
    press(qtbot, bench.result_plane, Key.Key_Right)
    assert bench.spot == Spot((13, 13))
    press(qtbot, bench.result_plane, Key.Key_Right, Key.Key_Up, Key.Key_Up)
    assert bench.spot == Spot((11, 14))
    press(qtbot, bench.result_plane, *[Key.Key_Left] * 20)
    assert bench.spot == Spot((11, 0))
    assert bench.result_plane.accessibleDescription().startswith("Row 11, column 0: ")
    press(qtbot, bench.small_plane, Key.Key_Down)
    assert bench.spot == Spot((6, 6), True)


def test_that_enter_holds_and_escape_lets_go(qtbot: QtBot, bench: KernelBench) -> None:
    press(qtbot, bench.result_plane, Key.Key_Right, Key.Key_Return)
    hover(bench.result_plane, (2, 2))
    assert (bench.spot, bench.is_pinned) == (Spot((13, 13)), True)
    press(qtbot, bench.result_plane, Key.Key_Down)
    assert (bench.spot, bench.is_pinned) == (Spot((14, 13)), True)
    press(qtbot, bench.result_plane, Key.Key_Escape)
    assert (bench.spot, bench.is_pinned) == (None, False)


def test_that_the_sum_follows_a_kernel_that_is_typed(qtbot: QtBot, bench: KernelBench) -> None:
    click(qtbot, bench.result_plane, (4, 7))
    before = line(bench)
    bench.editor.fields[1][1].step(1)
    assert line(bench) != before
    assert "·9" in line(bench)


def test_that_a_place_beyond_a_smaller_image_goes_to_its_border(
    qtbot: QtBot, workshop: KernelWorkshop, bench: KernelBench
) -> None:
    click(qtbot, bench.result_plane, (25, 25))
    with_image(workshop, np.full((10, 8), 9))
    assert bench.spot == Spot((7, 5))
    bench.editor.set_side(5)
    assert bench.spot == Spot((5, 3))


def test_that_a_pooled_place_goes_when_pooling_is_switched_off(bench: KernelBench) -> None:
    hover(bench.small_plane, (3, 5))
    bench.pooling.setChecked(False)
    assert bench.spot is None
    assert line(bench).startswith(HINT)


# Step by step


def test_that_the_window_slides_pixel_by_pixel_and_shows_what_it_has_done(
    qtbot: QtBot, bench: KernelBench
) -> None:
    bench.play.click()
    assert (bench.spot, bench.result_plane.shown_count) == (Spot((0, 0)), 1)
    assert bench.play.text() == "Pause"
    qtbot.waitUntil(lambda: bench.player.count >= 3)
    bench.play.click()
    count = bench.player.count
    assert bench.spot == Spot((0, count - 1))
    assert bench.result_plane.shown_count == count
    assert bench.small_plane.shown_count == 0
    assert bench.play.text() == "Go on"


def test_that_rows_follow_each_other_and_all_is_shown_at_the_end(
    workshop: KernelWorkshop, bench: KernelBench
) -> None:
    with_image(workshop, np.full((6, 6), 9))
    places = []
    bench.player.moved.connect(lambda row, column: places.append((row, column)))
    for _ in range(16):
        bench.player.step()
    assert places == [divmod(index, 4) for index in range(16)]
    assert (bench.result_plane.shown_count, bench.small_plane.shown_count) == (16, 4)
    bench.player.step()
    assert (bench.result_plane.shown_count, bench.small_plane.shown_count) == (None, None)


def test_that_what_is_not_done_yet_is_not_seen(
    workshop: KernelWorkshop, bench: KernelBench
) -> None:
    workshop.presets.buttons[MATRICES["Identity"]].click()
    bench.relu.setChecked(True)
    with_image(workshop, np.full((6, 6), 255))
    for _ in range(6):
        bench.player.step()
    bench.result_plane.show_outlines()
    picture = bench.result_plane.grab().toImage()
    ratio = picture.devicePixelRatio()

    def colour_at(row: int, column: int) -> str:
        side = bench.result_plane.side
        x, y = (2 + (index + 0.5) * side for index in (column, row))
        return picture.pixelColor(int(x * ratio), int(y * ratio)).name()

    assert colour_at(0, 0) == colour_at(0, 3) == colour_at(1, 1)
    assert colour_at(1, 2) == colour_at(3, 0) != colour_at(0, 0)


def test_that_space_plays_and_pauses_and_escape_shows_all_again(
    qtbot: QtBot, bench: KernelBench
) -> None:
    press(qtbot, bench.result_plane, Key.Key_Space)
    assert bench.player.is_playing
    press(qtbot, bench.result_plane, Key.Key_Space)
    assert not bench.player.is_playing
    assert bench.result_plane.shown_count == 1
    press(qtbot, bench.result_plane, Key.Key_Escape)
    assert (bench.result_plane.shown_count, bench.spot) == (None, None)


def test_that_pointing_does_not_disturb_what_slides(qtbot: QtBot, bench: KernelBench) -> None:
    bench.play.click()
    hover(bench.result_plane, (20, 20))
    assert bench.spot == Spot((0, bench.player.count - 1))


@pytest.mark.parametrize(
    ("of", "at", "goes_on_at"),
    [
        ("result_plane", (20, 20), (20, 20)),
        ("small_plane", (3, 5), (6, 10)),
        ("input_plane", (10, 12), (9, 11)),
    ],
)
def test_that_what_slides_goes_on_from_a_place_that_is_clicked(
    qtbot: QtBot, bench: KernelBench, of: str, at: Place, goes_on_at: Place
) -> None:
    bench.play.click()
    click(qtbot, getattr(bench, of), at)
    assert bench.player.is_playing
    assert (bench.spot, bench.is_pinned) == (Spot(goes_on_at), False)
    assert bench.result_plane.shown_count == goes_on_at[0] * 26 + goes_on_at[1] + 1
    bench.player.step()
    assert bench.spot == Spot((goes_on_at[0], goes_on_at[1] + 1))


def test_that_it_begins_where_the_kernel_first_meets_something(
    workshop: KernelWorkshop, bench: KernelBench
) -> None:
    pixels = np.zeros((12, 12))
    pixels[7, 5] = 255
    with_image(workshop, pixels)
    bench.play.click()
    assert bench.spot == Spot((5, 3))
    assert bench.result_plane.shown_count == 54


def test_that_it_is_slow_at_first_and_after_each_leap(
    workshop: KernelWorkshop, bench: KernelBench
) -> None:
    timer = bench.player.findChild(QTimer)
    assert timer is not None
    bench.play.click()
    slow = timer.interval()
    for _ in range(SLOW_STEPS):
        bench.player.step()
    assert timer.interval() < slow / 10
    bench.player.leap((4, 4))
    assert timer.interval() == slow


def test_that_a_place_beyond_what_is_done_is_reached_while_it_rests(
    qtbot: QtBot, bench: KernelBench
) -> None:
    bench.play.click()
    bench.play.click()
    click(qtbot, bench.result_plane, (4, 7))
    assert (bench.spot, bench.is_pinned) == (Spot((4, 7)), True)
    assert bench.result_plane.shown_count == 4 * 26 + 8
    press(qtbot, bench.result_plane, Key.Key_Down)
    assert bench.result_plane.shown_count == 5 * 26 + 8
    click(qtbot, bench.result_plane, (0, 1))
    assert bench.result_plane.shown_count == 5 * 26 + 8
    click(qtbot, bench.small_plane, (3, 5))
    assert (bench.result_plane.shown_count, bench.small_plane.shown_count) == (8 * 26, 4 * 13)


def is_whole(bench: KernelBench) -> bool:
    """Whether nothing slides, and all of the result is seen."""
    shown = (bench.result_plane.shown_count, bench.small_plane.shown_count)
    return shown == (None, None) and not bench.player.is_playing


WAYS_BACK: dict[str, Callable[[QtBot, KernelWorkshop], object]] = {
    "Show all": lambda qtbot, page: page.bench.play_bar.whole.click(),
    "another preset": lambda qtbot, page: page.presets.buttons[MATRICES["Emboss"]].click(),
    "a typed number": lambda qtbot, page: type_into(qtbot, page, 0, 0, "3"),
    "another image": lambda qtbot, page: page.bench.picker.next.click(),
    "a drawing": lambda qtbot, page: with_image(page, np.full((28, 28), 9)),
    "leaving the page": lambda qtbot, page: page.hide(),
    "Esc on the button": lambda qtbot, page: qtbot.keyClick(page.bench.play, Key.Key_Escape),
    "Esc in the kernel": lambda qtbot, page: qtbot.keyClick(
        page.bench.editor.fields[1][1], Key.Key_Escape
    ),
    "Esc on a preset": lambda qtbot, page: qtbot.keyClick(
        page.presets.buttons[MATRICES["Edges"]], Key.Key_Escape
    ),
}


@pytest.mark.parametrize("way", WAYS_BACK)
@pytest.mark.parametrize("resting", [True, False])
def test_that_the_whole_result_comes_back(
    qtbot: QtBot, workshop: KernelWorkshop, way: str, resting: bool
) -> None:
    bench = workshop.bench
    bench.play.click()
    if resting:
        bench.play.click()
    assert not is_whole(bench)
    WAYS_BACK[way](qtbot, workshop)
    assert is_whole(bench)
    assert bench.spot is None
    assert bench.play.text() == "Step by step"


def test_that_show_all_is_offered_only_while_a_part_is_shown(
    qtbot: QtBot, bench: KernelBench
) -> None:
    assert not bench.play_bar.whole.isVisible()
    bench.play.click()
    assert bench.play_bar.whole.isVisible()
    bench.play_bar.whole.setFocus()
    qtbot.keyClick(bench.play_bar.whole, Key.Key_Space)
    assert not bench.play_bar.whole.isVisible()
    assert bench.play.hasFocus()


def test_that_relu_and_pooling_are_switched_while_it_slides(bench: KernelBench) -> None:
    bench.play.click()
    for switch in (bench.relu, bench.pooling):
        switch.click()
        assert bench.player.is_playing
        assert bench.result_plane.shown_count == 1


def test_that_a_kernel_of_another_size_begins_anew(bench: KernelBench) -> None:
    bench.play.click()
    bench.editor.set_side(5)
    assert not bench.player.is_playing
    assert bench.result_plane.shown_count is None


def test_that_it_slides_no_further_when_the_page_is_left(
    workshop: KernelWorkshop, bench: KernelBench
) -> None:
    bench.play.click()
    workshop.hide()
    assert not bench.player.is_playing
