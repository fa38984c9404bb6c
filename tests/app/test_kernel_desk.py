"""The Kernel workshop in the window: its images, and the kernel in the network."""

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.inside.kernel import KERNELS, filtered, grey
from cnnlab_gui.core.inside.view import View
from cnnlab_gui.core.layers.augmentation import RandomRotation
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.kernel_workshop.page import KernelWorkshop
from tests.app.conftest import Bench
from tests.qt_fixtures import ShelfLibrary

WORKSHOP = PRESETS["cnn-64"].architecture
DENSE = PRESETS["dense-baseline"].architecture
MATRICES = {kernel.name: kernel.matrix for kernel in KERNELS}


@pytest.fixture
def filled(bench: Bench) -> KernelWorkshop:
    """The window's page, which shows a test image."""
    page = bench.window.kernel_page
    bench.window.show_page(page)
    bench.until(lambda: page.bench.isVisibleTo(page))
    return page


def architecture(bench: Bench) -> Architecture:
    return bench.lab.session.architecture


def take(bench: Bench, stack: Architecture) -> None:
    bench.lab.session.set_architecture(stack, "begin")


def convolution(bench: Bench, index: int) -> Conv2D:
    layer = architecture(bench).layers[index]
    assert isinstance(layer, Conv2D)
    return layer


def test_that_the_test_images_of_the_dataset_are_shown(
    bench: Bench, filled: KernelWorkshop
) -> None:
    dataset = bench.lab.datasets.dataset
    assert dataset is not None
    assert filled.bench.result is not None
    expected = filtered(grey(dataset.x_test[0]), filled.bench.editor.matrix)
    assert np.array_equal(filled.bench.result, expected)


def test_that_another_dataset_brings_its_own_images(bench: Bench, filled: KernelWorkshop) -> None:
    bench.lab.data_desk.choose("tiny")
    bench.until(lambda: "8×8" in filled.bench.input_plane.caption.text)


def test_that_images_that_cannot_be_read_are_told(
    bench: Bench, filled: KernelWorkshop, shelf: ShelfLibrary
) -> None:
    bench.lab.data_desk.choose("lost")

    def is_told() -> bool:
        labels = filled.notice.findChildren(QLabel)
        return "lost is not on the shelf." in [each.text() for each in labels if each.isVisible()]

    bench.window.show_page(filled)
    bench.until(lambda: bench.lab.datasets.problem is not None)
    bench.window.show_page(filled)
    bench.until(is_told)


@pytest.mark.parametrize("frozen", [True, False])
def test_that_a_kernel_becomes_the_first_filter_as_one_undo_step(
    bench: Bench, filled: KernelWorkshop, frozen: bool
) -> None:
    take(bench, WORKSHOP)
    count = bench.lab.session.undo_stack.count()
    bench.window.layers_panel.select([3])
    filled.frozen.setChecked(frozen)
    filled.put.click()
    layer = convolution(bench, 0)
    assert (layer.first_filter, layer.first_filter_frozen) == (MATRICES["Edges"], frozen)
    assert architecture(bench).layers[1:] == WORKSHOP.layers[1:]
    assert bench.window.layers_panel.selected == [0]
    assert filled.text.text().startswith("✓ It is the first filter of layer 1, Conv2D")
    assert ("stays fixed" in filled.text.text()) is frozen
    assert bench.lab.session.undo_stack.count() == count + 1
    assert bench.lab.session.undo_stack.undoText() == "put a kernel into Conv2D"
    bench.lab.session.undo_stack.undo()
    assert architecture(bench) == WORKSHOP
    assert "✓" not in filled.text.text()


def test_that_the_map_of_the_kernel_is_shown_in_the_network_that_has_it(
    bench: Bench, filled: KernelWorkshop
) -> None:
    take(bench, WORKSHOP)
    maps, networks = bench.window.maps_page, bench.lab.maps_desk.networks
    bench.window.show_page(maps)
    bench.until(lambda: maps.seen() is not None)
    maps.controls.wished.emit({"view": View.CHANNELS, "channel": 5})
    maps.panels[0].network_wanted.emit("a run that was looked at")
    bench.window.show_page(filled)
    filled.put.click()
    assert "channel 0" in filled.text.text()
    filled.look.click()
    assert maps.isVisible()
    assert (maps.wish.view, maps.wish.channel) == (View.GRID, 0)
    assert networks.is_set_up(0)


def test_that_undo_takes_the_offer_to_look_back(bench: Bench, filled: KernelWorkshop) -> None:
    take(bench, WORKSHOP)
    filled.put.click()
    assert filled.look.isVisible()
    bench.lab.session.undo_stack.undo()
    assert not filled.look.isVisible()


def test_that_a_larger_kernel_makes_the_filters_larger_and_says_so(
    bench: Bench, filled: KernelWorkshop
) -> None:
    take(bench, WORKSHOP)
    filled.presets.buttons[MATRICES["Gauss 5×5"]].click()
    filled.put.click()
    layer = convolution(bench, 0)
    assert (layer.kernel_size, layer.first_filter) == ((5, 5), MATRICES["Gauss 5×5"])
    assert "All its filters are 5×5 now." in filled.text.text()
    filled.put.click()
    assert "All its filters" not in filled.text.text()


def test_that_the_first_convolution_that_is_switched_on_gets_it(
    bench: Bench, filled: KernelWorkshop
) -> None:
    take(bench, WORKSHOP.switched([0], enabled=False))
    filled.put.click()
    assert convolution(bench, 0).first_filter is None
    assert convolution(bench, 2).first_filter == MATRICES["Edges"]
    assert "layer 3" in filled.text.text()


def test_that_a_kernel_too_large_for_the_images_is_told_by_the_network(
    bench: Bench, filled: KernelWorkshop
) -> None:
    three = PRESETS["cnn-three-conv"].architecture
    take(bench, three.model_copy(update={"input_shape": (4, 4, 1)}))
    filled.presets.buttons[MATRICES["Gauss 5×5"]].click()
    filled.put.click()
    assert convolution(bench, 0).kernel_size == (5, 5)
    assert bench.lab.session.problem is not None
    assert bench.window.layers_panel.strip.text


def test_that_without_a_convolution_one_is_offered_and_added_before_all(
    bench: Bench, filled: KernelWorkshop
) -> None:
    take(bench, DENSE)
    filled.put.click()
    assert architecture(bench) == DENSE
    assert filled.banner.text.startswith("The network has no Conv2D that is switched on")
    filled.conv_wanted.emit(MATRICES["Edges"], True)
    layer = convolution(bench, 0)
    assert (layer.first_filter, layer.first_filter_frozen) == (MATRICES["Edges"], True)
    assert architecture(bench).layers[1:] == DENSE.layers
    assert (bench.window.layers_panel.selected, filled.banner.text) == ([0], "")
    bench.lab.session.undo_stack.undo()
    assert architecture(bench) == DENSE


def test_that_an_added_convolution_comes_after_augmentation(
    bench: Bench, filled: KernelWorkshop
) -> None:
    take(bench, DENSE.inserted(0, RandomRotation()))
    filled.conv_wanted.emit(MATRICES["Edges"], False)
    assert [layer.kind for layer in architecture(bench).layers[:2]] == ["RandomRotation", "Conv2D"]


def test_that_the_problem_goes_once_the_network_changes(
    bench: Bench, filled: KernelWorkshop
) -> None:
    take(bench, DENSE)
    filled.put.click()
    take(bench, WORKSHOP)
    assert filled.banner.text == ""
