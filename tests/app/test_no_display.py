"""Starting where no window can be."""

import os
import subprocess
import sys

import pytest


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack a display")
def test_that_without_a_display_the_window_is_refused_with_one_sentence() -> None:
    absent = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in absent}
    command = [sys.executable, "-m", "cnnlab_gui"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("There is no display to open a window on")
    assert len(done.stderr.splitlines()) == 1
