"""The layers as rows."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from cnnlab_gui.bridge.layer_model import LayerModel, LayerRole
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.vectors import Flatten
from cnnlab_gui.core.layers_text import layers_from_text
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.problems.table import problem_of
from cnnlab_gui.core.training import RunSpecification

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
WORKSHOP = PRESETS["cnn-64"].architecture


@pytest.fixture
def model(qapp: QApplication) -> LayerModel:
    return LayerModel(WORKSHOP)


def texts(model: LayerModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


def test_that_the_input_is_the_first_row_and_every_layer_one_more(model: LayerModel) -> None:
    assert texts(model) == [
        "Input 28×28×1",
        "Conv2D 64 · 3×3 · relu → 26×26×64",
        "MaxPooling2D 2×2 → 13×13×64",
        "Conv2D 64 · 3×3 · relu → 11×11×64",
        "MaxPooling2D 2×2 → 5×5×64",
        "Flatten  → 1,600",
        "Dense 128 · relu → 128",
        "Dense 10 · softmax → 10",
    ]


def test_that_a_row_has_its_report_and_the_shares_add_up_to_the_whole(model: LayerModel) -> None:
    rows = [model.index(row) for row in range(1, model.rowCount())]
    assert [row.data(LayerRole.REPORT) for row in rows] == list(WORKSHOP.reports())
    assert sum(row.data(LayerRole.PARAMETER_SHARE) for row in rows) == pytest.approx(1.0)
    assert sum(row.data(LayerRole.PRODUCT_SHARE) for row in rows) == pytest.approx(1.0)
    assert model.index(0).data(LayerRole.REPORT) is None


def test_that_the_two_shares_of_a_layer_are_of_different_things(model: LayerModel) -> None:
    # The first Dense has most weights, the second convolution does most of the work.
    convolution, dense = model.index(3), model.index(6)
    assert convolution.data(LayerRole.PARAMETER_SHARE) == pytest.approx(36_928 / 243_786)
    assert convolution.data(LayerRole.PRODUCT_SHARE) == pytest.approx(4_460_544 / 5_056_000)
    assert dense.data(LayerRole.PARAMETER_SHARE) == pytest.approx(204_928 / 243_786)
    assert dense.data(LayerRole.PRODUCT_SHARE) == pytest.approx(204_800 / 5_056_000)


def test_that_a_network_without_parameters_has_shares_of_nothing(qapp: QApplication) -> None:
    model = LayerModel(Architecture(layers=(Flatten(),)))
    assert model.index(1).data(LayerRole.PARAMETER_SHARE) == 0
    assert model.index(1).data(LayerRole.PRODUCT_SHARE) == 0


def test_that_the_layer_of_a_problem_is_marked_and_tells_why(qapp: QApplication) -> None:
    stack = Architecture(layers=(Flatten(), Conv2D(), Flatten()))
    model = LayerModel(stack)
    problem = problem_of(RunSpecification(architecture=stack, dataset="mnist"), None)
    assert problem
    model.set_problem(problem)
    assert [model.index(row).data(LayerRole.IS_WRONG) for row in (1, 2, 3)] == [False, True, False]
    assert model.index(2).data(Qt.ItemDataRole.ToolTipRole) == str(problem.sentence)
    assert model.index(2).data(LayerRole.SHAPE) == "–"
    model.set_problem(None)
    assert not model.index(2).data(LayerRole.IS_WRONG)


def test_that_a_layer_that_is_left_out_says_so(qapp: QApplication) -> None:
    model = LayerModel(WORKSHOP.switched([1], enabled=False))
    assert model.index(2).data() == "MaxPooling2D 2×2 → 26×26×64 (off)"


def test_that_layers_can_be_dragged_and_the_input_cannot(model: LayerModel) -> None:
    drag = Qt.ItemFlag.ItemIsDragEnabled
    assert not model.flags(model.index(0)) & drag
    assert model.flags(model.index(1)) & drag
    assert model.flags(QModelIndex()) == Qt.ItemFlag.ItemIsDropEnabled


def test_that_what_is_dragged_is_text_from_which_the_layers_can_be_read(model: LayerModel) -> None:
    data = model.mimeData([model.index(4), model.index(0), model.index(3)])
    assert layers_from_text(data.text()) == WORKSHOP.layers[2:4]


def test_that_rows_have_no_children_and_no_data_beyond_the_last(model: LayerModel) -> None:
    assert model.rowCount(model.index(1)) == 0
    assert model.data(QModelIndex()) is None
    assert not model.index(model.rowCount()).isValid()
    assert model.index(0).data(Qt.ItemDataRole.DecorationRole) is None


@pytest.mark.parametrize(
    ("change", "removed", "inserted"),
    [
        (lambda a: a.removed(0), [(7, 7)], []),
        (lambda a: a.inserted(2, Flatten()), [], [(8, 8)]),
        (lambda a: a.moved([0], 3), [], []),
        (lambda a: a.replaced(0, Flatten()), [], []),
        (lambda a: PRESETS["dense-baseline"].architecture, [(4, 7)], []),
        (lambda a: PRESETS["cnn-three-conv"].architecture, [], [(8, 9)]),
        (lambda a: Architecture(), [(1, 7)], []),
    ],
    ids=["remove", "insert", "move", "replace", "preset-shorter", "preset-longer", "empty"],
)
def test_that_a_change_tells_the_rows_that_come_and_go_and_refreshes_the_rest(
    model: LayerModel,
    change: Callable[[Architecture], Architecture],
    removed: list[tuple[int, int]],
    inserted: list[tuple[int, int]],
) -> None:
    told: dict[str, list[tuple[int, int]]] = {"removed": [], "inserted": [], "changed": []}
    model.rowsRemoved.connect(lambda _p, first, last: told["removed"].append((first, last)))
    model.rowsInserted.connect(lambda _p, first, last: told["inserted"].append((first, last)))
    model.dataChanged.connect(lambda a, b, _r: told["changed"].append((a.row(), b.row())))
    after = change(WORKSHOP)
    model.set_architecture(after)
    assert told["removed"] == removed
    assert told["inserted"] == inserted
    assert told["changed"] == [(0, len(after.layers))]
    assert texts(model) == texts(LayerModel(after))


def test_that_an_index_that_is_kept_survives_what_happens_below_it(model: LayerModel) -> None:
    kept = QPersistentModelIndex(model.index(2))
    model.set_architecture(WORKSHOP.removed(6))
    assert kept.isValid()
    assert kept.row() == 2


@given(data=st.data())
def test_that_qts_model_tester_finds_nothing_in_any_sequence_of_architectures(
    qapp: QApplication, any_architecture: st.SearchStrategy[Architecture], data: st.DataObject
) -> None:
    model = LayerModel(WORKSHOP)
    tester = QAbstractItemModelTester(model, FATAL)
    for architecture in data.draw(st.lists(any_architecture, max_size=4)):
        model.set_architecture(architecture)
        assert model.rowCount() == len(architecture.layers) + 1
    assert tester.model() is model
