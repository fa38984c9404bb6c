"""Architectures in files, through the window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from cnnlab_gui.core.layers.pointwise import Dropout
from cnnlab_gui.core.presets import preset_named
from tests.app.conftest import Bench
from tests.qt_fixtures import OnDialog


def reader(texts: list[str]) -> Callable[[QWidget], None]:
    def read(dialog: QWidget) -> None:
        assert isinstance(dialog, QMessageBox)
        texts.append(dialog.text())

    return read


def test_that_a_saved_network_is_opened_again_and_can_be_undone(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.lab.session.set_architecture(
        bench.lab.session.architecture.inserted(1, Dropout()), "change"
    )
    changed = bench.lab.session.architecture
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "own network"), "")
    )
    bench.lab.window.actions_by_name["save_network"].trigger()
    bench.lab.network_desk.choose_preset("dense-baseline")
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "own network.cnnarch"), "")
    )
    bench.lab.window.actions_by_name["open_network"].trigger()
    assert bench.lab.session.architecture == changed
    assert bench.lab.session.undo_stack.undoText() == "open own network.cnnarch"
    assert bench.window.windowTitle().startswith("CNN Lab — own network on ")
    bench.lab.session.undo_stack.undo()
    assert bench.lab.session.architecture == preset_named("dense-baseline").architecture


def test_that_a_file_that_holds_no_network_is_said_and_changes_nothing(
    bench: Bench, tmp_path: Path, on_dialog: OnDialog
) -> None:
    before = bench.lab.session.architecture
    (tmp_path / "letter.cnnarch").write_text("Dear all,")
    said: list[str] = []
    on_dialog(reader(said))
    bench.lab.network_desk.open(tmp_path / "letter.cnnarch")
    (text,) = said
    assert "letter.cnnarch is not an architecture" in text
    assert bench.lab.session.architecture == before
    assert not bench.lab.session.undo_stack.canUndo()


def test_that_a_folder_that_cannot_be_written_to_is_said(
    bench: Bench, unwritable_folder: Path, on_dialog: OnDialog
) -> None:
    said: list[str] = []
    on_dialog(reader(said))
    bench.lab.network_desk.save(unwritable_folder / "own.cnnarch")
    (text,) = said
    assert "cannot be written to" in text


def test_that_the_title_names_the_network_and_that_it_was_modified(bench: Bench) -> None:
    bench.lab.network_desk.choose_preset("cnn-16")
    assert bench.lab.window.windowTitle().startswith("CNN Lab — cnn-16 on ")
    bench.lab.window.layers_panel.select(0)
    bench.lab.window.layers_panel.remove_selected()
    assert bench.lab.window.windowTitle().startswith("CNN Lab — cnn-16 (modified) on ")


def test_that_a_problem_goes_when_the_network_is_mended(bench: Bench) -> None:
    bench.ready()
    bench.lab.session.set_architecture(preset_named("cnn-16").architecture.removed(4), "break")
    bench.window.actions_by_name["train"].trigger()
    assert "Put a Flatten layer" in bench.window.train_page.error
    bench.lab.session.undo_stack.undo()
    assert bench.window.train_page.error == ""
