"""The frozen application as somebody starts it who has nothing: and what is held against it."""

import json
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bundle.places import SYSTEM
from bundle.trial_place import SHELL, Place, own_folder, stranger

MOST_SECONDS = 180.0
SECONDS_TO_END = 20.0
MOST_QUOTED = 1500  # letters
WINDOWS_NEEDS = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "NUMBER_OF_PROCESSORS")
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR")
PROCESSES = Path("/proc")


class FailedError(Exception):
    """The application does not do what it has to; the message says what it did."""


@dataclass(frozen=True)
class Said:
    """What a program said until its end."""

    code: int
    stdout: str
    stderr: str


class Program:
    """The frozen application in an empty home, with next to no environment.

    Parameters
    ----------
    place : Place
    name : str
        Of the home.
    display : bool
        Whether it may open windows.
    """

    def __init__(self, place: Place, name: str, *, display: bool) -> None:
        self.place = place
        self.home = place.home(name)
        self._environment = self._hard_environment(display)

    def run(self, *arguments: str, closed: tuple[int, ...] = (), **variables: str) -> str:
        """Let it do something in silence.

        Parameters
        ----------
        *arguments : str
        closed : tuple of int
            Descriptors among 0 and 1 that it does not get; on Windows it gets the null device.
        **variables : str
            Further variables of its environment.

        Returns
        -------
        str
            Its stdout; "" where that is closed.

        Raises
        ------
        FailedError
            It fails, writes anything to stderr, or does not come to its end.
        """
        said = self.said(*arguments, closed=closed, **variables)
        if said.stderr:
            raise FailedError(f"it says on stderr: {_quoted(said.stderr)} (exit {said.code})")
        if said.code:
            raise FailedError(f"it ends with {said.code}: {_quoted(said.stdout)}")
        return said.stdout

    def lines(self, *arguments: str) -> list[dict[str, Any]]:
        """The JSON lines that a command prints; at least one."""
        return parsed(self.run(*arguments))

    def refusal(self, code: int, *arguments: str) -> str:
        """What it says on stderr where it has to end with ``code``, and to print nothing."""
        said = self.said(*arguments)
        if said.code != code or not said.stderr or said.stdout:
            raise FailedError(f"it ends with {said.code}: {_quoted(said.stdout + said.stderr)}")
        return said.stderr

    def said(self, *arguments: str, closed: tuple[int, ...] = (), **variables: str) -> Said:
        """Run it to its end, whatever that is."""
        with self.started(*arguments, closed=closed, **variables) as process:
            try:
                stdout, stderr = process.communicate(timeout=MOST_SECONDS)
            except subprocess.TimeoutExpired as error:
                process.kill()
                raise FailedError(f"it does not end within {MOST_SECONDS:g} s") from error
            return Said(process.returncode, stdout or "", stderr)

    @contextmanager
    def started(
        self, *arguments: str, closed: tuple[int, ...] = (), **variables: str
    ) -> Iterator[subprocess.Popen[str]]:
        """It, running; killed at the end if it still does."""
        command = [str(self.place.program), *arguments]
        if closed and SYSTEM != "windows":
            without = " ".join(f"{descriptor}>&-" for descriptor in closed)
            command = [SHELL, "-c", f'exec "$@" {without}', "sh", *command]
        process = subprocess.Popen(
            command,
            cwd=self.home,
            env=self._environment | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if 1 in closed else subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            **stranger(),
        )
        try:
            with process:
                yield process
        finally:
            process.kill()

    def _hard_environment(self, display: bool) -> dict[str, str]:
        """No language, no Python to be found, nothing of Qt, TensorFlow or the linker."""
        home, temporary = str(self.home), str(self.place.temporary)
        made = {"HOME": home, "PATH": str(self.place.nothing), "TMPDIR": temporary}
        if SYSTEM == "windows":
            made |= {name: os.environ[name] for name in WINDOWS_NEEDS if name in os.environ}
            made |= {"USERPROFILE": home, "APPDATA": home, "LOCALAPPDATA": home}
            made |= {"TEMP": temporary, "TMP": temporary}
        elif display:
            made |= {name: os.environ[name] for name in DISPLAYS if name in os.environ}
            made |= self._right_to_display()
        return made

    def _right_to_display(self) -> dict[str, str]:
        """The key to the display, in the hands of whoever tries the application."""
        key = os.environ.get("XAUTHORITY") or str(Path("~/.Xauthority").expanduser())
        if SYSTEM != "linux" or not os.access(key, os.R_OK):
            return {}
        own = own_folder(self.place.folder / "display") / "authority"
        shutil.copyfile(key, own)
        rights = stranger()
        if rights:
            os.chown(own, rights["user"], rights["group"])
        return {"XAUTHORITY": str(own)}


def parsed(stdout: str) -> list[dict[str, Any]]:
    """JSON objects, one a line."""
    try:
        found = [json.loads(line) for line in stdout.splitlines()]
    except ValueError as error:
        raise FailedError(f"it prints no JSON lines: {_quoted(stdout)}") from error
    if not found or not all(isinstance(entry, dict) for entry in found):
        raise FailedError(f"it prints no JSON objects: {_quoted(stdout)}")
    return found


def expect(holds: object, otherwise: str) -> None:
    """Hold something against the application.

    Raises
    ------
    FailedError
        It does not hold.
    """
    if not holds:
        raise FailedError(otherwise)


def running(install: Path) -> dict[int, str]:
    """Processes of an installed application, and what each does; known on Linux alone."""
    found: dict[int, str] = {}
    for entry in PROCESSES.glob("[0-9]*") if SYSTEM == "linux" else ():
        try:
            program = (entry / "exe").readlink()
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:  # it ended meanwhile
            continue
        if program.is_relative_to(install):
            found[int(entry.name)] = shlex.join(word.decode(errors="replace") for word in words[1:])
    return found


def below(process: int) -> set[int]:
    """The children of a process, and theirs; known on Linux alone."""
    found: set[int] = set()
    for file in PROCESSES.glob(f"{process}/task/*/children"):
        try:
            children = {int(number) for number in file.read_text().split()}
        except OSError:  # it ended meanwhile
            continue
        found |= children.union(*map(below, children))
    return found


def in_time(condition: Callable[[], bool]) -> bool:
    """Whether something comes true soon."""
    end = time.monotonic() + SECONDS_TO_END
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _quoted(text: str) -> str:
    text = text.strip()
    return text if len(text) <= MOST_QUOTED else f"{text[:MOST_QUOTED]} …"
