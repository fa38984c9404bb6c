"""What the About dialog knows of this computer."""

import sys
from collections.abc import Iterator

import pyqtgraph
from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QCoreApplication, qVersion
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core import installation, logs, memory, paths
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.engine import runtime
from cnnlab_gui.widgets.about.facts import Facts


def facts(device: DeviceReport | None, window: QWidget) -> tuple[Facts, ...]:
    """Versions, what computes, the screen that ``window`` is on, and folders.

    Parameters
    ----------
    device : DeviceReport or None
        None while it is not known, as TensorFlow is still being loaded.
    """
    return (
        Facts(_tr("Computing"), tuple(_computing(device))),
        Facts(_tr("Versions"), tuple(_versions())),
        Facts(_tr("Screen"), tuple(_screen(window.screen()))),
        Facts(_tr("Folders"), tuple(_folders())),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("About", text)


def _computing(device: DeviceReport | None) -> Iterator[tuple[str, str]]:
    yield _tr("device"), device.name if device else _tr("not known yet: TensorFlow is loading")
    if device and device.reason:
        yield _tr("GPU"), translated(device.reason)
    yield _tr("processor cores"), number(runtime.cores())
    yield (
        _tr("memory"),
        _tr("{total} MB, {free} MB of it free, {used} MB used here").format(
            total=number(round(memory.total_megabytes())),
            free=number(round(memory.available_megabytes())),
            used=number(round(memory.current_megabytes())),
        ),
    )


def _versions() -> Iterator[tuple[str, str]]:
    yield _tr("installed"), translated(installation.sentence())
    versions = runtime.versions()
    names = {"cnnlab-gui": "CNN Lab", "python": "Python", "platform": _tr("system")}
    names |= {"tensorflow": "TensorFlow", "keras": "Keras", "numpy": "NumPy"}
    for name, version in versions.items():
        yield names.get(name, name), version
    yield "PySide6", pyside_version
    yield "Qt", qVersion()
    yield "pyqtgraph", pyqtgraph.__version__


def _screen(screen: QScreen) -> Iterator[tuple[str, str]]:
    size, scale = screen.size(), screen.devicePixelRatio()
    yield _tr("size"), f"{round(size.width() * scale)}×{round(size.height() * scale)}"
    yield _tr("scale"), f"{100 * scale:.0f} %"
    yield _tr("shown by"), QGuiApplication.platformName()


def _folders() -> Iterator[tuple[str, str]]:
    yield _tr("home"), str(paths.home())
    yield _tr("log"), str(logs.log_path())
    crash = logs.crash_report()
    if crash:
        yield _tr("report of a crash"), str(crash)
    yield _tr("data"), str(paths.data_folder() or paths.keras_data_folder())
    yield _tr("program"), str(installation.program_folder())
    yield _tr("started by"), sys.executable
