"""A form made from a model's fields; none is written by hand."""

import re
from typing import Any

from PySide6.QtCore import QEvent, QLocale, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QValidator
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QSpinBox,
    QWidget,
)

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.form import FormField
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID

UNDO_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
EXPONENT = re.compile(r"\d*[.,]?\d*[eE][+-]?\d*")


class FieldEditor(QWidget):
    """Edits one field.

    Signals
    -------
    edited : object
        The new value, in the type of the field.
    """

    edited = Signal(object)

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        self._parts = self._make(field)
        for number, part in enumerate(self._parts):
            if number:
                row.addWidget(label("×"))
            row.addWidget(part, 1)
            part.setAccessibleName(translated(field.title))
            part.setToolTip(translated(field.help))
            leave_wheel(part)
        self.setFocusProxy(self._parts[0])

    def _make(self, field: FormField) -> list[QWidget]:
        match field.kind:
            case "integer":
                return [self._integer(field)]
            case "pair":
                return [self._integer(field), self._integer(field)]
            case "real":
                return [self._real(field)]
            case "choice":
                return [self._choice(field)]
            case "flag":
                box = QCheckBox()
                box.toggled.connect(lambda _: self._emit())
                return [box]

    def _integer(self, field: FormField) -> QSpinBox:
        box = QSpinBox()
        box.setRange(int(field.minimum or 0), int(min(field.maximum or 2**31 - 1, 2**31 - 1)))
        box.setAccelerated(True)
        box.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)
        if field.zero:
            box.setSpecialValueText(translated(field.zero))
        box.valueChanged.connect(lambda _: self._emit())
        return box

    def _real(self, field: FormField) -> QDoubleSpinBox:
        box = ExactSpinBox()
        box.setDecimals(7)
        box.setRange(field.minimum or 0.0, 1e9 if field.maximum is None else field.maximum)
        box.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        if field.maximum is not None and field.maximum <= 1:
            box.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
            box.setSingleStep(0.05)
        if field.zero:
            box.setSpecialValueText(translated(field.zero))
        box.valueChanged.connect(lambda _: self._emit())
        return box

    def _choice(self, field: FormField) -> QComboBox:
        box = QComboBox()
        box.addItems(list(field.choices))
        box.currentIndexChanged.connect(lambda _: self._emit())
        return box

    @property
    def value(self) -> Any:
        values = [_value(part) for part in self._parts]
        return tuple(values) if self.field.kind == "pair" else values[0]

    def show_value(self, value: Any) -> None:
        """Show ``value`` without sending `edited`."""
        values = value if self.field.kind == "pair" else (value,)
        for part, each in zip(self._parts, values, strict=True):
            if _value(part) == each:
                continue
            blocker = QSignalBlocker(part)
            _set_value(part, each)
            del blocker

    def select_all(self) -> None:
        """Take the keyboard, so that typing replaces what stands there."""
        self.setFocus()
        first = self._parts[0]
        if isinstance(first, QAbstractSpinBox):
            first.selectAll()

    def _emit(self) -> None:
        self.edited.emit(self.value)


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


class _Leaver(QObject):
    """Leaves to the window what a control would keep: the wheel, and undo."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()  # so that what lies behind gets it
            return True
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and any(event.matches(key) for key in UNDO_KEYS)
        ):
            event.ignore()  # so that it undoes the last edit, not the last letter
            return True
        return super().eventFilter(watched, event)


def leave_wheel(control: QWidget) -> None:
    """Let a wheel over ``control`` scroll what it lies on, and undo keys reach the window."""
    control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    control.installEventFilter(_Leaver(control))


class Form(QWidget):
    """All fields of one model, one below the other.

    Signals
    -------
    edited : str, object
        A field's name and new value.
    """

    edited = Signal(str, object)

    def __init__(self, fields: tuple[FormField, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editors: dict[str, FieldEditor] = {}
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in fields:
            editor = FieldEditor(field)
            editor.edited.connect(lambda value, name=field.name: self.edited.emit(name, value))
            title = label(translated(field.title))
            title.setToolTip(translated(field.help))
            title.setBuddy(editor)
            layout.addRow(title, editor)
            self._editors[field.name] = editor

    def editor(self, name: str) -> FieldEditor:
        return self._editors[name]

    def show_values(self, model: object) -> None:
        """Show the values that ``model`` has in its attributes."""
        for name, editor in self._editors.items():
            editor.show_value(getattr(model, name))


def _value(part: QWidget) -> Any:
    match part:
        case QSpinBox() | QDoubleSpinBox():
            return part.value()
        case QComboBox():
            return part.currentText()
        case QCheckBox():
            return part.isChecked()
    raise TypeError(type(part))


def _set_value(part: QWidget, value: Any) -> None:
    match part:
        case QSpinBox() | QDoubleSpinBox():
            part.setValue(value)
        case QComboBox():
            part.setCurrentText(value)
        case QCheckBox():
            part.setChecked(value)
