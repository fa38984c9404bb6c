"""A window that is opened again goes on where the last one was closed."""

from collections.abc import Callable
from pathlib import Path

from cnnlab_gui.core.architecture_file import write_architecture
from cnnlab_gui.core.presets import PRESETS
from tests.app.conftest import Bench
from tests.qt_fixtures import ShelfLibrary

OpenBench = Callable[..., Bench]


def test_that_a_network_that_was_never_saved_is_there_at_the_next_start(
    open_bench: OpenBench,
) -> None:
    first = open_bench()
    first.window.layers_panel.add("Dropout")
    first.lab.session.set_setting("epochs", 9, "")
    left = first.lab.session.specification
    first.end()
    second = open_bench()
    assert second.lab.session.specification == left
    assert "cnn-64 (modified)" in second.window.windowTitle()
    assert not second.lab.session.undo_stack.canUndo()


def test_that_a_network_of_a_file_still_comes_from_it(
    open_bench: OpenBench, tmp_path: Path
) -> None:
    path = tmp_path / "mine.cnnarch"
    first = open_bench()
    first.lab.file_desk.save(path)
    first.window.layers_panel.add("Dropout")
    first.end()
    second = open_bench()
    assert second.lab.session.file == path
    assert "mine.cnnarch (modified)" in second.window.windowTitle()
    write_architecture(path, PRESETS["cnn-16"].architecture)
    second.end()
    path.unlink()
    third = open_bench()
    assert third.lab.session.file is None
    assert third.lab.session.architecture == second.lab.session.architecture


def test_that_a_dataset_that_is_gone_gives_way_to_one_that_is_here(
    open_bench: OpenBench, shelf: ShelfLibrary
) -> None:
    first = open_bench()
    first.lab.session.choose_dataset("mnist", "")
    first.end()
    shelf.absent.add("mnist")
    assert open_bench().lab.session.specification.dataset == "stroke-digits"
