"""The line above the table: a search field, a choice of states, the columns, what is wrong."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from cnnlab_gui.bridge.runs_model import StateFilter
from cnnlab_gui.bridge.translation import number
from cnnlab_gui.widgets.compare.table import RunsTable
from cnnlab_gui.widgets.menus import give_menu
from cnnlab_gui.widgets.states import button, label
from cnnlab_gui.widgets.theme import GRID, Theme


class SearchRow(QWidget):
    """Chooses which runs are in the table.

    Signals
    -------
    changed
        See `words` and `state`.
    faults_wanted
        The person wants to know which runs could not be read.
    """

    changed = Signal()
    faults_wanted = Signal()

    def __init__(self, table: RunsTable, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self.field = QLineEdit()
        self.field.setClearButtonEnabled(True)
        self.field.setPlaceholderText(self.tr("Search runs"))
        self.field.setAccessibleName(self.tr("Search runs"))
        self.field.setToolTip(
            self.tr("Words of its name, network, dataset, state, tags or notes (Ctrl+F)")
        )
        self.field.setMinimumWidth(14 * GRID)
        self.field.setMaximumWidth(40 * GRID)
        theme.set_icon(self._search_action(), "search", "muted")
        self.states = QComboBox()
        self.states.setAccessibleName(self.tr("State"))
        self.states.setToolTip(self.tr("Show only runs in this state"))
        for text, state in self._choices():
            self.states.addItem(text, state)
        self._count = label(role="muted")
        self._count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.faults = button("", self.faults_wanted.emit, self.tr("Say which, and why"))
        self.faults.setAccessibleName(self.tr("Folders that could not be read"))
        self.faults.hide()
        theme.set_icon(self.faults, "warning", "muted")
        self._lay_out()
        self.field.textChanged.connect(lambda _: self.changed.emit())
        self.states.currentIndexChanged.connect(lambda _: self.changed.emit())

    def _search_action(self) -> QAction:
        return self.field.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)

    def _lay_out(self) -> None:
        columns = QPushButton(self.tr("Columns"))
        columns.setToolTip(self.tr("Choose which columns the table has"))
        menu = QMenu(columns)
        menu.aboutToShow.connect(lambda: self._table.fill_columns_menu(menu))
        give_menu(columns, menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.field, 3)
        row.addWidget(self.states)
        row.addWidget(self._count, 2)
        row.addWidget(self.faults)
        row.addWidget(columns)

    def _choices(self) -> tuple[tuple[str, StateFilter], ...]:
        return (
            (self.tr("All runs"), "all"),
            (self.tr("Completed"), "completed"),
            (self.tr("Can go on"), "resumable"),
            (self.tr("Running"), "running"),
            (self.tr("Failed"), "failed"),
        )

    @property
    def words(self) -> str:
        return self.field.text()

    @property
    def state(self) -> StateFilter:
        state: StateFilter = self.states.currentData()
        return state

    @property
    def told(self) -> str:
        """How many runs there are, in words."""
        return self._count.text()

    def clear(self) -> None:
        """Show all runs again."""
        self.field.clear()
        self.states.setCurrentIndex(0)

    def tell(self, shown: int, known: int, selected: int) -> None:
        """Say how many runs are shown."""
        if shown == known == 1:
            text = self.tr("1 run")
        elif shown == known:
            text = self.tr("{count} runs").format(count=number(known))
        else:
            text = self.tr("{shown} of {count} runs").format(
                shown=number(shown), count=number(known)
            )
        if selected > 1:
            text += ", " + self.tr("{count} selected").format(count=number(selected))
        self._count.setText(text)

    def tell_faults(self, count: int) -> None:
        """Say quietly that so many folders could not be read, or only in part."""
        self.faults.setVisible(count > 0)
        one = self.tr("1 folder has a fault")
        self.faults.setText(
            one if count == 1 else self.tr("{count} folders have a fault").format(count=count)
        )
