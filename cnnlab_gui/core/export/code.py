"""Values and Keras calls as Python source.

What a text says is never part of the code: strings are written as literals.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from cnnlab_gui.core.layers.base import KerasCall, Layer

LINE = 88  # characters, as most Python is set
INDENT = 4

_GLOROT = "glorot_uniform"

# Keras's own defaults that a textbook leaves out.
USUAL: Mapping[str, Mapping[str, Any]] = {
    "layers.Conv2D": {"strides": (1, 1), "padding": "valid", "kernel_initializer": _GLOROT},
    "layers.SeparableConv2D": {
        "strides": 1,
        "padding": "valid",
        "depth_multiplier": 1,
        "depthwise_initializer": _GLOROT,
        "pointwise_initializer": _GLOROT,
    },
    "layers.DepthwiseConv2D": {
        "strides": 1,
        "padding": "valid",
        "depth_multiplier": 1,
        "depthwise_initializer": _GLOROT,
    },
    "layers.MaxPooling2D": {"padding": "valid"},
    "layers.AveragePooling2D": {"padding": "valid"},
    "layers.Dense": {"kernel_initializer": _GLOROT},
}


def literal(value: Any) -> str:
    """A number, a string, a tuple of them or a Keras call as an expression, in one line."""
    if isinstance(value, KerasCall):
        return f"keras.{value.path}({', '.join(_arguments(value, ()))})"
    if isinstance(value, tuple):
        parts = ", ".join(map(literal, value))
        return f"({parts},)" if len(value) == 1 else f"({parts})"
    if isinstance(value, str):
        return _string(value)
    return repr(value)


def layer_lines(layer: Layer, indent: int) -> list[str]:
    """The call that makes ``layer``, as lines of a list; a comment where it is left out.

    The parameters that a card shows come first; Keras's defaults are left out.
    """
    call = layer.keras_call()
    arguments = _arguments(call, layer.main)
    lines = [f"keras.{call.path}({', '.join(arguments)}),"]
    if indent + len(lines[0]) > LINE:
        inner = (" " * INDENT + f"{argument}," for argument in arguments)
        lines = [f"keras.{call.path}(", *inner, "),"]
    if not layer.enabled:
        lines[0] = f"left out: {lines[0]}"
        lines = [f"# {line}" for line in lines]
    return [" " * indent + line for line in lines]


def _arguments(call: KerasCall, first: Sequence[str]) -> list[str]:
    """``name=value`` of each that is not usual: those in ``first`` lead, in that order."""
    ordered = sorted(
        call.arguments, key=lambda name: first.index(name) if name in first else len(first)
    )
    return [
        f"{name}={literal(call.arguments[name])}" for name in ordered if not _is_usual(call, name)
    ]


def _is_usual(call: KerasCall, name: str) -> bool:
    value = call.arguments[name]
    if name == "strides" and value == call.arguments.get("pool_size"):
        return True  # the windows of a pooling lie side by side
    return bool(value == USUAL.get(call.path, {}).get(name))


def _string(text: str) -> str:
    """``text`` as a literal, in double quotes where nothing in it has to be escaped for that."""
    written = repr(text)
    is_plain = written.startswith("'") and '"' not in written
    return f'"{written[1:-1]}"' if is_plain else written
