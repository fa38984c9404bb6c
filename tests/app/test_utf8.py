"""Locales in which Qt would complain on stderr."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="locales are POSIX's")

NAMES = ("LANG", "LC_ALL", "LC_CTYPE", "LC_TIME")
TELL = f"""
import locale, os
print(locale.nl_langinfo(locale.CODESET), *(os.environ.get(name, "-") for name in {NAMES}))
"""
# Qt looks at the locale with the first application of any kind.
SMALLEST = """
from PySide6.QtCore import QCoreApplication
from cnnlab_gui.app.utf8 import use_utf8
use_utf8()
application = QCoreApplication([])
"""
OURS = """
from cnnlab_gui.app.main import make_application
application = make_application()
"""


def in_locale(program: str, **variables: str) -> tuple[str, str]:
    """What a program says of its locale, and what is on stderr."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("LANG", "LC_"))
    }
    done = subprocess.run(
        [sys.executable, "-c", program + TELL],
        # Else Python's own program mends an empty one, which a frozen application does not.
        env={**environment, "PYTHONCOERCECLOCALE": "0", **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip(), done.stderr


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        pytest.param({}, "- - C.UTF-8 -", id="none"),
        pytest.param({"LC_ALL": "POSIX", "LC_TIME": "C.UTF-8"}, "POSIX - C.UTF-8 -", id="all"),
        pytest.param({"LANG": "xx_XX.UTF-8"}, "xx_XX.UTF-8 - C.UTF-8 -", id="not installed"),
        pytest.param({"LANG": "C.UTF-8", "LC_CTYPE": "C"}, "C.UTF-8 - C.UTF-8 -", id="letters"),
        pytest.param({"LANG": "C.UTF-8", "LC_TIME": "C"}, "C.UTF-8 - - C", id="utf-8"),
    ],
)
def test_that_qt_has_nothing_to_say_about_a_locale(variables: dict[str, str], told: str) -> None:
    assert in_locale(SMALLEST, **variables) == (f"UTF-8 {told}", "")


def test_that_the_application_opens_in_utf8_without_a_word() -> None:
    assert in_locale(OURS, LANG="C") == ("UTF-8 C - C.UTF-8 -", "")
