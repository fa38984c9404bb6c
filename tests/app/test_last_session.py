"""The next start goes on with what was set up when the window was closed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.architecture_file import write_architecture
from cnnlab_gui.core.last_session import read_last_session
from cnnlab_gui.core.presets import PRESETS
from tests.app.conftest import Bench
from tests.qt_fixtures import ShelfLibrary

OpenBench = Callable[..., Bench]
SMALL = PRESETS["cnn-16"].architecture


def title(bench: Bench) -> str:
    return bench.window.windowTitle().removeprefix("CNN Lab — ")


def test_that_a_network_that_was_never_saved_is_there_again(open_bench: OpenBench) -> None:
    first = open_bench()
    first.lab.session.set_architecture(first.lab.session.architecture.removed(2, 4), "remove")
    first.lab.session.set_setting("epochs", 9, "change Epochs")
    first.lab.data_desk.choose("mnist")
    kept = first.lab.session.specification
    first.end()
    second = open_bench()
    assert second.lab.session.specification == kept
    assert title(second) == "cnn-64 (modified) on Mnist"
    assert second.lab.session.problem is not None
    assert "Put a Flatten layer" in second.window.layers_panel.strip.text
    assert not second.window.actions_by_name["train"].isEnabled()
    assert not second.lab.session.undo_stack.canUndo()
    second.until(lambda: second.lab.datasets.dataset is not None)
    assert second.lab.datasets.dataset is not None
    assert second.lab.datasets.dataset.id == "mnist"


@pytest.mark.parametrize("saved_last", [True, False])
def test_that_the_file_is_known_again_and_whether_the_network_differs_from_it(
    open_bench: OpenBench, tmp_path: Path, saved_last: bool
) -> None:
    path = tmp_path / "own.cnnarch"
    first = open_bench()
    if not saved_last:
        first.lab.file_desk.save(path)
    first.lab.session.set_layer_value(0, "filters", 8, "")
    if saved_last:
        first.lab.file_desk.save(path)
    first.end()
    second = open_bench()
    assert (second.lab.session.file, second.lab.session.is_modified) == (path, not saved_last)
    assert title(second).startswith("own.cnnarch" if saved_last else "own.cnnarch (modified)")


def test_that_a_file_that_another_program_changed_counts_as_different(
    open_bench: OpenBench, tmp_path: Path
) -> None:
    path = tmp_path / "own.cnnarch"
    first = open_bench()
    first.lab.file_desk.save(path)
    first.end()
    write_architecture(path, SMALL)
    second = open_bench()
    assert (second.lab.session.file, second.lab.session.is_modified) == (path, True)


def test_that_a_file_that_is_gone_leaves_the_network(open_bench: OpenBench, tmp_path: Path) -> None:
    path = tmp_path / "own.cnnarch"
    write_architecture(path, SMALL)
    first = open_bench()
    first.lab.file_desk.open(path)
    first.end()
    path.unlink()
    second = open_bench()
    assert second.lab.session.architecture == SMALL
    assert second.lab.session.file is None


def test_that_a_dataset_that_is_gone_gives_way_to_one_that_is_here(
    open_bench: OpenBench, shelf: ShelfLibrary
) -> None:
    first = open_bench()
    first.lab.data_desk.choose("mnist")
    first.end()
    shelf.absent.add("mnist")
    second = open_bench()
    assert second.lab.session.specification.dataset == "stroke-digits"


@pytest.mark.parametrize("content", ["", "Dear all,", '{"schema_version": 99}', "[" * 9999])
def test_that_a_damaged_session_is_no_obstacle(
    open_bench: OpenBench, tmp_path: Path, content: str
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "session.json").write_text(content)
    bench = open_bench()
    assert bench.lab.session.specification.preset == "cnn-64"
    assert bench.window.isVisible()


def test_that_what_is_set_up_is_kept_while_the_window_is_open(open_bench: OpenBench) -> None:
    bench = open_bench()
    bench.window.layers_panel.add("Dropout")
    left = bench.lab.session.specification

    def is_kept() -> bool:
        last = read_last_session(paths.home())
        return last is not None and last.specification == left

    bench.until(is_kept)
