"""The workshop's networks by name, each with its dataset and training settings."""

import re
from dataclasses import dataclass

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.runs.record import SweepPlace
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import RunSpecification, TrainingSettings


@dataclass(frozen=True)
class Preset:
    """A named architecture with its dataset and training settings."""

    name: str
    explanation: str
    architecture: Architecture
    dataset: str = "fashion-mnist"
    epochs: int = 5

    def specification(self) -> RunSpecification:
        return RunSpecification(
            architecture=self.architecture,
            dataset=self.dataset,
            settings=TrainingSettings(epochs=self.epochs),
            preset=self.name,
        )


def _classifier(*front: Layer) -> Architecture:
    return Architecture(
        layers=(*front, Flatten(), Dense(units=128), Dense(units=10, activation="softmax"))
    )


def _convolutional(*filters: int) -> Architecture:
    """Each count of filters becomes a 3×3 convolution and a 2×2 max pooling."""
    pairs = [(Conv2D(filters=count), MaxPooling2D()) for count in filters]
    return _classifier(*(layer for pair in pairs for layer in pair))


_ALL = (
    Preset(
        "dense-baseline",
        tr_noop("presets", "The workshop's first network: no convolution at all."),
        _classifier(),
    ),
    Preset(
        "cnn-64",
        tr_noop("presets", "The workshop's network: two convolutions of 64 filters."),
        _convolutional(64, 64),
    ),
    Preset(
        "cnn-32-64",
        tr_noop("presets", "Fewer filters in the first convolution."),
        _convolutional(32, 64),
    ),
    Preset(
        "cnn-16",
        tr_noop("presets", "Exercise 1: 16 filters instead of 64. Quicker, but how much worse?"),
        _convolutional(16, 16),
    ),
    Preset(
        "cnn-one-conv",
        tr_noop("presets", "Exercises 2 and 4: only the first convolution is left."),
        _convolutional(64),
    ),
    Preset(
        "cnn-three-conv",
        tr_noop("presets", "Exercise 3: one convolution more."),
        _convolutional(64, 64, 64),
    ),
    Preset(
        "cnn-64-overfit",
        tr_noop("presets", "Twenty epochs: training goes on rising, test does not. Overfitting."),
        _convolutional(64, 64),
        epochs=20,
    ),
    Preset(
        "mnist-cnn-32",
        tr_noop("presets", "Handwritten digits: one convolution of 32 filters is enough."),
        _convolutional(32),
        dataset="mnist",
        epochs=10,
    ),
)

PRESETS: dict[str, Preset] = {preset.name: preset for preset in _ALL}

DEFAULT_PRESET = "cnn-64"
MOST_OF_A_TRIAL = 100  # characters of a run's name


def preset_named(name: str) -> Preset:
    """Return the preset called ``name``.

    Raises
    ------
    CnnLabError
        There is none of that name.
    """
    if name not in PRESETS:
        raise CnnLabError(
            tr_noop("errors", "There is no preset '{name}'. There are: {names}."),
            name=name,
            names=", ".join(PRESETS),
        )
    return PRESETS[name]


def is_modified(specification: RunSpecification) -> bool:
    """Whether the architecture is no longer the one of the preset it came from."""
    preset = PRESETS.get(specification.preset or "")
    return preset is None or preset.architecture != specification.architecture


def run_stem(specification: RunSpecification, place: SweepPlace | None = None) -> str:
    """What runs of this specification are called, before their number.

    A run of a sweep is called after its trial: ``filters-16-seed-0``.
    """
    trial = re.sub(r"[^a-z0-9.]+", "-", place.trial.lower()).strip("-.") if place else ""
    if trial:
        return trial[:MOST_OF_A_TRIAL].rstrip("-.")
    if specification.preset is None:
        return "custom"
    return specification.preset + ("-modified" if is_modified(specification) else "")
