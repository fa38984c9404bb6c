"""What is said of a network below its name on the Draw page."""

from pathlib import Path

import pytest

from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.presets import preset_named
from cnnlab_gui.widgets.draw.notes import MOST_NAMES, note_of

ARCHITECTURE = preset_named("cnn-64").architecture


def run(*names: str) -> Network:
    return Network("r", ARCHITECTURE, names, run=Path("r"), epochs=(0, 1), dataset="mine")


def test_that_a_run_says_what_it_learnt_and_that_it_knows_nothing_else() -> None:
    note = note_of(run("Bag", "Coat"), "Fashion-MNIST")
    assert note == "It learnt Fashion-MNIST and knows nothing else: Bag, Coat."


@pytest.mark.parametrize(("count", "more"), [(10, ""), (11, " and 1 more"), (250, " and 240 more")])
def test_that_many_classes_are_counted(count: int, more: str) -> None:
    names = [f"c{at}" for at in range(count)]
    note = note_of(run(*names), "mine")
    assert note.endswith(", ".join(names[:MOST_NAMES]) + more + ".")


def test_that_a_run_that_is_going_on_has_not_learnt_yet() -> None:
    assert "is learning" in note_of(run("Bag"), "mine", is_training=True)


def test_that_an_untrained_network_can_only_guess() -> None:
    assert "only guess" in note_of(Network.untrained(ARCHITECTURE, 0, "mnist"), "MNIST")


def test_that_the_pretrained_network_is_said_to_come_with_the_application() -> None:
    assert note_of(Network.pretrained(), "MNIST").startswith("Comes with CNN Lab")
