"""A given first filter is put in, fixed, edited around and taken out; each is one step."""

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


def test_that_a_filter_is_given_fixed_let_go_and_removed_step_by_step(
    session: LabSession, editor: LayerEditor
) -> None:
    before = session.specification
    editor.give_first_filter(CONVOLUTION, LINE, frozen=False)
    layer = convolution(session)
    assert (layer.first_filter, layer.kernel_size) == (LINE, (1, 5))
    assert not layer.first_filter_frozen
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
        "give Conv2D a first filter",
    ]
    assert session.specification == before


def test_that_what_has_no_place_or_is_no_filter_changes_nothing(
    session: LabSession, editor: LayerEditor
) -> None:
    for index in (POOLING, -1, 99):
        editor.give_first_filter(index, SOBEL, frozen=True)
        editor.freeze_first_filter(index, frozen=True)
        editor.remove_first_filter(index)
    editor.freeze_first_filter(CONVOLUTION, frozen=True)
    editor.remove_first_filter(CONVOLUTION)
    editor.give_first_filter(CONVOLUTION, ((1.0, 2.0), (3.0,)), frozen=True)
    editor.give_first_filter(CONVOLUTION, ((1e9,),), frozen=True)
    assert session.undo_stack.count() == 0


def test_that_another_kernel_size_pads_the_filter_and_undo_gives_it_back(
    session: LabSession, editor: LayerEditor
) -> None:
    editor.give_first_filter(CONVOLUTION, SOBEL, frozen=True)
    given = convolution(session)
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
    editor.give_first_filter(CONVOLUTION, SOBEL, frozen=True)
    given = convolution(session)
    session.settle()
    for height in (1, 15, 1):
        editor.set_value(CONVOLUTION, "kernel_size", (height, 3))
    assert convolution(session).first_filter == (SOBEL[1],)
    editor.set_value(CONVOLUTION, "kernel_size", (3, 3))
    assert convolution(session) == given
    assert session.undo_stack.undoText() == "give Conv2D a first filter"


def test_that_after_settling_an_edit_counts_from_what_is_there(
    session: LabSession, editor: LayerEditor
) -> None:
    editor.give_first_filter(CONVOLUTION, SOBEL, frozen=True)
    for size in ((1, 3), (3, 3)):
        session.settle()
        editor.set_value(CONVOLUTION, "kernel_size", size)
    assert convolution(session).first_filter == ((0.0,) * 3, SOBEL[1], (0.0,) * 3)


def test_that_a_copy_has_the_filter_too(session: LabSession, editor: LayerEditor) -> None:
    editor.give_first_filter(CONVOLUTION, SOBEL, frozen=True)
    given = convolution(session)
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
    editor.give_first_filter(CONVOLUTION, SOBEL, frozen=True)
    assert tip().endswith("pattern. Its first filter is given, and fixed while training.")
    editor.freeze_first_filter(CONVOLUTION, frozen=False)
    assert tip().endswith("pattern. Its first filter is given, and learns as the others do.")
