"""Exported programs as texts: what they say, and that no name in them can do anything."""

import ast
import json
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.export.code import layer_lines, literal
from cnnlab_gui.core.export.data import KERAS_DATASETS, data_file_name
from cnnlab_gui.core.export.table import EXPORTS, export_text
from cnnlab_gui.core.layers.base import KerasCall
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import Activation, Dropout
from cnnlab_gui.core.layers.pooling import AveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.training import RunSpecification, TrainingSettings

SMALL = Architecture(layers=(Flatten(), Dense(units=10, activation="softmax")))
CRAFTED = [
    "'); __import__('os').system('touch x') #",
    '"""\n__import__("os").system("touch x")\n"""',
    "a.npz\nimport os\rimport os\u2028import os\x85import os",
    "C:\\data\\{__import__('os')}\\$(touch x)`touch x`.npz",
    "\\",
    "/",
    "\u202efdp.exe\ud800",
    "../../../etc/passwd",
    "x" * 4096,
]


def specify(dataset: str = "/data/bars.npz", **settings: Any) -> RunSpecification:
    return RunSpecification(
        architecture=SMALL, dataset=dataset, settings=TrainingSettings(**settings)
    )


def cells_of(notebook: str, kind: str) -> list[str]:
    return [
        "".join(cell["source"])
        for cell in json.loads(notebook)["cells"]
        if cell["cell_type"] == kind
    ]


def programs_of(specification: RunSpecification) -> list[ast.Module]:
    """The script and the notebook's cells, parsed."""
    script = export_text("python", specification)
    cells = cells_of(export_text("notebook", specification), "code")
    assert script.encode()
    return [ast.parse(script), ast.parse("\n".join(cells))]


def shape_of(program: ast.Module) -> str:
    """The whole of ``program`` but what its strings say."""
    for node in ast.walk(program):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(program)


