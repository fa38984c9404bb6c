"""The panel with the whole calculation behind a pinned value."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.inside.cells import TIGHTEST
from cnnlab_gui.core.inside.colours import DIVERGING, symmetric
from cnnlab_gui.core.layers.arithmetic import Arithmetic
from cnnlab_gui.core.layers.convolution import Conv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import Activation, BatchNormalization
from cnnlab_gui.core.layers.pooling import AveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.widgets.maps.arithmetic_panel import MOST_INPUTS, ArithmeticPanel
from cnnlab_gui.widgets.theme import Appearance, Theme

# Qt's offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

AT = (2, 3, 1)


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> ArithmeticPanel:
    made = ArithmeticPanel(theme)
    qtbot.addWidget(made)
    made.resize(320, 640)
    with qtbot.waitExposed(made):
        made.show()
    return made


def floats(*shape: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def convolved(seed: int = 1, channels: int = 64, **settings: object) -> Arithmetic:
    layer = Conv2D.model_validate({"kind": "Conv2D", "filters": 2, **settings})
    size = layer.kernel_size
    weights = {"kernel": floats(*size, channels, 2, seed=seed), "bias": floats(2, seed=seed)}
    return layer.arithmetic(floats(9, 9, channels), weights, AT)


def softmax(inputs: int = 50) -> Arithmetic:
    weights = {"kernel": floats(inputs, 3), "bias": floats(3)}
    return Dense(units=3, activation="softmax").arithmetic(floats(inputs), weights, (1,))


# What is shown


def test_that_an_empty_panel_says_what_to_click(panel: ArithmeticPanel) -> None:
    assert panel.hint.isVisible()
    assert not panel.bars.isVisible()
    assert not panel.copying.isEnabled()
    assert panel.text == ""
    panel.show_sum(convolved(), at=AT)
    assert not panel.hint.isVisible()
    panel.show_sum(None)
    assert panel.hint.isVisible()
    assert not panel.matrices.isVisible()
    assert panel.steps.text == ""


def test_that_the_maps_stand_in_the_order_of_what_they_add(panel: ArithmeticPanel) -> None:
    arithmetic = convolved()
    panel.show_sum(arithmetic, at=AT)
    products = arithmetic.products
    assert products is not None
    amounts = products.sum(axis=(0, 1))
    order = np.argsort(-np.abs(amounts)).tolist()
    assert [bar.key for bar in panel.bars.bars] == order
    lengths = [bar.length for bar in panel.bars.bars]
    assert abs(lengths[0]) == 1
    assert np.allclose(lengths, amounts[order] / abs(amounts[order[0]]), atol=1e-5)
    assert panel.bars.item(0).text().startswith(f"map {order[0]}: ")
    assert panel.bars.currentRow() == 0


def test_that_the_strongest_maps_numbers_are_shown_first_and_arrow_keys_go_on(
    panel: ArithmeticPanel, qtbot: QtBot
) -> None:
    panel.show_sum(convolved(), at=AT)
    first, second = panel.bars.bars[:2]
    assert panel.patch_caption.text() == f"{first.label} adds {first.number}"
    before = panel.matrices.text
    qtbot.keyClick(panel.bars, Qt.Key.Key_Down)
    assert panel.patch_caption.text() == f"{second.label} adds {second.number}"
    assert panel.matrices.text != before


def test_that_a_click_chooses_a_map(panel: ArithmeticPanel, qtbot: QtBot) -> None:
    panel.show_sum(convolved(), at=AT)
    rect = panel.bars.visualItemRect(panel.bars.item(3))
    qtbot.mouseClick(panel.bars.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert panel.patch_caption.text().startswith(panel.bars.bars[3].label)


def test_that_the_chosen_map_stays_when_the_weights_go_on(panel: ArithmeticPanel) -> None:
    panel.show_sum(convolved(), at=AT)
    panel.bars.setCurrentRow(5)
    chosen = panel.bars.bars[5]
    panel.show_sum(convolved(seed=2), at=AT)
    assert panel.patch_caption.text().startswith(f"{chosen.label} adds")
    assert panel.bars.bars[panel.bars.currentRow()].key == chosen.key
    panel.show_sum(convolved(seed=2), at=(0, 0, 0))
    assert panel.bars.currentRow() == 0


def test_that_patch_kernel_and_products_stand_in_the_cells(panel: ArithmeticPanel) -> None:
    image = np.full((9, 9, 1), 0.5, np.float32)
    kernel = np.full((3, 3, 1, 1), -0.4, np.float32)
    weights = {"kernel": kernel, "bias": np.zeros(1, np.float32)}
    arithmetic = Conv2D(filters=1, padding="same").arithmetic(image, weights, (0, 4, 0))
    panel.show_sum(arithmetic, at=(0, 4, 0), is_of_image=True)
    row = "0.50 0.50 0.50"
    assert panel.matrices.text == (
        f"patch: 0 0 0; {row}; {row}\n"
        "kernel: −0.40 −0.40 −0.40; −0.40 −0.40 −0.40; −0.40 −0.40 −0.40\n"
        "products: 0 0 0; −0.20 −0.20 −0.20; −0.20 −0.20 −0.20"
    )
    assert panel.matrices.numbers_shown
    assert not panel.bars.isVisible()
    assert not panel.patch_caption.isVisible()
    centre = panel.matrices.rect_of(0).center()
    assert panel.matrices.text_at(centre) == "0.50 × −0.40 = −0.20"
    corner = panel.matrices.rect_of(1).topLeft() + QPoint(2, 2)
    assert "beyond the border" in panel.matrices.text_at(corner)


def test_that_products_have_the_diverging_colours_of_one_scale_for_all_maps(
    panel: ArithmeticPanel,
) -> None:
    arithmetic = convolved(channels=2)
    panel.show_sum(arithmetic, at=AT)
    products = arithmetic.products
    assert products is not None
    low, high = symmetric(products)
    picture = panel.matrices.grab().toImage()
    ratio = picture.devicePixelRatio()
    side = panel.matrices.cell
    for key in (panel.bars.bars[0].key, panel.bars.bars[1].key):
        panel.bars.setCurrentRow([bar.key for bar in panel.bars.bars].index(key))
        picture = panel.matrices.grab().toImage()
        place = panel.matrices.rect_of(2).topLeft() + QPoint(side // 2, 3)
        seen = picture.pixelColor(round(place.x() * ratio), round(place.y() * ratio))
        level = int((float(products[0, 0, key]) - low) / (high - low) * 256)
        assert seen == QColor.fromRgba(int(DIVERGING[min(level, 255)]))


def test_that_the_largest_is_ringed(panel: ArithmeticPanel) -> None:
    def ring_pixels(arithmetic: Arithmetic) -> int:
        panel.show_sum(arithmetic, at=AT)
        picture = panel.matrices.grab().toImage()
        colours = [
            picture.pixelColor(x, y).name()
            for x in range(picture.width())
            for y in range(picture.height())
        ]
        return colours.count("#4db2ec")

    image = floats(9, 9, 2)
    assert ring_pixels(AveragePooling2D().arithmetic(image, {}, AT)) == 0
    assert ring_pixels(MaxPooling2D().arithmetic(image, {}, AT)) > 50
    assert panel.patch_caption.text() == "What the window sees in map 1"
    assert panel.steps.text.startswith("= the largest of 4: ")


def test_that_of_many_inputs_the_strongest_are_shown_and_the_others_in_one_line(
    panel: ArithmeticPanel,
) -> None:
    arithmetic = softmax(1600)
    panel.show_sum(arithmetic, at=(1,))
    *strongest, rest = panel.bars.bars
    assert len(strongest) == MOST_INPUTS
    assert rest.label == "1,580 more"
    assert panel.bars_caption.text() == "What the strongest of 1,600 inputs add"
    assert not panel.matrices.isVisible()


def test_that_softmax_shows_the_shares_of_all_classes_and_marks_its_own(
    panel: ArithmeticPanel,
) -> None:
    arithmetic = softmax()
    panel.show_sum(arithmetic, ("boot", "bag", "coat"), at=(1,))
    bars = panel.shares.bars
    assert sorted(bar.label for bar in bars) == ["bag", "boot", "coat"]
    assert [bar.length for bar in bars] == sorted((bar.length for bar in bars), reverse=True)
    assert sum(bar.length for bar in bars) == pytest.approx(1)
    (own,) = [bar for bar in bars if bar.is_own]
    assert own.label == "bag"
    assert own.length == pytest.approx(arithmetic.value, abs=1e-6)
    assert panel.headline.text().endswith("for “bag”")


def test_that_a_separable_convolution_says_what_weighs_each_filtered_map(
    panel: ArithmeticPanel,
) -> None:
    weights = {
        "depthwise_kernel": floats(3, 3, 6, 1),
        "pointwise_kernel": floats(1, 1, 6, 2),
        "bias": floats(2),
    }
    arithmetic = SeparableConv2D(filters=2).arithmetic(floats(9, 9, 6), weights, AT)
    panel.show_sum(arithmetic, at=AT)
    assert len(panel.bars.bars) == 6
    for row, bar in enumerate(panel.bars.bars):
        panel.bars.setCurrentRow(row)
        assert panel.patch_caption.text().startswith(f"{bar.label}: filtered ")
    assert panel.matrices.text.startswith("patch: ")


def test_that_a_batch_normalisation_has_only_its_steps(panel: ArithmeticPanel) -> None:
    weights = {
        name: np.ones(2, np.float32) for name in ("gamma", "beta", "moving_mean", "moving_variance")
    }
    panel.show_sum(BatchNormalization().arithmetic(floats(9, 9, 2), weights, AT), at=AT)
    assert panel.steps.text.count("\n") == 5
    for part in (panel.bars, panel.shares, panel.matrices):
        assert not part.isVisible()


def test_that_weights_that_are_no_numbers_are_shown_as_such(panel: ArithmeticPanel) -> None:
    weights = {"kernel": np.full((3, 3, 2, 2), np.nan, np.float32), "bias": floats(2)}
    panel.show_sum(Conv2D(filters=2).arithmetic(floats(9, 9, 2), weights, AT), at=AT)
    assert panel.headline.text().startswith("NaN at")
    assert "NaN" in panel.matrices.text
    panel.grab()


def test_that_a_kernel_without_numbers_between_its_lines_still_tells_them(
    panel: ArithmeticPanel,
) -> None:
    weights: dict[str, np.ndarray] = {}
    big = MaxPooling2D(pool_size=(64, 64)).arithmetic(floats(64, 64, 2), weights, (0, 0, 1))
    panel.show_sum(big, at=(0, 0, 1))
    assert not panel.matrices.numbers_shown
    assert panel.matrices.text_at(panel.matrices.rect_of(0).center())
    panel.grab()


# Room


def cells(panel: ArithmeticPanel, number: int) -> list[str]:
    matrix = panel.matrices._matrices[number]
    rows, columns = matrix.values.shape
    return [matrix.text(row, column) for row in range(rows) for column in range(columns)]


def test_that_small_numbers_of_a_window_are_told_apart(panel: ArithmeticPanel) -> None:
    window = np.array([0.0041, 0.0098, 0.027, 0.012], np.float32).reshape(2, 2, 1)
    panel.show_sum(MaxPooling2D().arithmetic(window, {}, (0, 0, 0)), at=(0, 0, 0))
    assert cells(panel, 0) == ["0.0041", "0.0098", "0.027", "0.012"]
    assert panel.matrices.numbers_shown


def test_that_tiny_products_have_one_factor_above_them(panel: ArithmeticPanel) -> None:
    values = np.full((3, 3, 1), 0.001, np.float32)
    weights = {"kernel": np.full((3, 3, 1, 1), 0.5, np.float32), "bias": np.zeros(1, np.float32)}
    panel.show_sum(Conv2D(filters=1).arithmetic(values, weights, (0, 0, 0)), at=(0, 0, 0))
    assert [matrix.head() for matrix in panel.matrices._matrices] == [
        "patch × 0.001",
        "kernel",
        "products × 0.0001",
    ]
    assert cells(panel, 2) == ["5.00"] * 9
    centre = panel.matrices.rect_of(0).center()
    assert panel.matrices.text_at(centre) == "0.001 × 0.50 = 0.0005"


def test_that_numbers_of_a_low_panel_are_read_to_the_digit_that_counts(
    panel: ArithmeticPanel,
) -> None:
    panel.resize(750, 208)
    values = np.array([0.0041, 0.0098, 0.027] * 3, np.float32).reshape(3, 3, 1)
    weights = {"kernel": np.full((3, 3, 1, 1), -0.3, np.float32), "bias": np.zeros(1, np.float32)}
    panel.show_sum(Conv2D(filters=1).arithmetic(values, weights, (0, 0, 0)), at=(0, 0, 0))
    view = panel.matrices
    assert view.cell >= 34
    font, room = view._font(view.cell)
    assert font is not None
    assert room != TIGHTEST
    assert [matrix.head(room) for matrix in view._matrices][1:] == ["kernel", "products × 0.001"]


def test_that_a_low_panel_of_many_maps_has_room_for_three_digits(panel: ArithmeticPanel) -> None:
    panel.resize(750, 208)
    arithmetic = convolved()
    panel.show_sum(arithmetic, at=AT)
    assert panel.matrices.cell >= 32
    last = panel.matrices.rect_of(2)
    assert panel.matrices.rect().contains(last)


@pytest.mark.parametrize("side", [1, 3, 5, 7])
def test_that_parts_stand_side_by_side_where_it_is_low(
    panel: ArithmeticPanel, qtbot: QtBot, side: int
) -> None:
    panel.show_sum(convolved(kernel_size=(side, side), padding="same"), at=AT)
    assert not panel.is_wide
    assert panel.steps.mapTo(panel, QPoint()).y() > panel.bars.mapTo(panel, QPoint()).y()
    panel.resize(1000, 200)
    assert panel.is_wide
    qtbot.waitUntil(lambda: panel.steps.mapTo(panel, QPoint()).x() > panel.bars.width())
    last = panel.matrices.rect_of(2)
    assert panel.matrices.rect().contains(last)
    right = panel.matrices.mapTo(panel, last.bottomRight())
    assert right.x() < panel.steps.mapTo(panel, QPoint()).x()
    assert right.y() < panel.height()


@pytest.mark.parametrize("side", [1, 3, 5, 7])
def test_that_every_cell_is_seen_in_320_pixels(
    panel: ArithmeticPanel, qtbot: QtBot, side: int
) -> None:
    panel.show_sum(convolved(kernel_size=(side, side), padding="same"), at=AT)
    view = panel.matrices
    qtbot.waitUntil(lambda: view.rect_of(2).bottom() < view.height())
    rects = [view.rect_of(number) for number in range(3)]
    assert all(view.rect().contains(rect) for rect in rects)
    assert not any(a.intersects(b) for a in rects for b in rects if a is not b)
    assert view.numbers_shown


def test_that_a_larger_kernel_after_a_smaller_one_has_its_room(panel: ArithmeticPanel) -> None:
    view = panel.matrices
    for side in (3, 7, 1):
        panel.show_sum(convolved(kernel_size=(side, side), padding="same"), at=AT)
        assert view.height() - 3 <= view.rect_of(2).bottom() < view.height()


# Words


def test_that_ctrl_c_copies_the_whole_calculation(panel: ArithmeticPanel, qtbot: QtBot) -> None:
    arithmetic = convolved(channels=2)
    panel.show_sum(arithmetic, at=AT)
    panel.activateWindow()
    panel.bars.setFocus()
    qtbot.waitUntil(panel.bars.hasFocus)
    qtbot.keyClick(panel.bars, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert text == panel.text
    lines = text.splitlines()
    assert lines[2] == "map\trow\tcolumn\tvalue\tweight\tproduct"
    assert len([line for line in lines if line.count("\t") == 5]) == 1 + 2 * 9
    cells = lines[3].split("\t")
    assert float(cells[3]) == pytest.approx(float(arithmetic.inputs[0, 0, 0]))
    assert lines[-1].startswith("= relu")


def test_that_copied_numbers_have_the_form_of_the_locale(
    panel: ArithmeticPanel, in_locale: Callable[[str], None]
) -> None:
    in_locale("de_DE")
    panel.show_sum(softmax(), at=(1,))
    assert "index\tvalue\tweight\tproduct" in panel.text
    assert "," in panel.text.splitlines()[3]


def test_that_a_screen_reader_is_told_of_value_and_steps(panel: ArithmeticPanel) -> None:
    panel.show_sum(convolved(), at=AT)
    told = panel.accessibleDescription()
    assert "at row 2, column 3" in told
    assert "the products of all 64 maps" in told
    for part in (panel, panel.bars, panel.shares, panel.matrices, panel.steps):
        assert part.accessibleName()


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_that_every_rule_is_drawn_in_both_appearances(
    panel: ArithmeticPanel, theme: Theme, appearance: Appearance
) -> None:
    panel.show_sum(convolved(), at=AT)
    theme.choose(appearance)
    for arithmetic in (
        softmax(),
        MaxPooling2D().arithmetic(floats(9, 9, 2), {}, AT),
        Activation(activation="softmax").arithmetic(floats(9, 9, 2), {}, AT),
    ):
        panel.show_sum(arithmetic, at=AT)
        picture = panel.grab().toImage()
        assert picture.pixelColor(1, picture.height() - 2).name() == theme.colours.window
