"""The network in files, through the window: new, open, save."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QMessageBox, QWidget

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.architecture_file import read_architecture, write_architecture
from cnnlab_gui.core.layers.pointwise import Dropout
from cnnlab_gui.core.presets import PRESETS
from tests.app.conftest import Bench
from tests.core.keras_parts import dense, layer, written
from tests.qt_fixtures import OnDialog

SMALL = PRESETS["cnn-16"].architecture
WORKSHOP = PRESETS["cnn-64"].architecture


class Chooser:
    """Answers Qt's file dialogs, and notes what they were asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answer = ""
        self.saves: list[tuple[str, str]] = []
        self.opens: list[str] = []
        monkeypatch.setattr(QFileDialog, "getSaveFileName", self._save)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", self._open)

    def _save(self, _parent: QWidget, _title: str, start: str, kinds: str) -> tuple[str, str]:
        self.saves.append((Path(start).name, kinds))
        return self.answer, ""

    def _open(self, _parent: QWidget, _title: str, _start: str, kinds: str) -> tuple[str, str]:
        self.opens.append(kinds)
        return self.answer, ""


@pytest.fixture
def chooser(monkeypatch: pytest.MonkeyPatch) -> Chooser:
    return Chooser(monkeypatch)


def reader(texts: list[str]) -> Callable[[QWidget], None]:
    def read(dialog: QWidget) -> None:
        assert isinstance(dialog, QMessageBox)
        assert dialog.textFormat() is Qt.TextFormat.PlainText  # a file's name is no markup
        texts.append(dialog.text())

    return read


def answer(button: QMessageBox.StandardButton, texts: list[str]) -> Callable[[QWidget], None]:
    def press(dialog: QWidget) -> None:
        reader(texts)(dialog)
        assert isinstance(dialog, QMessageBox)
        QTest.mouseClick(dialog.button(button), Qt.MouseButton.LeftButton)

    return press


def trigger(bench: Bench, name: str) -> None:
    bench.window.actions_by_name[name].trigger()


def network_shown(bench: Bench) -> tuple[str, str]:
    """How the title and the preset box name the network."""
    title = bench.window.windowTitle().removeprefix("CNN Lab — ").split(" on ")[0]
    boxes = bench.window.training_bar.findChildren(QComboBox)
    box = next(box for box in boxes if box.accessibleName() == "Preset")
    return title, box.currentText() if box.currentIndex() >= 0 else box.placeholderText()


def edit(bench: Bench) -> None:
    session = bench.lab.session
    session.set_architecture(session.architecture.inserted(1, Dropout()), "add Dropout")


# New


def test_that_control_n_begins_an_empty_network_for_the_same_images(bench: Bench) -> None:
    session = bench.lab.session
    session.set_architecture(session.architecture.model_copy(update={"input_shape": (8, 8, 3)}), "")
    bench.qtbot.keyClick(
        QApplication.focusWidget() or bench.window,
        Qt.Key.Key_N,
        Qt.KeyboardModifier.ControlModifier,
    )
    assert session.architecture == Architecture(input_shape=(8, 8, 3))
    assert network_shown(bench) == ("own network", "own network")
    assert bench.window.layers_panel.view.hasFocus()
    assert session.undo_stack.undoText() == "new network"
    session.undo_stack.undo()
    assert session.architecture.layers == WORKSHOP.layers
    assert session.specification.preset == "cnn-64"


# Open


def test_that_a_network_is_opened_by_its_name_and_can_be_undone(
    bench: Bench, tmp_path: Path, chooser: Chooser
) -> None:
    write_architecture(tmp_path / "small.cnnarch", SMALL)
    chooser.answer = str(tmp_path / "small.cnnarch")
    trigger(bench, "open_network")
    session = bench.lab.session
    assert session.architecture == SMALL
    assert session.undo_stack.undoText() == "open small.cnnarch"
    assert network_shown(bench) == ("small.cnnarch", "small.cnnarch")
    assert chooser.opens == ["Networks (*.cnnarch *.keras)"]
    session.undo_stack.undo()
    assert session.architecture == WORKSHOP
    assert network_shown(bench) == ("cnn-64", "cnn-64")


def test_that_a_dialog_that_is_left_changes_nothing(bench: Bench, chooser: Chooser) -> None:
    for name in ("open_network", "save_network", "save_network_as"):
        trigger(bench, name)
    assert (len(chooser.opens), len(chooser.saves)) == (1, 2)
    assert bench.lab.session.file is None
    assert not bench.lab.session.undo_stack.canUndo()


