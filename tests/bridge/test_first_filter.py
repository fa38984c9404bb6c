"""A given first filter is fixed, edited around and taken out; each is one step."""

import pytest
from PySide6.QtCore import Qt

from cnnlab_gui.bridge.layer_editor import LayerEditor
from cnnlab_gui.bridge.layer_model import LayerModel
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.first_filter import Matrix

SOBEL: Matrix = ((-1.0, 0.0, 1.0), (-2.0, 0.0, 2.0), (-1.0, 0.0, 1.0))
LINE: Matrix = ((1.0, 0.0, -1.0, 0.0, 0.0),)
CONVOLUTION, POOLING = 2, 1


@pytest.fixture
def editor(session: LabSession) -> LayerEditor:
    return LayerEditor(session)


def convolution(session: LabSession) -> Conv2D:
    layer = session.architecture.layers[CONVOLUTION]
    assert isinstance(layer, Conv2D)
    return layer


def give(session: LabSession, matrix: Matrix = SOBEL, *, frozen: bool = True) -> Conv2D:
    given = convolution(session).with_first_filter(matrix, frozen=frozen)
    session.set_architecture(session.architecture.replaced(CONVOLUTION, given), "give")
    return given


def test_that_a_filter_is_given_fixed_let_go_and_removed_step_by_step(
    session: LabSession, editor: LayerEditor
) -> None:
    before = session.specification
    layer = give(session, LINE, frozen=False)
    editor.freeze_first_filter(CONVOLUTION, frozen=True)
    assert convolution(session).first_filter_frozen
    editor.freeze_first_filter(CONVOLUTION, frozen=False)
    editor.remove_first_filter(CONVOLUTION)
    assert convolution(session) == layer.with_first_filter(None)
    steps = []
    while session.undo_stack.canUndo():
        steps.append(session.undo_stack.undoText())
        session.undo_stack.undo()
    assert steps == [
        "remove first filter of Conv2D",
        "let first filter of Conv2D learn",
        "fix first filter of Conv2D",
        "give",
    ]
    assert session.specification == before


def test_that_nothing_is_done_where_no_filter_is_given(
    session: LabSession, editor: LayerEditor
) -> None:
    for index in (CONVOLUTION, POOLING, -1, 99):
        editor.freeze_first_filter(index, frozen=True)
        editor.remove_first_filter(index)
    assert session.undo_stack.count() == 0


def test_that_another_kernel_size_pads_the_filter_and_undo_gives_it_back(
    session: LabSession, editor: LayerEditor
) -> None:
    given = give(session)
    session.settle()
    editor.set_value(CONVOLUTION, "kernel_size", (3, 5))
    padded = convolution(session)
    assert padded.first_filter == tuple((0.0, *row, 0.0) for row in SOBEL)
    assert padded.first_filter_frozen
    editor.set_value(CONVOLUTION, "kernel_size", (9, 5))
    assert convolution(session).first_filter is None
    session.undo_stack.undo()
    assert convolution(session) == given
    session.undo_stack.redo()
    assert convolution(session).kernel_size == (9, 5)


def test_that_a_small_number_on_the_way_to_a_larger_one_costs_the_filter_nothing(
    session: LabSession, editor: LayerEditor
) -> None:
    given = give(session)
    session.settle()
    for height in (1, 15, 1):
        editor.set_value(CONVOLUTION, "kernel_size", (height, 3))
    assert convolution(session).first_filter == (SOBEL[1],)
    editor.set_value(CONVOLUTION, "kernel_size", (3, 3))
    assert convolution(session) == given
    assert session.undo_stack.undoText() == "give"


def test_that_after_settling_an_edit_counts_from_what_is_there(
    session: LabSession, editor: LayerEditor
) -> None:
    give(session)
    for size in ((1, 3), (3, 3)):
        session.settle()
        editor.set_value(CONVOLUTION, "kernel_size", size)
    assert convolution(session).first_filter == ((0.0,) * 3, SOBEL[1], (0.0,) * 3)


def test_that_a_copy_has_the_filter_too(session: LabSession, editor: LayerEditor) -> None:
    given = give(session)
    editor.duplicate([CONVOLUTION])
    editor.paste(editor.copied([CONVOLUTION]), 0)
    layers = session.architecture.layers
    assert (layers[0], layers[CONVOLUTION + 1], layers[CONVOLUTION + 2]) == (given,) * 3


def test_that_the_card_s_tip_says_that_a_filter_is_given_and_whether_it_is_fixed(
    session: LabSession, editor: LayerEditor
) -> None:
    model = LayerModel(session.architecture)

    def tip() -> str:
        model.set_architecture(session.architecture)
        shown: str = model.index(CONVOLUTION + 1).data(Qt.ItemDataRole.ToolTipRole)
        return shown

    assert tip().endswith("each seeks one pattern.")
    give(session)
    assert tip().endswith("pattern. Its first filter is given, and fixed while training.")
    editor.freeze_first_filter(CONVOLUTION, frozen=False)
    assert tip().endswith("pattern. Its first filter is given, and learns as the others do.")
