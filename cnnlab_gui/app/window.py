"""The main window: docks, pages, menus. It lays out; it decides nothing."""

import os
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QPaintEvent,
)
from PySide6.QtWidgets import QDockWidget, QMainWindow, QStyle, QTabWidget, QVBoxLayout, QWidget

from cnnlab_gui.app.actions import make_actions
from cnnlab_gui.app.menus import LAYER_MENU, MenuBar, Menus
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.files import is_file
from cnnlab_gui.core.openable import OPENABLE
from cnnlab_gui.widgets.compare.page import ComparePage
from cnnlab_gui.widgets.data.page import DataPage
from cnnlab_gui.widgets.draw.page import DrawPage
from cnnlab_gui.widgets.dropping import has_openable
from cnnlab_gui.widgets.kernel_workshop.page import KernelWorkshop
from cnnlab_gui.widgets.maps.page import MapsPage
from cnnlab_gui.widgets.network.inspector import Inspector
from cnnlab_gui.widgets.network.layers_panel import LayersPanel
from cnnlab_gui.widgets.network.picture import NetworkPicturePage
from cnnlab_gui.widgets.results.page import ResultsPage
from cnnlab_gui.widgets.status import LabStatusBar
from cnnlab_gui.widgets.theme import Appearance, Theme
from cnnlab_gui.widgets.train.page import TrainPage
from cnnlab_gui.widgets.training_bar import TrainingBar

FIRST_SIZE = (1280, 720)
STATE_VERSION = 1


def _settings(file: Path) -> QSettings:
    """Keep them in this file, or beside it where a pipe stands: Qt would wait for its writer."""
    if os.path.lexists(file) and not is_file(file):
        file = file.with_name(f"other-{file.name}")
    return QSettings(str(file), QSettings.Format.IniFormat)


