"""The one table of files that hold what a run has learnt; its order is the menus'."""

from collections.abc import Mapping
from dataclasses import dataclass

from cnnlab_gui.core.text import tr_noop

STEPS = {
    "read": tr_noop("export", "The run is being read…"),
    "build": tr_noop("export", "The network is being built…"),
    "write": tr_noop("export", "The file is being written…"),
    "check": tr_noop("export", "The file is being checked…"),
}
"""What is told of an export that is under way, in this order."""


@dataclass(frozen=True)
class ModelExport:
    """A kind of file, or of folder, that other programs read a run from.

    Attributes
    ----------
    title : str
        English name for a menu and a file dialog, marked for translation.
    what : str
        What it is for, in a line.
    ending : str
        Of its files: ``.onnx``; empty for a folder.
    """

    title: str
    what: str
    ending: str = ""

    @property
    def is_folder(self) -> bool:
        return not self.ending


MODEL_EXPORTS: Mapping[str, ModelExport] = {
    "keras": ModelExport(
        tr_noop("export", "Keras network"),
        tr_noop("export", "The network with its weights, for keras.models.load_model."),
        ".keras",
    ),
    "savedmodel": ModelExport(
        tr_noop("export", "SavedModel folder"),
        tr_noop("export", "The network with its weights, for TensorFlow and servers."),
    ),
    "tflite": ModelExport(
        tr_noop("export", "TensorFlow Lite network"),
        tr_noop("export", "The network with its weights, for telephones and small devices."),
        ".tflite",
    ),
    "onnx": ModelExport(
        tr_noop("export", "ONNX network"),
        tr_noop("export", "The network with its weights, for most other programs."),
        ".onnx",
    ),
    "tensorboard": ModelExport(
        tr_noop("export", "TensorBoard folder"),
        tr_noop("export", "The curves of the run, to be looked at with TensorBoard."),
    ),
}
