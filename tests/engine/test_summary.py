"""The summary that Keras prints, whatever else goes on."""

import random
import re
import threading
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import BatchNormalization, Dropout
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D
from cnnlab_gui.core.layers.table import KINDS
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.engine.builder import build
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.engine import KerasEngine

WORKSHOP = PRESETS["cnn-64"].architecture
END = Dense(units=10, activation="softmax")
ROW = re.compile(r"│ (\S+) \((\w+)\) +│ \((.*?)\) +│ +([\d,]+) │")


@pytest.fixture
def summary(tmp_path: Path) -> Callable[[Architecture], str]:
    return KerasEngine(DatasetLibrary(), RunStore(tmp_path)).summary


Summary = Callable[[Architecture], str]


def rows(text: str) -> list[tuple[str, ...]]:
    """Name, class, shape and parameters of each layer that stands whole on one line."""
    return [match.groups() for match in map(ROW.match, text.splitlines()) if match]


def test_that_every_layer_stands_with_name_shape_and_parameters(summary: Summary) -> None:
    text = summary(WORKSHOP)
    assert rows(text) == [
        ("conv2d", "Conv2D", "None, 26, 26, 64", "640"),
        ("max_pooling2d", "MaxPooling2D", "None, 13, 13, 64", "0"),
        ("conv2d_1", "Conv2D", "None, 11, 11, 64", "36,928"),
        ("max_pooling2d_1", "MaxPooling2D", "None, 5, 5, 64", "0"),
        ("flatten", "Flatten", "None, 1600", "0"),
        ("dense", "Dense", "None, 128", "204,928"),
        ("dense_1", "Dense", "None, 10", "1,290"),
    ]
    assert text.startswith('Model: "sequential"\n')
    assert "Total params: 243,786" in text
    assert "Trainable params: 243,786" in text


def test_that_names_begin_afresh_each_time_and_in_any_thread(summary: Summary) -> None:
    first = summary(WORKSHOP)
    build(WORKSHOP)
    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append(summary(WORKSHOP)))
    thread.start()
    thread.join()
    assert [summary(WORKSHOP), *said] == [first, first]


def test_that_the_caller_s_own_names_go_on_counting(summary: Summary) -> None:
    keras.utils.clear_session(free_memory=False)
    assert build(WORKSHOP).layers[0].name == "conv2d"
    summary(WORKSHOP)
    assert build(WORKSHOP).layers[0].name == "conv2d_2"


@pytest.mark.parametrize("columns", ["30", "80", "200"])
def test_that_nothing_is_cut_whatever_the_terminal(
    summary: Summary, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    many: tuple[Layer, ...] = (BatchNormalization(),) * 101
    wide = Architecture(
        input_shape=(300, 300, 1),
        layers=(
            *many,
            Conv2D(filters=2, kernel_size=(64, 64), strides=(9, 9)),
            GlobalAveragePooling2D(),
            Dense(units=16384),
            Dense(units=2000),
            END,
        ),
    )
    text = summary(wide)
    assert "…" not in text
    found = rows(text)
    assert len(found) == len(wide.layers)
    assert found[100] == (
        "batch_normalization_100",
        "BatchNormalization",
        "None, 300, 300, 1",
        "4",
    )
    assert found[102][:2] == ("global_average_pooling2d", "GlobalAveragePooling2D")
    assert found[104][3] == "32,770,000"
    assert all(line == line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_kind_is_summarised(summary: Summary, kind: type[Layer]) -> None:
    layer = kind()
    shape = (12, 12, 3)
    if kind is Dense:
        architecture = Architecture(input_shape=shape, layers=(Flatten(), layer, END))
    else:
        ends = (END,) if len(layer.output_shape(shape)) == 1 else (Flatten(), END)
        architecture = Architecture(input_shape=shape, layers=(layer, *ends))
    found = rows(summary(architecture))
    assert [row[1] for row in found] == [each.keras_class for each in architecture.layers]
    assert [int(row[3].replace(",", "")) for row in found] == [
        report.parameters for report in architecture.reports()
    ]


def test_that_layers_that_are_not_enabled_do_not_stand_in_it(summary: Summary) -> None:
    less = WORKSHOP.switched([0, 1], enabled=False)
    assert [row[0] for row in rows(summary(less))][:2] == ["conv2d", "max_pooling2d"]
    assert summary(less) == summary(WORKSHOP.removed(0, 1))


def test_that_a_network_that_cannot_be_trained_is_refused_with_its_sentence(
    summary: Summary,
) -> None:
    with pytest.raises(CnnLabError, match="Flatten"):
        summary(Architecture(layers=(Conv2D(), END)))


def test_that_it_draws_no_number_that_a_training_may_count_on(summary: Summary) -> None:
    before = random.getstate(), np.random.get_state()[1].tolist()
    summary(Architecture(layers=(Conv2D(), Dropout(), Flatten(), END)))
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before
