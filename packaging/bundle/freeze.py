"""Freezing: PyInstaller with our specification, all of it in the build's own folder."""

import os
import shutil
import subprocess
import sys

from bundle import needs
from bundle.places import PACKAGING, SPEC, BuildError, Places

SPACE = 4_000_000_000
"""Bytes: the application, the libraries before they are in it, and its installers."""


def freeze(places: Places) -> None:
    """Freeze the application with PyInstaller."""
    needs.check_this_machine()
    _check_space(places)
    for old in (places.frozen, places.work / "pyinstaller", places.work / "stripped"):
        shutil.rmtree(old, ignore_errors=True)
    command = [sys.executable, "-m", "PyInstaller", str(SPEC), "--noconfirm", "--log-level=WARN"]
    command += [f"--distpath={places.out}", f"--workpath={places.work / 'pyinstaller'}"]
    environment = os.environ | {
        # What the specification needs to know of this build.
        "CNNLAB_BUILD_FOLDER": str(places.out),
        "PYTHONPATH": str(PACKAGING),
        "PYINSTALLER_CONFIG_DIR": str(places.work / "pyinstaller-cache"),
        # The same sources make the same bytes: no order of a set, no time of day.
        "PYTHONHASHSEED": "1",
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", str(_last_change())),
        # A build's output is read: TensorFlow tells of its processor elsewhere.
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    if subprocess.call(command, env=environment):
        raise BuildError("PyInstaller did not come to its end: it says why above.")
    if not places.program.is_file():
        raise BuildError(f"PyInstaller ended, but {places.program} is not there.")
    needs.check(places)


def _check_space(places: Places) -> None:
    free = shutil.disk_usage(places.work).free
    if free < SPACE:
        raise BuildError(
            f"{places.out} has {free / 1e9:.1f} GB of free disk space, and a build takes "
            f"{SPACE / 1e9:.0f} GB. Make room, or name another folder with --out."
        )


def _last_change() -> int:
    """When the sources were last changed, in seconds since 1970; without Git, long ago."""
    try:
        done = subprocess.run(
            ["git", "log", "-1", "--format=%ct"],
            cwd=PACKAGING,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return 946_684_800
    return int(done.stdout) if done.stdout.strip().isdigit() else 946_684_800
