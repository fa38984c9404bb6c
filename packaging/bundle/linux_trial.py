"""The Debian package as people meet it: installed, opened from its menu entry, and removed."""

import configparser
import json
import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bundle.places import BuildError, Places
from cnnlab_gui.core import product
from cnnlab_gui.core.architecture_sources import OWN_ENDING
from cnnlab_gui.core.runs.bundle import ENDING
from cnnlab_gui.core.runs.bundle_archive import RECORD

WHERE = ("/bin", "/etc", "/lib", "/opt", "/sbin", "/usr", "/var")
"""Where a package may leave something behind."""

# What apt and dpkg write in their own name, and what others write meanwhile.
NOT_OURS = (
    "/var/cache",
    "/var/lib/apt",
    "/var/lib/dpkg",
    "/var/log",
    "/var/tmp",
    "/var/lib/systemd",
)

STRANGER = "nobody"
MENU_ENTRY = Path("/usr/share/applications", f"{product.APP_ID}.desktop")
_SECONDS = 120


def install(places: Places) -> None:
    """Install the .deb, open it from its menu entry, remove it again: nothing may stay."""
    deb = places.installer(".deb")
    _check_that_it_can_be_tried(deb)
    before, known = listing(), _installed()
    try:
        _apt("install", "--no-install-recommends", str(deb))
        _try_as_stranger()
    finally:
        # What it brought along goes, too: another package's files are not what it leaves.
        if brought := _installed() - known:
            _apt("remove", "--purge", *sorted(brought))
    if left := sorted(listing() - before):
        raise BuildError(f"The package leaves behind: {', '.join(left[:20])}")
    print("Installed, opened, its file types known, and removed without a trace.")


def _check_that_it_can_be_tried(deb: Path) -> None:
    if os.geteuid() != 0:
        raise BuildError("Installing needs root: start this step with sudo, or leave it out.")
    if not deb.is_file():
        raise BuildError(f"{deb} is not there: pack it first (`build.py deb`).")
    for tool, package in (
        ("apt-get", "apt"),
        ("Xvfb", "xvfb"),
        ("xdg-mime", "xdg-utils"),
        ("gio", "libglib2.0-bin"),
    ):
        if shutil.which(tool) is None:
            raise BuildError(f"{tool} is missing. Install {package}.")
    if Path("/usr/lib", product.COMMAND).exists():
        raise BuildError(f"{product.COMMAND} is installed here already: remove it first.")


def listing() -> set[str]:
    """All paths where a package may leave something."""
    found: set[str] = set()
    for top in WHERE:
        if Path(top).is_symlink():
            continue
        for folder, folders, names in os.walk(top):
            folders[:] = [name for name in folders if f"{folder}/{name}" not in NOT_OURS]
            found.update(f"{folder}/{name}" for name in (*folders, *names))
    return {path for path in found if not path.endswith((".pyc", "/__pycache__"))}


def _try_as_stranger() -> None:
    with tempfile.TemporaryDirectory() as folder, _display() as display:
        home = Path(folder)
        home.chmod(0o711)
        files = _samples(home)
        rights = pwd.getpwnam(STRANGER)
        own = home / "home"
        own.mkdir()
        os.chown(own, rights.pw_uid, rights.pw_gid)
        stranger = Stranger(own, display)
        for file, expected in files.items():
            # What file managers ask; without a desktop, xdg-mime would only ask `file`.
            kind = f"standard::content-type: {expected}"
            stranger.expect(kind, "gio", "info", "-a", "standard::content-type", str(file))
            stranger.expect(MENU_ENTRY.name, "xdg-mime", "query", "default", expected)
        stranger.expect(f"{product.NAME} ", product.COMMAND, "--version")
        stranger.run(*command_of(MENU_ENTRY), "--smoke-test")


class Stranger:
    """Somebody without rights, an empty home, and a display."""

    def __init__(self, home: Path, display: str) -> None:
        self._home = home
        self._environment = {
            "HOME": str(home),
            "DISPLAY": display,
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
        }

    def run(self, *command: str) -> str:
        """Run a command; returns what it says on stdout.

        Raises
        ------
        BuildError
            It fails, or does not come to its end.
        """
        rights = pwd.getpwnam(STRANGER)
        try:
            done = subprocess.run(
                command,
                cwd=self._home,
                env=self._environment,
                user=rights.pw_uid,
                group=rights.pw_gid,
                extra_groups=[],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise BuildError(f"`{shlex.join(command)}` did not end in {_SECONDS} s.") from error
        if done.returncode:
            raise BuildError(
                f"`{shlex.join(command)}` ended with {done.returncode}:\n{done.stdout}{done.stderr}"
            )
        return done.stdout

    def expect(self, words: str, *command: str) -> None:
        """Run a command whose answer is to have these words."""
        if words not in (answer := self.run(*command)):
            raise BuildError(f"`{shlex.join(command)}` says {answer!r}, not {words!r}.")


def command_of(entry: Path) -> list[str]:
    """What a menu starts, without a file: the Exec line with its codes left out."""
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
    parser.read(entry, encoding="utf-8")
    words = shlex.split(parser["Desktop Entry"]["Exec"])
    return [word for word in words if not (len(word) == 2 and word.startswith("%"))]


def _samples(folder: Path) -> dict[Path, str]:
    """A run and an architecture, with their endings and without; each with its type."""
    architecture = json.dumps({"schema_version": 1, "architecture": {}}, indent=1)
    files = {}
    for name in (f"a{OWN_ENDING}", "b"):
        (folder / name).write_text(architecture, encoding="utf-8")
        files[folder / name] = product.ARCHITECTURE_TYPE
    for name in (f"c{ENDING}", "d"):
        with zipfile.ZipFile(folder / name, "w") as archive:
            archive.writestr(RECORD, "{}")
        files[folder / name] = product.RUN_TYPE
    return files


@contextmanager
def _display() -> Iterator[str]:
    """A display that anybody here may use."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-ac", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(
        [*command, "-screen", "0", "1920x1200x24"], pass_fds=[writing], stderr=subprocess.DEVNULL
    )
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="ascii") as numbers:
            # It is written once the server listens, and closed if it ends before.
            number = numbers.readline().strip()
        if not number:
            raise BuildError("Xvfb does not start.")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def _installed() -> set[str]:
    """The packages of this system."""
    names = "${binary:Package} ${db:Status-Status}\n"
    done = subprocess.run(
        ["dpkg-query", "-W", "-f", names], capture_output=True, text=True, check=True
    )
    pairs = (line.split() for line in done.stdout.splitlines())
    return {name for name, status in pairs if status == "installed"}


def _apt(*arguments: str) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-y", "-qq", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise BuildError(f"`{shlex.join(command)}` failed:\n{done.stdout}{done.stderr}")
