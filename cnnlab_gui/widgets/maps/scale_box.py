"""Choose what the first and the last colour of a map, or of a kernel, stand for."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from cnnlab_gui.core.inside.kernels import KernelScale
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.widgets.spin_boxes import ExactSpinBox

LEAST, MOST = -1e6, 1e6
KERNEL_SCALES: tuple[KernelScale | None, ...] = (None, "each", "all")
"""In the order of their box."""


class ScaleBox(QWidget):
    """Per map, per layer, or from a number to a number.

    Signals
    -------
    chosen : MapScale
        By a person.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.per = QComboBox()
        self.per.setAccessibleName(self.tr("Colours"))
        self.per.setToolTip(
            self.tr(
                "Where the colours begin and end: at each map's own least and largest number, at "
                "those of all maps of its layer, or where you say."
            )
        )
        for text, per in (
            (self.tr("colours per map"), "map"),
            (self.tr("colours per layer"), "layer"),
            (self.tr("colours fixed"), "fixed"),
        ):
            self.per.addItem(text, per)
        self.low = self._number(self.tr("The darkest colour"), 0.0)
        self.high = self._number(self.tr("The lightest colour"), 1.0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.per)
        row.addWidget(self.low)
        row.addWidget(self.high)
        self.per.activated.connect(lambda _: self._emit())
        self._show_numbers()

    def _number(self, name: str, value: float) -> ExactSpinBox:
        made = ExactSpinBox()
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setDecimals(4)
        made.setRange(LEAST, MOST)
        made.setValue(value)
        made.setKeyboardTracking(False)
        made.setMaximumWidth(72)
        made.valueChanged.connect(lambda _: self._emit())
        return made

    @property
    def scale(self) -> MapScale:
        """What is chosen."""
        per = self.per.currentData()
        if per != "fixed":
            return MapScale(per)
        return MapScale("fixed", self.low.value(), self.high.value())

    def show_scale(self, scale: MapScale) -> None:
        """Show a choice, without a signal."""
        with QSignalBlocker(self.per), QSignalBlocker(self.low), QSignalBlocker(self.high):
            self.per.setCurrentIndex(self.per.findData(scale.per))
            if scale.per == "fixed":
                self.low.setValue(scale.low)
                self.high.setValue(scale.high)
        self._show_numbers()

    def _show_numbers(self) -> None:
        is_fixed = self.per.currentData() == "fixed"
        self.low.setVisible(is_fixed)
        self.high.setVisible(is_fixed)

    def _emit(self) -> None:
        self._show_numbers()
        self.chosen.emit(self.scale)


class KernelScaleBox(QComboBox):
    """Whether the colours of kernels show their shapes, or compare their sizes.

    Signals
    -------
    chosen : {"each", "all"} or None
        By a person; None for automatic.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Colours of the kernels"))
        self.setToolTip(
            self.tr(
                "Where the colours end: at the strongest weight of each kernel, which shows its "
                "shape, or at that of all, which compares them. Automatic: at that of all, unless "
                "one kernel is far stronger than the others."
            )
        )
        self.addItems(
            [
                self.tr("automatic colours"),
                self.tr("colours per kernel"),
                self.tr("the same colours for all"),
            ]
        )
        self.activated.connect(lambda row: self.chosen.emit(KERNEL_SCALES[row]))

    def show_scale(self, scale: KernelScale | None) -> None:
        """Show a choice, without a signal."""
        self.setCurrentIndex(KERNEL_SCALES.index(scale))
