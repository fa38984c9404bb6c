"""What the person has set up, and its undo."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from cnnlab_gui.bridge.session import LabSession, first_specification
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.form import form_of
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.training import RunSpecification, TrainingSettings

Edit = Callable[[LabSession], None]
START = first_specification("stroke-digits")


def undo_all(session: LabSession) -> None:
    while session.undo_stack.canUndo():
        session.undo_stack.undo()


def test_that_a_session_begins_with_the_workshops_network_on_the_dataset_that_is_there() -> None:
    assert START.preset == "cnn-64"
    assert START.architecture.parameter_count == 243_786
    assert (START.dataset, START.settings.epochs) == ("stroke-digits", 5)


def test_that_a_change_tells_what_was_before_and_what_holds_now(session: LabSession) -> None:
    told: list[tuple[RunSpecification, RunSpecification]] = []
    session.changed.connect(lambda *both: told.append(both))
    session.set_setting("epochs", 7, "change Epochs")
    (before, after), *more = told
    assert (before.settings.epochs, after.settings.epochs) == (5, 7)
    assert more == []
    assert session.specification is after


def test_that_undo_and_redo_are_named_after_the_change(session: LabSession) -> None:
    session.choose_dataset("mnist", "choose MNIST")
    session.set_setting("seed", 3, "change Seed")
    stack = session.undo_stack
    assert stack.undoText() == "change Seed"
    stack.undo()
    assert (stack.undoText(), stack.redoText()) == ("choose MNIST", "change Seed")
    stack.redo()
    assert session.settings.seed == 3


def test_that_edits_in_a_row_of_one_field_are_one_undo_step(session: LabSession) -> None:
    for filters in (6, 60, 61):
        session.set_layer_value(0, "filters", filters, "change Conv2D")
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert session.specification == START
    session.undo_stack.redo()
    assert session.architecture.layers[0].filters == 61


def test_that_an_edit_after_settling_is_a_step_of_its_own(session: LabSession) -> None:
    for filters in (16, 32):
        session.settle()
        session.set_layer_value(0, "filters", 8, "")
        session.set_layer_value(0, "filters", filters, "")
    session.settle()
    session.settle()
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    assert session.architecture.layers[0].filters == 16


def test_that_coming_back_after_settling_takes_only_the_last_step_away(
    session: LabSession,
) -> None:
    session.set_setting("epochs", 7, "")
    session.settle()
    for epochs in (8, 9, 7):
        session.set_setting("epochs", epochs, "")
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert session.specification == START


def test_that_edits_of_different_fields_and_layers_are_steps_of_their_own(
    session: LabSession,
) -> None:
    session.set_layer_value(0, "filters", 8, "")
    session.set_layer_value(2, "filters", 8, "")
    session.set_layer_value(2, "padding", "same", "")
    session.set_setting("epochs", 2, "")
    session.set_setting("seed", 2, "")
    assert session.undo_stack.count() == 5


def test_that_a_field_edited_again_after_another_change_is_a_new_step(session: LabSession) -> None:
    session.set_setting("epochs", 7, "")
    session.set_setting("seed", 1, "")
    session.set_setting("epochs", 9, "")
    session.undo_stack.undo()
    assert session.settings.epochs == 7


def test_that_edits_that_come_back_to_the_beginning_leave_no_step(session: LabSession) -> None:
    for epochs in (6, 7, 5):
        session.set_setting("epochs", epochs, "")
    assert not session.undo_stack.canUndo()
    assert session.specification == START


def test_that_changes_without_a_key_never_merge(session: LabSession) -> None:
    for _ in range(3):
        session.set_architecture(session.architecture.removed(0), "remove")
    assert session.undo_stack.count() == 3


def test_that_a_value_that_holds_already_is_no_change(session: LabSession) -> None:
    told: list[object] = []
    session.changed.connect(lambda *both: told.append(both))
    session.set_setting("epochs", 5, "")
    session.set_layer_value(0, "filters", 64, "")
    session.choose_dataset("stroke-digits", "")
    assert (told, session.undo_stack.count()) == ([], 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", 0),
        ("epochs", 10_001),
        ("epochs", "7"),
        ("batch_size", 4097),
        ("seed", -1),
        ("seed", 2**31),
        ("learning_rate", 0.0),
        ("learning_rate", float("nan")),
        ("hold_out", 0.6),
        ("nonsense", 1),
    ],
)
def test_that_a_setting_out_of_range_is_refused(
    session: LabSession, name: str, value: object
) -> None:
    session.set_setting(name, value, "")
    assert session.specification == START
    assert not session.undo_stack.canUndo()


@pytest.mark.parametrize(
    ("name", "value"),
    [("filters", 0), ("kernel_size", (0, 3)), ("kernel_size", (3, 65)), ("padding", "wide")],
)
def test_that_a_layer_value_out_of_range_is_refused(
    session: LabSession, name: str, value: object
) -> None:
    session.set_layer_value(0, name, value, "")
    assert session.specification == START


def test_that_a_preset_brings_its_network_and_epochs_and_keeps_the_rest(
    session: LabSession,
) -> None:
    session.set_setting("seed", 4, "")
    session.choose_preset("cnn-64-overfit", "choose cnn-64-overfit")
    assert session.architecture == PRESETS["cnn-64-overfit"].architecture
    assert session.specification.preset == "cnn-64-overfit"
    assert session.settings == TrainingSettings(epochs=20, seed=4)
    assert session.specification.dataset == "stroke-digits"


def test_that_a_preset_takes_a_dataset_along_in_the_same_step(session: LabSession) -> None:
    session.choose_preset("mnist-cnn-32", "", "mnist")
    assert session.specification.dataset == "mnist"
    session.undo_stack.undo()
    assert session.specification == START


def test_that_an_unknown_preset_is_refused_with_a_sentence(session: LabSession) -> None:
    with pytest.raises(CnnLabError, match="no preset 'cnn-65'"):
        session.choose_preset("cnn-65", "")
    assert session.specification == START


def test_that_an_edit_after_undo_forgets_what_was_undone(session: LabSession) -> None:
    session.set_setting("epochs", 7, "")
    session.undo_stack.undo()
    session.set_setting("epochs", 8, "")
    assert not session.undo_stack.canRedo()
    undo_all(session)
    assert session.specification == START


def edits(any_architecture: st.SearchStrategy[Architecture]) -> st.SearchStrategy[Edit]:
    """Any change that the window can make, sound or refused."""
    settings = st.sampled_from([field.name for field in form_of(TrainingSettings)])
    values = st.one_of(st.integers(-1, 20), st.floats(0, 1), st.booleans())
    return st.one_of(
        st.builds(lambda n, v: lambda s: s.set_setting(n, v, n), settings, values),
        st.builds(lambda n: lambda s: s.choose_preset(n, n), st.sampled_from(sorted(PRESETS))),
        st.builds(lambda n: lambda s: s.choose_dataset(n, n), st.sampled_from(["mnist", "a/b"])),
        st.builds(lambda a: lambda s: s.set_architecture(a, "take"), any_architecture),
        st.builds(lambda v: lambda s: _edit_first_layer(s, v), st.integers(-1, 5)),
        st.just(lambda s: s.set_architecture(s.architecture.inserted(0, Flatten()), "add")),
    )


def _edit_first_layer(session: LabSession, value: int) -> None:
    layers = session.architecture.layers
    fields = form_of(type(layers[0])) if layers else ()
    if fields:
        session.set_layer_value(0, fields[0].name, value, "change")


@given(data=st.data())
def test_that_any_edits_undone_one_by_one_give_back_the_first_specification(
    qapp: QApplication, any_architecture: st.SearchStrategy[Architecture], data: st.DataObject
) -> None:
    session = LabSession(START)
    held = [START]
    session.changed.connect(lambda _before, after: held.append(after))
    for edit in data.draw(st.lists(edits(any_architecture), max_size=8)):
        edit(session)
    last, steps = session.specification, session.undo_stack.count()
    assert last is held[-1]
    undo_all(session)
    assert session.specification == START
    for _ in range(steps):
        session.undo_stack.redo()
    assert session.specification == last


# What is wrong with it

CATS = ImageFacts("Cats", (28, 28, 1), 3)


class ProblemWatch:
    """What was told each time that the problem became another."""

    def __init__(self, session: LabSession) -> None:
        self.told: list[str] = []
        self._session = session
        session.problem_changed.connect(self._note)

    def _note(self) -> None:
        problem = self._session.problem
        self.told.append(str(problem.sentence) if problem else "")


def test_that_a_network_without_a_fault_has_no_problem(session: LabSession) -> None:
    assert session.problem is None
    session.set_images(ImageFacts("Digits", (28, 28, 1), 10))
    assert session.problem is None


def test_that_a_problem_is_there_with_the_edit_and_gone_with_its_undo(session: LabSession) -> None:
    watch = ProblemWatch(session)
    session.set_architecture(session.architecture.removed(4), "remove Flatten")
    assert session.problem is not None
    assert "Put a Flatten layer between them." in watch.told[-1]
    session.undo_stack.undo()
    assert session.problem is None
    assert watch.told[1:] == [""]


def test_that_listeners_to_a_change_find_the_problem_that_holds_now(session: LabSession) -> None:
    found: list[bool] = []
    session.changed.connect(lambda *_: found.append(session.problem is None))
    session.set_architecture(Architecture(), "")
    session.undo_stack.undo()
    assert found == [False, True]


def test_that_a_problem_that_stays_the_same_is_not_told_again(session: LabSession) -> None:
    session.set_architecture(Architecture(layers=(Flatten(), Flatten())), "")
    watch = ProblemWatch(session)
    session.choose_dataset("mnist", "")
    session.set_images(None)
    assert [str(session.problem and session.problem.sentence)] * len(watch.told) == watch.told
    assert len(watch.told) <= 1  # its remedies may hold the other dataset


def test_that_images_of_another_kind_are_a_problem_as_soon_as_they_are_known(
    session: LabSession,
) -> None:
    watch = ProblemWatch(session)
    session.set_images(CATS)
    session.set_images(CATS)
    session.set_images(None)
    assert len(watch.told) == 2
    assert "Cats has 3 classes" in watch.told[0]
    assert (watch.told[1], session.problem) == ("", None)


def test_that_a_remedy_is_one_step_of_its_own_name(session: LabSession) -> None:
    session.set_images(CATS)
    assert session.problem is not None
    session.mend(session.problem.remedies[0])
    assert session.problem is None
    assert session.architecture.layers[-1] == Dense(units=3, activation="softmax")
    assert session.undo_stack.undoText() == "give Dense 3 units"
    session.undo_stack.undo()
    assert session.specification == START
