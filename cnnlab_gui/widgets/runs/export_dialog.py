"""Chooses a run and a format, then shows how its export goes and what came of it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QRadioButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.export.run_kinds import OF_SEVERAL, RUN_EXPORTS
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.states import Notice, label
from cnnlab_gui.widgets.theme import GRID


class ExportRunDialog(QDialog):
    """One of the formats for one run, or those that take several.

    Signals
    -------
    export_wanted : str
        The format; `names` are the runs.
    folder_wanted
        The folder of what was written is to be shown.
    """

    export_wanted = Signal(str)
    folder_wanted = Signal()

    def __init__(
        self, chosen: Sequence[str], names: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export a run") if len(chosen) == 1 else self.tr("Export runs"))
        self._several = tuple(chosen) if len(chosen) > 1 else ()
        self.runs = QComboBox()
        self.formats: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self._is_busy = False
        self._notice = Notice()
        self._places = QStackedLayout()
        choice = QWidget()
        self._lay_out_choice(choice, chosen, names)
        self._places.addWidget(choice)
        self._places.addWidget(self._notice)
        self._lay_out_buttons()
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(self._places, 1)
        column.addWidget(self.buttons)
        self.setMinimumWidth(82 * GRID)
        self.show_choice()

    def _lay_out_choice(self, choice: QWidget, chosen: Sequence[str], names: Sequence[str]) -> None:
        grid = QGridLayout(choice)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(3 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(1, 1)
        if self._several:
            count = self.tr("{count} runs").format(count=number(len(chosen)))
            listed = label(", ".join(chosen), "muted", wrap=True)
            listed.setAccessibleName(self.tr("Runs"))
            grid.addWidget(label(count), 0, 0)
            grid.addWidget(listed, 0, 1)
        else:
            every = dict.fromkeys((*chosen, *names))
            self.runs.addItems(list(every))
            self.runs.setAccessibleName(self.tr("Run"))
            self.runs.setToolTip(self.tr("The run that is exported"))
            caption = QLabel(self.tr("&Run"))
            caption.setBuddy(self.runs)
            grid.addWidget(caption, 0, 0)
            grid.addWidget(self.runs, 0, 1)
        grid.setRowMinimumHeight(1, GRID)
        offered = OF_SEVERAL if self._several else tuple(RUN_EXPORTS)
        for row, name in enumerate(offered, start=2):
            kind = RUN_EXPORTS[name]
            radio = QRadioButton(translated(kind.title))
            radio.setToolTip(translated(kind.what))
            radio.setAccessibleDescription(translated(kind.what))
            self._group.addButton(radio)
            self.formats[name] = radio
            grid.addWidget(radio, row, 0)
            grid.addWidget(label(translated(kind.what), "muted", wrap=True), row, 1)
        grid.setRowStretch(len(offered) + 2, 1)
        next(iter(self.formats.values())).setChecked(True)

    def _lay_out_buttons(self) -> None:
        self.buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.export = self.buttons.addButton(self.tr("&Export…"), role.AcceptRole)
        self.export.setProperty("primary", True)
        self.export.setToolTip(self.tr("Choose where it goes, then write and check it"))
        self.folder = self.buttons.addButton(self.tr("Show in its &folder"), role.ActionRole)
        self.folder.setToolTip(self.tr("Open the folder that it lies in"))
        self.close_button = self.buttons.addButton(self.tr("Cancel"), role.RejectRole)
        self.buttons.accepted.connect(lambda: self.export_wanted.emit(self.format))
        self.buttons.rejected.connect(self.reject)
        self.folder.clicked.connect(lambda _: self.folder_wanted.emit())

    @property
    def names(self) -> tuple[str, ...]:
        """The runs that are to be exported."""
        return self._several or (self.runs.currentText(),)

    @property
    def format(self) -> str:
        """A key of `RUN_EXPORTS`."""
        return next(name for name, radio in self.formats.items() if radio.isChecked())

    @property
    def said(self) -> str:
        """What is told instead of the choice; empty while there is the choice."""
        return self._notice.text if self._places.currentIndex() else ""

    @property
    def is_busy(self) -> bool:
        return self._is_busy

    def show_choice(self) -> None:
        self._show(0, self.tr("Cancel"), can_export=True)

    def show_busy(self, text: str) -> None:
        self._notice.show_text(self.tr("A moment"), text, busy=True)
        self._show(1, self.tr("Cancel"), busy=True)

    def show_done(self, text: str) -> None:
        self._notice.show_text(self.tr("It is written"), text)
        self._show(1, self.tr("Close"), has_file=True)

    def show_problem(self, sentence: Sentence) -> None:
        self._notice.show_text(self.tr("Nothing was written"), translated(sentence))
        self._show(1, self.tr("Close"))

    def _show(
        self,
        place: int,
        close: str,
        *,
        can_export: bool = False,
        has_file: bool = False,
        busy: bool = False,
    ) -> None:
        self._is_busy = busy
        self._places.setCurrentIndex(place)
        self.export.setVisible(can_export)
        self.folder.setVisible(has_file)
        self.close_button.setText(close)
        if place:
            self.close_button.setFocus()
