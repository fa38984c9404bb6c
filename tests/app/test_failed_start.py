"""A start that fails: one sentence on stderr, exit code 1, and nothing that Qt would say."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="about Linux")

BROKEN = """
import sys
import cnnlab_gui.app.laboratory as module
def break_down(self, *args, **kwargs):
    raise KeyError("nobody foresaw this")
module.Laboratory.__init__ = break_down
sys.argv = ["cnnlab", "gui"]
from cnnlab_gui.__main__ import main
main()
"""


def start(tmp_path: Path, code: str = "", **variables: str) -> tuple[int, list[str]]:
    """Start the window where these variables alone tell of a display."""
    absent = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"}
    environment = {name: value for name, value in os.environ.items() if name not in absent}
    # No program is found that could show a box, for which this test would wait.
    environment |= {"CNNLAB_HOME": str(tmp_path / "home"), "PATH": "", **variables}
    command = [sys.executable, *(["-c", code] if code else ["-m", "cnnlab_gui"])]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stderr.splitlines()


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"DISPLAY": ":4217"}, "No display answers at :4217"),
        ({"WAYLAND_DISPLAY": "nobody"}, "WAYLAND_DISPLAY is nobody, but XDG_RUNTIME_DIR"),
        ({"WAYLAND_DISPLAY": "nobody", "XDG_RUNTIME_DIR": "/"}, "No Wayland display answers at /n"),
        ({"QT_QPA_PLATFORM": "nonsense"}, "QT_QPA_PLATFORM asks Qt for 'nonsense'"),
        ({"QT_QPA_PLATFORM": "xcb"}, "DISPLAY is not set"),
    ],
)
def test_that_a_display_that_is_not_there_is_one_sentence(
    variables: dict[str, str], said: str, tmp_path: Path
) -> None:
    code, lines = start(tmp_path, **variables)
    assert code == 1
    assert len(lines) == 1
    assert said in lines[0]


def test_that_a_crash_names_the_error_and_the_log_that_has_its_trace(tmp_path: Path) -> None:
    code, lines = start(tmp_path, BROKEN, QT_QPA_PLATFORM="offscreen")
    log = tmp_path / "home" / "logs" / "cnnlab.log"
    assert code == 1
    assert len(lines) == 1
    assert "KeyError: 'nobody foresaw this'" in lines[0]
    assert str(log) in lines[0]
    assert "in break_down" in log.read_text(encoding="utf-8")


GONE = """
import sys
sys.modules["{module}"] = None
sys.argv = ["cnnlab", "{command}"]
from cnnlab_gui.__main__ import main
main()
"""


@pytest.mark.parametrize("command", ["presets", "gui"])
def test_that_a_missing_part_is_one_sentence_that_says_what_to_do(
    command: str, tmp_path: Path
) -> None:
    code, lines = start(
        tmp_path,
        GONE.format(module="pydantic", command=command),
        QT_QPA_PLATFORM="offscreen",
    )
    assert code == 1
    assert len(lines) == 1
    assert "install CNN Lab again" in lines[0]
    assert "pydantic" in lines[0]
