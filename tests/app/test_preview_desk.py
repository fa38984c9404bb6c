"""What augmentation does to images of the dataset, shown in the Inspector."""

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.augmentation import RandomFlip, RandomRotation, RandomTranslation
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.network.augmentation_preview import SampleSquare
from tests.app.conftest import Bench, SmallEngine
from tests.qt_fixtures import ShelfLibrary

OpenBench = Callable[..., Bench]
SECONDS = 30
STARTING = "TensorFlow is starting…"
BUSY = "The samples are being made…"
MISSING = "TensorFlow is not installed. Install it, then try again."
SHIFT, TURN, FLIP = RandomTranslation(), RandomRotation(), RandomFlip()


class Asked:
    """Makes engines that note what they are asked, and answer once they are let."""

    def __init__(self) -> None:
        self.made, self.answer = Event(), Event()
        self.made.set()
        self.answer.set()
        self.failures = 0
        self.problem: CnnLabError | None = None
        self.wishes: list[tuple[tuple[Layer, ...], Images, int]] = []

    def __call__(self, *parts: Any) -> SmallEngine:
        assert self.made.wait(SECONDS)
        if self.failures:
            self.failures -= 1
            raise CnnLabError(MISSING)
        asked = self

        class Engine(SmallEngine):
            def augmented(self, layers: tuple[Layer, ...], images: Images, seed: int) -> Images:
                asked.wishes.append((layers, images, seed))
                assert asked.answer.wait(SECONDS)
                if asked.problem:
                    raise asked.problem
                return super().augmented(layers, images, seed)

        return Engine(*parts)

    @property
    def layers(self) -> list[tuple[str, ...]]:
        return [tuple(layer.kind for layer in layers) for layers, _, _ in self.wishes]

    @property
    def seeds(self) -> list[int]:
        return [seed for _, _, seed in self.wishes]


@pytest.fixture
def asked() -> Iterator[Asked]:
    made = Asked()
    yield made
    made.made.set()
    made.answer.set()


@pytest.fixture
def watched(open_bench: OpenBench, asked: Asked) -> Bench:
    """A window whose engine notes what it is asked; engine and images are there."""
    return open_bench(asked).ready()


def put_first(bench: Bench, *layers: Layer) -> None:
    """Put augmentation before the workshop's network, and select the last of it."""
    workshop = PRESETS["cnn-64"].architecture
    bench.lab.session.set_architecture(workshop.inserted(0, *layers), "add")
    bench.window.layers_panel.select([len(layers) - 1])


def square(bench: Bench) -> SampleSquare:
    return bench.window.inspector.preview.findChild(SampleSquare)


def said(bench: Bench) -> list[str]:
    labels = bench.window.inspector.preview.findChildren(QLabel)
    return [each.text() for each in labels if each.isVisible()]


def wait_for_samples(bench: Bench) -> None:
    bench.until(lambda: square(bench).count == 16 and not square(bench).is_faded)
    bench.until(lambda: bench.lab.preview_desk._controller._call is None)


