"""What is asked and mended before the window: libraries, processor, home, streams."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from cnnlab_gui.core import system_libraries
from cnnlab_gui.core.home_check import home_problem
from cnnlab_gui.core.message_box import linux_commands
from cnnlab_gui.core.processor import has_avx

CLOSED = """
import os, sys
for descriptor in {closed}:
    os.close(descriptor)
os.execv(sys.executable, [sys.executable, "-c", {code!r}])
"""
PRINTS = """
import os
from cnnlab_gui.core import streams
streams.mend()
with open({path!r}, "w") as file:
    print("into the void", flush=True)
    os.write(1, b"into the void")
    assert file.fileno() > 2
"""


@pytest.mark.parametrize(
    ("system", "command"),
    [
        ("ID=ubuntu\nID_LIKE=debian", "sudo apt-get install libegl1 libxcb-cursor0"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"', "sudo dnf install libglvnd-egl xcb-util"),
        ("ID=arch", "sudo pacman -S libglvnd xcb-util-cursor"),
        ("ID=other", "on Debian and Ubuntu: libegl1 libxcb-cursor0"),
    ],
)
def test_that_missing_libraries_are_named_with_the_packages_of_the_system(
    system: str, command: str, tmp_path: Path
) -> None:
    release = tmp_path / "os-release"
    release.write_text(system)
    names = ["libEGL.so.1", "libxcb-cursor.so.0", "libEGL.so.1"]
    said = system_libraries.sentence(names, release)
    assert "libEGL.so.1, libxcb-cursor.so.0. " in said
    assert command in said


@pytest.mark.parametrize(
    "error",
    [
        "libEGL.so.1: cannot open shared object file: No such file or directory",
        "/lib/x86_64-linux-gnu/libEGL.so.1: file too short",
    ],
)
def test_that_the_loaders_complaint_names_the_library(error: str) -> None:
    assert system_libraries.named_in(error) == ["libEGL.so.1"]


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86-64 has AVX")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows is asked otherwise")
@pytest.mark.parametrize(("flags", "has"), [("sse4_2 avx avx2", True), ("sse4_2 avxy", False)])
def test_that_a_processor_without_avx_is_known(flags: str, has: bool, tmp_path: Path) -> None:
    info = tmp_path / "cpuinfo"
    info.write_text(f"vendor_id\t: Somebody\nflags\t\t: fpu {flags}\n\nflags\t: avx\n")
    assert has_avx(info) is has
    assert has_avx(tmp_path / "absent")


def test_that_a_home_that_can_be_written_is_no_problem_and_stays_empty(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    assert home_problem(home) is None
    assert list(home.iterdir()) == []


def test_that_a_home_without_rights_or_behind_a_file_is_said(
    unwritable_folder: Path,
) -> None:
    assert "no right to write there" in str(home_problem(unwritable_folder))
    assert "a file is in the place" in str(home_problem(Path(__file__)))
    assert "a file is in the place" in str(home_problem(Path(__file__) / "below"))


def test_that_no_box_is_tried_where_there_is_no_display() -> None:
    path = {"PATH": os.environ["PATH"]}
    assert linux_commands("text", path) == []
    assert linux_commands("text", path | {"DISPLAY": ":1", "QT_QPA_PLATFORM": "offscreen"}) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows closes no standard stream")
@pytest.mark.parametrize("closed", [(0,), (1,), (0, 1, 2)])
def test_that_closed_streams_never_become_a_file(closed: tuple[int, ...], tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    code = CLOSED.format(closed=closed, code=PRINTS.format(path=str(path)))
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert done.returncode == 0
    assert path.read_text() == ""
