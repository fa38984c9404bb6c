"""The application as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

SECONDS = 240
# What the platform without a display says about itself.
FORGIVEN = "This plugin does not support"
PAGES = (
    *("builder-problem", "data", "data-dark", "network", "network-dark"),
    *("draw", "draw-dark", "draw-maps", "draw-compare", "draw-picture"),
    *("kernels", "kernels-dark", "maps", "maps-dark", "maps-sum"),
    *("maps-grid", "maps-channels", "maps-kernels", "maps-evidence"),
    *("train", "train-dark", "train-empty", "train-running"),
    *("results", "results-dark", "compare", "compare-dark", "compare-verdict"),
)
DIALOGS = ("palette", "settings-stopping", "settings-rate", "sweep-dialog")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def gui(tmp_path: Path) -> Run:
    """Run ``cnnlab gui`` in an empty folder, with the test's own home and without real data."""

    def gui(
        *arguments: str, prepare: Callable[[], None] | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        root = Path(__file__).parents[2]
        return subprocess.run(
            [sys.executable, "-m", "cnnlab_gui", "gui", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(root), "LANG": "C.UTF-8", **variables},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            preexec_fn=prepare,
            check=False,
        )

    return gui


def said(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines on stderr."""
    return [line for line in done.stderr.splitlines() if FORGIVEN not in line]


def largest_file(size: int) -> Callable[[], None]:
    """Let a process write no file larger than ``size`` bytes: a disk that is full."""
    resource = pytest.importorskip("resource", reason="limits of this kind are POSIX's")
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_that_the_smoke_test_passes_in_silence_and_touches_no_home(
    gui: Run, tmp_path: Path
) -> None:
    done = gui("--smoke-test")
    assert said(done) == []
    assert done.returncode == 0
    assert "checks passed" in done.stdout
    assert not (tmp_path / "home" / "runs").exists()
    assert not (tmp_path / "home" / "window.ini").exists()


def test_that_the_smoke_test_on_a_full_disk_says_so_in_one_sentence(gui: Run) -> None:
    # The record of a run still fits, its weights do not.
    done = gui("--smoke-test", prepare=largest_file(30_000))
    assert done.returncode == 1
    (sentence,) = said(done)
    assert sentence.startswith("smoke test failed: the training failed: ")
    assert "could not be written" in sentence


def test_that_the_smoke_test_without_any_place_to_write_says_so_in_one_sentence(
    gui: Run,
) -> None:
    done = gui("--smoke-test", prepare=largest_file(0))
    assert done.returncode == 1
    (sentence,) = said(done)
    assert sentence.startswith("smoke test failed: ")


def test_that_screenshots_show_every_page_filled(gui: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "pictures"
    done = gui("--screenshots", str(folder))
    assert said(done) == []
    assert done.returncode == 0
    assert {path.stem for path in folder.iterdir()} == {*PAGES, *DIALOGS}
    colours = {}
    for page in PAGES:
        image = QImage(str(folder / f"{page}.png"))
        assert image.width() >= 1000
        small = image.scaled(160, 100)
        colours[page] = {small.pixel(x, y) for x in range(160) for y in range(100)}
        assert len(colours[page]) > 50
    assert colours["train"] != colours["train-dark"]
    assert (folder / "train.png").read_bytes() != (folder / "train-empty.png").read_bytes()


def test_that_screenshots_that_cannot_be_written_are_refused_in_one_sentence(
    gui: Run, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = gui("--screenshots", str(tmp_path / "file" / "pictures"))
    assert done.returncode == 1
    (sentence,) = said(done)
    assert "could not be written" in sentence


@pytest.mark.parametrize("arguments", [("--nonsense",), ("--screenshots",)])
def test_that_a_wrong_option_is_told_with_exit_code_2(gui: Run, arguments: tuple[str, ...]) -> None:
    done = gui(*arguments)
    assert done.returncode == 2
    assert "usage: cnnlab gui" in done.stderr
    assert "Traceback" not in done.stderr


def test_that_the_window_module_imports_no_tensorflow() -> None:
    code = "import sys, cnnlab_gui.app.main as m; print({'tensorflow', 'keras'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("set()", "")
