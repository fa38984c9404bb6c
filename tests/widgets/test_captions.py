"""The words around a sheet: what was true, what the network reads, and what each part shows."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.choice import Chosen, Rows, drawn
from cnnlab_gui.core.inside.sources import Snapshot
from cnnlab_gui.core.inside.view import Seen, View, Wish
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.widgets.maps.captions import (
    bar_names_of,
    captions_of,
    headline_of,
    heads_of,
    hint_of,
    shown_bar_names,
)
from cnnlab_gui.widgets.maps.places import Caption
from tests.core.inside_parts import (
    CLASSES,
    CONVOLUTION,
    FLAT,
    NAMES,
    POOLING,
    CountingEngine,
    images,
    network,
    of_test,
    weights_of,
)
from tests.widgets.maps_parts import look

WISH = Wish(rows=of_test(0, 1), columns=(CONVOLUTION, POOLING, CLASSES), room=(300, 600))
DRAWING = drawn(np.full((10, 10, 1), 9, np.uint8))
TOLD = "read as dog, 80 %"  # the engine's answer for every image

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def data() -> Dataset:
    """Test images 0, 1 and 2 are a cat, a dog and an eel, and so on."""
    return images()


def captions(
    data: Dataset, rows: Rows, names: tuple[str, ...] = NAMES, **more: Any
) -> tuple[Caption, ...]:
    return captions_of(look(WISH, data, rows=rows, **more), data, names)


def seen_with(data: Dataset, shares: list[float]) -> Seen:
    """One image, a cat, that the network gave these shares."""
    seen = look(WISH, data, rows=of_test(0))
    outputs = (*seen.outputs.outputs[:-1], np.array([shares], np.float32))
    return replace(seen, outputs=replace(seen.outputs, outputs=outputs))


# Beside the rows


def test_that_each_image_has_its_true_class_and_what_is_read(data: Dataset) -> None:
    assert captions(data, of_test(0, 4)) == (
        Caption("cat · 0", TOLD, is_right=False),
        Caption("dog · 4", TOLD, is_right=True),
    )


def test_that_training_images_say_so(data: Dataset) -> None:
    (caption,) = captions(data, (Chosen("train", 7),))
    assert caption == Caption("dog · training 7", TOLD, is_right=True)


def test_that_a_drawing_has_no_true_class(data: Dataset) -> None:
    (caption,) = captions(data, (DRAWING,))
    assert caption == Caption("drawing", TOLD, is_right=None)


def test_that_a_network_for_other_classes_is_not_judged(data: Dataset) -> None:
    """Class 1 of each is no more alike than their numbers."""
    captioned = captions(data, of_test(0, 1), ("shoe", "bag", "coat"))
    assert [each.title for each in captioned] == ["cat · 0", "dog · 1"]
    assert [each.detail for each in captioned] == ["read as bag, 80 %"] * 2
    assert [each.is_right for each in captioned] == [None, None]


def test_that_a_class_without_a_name_has_its_number(data: Dataset) -> None:
    (caption,) = captions(data, of_test(0), ("shoe",))
    assert caption.detail == "read as 1, 80 %"


def test_that_an_answer_that_is_no_number_is_no_answer(data: Dataset) -> None:
    for shares in ([0.2, np.nan, 0.3], [np.nan] * 3):
        (caption,) = captions_of(seen_with(data, shares), data, NAMES)
        assert caption == Caption(
            "cat · 0", "no answer: the numbers are not numbers", is_right=False
        )


def test_that_the_largest_share_is_read(data: Dataset) -> None:
    (caption,) = captions_of(seen_with(data, [0.996, 0.001, 0.003]), data, NAMES)
    assert caption == Caption("cat · 0", "read as cat, 100 %", is_right=True)


def test_that_kernels_are_of_no_image(data: Dataset) -> None:
    assert captions(data, of_test(0, 1), view=View.KERNELS) == ()


# Above the columns


def heads(seen: Seen) -> list[str]:
    return [head.text for head in heads_of(seen)]


def test_that_columns_have_the_kind_of_their_layer_and_its_size(data: Dataset) -> None:
    seen = look(WISH, data)
    assert heads(seen) == ["input", "Conv2D\n8×8", "MaxPooling2D\n4×4", "Dense\n3"]
    for head, layer in zip(heads_of(seen), (-1, CONVOLUTION, POOLING, CLASSES), strict=True):
        boxes = [cell.box for cell in seen.sheet.cells if cell.layer == layer]
        assert {(box.left, box.width) for box in boxes} == {(head.left, head.width)}


def test_that_a_layer_without_the_channel_keeps_its_head(data: Dataset) -> None:
    assert heads(look(WISH, data, channel=4)) == heads(look(WISH, data, channel=1))


def test_that_kernels_say_before_and_now(data: Dataset) -> None:
    seen = look(WISH, data, view=View.KERNELS)
    assert heads(seen) == ["now"]
    box = seen.sheet.cells[0].box
    assert heads_of(seen)[0].left == box.left
    last = max(cell.box.left + cell.box.width for cell in seen.sheet.cells)
    assert heads_of(seen)[0].width == last - box.left


def test_that_kernels_of_a_trained_network_have_two_heads(data: Dataset, tmp_path: Path) -> None:
    (tmp_path / "weights").mkdir()
    RunFolder(tmp_path).write_snapshot(0, weights_of(network(), 3))
    RunFolder(tmp_path).write_snapshot(1, weights_of(network(), 4))
    seen = look(WISH, data, Snapshot(tmp_path, 1, network()), view=View.KERNELS)
    before, now = heads_of(seen)
    assert (before.text, now.text) == ("before training", "now")
    assert before.left + before.width < now.left


def test_that_evidence_has_a_head_for_each_thing_that_has_come(data: Dataset) -> None:
    assert heads(look(WISH, data, view=View.EVIDENCE)) == [
        "image",
        "Grad-CAM",
        "answer",
    ]
    assert heads(look(WISH, data, view=View.EVIDENCE, thorough=True)) == [
        "image",
        "Grad-CAM",
        "occlusion",
        "answer",
    ]


def test_that_all_channels_need_no_heads(data: Dataset) -> None:
    assert heads(look(WISH, data, view=View.CHANNELS)) == []


# In the bars


def test_that_the_last_layers_bars_have_names_and_shares(data: Dataset) -> None:
    names = bar_names_of(look(WISH, data), NAMES)
    assert names == dict.fromkeys(
        [(0, CLASSES), (1, CLASSES)], ("cat 10 %", "dog 80 %", "eel 10 %")
    )


def test_that_bars_have_no_names_where_the_classes_are_others(data: Dataset) -> None:
    assert bar_names_of(look(WISH, data), ("shoe", "bag")) == {}


def test_that_beside_the_evidence_the_likeliest_class_is_named_first(data: Dataset) -> None:
    seen = look(WISH, data, view=View.EVIDENCE)
    names = ("dog 80 %", "cat 10 %", "eel 10 %")
    assert shown_bar_names(seen, NAMES) == dict.fromkeys([(0, CLASSES), (1, CLASSES)], names)
    assert shown_bar_names(look(WISH, data), NAMES) == bar_names_of(look(WISH, data), NAMES)


def test_that_a_share_that_is_no_number_has_a_name_still(data: Dataset) -> None:
    (names,) = bar_names_of(seen_with(data, [np.nan, 0.5, 0.5]), NAMES).values()
    assert names == ("cat NaN", "dog 50 %", "eel 50 %")


# Over it all


@pytest.mark.parametrize(
    ("more", "headline"),
    [
        ({"rows": of_test(0, 3, 6)}, "What the network sees: 3 × cat"),
        ({"rows": of_test(2)}, "What the network sees: 1 × eel"),
        ({"rows": of_test(0, 1)}, "What the network sees in 2 images"),
        ({"rows": (DRAWING,)}, "What the network sees in one image"),
        ({"rows": (Chosen("test", 0), DRAWING)}, "What the network sees in 2 images"),
        ({"view": View.CHANNELS, "layer": POOLING}, "All 4 channels of MaxPooling2D 2"),
        ({"view": View.CHANNELS, "layer": FLAT}, "All 64 numbers of Flatten 3"),
        ({"view": View.CHANNELS, "layer": CLASSES}, "All 3 units of Dense 4"),
        ({"view": View.KERNELS}, "The kernels of Conv2D 1"),
        ({"view": View.EVIDENCE}, "Why this class?"),
    ],
)
def test_that_the_headline_says_what_is_seen(
    data: Dataset, more: dict[str, Any], headline: str
) -> None:
    assert headline_of(look(WISH, data, **more), data) == headline


def test_that_what_there_is_one_of_is_not_told_in_the_plural(data: Dataset) -> None:
    single = Architecture(
        input_shape=(10, 10, 1),
        layers=(Conv2D(filters=1), GlobalAveragePooling2D(), Dense(units=1), Dense(units=3)),
    )
    headlines = [
        headline_of(look(WISH, data, architecture=single, view=View.CHANNELS, layer=layer), data)
        for layer in range(3)
    ]
    assert headlines == [
        "The one channel of Conv2D 1",
        "The one number of GlobalAveragePooling2D 2",
        "The one unit of Dense 3",
    ]


def test_that_the_headline_says_how_many_are_dead_and_what_told_that(data: Dataset) -> None:
    seen = look(WISH, data, view=View.CHANNELS, layer=POOLING, thorough=True)
    assert headline_of(seen, data) == (
        "All 4 channels of MaxPooling2D 2 · 1 dead in 256 test images"
    )
    assert headline_of(replace(seen, dead_in=1), data).endswith(" · 1 dead in one test image")
    alive = replace(seen, dead=np.zeros(4, np.bool_))
    assert headline_of(alive, data) == "All 4 channels of MaxPooling2D 2"


def test_that_large_numbers_are_written_as_the_locale_does(
    data: Dataset, in_locale: Callable[[str], None]
) -> None:
    in_locale("de_DE")
    wide = Architecture(
        input_shape=(10, 10, 1),
        layers=(
            Conv2D(filters=80, padding="same"),
            MaxPooling2D(),
            Flatten(),
            Dense(units=3, activation="softmax"),
        ),
    )
    seen = look(WISH, data, architecture=wide, view=View.CHANNELS, layer=FLAT)
    assert headline_of(seen, data) == "All 2.000 numbers of Flatten 3"
    (caption,) = captions(data, of_test(4))
    assert caption.detail == "read as dog, 80 %"


def test_that_each_view_has_a_hint(qapp: QApplication) -> None:
    hints = {view: hint_of(view) for view in View}
    assert all(hint.endswith(".") for hint in hints.values())
    assert hints[View.GRID] == hints[View.CHANNELS]
    assert len(set(hints.values())) == 3


def test_that_an_engine_answer_of_another_class_is_followed(data: Dataset) -> None:
    engine = CountingEngine()
    engine.answer = 2
    (caption,) = captions(data, of_test(2), engine=engine)
    assert caption == Caption("eel · 2", "read as eel, 80 %", is_right=True)
