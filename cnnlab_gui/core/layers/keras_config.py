"""One layer of a ``.keras`` file: what Keras wrote of it, taken key by key until none is left.

Nothing of it is ever executed or looked up: names become names of ours, or a sentence.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from pydantic import JsonValue

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import Sentence, plain, shown, tr_noop

# Names; chance, for which a run has a seed of its own; and what Keras writes but does not use.
IGNORED = {"name", "trainable", "seed", "rng_type", "value_range"}
IGNORED |= {"batch_shape", "batch_input_shape"}  # of a layer that is not the first
FLOAT32 = "float32"

# Layers that do what a named activation does, as long as these parameters have these values.
ACTIVATION_LAYERS: Mapping[str, tuple[str, Mapping[str, JsonValue]]] = {
    "ReLU": ("relu", {"max_value": None, "negative_slope": 0.0, "threshold": 0.0}),
    "LeakyReLU": ("leaky_relu", {"negative_slope": 0.2, "alpha": 0.2}),
    "ELU": ("elu", {"alpha": 1.0}),
    "Softmax": ("softmax", {"axis": -1}),
}
_INITIALIZER_DEFAULTS: Mapping[str, JsonValue] = {
    "input_axes": None,
    "output_axes": None,
    "mean": 0.0,
    "stddev": 0.05,
}
_KERAS_MODULE = re.compile(r"(tf_)?keras(\.[\w.]+)?")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class KerasObject:
    """An object as Keras writes it: the name of a class of Keras, and its config."""

    kind: str
    config: Mapping[str, JsonValue]

    @classmethod
    def read(cls, value: JsonValue, owner: str) -> "KerasObject":
        """Read ``{"module": …, "class_name": …, "config": {…}}``.

        Parameters
        ----------
        owner : str
            Whose object it is, for the sentence.

        Raises
        ------
        CnnLabError
            It is no such object, or its class is not Keras's own.
        """
        if not isinstance(value, dict):
            raise malformed(owner, shown(value))
        kind, config = value.get("class_name"), value.get("config")
        if not isinstance(kind, str):
            raise malformed(owner, "class_name")
        registered, module = value.get("registered_name"), value.get("module", "keras")
        of_keras = isinstance(module, str) and _KERAS_MODULE.fullmatch(module)
        if not of_keras or registered not in (None, kind):
            raise own_code(owner, registered if isinstance(registered, str) else kind)
        if not isinstance(config, dict):
            raise malformed(owner, "config")
        return cls(kind, config)


class KerasConfig:
    """The config of one layer; what is taken is gone, and in the end nothing may be left.

    Attributes
    ----------
    kind, name : str
        Keras's name of the class, ``Conv2D``, and the layer's own; empty without.
    title : str
        How a sentence calls the layer: ``Conv2D 'conv2d_1'``.
    """

    def __init__(self, read: KerasObject) -> None:
        name = read.config.get("name")
        self.kind = read.kind
        self.name = name if isinstance(name, str) else ""
        self.title = f"{plain(self.kind)} {shown(self.name)}" if self.name else plain(self.kind)
        self._left = dict(read.config)

    def take(self, key: str) -> Any:
        """The value of ``key``, lists as tuples.

        Raises
        ------
        CnnLabError
            There is no such key.
        """
        if key not in self._left:
            raise malformed(self.title, key)
        value = self._left.pop(key)
        return tuple(value) if isinstance(value, list) else value

    def take_optional(self, *keys: str) -> Any:
        """The value of the first of ``keys`` that is there; None without."""
        return next((self.take(key) for key in keys if key in self._left), None)

    def take_same(self, key: str) -> Any:
        """The one number that all of a list's equal: 2 of ``[2, 2]``."""
        value = self.take(key)
        if isinstance(value, tuple) and value and all(item == value[0] for item in value):
            return value[0]
        return value

    def take_range(self, key: str) -> Any:
        """The number ``x`` of ``x`` or of ``[-x, x]``."""
        value = self.take(key)
        if not isinstance(value, tuple):
            return value
        if len(value) != 2 or not _opposite(*value):
            self.refuse(key, value)
        return value[1]

    def take_activation(self, key: str = "activation") -> Any:
        """The name of an activation, written as such, as a function or as a layer."""
        value = self.take(key)
        if value is None:
            return "linear"
        if not isinstance(value, dict):
            return value
        kind = value.get("class_name")
        if kind == "function" and isinstance(value.get("config"), str):
            return value["config"]
        if kind in (None, "__lambda__"):
            raise own_code(self.title, "lambda")
        read = KerasObject.read(value, self.title)
        if read.kind not in ACTIVATION_LAYERS:
            self.refuse(key, value)
        return KerasConfig(read).as_activation()

    def as_activation(self) -> str:
        """The activation that this layer, one of `ACTIVATION_LAYERS`, applies."""
        name, parameters = ACTIVATION_LAYERS[self.kind]
        if self.kind == "LeakyReLU" and not parameters.keys() & self._left.keys():
            raise malformed(self.title, "negative_slope")
        self.finish(parameters)
        return name

    def take_initializer(self, key: str) -> Any:
        """``glorot_uniform`` of that name, or of a ``GlorotUniform`` as Keras makes it."""
        value = self.take(key)
        return self._initializer_name(key, value) if isinstance(value, dict) else value

    def _initializer_name(self, key: str, value: JsonValue) -> str:
        read = KerasObject.read(value, self.title)
        for name, given in read.config.items():
            if name != "seed" and not _is(given, _INITIALIZER_DEFAULTS.get(name, _NOTHING)):
                self.refuse(f"{key}.{name}", given)
        return _HUMP.sub("_", read.kind).lower()

    def take_l2(self, key: str) -> Any:
        """The factor of an L2 regulariser; 0.0 without one."""
        value = self.take(key)
        if value is None:
            return 0.0
        read = KerasObject.read(value, self.title)
        others = {name: given for name, given in read.config.items() if name != "l2"}
        if read.kind not in {"L2", "L1L2"} or others not in ({}, {"l1": 0.0}):
            self.refuse(key, value)
        return read.config.get("l2")

    def take_agreed(self, values: Mapping[str, Any]) -> Any:
        """The one value of several keys, which were taken.

        Raises
        ------
        CnnLabError
            They differ.
        """
        (first, wanted), *others = values.items()
        for key, value in others:
            if value != wanted:
                raise CnnLabError(
                    tr_noop(
                        "errors",
                        "{layer} has another {first} than {second}; in CNN Lab they are the same. "
                        "Make them the same in Keras, and save the network again.",
                    ),
                    layer=self.title,
                    first=first,
                    second=key,
                )
        return wanted

    def finish(self, fixed: Mapping[str, Any]) -> None:
        """Check that what is left changes nothing.

        Parameters
        ----------
        fixed : mapping of str
            The value that a key must have if it is there; several, in a tuple.

        Raises
        ------
        CnnLabError
            Something else is left, or has another value.
        """
        for key, value in self._left.items():
            if key in fixed:
                wanted = fixed[key] if isinstance(fixed[key], tuple) else (fixed[key],)
                if not any(self._matches(key, value, choice) for choice in wanted):
                    self.refuse(key, value, wanted[0])
            elif key == "dtype":
                if not _is(_policy(value), FLOAT32):
                    self.refuse(key, _policy(value), FLOAT32)
            elif key not in IGNORED:
                self.refuse(key, value)

    def _matches(self, key: str, value: JsonValue, wanted: JsonValue) -> bool:
        if key.endswith("_initializer") and isinstance(value, dict):
            value = self._initializer_name(key, value)
        return _is(value, wanted)

    def refuse(self, key: str, value: object, wanted: object = ...) -> NoReturn:
        """Say that CNN Lab does not have this, or only with the value ``wanted``."""
        values = {"layer": self.title, "key": plain(key), "value": shown(value)}
        if wanted is ...:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "{layer} has {key} {value}, which CNN Lab does not have. Change or remove it "
                    "in Keras, and save the network again.",
                ),
                **values,
            )
        raise CnnLabError(
            tr_noop(
                "errors",
                "{layer} has {key} {value}, which CNN Lab does not have: here it is always "
                "{wanted}. Change it in Keras, and save the network again.",
            ),
            **values,
            wanted=shown(wanted),
        )


