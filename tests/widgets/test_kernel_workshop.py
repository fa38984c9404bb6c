"""The Kernel workshop's page: what a kernel makes of an image, live."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.colours import DIVERGING, INFERNO
from cnnlab_gui.core.inside.kernel import filtered, grey, pooled
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.kernel_workshop.page import KernelWorkshop
from cnnlab_gui.widgets.theme import Appearance, Theme
from tests.widgets.data_page_parts import made
from tests.widgets.kernel_parts import MATRICES, SMALL_SCREEN, colours_of, type_into, with_image


def texts_of(page: KernelWorkshop) -> str:
    """All that can be read on labels."""
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisibleTo(page))


def shown_button(page: KernelWorkshop, text: str) -> QAbstractButton:
    (found,) = [
        each
        for each in page.findChildren(QPushButton)
        if each.text() == text and each.isVisibleTo(page)
    ]
    return found


def step_image() -> np.ndarray:
    """Black on the left, white on the right."""
    image = np.zeros((10, 10))
    image[:, 5:] = 255
    return image


# The image


def test_that_without_images_it_says_what_will_appear_and_how(
    qtbot: QtBot, empty_workshop: KernelWorkshop
) -> None:
    assert "No images yet" in texts_of(empty_workshop)
    with qtbot.waitSignal(empty_workshop.drawing_wanted):
        shown_button(empty_workshop, "Draw…").click()
    with qtbot.waitSignal(empty_workshop.built_in_wanted):
        shown_button(empty_workshop, "Use the built-in stroke digits").click()


def test_that_images_that_cannot_be_read_are_told(workshop: KernelWorkshop) -> None:
    workshop.show_empty(Sentence("The disk is full."))
    assert "The disk is full." in texts_of(workshop)


def test_that_it_is_busy_while_images_are_read(workshop: KernelWorkshop) -> None:
    workshop.show_busy()
    assert "The images are being read…" in texts_of(workshop)


def test_that_the_kernel_is_applied_to_the_chosen_test_image(
    qtbot: QtBot, workshop: KernelWorkshop, images: Dataset
) -> None:
    bench = workshop.bench
    for _ in range(3):
        bench.picker.next.click()
    expected = filtered(grey(images.x_test[3]), bench.editor.matrix)
    assert bench.result is not None
    assert bench.small is not None
    assert np.array_equal(bench.result, expected)
    assert np.array_equal(bench.small, pooled(expected))
    name = images.class_names[images.y_test[3]]
    assert bench.input_plane.caption.text == f"Test image 3: {name} · 28×28"
    bench.picker.previous.click()
    assert bench.picker.index == 2
    bench.picker.box.setValue(13)
    assert "Test image 13" in bench.input_plane.caption.text


def test_that_an_index_out_of_range_shows_the_image_before(workshop: KernelWorkshop) -> None:
    workshop.show_index(99)
    assert "Test image 0" in workshop.bench.input_plane.caption.text
    workshop.bench.picker.previous.click()
    assert workshop.bench.picker.index == 0


def test_that_colours_are_filtered_as_their_mean_and_that_is_said(
    empty_workshop: KernelWorkshop,
) -> None:
    images = made(shape=(12, 12, 3))
    empty_workshop.show_dataset(images)
    result = empty_workshop.bench.result
    expected = filtered(grey(images.x_test[0]), MATRICES["Edges"])
    assert result is not None
    assert np.array_equal(result, expected)
    assert empty_workshop.bench.input_plane.caption.text.endswith("mean of the colours")


def test_that_a_drawing_is_shown_until_a_test_image_is_chosen(
    qtbot: QtBot, workshop: KernelWorkshop, images: Dataset
) -> None:
    with qtbot.waitSignal(workshop.drawing_wanted):
        workshop.bench.picker.draw.click()
    with_image(workshop, step_image())
    assert workshop.bench.input_plane.caption.text == "Your drawing · 10×10"
    workshop.show_busy()
    workshop.show_dataset(images)
    assert workshop.bench.input_plane.caption.text == "Your drawing · 10×10"
    workshop.bench.picker.next.click()
    assert workshop.bench.input_plane.caption.text.startswith("Test image 1")


def test_that_a_drawing_needs_no_dataset(empty_workshop: KernelWorkshop) -> None:
    with_image(empty_workshop, step_image())
    assert empty_workshop.bench.isVisibleTo(empty_workshop)
    assert not empty_workshop.bench.picker.next.isEnabled()


def test_that_a_smaller_dataset_leaves_the_index_within_it(workshop: KernelWorkshop) -> None:
    workshop.bench.picker.box.setValue(13)
    workshop.show_dataset(made(test=(2, 1, 0)))
    assert "Test image 2" in workshop.bench.input_plane.caption.text


def test_that_an_image_smaller_than_the_kernel_is_told_and_a_smaller_kernel_helps(
    workshop: KernelWorkshop,
) -> None:
    with_image(workshop, np.full((4, 4), 255.0))
    bench = workshop.bench
    bench.editor.set_side(5)
    assert bench.result is None
    assert bench.sums.line.text().startswith("A kernel of 5×5 needs an image of at least 5×5")
    assert not bench.play.isEnabled()
    bench.editor.set_side(3)
    assert bench.result is not None
    assert bench.sums.line.text().startswith("Point at a pixel")


def test_that_a_result_that_cannot_be_pooled_is_told(workshop: KernelWorkshop) -> None:
    with_image(workshop, np.full((3, 3), 255.0))
    assert workshop.bench.small_plane.caption.text == "Too small to be pooled"
    assert workshop.bench.small_plane.image.isNull()


# The kernel


def test_that_it_begins_with_the_workshop_s_edges(workshop: KernelWorkshop) -> None:
    assert workshop.bench.editor.matrix == MATRICES["Edges"]
    assert workshop.headline.text() == "Edges"
    assert workshop.text.text().endswith("The weights sum to 0: even areas become 0.")


@pytest.mark.parametrize("name", list(MATRICES))
def test_that_a_preset_is_applied_and_explained_at_a_click(
    workshop: KernelWorkshop, images: Dataset, name: str
) -> None:
    made = workshop.presets.buttons[MATRICES[name]]
    made.click()
    bench = workshop.bench
    assert (bench.editor.matrix, workshop.headline.text()) == (MATRICES[name], name)
    assert bench.result is not None
    assert np.array_equal(bench.result, filtered(grey(images.x_test[0]), MATRICES[name]))
    checked = [each for each in workshop.presets.buttons.values() if each.isChecked()]
    assert checked == [made]
    assert workshop.text.text().startswith(made.toolTip())


def test_that_a_typed_number_changes_the_pictures_and_the_name(
    qtbot: QtBot, workshop: KernelWorkshop, images: Dataset
) -> None:
    before = workshop.bench.result_plane.grab().toImage()
    type_into(qtbot, workshop, 1, 1, "9")
    bench = workshop.bench
    assert workshop.headline.text() == "Your own kernel"
    assert workshop.text.text() == "The weights sum to 1: even areas stay as they are."
    assert bench.result is not None
    assert np.array_equal(bench.result, filtered(grey(images.x_test[0]), bench.editor.matrix))
    assert bench.result_plane.grab().toImage() != before
    assert not any(each.isChecked() for each in workshop.presets.buttons.values())
    type_into(qtbot, workshop, 1, 1, "8")
    assert workshop.headline.text() == "Edges"
    assert workshop.presets.buttons[MATRICES["Edges"]].isChecked()


def test_that_the_sum_of_the_weights_is_told(qtbot: QtBot, workshop: KernelWorkshop) -> None:
    type_into(qtbot, workshop, 1, 1, "10.5")
    assert workshop.text.text() == "The weights sum to 2.5: even areas become 2.5 times that."


# Pictures


def test_that_without_relu_colours_tell_what_is_below_0_from_what_is_above(
    workshop: KernelWorkshop,
) -> None:
    workshop.presets.buttons[MATRICES["Sobel vertical"]].click()
    with_image(workshop, 255 - step_image())  # falls by 1 to the right: −4
    below = f"#{int(DIVERGING[0]) & 0xFFFFFF:06x}"
    assert colours_of(workshop.bench.result_plane.image) == {below, "#ffffff"}
    assert workshop.bench.result_plane.caption.text == "8×8  −4.00 … 4.00"


def test_that_relu_takes_what_is_below_0_away(workshop: KernelWorkshop) -> None:
    workshop.presets.buttons[MATRICES["Sobel vertical"]].click()
    with_image(workshop, step_image())
    workshop.bench.relu.setChecked(True)
    ends = {f"#{int(INFERNO[index]) & 0xFFFFFF:06x}" for index in (0, 255)}
    assert colours_of(workshop.bench.result_plane.image) == ends
    with_image(workshop, 255 - step_image())
    assert workshop.bench.result is not None
    assert not workshop.bench.result.any()


def test_that_pooling_can_be_switched_off(workshop: KernelWorkshop) -> None:
    bench = workshop.bench
    assert bench.small_plane.caption.text.startswith("13×13")
    bench.pooling.setChecked(False)
    assert bench.small is None
    assert bench.small_plane.image.isNull()
    assert bench.small_plane.caption.text == ""


def test_that_pictures_are_enlarged_by_whole_pixels_and_alike(workshop: KernelWorkshop) -> None:
    bench = workshop.bench
    side = bench.input_plane.side
    assert side == int(side) >= 7
    assert bench.result_plane.side == side
    assert bench.small_plane.side == 2 * side


def test_that_an_image_larger_than_its_room_is_shown_whole(workshop: KernelWorkshop) -> None:
    with_image(workshop, np.full((1000, 600), 200.0))
    plane = workshop.bench.input_plane
    assert 0 < plane.side * 1000 <= plane.height()


@pytest.mark.parametrize("name", ["Edges", "Gauss 5×5"])
@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_that_all_of_it_fits_beside_the_docks_of_a_small_screen(
    workshop: KernelWorkshop, theme: Theme, name: str, appearance: Appearance, qtbot: QtBot
) -> None:
    theme.choose(appearance)
    workshop.presets.buttons[MATRICES[name]].click()
    qtbot.waitUntil(lambda: len(workshop.bench.editor.fields) == len(MATRICES[name]))
    assert (workshop.width(), workshop.height()) == SMALL_SCREEN
    area = workshop.rect()
    for each in workshop.findChildren(QWidget):
        if each.isVisibleTo(workshop) and each.parent() is not None:
            place = each.rect().translated(each.mapTo(workshop, each.rect().topLeft()))
            assert area.contains(place), each
    lines = workshop.bench.sums.line
    assert lines.height() >= lines.heightForWidth(lines.width())


def test_that_numbers_grow_with_the_window_and_shrink_again(
    workshop: KernelWorkshop, qtbot: QtBot
) -> None:
    patch = workshop.bench.sums.patch
    small = patch.width()
    workshop.resize(1500, 1000)
    qtbot.waitUntil(lambda: patch.width() >= 1.5 * small)
    assert workshop.minimumSizeHint().width() <= SMALL_SCREEN[0]
    assert workshop.minimumSizeHint().height() <= SMALL_SCREEN[1]
    workshop.resize(*SMALL_SCREEN)
    qtbot.waitUntil(lambda: patch.width() == small)


def test_that_presets_have_room_in_one_row_beside_the_docks(
    workshop: KernelWorkshop, qtbot: QtBot
) -> None:
    workshop.resize(746, SMALL_SCREEN[1])  # of a window of 1280×720
    qtbot.waitUntil(lambda: workshop.presets.width() == 714)
    first, *_, last = workshop.presets.buttons.values()
    assert first.y() == last.y()


def test_that_names_of_presets_can_be_read_aloud() -> None:
    assert all(re.fullmatch(r"[A-Z][a-z]+( [a-z]+| \d×\d)?", name) for name in MATRICES)


def test_that_presets_take_two_rows_where_one_has_no_room(
    workshop: KernelWorkshop, qtbot: QtBot
) -> None:
    first, *_, last = workshop.presets.buttons.values()
    assert first.y() == last.y()
    for each in workshop.presets.buttons.values():
        each.setText(each.text() + " of all kinds")
    workshop.resize(SMALL_SCREEN[0] + 20, SMALL_SCREEN[1])
    qtbot.waitUntil(lambda: last.y() > first.y())


# The way into the network


def test_that_the_kernel_is_wished_into_the_network_as_it_stands(
    qtbot: QtBot, workshop: KernelWorkshop
) -> None:
    with qtbot.waitSignal(workshop.put_wanted) as wish:
        workshop.put.click()
    assert wish.args == [MATRICES["Edges"], False]
    type_into(qtbot, workshop, 0, 0, "3")
    workshop.frozen.setChecked(True)
    with qtbot.waitSignal(workshop.put_wanted) as wish:
        workshop.put.click()
    assert wish.args == [workshop.bench.editor.matrix, True]


def test_that_what_was_done_is_told_until_the_kernel_changes(
    qtbot: QtBot, workshop: KernelWorkshop
) -> None:
    workshop.show_done("It is the first filter now.")
    assert workshop.text.text() == "✓ It is the first filter now."
    assert workshop.look.isVisible()
    with qtbot.waitSignal(workshop.map_wanted):
        workshop.look.click()
    workshop.bench.editor.clear()
    assert "✓" not in workshop.text.text()
    assert not workshop.look.isVisible()


def test_that_where_no_convolution_is_one_is_offered(
    qtbot: QtBot, workshop: KernelWorkshop
) -> None:
    workshop.show_problem("There is no Conv2D.", offers_conv=True)
    assert workshop.banner.text == "There is no Conv2D."
    with qtbot.waitSignal(workshop.conv_wanted) as wish:
        shown_button(workshop, "Add a convolution at the front").click()
    assert wish.args == [MATRICES["Edges"], False]


def test_that_every_control_has_a_name_and_a_tip(workshop: KernelWorkshop) -> None:
    for each in workshop.findChildren(QAbstractButton):
        if each.isVisibleTo(workshop):
            assert each.accessibleName() or each.text(), each
            assert each.toolTip(), each
    bench = workshop.bench
    planes = (bench.input_plane, bench.result_plane, bench.small_plane)
    sums = (bench.sums.patch, bench.sums.products, bench.sums.total, bench.sums.line)
    assert all(each.accessibleName() for each in (*planes, *sums))


def test_that_tab_reaches_every_control(qtbot: QtBot, workshop: KernelWorkshop) -> None:
    bench = workshop.bench
    wanted = {
        *(workshop.frozen, workshop.put, bench.picker.draw, bench.relu, bench.play),
        *(bench.pooling, bench.result_plane, bench.small_plane, bench.editor.fields[2][2]),
        *(bench.picker.next, bench.picker.box, bench.editor.clear_button),
    }
    workshop.frozen.setFocus()
    seen = set()
    for _ in range(60):
        focused = workshop.focusWidget()
        assert focused is not None
        seen.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert wanted <= seen
    assert seen & set(workshop.presets.buttons.values())
    assert seen & set(bench.editor.sides.values())


def test_that_a_dataset_without_test_images_shows_that_there_are_none(
    empty_workshop: KernelWorkshop, images: Dataset
) -> None:
    empty_workshop.show_dataset(replace(images, x_test=images.x_test[:0], y_test=images.y_test[:0]))
    assert "No images yet" in texts_of(empty_workshop)
