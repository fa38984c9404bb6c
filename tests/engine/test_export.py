"""Exported programs are run as they are, and train as the engine does."""

import inspect
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.export.code import USUAL, layer_lines
from cnnlab_gui.core.export.data import data_file_name, write_arrays
from cnnlab_gui.core.export.table import EXPORTS, export_text
from cnnlab_gui.core.layers.augmentation import (
    RandomFlip,
    RandomRotation,
    RandomTranslation,
    RandomZoom,
)
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import (
    Activation,
    BatchNormalization,
    Dropout,
    SpatialDropout2D,
)
from cnnlab_gui.core.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.table import KINDS
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine.builder import made
from cnnlab_gui.engine.datasets.library import DatasetLibrary

SECONDS = 240

# All that draws by chance or begins in its own way or as given; on small colour images.
RANDOM = Architecture(
    input_shape=(14, 12, 3),
    layers=(
        RandomTranslation(height_factor=0.2),
        RandomRotation(degrees=20.0, fill_mode="nearest"),
        RandomZoom(),
        RandomFlip(mode="horizontal_and_vertical"),
        Conv2D(filters=6, padding="same", initializer="he_normal", l2=0.01).with_first_filter(
            ((-1.0, 0.0, 1.0), (-2.0, 0.1, 2.0), (-1.0, 0.0, 1.0)), frozen=True
        ),
        Conv2D(filters=3, padding="same").with_first_filter(((1.0, 2.0), (-1.0, -1.5))),
        BatchNormalization(),
        Dropout(rate=0.9, enabled=False),
        SeparableConv2D(filters=6, initializer="lecun_normal", l2=0.001, strides=2),
        SpatialDropout2D(),
        AveragePooling2D(strides=(1, 1)),
        DepthwiseConv2D(depth_multiplier=2, initializer="random_normal", activation="elu"),
        MaxPooling2D(padding="same"),
        Activation(activation="leaky_relu"),
        Flatten(),
        Dropout(rate=0.25),
        Dense(units=4, activation="softmax", l2=0.001),
    ),
)

# Runs programs one after the other, each with names of its own, and keeps their figures.
RUN_ALL = """
import json, os, runpy, sys
figures = {}
for path in sys.argv[2:]:
    os.chdir(os.path.dirname(path))
    if path.endswith(".ipynb"):
        names = {"__name__": "__main__"}
        with open(path, encoding="utf-8") as file:
            cells = json.load(file)["cells"]
        for cell in cells:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)
    else:
        os.chdir("/")
        names = runpy.run_path(path, run_name="__main__")
    figures[path] = {
        "parameters": names["model"].count_params(),
        "history": names["history"],
        "test": [names["test_loss"], names["test_accuracy"]],
    }
assert "cnnlab_gui" not in sys.modules
with open(sys.argv[1], "w") as file:
    json.dump(figures, file)
"""


@dataclass(frozen=True)
class Exported:
    """What an exported program measured, and what it printed."""

    parameters: int
    history: list[dict[str, float]]
    test: tuple[float, float]


def write_all(folder: Path, specification: RunSpecification) -> list[Path]:
    """Write every export of ``specification``, and its images where they are needed."""
    folder.mkdir()
    name = data_file_name(specification.dataset)
    if name:
        limit = specification.settings.limit or None
        write_arrays(folder / name, DatasetLibrary().load(specification.dataset, limit=limit))
    written = []
    for export in EXPORTS:
        path = folder / f"program{EXPORTS[export].ending}"
        path.write_text(export_text(export, specification), encoding="utf-8")
        written.append(path)
    return written


