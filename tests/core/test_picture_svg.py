"""The picture as SVG: sound, whole, and nothing outside or on top of another."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.picture.captions import LINE, caption_width, text_width
from cnnlab_gui.core.picture.layout import network_picture
from cnnlab_gui.core.picture.shapes import (
    NetworkPicture,
    WindowLink,
)
from cnnlab_gui.core.picture.svg import picture_svg, svg_text
from cnnlab_gui.core.presets import PRESETS
from tests.core.picture_parts import COLOURS, SVG, stack

Architectures = st.SearchStrategy[Architecture]

NEAREST = 8.0
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


def test_that_it_needs_nothing_from_elsewhere() -> None:
    svg = picture_svg(stack(*(LAYER_KINDS[kind](kind=kind) for kind in LAYER_KINDS)), COLOURS)
    assert "currentColor" not in svg
    assert "href" not in svg
    assert "url(" not in svg
    assert re.findall('https?://[^"]*', svg) == ["http://www.w3.org/2000/svg"]


def test_that_the_page_is_painted_unless_it_is_to_lie_on_another() -> None:
    picture = network_picture(stack())
    assert ElementTree.fromstring(svg_text(picture, COLOURS))[1].get("fill") == COLOURS.page
    bare = ElementTree.fromstring(svg_text(picture, COLOURS, page=False))
    assert bare[1].tag == f"{SVG}g"


def test_that_what_is_out_of_view_is_left_out() -> None:
    picture = network_picture(stack(*[Conv2D(padding="same")] * 50))
    seen = picture.blocks[20].slot
    root = ElementTree.fromstring(svg_text(picture, COLOURS, seen=(seen.x + 1, seen.right - 1)))
    ids = [each.get("id") for each in root.findall(f"{SVG}g")]
    assert ids == [f"layer-{picture.blocks[20].layer}", "legend"]
    whole = ElementTree.fromstring(svg_text(picture, COLOURS))
    assert root.get("viewBox") == whole.get("viewBox")


def test_that_a_place_in_the_picture_tells_its_layer() -> None:
    picture = network_picture(PRESETS["cnn-64"].architecture)
    for each in picture.blocks:
        assert picture.layer_at(*each.body.centre) == each.layer
        assert picture.layer_at(each.middle, picture.rows.parameters) == each.layer
    assert picture.layer_at(1, 1) is None
    assert picture.layer_at(picture.width - 1, 1) is None
    legend = picture.legend.place
    assert picture.layer_at(picture.blocks[1].middle, legend.centre[1]) is None


def points(root: ElementTree.Element) -> Iterator[tuple[float, float]]:
    """Corners of all that is drawn; an icon's own coordinates are inside its translation."""
    for each in root:
        tag, number = (
            each.tag.removeprefix(SVG),
            {key: float(value) for key, value in each.attrib.items() if NUMBER.fullmatch(value)},
        )
        if tag == "g" and "transform" in each.attrib:
            x, y = (float(value) for value in NUMBER.findall(each.attrib["transform"])[:2])
            yield x, y
        elif tag == "g":
            yield from points(each)
        elif tag == "rect":
            x, y = number.get("x", 0), number.get("y", 0)
            yield x, y
            yield x + number["width"], y + number["height"]
        elif tag == "circle":
            yield number["cx"] - number["r"], number["cy"] - number["r"]
            yield number["cx"] + number["r"], number["cy"] + number["r"]
        elif tag in {"polygon", "path"}:
            corners = NUMBER.findall(each.get("points") or each.get("d", ""))
            found = [float(value) for value in corners]
            yield from zip(found[::2], found[1::2], strict=True)
        elif tag == "text":
            yield from text_ends(each, number)


def text_ends(each: ElementTree.Element, number: dict[str, float]) -> Iterator[tuple[float, float]]:
    width = text_width(each.text or "", number["font-size"], bold=bool(each.get("font-weight")))
    left = number["x"] - (width / 2 if each.get("text-anchor") == "middle" else 0)
    yield left, number["y"] - number["font-size"]
    yield left + width, number["y"] + number["font-size"] / 3


def expect_apart_and_inside(picture: NetworkPicture) -> None:
    """Expect that nothing covers another and nothing is cut off."""
    for each in picture.blocks:
        caption = caption_width(each.caption) / 2
        assert each.slot.x + NEAREST / 2 <= min(each.body.x, each.middle - caption)
        assert max(each.body.right, each.middle + caption) <= each.slot.right - NEAREST / 2
        assert each.slot.y <= each.body.y
        assert each.body.bottom <= picture.rows.title - LINE * len(each.caption.title)
    for left, right in pairwise(picture.blocks):
        assert left.slot.right <= right.slot.x
    for x, y in points(ElementTree.fromstring(svg_text(picture, COLOURS))):
        assert 0 <= x <= picture.width
        assert 0 <= y <= picture.height
    for link in picture.links:
        if isinstance(link, WindowLink):
            face, window = picture.blocks[link.start].front, link.window
            assert face.x - 0.01 <= window.x <= window.right <= face.right + 0.01
            assert face.y - 0.01 <= window.y <= window.bottom <= face.bottom + 0.01


@pytest.mark.parametrize(
    "architecture",
    [
        *(preset.architecture for preset in PRESETS.values()),
        stack(Conv2D(filters=2048), Conv2D(filters=2048), shape=(64, 64, 3)),
        stack(*[Conv2D(padding="same")] * 100),
        stack(Flatten(), shape=(1024, 1024, 4)),
        stack(MaxPooling2D(), shape=(8, 1024, 1)),
        stack(Flatten(), Dense(units=16), shape=(1024, 1, 1)),
        stack(Flatten(), Dense(units=1), shape=(1, 1, 1)),
        stack(Dense(), Flatten()),
        stack(),
    ],
    ids=lambda architecture: f"{architecture.input_shape}-{len(architecture.layers)}",
)
def test_that_networks_of_all_sizes_are_drawn_apart_and_inside_the_picture(
    architecture: Architecture,
) -> None:
    expect_apart_and_inside(network_picture(architecture))


@given(data=st.data())
def test_that_any_stack_is_drawn_apart_and_inside_the_picture(
    any_architecture: Architectures,
    sound_architecture: Callable[..., Architectures],
    data: st.DataObject,
) -> None:
    architecture = data.draw(any_architecture | sound_architecture())
    names = data.draw(st.lists(st.text(max_size=30), max_size=16))
    picture = network_picture(architecture, class_names=names)
    assert [each.layer for each in picture.blocks] == [*range(-1, len(architecture.layers))]
    expect_apart_and_inside(picture)
