"""The tools of the build are scripts beside the package: here they are found."""

import sys
from pathlib import Path

from tests.qt_fixtures import qapp  # noqa: F401

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))
