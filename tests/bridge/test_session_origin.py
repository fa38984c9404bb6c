"""Where the network of a session comes from: a preset, a file, or nowhere."""

from pathlib import Path

from cnnlab_gui.bridge.session import LabSession, first_specification
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.problems.base import ImageFacts

START = first_specification("stroke-digits")
OWN, OTHER = Path("/nets/own.cnnarch"), Path("/nets/other.cnnarch")
SMALL = PRESETS["cnn-16"].architecture


def filters(session: LabSession, count: int) -> None:
    session.set_layer_value(0, "filters", count, "change Conv2D")


def test_that_a_network_comes_from_its_preset_until_it_is_opened_or_saved(
    session: LabSession,
) -> None:
    assert (session.file, session.is_modified) == (None, False)
    filters(session, 8)
    assert (session.file, session.is_modified) == (None, True)
    session.undo_stack.undo()
    assert not session.is_modified


def test_that_an_opened_network_comes_from_its_file_and_no_preset(session: LabSession) -> None:
    session.open_architecture(SMALL, "open own.cnnarch", OWN)
    assert (session.file, session.is_modified) == (OWN, False)
    assert (session.architecture, session.specification.preset) == (SMALL, None)
    filters(session, 8)
    assert (session.file, session.is_modified) == (OWN, True)
    filters(session, 16)
    assert not session.is_modified


def test_that_a_new_network_comes_from_nowhere(session: LabSession) -> None:
    session.open_architecture(SMALL, "", OWN)
    session.open_architecture(Architecture(), "new network")
    assert (session.file, session.specification.preset) == (None, None)


def test_that_undo_leads_back_across_an_opened_file(session: LabSession) -> None:
    filters(session, 8)
    session.open_architecture(SMALL, "open own.cnnarch", OWN)
    session.undo_stack.undo()
    assert (session.file, session.specification.preset) == (None, "cnn-64")
    assert session.is_modified
    session.undo_stack.redo()
    assert (session.file, session.architecture, session.is_modified) == (OWN, SMALL, False)


def test_that_the_same_network_from_another_file_is_a_step(session: LabSession) -> None:
    session.open_architecture(SMALL, "", OWN)
    session.open_architecture(SMALL, "", OTHER)
    assert (session.file, session.undo_stack.count()) == (OTHER, 2)
    session.open_architecture(SMALL, "", OTHER)
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    assert (session.file, session.is_modified) == (OWN, False)


def test_that_a_preset_leaves_the_file_and_undo_brings_it_back(session: LabSession) -> None:
    session.open_architecture(SMALL, "", OWN)
    filters(session, 8)
    session.choose_preset("cnn-16", "")
    assert (session.file, session.is_modified) == (None, False)
    session.undo_stack.undo()
    assert (session.file, session.is_modified) == (OWN, True)


def test_that_saving_is_no_step_and_makes_the_network_unmodified(session: LabSession) -> None:
    filters(session, 8)
    session.mark_saved(OWN)
    assert (session.file, session.is_modified) == (OWN, False)
    assert session.undo_stack.count() == 1


def test_that_undo_past_a_saving_keeps_the_file_and_redo_makes_it_unmodified(
    session: LabSession,
) -> None:
    filters(session, 8)
    session.mark_saved(OWN)
    session.undo_stack.undo()
    assert (session.file, session.is_modified) == (OWN, True)
    session.undo_stack.redo()
    assert (session.file, session.is_modified) == (OWN, False)


def test_that_undo_after_saving_under_another_name_never_leads_to_the_first_file(
    session: LabSession,
) -> None:
    session.open_architecture(SMALL, "", OWN)
    filters(session, 8)
    session.mark_saved(OTHER)
    session.undo_stack.undo()
    # Else the next Save would write to the file that was to be left as it is.
    assert (session.file, session.is_modified) == (OTHER, True)
    session.undo_stack.undo()
    assert (session.file, session.specification) == (None, START)


def test_that_undo_comes_back_to_what_was_saved(session: LabSession) -> None:
    filters(session, 8)
    session.mark_saved(OWN)
    filters(session, 9)
    filters(session, 10)
    assert (session.undo_stack.count(), session.is_modified) == (2, True)
    session.undo_stack.undo()
    assert (session.architecture.layers[0].filters, session.is_modified) == (8, False)


def test_that_an_edit_that_leads_back_to_what_was_saved_is_unmodified(session: LabSession) -> None:
    session.open_architecture(SMALL, "", OWN)
    session.set_architecture(SMALL.removed(0), "remove")
    session.set_architecture(SMALL, "add")
    assert not session.is_modified


def test_that_settings_and_dataset_do_not_make_a_network_modified(session: LabSession) -> None:
    session.mark_saved(OWN)
    session.set_setting("epochs", 9, "")
    session.choose_dataset("mnist", "")
    assert not session.is_modified


def test_that_every_change_and_every_saving_tells_that_the_origin_may_be_another(
    session: LabSession,
) -> None:
    told: list[tuple[Path | None, bool]] = []
    session.origin_changed.connect(lambda: told.append((session.file, session.is_modified)))
    filters(session, 8)
    session.mark_saved(OWN)
    filters(session, 9)
    session.undo_stack.undo()
    session.choose_preset("cnn-16", "")
    assert told == [(None, True), (OWN, False), (OWN, True), (OWN, False), (None, False)]


def test_that_a_remedy_leaves_the_network_where_it_comes_from(session: LabSession) -> None:
    session.open_architecture(SMALL, "", OWN)
    session.set_images(ImageFacts("Cats", (28, 28, 1), 3))
    assert session.problem is not None
    session.mend(session.problem.remedies[0])
    assert (session.file, session.is_modified) == (OWN, True)