def write_keras(path: Path, *layers: Any) -> None:
    """A ``.keras`` file as Keras lays one out, its weights left away."""
    entry = layer("InputLayer", batch_shape=[None, 28, 28, 1], sparse=False)
    content = written("Sequential", "keras", name="sequential", layers=[entry, *layers])
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps(content))


def test_that_the_network_of_a_keras_file_is_taken_and_is_saved_elsewhere(
    bench: Bench, tmp_path: Path, chooser: Chooser
) -> None:
    path = tmp_path / "theirs.keras"
    write_keras(path, layer("Flatten", data_format="channels_last"), dense(units=10))
    before = path.read_bytes()
    bench.lab.file_desk.open(path)
    kinds = [each.kind for each in bench.lab.session.architecture.layers]
    assert kinds == ["Flatten", "Dense"]
    assert bench.lab.session.undo_stack.undoText() == "open theirs.keras"
    assert network_shown(bench) == ("theirs", "theirs")
    chooser.answer = str(tmp_path / "theirs")
    trigger(bench, "save_network")
    assert network_shown(bench)[0] == "theirs.cnnarch"
    assert path.read_bytes() == before


BAD_FILES: dict[str, tuple[bytes | None, str]] = {
    "gone.cnnarch": (None, "could not be read"),
    "empty.cnnarch": (b"", "is not an architecture"),
    "letter.cnnarch": (b"Dear all,", "is not an architecture"),
    "binary.cnnarch": (bytes(range(256)) * 4, "."),
    "list.cnnarch": (b"[]", "is not an architecture"),
    "deep.cnnarch": (b"[" * 100_000 + b"]" * 100_000, "is not an architecture"),
    "large.cnnarch": (b" " * 2_000_000, "."),
    "newer.cnnarch": (b'{"schema_version": 99, "architecture": {}}', "newer CNN Lab (version 99"),
    "unknown.cnnarch": (
        b'{"schema_version": 2, "architecture": {"layers": [{"kind": "Lambda"}]}}',
        "the kind 'Lambda' is not known",
    ),
    "enormous.cnnarch": (
        b'{"schema_version": 2, "architecture": {"layers": [{"kind": "Dense", "units": 1e10}]}}',
        "units must be a whole number from 1 to 16,384",
    ),
    "letter.keras": (b"Dear all,", "."),
    "empty.keras": (b"", "."),
    "gone.keras": (None, "could not be read"),
    "letter.txt": (b"Dear all,", "is not an architecture"),
}


def test_that_a_file_that_holds_no_network_is_said_in_a_sentence_and_changes_nothing(
    bench: Bench, tmp_path: Path, on_dialog: OnDialog
) -> None:
    before = bench.lab.session.specification
    for name, (content, reason) in BAD_FILES.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        said: list[str] = []
        on_dialog(reader(said))
        bench.lab.file_desk.open(path)
        (text,) = said
        assert reason in text, name
        assert text.endswith("."), name
        assert not {"Traceback", "Error", "{"} & set(text.split()), name
        assert len(text) < 700, name
        assert bench.lab.session.specification is before, name
        assert bench.lab.session.file is None, name
        assert not bench.lab.session.undo_stack.canUndo(), name


def test_that_a_folder_is_no_network(bench: Bench, tmp_path: Path, on_dialog: OnDialog) -> None:
    (tmp_path / "folder.cnnarch").mkdir()
    said: list[str] = []
    on_dialog(reader(said))
    bench.lab.file_desk.open(tmp_path / "folder.cnnarch")
    assert len(said) == 1
    assert not bench.lab.session.undo_stack.canUndo()


@pytest.mark.parametrize("kind", ["Lambda", "LSTM"])
def test_that_a_keras_file_with_other_layers_is_refused_by_their_name(
    bench: Bench, tmp_path: Path, on_dialog: OnDialog, kind: str
) -> None:
    write_keras(tmp_path / "theirs.keras", layer(kind), dense())
    said: list[str] = []
    on_dialog(reader(said))
    bench.lab.file_desk.open(tmp_path / "theirs.keras")
    assert kind in said[0]
    assert bench.lab.session.architecture == WORKSHOP


# Save


def test_that_save_asks_once_and_then_saves_at_each_press(
    bench: Bench, tmp_path: Path, chooser: Chooser
) -> None:
    edit(bench)
    chooser.answer = str(tmp_path / "own network")
    trigger(bench, "save_network")
    path = tmp_path / "own network.cnnarch"
    assert chooser.saves == [("cnn-64.cnnarch", "Networks (*.cnnarch)")]
    assert read_architecture(path) == bench.lab.session.architecture
    edit(bench)
    trigger(bench, "save_network")
    assert len(chooser.saves) == 1
    assert read_architecture(path) == bench.lab.session.architecture
    assert [each.name for each in tmp_path.glob("*.cnnarch*")] == ["own network.cnnarch"]


