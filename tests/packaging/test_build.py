"""The command line of a build, and what it says when it cannot go on."""

import errno
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import build
import pytest
from bundle import command, freeze, steps
from bundle.places import ROOT, BuildError, Places

SCRIPT = ROOT / "packaging" / "build.py"


def run_script(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        # Without any package, as a Python that was just installed.
        [sys.executable, "-S", "-E", str(SCRIPT), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_that_the_steps_are_listed_before_anything_is_installed(tmp_path: Path) -> None:
    done = run_script("--list", "--venv", str(tmp_path / "venv"))
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(steps.steps())
    assert not (tmp_path / "venv").exists()


def test_that_a_wrong_step_is_told_the_right_ones(tmp_path: Path) -> None:
    done = run_script("fly", "--venv", str(tmp_path / "venv"))
    assert done.returncode == 2
    assert "fly is no step on this system: icons, freeze" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_that_a_wrong_python_is_told_the_right_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 1, "final", 0))
    monkeypatch.setattr(sys, "argv", ["build.py", "freeze", "--venv", str(tmp_path / "venv")])
    assert build.main() == 1
    assert capsys.readouterr().err.startswith("CNN Lab needs Python 3.11, 3.12 or 3.13, and this")


@pytest.mark.parametrize("system", ["linux", "windows", "macos"])
def test_that_every_step_is_a_function_that_says_what_it_does(system: str) -> None:
    for step in steps.steps(system).values():
        work = getattr(import_module(f"bundle.{step.module}"), step.function)
        assert work.__doc__, step
    order = list(steps.steps(system))
    made = [order.index(name) for name in (*steps.INSTALLERS[system], "downloads")]
    assert max(made) < order.index("sums")
    # What changes the system is done last, and only when it is named.
    named = list(steps.NAMED.get(system, {}))
    assert steps.usual(system) + named == order


def work_that(raises: BaseException | None, monkeypatch: pytest.MonkeyPatch) -> list[Places]:
    """Two steps, whose first ends as it is told to; returns for what they were called."""
    called: list[Places] = []

    def first(places: Places) -> None:
        called.append(places)
        if raises:
            raise raises

    monkeypatch.setattr(freeze, "freeze", first)
    monkeypatch.setattr(import_module("bundle.sizes"), "weigh", called.append)
    return called


def run(folder: Path) -> int:
    return command.run(steps.options(["weigh", "freeze", "--out", str(folder)]))


def test_that_steps_are_done_in_their_own_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called = work_that(None, monkeypatch)
    assert run(tmp_path) == 0
    assert called == [Places(tmp_path)] * 2
    said = capsys.readouterr().out
    assert said.index("== freeze") < said.index("== weigh")


@pytest.mark.parametrize(
    ("raised", "code", "sentence"),
    [
        (BuildError("it will not do."), 1, "freeze: it will not do."),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), 1, "is full, with"),
        (PermissionError(13, "Permission denied", "/x/y"), 1, "Permission denied (/x/y)."),
        (KeyboardInterrupt(), 130, "freeze: Stopped."),
    ],
)
def test_that_a_step_that_fails_ends_the_build_with_a_sentence(
    raised: BaseException,
    code: int,
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    called = work_that(raised, monkeypatch)
    assert run(tmp_path) == code
    assert len(called) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


def test_that_a_build_is_not_begun_on_a_disk_that_is_too_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freeze, "SPACE", 10**18)
    monkeypatch.setattr(freeze.needs, "check_this_machine", lambda: None)
    (tmp_path / "cnnlab").mkdir()
    (tmp_path / "work").mkdir()
    with pytest.raises(BuildError, match=r"GB of free disk space.*--out"):
        freeze.freeze(Places(tmp_path))
    assert (tmp_path / "cnnlab").is_dir()


def test_that_installers_hold_onnx_and_no_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(build.platform, "machine", lambda: "x86_64")
    wanted = build.FreezingEnvironment(Path("venv")).wishes[0]
    names = {wish.split(">")[0] for wish in wanted}
    assert {"tensorflow-cpu", "onnxruntime", "tf2onnx", "keras"} <= names
    assert not {"tensorflow", "pytest", "ruff"} & names
    monkeypatch.setattr(build.platform, "machine", lambda: "aarch64")
    wanted = build.FreezingEnvironment(Path("venv")).wishes[0]
    assert "tensorflow" in {wish.split(">")[0] for wish in wanted}
