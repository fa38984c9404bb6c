"""Looking into real networks in the real window."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.inside.sheet import INPUT
from cnnlab_gui.core.inside.sources import Live, Snapshot, Untrained
from cnnlab_gui.core.inside.view import Seen, View
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import Activation, BatchNormalization, Dropout
from cnnlab_gui.core.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.widgets.maps.pointer import read_place
from cnnlab_gui.widgets.maps.sheet_view import Place
from tests.e2e.conftest import RealLab

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
CONVOLUTIONS = Architecture(
    layers=(
        Conv2D(filters=4),
        MaxPooling2D(),
        Conv2D(filters=6, padding="same", strides=(2, 1), activation="gelu"),
        Flatten(),
        Dense(units=10, activation="softmax"),
    )
)
ALL_KINDS = Architecture(
    layers=(
        Conv2D(filters=3, padding="same", activation="elu"),
        BatchNormalization(),
        Activation(activation="leaky_relu"),
        DepthwiseConv2D(depth_multiplier=2, activation="tanh"),
        AveragePooling2D(padding="same"),
        Dropout(),
        SeparableConv2D(filters=5, padding="same", activation="sigmoid"),
        MaxPooling2D(pool_size=(3, 2)),
        Conv2D(filters=4, kernel_size=(1, 1), activation="linear").model_copy(
            update={"enabled": False}
        ),
        Conv2D(filters=4, kernel_size=(1, 1), activation="softmax"),
        GlobalAveragePooling2D(),
        Dense(units=10, activation="softmax"),
    )
)


class Inside:
    """The Feature maps page of a real laboratory."""

    def __init__(self, real: RealLab) -> None:
        self.real = real
        self.page = real.window.maps_page
        self.view = self.page.panels[0].view

    def open(self) -> Seen:
        self.real.press(Key.Key_3, CTRL)
        return self.settle()

    def point_at(self, point: QPoint) -> None:
        """Move the pointer there; the real one of the display may disturb a first try."""

        def moved() -> bool:
            QTest.mouseMove(self.view, QPoint(1, 1))
            QTest.mouseMove(self.view, point)
            return self.view.place is not None

        self.real.until(moved)

    def settle(self, holds: Callable[[Seen], bool] = lambda _: True) -> Seen:
        """What is seen once ``holds`` and nothing is waited for."""

        def is_there() -> bool:
            seen = self.page.seen()
            desk = self.real.lab.maps_desk
            return seen is not None and not desk.is_waiting and holds(seen)

        self.real.until(is_there)
        seen = self.page.seen()
        assert seen is not None
        return seen


@pytest.fixture
def inside(real: RealLab) -> Inside:
    real.session.set_architecture(CONVOLUTIONS, "")
    return Inside(real)


def test_that_initial_weights_are_shown_then_each_epoch_then_the_way_back(inside: Inside) -> None:
    first = inside.open()
    assert isinstance(first.source, Untrained)
    assert "nothing is learnt yet" in inside.page.panels[0].note.text()
    inside.real.train()
    inside.real.press(Key.Key_3, CTRL)
    last = inside.settle(lambda seen: isinstance(seen.source, Snapshot))
    assert isinstance(last.source, Snapshot)
    assert last.source.epoch == 3
    assert not np.array_equal(last.state.weights["000.kernel"], first.state.weights["000.kernel"])
    inside.page.panels[0].slider.setValue(0)
    again = inside.settle(lambda seen: getattr(seen.source, "epoch", None) == 0)
    for name, values in first.state.weights.items():
        np.testing.assert_array_equal(again.state.weights[name], values)


def test_that_the_sum_under_the_pointer_is_the_networks_number_in_every_layer(
    inside: Inside,
) -> None:
    inside.real.session.set_architecture(ALL_KINDS, "")
    inside.open()
    inside.real.train()
    inside.real.press(Key.Key_3, CTRL)
    inside.settle(lambda seen: isinstance(seen.source, Snapshot))
    inside.page.controls.columns.columns_chosen.emit(tuple(range(11)))
    seen = inside.settle(lambda seen: len({cell.layer for cell in seen.sheet.cells}) == 12)
    view = inside.view
    for cell in seen.sheet.cells:
        if cell.layer == INPUT:
            continue
        view.pin(cell.layer, cell.row)
        for key in (Key.Key_Right, Key.Key_Down, Key.Key_Left):
            place = view.place
            assert isinstance(place, Place)
            assert (place.cell.layer, place.cell.row) == (cell.layer, cell.row)
            reading = read_place(seen, place)
            assert reading is not None
            assert reading.arithmetic is not None
            own = float(seen.outputs.of(cell.layer)[(cell.row, *place.at)])
            assert reading.arithmetic.value == pytest.approx(own, abs=1e-4, rel=1e-4)
            assert inside.page.strip.text
            inside.real.qtbot.keyClick(view, key)


def test_that_the_pointer_finds_the_value_that_it_is_over(inside: Inside) -> None:
    seen = inside.open()
    cell = next(cell for cell in seen.sheet.cells if (cell.layer, cell.row) == (0, 0))
    x, y = cell.box.left + cell.box.width // 3, cell.box.top + cell.box.height // 3
    inside.point_at(inside.view.origin + QPoint(x, y) / inside.view.devicePixelRatioF())
    place = inside.view.place
    assert isinstance(place, Place)
    assert (place.cell, place.at) == (cell, cell.position_at(x, y))


def test_that_the_maps_change_within_an_epoch_where_that_is_wished(inside: Inside) -> None:
    inside.open()
    inside.real.session.set_setting("epochs", 400, "")
    inside.page.live_actions[10].trigger()
    sources: list[object] = []
    show_seen = inside.page.show_seen

    def note(panel: int, seen: Seen, names: tuple[str, ...]) -> None:
        sources.append(seen.source)
        show_seen(panel, seen, names)

    inside.page.show_seen = note  # type: ignore[method-assign]
    inside.real.press(Key.Key_F5)
    inside.real.press(Key.Key_3, CTRL)
    inside.real.until(lambda: any(isinstance(source, Live) for source in sources))
    inside.real.until(lambda: any(isinstance(source, Snapshot) for source in sources))
    inside.real.press(Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    inside.real.until(lambda: bool(inside.real.finished))
    seen = inside.settle(lambda seen: isinstance(seen.source, Snapshot))
    assert not seen.has_nan


def test_that_every_view_of_a_trained_network_is_drawn(inside: Inside) -> None:
    inside.open()
    inside.real.train()
    inside.real.press(Key.Key_3, CTRL)
    for number, view in enumerate(View):
        inside.page.switch.choose(number)
        seen = inside.settle(lambda seen, view=view: seen.wish.view is view)
        assert len(seen.sheet.cells) > 0
        if view is View.EVIDENCE:
            assert seen.wish.thorough
            assert seen.wish.layer == 2
        if view is View.KERNELS:
            assert {cell.row for cell in seen.sheet.cells} == {0, 1}


def test_that_a_kernel_goes_into_the_network_and_stays_fixed_while_it_trains(
    inside: Inside,
) -> None:
    inside.open()
    workshop = inside.real.window.kernel_page
    inside.real.press(Key.Key_8, CTRL)
    assert inside.real.window.tabs.currentWidget() is workshop
    workshop.frozen.setChecked(True)
    QTest.mouseClick(workshop.put, Qt.MouseButton.LeftButton)
    layer = inside.real.session.architecture.layers[0]
    assert isinstance(layer, Conv2D)
    assert layer.first_filter is not None
    assert layer.first_filter[1][1] == 8
    inside.real.train()
    inside.real.press(Key.Key_3, CTRL)
    seen = inside.settle(lambda seen: getattr(seen.source, "epoch", None) == 3)
    kernel = seen.state.weights["000.kernel"]
    np.testing.assert_array_equal(kernel[..., 0, 0], np.float32(layer.first_filter))
    assert np.abs(kernel[..., 0, 1:]).max() < 8


def test_that_an_arrow_key_held_down_ends_at_the_image_asked_last(inside: Inside) -> None:
    inside.open()
    inside.view.setFocus()
    for _ in range(40):
        inside.real.press(Key.Key_Right)
    dataset = inside.page.dataset
    assert dataset is not None
    last = min(inside.page.wish.rows[0].index, len(dataset.x_test) - 1)
    seen = inside.settle(lambda seen: seen.wish.rows[0].index == last)
    expected = dataset.x_test[last] / np.float32(255)
    np.testing.assert_allclose(seen.outputs.images[0], expected, atol=1e-6)
