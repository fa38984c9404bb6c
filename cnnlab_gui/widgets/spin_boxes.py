"""Boxes for numbers that let a person type anything, and say what cannot be."""

import math
import re
from typing import Any

from PySide6.QtCore import QLocale, QObject, QSignalBlocker, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

from cnnlab_gui.bridge.translation import number

REAL = re.compile(r"\d*[.,]?\d*(?:[eE][+-]?\d*)?")
MOST_DIGITS = 18  # more than the limit of any field has
FIRST_STEP = 1e-4  # up from 0, where steps multiply


class WholeSpinBox(QSpinBox):
    """Whole numbers; typing one out of range is told at once, not swallowed.

    While what stands in it cannot be, the value is the one from before the typing.

    Signals
    -------
    out_of_range : int
        The nearest number that can be, when the typed one cannot.
    """

    out_of_range = Signal(int)

    def __init__(self, *, factor: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._factor = factor
        self._typing = _Typing(self)

    def setValue(self, value: int) -> None:
        super().setValue(value)
        self._typing.hold()

    def stepBy(self, steps: int) -> None:
        """Step to the next power of the factor if there is one, else by one."""
        if self._factor:
            self.setValue(int(_next_power(self.value(), steps, self._factor, 1)))
            self.selectAll()
        else:
            super().stepBy(steps)
            self._typing.hold()

    def validate(self, text: str, position: int) -> Any:
        state, *rest = super().validate(text, position)
        # What is too large is no typing error: Qt would swallow the last digit without a word.
        if state == QValidator.State.Invalid and self._typed(text) is not None:
            state = QValidator.State.Intermediate
        return (state, *rest)

    def fixup(self, text: str) -> str:
        """Tell what cannot be; as nothing is mended, Qt shows the value that holds."""
        self._typing.tell(finished=True)
        return text

    def nearest(self, *, finished: bool = False) -> int | None:
        """The nearest number that can be, where what stands here cannot; else None."""
        typed = self._typed(self.lineEdit().text())
        if typed is None or self.minimum() <= typed <= self.maximum():
            return None
        return max(self.minimum(), min(self.maximum(), typed))

    def written(self, value: int) -> str:
        """``value`` as it stands in a sentence."""
        return number(value)

    def _typed(self, text: str) -> int | None:
        digits = text.removeprefix(self.prefix()).removesuffix(self.suffix()).strip()
        digits = digits.replace(QLocale().groupSeparator(), "")
        return int(digits) if digits.isdecimal() and len(digits) <= MOST_DIGITS else None


class ExactSpinBox(QDoubleSpinBox):
    """Shows a number with the digits it has, without further zeros; takes ``1e-4`` too.

    What is out of range is told as `WholeSpinBox` tells it.

    Signals
    -------
    out_of_range : float
        The nearest number that can be, when the typed one cannot.
    """

    out_of_range = Signal(float)

    def __init__(self, *, factor: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._factor = factor
        self._typing = _Typing(self)

    def setValue(self, value: float) -> None:
        super().setValue(value)
        self._typing.hold()

    def stepBy(self, steps: int) -> None:
        """Step to the next power of the factor if there is one, else by what Qt takes."""
        if self._factor:
            first = self.minimum() or FIRST_STEP
            self.setValue(_next_power(self.value(), steps, self._factor, first))
            self.selectAll()
        else:
            super().stepBy(steps)
            self._typing.hold()

    def textFromValue(self, value: float) -> str:
        locale = QLocale()
        text = locale.toString(value, "f", self.decimals())
        point = locale.decimalPoint()
        return text.rstrip(locale.zeroDigit()).removesuffix(point) if point in text else text

    def validate(self, text: str, position: int) -> Any:
        text = _with_point(text)
        bare = self._bare(text)
        typed = self._typed(text)
        is_within = typed is not None and self.minimum() <= typed <= self.maximum()
        if "e" in bare.lower() and REAL.fullmatch(bare):
            state = QValidator.State.Acceptable if is_within else QValidator.State.Intermediate
            return state, text, position
        state, *rest = super().validate(text, position)
        if state == QValidator.State.Invalid and typed is not None and not is_within:
            state = QValidator.State.Intermediate
        return (state, *rest)

    def valueFromText(self, text: str) -> float:
        typed = self._typed(text)
        return super().valueFromText(_with_point(text)) if typed is None else typed

    def fixup(self, text: str) -> str:
        """Tell what cannot be; as nothing is mended, Qt shows the value that holds."""
        self._typing.tell(finished=True)
        return text

    def nearest(self, *, finished: bool = False) -> float | None:
        """The nearest number that can be, where what stands here cannot; else None.

        Until it is ``finished``, 0 may be the beginning of 0.001.
        """
        text = self.lineEdit().text()
        typed = self._typed(text)
        if typed is None or self.minimum() <= typed <= self.maximum():
            return None
        _, _, decimals = _with_point(self._bare(text)).partition(QLocale().decimalPoint())
        if typed < self.minimum() and not finished and len(decimals) < self.decimals():
            return None
        return max(self.minimum(), min(self.maximum(), typed))

    def written(self, value: float) -> str:
        """``value`` as it stands in a sentence."""
        return self.textFromValue(value) + self.suffix()

    def _bare(self, text: str) -> str:
        return text.removesuffix(self.suffix()).strip()

    def _typed(self, text: str) -> float | None:
        bare = self._bare(text)
        if not REAL.fullmatch(bare) or len(bare) > MOST_DIGITS:
            return None
        value, sound = QLocale().toDouble(_with_point(bare))
        return value if sound else None


class _Typing(QObject):
    """Keeps half of what is being typed from staying in force, once the whole cannot be.

    A number that is typed holds at each key; so 5000 would leave 500 behind, where 2048 is
    the limit.
    """

    def __init__(self, box: WholeSpinBox | ExactSpinBox) -> None:
        super().__init__(box)
        self._box = box
        self._held: Any = box.value()
        box.lineEdit().textEdited.connect(self._on_edited)
        box.editingFinished.connect(self.hold)

    def hold(self) -> None:
        """Note that typing begins anew, from the value that holds now."""
        self._held = self._box.value()

    def tell(self, *, finished: bool = False) -> None:
        nearest = self._box.nearest(finished=finished)
        if nearest is not None:
            self._box.out_of_range.emit(nearest)

    def _on_edited(self) -> None:
        if not self._box.hasAcceptableInput():
            self._bring_back()
            self.tell()

    def _bring_back(self) -> None:
        """Let hold what held before the typing, and leave the text as it is typed."""
        box, line = self._box, self._box.lineEdit()
        if box.value() == self._held:
            return
        text, place = line.text(), line.cursorPosition()
        with QSignalBlocker(box), QSignalBlocker(line):
            box.setValue(self._held)
            line.setText(text)
            line.setCursorPosition(place)
        box.valueChanged.emit(self._held)


def _next_power(value: float, steps: int, factor: int, first: float) -> float:
    """Where ``steps`` up, or down if negative, lead through the powers of ``factor``.

    With 2, 100 goes up to 128 and down to 64. Below ``first`` there is only 0.
    """
    for _ in range(abs(steps)):
        if value < first:
            value = first if steps > 0 else 0
            continue
        exponent = math.log(value) / math.log(factor)
        if abs(exponent - round(exponent)) < 1e-12:
            to = round(exponent) + (1 if steps > 0 else -1)
        else:
            to = math.ceil(exponent) if steps > 0 else math.floor(exponent)
        # Divided, because that is exact: 10**-4 need not be the number that 0.0001 is.
        power: float = factor**to if to >= 0 else 1 / factor**-to
        value = power if power >= first else 0
    return value


def _with_point(text: str) -> str:
    """``text`` with the locale's decimal sign: 0.01 and 0,01 are one number to a person.

    Qt would take the other sign for one between thousands, and 0.01 for 1.
    """
    return re.sub("[.,]", QLocale().decimalPoint(), text)
