"""About: what this is, what it runs on, and what it is made of."""

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui import __version__
from cnnlab_gui.app.about_facts import facts
from cnnlab_gui.core import licences, product
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.widgets.about.facts import FactsPage
from cnnlab_gui.widgets.about.licences import LicencesPage
from cnnlab_gui.widgets.opening import show_folder
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID

ICON = 6 * GRID


class AboutDialog(QDialog):
    """Says what is installed here, and under which licences."""

    def __init__(self, device: DeviceReport | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About {name}").format(name=product.NAME))
        title = f"{product.NAME} {__version__}"
        self.facts = FactsPage(title, facts(device, self))
        folder = licences.folder()
        self.licences = LicencesPage(
            licences.components, has_folder=folder is not None and folder.is_dir()
        )
        self.licences.folder_wanted.connect(self._open_folder)
        self.tabs = QTabWidget()
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.facts, self.tr("This computer"))
        self.tabs.addTab(self.licences, self.tr("Licences"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(self._head(title))
        column.addWidget(self.tabs, 1)
        column.addLayout(self._foot(buttons))
        self.resize(140 * GRID, 80 * GRID)

    def _head(self, title: str) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(self.windowIcon().pixmap(ICON, ICON))
        words = QVBoxLayout()
        words.setSpacing(GRID // 2)
        words.addWidget(label(title, "headline"))
        words.addWidget(label(self.tr("Build, train and understand convolutional networks.")))
        words.addWidget(
            label(self.tr("Free software under the MIT licence, by the CNN Lab authors."), "muted")
        )
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(picture)
        row.addLayout(words, 1)
        return row

    def _foot(self, buttons: QDialogButtonBox) -> QHBoxLayout:
        """What can be done on the page in front, and the way out."""
        footers = QStackedWidget()
        for page in (self.facts, self.licences):
            footers.addWidget(page.footer)
        self.tabs.currentChanged.connect(footers.setCurrentIndex)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(footers, 1)
        row.addWidget(buttons)
        return row

    def _open_folder(self) -> None:
        if folder := licences.folder():
            show_folder(folder)