def strings_of(program: ast.Module) -> set[str]:
    return {
        node.value
        for node in ast.walk(program)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("name", PRESETS)
def test_that_a_preset_becomes_python_that_compiles(name: str) -> None:
    for program in programs_of(PRESETS[name].specification()):
        compile(program, "<export>", "exec")


def test_that_the_workshop_s_network_reads_as_in_a_textbook_within_75_lines() -> None:
    script = export_text("python", PRESETS["cnn-64"].specification())
    lines = script.splitlines()
    assert lines[0] == '"""cnn-64 on Fashion-MNIST.'
    assert len(lines) <= 75
    assert max(map(len, lines)) <= 88
    network = """\
model = keras.Sequential(
    [
        keras.Input(shape=(28, 28, 1)),
        keras.layers.Conv2D(filters=64, kernel_size=(3, 3), activation="relu"),
        keras.layers.MaxPooling2D(pool_size=(2, 2)),
        keras.layers.Conv2D(filters=64, kernel_size=(3, 3), activation="relu"),
        keras.layers.MaxPooling2D(pool_size=(2, 2)),
        keras.layers.Flatten(),
        keras.layers.Dense(units=128, activation="relu"),
        keras.layers.Dense(units=10, activation="softmax"),
    ]
)
"""
    assert network in script


def test_that_a_given_filter_is_written_row_by_row_for_the_layer_that_keras_has() -> None:
    layers = (
        Dropout(enabled=False),
        Conv2D().with_first_filter(((-1.0, 0.5, 1e-05),), frozen=True),
        Conv2D(enabled=False).with_first_filter(((7.0,),)),
        Conv2D().with_first_filter(((0.12345678901234568,) * 7,) * 2),
        *SMALL.layers,
    )
    specification = specify()
    given_some = specification.model_copy(
        update={"architecture": SMALL.model_copy(update={"layers": layers})}
    )
    script = export_text("python", given_some)
    call = """\
give_first_filter(
    model.layers[0],
    [
        [-1.0, 0.5, 1e-05],
    ],
    keep=True,
)
give_first_filter(
    model.layers[1],
    [
        [
            0.12345678901234568,
"""
    assert call in script
    assert script.count("\ngive_first_filter(") == 2
    assert max(map(len, script.split("# %% First filter")[1].splitlines())) <= 88
    for program in programs_of(given_some):
        compile(program, "<export>", "exec")
    assert "first" not in export_text("python", specification).split("# %% Network")[1].lower()


def test_that_script_and_notebook_are_the_same_program_where_no_file_lies_beside_them() -> None:
    script, notebook = programs_of(PRESETS["cnn-64"].specification())
    assert ast.dump(ast.Module(script.body[1:], [])) == ast.dump(notebook)


def test_that_a_program_imports_keras_numpy_and_no_more_than_it_needs() -> None:
    def imported(specification: RunSpecification) -> set[str]:
        return set(
            re.findall(r"^(?:import|from) (\w+)", export_text("python", specification), re.M)
        )

    assert imported(specify("mnist")) == {"keras", "numpy"}
    assert imported(specify()) == {"keras", "numpy", "pathlib"}
    assert imported(specify(deterministic=True)) == {"keras", "numpy", "pathlib", "tensorflow"}


def test_that_every_setting_stands_in_the_program() -> None:
    settings = {"epochs": 7, "batch_size": 48, "seed": 11, "learning_rate": 2e-6}
    script = export_text("python", specify(**settings, limit=500, hold_out=0.125))
    for line in (
        "EPOCHS = 7 ",
        "BATCH_SIZE = 48 ",
        "SEED = 11 ",
        "LEARNING_RATE = 2e-06 ",
        "LIMIT = 500 ",
        "HOLD_OUT = 0.125 ",
    ):
        assert f"\n{line}" in script
    assert "validation_data=(x_check, y_check)" in script
    plain = export_text("python", specify(**settings))
    assert "LIMIT" not in plain
    assert "HOLD_OUT" not in plain
    assert "validation_data=(x_test, y_test)" in plain


def test_that_keras_downloads_what_it_knows_and_all_else_is_read_from_beside() -> None:
    for dataset, known in KERAS_DATASETS.items():
        assert f"keras.datasets.{known.module}.load_data()" in export_text(
            "python", specify(dataset)
        )
    script = export_text("python", specify())
    assert 'np.load(Path(__file__).with_name("bars-images.npz"))' in script
    assert 'np.load("bars-images.npz")' in export_text("notebook", specify()).replace('\\"', '"')


@pytest.mark.parametrize(
    ("dataset", "name"),
    [
        ("mnist", None),
        ("fashion-mnist", None),
        ("stroke-digits", "stroke-digits.npz"),
        ("/data/stroke-digits", "stroke-digits-images.npz"),
        ("/data/bars.NPZ", "bars-images.npz"),
        ("/data/Mes chaussures d'été/", "Mes-chaussures-d-été-images.npz"),
        ("C:\\data\\shoes.v2", "shoes.v2-images.npz"),
        ("/", "own-images.npz"),
        ("/data/..", "own-images.npz"),
    ],
)
def test_that_the_file_of_the_images_is_named_after_the_dataset(
    dataset: str, name: str | None
) -> None:
    assert data_file_name(dataset) == name


@given(dataset=st.text(min_size=1, max_size=60) | st.sampled_from(CRAFTED))
@example("mnist\n")
def test_that_a_crafted_name_changes_nothing_but_one_file_name(dataset: str) -> None:
    if dataset in KERAS_DATASETS:
        return
    file = data_file_name(dataset)
    assert file is not None
    assert re.fullmatch(r"[\w.-]+\.npz", file)
    assert not file.startswith(".")
    assert len(file.encode()) < 240
    for program, plain in zip(
        programs_of(specify().model_copy(update={"dataset": dataset})),
        programs_of(specify()),
        strict=True,
    ):
        new = strings_of(program) - strings_of(plain)
        assert all(re.fullmatch(r"[\w.-]+\.npz", text) or " on " in text for text in new)
        assert shape_of(program) == shape_of(plain)


@given(dataset=st.text(min_size=1, max_size=60) | st.sampled_from(CRAFTED))
def test_that_a_crafted_name_is_no_markup_in_a_notebook(dataset: str) -> None:
    notebook = export_text("notebook", specify().model_copy(update={"dataset": dataset}))
    head = cells_of(notebook, "markdown")[0].splitlines()[0]
    assert re.fullmatch(r"# Own network on [\w.-]+", head)


@given(st.text())
def test_that_a_string_is_a_literal_in_one_line_whatever_it_says(text: str) -> None:
    written = literal(text)
    assert ast.literal_eval(written) == text
    assert written.isprintable()


def test_that_values_are_written_as_python_reads_them() -> None:
    for value in (3, -1, 0.001, 1e-06, (3, 3), (1,), "relu", True):
        assert ast.literal_eval(literal(value)) == value
    assert literal("relu") == '"relu"'
    assert literal(KerasCall("regularizers.L2", {"l2": 0.01})) == "keras.regularizers.L2(l2=0.01)"


@pytest.mark.parametrize(
    ("layer", "written"),
    [
        (MaxPooling2D(), "MaxPooling2D(pool_size=(2, 2))"),
        (MaxPooling2D(strides=(1, 1)), "MaxPooling2D(pool_size=(2, 2), strides=(1, 1))"),
        (
            AveragePooling2D(pool_size=(1, 1), padding="same"),
            "AveragePooling2D(pool_size=(1, 1), padding='same')",
        ),
        (Activation(activation="linear"), "Activation(activation='linear')"),
        (
            Conv2D(padding="same"),
            "Conv2D(filters=32, kernel_size=(3, 3), activation='relu', padding='same')",
        ),
        (
            Conv2D(strides=(2, 2)),
            "Conv2D(filters=32, kernel_size=(3, 3), activation='relu', strides=(2, 2))",
        ),
        (
            Dense(units=5, initializer="he_normal", l2=0.001),
            "Dense(units=5, activation='relu', kernel_initializer='he_normal', "
            "kernel_regularizer=keras.regularizers.L2(l2=0.001))",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value.kind,
)
def test_that_what_keras_does_by_itself_is_left_out_and_all_else_stands(
    layer: Any, written: str
) -> None:
    call = ast.parse("".join(layer_lines(layer, 0)).removesuffix(","))
    assert ast.unparse(call) == f"keras.layers.{written}"


def test_that_a_long_call_is_broken_into_lines() -> None:
    layer = Conv2D(filters=8, padding="same", initializer="he_normal", l2=0.01)
    lines = layer_lines(layer, 8)
    assert lines[0] == "        keras.layers.Conv2D("
    assert lines[1] == "            filters=8,"
    assert lines[-1] == "        ),"


def test_that_a_layer_that_is_left_out_is_a_comment() -> None:
    layers = (*SMALL.layers[:1], Dropout(enabled=False), *SMALL.layers[1:])
    specification = specify().model_copy(
        update={"architecture": SMALL.model_copy(update={"layers": layers})}
    )
    for text in (export_text(name, specification) for name in EXPORTS):
        assert "# left out: keras.layers.Dropout(rate=0.5)," in text
    for with_comment, plain in zip(programs_of(specification), programs_of(specify()), strict=True):
        assert ast.dump(with_comment) == ast.dump(plain)
    broken = layer_lines(Conv2D(enabled=False, initializer="he_normal", l2=0.01), 8)
    assert len(broken) > 1
    assert all(line.startswith("        #") for line in broken)


def test_that_a_network_that_cannot_be_trained_is_not_exported() -> None:
    broken = specify().model_copy(update={"architecture": Architecture(layers=(Conv2D(),))})
    for name in EXPORTS:
        with pytest.raises(CnnLabError, match="Add Flatten and a Dense layer at the end"):
            export_text(name, broken)


def test_that_a_notebook_has_the_structure_of_nbformat_4_5() -> None:
    notebook = json.loads(export_text("notebook", PRESETS["cnn-64"].specification()))
    assert set(notebook) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in ids)
    for cell in notebook["cells"]:
        common = {"cell_type", "id", "metadata", "source"}
        extra = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        assert set(cell) == common | extra
        assert all(line.endswith("\n") for line in cell["source"][:-1])
        assert not cell["source"][-1].endswith("\n")
    kinds = [cell["cell_type"] for cell in notebook["cells"]]
    assert kinds == ["markdown", "code"] * (len(kinds) // 2)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] is None and cell["outputs"] == [] for cell in code)
