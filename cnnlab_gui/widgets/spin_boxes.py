"""Boxes for numbers that let a person type anything, and say what cannot be."""

import re
from typing import Any

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

EXPONENT = re.compile(r"\d*[.,]?\d*[eE][+-]?\d*")
MOST_DIGITS = 18  # more than the limit of any field has


class WholeSpinBox(QSpinBox):
    """Whole numbers; typing one out of range is told at once, not swallowed.

    Signals
    -------
    out_of_range : int
        The nearest number that can be, when the typed one cannot.
    """

    out_of_range = Signal(int)

    def __init__(self, *, doubling: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doubling = doubling
        self.lineEdit().textEdited.connect(self._look_at)

    def stepBy(self, steps: int) -> None:
        """Step to the next power of two where the field doubles, else by one."""
        if not self._doubling:
            super().stepBy(steps)
            return
        value = self.value()
        for _ in range(abs(steps)):
            # 100 goes up to 128 and down to 64; 64 goes up to 128 and down to 32.
            value = (
                1 << value.bit_length() if steps > 0 else 1 << max(0, (value - 1).bit_length() - 1)
            )
        self.setValue(value)

    def validate(self, text: str, position: int) -> Any:
        state, *rest = super().validate(text, position)
        # What is too large is no typing error: Qt would swallow the last digit without a word.
        if state == QValidator.State.Invalid and self._typed(text) is not None:
            state = QValidator.State.Intermediate
        return (state, *rest)

    def fixup(self, text: str) -> str:
        typed = self._typed(text)
        return self.textFromValue(self._nearest(typed)) if typed is not None else text

    def _typed(self, text: str) -> int | None:
        digits = text.removeprefix(self.prefix()).removesuffix(self.suffix()).strip()
        return int(digits) if digits.isdecimal() and len(digits) <= MOST_DIGITS else None

    def _nearest(self, value: int) -> int:
        return max(self.minimum(), min(self.maximum(), value))

    def _look_at(self, text: str) -> None:
        typed = self._typed(text)
        if typed is not None and typed != self._nearest(typed):
            self.out_of_range.emit(self._nearest(typed))


class ExactSpinBox(QDoubleSpinBox):
    """Shows a number with the digits it has, without further zeros; takes ``1e-4`` too."""

    def textFromValue(self, value: float) -> str:
        locale = QLocale()
        text = locale.toString(value, "f", self.decimals())
        point = locale.decimalPoint()
        return text.rstrip(locale.zeroDigit()).removesuffix(point) if point in text else text

    def validate(self, text: str, position: int) -> Any:
        text = _with_point(text)
        if not EXPONENT.fullmatch(text.strip()):
            return super().validate(text, position)
        value, sound = QLocale().toDouble(text)
        ready = sound and self.minimum() <= value <= self.maximum()
        state = QValidator.State.Acceptable if ready else QValidator.State.Intermediate
        return state, text, position

    def valueFromText(self, text: str) -> float:
        text = _with_point(text)
        value, sound = QLocale().toDouble(text)
        return value if sound else super().valueFromText(text)


def _with_point(text: str) -> str:
    """``text`` with the locale's decimal sign: 0.01 and 0,01 are one number to a person.

    Qt would take the other sign for one between thousands, and 0.01 for 1.
    """
    return re.sub("[.,]", QLocale().decimalPoint(), text)
