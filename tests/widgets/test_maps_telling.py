"""What the page tells of the value under the pointer, in each of its views."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt

from cnnlab_gui.core.inside.overlay import ACTIVATION
from cnnlab_gui.core.inside.sheet import INPUT
from cnnlab_gui.core.inside.view import View
from tests.core.inside_parts import CLASSES, CONVOLUTION, CountingEngine
from tests.widgets.maps_page_parts import Desk


def test_that_a_map_is_told_by_its_layer_and_channel(desk: Desk) -> None:
    desk.pin(CONVOLUTION)
    assert desk.page.strip.text.startswith("Conv2D 1, channel 1: ")
    desk.pin(INPUT)
    assert desk.page.strip.text.startswith("input: ")
    desk.show(View.CHANNELS)
    desk.pin(CONVOLUTION)
    assert desk.page.strip.text.startswith("channel 0: ")


def test_that_the_maps_name_gives_way_to_its_sum(desk: Desk) -> None:
    strip = desk.page.strip
    desk.pin(CONVOLUTION)
    whole = strip.text
    starts = []
    for width in range(1200, 300, -10):
        strip.resize(width, strip.height())
        starts.append(strip.shown_text.split(":")[0][:9])
    assert [start for n, start in enumerate(starts) if start not in starts[:n]] == [
        "Conv2D 1,",
        "channel 1",
        "ch. 1",
        whole.split(": ")[1][:9],
    ]


def test_that_a_weight_is_told_and_has_no_sum(desk: Desk) -> None:
    desk.page.whole_button.setChecked(True)
    assert desk.page.whole.isVisible()
    desk.show(View.KERNELS)
    assert not desk.page.whole.isVisible()
    assert not desk.page.whole_button.isEnabled()
    assert "Only the values of maps have a sum" in desk.page.whole_button.toolTip()
    view = desk.view
    assert view.sheet is not None
    cell = view.sheet.cells[2]
    corner = view.rect_of(cell.box).topLeft()
    desk.qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=corner)
    assert desk.page.strip.text == "filter 2, row 0, column 0: 1.00"
    desk.show(View.GRID)
    assert desk.page.whole_button.isEnabled()
    assert desk.page.whole.isVisible()


def test_that_the_hint_says_what_the_kernels_colours_mean(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.show(View.KERNELS)
    assert desk.page.strip.text.endswith("the colours end at ±1.00.")
    weights = desk.engine.initial_weights

    def with_a_strong_filter(*given: Any) -> Any:
        made = dict(weights(*given))
        made["000.kernel"] = made["000.kernel"] * np.array([1, 1, 9, 2], np.float32)
        return made

    monkeypatch.setattr(desk.engine, "initial_weights", with_a_strong_filter)
    desk.answer()
    assert desk.page.strip.text.endswith("each kernel's colours end at its own strongest.")
    desk.page.controls.wished.emit({"kernel_scale": "all"})
    assert desk.page.strip.text.endswith("the colours end at ±9.00.")


def test_that_what_speaks_for_a_class_is_told(desk: Desk) -> None:
    desk.show(View.EVIDENCE)
    desk.pin(ACTIVATION)
    text = "“dog”: row 0, column 0 speaks for it with 1.00 of the strongest place"
    assert desk.page.strip.text == text
    desk.pin(CLASSES)
    assert desk.page.strip.text.startswith("Dense 4: 0.80 for “dog”")


class SilentEngine(CountingEngine):
    """Nothing speaks for any class, in the first ``silent`` images."""

    silent = 1

    def class_activation(self, *given: Any) -> Any:
        made = super().class_activation(*given)
        made[: self.silent] = 0
        return made


def test_that_images_in_which_nothing_speaks_for_the_class_are_told_of(desk: Desk) -> None:
    desk.engine = SilentEngine()
    desk.show(View.EVIDENCE)
    text = "Grad-CAM: nothing in this layer speaks for dog in image 1."
    assert desk.page.strip.text == text
    desk.engine.silent = 9
    desk.answer()
    assert desk.page.strip.text.startswith("Grad-CAM: nothing in this layer speaks for the class")