def press_other_samples(bench: Bench) -> None:
    preview = bench.window.inspector.preview
    (button,) = [b for b in preview.findChildren(QPushButton) if b.text() == "Other samples"]
    bench.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_that_sixteen_samples_of_a_few_images_of_the_dataset_are_shown(
    watched: Bench, asked: Asked
) -> None:
    put_first(watched, SHIFT)
    wait_for_samples(watched)
    assert watched.window.inspector.preview.isVisible()
    assert "16 images as the network may see them in training" in said(watched)
    (layers, images, _) = asked.wishes[-1]
    assert layers == (SHIFT,)
    dataset = watched.lab.datasets.dataset
    assert dataset is not None
    for index, image in enumerate(images):
        assert np.array_equal(image, dataset.x_train[index // 4])


def test_that_all_augmentation_down_to_the_selected_layer_is_shown(
    watched: Bench, asked: Asked
) -> None:
    put_first(watched, SHIFT, TURN, FLIP)
    wait_for_samples(watched)
    assert asked.layers[-1] == ("RandomTranslation", "RandomRotation", "RandomFlip")
    watched.window.layers_panel.select([1])
    wait_for_samples(watched)
    assert asked.layers[-1] == ("RandomTranslation", "RandomRotation")


def test_that_a_changed_parameter_is_shown_by_the_same_chance(watched: Bench, asked: Asked) -> None:
    put_first(watched, SHIFT)
    wait_for_samples(watched)
    watched.lab.session.set_layer_value(0, "height_factor", 0.5, "")
    watched.until(lambda: len(asked.wishes) > 1)
    wait_for_samples(watched)
    assert asked.wishes[-1][0] == (RandomTranslation(height_factor=0.5),)
    assert len(set(asked.seeds)) == 1


def test_that_other_samples_come_by_another_chance_each_time(watched: Bench, asked: Asked) -> None:
    put_first(watched, SHIFT)
    wait_for_samples(watched)
    pictures = [square(watched).grab().toImage()]
    for _ in range(2):
        before = len(asked.wishes)
        press_other_samples(watched)
        watched.until(lambda before=before: len(asked.wishes) > before)
        wait_for_samples(watched)
        pictures.append(square(watched).grab().toImage())
    assert len(set(asked.seeds)) == 3
    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]


def test_that_nothing_is_computed_while_no_augmentation_is_looked_at(
    watched: Bench, asked: Asked
) -> None:
    watched.window.layers_panel.select([2])
    watched.lab.data_desk.choose("mnist")
    watched.until(lambda: watched.lab.datasets.dataset is not None)
    put_first(watched, SHIFT)
    wait_for_samples(watched)
    count = len(asked.wishes)
    watched.window.layers_panel.select([3])
    watched.lab.data_desk.choose("stroke-digits")
    watched.until(lambda: watched.lab.datasets.dataset is not None)
    assert len(asked.wishes) == count
    assert not watched.window.inspector.preview.isVisible()


def test_that_the_samples_are_of_the_dataset_that_was_chosen_last(
    watched: Bench, asked: Asked
) -> None:
    put_first(watched, SHIFT)
    wait_for_samples(watched)
    watched.lab.data_desk.choose("tiny")
    watched.until(lambda: asked.wishes[-1][1].shape == (16, 8, 8, 1))
    wait_for_samples(watched)


def test_that_a_quick_series_of_wishes_ends_with_the_last_one(watched: Bench, asked: Asked) -> None:
    asked.answer.clear()
    put_first(watched, SHIFT)
    watched.until(lambda: len(asked.wishes) == 1)
    for height in (0.1, 0.2, 0.3, 0.4):
        watched.lab.session.set_layer_value(0, "height_factor", height, "")
    asked.answer.set()
    wait_for_samples(watched)
    assert [layers[0].height_factor for layers, _, _ in asked.wishes[1:]] == [0.4]


def test_that_an_answer_is_dropped_that_comes_when_another_layer_is_looked_at(
    watched: Bench, asked: Asked
) -> None:
    asked.answer.clear()
    put_first(watched, SHIFT)
    watched.until(lambda: len(asked.wishes) == 1)
    watched.window.layers_panel.select([3])
    asked.answer.set()
    watched.until(lambda: watched.lab.preview_desk._controller._call is None)
    assert not watched.window.inspector.preview.isVisible()
    watched.window.layers_panel.select([0])
    wait_for_samples(watched)


def test_that_an_answer_is_dropped_that_is_of_the_dataset_before(
    watched: Bench, asked: Asked, shelf: ShelfLibrary
) -> None:
    asked.answer.clear()
    put_first(watched, SHIFT)
    watched.until(lambda: len(asked.wishes) == 1)
    held = shelf.hold("mnist")
    watched.lab.data_desk.choose("mnist")
    asked.answer.set()
    watched.until(lambda: watched.lab.preview_desk._controller._call is None)
    assert square(watched).count == 0
    assert BUSY in said(watched)
    held.set()
    wait_for_samples(watched)


def test_that_the_preview_says_that_it_is_busy_until_the_first_samples_come(
    watched: Bench, asked: Asked
) -> None:
    asked.answer.clear()
    put_first(watched, SHIFT)
    assert BUSY in said(watched)
    asked.answer.set()
    wait_for_samples(watched)
    assert BUSY not in said(watched)


def test_that_a_preview_before_tensorflow_is_loaded_waits_and_then_comes(
    open_bench: OpenBench, asked: Asked
) -> None:
    asked.made.clear()
    bench = open_bench(asked)
    bench.until(lambda: bench.lab.datasets.dataset is not None)
    put_first(bench, SHIFT)
    assert STARTING in said(bench)
    asked.made.set()
    wait_for_samples(bench)
    assert STARTING not in said(bench)


def test_that_a_tensorflow_that_does_not_load_is_told_and_other_samples_try_again(
    open_bench: OpenBench, asked: Asked
) -> None:
    asked.made.clear()
    asked.failures = 1
    bench = open_bench(asked)
    bench.until(lambda: bench.lab.datasets.dataset is not None)
    put_first(bench, SHIFT)
    asked.made.set()
    bench.until(lambda: MISSING in said(bench))
    press_other_samples(bench)
    wait_for_samples(bench)


def test_that_images_that_are_still_read_are_waited_for(
    watched: Bench, asked: Asked, shelf: ShelfLibrary
) -> None:
    held = shelf.hold("mnist")
    watched.lab.data_desk.choose("mnist")
    put_first(watched, SHIFT)
    assert BUSY in said(watched)
    assert asked.wishes == []
    held.set()
    wait_for_samples(watched)


def test_that_images_that_cannot_be_read_are_told(watched: Bench) -> None:
    put_first(watched, SHIFT)
    wait_for_samples(watched)
    watched.lab.data_desk.choose("lost")
    watched.until(lambda: "lost is not on the shelf." in said(watched))
    assert square(watched).count == 0
    watched.lab.data_desk.choose("mnist")
    wait_for_samples(watched)


def test_that_what_cannot_be_computed_is_told_and_can_be_asked_again(
    watched: Bench, asked: Asked
) -> None:
    asked.problem = CnnLabError("There is no memory left. Close other programs.")
    put_first(watched, SHIFT)
    watched.until(lambda: "There is no memory left. Close other programs." in said(watched))
    asked.problem = None
    press_other_samples(watched)
    wait_for_samples(watched)


def test_that_the_window_closes_while_samples_are_computed(watched: Bench, asked: Asked) -> None:
    asked.answer.clear()
    put_first(watched, SHIFT)
    watched.until(lambda: len(asked.wishes) == 1)
    asked.answer.set()
    watched.end()
    assert not watched.window.isVisible()


def test_that_a_window_that_opens_on_augmentation_shows_samples_at_once(
    open_bench: OpenBench, asked: Asked
) -> None:
    first = open_bench()
    put_first(first, SHIFT)
    first.end()
    second = open_bench(asked)
    assert second.window.layers_panel.selected == [0]
    wait_for_samples(second)
