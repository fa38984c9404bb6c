"""The Inspector's form, facts and words."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.augmentation import RandomFlip
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.core.layers.vectors import Flatten
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.widgets.forms import FieldEditor, Form
from cnnlab_gui.widgets.network.inspector import Inspector
from cnnlab_gui.widgets.network.kind_picture import KindPicture
from tests.widgets.inspector_parts import facts


def form(inspector: Inspector) -> Form | None:
    # What was thrown away is still among the children until the event loop comes to it.
    return inspector._form


def editor(inspector: Inspector, name: str) -> FieldEditor:
    found = form(inspector)
    assert found is not None
    return found.editor(name)


def visible_texts(inspector: Inspector) -> list[str]:
    return [each.text() for each in inspector.findChildren(QLabel) if each.isVisible()]


def problem_in(session: LabSession) -> str:
    assert session.problem is not None
    return str(session.problem.sentence)


def test_that_the_input_is_shown_with_its_shape_and_without_a_form(inspector: Inspector) -> None:
    assert form(inspector) is None
    assert facts(inspector) == {"Shape": "28×28×1"}
    assert "Input" in visible_texts(inspector)


@pytest.mark.parametrize(("channels", "word"), [(1, "grey"), (3, "colours")])
def test_that_the_input_says_whether_its_images_are_grey_or_coloured(
    inspector: Inspector, session: LabSession, channels: int, word: str
) -> None:
    session.set_architecture(Architecture(input_shape=(28, 28, channels)), "")
    assert any(word in text for text in visible_texts(inspector))


def test_that_a_layer_is_shown_with_its_costs_and_what_it_sees(inspector: Inspector) -> None:
    inspector.show_layer(2)
    assert facts(inspector) == {
        "Gives": "11×11×64",
        "Parameters": "36,928",
        "Multiply-adds": "4,460,544",
        "Memory": "991.2 kB for a batch",
        "Sees": "8×8 pixels of the input",
    }


@pytest.mark.parametrize(("layer", "side"), [(0, 3), (1, 4), (2, 8), (3, 10)])
def test_that_the_receptive_field_grows_through_the_network(
    inspector: Inspector, layer: int, side: int
) -> None:
    inspector.show_layer(layer)
    assert facts(inspector)["Sees"] == f"{side}×{side} pixels of the input"


def test_that_a_layer_that_sees_the_whole_image_has_no_such_line(inspector: Inspector) -> None:
    inspector.show_layer(5)
    assert "Sees" not in facts(inspector)


@pytest.mark.parametrize("kind", list(LAYER_KINDS))
def test_that_every_kind_is_shown_with_its_name_and_explanation(
    inspector: Inspector, session: LabSession, kind: str
) -> None:
    made = LAYER_KINDS[kind](kind=kind)
    session.set_architecture(Architecture(layers=(made,)), "")
    inspector.show_layer(0)
    assert {kind, made.explanation} <= set(visible_texts(inspector))
    assert inspector.findChild(KindPicture).isVisible()


def test_that_the_picture_is_that_of_the_kind(inspector: Inspector) -> None:
    seen = []
    for layer in (-1, 0, 1, 2):
        inspector.show_layer(layer)
        seen.append(inspector.findChild(KindPicture).grab().toImage())
    assert seen[1] == seen[3]  # both are convolutions
    assert seen[0] != seen[1] != seen[2] != seen[0]


def test_that_a_layer_that_is_left_out_says_so_and_tells_no_costs(
    inspector: Inspector, session: LabSession
) -> None:
    off = "This layer is left out of the network."
    inspector.show_layer(1)
    assert off not in visible_texts(inspector)
    session.set_architecture(session.architecture.switched([1], enabled=False), "")
    assert off in visible_texts(inspector)
    assert facts(inspector) == {}
    assert editor(inspector, "pool_size").isEnabled()
    inspector.show_layer(-1)
    assert off not in visible_texts(inspector)


def test_that_the_memory_is_that_of_a_whole_batch(
    inspector: Inspector, session: LabSession
) -> None:
    inspector.show_layer(0)
    assert facts(inspector)["Memory"] == "5.5 MB for a batch"  # 32 · 26·26·64 · 4 bytes
    session.set_setting("batch_size", 64, "")
    assert facts(inspector)["Memory"] == "11.1 MB for a batch"


def test_that_typing_changes_the_network_and_keeps_form_and_keyboard(
    qtbot: QtBot, inspector: Inspector, session: LabSession
) -> None:
    inspector.show_layer(0)
    before = form(inspector)
    box = editor(inspector, "filters").findChild(QAbstractSpinBox)
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "128")
    assert session.architecture.layers[0].filters == 128
    assert form(inspector) is before
    assert box.text() == "128"
    assert facts(inspector)["Parameters"] == "1,280"


def test_that_undo_restores_the_field_in_the_same_form(
    qtbot: QtBot, inspector: Inspector, session: LabSession
) -> None:
    inspector.show_layer(0)
    before = form(inspector)
    qtbot.keyClick(editor(inspector, "padding").findChild(QComboBox), Qt.Key.Key_Down)
    assert session.architecture.layers[0].padding == "same"
    assert facts(inspector)["Gives"] == "28×28×64"
    session.undo_stack.undo()
    assert editor(inspector, "padding").value == "valid"
    assert facts(inspector)["Gives"] == "26×26×64"
    assert form(inspector) is before
    assert session.undo_stack.redoText() == "change padding of Conv2D"


def box_of(inspector: Inspector, name: str) -> QAbstractSpinBox:
    """A field's box, with the keyboard in it and all of it selected."""
    inspector.activateWindow()
    box = editor(inspector, name).findChild(QAbstractSpinBox)
    box.setFocus()
    box.selectAll()
    return box


