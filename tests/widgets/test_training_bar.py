"""The bar above the pages."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.presets import PRESETS
from tests.widgets.bar_parts import LEFT, Bar


def test_that_every_preset_is_offered_and_the_sessions_is_shown(bar: Bar) -> None:
    assert bar.entries("Preset") == list(PRESETS)
    assert bar.box("Preset").currentText() == "cnn-64"
    assert bar.box("Preset").toolTip() == f"cnn-64\n{PRESETS['cnn-64'].explanation}"


def test_that_a_changed_network_is_marked_as_modified_until_it_is_changed_back(
    bar: Bar, session: LabSession
) -> None:
    session.set_layer_value(0, "filters", 8, "")
    assert bar.box("Preset").currentText() == "cnn-64 (modified)"
    assert bar.entries("Preset").count("cnn-64 (modified)") == 1
    session.undo_stack.undo()
    assert bar.entries("Preset") == list(PRESETS)


def test_that_other_epochs_alone_do_not_make_a_preset_modified(
    bar: Bar, session: LabSession
) -> None:
    session.set_setting("epochs", 50, "")
    assert bar.box("Preset").currentText() == "cnn-64"


def test_that_a_network_of_no_preset_shows_none(bar: Bar, session: LabSession) -> None:
    session.open_architecture(Architecture(), "new network")
    assert bar.box("Preset").currentIndex() == -1
    assert bar.box("Preset").placeholderText() == "own network"


def test_that_a_network_of_a_file_stands_with_the_files_name_and_whether_it_was_modified(
    bar: Bar, session: LabSession
) -> None:
    session.open_architecture(PRESETS["cnn-16"].architecture, "", Path("/nets/own.cnnarch"))
    box = bar.box("Preset")
    assert (box.currentIndex(), box.placeholderText()) == (-1, "own.cnnarch")
    session.set_layer_value(0, "filters", 8, "")
    assert (box.currentIndex(), box.placeholderText()) == (-1, "own.cnnarch (modified)")
    session.mark_saved(Path("/nets/other.cnnarch"))
    assert box.placeholderText() == "other.cnnarch"
    session.choose_preset("cnn-16", "")
    assert box.currentText() == "cnn-16"


@pytest.mark.parametrize("name", ["cnn-16", "mnist-cnn-32"])
def test_that_choosing_a_preset_is_a_wish_by_its_name(qtbot: QtBot, bar: Bar, name: str) -> None:
    bar.choose(qtbot, "Preset", name)
    assert bar.wishes == [("preset", name)]


def test_that_datasets_that_are_not_here_are_marked(bar: Bar) -> None:
    assert bar.entries("Dataset") == [
        "First",
        "Second (not downloaded)",
        "A folder of images…",
        "A file (.npz)…",
    ]
    assert bar.box("Dataset").currentText() == "First"


def test_that_ones_own_data_stands_with_its_last_name(bar: Bar, session: LabSession) -> None:
    for path in ("/data/cats and dogs/", "C:\\data\\cats and dogs"):
        session.choose_dataset(path, "")
        assert bar.box("Dataset").currentText() == "cats and dogs"
        tip = bar.box("Dataset").itemData(2, Qt.ItemDataRole.ToolTipRole)
        assert tip == path
        assert bar.box("Dataset").toolTip().splitlines()[0] == path


@pytest.mark.parametrize(
    ("entry", "wish"),
    [
        ("Second (not downloaded)", ("dataset", "second")),
        ("A folder of images…", ("folder",)),
        ("A file (.npz)…", ("file",)),
    ],
)
def test_that_an_entry_is_a_wish_and_the_box_goes_back_until_it_is_granted(
    qtbot: QtBot, bar: Bar, entry: str, wish: tuple[str, ...]
) -> None:
    bar.choose(qtbot, "Dataset", entry)
    assert bar.wishes == [wish]
    assert bar.box("Dataset").currentText() == "First"


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_M])
@pytest.mark.parametrize("name", ["Preset", "Dataset"])
def test_that_a_key_on_a_closed_box_opens_it_and_wishes_nothing(
    qtbot: QtBot, bar: Bar, name: str, key: Qt.Key
) -> None:
    # Else going through the list would download, or ask for a folder, on the way.
    box = bar.box(name)
    box.setFocus()
    qtbot.keyClick(box, key)
    assert box.view().isVisible()
    assert bar.wishes == []
    qtbot.keyClick(box.view(), Qt.Key.Key_Escape)
    assert not box.view().isVisible()


def test_that_the_main_settings_are_edited_in_the_bar(
    qtbot: QtBot, bar: Bar, session: LabSession
) -> None:
    for name, typed in (("epochs", "12"), ("batch_size", "64"), ("seed", "7")):
        box = bar.editor(name).findChild(QAbstractSpinBox)
        box.setFocus()
        box.selectAll()
        qtbot.keyClicks(box, typed)
    settings = session.settings
    assert (settings.epochs, settings.batch_size, settings.seed) == (12, 64, 7)
    assert session.undo_stack.undoText() == "change Seed"
    for _ in range(3):
        session.undo_stack.undo()
    assert bar.editor("epochs").value == 5
    assert bar.editor("batch_size").value == 32


def test_that_a_setting_come_back_to_is_another_step_and_escape_takes_only_that_back(
    qtbot: QtBot, bar: Bar, session: LabSession
) -> None:
    boxes = [bar.editor(name).findChild(QAbstractSpinBox) for name in ("epochs", "seed")]
    for typed in ("12", "13"):
        boxes[1].setFocus()
        boxes[0].setFocus()
        boxes[0].selectAll()
        qtbot.keyClicks(boxes[0], typed)
    assert session.undo_stack.count() == 2
    qtbot.keyClick(boxes[0], Qt.Key.Key_Escape)
    assert (session.settings.epochs, session.undo_stack.count()) == (12, 1)


def test_that_all_settings_are_one_press_away(qtbot: QtBot, bar: Bar) -> None:
    qtbot.mouseClick(bar.widget.findChild(QToolButton), LEFT)
    assert bar.wishes == [("more",)]


def test_that_train_and_stop_follow_their_actions(qtbot: QtBot, bar: Bar) -> None:
    with qtbot.waitSignal(bar.train.triggered):
        qtbot.mouseClick(bar.button("Train"), LEFT)
    bar.train.setEnabled(False)
    assert not bar.button("Train").isEnabled()
    bar.stop.setToolTip("Stop it now")
    assert bar.button("Stop").toolTip() == "Stop it now"
    bar.stop.setText("&Halt")
    with qtbot.waitSignal(bar.stop.triggered):
        qtbot.keyClick(bar.button("Halt"), Qt.Key.Key_Space)


def test_that_the_settings_are_locked_while_a_training_runs(bar: Bar) -> None:
    locked = [bar.box("Preset"), bar.box("Dataset"), bar.widget.findChild(QToolButton)]
    locked += [bar.editor(name) for name in ("epochs", "batch_size", "seed")]
    bar.widget.set_editable(False)
    assert not any(widget.isEnabled() for widget in locked)
    assert bar.button("Train").isEnabled()
    bar.widget.set_editable(True)
    assert all(widget.isEnabled() for widget in locked)
