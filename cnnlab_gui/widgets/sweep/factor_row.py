"""One factor of a sweep and its values: typed between commas, or switched on and off."""

from contextlib import suppress

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPushButton, QWidget

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.sweep.draft import values_in
from cnnlab_gui.core.sweep.factor import Factor
from cnnlab_gui.widgets.forms import leave_wheel
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID

MOST_CHARACTERS = 1000
CHIPS_IN_A_ROW = 6


class FactorRow(QWidget):
    """Which factor, and which values of it.

    Parameters
    ----------
    title : str
        What stands before it.
    factors : tuple of Factor
        Those that can be chosen.
    nothing : str
        What stands in the list for no factor; empty where there has to be one.

    Signals
    -------
    changed
    """

    changed = Signal()

    def __init__(
        self,
        title: str,
        factors: tuple[Factor, ...],
        nothing: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._box = QComboBox()
        self._values = QLineEdit()
        self._chips: list[QPushButton] = []
        self._chip_row = QGridLayout()
        self._chip_row.setSpacing(GRID // 2)
        self._chip_row.setColumnStretch(CHIPS_IN_A_ROW, 1)
        self._lay_out(title)
        if nothing:
            self._box.addItem(nothing, None)
        for factor in factors:
            self._box.addItem(translated(factor.title), factor)
        self._box.currentIndexChanged.connect(lambda _: self._on_chosen())
        self._values.textChanged.connect(lambda _: self._on_typed())
        self._on_chosen()

    def _lay_out(self, title: str) -> None:
        heading = label(title)
        heading.setBuddy(self._box)
        self._box.setAccessibleName(title)
        self._box.setMinimumWidth(20 * GRID)
        leave_wheel(self._box)
        self._values.setMaxLength(MOST_CHARACTERS)
        heading.setMinimumWidth(6 * GRID)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(2, 1)
        grid.addWidget(heading, 0, 0)
        grid.addWidget(self._box, 0, 1)
        grid.addWidget(self._values, 0, 2)
        grid.addLayout(self._chip_row, 1, 2)

    @property
    def factor(self) -> Factor | None:
        """What varies; None where nothing does."""
        chosen: Factor | None = self._box.currentData()
        return chosen

    @property
    def values(self) -> tuple[str, ...]:
        """As they were typed."""
        return values_in(self._values.text())

    @property
    def values_line(self) -> QLineEdit:
        """Where the values are typed."""
        return self._values

    @property
    def chips(self) -> list[QPushButton]:
        """Values at hand, each switched on while it is among `values`."""
        return self._chips

    def choose(self, name: str) -> None:
        """Vary the factor of this name."""
        for at in range(self._box.count()):
            factor = self._box.itemData(at)
            if factor is not None and factor.name == name:
                self._box.setCurrentIndex(at)

    def focus_box(self) -> None:
        self._box.setFocus()

    def _on_chosen(self) -> None:
        factor = self.factor
        self._values.setVisible(factor is not None)
        self._make_chips(factor)
        with QSignalBlocker(self._values):
            self._values.setText(", ".join(factor.usual) if factor else "")
        if factor:
            title = translated(factor.title)
            self._box.setToolTip(translated(factor.form.help) or title)
            self._values.setAccessibleName(self.tr("Values of {factor}").format(factor=title))
            self._values.setToolTip(self.tr("The values to compare, with commas between them."))
            self._values.setPlaceholderText(", ".join(factor.usual))
        self._show_chips()
        self.changed.emit()

    def _on_typed(self) -> None:
        self._show_chips()
        self.changed.emit()

    def _make_chips(self, factor: Factor | None) -> None:
        for chip in self._chips:
            self._chip_row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        offered = (factor.form.choices or factor.usual) if factor else ()
        for at, value in enumerate(offered):
            chip = QPushButton(value)
            chip.setCheckable(True)
            chip.setAutoDefault(False)
            chip.setToolTip(self.tr("Take {value} in, or leave it out").format(value=value))
            chip.clicked.connect(lambda _, value=value: self._switch(value))
            self._chip_row.addWidget(chip, at // CHIPS_IN_A_ROW, at % CHIPS_IN_A_ROW)
            self._chips.append(chip)

    def _show_chips(self) -> None:
        taken = {self._canonical(value) for value in self.values}
        for chip in self._chips:
            chip.setChecked(chip.text() in taken)

    def _switch(self, value: str) -> None:
        kept = [each for each in self.values if self._canonical(each) != value]
        if len(kept) == len(self.values):
            kept = _in_order([*kept, value])
        self._values.setText(", ".join(kept))
        self._show_chips()

    def _canonical(self, value: str) -> str:
        if self.factor:
            with suppress(CnnLabError):
                return self.factor.canonical(value)
        return value


def _in_order(values: list[str]) -> list[str]:
    """Numbers by their size; words as they stand."""
    try:
        return sorted(values, key=float)
    except ValueError:
        return values