class LabWindow(QMainWindow):
    """Everything that is seen.

    Signals
    -------
    first_shown
        The window is on the screen; what takes long may begin.
    close_wanted
        The person closes the window; whoever answers calls `close_now`.
    files_dropped : list of QUrl
    """

    first_shown = Signal()
    close_wanted = Signal()
    files_dropped = Signal(object)

    def __init__(self, session: LabSession, theme: Theme, settings_file: Path) -> None:
        super().__init__()
        self._session = session
        self.theme = theme
        self._settings = _settings(settings_file)
        self._was_shown = False
        self._may_close = False
        self.actions_by_name = make_actions(self, theme)
        self.data_page = DataPage(theme)
        self.train_page = TrainPage(theme)
        self.maps_page = MapsPage(theme)
        self.draw_page = DrawPage(theme)
        self.results_page = ResultsPage(theme)
        self.compare_page = ComparePage(theme)
        self.kernel_page = KernelWorkshop(theme)
        self.picture_page = NetworkPicturePage(session, theme)
        # The names are for files; the titles are for people.
        self.page_names = (
            *("data", "train", "maps", "draw", "results", "compare"),
            *("network", "kernels"),
        )
        self.pages: dict[str, QWidget] = {
            self.tr("Data"): self.data_page,
            self.tr("Train"): self.train_page,
            self.tr("Feature maps"): self.maps_page,
            self.tr("Draw"): self.draw_page,
            self.tr("Results"): self.results_page,
            self.tr("Compare"): self.compare_page,
            self.tr("Network"): self.picture_page,
            self.tr("Kernel workshop"): self.kernel_page,
        }
        self._page_keys = tuple(f"Ctrl+{number}" for number in range(1, 9))
        self.tabs = QTabWidget()
        self.layers_panel = LayersPanel(session, theme)
        self.inspector = Inspector(session, self.layers_panel.editor, theme)
        self.training_bar = TrainingBar(
            session,
            theme,
            self.actions_by_name["train"],
            self.actions_by_name["pause"],
            self.actions_by_name["stop"],
        )
        self.status = LabStatusBar()
        self.setAcceptDrops(True)
        self._lay_out()
        self.menus = self._make_menus()
        self._offer_layer_actions()
        self._restore()
        self.layers_panel.layer_selected.connect(self.inspector.show_layer)
        self.layers_panel.layer_selected.connect(self.picture_page.show_selected)
        self.picture_page.layer_chosen.connect(lambda layer: self.layers_panel.select([layer]))
        self.inspector.show_layer(self.layers_panel.current)
        self.picture_page.show_selected(self.layers_panel.current)
        theme.changed.connect(lambda: self._settings.setValue("appearance", theme.appearance.value))

    def _lay_out(self) -> None:
        for (name, page), key in zip(self.pages.items(), self._page_keys, strict=True):
            index = self.tabs.addTab(page, name)
            self.tabs.setTabToolTip(index, f"{name} ({key})")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName(self.tr("Pages"))
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        self.setCentralWidget(centre)
        bar = self.addToolBar(self.tr("Training"))
        bar.setObjectName("training")
        bar.setMovable(False)
        bar.toggleViewAction().setVisible(False)
        bar.addWidget(self.training_bar)
        self.setStatusBar(self.status)
        self.docks = [
            self._add_dock(
                self.tr("Layers"), self.layers_panel, Qt.DockWidgetArea.LeftDockWidgetArea, 280
            ),
            self._add_dock(
                self.tr("Inspector"), self.inspector, Qt.DockWidgetArea.RightDockWidgetArea, 240
            ),
        ]

    def _add_dock(
        self, title: str, content: QWidget, area: Qt.DockWidgetArea, width: int
    ) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(type(content).__name__)
        dock.setWidget(content)
        self.addDockWidget(area, dock)
        self.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
        return dock

    def _make_menus(self) -> Menus:
        bar = MenuBar(self, self.actions_by_name, self.theme)
        return bar.make(self._session.undo_stack, self._page_actions(), self.docks)

    def _page_actions(self) -> list[QAction]:
        made = []
        for index, (name, key) in enumerate(zip(self.pages, self._page_keys, strict=True)):
            action = QAction(name, self)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(lambda _checked, index=index: self.show_page(index))
            made.append(action)
        return made

    def _offer_layer_actions(self) -> None:
        """Let the list's own menu offer what the Edit menu does."""
        view = self.layers_panel.view
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for name in ("add", "", *LAYER_MENU):
            if name:
                view.addAction(self.actions_by_name[name])
            else:
                line = QAction(view)
                line.setSeparator(True)
                view.addAction(line)

    def show_page(self, page: int | QWidget) -> None:
        """Bring a page to the front, by number or itself."""
        if isinstance(page, QWidget):
            self.tabs.setCurrentWidget(page)
        else:
            self.tabs.setCurrentIndex(page)

    def show_inspector(self) -> None:
        """Put the keyboard into the form of the selected layer, wherever that was closed."""
        self.docks[1].show()
        self.inspector.focus_form()

    def _restore(self) -> None:
        room = self.screen().availableSize()
        # The title bar comes on top of it, and the status bar must not fall off the screen.
        title = self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
        self.resize(min(FIRST_SIZE[0], room.width()), min(FIRST_SIZE[1], room.height() - title))
        geometry, state = self._settings.value("geometry"), self._settings.value("state")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        if isinstance(state, QByteArray):
            self.restoreState(state, STATE_VERSION)
        chosen = self._settings.value("appearance")
        if chosen in [appearance.value for appearance in Appearance]:
            self.theme.choose(Appearance(chosen))

    def _remember(self) -> None:
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.setValue("state", self.saveState(STATE_VERSION))
        self._settings.setValue("appearance", self.theme.appearance.value)
        self._settings.sync()

    def remember(self, name: str, value: str) -> None:
        """Keep a word for the next start."""
        self._settings.setValue(name, value)

    def remembered(self, name: str) -> str:
        """What was kept under ``name``; empty where nothing was."""
        return str(self._settings.value(name, ""))

    def close_now(self) -> None:
        """Close without asking."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close:
            event.ignore()
            # Later, because Qt ignores a close within a close.
            QTimer.singleShot(0, self.close_wanted.emit)
            return
        self._remember()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that can be opened, and say beforehand which those are."""
        urls = event.mimeData().urls()
        if has_openable(urls):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        elif urls:
            endings = ", ".join(OPENABLE)
            self.status.show_note(
                self.tr("Only files like these are opened here: {endings}").format(endings=endings)
            )

    def dropEvent(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.files_dropped.emit(event.mimeData().urls())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_shown:
            self._was_shown = True
            # Once this painting is on the screen; what takes long must not delay it.
            QTimer.singleShot(0, self.first_shown.emit)
