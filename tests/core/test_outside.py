"""The system's own programs are started without what belongs to a frozen application."""

import os
import subprocess
import sys

import pytest

from cnnlab_gui.core.outside import environment_outside, outside

INSIDE = {
    "LD_LIBRARY_PATH": "/opt/cnnlab/_internal:/usr/local/lib",
    "LD_LIBRARY_PATH_ORIG": "/usr/local/lib",
    "_PYI_PARENT_PROCESS_LEVEL": "1",
    "_PYI_ARCHIVE_FILE": "/opt/cnnlab/cnnlab",
    "QT_PLUGIN_PATH": "/opt/cnnlab/_internal/PySide6/Qt/plugins",
    "QML2_IMPORT_PATH": "/opt/cnnlab/_internal/PySide6/Qt/qml",
    "LANG": "de_DE.UTF-8",
}
SHOWS = "import os; print(os.environ.get('LD_LIBRARY_PATH'), '_PYI_ARCHIVE_FILE' in os.environ)"


def test_that_a_program_of_the_system_gets_the_environment_of_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    expected = {"LD_LIBRARY_PATH": "/usr/local/lib", "LANG": "de_DE.UTF-8"}
    assert environment_outside(INSIDE) == expected
    unset = {name: INSIDE[name] for name in INSIDE if name != "LD_LIBRARY_PATH_ORIG"}
    assert environment_outside(unset) == {"LANG": "de_DE.UTF-8"}


def test_that_from_source_the_environment_is_a_persons_own() -> None:
    assert environment_outside(INSIDE) == INSIDE


def test_that_only_what_is_started_meanwhile_is_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    for name, value in INSIDE.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    with outside():
        said = subprocess.run(
            [sys.executable, "-c", SHOWS], capture_output=True, text=True, check=True
        ).stdout
    assert said == "/usr/local/lib False\n"
    assert dict(os.environ) == before
