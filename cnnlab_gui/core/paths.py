"""Where things lie: the home, the runs, the datasets, the shipped resources."""

import os
import sys
from pathlib import Path

import platformdirs


def expanded(text: str) -> Path:
    """``text`` as a path, ``~`` filled in; a user who does not exist stays as it is."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def home() -> Path:
    """``CNNLAB_HOME``, or the platform's data folder for this application."""
    configured = os.environ.get("CNNLAB_HOME")
    if configured:
        return expanded(configured)
    return Path(platformdirs.user_data_path("cnnlab", appauthor=False))


def runs_folder() -> Path:
    return home() / "runs"


def sweeps_folder() -> Path:
    return home() / "sweeps"


def data_folder() -> Path | None:
    """``CNNLAB_DATA_DIR``, or None where it is not set."""
    configured = os.environ.get("CNNLAB_DATA_DIR")
    return expanded(configured) if configured else None


def keras_data_folder() -> Path:
    """The folder in which Keras keeps its datasets, found without importing Keras."""
    keras_home = os.environ.get("KERAS_HOME")
    base = Path(keras_home) if keras_home else Path.home() / ".keras"
    return base / "datasets"


def resources_folder() -> Path:
    """The shipped resources: in a checkout, in an installed wheel, or frozen."""
    package = Path(__file__).resolve().parent.parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [Path(frozen) / "resources"] if frozen else []
    candidates += [package / "_resources", package.parent / "resources"]
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"resources are missing: looked in {candidates}")
