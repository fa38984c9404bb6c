"""What is drawn of a network, and what is written under it."""

import re

import pytest

from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import Activation, BatchNormalization, Dropout
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.picture.captions import WIDEST_LINE, Language, clipped, kind_lines, text_width
from cnnlab_gui.core.picture.layout import network_picture
from cnnlab_gui.core.picture.shapes import (
    INPUT,
    Family,
    Form,
)
from cnnlab_gui.core.presets import PRESETS
from tests.core.picture_parts import COLOURS, SVG, block, drawn, fills, group, stack, words

# What is drawn


@pytest.mark.parametrize("name", list(PRESETS))
def test_that_every_layer_of_a_preset_is_drawn_with_its_name_shape_and_parameters(
    name: str,
) -> None:
    architecture = PRESETS[name].architecture
    root = drawn(architecture)
    assert words(group(root, INPUT)) == ["Input", "28×28×1"]
    for index, report in enumerate(architecture.reports()):
        text = words(group(root, index))
        assert "".join(text[: len(kind_lines(report.layer.kind))]) == report.layer.kind
        shape = "×".join(f"{side:,}" for side in report.output_shape or ())
        assert text[-2:] == [shape, f"{report.parameters:,}"]
        assert " · ".join(text[len(kind_lines(report.layer.kind)) : -2]) == report.layer.short()


def test_that_a_network_without_layers_is_its_input() -> None:
    picture = network_picture(stack())
    assert [each.layer for each in picture.blocks] == [INPUT]
    assert picture.links == ()
    assert words(group(drawn(stack()), INPUT)) == ["Input", "28×28×1"]


@pytest.mark.parametrize("classes", [1, 2, 10, 16])
def test_that_a_few_numbers_have_a_cell_each(classes: int) -> None:
    architecture = stack(Flatten(), Dense(units=classes))
    assert block(architecture, 1).form is Form.CELLS
    assert len(fills(group(drawn(architecture), 1), "rect")) == classes


def test_that_more_than_sixteen_numbers_are_a_column() -> None:
    architecture = stack(Flatten(), Dense(units=17))
    assert block(architecture, 1).form is Form.COLUMN
    assert len(fills(group(drawn(architecture), 1), "rect")) == 1


@pytest.mark.parametrize("kind", list(LAYER_KINDS))
def test_that_every_kind_is_drawn(kind: str) -> None:
    layer = LAYER_KINDS[kind](kind=kind)
    architecture = stack(layer, shape=(64, 64, 3))
    if architecture.output_shape is None:
        architecture = stack(Flatten(), layer, shape=(64, 64, 3))
    last = network_picture(architecture).blocks[-1]
    assert last.form in {Form.IMAGE, Form.COLUMN, Form.CELLS, Form.MARK}
    assert "".join(last.caption.title) == kind
    root = drawn(architecture)
    assert any(each.get("transform") for each in root.iter(f"{SVG}g")) is (last.form is Form.MARK)


@pytest.mark.parametrize(
    "layer", [Dropout(), BatchNormalization(), Activation()], ids=lambda layer: layer.kind
)
@pytest.mark.parametrize("front", [(), (Flatten(),)], ids=["image", "list"])
def test_that_a_layer_that_keeps_the_shape_is_a_thin_mark(
    layer: Layer, front: tuple[Layer, ...]
) -> None:
    made = block(stack(*front, layer), len(front))
    assert made.form is Form.MARK
    assert made.body.width < block(stack(), INPUT).body.width / 4
    assert made.depth == 0


@pytest.mark.parametrize(
    "layer",
    [Conv2D(filters=1, padding="same"), MaxPooling2D(pool_size=(1, 1))],
    ids=lambda layer: layer.kind,
)
def test_that_a_layer_with_a_window_is_a_block_even_if_the_shape_stays(layer: Layer) -> None:
    assert block(stack(layer), 0).form is Form.IMAGE


def test_that_a_dense_layer_of_as_many_units_is_a_block() -> None:
    assert block(stack(Flatten(), Dense(units=784)), 1).form is Form.COLUMN


