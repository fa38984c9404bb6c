"""A form made from a model's fields; none is written by hand."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.form import FormField
from cnnlab_gui.widgets.spin_boxes import ExactSpinBox, WholeSpinBox
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID

UNDO_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


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
        row = QHBoxLayout()
        row.setSpacing(GRID // 2)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID // 2)
        self._column.addLayout(row)
        self._refusal: _Refusal | None = None
        self.parts = self._make(field)
        for index, part in enumerate(self.parts):
            if index:
                row.addWidget(label("×"))
            row.addWidget(part, 1)
            part.setAccessibleName(translated(field.title))
            part.setToolTip(translated(field.help))
            leave_wheel(part)
        self.setFocusProxy(self.parts[0])

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
        box = WholeSpinBox(doubling=field.doubling)
        box.setRange(int(field.minimum or 0), int(min(field.maximum or 2**31 - 1, 2**31 - 1)))
        box.setAccelerated(True)
        if field.zero:
            box.setSpecialValueText(translated(field.zero))
        box.valueChanged.connect(lambda _: self._emit())
        box.out_of_range.connect(lambda nearest, box=box: self._refuse(box, nearest))
        for change in (box.lineEdit().textEdited, box.valueChanged, box.editingFinished):
            change.connect(lambda *_: self._forget_refusal(box))
        return box

    def _refuse(self, box: WholeSpinBox, nearest: int) -> None:
        """Say what the box takes, and offer the nearest of it."""
        if self._refusal is None:
            self._refusal = _Refusal()
            self._column.addWidget(self._refusal)
        text = self.tr("{name} can be {least} to {most}.").format(
            name=translated(self.field.title),
            least=number(box.minimum()),
            most=number(box.maximum()),
        )
        self._refusal.tell(text, nearest, lambda: box.setValue(nearest))

    def _forget_refusal(self, box: WholeSpinBox) -> None:
        if self._refusal and box.hasAcceptableInput():
            self._refusal.hide()

    def _real(self, field: FormField) -> QDoubleSpinBox:
        box = ExactSpinBox()
        box.setDecimals(7)
        box.setSuffix(field.unit)
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
        values = [_value(part) for part in self.parts]
        return tuple(values) if self.field.kind == "pair" else values[0]

    def show_value(self, value: Any) -> None:
        """Show ``value`` without sending `edited`."""
        values = value if self.field.kind == "pair" else (value,)
        for part, each in zip(self.parts, values, strict=True):
            if _value(part) == each:
                continue
            blocker = QSignalBlocker(part)
            _set_value(part, each)
            del blocker
            if self._refusal:
                self._refusal.hide()

    def select_all(self) -> None:
        """Take the keyboard, so that typing replaces what stands there."""
        self.setFocus()
        first = self.parts[0]
        if isinstance(first, QAbstractSpinBox):
            first.selectAll()

    def _emit(self) -> None:
        self.edited.emit(self.value)


class _Refusal(QWidget):
    """Under a box: what it takes, and the nearest value at a press."""

    def __init__(self) -> None:
        super().__init__()
        self._text = label(role="error", wrap=True)
        self._use = QPushButton()
        self._deed: Callable[[], None] = lambda: None
        self._use.setToolTip(self.tr("Take the nearest number that can be."))
        # The box keeps the keyboard: Enter in it, or leaving it, does the same.
        self._use.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._use.clicked.connect(self._mend)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._text)
        column.addWidget(self._use)

    def tell(self, text: str, nearest: int, deed: Callable[[], None]) -> None:
        self._text.setText(text)
        self._use.setText(self.tr("Use {value}").format(value=number(nearest)))
        self._deed = deed
        self.show()

    def _mend(self) -> None:
        self.hide()
        self._deed()


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
