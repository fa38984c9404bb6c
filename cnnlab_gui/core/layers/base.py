"""What every kind of layer answers for: its form, its shape, its cost."""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.layers.arithmetic import Arithmetic, Values
from cnnlab_gui.core.layers.keras_config import KerasConfig
from cnnlab_gui.core.text import size_text, tr_noop

Shape = tuple[int, ...]
"""One image's shape without the batch: ``(H, W, C)`` of an image, ``(N,)`` of a vector."""

Activation = Literal["relu", "leaky_relu", "elu", "gelu", "tanh", "sigmoid", "softmax", "linear"]
Padding = Literal["valid", "same"]
Side = Annotated[int, Field(ge=1, le=64)]
Pair = tuple[Side, Side]


class ShapeError(CnnLabError):
    """A layer cannot stand where it stands; the sentence says why and what to do."""


class Window(NamedTuple):
    """The patch that one output of a layer looks at, in pixels of its input."""

    size: Pair
    strides: Pair


@dataclass(frozen=True)
class KerasCall:
    """How Keras makes an object: ``keras.<path>(**arguments)``.

    Only the engine makes it; an exported script writes it down.

    Attributes
    ----------
    path : str
        ``layers.Conv2D``, ``regularizers.L2``.
    arguments : mapping of str
        Numbers, strings, tuples of them, or further calls.
    """

    path: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


class Layer(BaseModel, ABC):
    """One entry of an architecture: a kind and its parameters. Immutable.

    Attributes
    ----------
    title, group, explanation : str
        English texts, marked for translation: its name in plain words, the heading of
        the palette that it stands under, and what it does.
    main : tuple of str
        The parameters that a card shows and edits in place.
    enabled : bool
        False leaves it in the stack, but out of the network: it passes on what it gets.
    keras_class : str
        Keras's class; `keras_aliases` are further ones that come in as this kind.
    keras_fixed : mapping of str
        What Keras can vary and this kind cannot: each key of its config, and the value that
        it must have, or several in a tuple.
    ours : set of str
        Fields that Keras's layer knows nothing of.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

    title: ClassVar[str]
    group: ClassVar[str]
    explanation: ClassVar[str]
    keras_class: ClassVar[str]
    keras_aliases: ClassVar[tuple[str, ...]] = ()
    keras_fixed: ClassVar[Mapping[str, Any]] = {}
    main: ClassVar[tuple[str, ...]] = ()
    ours: ClassVar[frozenset[str]] = frozenset({"kind", "enabled"})

    kind: str
    enabled: bool = True

    @abstractmethod
    def output_shape(self, shape: Shape) -> Shape:
        """Shape after this layer.

        Raises
        ------
        ShapeError
            The layer cannot take ``shape``.
        """

    @abstractmethod
    def arithmetic(self, inputs: Values, weights: Mapping[str, Values], at: Position) -> Arithmetic:
        """How the value at ``at`` of what this layer gives comes about, outside training.

        Parameters
        ----------
        inputs : (H, W, C) or (N,) float32
            What the layer gets, for one image; its shape is one that the layer takes.
        weights : mapping of str
            Named and shaped as `weight_shapes` says; they may hold NaN, and so the value then.
        at : tuple of int
            A place that there is in the layer's output.
        """

    def source_rect(self, shape: Shape, rect: Rect) -> Rect:  # noqa: ARG002
        """Pixels of an input of ``shape`` that the pixels ``rect`` of the output depend on.

        A vector counts as one row of pixels. May reach beyond a border that is padded.
        """
        return rect

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:  # noqa: ARG002
        """Keras's names and shapes of all weights, in its order, for an input of ``shape``."""
        return {}

    def parameter_count(self, shape: Shape) -> int:
        """Number of weights, trained or not, for an input of ``shape``."""
        return sum(map(math.prod, self.weight_shapes(shape).values()))

    def multiply_adds(self, shape: Shape) -> int:  # noqa: ARG002
        """Multiply-accumulate operations for one image; only matrix work is counted."""
        return 0

    def window(self) -> Window | None:
        """Patch of the input behind one output; None if pointwise or not spatial."""
        return None

    def edited(self, name: str, value: Any) -> Self:
        """Take another value of one parameter, with whatever hangs on that.

        Raises
        ------
        ValidationError
            The value is out of bounds.
        """
        return type(self).model_validate({**self.model_dump(), name: value})

    def short(self) -> str:
        """The parameters that matter, for a card in a list: ``64 · 3×3 · relu``."""
        return " · ".join(self.shown(name) for name in self.main)

    def shown(self, name: str) -> str:
        """One parameter as people write it: ``64``, ``3×3``, ``relu``, ``20°``."""
        extra = type(self).model_fields[name].json_schema_extra
        unit = extra.get("unit", "") if isinstance(extra, dict) else ""
        return value_text(getattr(self, name)) + str(unit)

    def keras_arguments(self) -> dict[str, Any]:
        """Keyword arguments of the Keras class named `keras_class`."""
        return self.model_dump(exclude=set(self.ours))

    def keras_call(self) -> KerasCall:
        """The call that makes this layer."""
        return KerasCall(f"layers.{self.keras_class}", self.keras_arguments())

    @classmethod
    def from_keras(cls, config: KerasConfig) -> Self:
        """The layer that a ``.keras`` file describes; the way back from `keras_arguments`.

        Raises
        ------
        CnnLabError
            It has something that this kind has not.
        ValidationError
            A parameter is out of bounds.
        """
        names = [name for name in cls.model_fields if name not in cls.ours]
        values = {name: cls.keras_value(name, config) for name in names}
        config.finish(cls.keras_fixed)
        return cls(**values)

    @classmethod
    def keras_value(cls, name: str, config: KerasConfig) -> Any:
        """The value of the parameter ``name``, taken out of ``config``."""
        return config.take(name)


def value_text(value: object) -> str:
    """A parameter's value in a line of text: ``1,024``, ``3×3``, ``relu``, ``0.25``."""
    if isinstance(value, tuple):
        return size_text(value)
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def image_sides(layer: Layer, shape: Shape) -> tuple[int, int, int]:
    """``(H, W, C)`` of ``shape``, or the sentence that this layer wants an image."""
    if len(shape) != 3:
        raise ShapeError(
            tr_noop(
                "errors",
                "{layer} needs an image, but the layer before gives a list of length {count:,}. "
                "Move {layer} before Flatten, or remove it.",
            ),
            layer=layer.kind,
            count=shape[0],
        )
    return shape[0], shape[1], shape[2]


def slide(layer: Layer, shape: Shape, window: Window, padding: Padding) -> tuple[int, int]:
    """Height and width after a window has slid over ``shape``, as TensorFlow counts them.

    Raises
    ------
    ShapeError
        The window is larger than the image and nothing is padded.
    """
    sides = image_sides(layer, shape)[:2]
    if padding == "same":
        height, width = (
            -(-side // stride) for side, stride in zip(sides, window.strides, strict=True)
        )
        return height, width
    if any(side < size for side, size in zip(sides, window.size, strict=True)):
        raise ShapeError(
            tr_noop(
                "errors",
                "{layer} {window} needs an image of at least {window}, but here it is only "
                "{image}. Remove a pooling layer before it, or use padding 'same'.",
            ),
            layer=layer.kind,
            window=size_text(window.size),
            image=size_text(sides),
        )
    height, width = (
        (side - size) // stride + 1
        for side, size, stride in zip(sides, window.size, window.strides, strict=True)
    )
    return height, width