def run_all(programs: list[Path], keras_home: Path) -> dict[Path, Exported]:
    """Run programs in a process that knows TensorFlow, but not this package."""
    figures = keras_home / "figures.json"
    environment = {**os.environ, "KERAS_HOME": str(keras_home), "TF_CPP_MIN_LOG_LEVEL": "2"}
    # Nothing may be fetched: without a way out, a download fails at once.
    environment |= {"https_proxy": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", RUN_ALL, str(figures), *map(str, programs)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("of the test images are right") == len(programs)
    measured = json.loads(figures.read_text())
    return {path: Exported(**measured[str(path)]) for path in programs}


@pytest.fixture(scope="module")
def workshop(specify: Callable[..., RunSpecification]) -> RunSpecification:
    """The workshop's network; the last batch is a short one."""
    return specify(PRESETS["cnn-64"].architecture, seed=3)


@pytest.fixture(scope="module")
def by_chance(
    specify: Callable[..., RunSpecification], write_npz: Callable[..., Path]
) -> RunSpecification:
    data = write_npz(230, 40, shape=(14, 12, 3), classes=4, name="Colour bars.npz")
    return specify(
        RANDOM,
        str(data),
        **{"batch_size": 24, "seed": 8, "learning_rate": 0.003, "limit": 210, "hold_out": 0.3},
        deterministic=True,
    )


@pytest.fixture(scope="module")
def exported(
    workshop: RunSpecification,
    by_chance: RunSpecification,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[tuple[str, str], Exported]:
    """What each program measured, by the name of the specification and of the export."""
    folder = tmp_path_factory.mktemp("exports")
    names = [(name, export) for name in ("workshop", "by_chance") for export in EXPORTS]
    programs = write_all(folder / "workshop", workshop) + write_all(folder / "chance", by_chance)
    measured = run_all(programs, folder)
    return {name: measured[path] for name, path in zip(names, programs, strict=True)}


@pytest.fixture(scope="module")
def trained(
    train: Any,
    workshop: RunSpecification,
    by_chance: RunSpecification,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    runs = tmp_path_factory.mktemp("runs")
    return {
        "workshop": train(workshop, at=runs / "workshop"),
        "by_chance": train(by_chance, at=runs / "by-chance"),
    }


def assert_same_training(exported: Exported, trained: Any, *, with_checks: bool) -> None:
    epochs = trained.folder.read_history()
    assert exported.parameters == trained.folder.read_record().parameters
    assert len(exported.history) == len(epochs)
    for figures, epoch in zip(exported.history, epochs, strict=True):
        # Equal to the last digit here; another processor may round otherwise.
        assert figures["loss"] == pytest.approx(epoch.loss, rel=1e-5)
        assert figures["accuracy"] == pytest.approx(epoch.accuracy, abs=1e-6)
        assert figures["val_accuracy"] == pytest.approx(epoch.val_accuracy, abs=1e-6)
        if with_checks:
            assert figures["val_loss"] == pytest.approx(epoch.val_loss, rel=1e-5)
    assert exported.test[1] == pytest.approx(trained.finished.test_accuracy, abs=1e-6)
    if with_checks:
        assert exported.test[0] == pytest.approx(trained.finished.test_loss, rel=1e-5)


@pytest.mark.parametrize("export", EXPORTS)
def test_that_the_workshop_s_network_trains_as_here(
    export: str, exported: dict[tuple[str, str], Exported], trained: dict[str, Any]
) -> None:
    program = exported["workshop", export]
    assert program.parameters == 243_786
    assert_same_training(program, trained["workshop"], with_checks=True)


@pytest.mark.parametrize("export", EXPORTS)
def test_that_a_network_full_of_chance_trains_as_here(
    export: str, exported: dict[tuple[str, str], Exported], trained: dict[str, Any]
) -> None:
    # Keras counts the punishment of large weights in the loss that checks, the engine does not.
    assert {type(layer) for layer in RANDOM.layers} >= set(KINDS) - {GlobalAveragePooling2D}
    assert_same_training(exported["by_chance", export], trained["by_chance"], with_checks=False)


@pytest.mark.realdata
def test_that_fashion_mnist_is_taken_from_where_keras_keeps_it(
    train: Any, specify: Callable[..., RunSpecification], tmp_path: Path
) -> None:
    specification = specify(
        PRESETS["dense-baseline"].architecture, "fashion-mnist", epochs=1, limit=1500
    )
    kept = tmp_path / "keras" / "datasets" / "fashion-mnist"
    shutil.copytree(Path(os.environ["CNNLAB_DATA_DIR"]) / "fashion-mnist", kept)
    script = write_all(tmp_path / "programs", specification)[0]
    program = run_all([script], tmp_path / "keras")[script]
    assert_same_training(program, train(specification), with_checks=True)


def config_of(layer: Any) -> dict[str, Any]:
    config: dict[str, Any] = layer.get_config()
    config.pop("name")  # counted up by Keras
    return config


@settings(max_examples=150)
@given(data=st.data())
def test_that_every_layer_is_written_as_the_builder_makes_it(
    any_layer: st.SearchStrategy[Layer], data: st.DataObject
) -> None:
    layer = data.draw(any_layer).model_copy(update={"enabled": True})
    written = "\n".join(layer_lines(layer, 0)).removesuffix(",")
    keras.utils.set_random_seed(0)
    of_text = eval(written, {"keras": keras})  # noqa: S307
    keras.utils.set_random_seed(0)
    of_builder = made(layer.keras_call())
    assert type(of_text) is type(of_builder)
    assert config_of(of_text) == config_of(of_builder)


@pytest.mark.parametrize("path", USUAL)
def test_that_only_keras_s_own_defaults_are_left_out(path: str) -> None:
    kind = getattr(keras.layers, path.removeprefix("layers."))
    parameters = list(inspect.signature(kind).parameters.values())
    needed = {
        parameter.name: 3
        for parameter in parameters
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
    }
    assert config_of(kind(**needed)) == config_of(kind(**needed, **USUAL[path]))