def test_that_a_number_that_cannot_be_changes_nothing_and_leaves_no_step(
    qtbot: QtBot, inspector: Inspector, session: LabSession
) -> None:
    before = session.architecture
    inspector.show_layer(0)
    box = box_of(inspector, "filters")
    qtbot.keyClicks(box, "5000000")
    assert session.architecture == before
    assert box.text() == "5000000"
    assert "Filters can be 1 to 2,048." in visible_texts(inspector)
    assert not session.undo_stack.canUndo()


def test_that_escape_takes_back_what_was_typed_and_leaves_no_step(
    qtbot: QtBot, inspector: Inspector, session: LabSession
) -> None:
    before = session.architecture
    inspector.show_layer(0)
    box = box_of(inspector, "filters")
    qtbot.keyClicks(box, "128")
    qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert session.architecture == before
    assert (box.text(), session.undo_stack.count()) == ("64", 0)


def test_that_a_field_that_the_keyboard_comes_back_to_begins_another_step(
    qtbot: QtBot, inspector: Inspector, session: LabSession
) -> None:
    inspector.show_layer(0)
    for filters in ("16", "32"):
        qtbot.keyClicks(box_of(inspector, "filters"), filters)
        box_of(inspector, "kernel_size")
    assert session.undo_stack.count() == 2
    qtbot.keyClicks(box_of(inspector, "filters"), "8")
    qtbot.keyClick(box_of(inspector, "filters"), Qt.Key.Key_Escape)
    assert session.architecture.layers[0].filters == 32
    assert session.undo_stack.count() == 2


def test_that_an_arrow_held_down_is_one_step(
    qtbot: QtBot, inspector: Inspector, session: LabSession
) -> None:
    inspector.show_layer(0)
    box = box_of(inspector, "filters")
    for _ in range(4):
        qtbot.keyClick(box, Qt.Key.Key_Up)
    assert session.architecture.layers[0].filters == 1024
    assert session.undo_stack.count() == 1
    assert session.undo_stack.undoText() == "change filters of Conv2D"


def test_that_escape_does_not_bring_one_layer_s_number_to_another(
    qtbot: QtBot, inspector: Inspector, session: LabSession
) -> None:
    inspector.show_layer(0)
    session.set_layer_value(2, "filters", 16, "")
    box = box_of(inspector, "filters")
    qtbot.keyClicks(box, "16")
    inspector.show_layer(2)  # it has the same number: nothing in the form changes
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert [session.architecture.layers[at].filters for at in (0, 2)] == [16, 16]


