"""The learning rate of the run that is going on, which can be changed in the middle."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnlab_gui.widgets.forms import leave_wheel
from cnnlab_gui.widgets.spin_boxes import ExactSpinBox
from cnnlab_gui.widgets.states import button, label
from cnnlab_gui.widgets.theme import GRID

LOWEST, HIGHEST, DECIMALS = 1e-8, 10.0, 8
DIGITS = 3  # a rate that a schedule gave is shown with so many


class RateBox(QWidget):
    """Shows the rate, and takes another one.

    Signals
    -------
    rate_wanted : float
        From the next batch on.
    """

    rate_wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rate = 0.0
        title = label(self.tr("Learning rate"), "muted")
        self._box = ExactSpinBox()
        self._box.setDecimals(DECIMALS)
        self._box.setRange(LOWEST, HIGHEST)
        self._box.setButtonSymbols(ExactSpinBox.ButtonSymbols.NoButtons)
        self._box.setKeyboardTracking(False)
        self._box.setFixedWidth(11 * GRID)
        self._box.setAccessibleName(self.tr("Learning rate of the run that is going on"))
        self._box.setToolTip(
            self.tr("Type another rate and press Enter: it holds from the next batch on.")
        )
        self._box.valueChanged.connect(self._on_typed)
        leave_wheel(self._box)
        title.setBuddy(self._box)
        halve = button("÷2", lambda: self._ask(self._rate / 2), self.tr("Halve the learning rate"))
        double = button("×2", lambda: self._ask(self._rate * 2), self.tr("Double it"))
        halve.setAccessibleName(self.tr("Halve the learning rate"))
        double.setAccessibleName(self.tr("Double the learning rate"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(title)
        for each in (self._box, halve, double):
            row.addWidget(each)
        for each in (halve, double):
            each.setProperty("compact", True)

    @property
    def rate(self) -> float:
        """What holds, as far as it was told or asked for."""
        return self._rate

    def begin(self) -> None:
        """Another run: what was typed for the last one is gone; nothing is asked for yet."""
        self._rate = 0.0
        self._box.lineEdit().setModified(False)
        self.setEnabled(False)

    def show_rate(self, rate: float) -> None:
        """Show what holds now; what is being typed stays."""
        if rate <= 0 or rate == self._rate:
            return
        self._rate = rate
        self.setEnabled(True)
        if not self._box.lineEdit().isModified():
            with QSignalBlocker(self._box):
                self._box.setValue(float(f"{rate:.{DIGITS}g}"))

    def _on_typed(self, rate: float) -> None:
        self._ask(rate)

    def _ask(self, rate: float) -> None:
        wanted = min(max(rate, LOWEST), HIGHEST)
        self._rate = wanted
        self._box.lineEdit().setModified(False)
        with QSignalBlocker(self._box):
            self._box.setValue(float(f"{wanted:.{DIGITS}g}"))
        self.rate_wanted.emit(wanted)