@pytest.mark.parametrize(
    ("layer", "family"),
    [
        (Conv2D(), Family.CONVOLUTION),
        (MaxPooling2D(), Family.POOLING),
        (GlobalAveragePooling2D(), Family.VECTOR),
        (Flatten(), Family.VECTOR),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_that_convolutions_poolings_and_lists_are_told_apart_by_colour(
    layer: Layer, family: Family
) -> None:
    assert block(stack(layer), 0).family is family


def test_that_a_layer_that_is_switched_off_is_a_dotted_line_with_the_shape_it_passes_on() -> None:
    layers = (Conv2D(filters=8, enabled=False), MaxPooling2D())
    off = group(drawn(stack(*layers)), 0)
    assert block(stack(*layers), 0).form is Form.DISABLED
    assert [path.get("stroke-dasharray") for path in off.findall(f"{SVG}path")] == ["1 5"]
    assert not off.findall(f"{SVG}rect")
    assert words(off)[-3:] == ["switched off", "28×28×1", "0"]
    assert network_picture(stack(*layers)).links[0].end == 2


def test_that_a_layer_that_cannot_stand_is_dashed_in_the_colour_of_errors() -> None:
    root = drawn(stack(Conv2D(kernel_size=(40, 40)), Flatten(), Dense(units=10)))
    broken, after = group(root, 0), group(root, 1)
    (box,) = broken.findall(f"{SVG}rect")
    assert box.get("stroke") == COLOURS.error
    assert box.get("stroke-dasharray")
    assert "needs an image of at least 40×40" in (broken.findtext(f"{SVG}title") or "")
    assert words(broken)[-2:] == ["–", "–"]
    (box,) = after.findall(f"{SVG}rect")
    assert (box.get("stroke"), box.get("fill")) == (COLOURS.muted, "none")
    assert box.get("stroke-dasharray")


def test_that_nothing_is_linked_to_what_cannot_be_known() -> None:
    picture = network_picture(stack(Conv2D(), MaxPooling2D(), Dense(), Flatten()))
    assert [(link.start, link.end) for link in picture.links] == [(0, 1), (1, 2)]


# Words


def test_that_the_classes_are_named_beside_their_cells() -> None:
    names = [f"class {at}" for at in range(10)]
    picture = network_picture(PRESETS["cnn-64"].architecture, class_names=names)
    last = picture.blocks[-1]
    assert [text.text for text in picture.class_names] == names
    assert all(last.front.right < text.x for text in picture.class_names)
    assert all(text.x + text_width(text.text, 11) < last.slot.right for text in picture.class_names)
    assert all(last.front.y < text.y < last.front.bottom for text in picture.class_names)


@pytest.mark.parametrize("count", [0, 9, 11])
def test_that_names_of_another_number_of_classes_are_left_out(count: int) -> None:
    architecture = PRESETS["cnn-64"].architecture
    picture = network_picture(architecture, class_names=["name"] * count)
    assert picture == network_picture(architecture)


def test_that_a_name_of_a_stranger_is_text_and_nothing_else() -> None:
    wicked = ['</text><script>alert("1")</script>', "a & b\x00\x1b\ud800", "<![CDATA[", "é中🙂"]
    names = [*wicked, *"456789"]
    root = drawn(PRESETS["cnn-64"].architecture, class_names=names)
    assert not list(root.iter(f"{SVG}script"))
    text = words(root)
    assert "a & b" in text
    assert "<![CDATA[" in text
    assert "é中🙂" in text
    assert any(each.startswith("</text><scri") for each in text)


def test_that_a_long_name_is_cut_off() -> None:
    cut = clipped("a very long name of a class of images", 11, 80)
    assert cut.endswith("…")
    assert text_width(cut, 11) <= 80


def test_that_texts_and_numbers_are_written_in_the_language_asked_for() -> None:
    language = Language(
        translate=lambda text: f"<{text}>",
        number=lambda value: f"{value:,}".replace(",", " "),
    )
    text = words(drawn(PRESETS["cnn-64"].architecture, language=language))
    assert {"<Input>", "<Gives>", "<Parameters>", "204 928"} <= set(text)


@pytest.mark.parametrize("kind", list(LAYER_KINDS))
def test_that_a_kinds_name_is_broken_between_its_words_only(kind: str) -> None:
    lines = kind_lines(kind)
    assert "".join(lines) == kind
    assert all(line[0].isupper() for line in lines)
    assert all(
        text_width(line, 13, bold=True) <= WIDEST_LINE or not re.search("[a-z][A-Z]", line)
        for line in lines
    )