def test_that_save_as_asks_each_time_and_leaves_the_file_before_as_it_is(
    bench: Bench, tmp_path: Path, chooser: Chooser
) -> None:
    write_architecture(tmp_path / "first.cnnarch", SMALL)
    bench.lab.file_desk.open(tmp_path / "first.cnnarch")
    edit(bench)
    chooser.answer = str(tmp_path / "second.cnnarch")
    trigger(bench, "save_network_as")
    assert chooser.saves == [("first.cnnarch", "Networks (*.cnnarch)")]
    assert network_shown(bench)[0] == "second.cnnarch"
    bench.lab.session.undo_stack.undo()
    edit(bench)
    edit(bench)
    trigger(bench, "save_network")
    assert read_architecture(tmp_path / "first.cnnarch") == SMALL
    assert read_architecture(tmp_path / "second.cnnarch") == bench.lab.session.architecture


def test_that_the_network_is_named_after_its_file_and_whether_it_was_modified_since(
    bench: Bench, tmp_path: Path
) -> None:
    bench.lab.file_desk.save(tmp_path / "own.cnnarch")
    assert network_shown(bench) == ("own.cnnarch", "own.cnnarch")
    edit(bench)
    assert network_shown(bench) == ("own.cnnarch (modified)", "own.cnnarch (modified)")
    bench.lab.session.undo_stack.undo()
    assert network_shown(bench) == ("own.cnnarch", "own.cnnarch")
    bench.lab.session.undo_stack.redo()
    bench.lab.file_desk.save(tmp_path / "own.cnnarch")
    assert network_shown(bench) == ("own.cnnarch", "own.cnnarch")
    bench.lab.session.undo_stack.undo()
    assert network_shown(bench) == ("own.cnnarch (modified)", "own.cnnarch (modified)")
    bench.lab.network_desk.choose_preset("cnn-16")
    assert network_shown(bench) == ("cnn-16", "cnn-16")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("net", "net.cnnarch"),
        ("net.cnnarch", "net.cnnarch"),
        ("NET.CNNARCH", "NET.CNNARCH"),
        ("version 1.2", "version 1.2.cnnarch"),
        ("theirs.keras", "theirs.keras.cnnarch"),
    ],
)
def test_that_the_ending_is_added_where_it_was_not_typed(
    bench: Bench, tmp_path: Path, chooser: Chooser, typed: str, written: str
) -> None:
    chooser.answer = str(tmp_path / typed)
    trigger(bench, "save_network")
    assert bench.lab.session.file == tmp_path / written
    assert read_architecture(tmp_path / written) == WORKSHOP


@pytest.mark.parametrize("replace", [False, True])
def test_that_a_file_is_not_replaced_unasked_because_its_ending_was_not_typed(
    bench: Bench, tmp_path: Path, chooser: Chooser, on_dialog: OnDialog, replace: bool
) -> None:
    write_architecture(tmp_path / "net.cnnarch", SMALL)
    chooser.answer = str(tmp_path / "net")
    said: list[str] = []
    buttons = QMessageBox.StandardButton
    on_dialog(answer(buttons.Yes if replace else buttons.No, said))
    trigger(bench, "save_network")
    assert said == ["net.cnnarch is there already. Replace it?"]
    assert read_architecture(tmp_path / "net.cnnarch") == (WORKSHOP if replace else SMALL)
    assert bench.lab.session.file == (tmp_path / "net.cnnarch" if replace else None)


def test_that_a_network_with_a_fault_can_be_saved_and_opened(bench: Bench, tmp_path: Path) -> None:
    broken = WORKSHOP.removed(4)
    bench.lab.session.set_architecture(broken, "")
    bench.lab.file_desk.save(tmp_path / "broken.cnnarch")
    bench.lab.network_desk.choose_preset("cnn-16")
    bench.lab.file_desk.open(tmp_path / "broken.cnnarch")
    assert bench.lab.session.architecture == broken
    assert bench.lab.session.problem is not None


def test_that_a_folder_that_cannot_be_written_to_is_said_and_nothing_counts_as_saved(
    bench: Bench, unwritable_folder: Path, on_dialog: OnDialog
) -> None:
    edit(bench)
    said: list[str] = []
    on_dialog(reader(said))
    bench.lab.file_desk.save(unwritable_folder / "own.cnnarch")
    (text,) = said
    assert "cannot be written to" in text
    assert (bench.lab.session.file, bench.lab.session.is_modified) == (None, True)
    assert network_shown(bench)[0] == "cnn-64 (modified)"
