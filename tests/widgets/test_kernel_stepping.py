"""The window of a kernel slides over the image by itself, and what it has done is seen."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.inside.kernel import Place
from cnnlab_gui.widgets.kernel_workshop.bench import KernelBench, Spot
from cnnlab_gui.widgets.kernel_workshop.page import KernelWorkshop
from cnnlab_gui.widgets.kernel_workshop.player import SLOW_STEPS
from tests.widgets.kernel_parts import (
    MATRICES,
    click,
    hover,
    press,
    type_into,
    with_image,
)

Key = Qt.Key


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
