"""How each kind of file is written, and how it is read again to see that it answers the same.

Each writer is handed the run at one epoch and a path that does not exist, and returns what
the file that it wrote says of images: ``(N, H, W, C) float32`` to ``(N, classes) float32``.
"""

import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.state import Values
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.builder import optimizer_of
from cnnlab_gui.engine.export.network import Learnt
from cnnlab_gui.engine.inside.network import DEVICE
from cnnlab_gui.engine.keras_state import BUILDING

Answer = Callable[[Values], Values]
ONNX_OPSET = 18
EQUAL, CLOSE = 1e-5, 1e-4
"""The most that a probability may differ: the same arithmetic, and arithmetic of others."""


@dataclass(frozen=True)
class Format:
    """How a kind of file is written.

    Attributes
    ----------
    write : callable
        See the module.
    tolerance : float
        The most that a probability may differ from the network's own.
    """

    write: Callable[[Learnt, Path], Answer]
    tolerance: float


def write_keras(learnt: Learnt, out: Path) -> Answer:
    """A ``.keras`` file that can be evaluated and trained on at once."""
    settings = learnt.record.specification.settings
    network = learnt.network()
    with BUILDING, tf.device(DEVICE):
        network.compile(
            optimizer=optimizer_of(settings),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
        # Without its variables Keras complains when it reads them.
        network.optimizer.build(network.trainable_variables)
        network.save(out)
        with zipfile.ZipFile(out) as archive:
            read = keras.models.model_from_json(archive.read("config.json").decode())
        read.load_weights(out)
    return _called(lambda images: read(images, training=False))


def write_savedmodel(learnt: Learnt, out: Path) -> Answer:
    """A SavedModel folder that answers, and nothing else."""
    network = learnt.network()
    with BUILDING, tf.device(DEVICE):
        archive = keras.export.ExportArchive()
        archive.track(network)
        archive.add_endpoint("serve", learnt.answering(network).python_function, [learnt.signature])
        archive.write_out(str(out), verbose=False)
        read = tf.saved_model.load(str(out))

    def answer(images: Any) -> Any:
        return read.serve(images)  # not the graph alone, which would let go of the weights

    return _called(answer)


def write_tflite(learnt: Learnt, out: Path) -> Answer:
    with tempfile.TemporaryDirectory() as between:
        folder = Path(between) / "network"
        write_savedmodel(learnt, folder)
        with BUILDING:
            out.write_bytes(tf.lite.TFLiteConverter.from_saved_model(str(folder)).convert())
    # Without XNNPACK, which says on stderr that it is there.
    plain = tf.lite.experimental.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    reader = tf.lite.Interpreter(str(out), experimental_op_resolver_type=plain)
    place, answer = reader.get_input_details()[0]["index"], reader.get_output_details()[0]["index"]

    def answered(images: Values) -> Values:
        reader.resize_tensor_input(place, images.shape)
        reader.allocate_tensors()
        reader.set_tensor(place, images)
        reader.invoke()
        return np.asarray(reader.get_tensor(answer))

    return answered


def write_onnx(learnt: Learnt, out: Path) -> Answer:
    try:
        import onnxruntime
        import tf2onnx
    except ImportError as error:
        raise _without_onnx(error) from error
    network = learnt.network()
    with BUILDING, tf.device(DEVICE):
        for layer in network.layers:
            if getattr(layer, "activation", None) is keras.activations.gelu:
                layer.activation = _gelu
        converted, _ = tf2onnx.convert.from_function(
            learnt.answering(network), input_signature=[learnt.signature], opset=ONNX_OPSET
        )
    converted.graph.name = "network"
    _rename_output(converted.graph, "probabilities")
    out.write_bytes(converted.SerializeToString())
    session = onnxruntime.InferenceSession(str(out), providers=["CPUExecutionProvider"])
    taken = session.get_inputs()[0].name

    def answered(images: Values) -> Values:
        return np.asarray(session.run(None, {taken: images})[0])

    return answered


def _without_onnx(error: ImportError) -> CnnLabError:
    if getattr(sys, "frozen", False):
        return CnnLabError(
            tr_noop(
                "errors",
                "CNN Lab as it is installed here writes no ONNX files: the packages for that are "
                "not in it. Export as LiteRT (tflite) or SavedModel, or use a CNN Lab from "
                "pip install cnnlab-gui[onnx].",
            )
        )
    return CnnLabError(
        tr_noop(
            "errors",
            "ONNX files need three further packages: {reason}. Install them with "
            "pip install cnnlab-gui[onnx], then export again.",
        ),
        reason=str(error).splitlines()[0] if str(error) else "tf2onnx",
    )


def _gelu(values: Any) -> Any:
    """Keras's exact gelu in other operations: ONNX has no ``Erfc``."""
    return 0.5 * values * (1.0 + tf.math.erf(values * (0.5**0.5)))


def _rename_output(graph: Any, name: str) -> None:
    """Call what ``graph`` gives ``name`` instead of TensorFlow's ``Identity:0``."""
    before, graph.output[0].name = graph.output[0].name, name
    for node in graph.node:
        node.output[:] = [name if each == before else each for each in node.output]
        node.input[:] = [name if each == before else each for each in node.input]


def _called(network: Callable[[Any], Any]) -> Answer:
    def answered(images: Values) -> Values:
        with tf.device(DEVICE):
            return np.asarray(network(tf.constant(images)))

    return answered


FORMATS: Mapping[str, Format] = {
    "keras": Format(write_keras, EQUAL),
    "savedmodel": Format(write_savedmodel, EQUAL),
    "tflite": Format(write_tflite, CLOSE),
    "onnx": Format(write_onnx, CLOSE),
}
"""The kinds of `cnnlab_gui.core.export.models.MODEL_EXPORTS` that hold a network."""