def test_that_no_choice_makes_the_inspector_wider(
    inspector: Inspector, session: LabSession
) -> None:
    widths = []
    for layer in (Conv2D(), RandomFlip()):
        session.set_architecture(Architecture(layers=(layer,)), "")
        inspector.show_layer(-1)
        inspector.show_layer(0)
        inspector.preview.hide()
        widths.append(form(inspector).minimumSizeHint().width())
    assert widths[1] <= widths[0]


def test_that_another_layer_of_the_same_kind_is_edited_in_its_own_place(
    qtbot: QtBot, inspector: Inspector, session: LabSession
) -> None:
    inspector.show_layer(0)
    session.set_layer_value(0, "filters", 8, "")
    inspector.show_layer(2)
    assert editor(inspector, "filters").value == 64
    qtbot.keyClick(editor(inspector, "filters").findChild(QAbstractSpinBox), Qt.Key.Key_Up)
    assert [session.architecture.layers[at].filters for at in (0, 2)] == [8, 128]


def test_that_the_form_changes_with_the_kind_and_goes_where_there_is_none(
    inspector: Inspector,
) -> None:
    inspector.show_layer(0)
    inspector.show_layer(5)
    assert editor(inspector, "units").value == 128
    inspector.show_layer(4)
    assert form(inspector) is None


def test_that_a_problem_is_shown_in_words_and_goes_when_it_is_mended(
    inspector: Inspector, session: LabSession
) -> None:
    session.set_architecture(Architecture(layers=(Flatten(), Conv2D())), "")
    inspector.show_layer(1)
    problem = problem_in(session)
    assert problem in visible_texts(inspector)
    assert facts(inspector) == {}
    session.set_architecture(session.architecture.removed(0), "")
    inspector.show_layer(0)
    assert problem not in visible_texts(inspector)


def test_that_a_problem_is_shown_on_its_own_layer_only(
    inspector: Inspector, session: LabSession
) -> None:
    session.set_architecture(Architecture(layers=(Flatten(), Conv2D(), Flatten())), "")
    problem = problem_in(session)
    shown_on = []
    for layer in (-1, 0, 1, 2):
        inspector.show_layer(layer)
        shown_on.append(problem in visible_texts(inspector))
    assert shown_on == [False, False, True, False]


def test_that_a_wrong_end_is_told_on_the_last_layer(
    inspector: Inspector, session: LabSession
) -> None:
    session.set_layer_value(6, "activation", "relu", "")
    problem = problem_in(session)
    assert "probabilities" in problem
    inspector.show_layer(5)
    assert problem not in visible_texts(inspector)
    inspector.show_layer(6)
    assert problem in visible_texts(inspector)
    assert facts(inspector)["Gives"] == "10"  # it can stand there, and says what it gives


def test_that_a_problem_that_comes_with_the_images_is_told_without_any_edit(
    inspector: Inspector, session: LabSession
) -> None:
    inspector.show_layer(6)
    session.set_images(ImageFacts("Cats", (28, 28, 1), 3))
    assert "Cats has 3 classes" in problem_in(session)
    assert problem_in(session) in visible_texts(inspector)
    session.set_images(None)
    assert not any("Cats" in text for text in visible_texts(inspector))


def test_that_the_input_is_shown_when_the_layer_is_gone(
    inspector: Inspector, session: LabSession
) -> None:
    inspector.show_layer(6)
    session.set_architecture(Architecture(), "")
    assert facts(inspector) == {"Shape": "28×28×1"}


def test_that_the_keyboard_can_be_put_into_the_first_field(
    qtbot: QtBot, inspector: Inspector
) -> None:
    inspector.show_layer(0)
    inspector.activateWindow()
    inspector.focus_form()
    first = editor(inspector, "filters").focusProxy()
    qtbot.waitUntil(first.hasFocus)
    inspector.show_layer(4)
    inspector.focus_form()  # Flatten has none: nothing happens


def test_that_a_layer_that_sees_more_than_the_image_is_said_to_see_all_of_it(
    inspector: Inspector, session: LabSession
) -> None:
    deep = (Conv2D(kernel_size=(15, 15), padding="same"),) * 2
    session.set_architecture(Architecture(layers=deep), "")
    inspector.show_layer(0)
    assert facts(inspector)["Sees"] == "15×15 pixels of the input"
    inspector.show_layer(1)
    assert facts(inspector)["Sees"] == "all of the input (29×29 pixels)"
