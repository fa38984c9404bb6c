"""What can be done with the selected runs: buttons, menu and keys in one table."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLayout, QMenu, QPushButton, QWidget

from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.widgets.maps.wrapping_row import WrappingRow
from cnnlab_gui.widgets.menus import give_menu
from cnnlab_gui.widgets.theme import Theme


@dataclass(frozen=True)
class Deed:
    """One thing to do; ``is_offered`` gets the selected runs, the current one first."""

    name: str
    text: str
    tip: str
    icon: str
    key: str = ""
    is_offered: Callable[[list[RunSummary]], bool] = bool
    is_button: bool = False


def none_running(runs: list[RunSummary]) -> bool:
    return bool(runs) and not any(run.status == "running" for run in runs)


class RunDeeds(QObject):
    """Makes an action for each deed, and offers it where it makes sense.

    Parameters
    ----------
    act : callable
        Gets the name of the deed that is wanted.
    """

    def __init__(self, owner: QWidget, theme: Theme, act: Callable[[str], None]) -> None:
        super().__init__(owner)
        self.actions: dict[str, QAction] = {}
        self._deeds = self._table()
        for deed in self._deeds:
            action = QAction(deed.text, owner)
            keys = f" ({deed.key})" if deed.key else ""
            action.setToolTip(deed.tip + keys)
            if deed.key:
                action.setShortcut(QKeySequence(deed.key))
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            theme.set_icon(action, deed.icon)
            action.triggered.connect(lambda _checked, name=deed.name: act(name))
            self.actions[deed.name] = action
        self.offer([])

    def _table(self) -> tuple[Deed, ...]:
        return (
            Deed(
                "results",
                self.tr("Results"),
                self.tr("Open it on the Results page: what it gets right, and what it confuses"),
                "table",
                is_button=True,
            ),
            Deed(
                "resume",
                self.tr("Go on"),
                self.tr("Go on training it from its last checkpoint"),
                "play",
                is_offered=lambda runs: bool(runs) and runs[0].can_resume,
                is_button=True,
            ),
            Deed(
                "set_up",
                self.tr("Set up again"),
                self.tr("Put its network, dataset and settings on the bench; undo takes it back"),
                "redo",
                is_button=True,
            ),
            Deed(
                "export",
                self.tr("Export…"),
                self.tr("Save curves, networks or whole runs as files"),
                "download",
                is_button=True,
            ),
            Deed(
                "curves",
                self.tr("Open on the Train page"),
                self.tr("Its curves, its best epoch, and what stop rules would have done to it"),
                "play",
            ),
            Deed(
                "maps",
                self.tr("Open in Feature maps"),
                self.tr("Look inside its network"),
                "images",
            ),
            Deed(
                "folder",
                self.tr("Open its folder"),
                self.tr("Show its files"),
                "folder",
            ),
            Deed(
                "tags",
                self.tr("Edit tags"),
                self.tr("Give it words to find it by"),
                "pencil",
            ),
            Deed(
                "rename",
                self.tr("Rename"),
                self.tr("Give it another name; its folder is called so, too"),
                "pencil",
                key="F2",
                is_offered=lambda runs: none_running(runs[:1]),
            ),
            Deed(
                "delete",
                self.tr("Delete"),
                self.tr("Take the selected runs away; undo brings them back"),
                "trash",
                key="Del",
                is_offered=none_running,
                is_button=True,
            ),
        )

    def offer(self, selected: list[RunSummary]) -> None:
        """Enable what can be done with these runs."""
        for deed in self._deeds:
            self.actions[deed.name].setEnabled(deed.is_offered(selected))

    def give_to(self, table: QWidget) -> None:
        """Let ``table`` answer the keys, and have all deeds in its menu."""
        table.addActions(list(self.actions.values()))

    def make_row(self, theme: Theme) -> QLayout:
        """The usual deeds as buttons, and all others behind the last one."""
        row = WrappingRow(first_grows=False)
        more = QMenu()
        for deed in self._deeds:
            action = self.actions[deed.name]
            if deed.is_button:
                row.addWidget(_button_of(action, theme, deed.icon))
            else:
                more.addAction(action)
        button = QPushButton(self.tr("More"))
        button.setToolTip(self.tr("What else can be done with the selected run"))
        more.setParent(button, more.windowFlags())
        more.setToolTipsVisible(True)
        give_menu(button, more)
        row.addWidget(button)
        return row


def _button_of(action: QAction, theme: Theme, icon: str) -> QPushButton:
    """A button that does what ``action`` does, and can be pressed when it can."""
    made = QPushButton(action.text())
    made.setToolTip(action.toolTip())
    made.setEnabled(action.isEnabled())
    theme.set_icon(made, icon)
    made.clicked.connect(lambda _checked: action.trigger())
    action.enabledChanged.connect(made.setEnabled)
    return made
