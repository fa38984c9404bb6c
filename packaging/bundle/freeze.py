"""Freezing: PyInstaller with our specification, all of it in the build's own folder."""

import os
import shutil
import subprocess
import sys

from bundle.places import PACKAGING, SPEC, BuildError, Places


def freeze(places: Places) -> None:
    """Freeze the application with PyInstaller."""
    shutil.rmtree(places.frozen, ignore_errors=True)
    command = [sys.executable, "-m", "PyInstaller", str(SPEC), "--noconfirm", "--log-level=WARN"]
    command += [f"--distpath={places.out}", f"--workpath={places.work / 'pyinstaller'}"]
    environment = os.environ | {
        # What the specification needs to know of this build.
        "CNNLAB_BUILD_FOLDER": str(places.out),
        "PYTHONPATH": str(PACKAGING),
        "PYINSTALLER_CONFIG_DIR": str(places.work / "pyinstaller-cache"),
        # The same sources make the same bytes.
        "PYTHONHASHSEED": "1",
    }
    if subprocess.call(command, env=environment):
        raise BuildError("PyInstaller did not come to its end: it says why above.")
    if not places.program.is_file():
        raise BuildError(f"PyInstaller ended, but {places.program} is not there.")
