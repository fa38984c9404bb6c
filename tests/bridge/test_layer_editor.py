"""What can be done to layers, one or several, and its undo."""

import random
from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication

from cnnlab_gui.bridge.layer_editor import LayerEditor
from cnnlab_gui.bridge.session import LabSession, first_specification
from cnnlab_gui.core.architecture import MAXIMUM_LAYERS, Architecture
from cnnlab_gui.core.form import form_of
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.core.layers_text import layers_to_text
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.text import Sentence

EDITS = 1000


class Watch:
    """An editor of a session's layers, and what it told."""

    def __init__(self, session: LabSession) -> None:
        self.session = session
        self.editor = LayerEditor(session)
        self.edited: list[list[int]] = []
        self.refused: list[Sentence] = []
        self.editor.edited.connect(self.edited.append)
        self.editor.refused.connect(self.refused.append)

    @property
    def kinds(self) -> str:
        """The first letter of each layer: ``CMCMFDD``."""
        return "".join(layer.kind[0] for layer in self.session.architecture.layers)

    @property
    def step(self) -> str:
        return self.session.undo_stack.undoText()


@pytest.fixture
def watch(session: LabSession) -> Watch:
    return Watch(session)


def test_that_a_layer_is_added_where_it_was_wanted_and_is_to_be_selected(watch: Watch) -> None:
    watch.editor.add("Dropout", 5)
    assert watch.session.architecture.layers[5].kind == "Dropout"
    assert (watch.edited, watch.step) == ([[5]], "add Dropout")


@pytest.mark.parametrize(
    ("layer", "name", "value", "step"),
    [
        (0, "filters", 8, "change filters of Conv2D"),
        (1, "pool_size", (3, 3), "change window of MaxPooling2D"),
        (5, "l2", 0.01, "change L2 of Dense"),
    ],
)
def test_that_the_step_says_which_parameter_of_which_kind_was_changed(
    watch: Watch, layer: int, name: str, value: object, step: str
) -> None:
    watch.editor.set_value(layer, name, value)
    assert watch.step == step


@pytest.mark.parametrize(
    ("indices", "left", "selected"),
    [([2, 3], "CMFDD", [2]), ([6], "CMCMFD", [5]), (range(7), "", [])],
)
def test_that_several_layers_are_removed_at_once(
    watch: Watch, indices: list[int], left: str, selected: list[int]
) -> None:
    watch.editor.remove(list(indices))
    assert (watch.kinds, watch.edited) == (left, [selected])
    watch.session.undo_stack.undo()
    assert watch.kinds == "CMCMFDD"


def test_that_a_step_is_named_after_the_layer_or_after_how_many(watch: Watch) -> None:
    watch.editor.remove([4])
    assert watch.step == "remove Flatten"
    watch.editor.remove([0, 1])
    assert watch.step == "remove 2 layers"


@pytest.mark.parametrize(
    ("indices", "before", "kinds", "selected"),
    [
        ([4], 0, "FCMCMDD", [0]),
        ([0], 7, "MCMFDDC", [6]),
        ([0, 1], 4, "CMCMFDD", [2, 3]),
        ([0, 6], 3, "MCCDMFD", [2, 3]),
        ([1], 2, "CMCMFDD", [1]),
    ],
)
def test_that_layers_are_moved_as_a_block_before_another(
    watch: Watch, indices: list[int], before: int, kinds: str, selected: list[int]
) -> None:
    watch.editor.move(indices, before)
    assert (watch.kinds, watch.edited) == (kinds, [selected])


@pytest.mark.parametrize(
    ("indices", "places", "kinds"),
    [([4], -1, "CMCFMDD"), ([0], 1, "MCCMFDD"), ([0], -1, "CMCMFDD"), ([5, 6], 1, "CMCMFDD")],
)
def test_that_layers_are_shifted_by_one_but_not_past_an_end(
    watch: Watch, indices: list[int], places: int, kinds: str
) -> None:
    watch.editor.shift(indices, places)
    assert watch.kinds == kinds


def test_that_duplicates_stand_below_the_last_of_them(watch: Watch) -> None:
    watch.editor.duplicate([0, 1])
    assert (watch.kinds, watch.edited) == ("CMCMCMFDD", [[2, 3]])
    layers = watch.session.architecture.layers
    assert layers[:2] == layers[2:4]


def test_that_a_layer_is_switched_off_and_on_without_being_removed(watch: Watch) -> None:
    watch.editor.switch([2])
    assert watch.kinds == "CMCMFDD"
    assert not watch.session.architecture.layers[2].enabled
    assert watch.step == "switch Conv2D off"
    watch.editor.switch([2])
    assert watch.session.architecture == PRESETS["cnn-64"].architecture


def test_that_layers_of_which_some_are_on_are_all_switched_off(watch: Watch) -> None:
    watch.editor.switch([2])
    watch.editor.switch([2, 3])
    assert [layer.enabled for layer in watch.session.architecture.layers[2:4]] == [False, False]
    watch.editor.switch([2, 3])
    assert watch.session.architecture == PRESETS["cnn-64"].architecture


def test_that_what_is_copied_can_be_pasted_elsewhere(watch: Watch) -> None:
    text = watch.editor.copied([2, 3])
    watch.editor.paste(text, 0)
    assert (watch.kinds, watch.edited) == ("CMCMCMFDD", [[0, 1]])
    assert watch.step == "paste 2 layers"


