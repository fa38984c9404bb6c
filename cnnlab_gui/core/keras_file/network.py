"""From what Keras writes of a network to an architecture, or to a sentence why not."""

from collections.abc import Mapping

from pydantic import JsonValue, ValidationError

from cnnlab_gui.core.architecture import MAXIMUM_LAYERS, Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.faults import first_fault
from cnnlab_gui.core.keras_file.chain import Written, in_order, listed, title_of
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.keras_config import (
    KerasConfig,
    KerasObject,
    malformed,
    out_of_bounds,
    own_code,
)
from cnnlab_gui.core.layers.table import KINDS
from cnnlab_gui.core.layers.vectors import Flatten
from cnnlab_gui.core.text import plain, shown, tr_noop

INPUT = "InputLayer"
NETWORKS = {"Sequential", "Functional", "Model"}
SHAPES = ("batch_shape", "batch_input_shape")
KIND_OF: Mapping[str, type[Layer]] = {
    name: kind for kind in KINDS for name in (kind.keras_class, *kind.keras_aliases)
}

# What an object's entry may hold; a build's shapes follow from the layers, and how the
# network was compiled is no part of its architecture.
_ENTRY = {"module", "class_name", "config", "registered_name", "shared_object_id"}
_ENTRY |= {"build_config", "compile_config", "name", "inbound_nodes"}


def architecture_of(content: JsonValue) -> Architecture:
    """The architecture that a ``config.json`` describes.

    Raises
    ------
    CnnLabError
        It is not what Keras writes, or has what CNN Lab does not have.
    """
    written = _object(content)
    title, config = title_of(content), KerasConfig(written)
    layers = listed(config.take("layers") if written.kind in NETWORKS else None, title)
    _check_count(layers, title)
    for layer in layers:
        _check_kind(KerasConfig(_object(layer)))
    match written.kind:
        case "Sequential":
            shapes = [config.take_optional("build_input_shape")]
        case "Functional":
            ends = config.take("input_layers"), config.take("output_layers")
            layers, shapes = in_order(layers, *ends, title), []
        case _:
            raise malformed(title, "class_name")
    config.finish({"trainable": True})
    return _stacked(layers, shapes, title)


def _check_count(layers: list[Written], title: str) -> None:
    count = sum(layer.get("class_name") != INPUT for layer in layers)
    if count > MAXIMUM_LAYERS:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{network} has {count:,} layers, but {limit:,} are the most in CNN Lab. Leave some "
                "out, and save the network again.",
            ),
            network=title,
            count=count,
            limit=MAXIMUM_LAYERS,
        )


def _stacked(layers: list[Written], shapes: list[object], title: str) -> Architecture:
    """Stack ``layers``, whose input has one of ``shapes`` or its own."""
    configs = [KerasConfig(_object(layer)) for layer in layers]
    if configs and configs[0].kind == INPUT:
        shapes.append(_input_shape(configs.pop(0)))
    if configs:
        shapes.append(configs[0].take_optional(*SHAPES))
    stack = tuple(_layer(config) for config in configs)
    sides = {_sides(shape, title) for shape in shapes if shape is not None}
    if not sides:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{network} does not say how large its images are. Give it an Input of that shape, "
                "such as (28, 28, 1), and save it again.",
            ),
            network=title,
        )
    if len(sides) > 1:
        raise malformed(title, "build_input_shape")
    try:
        return Architecture(input_shape=_image_shape(sides.pop(), stack, title), layers=stack)
    except ValidationError as error:
        raise out_of_bounds(title, first_fault(error, Architecture)) from error


def _input_shape(config: KerasConfig) -> object:
    shape = config.take_optional(*SHAPES)
    config.finish({"sparse": False, "ragged": False, "optional": False})
    return shape


def _sides(shape: object, title: str) -> tuple[int, ...]:
    """A shape as Keras writes it, without its batch."""
    if not isinstance(shape, tuple) or not shape:
        raise malformed(title, "input_shape")
    sides = shape[1:]
    if None in sides:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{network} leaves the size of its images open: {shape}. In CNN Lab it is fixed; "
                "give the Input numbers, such as (28, 28, 1), and save the network again.",
            ),
            network=title,
            shape=shown(sides),
        )
    if not all(type(side) is int for side in sides):
        raise malformed(title, "input_shape")
    return sides


def _image_shape(
    sides: tuple[int, ...], stack: tuple[Layer, ...], title: str
) -> tuple[int, int, int]:
    """Sides with their channels; Flatten makes the same of images that have none."""
    if len(sides) == 2 and stack and isinstance(stack[0], Flatten):
        sides = (*sides, 1)
    if len(sides) != 3:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{network} takes in {shape}, but CNN Lab takes in images: height, width and "
                "channels, such as (28, 28, 1). Give it such an Input, and save it again.",
            ),
            network=title,
            shape=shown(sides),
        )
    return sides[0], sides[1], sides[2]


def _object(written: JsonValue) -> KerasObject:
    title = title_of(written)
    read = KerasObject.read(written, title)
    for key in written if isinstance(written, dict) else ():
        if key not in _ENTRY:
            raise malformed(title, shown(key))
    return read


def _check_kind(config: KerasConfig) -> None:
    if config.kind in NETWORKS:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{layer} is a network within the network, but CNN Lab has one stack of layers. Add "
                "its layers one by one instead, and save the network again.",
            ),
            layer=config.title,
        )
    if config.kind == "Lambda":
        raise own_code(config.title, "lambda")
    if config.kind not in KIND_OF and config.kind != INPUT:
        raise CnnLabError(
            tr_noop(
                "errors",
                "CNN Lab has no layer kind {kind} (layer {layer}). It has {kinds}. Build the "
                "network of these, and save it again.",
            )
            if config.name
            else tr_noop(
                "errors",
                "CNN Lab has no layer kind {kind}. It has {kinds}. Build the network of these, and "
                "save it again.",
            ),
            kind=plain(config.kind),
            layer=shown(config.name),
            kinds=", ".join(KIND_OF),
        )


def _layer(config: KerasConfig) -> Layer:
    if config.kind not in KIND_OF:
        raise malformed(config.title, "class_name")
    kind = KIND_OF[config.kind]
    try:
        return kind.from_keras(config)
    except ValidationError as error:
        raise out_of_bounds(config.title, first_fault(error, kind)) from error
