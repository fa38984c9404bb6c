"""Layers that cannot stand where they stand."""

from collections.abc import Callable
from dataclasses import replace
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.base import Layer, Shape, ShapeError
from cnnlab_gui.core.layers.vectors import Flatten
from cnnlab_gui.core.problems.case import Case, Finding
from cnnlab_gui.core.problems.lists import image_is_gone, list_is_missing, twice_flattened
from cnnlab_gui.core.problems.windows import window_too_large


class Fault(IntEnum):
    """Why a layer cannot stand, the gravest first: what mends one may bring a lesser one."""

    LIST_MISSING = 0
    IMAGE_GONE = 1
    TWICE_FLATTENED = 2
    WINDOW_TOO_LARGE = 3


class Stumble(NamedTuple):
    """A layer that cannot stand."""

    layer: int
    fault: Fault


_ANSWERS: dict[Fault, Callable[[Case, int], Finding]] = {
    Fault.LIST_MISSING: list_is_missing,
    Fault.IMAGE_GONE: image_is_gone,
    Fault.TWICE_FLATTENED: twice_flattened,
    Fault.WINDOW_TOO_LARGE: window_too_large,
}


def cannot_stand(case: Case) -> Finding | None:
    """Find the first layer that cannot take what it gets."""
    if case.output_shape is not None:
        return None
    stumbles = stumbles_of(case.architecture)
    faults = [stumble.fault for stumble in stumbles]
    finding = _ANSWERS[faults[0]](case, stumbles[0].layer)
    return replace(finding, wrong=tuple(faults.count(fault) for fault in Fault))


def stumbles_of(architecture: Architecture) -> list[Stumble]:
    """Every layer that cannot stand, those before it taken as mended."""
    stumbles = []
    shape: Shape = architecture.input_shape
    for index, layer in enumerate(architecture.layers):
        if layer.enabled:
            fault, shape = _passed(layer, shape)
            if fault is not None:
                stumbles.append(Stumble(index, fault))
    return stumbles


# Remedies leave most layers, and what these get, as they were.
@lru_cache(maxsize=4096)
def _passed(layer: Layer, shape: Shape) -> tuple[Fault | None, Shape]:
    """What is wrong with the layer there, and the shape after it once that is mended."""
    try:
        return None, layer.output_shape(shape)
    except ShapeError:
        if len(shape) == 1:
            return Fault.TWICE_FLATTENED if isinstance(layer, Flatten) else Fault.IMAGE_GONE, shape
        if layer.window() is None:
            return Fault.LIST_MISSING, layer.output_shape((1,))
        padded = layer.model_copy(update={"padding": "same"})
        return Fault.WINDOW_TOO_LARGE, padded.output_shape(shape)
