"""Which layer needs what: seen in a fresh process, module by module."""

import json
import subprocess
import sys

import pytest

LIST_IMPORTS = """
import importlib, json, pkgutil, sys
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(getattr(package, "__path__", []), name + "."):
        importlib.import_module(module.name)
print(json.dumps(sorted(sys.modules)))
"""

QT = {"PySide6", "shiboken6", "pyqtgraph"}
TENSORFLOW = {"tensorflow", "keras"}


def imported_by(*packages: str) -> set[str]:
    """Every module in memory after all modules of ``packages`` were imported."""
    command = [sys.executable, "-c", LIST_IMPORTS, *packages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_that_core_imports_neither_qt_nor_tensorflow() -> None:
    modules = imported_by("cnnlab_gui.core")
    assert {"cnnlab_gui.core.runs.store", "cnnlab_gui.core.layers.table"} <= modules
    assert not modules & (QT | TENSORFLOW)
    assert not modules & {"typer", "rich", "requests", "pooch", "cnnlab_gui.engine"}


def test_that_the_command_line_and_the_datasets_import_neither_qt_nor_tensorflow() -> None:
    modules = imported_by("cnnlab_gui.cli", "cnnlab_gui.engine.datasets", "cnnlab_gui.__main__")
    assert {"cnnlab_gui.cli.train", "cnnlab_gui.engine.datasets.library"} <= modules
    assert not modules & (QT | TENSORFLOW)


def test_that_all_of_the_engine_imports_no_qt() -> None:
    modules = imported_by("cnnlab_gui.engine")
    assert {"cnnlab_gui.engine.loop", "keras"} <= modules
    assert not modules & QT


def test_that_the_bridge_imports_no_widgets_no_engine_and_no_tensorflow() -> None:
    pytest.importorskip("PySide6", reason="this lane has no Qt")
    modules = imported_by("cnnlab_gui.bridge")
    assert not modules & {"PySide6.QtWidgets", "pyqtgraph", "cnnlab_gui.engine", *TENSORFLOW}


def test_that_the_window_imports_no_tensorflow() -> None:
    pytest.importorskip("PySide6", reason="this lane has no Qt")
    assert not imported_by("cnnlab_gui.widgets", "cnnlab_gui.app") & TENSORFLOW
