"""About: versions, device and folders, to be copied into a bug report."""

from PySide6 import __version__ as pyside_version
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from cnnlab_gui import __version__
from cnnlab_gui.core import logs, paths
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.engine import runtime
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID


class AboutDialog(QDialog):
    """Shows what is installed here."""

    def __init__(self, device: DeviceReport | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About CNN Lab"))
        self._facts = QPlainTextEdit(_facts(device))
        self._facts.setReadOnly(True)
        self._facts.setAccessibleName(self.tr("Versions and folders"))
        self._facts.setMinimumSize(70 * GRID, 26 * GRID)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(label(f"CNN Lab {__version__}", "headline"))
        column.addWidget(
            label(self.tr("A laboratory for convolutional networks. MIT licence."), "muted")
        )
        column.addWidget(self._facts)
        column.addWidget(buttons)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._facts.toPlainText())


def _facts(device: DeviceReport | None) -> str:
    facts = {
        **runtime.versions(),
        "pyside6": pyside_version,
        "device": str(device) if device else "–",
        "home": str(paths.home()),
        "log": str(logs.log_path()),
    }
    width = max(map(len, facts))
    return "\n".join(f"{name:<{width}}  {value}" for name, value in facts.items())
