"""The sum behind the place pointed at, by pointer or keyboard."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.kernel import grey, largest_at, step_at
from cnnlab_gui.widgets.kernel_workshop.bench import KernelBench, Spot
from cnnlab_gui.widgets.kernel_workshop.page import KernelWorkshop
from tests.widgets.kernel_parts import (
    MATRICES,
    click,
    hover,
    leave,
    outlined,
    press,
    with_image,
)

Key = Qt.Key
HINT = "Point at a pixel"


def line(bench: KernelBench) -> str:
    return bench.sums.line.text()


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
