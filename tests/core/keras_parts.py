"""What Keras writes into a ``.keras`` file, by hand: no TensorFlow is needed here."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Written = dict[str, Any]
Refused = Callable[[object], str]
"""The sentence with which a file of this content is refused."""

FLOAT32 = {
    "module": "keras",
    "class_name": "DTypePolicy",
    "config": {"name": "float32"},
    "registered_name": None,
}
SHAPE = [None, 28, 28, 1]


def written(kind: str, module: str = "keras.layers", **config: Any) -> Written:
    """An object as Keras writes it."""
    return {"module": module, "class_name": kind, "config": config, "registered_name": None}


def initializer(kind: str = "GlorotUniform", **config: Any) -> Written:
    return written(kind, "keras.initializers", **config)


def regularizer(kind: str, **config: float) -> Written:
    return written(kind, "keras.regularizers", **config)


def layer(kind: str, **config: Any) -> Written:
    """A layer that has what all have, and ``config``."""
    common = {"name": kind.lower(), "trainable": True, "dtype": FLOAT32}
    return written(kind, **(common | config))


def dense(**config: Any) -> Written:
    default = {
        "units": 10,
        "activation": "softmax",
        "use_bias": True,
        "kernel_initializer": initializer(seed=None, input_axes=None, output_axes=None),
        "bias_initializer": initializer("Zeros"),
        "kernel_regularizer": None,
        "bias_regularizer": None,
        "kernel_constraint": None,
        "bias_constraint": None,
        "quantization_config": None,
    }
    return layer("Dense", **(default | config))


def convolution(
    kind: str = "Conv2D", kernels: tuple[str, ...] = ("kernel",), **own: Any
) -> Written:
    default: dict[str, Any] = {
        "kernel_size": [3, 3],
        "strides": [1, 1],
        "padding": "valid",
        "data_format": "channels_last",
        "dilation_rate": [1, 1],
        "activation": "relu",
        "use_bias": True,
        "bias_initializer": initializer("Zeros"),
        "bias_regularizer": None,
        "activity_regularizer": None,
        "bias_constraint": None,
    }
    for kernel in kernels:
        default[f"{kernel}_initializer"] = initializer(seed=None)
        default[f"{kernel}_regularizer"] = None
        default[f"{kernel}_constraint"] = None
    return layer(kind, **(default | own))


def pooling(kind: str = "MaxPooling2D", **config: Any) -> Written:
    default = {"pool_size": [2, 2], "strides": [2, 2], "padding": "valid"}
    return layer(kind, **(default | {"data_format": "channels_last"} | config))


def flatten(**config: Any) -> Written:
    return layer("Flatten", **({"data_format": "channels_last"} | config))


def normalisation(**config: Any) -> Written:
    default = {
        **{"axis": -1, "momentum": 0.99, "epsilon": 0.001, "center": True, "scale": True},
        "beta_initializer": initializer("Zeros"),
        "gamma_initializer": initializer("Ones"),
        "moving_mean_initializer": initializer("Zeros"),
        "moving_variance_initializer": initializer("Ones"),
        **{"beta_regularizer": None, "gamma_regularizer": None},
        **{"beta_constraint": None, "gamma_constraint": None, "synchronized": False},
        **{"renorm": False, "renorm_clipping": None, "renorm_momentum": 0.99},
    }
    return layer("BatchNormalization", **(default | config))


def image_input(shape: Any = SHAPE, **config: Any) -> Written:
    default = {"batch_shape": shape, "dtype": "float32", "sparse": False, "ragged": False}
    return written("InputLayer", **(default | {"name": "input", "optional": False} | config))


def sequential(*layers: Written, shape: Any = SHAPE, **config: Any) -> Written:
    """A Sequential network with an input layer, unless ``shape`` is None."""
    first = [] if shape is None else [image_input(shape)]
    default = {"name": "sequential", "trainable": True, "dtype": FLOAT32}
    default |= {"layers": [*first, *layers]} | (
        {} if shape is None else {"build_input_shape": shape}
    )
    return written("Sequential", "keras", **(default | config))


def functional(*layers: Written, **config: Any) -> Written:
    """A Functional network of one chain, as Keras 3 writes it."""
    entries: list[Written] = []
    for entry in (image_input(), *layers):
        call = {"args": [tensor(entries[-1]["name"])], "kwargs": {}} if entries else None
        name = f"{entry['config']['name']}_{len(entries)}"
        entries.append({**entry, "name": name, "inbound_nodes": [call] if call else []})
    ends = {
        "input_layers": [entries[0]["name"], 0, 0],
        "output_layers": [entries[-1]["name"], 0, 0],
    }
    default = {"name": "functional", "trainable": True, "layers": entries, **ends}
    content = written("Functional", "keras.src.models.functional", **(default | config))
    return {**content, "registered_name": "Functional", "compile_config": {"anything": ["goes"]}}


def tensor(source: str, *at: int) -> Written:
    history = [source, *(at or (0, 0))]
    config = {"shape": SHAPE, "dtype": "float32", "keras_history": history}
    return {"class_name": "__keras_tensor__", "config": config}


def write_keras(path: Path, content: object) -> Path:
    """Write a file as Keras lays it out; ``content`` is its config, or its text."""
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", '{"keras_version": "3.15.1"}')
        archive.writestr("config.json", text)
        archive.writestr("model.weights.h5", b"\x89HDF\r\n\x1a\n")
    return path
