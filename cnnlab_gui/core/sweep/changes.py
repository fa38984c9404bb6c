"""How one value of a factor changes what is trained: each returns a new specification."""

from typing import Any

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.augmentation import Augmentation, RandomRotation, RandomTranslation
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D, Convolution, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import Dropout
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import RunSpecification, TrainingSettings

MOST_CONVOLUTIONS = 12
USUAL_STAGE: tuple[Layer, ...] = (Conv2D(filters=64), MaxPooling2D())
USUAL_AUGMENTATION: tuple[Layer, ...] = (
    RandomTranslation(height_factor=0.1, width_factor=0.1),
    RandomRotation(degrees=10.0),
)
FILTERED = (Conv2D, SeparableConv2D)


def with_setting(name: str, specification: RunSpecification, value: Any) -> RunSpecification:
    """Set one of the training settings; raises ValidationError where it is out of bounds."""
    settings = {**specification.settings.model_dump(), name: value}
    return specification.model_copy(update={"settings": TrainingSettings.model_validate(settings)})


def with_filters(specification: RunSpecification, filters: Any) -> RunSpecification:
    """Give every convolution so many filters; the stack stays as it is."""
    return _edited(specification, _convolutions(specification.architecture), "filters", filters)


def with_first_filters(specification: RunSpecification, filters: Any) -> RunSpecification:
    """Give the first convolution so many filters."""
    first = _convolutions(specification.architecture)[:1]
    return _edited(specification, first, "filters", filters)


def with_kernel_size(specification: RunSpecification, side: Any) -> RunSpecification:
    """Give every convolution a square kernel with this side."""
    every = _indices(specification.architecture, Convolution)
    return _edited(specification, every, "kernel_size", (side, side))


def with_activation(specification: RunSpecification, activation: Any) -> RunSpecification:
    """Give every convolution, and every Dense layer but the last, this activation."""
    inner = _indices(specification.architecture, Convolution)
    inner += _inner_dense(specification.architecture)
    return _edited(specification, sorted(inner), "activation", activation)


def with_units(specification: RunSpecification, units: Any) -> RunSpecification:
    """Give every Dense layer but the last, which gives the classes, so many units."""
    inner = _inner_dense(specification.architecture)
    if not inner:
        raise CnnLabError(
            tr_noop(
                "errors",
                "This network has no Dense layer but the last one, which gives the classes, so its "
                "units cannot vary. Add a Dense layer before it.",
            )
        )
    return _edited(specification, inner, "units", units)


def with_convolutions(specification: RunSpecification, count: int) -> RunSpecification:
    """Let the network have ``count`` convolutions, each with what follows it up to its pooling.

    Those at the end go first; new ones are copies of the last, behind it.
    """
    architecture = specification.architecture
    stages = [list(architecture.stage_at(at)) for at in _indices(architecture, FILTERED)]
    surplus = [index for stage in stages[count:] for index in stage]
    if surplus:
        return _with(specification, architecture.removed(*surplus))
    if stages:
        at = stages[-1][-1] + 1
        copied = tuple(_unmarked(architecture.layers[index]) for index in stages[-1])
    else:
        at, copied = _start(architecture), USUAL_STAGE
    return _with(specification, architecture.inserted(at, *copied * (count - len(stages))))


def with_dropout(specification: RunSpecification, rate: Any) -> RunSpecification:
    """Set the rate of every Dropout; where there is none, one goes before the last Dense."""
    architecture = specification.architecture
    there = _indices(architecture, Dropout)
    if there:
        return _edited(specification, there, "rate", rate)
    dropout = Dropout().edited("rate", rate)
    last = _indices(architecture, Dense)[-1:]
    if not last:
        raise CnnLabError(
            tr_noop(
                "errors",
                "This network has neither a Dropout nor a Dense layer, so there is no place for "
                "dropout. Add a Dropout layer where you want it.",
            )
        )
    if not rate:
        return specification
    return _with(specification, architecture.inserted(last[0], dropout))


def with_augmentation(specification: RunSpecification, wanted: str) -> RunSpecification:
    """Switch the augmentation layers on or off; the usual ones come where there are none."""
    architecture = specification.architecture
    there = [at for at, layer in enumerate(architecture.layers) if isinstance(layer, Augmentation)]
    if there:
        return _with(specification, architecture.switched(there, enabled=wanted == "on"))
    if wanted == "off":
        return specification
    return _with(specification, architecture.inserted(0, *USUAL_AUGMENTATION))


def _with(specification: RunSpecification, architecture: Architecture) -> RunSpecification:
    return specification.model_copy(update={"architecture": architecture})


def _edited(
    specification: RunSpecification, indices: list[int], name: str, value: Any
) -> RunSpecification:
    architecture = specification.architecture
    for index in indices:
        architecture = architecture.replaced(index, architecture.layers[index].edited(name, value))
    return _with(specification, architecture)


def _indices(architecture: Architecture, kinds: Any) -> list[int]:
    """Where layers of these kinds stand that are enabled."""
    return [
        index
        for index, layer in enumerate(architecture.layers)
        if layer.enabled and isinstance(layer, kinds)
    ]


def _convolutions(architecture: Architecture) -> list[int]:
    found = _indices(architecture, FILTERED)
    if not found:
        raise CnnLabError(
            tr_noop(
                "errors",
                "This network has no convolution, so its filters cannot vary. Add a Conv2D layer, "
                "or vary the number of convolutions.",
            )
        )
    return found


def _inner_dense(architecture: Architecture) -> list[int]:
    return _indices(architecture, Dense)[:-1]


def _start(architecture: Architecture) -> int:
    """Behind the augmentation at the front, which changes images, not feature maps."""
    at = 0
    while at < len(architecture.layers) and isinstance(architecture.layers[at], Augmentation):
        at += 1
    return at


def _unmarked(layer: Layer) -> Layer:
    """``layer`` without a first filter that was given to it: that was meant for its place."""
    return layer.with_first_filter(None) if isinstance(layer, Conv2D) else layer
