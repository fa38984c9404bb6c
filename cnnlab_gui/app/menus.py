"""The menu bar, and the menu of the layers: which action stands where."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QUndoStack
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.export.table import EXPORTS
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.theme import Appearance, Theme

# An empty name is a line between.
FILE_MENU = (
    *("new_network", "open_network", "save_network", "save_network_as", ""),
    *("open_folder", "open_file", "download", ""),
    *("open_run", "show_runs", "", "quit"),
)
LAYER_MENU = (
    *("cut", "copy", "paste", "select_all", ""),
    *("duplicate", "duplicate_stage", "switch", ""),
    *("up", "down", ""),
    *("remove", "remove_stage"),
)
PICTURES = ("svg", "png")


@dataclass
class Menus:
    """The menus and actions that are made from tables, by their entry's name."""

    presets: QMenu
    preset_actions: dict[str, QAction]
    add_actions: dict[str, QAction]
    export_actions: dict[str, QAction] = field(default_factory=dict)


class MenuBar(QObject):
    """Fills the menu bar of ``window``."""

    def __init__(self, window: QMainWindow, actions: dict[str, QAction], theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._theme = theme
        self._appearances: dict[Appearance, QAction] = {}

    def make(self, undo_stack: QUndoStack, pages: list[QAction], docks: list[QDockWidget]) -> Menus:
        """Make all menus; ``pages`` bring a page to the front each."""
        file = self._add(self.tr("&File"), *FILE_MENU)
        exports = self._add_exports(file)
        self._add_edit(undo_stack)
        menus = self._add_model()
        menus.export_actions = exports
        self._add(self.tr("&Train"), "train", "pause", "stop", "", "sweep", "", "rules", "settings")
        self._add_view(pages, docks)
        self._add(self.tr("&Help"), "about")
        return menus

    def _add(self, title: str, *names: str) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        self._fill(menu, names)
        return menu

    def _fill(self, menu: QMenu, names: tuple[str, ...]) -> None:
        for name in names:
            if name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()

    def _add_exports(self, file: QMenu) -> dict[str, QAction]:
        menu = QMenu(self.tr("&Export"), file)
        menu.setToolTipsVisible(True)
        file.insertMenu(self._actions["open_folder"], menu)
        file.insertSeparator(self._actions["open_folder"])
        made = {}
        for name, export in EXPORTS.items():
            made[name] = menu.addAction(self.tr("{what}…").format(what=translated(export.title)))
        menu.addSeparator()
        for name in PICTURES:
            made[name] = menu.addAction(self.tr("Picture ({kind})…").format(kind=name.upper()))
        menu.addSeparator()
        menu.addAction(self._actions["save_maps"])
        menu.addAction(self._actions["export_run"])
        return made

    def _add_edit(self, undo_stack: QUndoStack) -> None:
        edit = self._add(self.tr("&Edit"))
        undo = undo_stack.createUndoAction(self._window, self.tr("&Undo"))
        undo.setShortcut(QKeySequence("Ctrl+Z"))
        self._theme.set_icon(undo, "undo")
        redo = undo_stack.createRedoAction(self._window, self.tr("&Redo"))
        redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self._theme.set_icon(redo, "redo")
        edit.addActions([undo, redo])
        edit.addSeparator()
        self._fill(edit, LAYER_MENU)

    def _add_model(self) -> Menus:
        model = self._add(self.tr("&Model"))
        presets = model.addMenu(self.tr("&Preset"))
        model.addAction(self._actions["add"])
        kinds = model.addMenu(self.tr("Add layer of &kind"))
        self._fill(model, ("", "mend", "fit", "", "summary"))
        return Menus(
            presets,
            _choices(presets, [(n, n, translated(p.explanation)) for n, p in PRESETS.items()]),
            _choices(kinds, [(n, n, translated(k.explanation)) for n, k in LAYER_KINDS.items()]),
        )

    def _add_view(self, pages: list[QAction], docks: list[QDockWidget]) -> None:
        view = self._add(self.tr("&View"))
        view.addActions(pages)
        view.addSeparator()
        view.addActions([dock.toggleViewAction() for dock in docks])
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
            action.triggered.connect(_choose(self._theme, appearance))
            group.addAction(action)
            self._appearances[appearance] = action
        self._show_appearance()
        # A method, which goes with the menu: the theme outlives a window.
        self._theme.changed.connect(self._show_appearance)

    def _show_appearance(self) -> None:
        for appearance, action in self._appearances.items():
            action.setChecked(self._theme.appearance is appearance)


def _choices(menu: QMenu, rows: list[tuple[str, str, str]]) -> dict[str, QAction]:
    menu.setToolTipsVisible(True)
    made = {}
    for key, text, tip in rows:
        made[key] = menu.addAction(text)
        made[key].setToolTip(tip)
    return made


def _choose(theme: Theme, appearance: Appearance) -> Callable[[bool], None]:
    return lambda _checked: theme.choose(appearance)
