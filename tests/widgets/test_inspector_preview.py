"""When the Inspector wants a preview of augmentation, and of which layers."""

import pytest

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.augmentation import RandomFlip, RandomRotation, RandomZoom
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.network.inspector import Inspector
from tests.widgets.inspector_parts import facts

FLIP, TURN, ZOOM = RandomFlip(), RandomRotation(), RandomZoom()
Wishes = list[tuple[Layer, ...]]


@pytest.fixture
def wishes(inspector: Inspector) -> Wishes:
    noted: Wishes = []
    inspector.preview_wanted.connect(noted.append)
    return noted


def take(session: LabSession, *front: Layer) -> None:
    """Put layers before those of the workshop's network."""
    workshop = PRESETS["cnn-64"].architecture
    session.set_architecture(workshop.inserted(0, *front), "")


def test_that_only_augmentation_has_a_preview(
    inspector: Inspector, session: LabSession, wishes: Wishes
) -> None:
    take(session, FLIP)
    for layer in (-1, *range(1, 8)):
        inspector.show_layer(layer)
        assert not inspector.preview.isVisible()
    assert wishes == []
    inspector.show_layer(0)
    assert inspector.preview.isVisible()
    assert wishes == [(FLIP,)]


def test_that_a_preview_shows_all_augmentation_down_to_the_layer(
    inspector: Inspector, session: LabSession, wishes: Wishes
) -> None:
    take(session, FLIP, TURN, ZOOM)
    for layer in (0, 1, 2):
        inspector.show_layer(layer)
    assert wishes == [(FLIP,), (FLIP, TURN), (FLIP, TURN, ZOOM)]


def test_that_a_preview_leaves_out_what_is_switched_off_but_for_the_layer_itself(
    inspector: Inspector, session: LabSession, wishes: Wishes
) -> None:
    take(session, FLIP, TURN)
    session.set_architecture(session.architecture.switched([0, 1], enabled=False), "")
    inspector.show_layer(1)
    assert [[layer.kind for layer in wish] for wish in wishes] == [["RandomRotation"]]


def test_that_a_preview_shows_no_copy_above_that_is_switched_off(
    inspector: Inspector, session: LabSession, wishes: Wishes
) -> None:
    asleep = RandomFlip(enabled=False)
    take(session, asleep, asleep)
    inspector.show_layer(1)
    assert wishes == [(asleep,)]


def test_that_a_preview_is_wanted_anew_only_when_augmentation_changes(
    inspector: Inspector, session: LabSession, wishes: Wishes
) -> None:
    take(session, FLIP)
    inspector.show_layer(0)
    session.set_layer_value(1, "filters", 8, "")
    session.set_setting("seed", 4, "")
    assert len(wishes) == 1
    session.set_layer_value(0, "mode", "vertical", "")
    assert wishes[1:] == [(RandomFlip(mode="vertical"),)]


def test_that_a_preview_that_is_looked_at_again_is_wanted_again(
    inspector: Inspector, session: LabSession, wishes: Wishes
) -> None:
    take(session, FLIP)
    for layer in (0, 1, 0):
        inspector.show_layer(layer)
    assert wishes == [(FLIP,), (FLIP,)]


def test_that_other_samples_are_asked_for_with_the_same_layers(
    inspector: Inspector, session: LabSession, wishes: Wishes
) -> None:
    take(session, FLIP, TURN)
    inspector.show_layer(1)
    inspector.preview.wanted.emit()
    assert wishes == [(FLIP, TURN)] * 2


def test_that_the_input_has_no_preview_although_augmentation_is_the_last_layer(
    inspector: Inspector, session: LabSession, wishes: Wishes
) -> None:
    inspector.show_layer(6)
    session.set_architecture(Architecture(layers=(FLIP,)), "")
    assert facts(inspector) == {"Shape": "28×28×1"}
    assert not inspector.preview.isVisible()
    assert wishes == []