@pytest.mark.parametrize(
    "text",
    ["", "hello", "[]", '[{"kind": "Lambda"}]', '[{"kind": "Dense", "units": 0}]', "[" * 9999],
)
def test_that_a_text_without_layers_changes_nothing_and_is_answered_by_a_sentence(
    watch: Watch, text: str
) -> None:
    before = watch.session.specification
    watch.editor.paste(text, 0)
    assert watch.session.specification is before
    assert len(watch.refused) == 1
    assert str(watch.refused[0]).endswith(".")


def test_that_more_layers_than_a_network_may_have_are_refused(watch: Watch) -> None:
    watch.editor.paste(layers_to_text((Conv2D(),) * (MAXIMUM_LAYERS - 7)), 0)
    assert len(watch.session.architecture.layers) == MAXIMUM_LAYERS
    before = watch.session.architecture
    watch.editor.duplicate([0])
    watch.editor.add("Flatten", 0)
    assert watch.session.architecture is before
    assert [str(MAXIMUM_LAYERS) in str(why) for why in watch.refused] == [True, True]


@pytest.mark.parametrize(
    ("indices", "stage"), [([2], [2, 3]), ([0, 2], [0, 1, 2, 3]), ([4], [4]), ([5], [5])]
)
def test_that_a_convolution_belongs_together_with_its_pooling(
    watch: Watch, indices: list[int], stage: list[int]
) -> None:
    assert watch.editor.stage(indices) == stage


def test_that_one_convolution_less_is_the_workshops_exercise(watch: Watch) -> None:
    watch.editor.remove(watch.editor.stage([2]))
    assert watch.session.architecture == PRESETS["cnn-one-conv"].architecture


def test_that_one_convolution_more_is_the_workshops_exercise(watch: Watch) -> None:
    watch.editor.duplicate(watch.editor.stage([2]))
    assert watch.session.architecture == PRESETS["cnn-three-conv"].architecture


def test_that_nothing_is_done_to_no_layers(watch: Watch) -> None:
    for deed in (watch.editor.remove, watch.editor.duplicate, watch.editor.switch):
        deed([])
    watch.editor.move([], 3)
    watch.editor.shift([], 1)
    assert watch.session.undo_stack.count() == 0


def random_edit(rng: random.Random, editor: LayerEditor, session: LabSession) -> None:
    """Do any deed that the dock, its form or a menu can do, to any layers."""
    count = len(session.architecture.layers)
    some = sorted(rng.sample(range(count), min(count, rng.randint(0, 3))))
    at = rng.randint(0, count)
    deeds: list[Callable[[], object]] = [
        lambda: editor.add(rng.choice(sorted(LAYER_KINDS)), at),
        lambda: editor.add("Conv2D", at),
        lambda: editor.remove(some),
        lambda: editor.remove(editor.stage(some[:1])),
        lambda: editor.move(some, at),
        lambda: editor.shift(some, rng.choice([-1, 1])),
        lambda: editor.duplicate(some),
        lambda: editor.switch(some),
        lambda: editor.paste(editor.copied(some) if some else "nothing", at),
        lambda: set_any_value(rng, editor, session, some),
        lambda: give_any_filter(rng, session),
        lambda: editor.freeze_first_filter(at, frozen=rng.random() < 0.5),
        lambda: editor.remove_first_filter(at),
        lambda: session.choose_preset(rng.choice(sorted(PRESETS)), "preset"),
        lambda: session.set_setting("epochs", rng.randint(0, 30), "epochs"),
        lambda: mend(session),
        lambda: session.open_architecture(Architecture(), "new"),
    ]
    weights = [3, 3, 2, 1, 3, 3, 2, 3, 3, 6, 4, 1, 1, 1, 1, 2, 0.2]
    rng.choices(deeds, weights)[0]()


def set_any_value(
    rng: random.Random, editor: LayerEditor, session: LabSession, some: list[int]
) -> None:
    fields = form_of(type(session.architecture.layers[some[0]])) if some else ()
    if fields:
        field = rng.choice(fields)
        number = rng.randint(-1, 20)
        value: object = (number, number) if field.kind == "pair" else number
        editor.set_value(some[0], field.name, rng.choice(field.choices or (value,)))


def give_any_filter(rng: random.Random, session: LabSession) -> None:
    stack = session.architecture
    found = [k for k, layer in enumerate(stack.layers) if isinstance(layer, Conv2D)]
    if found:
        at, width = rng.choice(found), rng.randint(1, 3)
        matrix = tuple((rng.uniform(-9, 9),) * width for _ in range(rng.randint(1, 7)))
        layer = cast(Conv2D, stack.layers[at]).with_first_filter(matrix, frozen=True)
        session.set_architecture(stack.replaced(at, layer), "give")


def mend(session: LabSession) -> None:
    problem = session.problem
    if problem and problem.remedies:
        session.mend(problem.remedies[-1])


@pytest.mark.parametrize("seed", range(3))
def test_that_a_thousand_random_edits_undone_one_by_one_give_back_the_first_architecture(
    qapp: QApplication, seed: int
) -> None:
    rng = random.Random(seed)
    session = LabSession(first_specification("stroke-digits"))
    editor = LayerEditor(session)
    # What held after so many steps; a step may hold several edits of one field.
    held = [session.specification]
    for _ in range(EDITS):
        random_edit(rng, editor, session)
        del held[session.undo_stack.index() :]
        held.append(session.specification)
    assert len(held) == session.undo_stack.count() + 1
    assert len(held) > EDITS // 2
    for expected in reversed(held[:-1]):
        session.undo_stack.undo()
        assert session.specification == expected
    assert not session.undo_stack.canUndo()