_NOTHING = object()


def _is(value: JsonValue, wanted: object) -> bool:
    """Whether ``value`` is ``wanted``, or a list of nothing else; numbers as float32 has them."""
    if isinstance(value, list):
        return value == wanted or (bool(value) and all(_is(item, wanted) for item in value))
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, int | float) and isinstance(wanted, int | float):
        near = isinstance(value, float) and math.isclose(value, wanted, rel_tol=1e-6)
        return near or value == wanted
    return type(value) is type(wanted) and value == wanted


def _policy(value: JsonValue) -> JsonValue:
    """The name of a dtype policy, which Keras writes as its name or as an object."""
    config = value.get("config") if isinstance(value, dict) else None
    return config.get("name") if isinstance(config, dict) else value


def _opposite(low: object, high: object) -> bool:
    return isinstance(low, int | float) and isinstance(high, int | float) and low == -high


def own_code(layer: str, name: str) -> CnnLabError:
    """Say that code would have to be run."""
    return CnnLabError(
        tr_noop(
            "errors",
            "{layer} uses {name}, which is code of its own and no part of Keras; CNN Lab never "
            "runs such code. Replace it by layers of Keras, and save the network again.",
        ),
        layer=layer,
        name=shown(name),
    )


def malformed(layer: str, what: str) -> CnnLabError:
    """Say that Keras would not have written this."""
    return CnnLabError(
        tr_noop(
            "errors",
            "{layer} is not written as Keras writes it (see {what}): the file is damaged, or was "
            "made by hand. Save the network again with Keras.",
        ),
        layer=layer,
        what=what,
    )


def out_of_bounds(layer: str, fault: Sentence) -> CnnLabError:
    """Say that a parameter is beyond what a layer of ours takes."""
    return CnnLabError(
        tr_noop("errors", "{layer}: {fault}. Change it in Keras, and save the network again."),
        layer=layer,
        fault=fault,
    )
