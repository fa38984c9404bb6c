"""Layers that cannot stand where they stand."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum

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


@dataclass(frozen=True)
class Stumble:
    """A layer that cannot stand; ``passed_on`` is what it would give once mended."""

    index: int
    fault: Fault
    passed_on: Shape


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
    finding = _ANSWERS[faults[0]](case, stumbles[0].index)
    return replace(finding, wrong=tuple(faults.count(fault) for fault in Fault))


def stumbles_of(architecture: Architecture) -> list[Stumble]:
    """Every layer that cannot stand, those before it taken as mended."""
    stumbles = []
    shape: Shape = architecture.input_shape
    for index, layer in enumerate(architecture.layers):
        if not layer.enabled:
            continue
        try:
            shape = layer.output_shape(shape)
        except ShapeError:
            stumbles.append(_stumble(index, layer, shape))
            shape = stumbles[-1].passed_on
    return stumbles


def _stumble(index: int, layer: Layer, shape: Shape) -> Stumble:
    if len(shape) == 1:
        fault = Fault.TWICE_FLATTENED if isinstance(layer, Flatten) else Fault.IMAGE_GONE
        return Stumble(index, fault, shape)
    if layer.window() is None:
        return Stumble(index, Fault.LIST_MISSING, layer.output_shape((1,)))
    padded = layer.model_copy(update={"padding": "same"})
    return Stumble(index, Fault.WINDOW_TOO_LARGE, padded.output_shape(shape))
