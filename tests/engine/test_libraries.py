"""TensorFlow's libraries, before TensorFlow."""

import subprocess
import sys

import pytest

LOADED = """
import sys
from pathlib import Path
from cnnlab_gui.engine import libraries
libraries.load_largest()
mapped = Path("/proc/self/maps").read_text()
print(all(name in mapped for name in libraries.LARGEST), "tensorflow" in sys.modules)
"""

ABSENT = """
import sys
sys.path = [entry for entry in sys.path if "site-packages" not in entry]
from cnnlab_gui.engine import libraries
libraries.load_largest()
print("nothing was loaded")
"""


def told(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the libraries are others")
def test_that_the_largest_libraries_are_there_before_the_import() -> None:
    assert told(LOADED) == "True False"


def test_that_without_tensorflow_nothing_happens() -> None:
    assert told(ABSENT) == "nothing was loaded"
