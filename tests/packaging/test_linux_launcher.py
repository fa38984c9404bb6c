"""The script that people start on Linux: it finds the application, or says what is missing."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the launcher is for Linux")

APPLICATION = '#!/bin/sh\nprintf "started"\nprintf " <%s>" "$@"\n'


@dataclass
class Computer:
    """A folder of commands that say what the test wants, and an installed application."""

    commands: Path
    folder: Path

    def says(self, command: str, answer: str, code: int = 0) -> None:
        """Let a command answer so."""
        script = f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\nexit {code}\n"
        (self.commands / command).write_text(script)
        (self.commands / command).chmod(0o755)

    def start(self, *arguments: str, program: Path | None = None, **environment: str) -> "Done":
        done = subprocess.run(
            [str(program or self.folder / "cnnlab"), *arguments],
            env={"PATH": str(self.commands)} | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    """An x86_64 with glibc 2.39, and an application that needs 2.36."""
    from bundle.linux_desktop import launcher
    from bundle.linux_needs import Needs
    from bundle.places import MACHINE

    loader = tmp_path / "loader"
    loader.touch()
    needs = Needs({"libc.so.6": frozenset({"GLIBC_2.36", "GLIBC_2.4"})}, str(loader))
    folder = tmp_path / "a place, with ü"
    (folder / "application").mkdir(parents=True)
    for file, text in (
        (folder / "cnnlab", launcher(needs)),
        (folder / "application" / "cnnlab", APPLICATION),
    ):
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)
    commands = tmp_path / "commands"
    commands.mkdir()
    for name in ("sh", "cat", "readlink"):
        (commands / name).symlink_to(shutil.which(name) or name)
    made = Computer(commands, folder)
    made.says("uname", MACHINE)
    made.says("getconf", "glibc 2.39")
    return made


def test_that_arguments_arrive_as_they_were_given(computer: Computer) -> None:
    done = computer.start("gui", "a b", "", "$HOME", "*")
    assert done == Done(0, "started <gui> <a b> <> <$HOME> <*>", "")


def test_that_the_application_is_found_through_links(computer: Computer, tmp_path: Path) -> None:
    (tmp_path / "first").symlink_to(computer.folder / "cnnlab")
    second = tmp_path / "other" / "second"
    second.parent.mkdir()
    second.symlink_to(Path("..", "first"))
    assert computer.start("x", program=second) == Done(0, "started <x>", "")


def test_that_a_shell_in_its_folder_may_run_it(computer: Computer) -> None:
    done = subprocess.run(
        ["sh", "cnnlab", "x"],
        cwd=computer.folder,
        env={"PATH": str(computer.commands)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "started <x>", "")


@pytest.mark.parametrize("version", ["2.36", "2.39", "2.100", "3.0", "2.36.9000"])
def test_that_a_c_library_new_enough_will_do(computer: Computer, version: str) -> None:
    computer.says("getconf", f"glibc {version}")
    assert computer.start().code == 0


@pytest.mark.parametrize("version", ["2.35", "2.4", "1.99", "2.35.9000"])
def test_that_an_old_c_library_is_named_with_what_to_do(computer: Computer, version: str) -> None:
    computer.says("getconf", f"glibc {version}")
    done = computer.start()
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"CNN Lab cannot start: it needs the GNU C library 2.36 or newer, and this system has "
        f"{version}. Update to a newer release of the system (Debian 12, Ubuntu 24.04, Fedora 37 "
        "and later have it), or start CNN Lab from its source.\n"
    )


def test_that_the_c_library_is_asked_by_ldd_where_getconf_is_missing(computer: Computer) -> None:
    (computer.commands / "getconf").unlink()
    computer.says("ldd", "ldd (Debian GLIBC 2.31-13+deb11u5) 2.31\nCopyright (C) 2020")
    assert "this system has 2.31." in computer.start().err
    (computer.commands / "ldd").unlink()
    assert computer.start().code == 0


def test_that_another_c_library_is_said(computer: Computer, tmp_path: Path) -> None:
    computer.says("getconf", "", code=1)
    computer.says("ldd", "musl libc (x86_64)\nVersion 1.2.5", code=1)
    assert "and this system has another one" in computer.start().err
    computer.says("getconf", "glibc 2.39")
    (tmp_path / "loader").unlink()
    assert "and this system has another one" in computer.start().err


def test_that_another_kind_of_computer_is_said(computer: Computer) -> None:
    computer.says("uname", "riscv64")
    done = computer.start()
    assert done.code == 1
    assert "and this computer is riscv64. Get the one for riscv64" in done.err


def test_that_an_application_cut_in_half_is_said(computer: Computer) -> None:
    (computer.folder / "application" / "cnnlab").unlink()
    assert "cnnlab is missing. Install CNN Lab again." in computer.start().err


@pytest.mark.parametrize("box", ["zenity", "kdialog", "notify-send"])
def test_that_a_box_says_it_where_nobody_reads_stderr(
    computer: Computer, tmp_path: Path, box: str
) -> None:
    shown = tmp_path / "shown"
    script = f"#!/bin/sh\nprintf '%s\\n' \"$*\" >'{shown}'\n"
    (computer.commands / box).write_text(script)
    (computer.commands / box).chmod(0o755)
    computer.says("uname", "riscv64")
    for arguments, environment in ((("train",), {"DISPLAY": ":1"}), ((), {})):
        computer.start(*arguments, **environment)
        assert not shown.exists()
    done = computer.start("gui", WAYLAND_DISPLAY="wayland-0")
    assert done.code == 1
    assert done.err.strip() in shown.read_text()


@pytest.mark.parametrize("name", ["launcher.sh", "install.sh", "uninstall.sh", "refresh.sh"])
def test_that_a_plain_shell_reads_it(name: str) -> None:
    from bundle.linux_files import TEMPLATES

    dash = shutil.which("dash") or "sh"
    assert os.spawnlp(os.P_WAIT, dash, dash, "-n", str(TEMPLATES / name)) == 0
