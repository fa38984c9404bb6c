"""Pictures of networks, and a look into their SVG."""

from xml.etree import ElementTree

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.picture.colours import PictureColours
from cnnlab_gui.core.picture.layout import network_picture
from cnnlab_gui.core.picture.shapes import INPUT, Block
from cnnlab_gui.core.picture.svg import picture_svg

SVG = "{http://www.w3.org/2000/svg}"
COLOURS = PictureColours(
    page="#ffffff",
    text="#17212b",
    muted="#596775",
    input="#404040",
    convolution="#0b5cad",
    pooling="#d55e00",
    vector="#00805d",
    error="#b3261e",
)


def stack(*layers: Layer, shape: tuple[int, int, int] = (28, 28, 1)) -> Architecture:
    return Architecture(input_shape=shape, layers=layers)


def block(architecture: Architecture, layer: int) -> Block:
    return network_picture(architecture).blocks[layer + 1]


def drawn(architecture: Architecture, **more: object) -> ElementTree.Element:
    return ElementTree.fromstring(picture_svg(architecture, COLOURS, **more))  # type: ignore[arg-type]


def group(root: ElementTree.Element, layer: int) -> ElementTree.Element:
    name = "input" if layer == INPUT else f"layer-{layer}"
    found = root.find(f"{SVG}g[@id='{name}']")
    assert found is not None
    return found


def words(element: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in element.iter(f"{SVG}text")]


def fills(element: ElementTree.Element, tag: str) -> list[str]:
    return [each.get("fill", "") for each in element.findall(f"{SVG}{tag}")]
