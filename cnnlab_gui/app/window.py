"""The main window: docks, pages, menus. It lays out; it decides nothing."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QTabWidget, QVBoxLayout, QWidget

from cnnlab_gui.app.actions import make_actions
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.data.page import DataPage
from cnnlab_gui.widgets.network.inspector import Inspector
from cnnlab_gui.widgets.network.layers_panel import LayersPanel
from cnnlab_gui.widgets.status import LabStatusBar
from cnnlab_gui.widgets.theme import Appearance, Theme
from cnnlab_gui.widgets.train.page import TrainPage
from cnnlab_gui.widgets.training_bar import TrainingBar

FILE_MENU = (
    *("open_network", "save_network", ""),
    *("open_folder", "open_file", "download", ""),
    *("show_runs", "", "quit"),
)
FIRST_SIZE = (1280, 720)
STATE_VERSION = 1


class LabWindow(QMainWindow):
    """Everything that is seen.

    Signals
    -------
    first_shown
        The window is on the screen; what takes long may begin.
    close_wanted
        The person closes the window; whoever answers calls `close_now`.
    """

    first_shown = Signal()
    close_wanted = Signal()

    def __init__(self, session: LabSession, theme: Theme, settings_file: Path) -> None:
        super().__init__()
        self._session = session
        self.theme = theme
        self._settings = QSettings(str(settings_file), QSettings.Format.IniFormat)
        self._was_shown = False
        self._may_close = False
        self.actions_by_name = make_actions(self, theme)
        self.data_page = DataPage(theme)
        self.train_page = TrainPage(theme)
        # The names are for files; the titles are for people.
        self.page_names = ("data", "train")
        self.pages: dict[str, QWidget] = {
            self.tr("Data"): self.data_page,
            self.tr("Train"): self.train_page,
        }
        self.tabs = QTabWidget()
        self.layers_panel = LayersPanel(session, theme)
        self.inspector = Inspector(session)
        self.training_bar = TrainingBar(
            session, theme, self.actions_by_name["train"], self.actions_by_name["stop"]
        )
        self.status = LabStatusBar()
        self._lay_out()
        self._make_menus()
        self._restore()
        self.layers_panel.layer_selected.connect(self.inspector.show_layer)
        self.layers_panel.form_wanted.connect(self.inspector.focus_form)
        self.inspector.show_layer(self.layers_panel.selected)
        theme.changed.connect(lambda: self._settings.setValue("appearance", theme.appearance.value))

    def _lay_out(self) -> None:
        for name, page in self.pages.items():
            index = self.tabs.addTab(page, name)
            self.tabs.setTabToolTip(index, f"{name} (Ctrl+{index + 1})")
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
                self.tr("Layers"), self.layers_panel, Qt.DockWidgetArea.LeftDockWidgetArea, 270
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

    def _make_menus(self) -> None:
        actions = self.actions_by_name
        self._add_menu(self.tr("&File"), *FILE_MENU)
        edit = self._add_menu(self.tr("&Edit"))
        undo = self._session.undo_stack.createUndoAction(self, self.tr("&Undo"))
        undo.setShortcut(QKeySequence("Ctrl+Z"))
        redo = self._session.undo_stack.createRedoAction(self, self.tr("&Redo"))
        redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        edit.addActions([undo, redo])
        model = self._add_menu(self.tr("&Model"))
        self.preset_menu = model.addMenu(self.tr("&Preset"))
        self.preset_actions = self._choices(
            self.preset_menu,
            [(name, name, translated(preset.explanation)) for name, preset in PRESETS.items()],
        )
        self.add_menu = model.addMenu(self.tr("&Add layer"))
        self.add_actions = self._choices(
            self.add_menu,
            [(name, name, translated(kind.explanation)) for name, kind in LAYER_KINDS.items()],
        )
        model.addActions([actions[name] for name in ("remove", "up", "down")])
        model.addSeparator()
        model.addAction(actions["fit"])
        self._add_menu(self.tr("&Train"), "train", "stop", "", "settings")
        self._make_view_menu()
        self._add_menu(self.tr("&Help"), "about")

    def _add_menu(self, title: str, *names: str) -> QMenu:
        menu = self.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        for name in names:
            if name:
                menu.addAction(self.actions_by_name[name])
            else:
                menu.addSeparator()
        return menu

    def _choices(self, menu: QMenu, rows: list[tuple[str, str, str]]) -> dict[str, QAction]:
        menu.setToolTipsVisible(True)
        made = {}
        for key, text, tip in rows:
            made[key] = menu.addAction(text)
            made[key].setToolTip(tip)
        return made

    def _make_view_menu(self) -> None:
        view = self._add_menu(self.tr("&View"))
        for index, name in enumerate(self.pages):
            action = view.addAction(name)
            action.setShortcut(QKeySequence(f"Ctrl+{index + 1}"))
            action.triggered.connect(lambda _checked, index=index: self.show_page(index))
        view.addSeparator()
        for dock in self.docks:
            view.addAction(dock.toggleViewAction())
        view.addSeparator()
        menu = view.addMenu(self.tr("&Appearance"))
        group = QActionGroup(self)
        for appearance, text in (
            (Appearance.SYSTEM, self.tr("As the &system")),
            (Appearance.LIGHT, self.tr("&Light")),
            (Appearance.DARK, self.tr("&Dark")),
        ):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(self.theme.appearance is appearance)
            action.triggered.connect(_choose(self.theme, appearance))
            group.addAction(action)
            self.theme.changed.connect(_follow(self.theme, appearance, action))

    def show_page(self, page: int | QWidget) -> None:
        """Bring a page to the front, by number or itself."""
        if isinstance(page, QWidget):
            self.tabs.setCurrentWidget(page)
        else:
            self.tabs.setCurrentIndex(page)

    def _restore(self) -> None:
        room = self.screen().availableSize()
        self.resize(min(FIRST_SIZE[0], room.width()), min(FIRST_SIZE[1], room.height()))
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

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_shown:
            self._was_shown = True
            # Once this painting is on the screen; what takes long must not delay it.
            QTimer.singleShot(0, self.first_shown.emit)


def _choose(theme: Theme, appearance: Appearance) -> Callable[[bool], None]:
    return lambda _checked: theme.choose(appearance)


def _follow(theme: Theme, appearance: Appearance, action: QAction) -> Callable[[], None]:
    return lambda: action.setChecked(theme.appearance is appearance)
