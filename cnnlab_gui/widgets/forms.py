"""A form made from a model's fields; none is written by hand."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
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

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.form import FormField
from cnnlab_gui.widgets.spin_boxes import ExactSpinBox, WholeSpinBox
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID

UNDO_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
# The keyboard comes back from these on its own.
PASSING = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
FEWEST_LETTERS = 8  # of a choice: its box grows where there is room, and never asks for it

NumberBox = WholeSpinBox | ExactSpinBox


class FieldEditor(QWidget):
    """Edits one field. Every change holds at once; Escape takes back what was changed.

    Signals
    -------
    edited : object
        The new value, in the type of the field.
    entered
        The keyboard has come to it: what is edited now is a deed of its own.
    """

    edited = Signal(object)
    entered = Signal()

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._has_keyboard = False
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
            part.installEventFilter(self)
        self.setFocusProxy(self.parts[0])
        # A box may show fewer decimals than the model holds, so there are two of them.
        self._shown = self._held = self.value
        self._first = self._held  # what Escape comes back to

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

    def _integer(self, field: FormField) -> WholeSpinBox:
        box = WholeSpinBox(factor=field.factor)
        box.setRange(int(field.minimum or 0), int(min(field.maximum or 2**31 - 1, 2**31 - 1)))
        box.setAccelerated(True)
        box.setSuffix(_suffix(field))
        self._prepare(box, field)
        return box

    def _real(self, field: FormField) -> ExactSpinBox:
        box = ExactSpinBox(factor=field.factor)
        box.setDecimals(7)
        box.setSuffix(_suffix(field))
        box.setRange(field.minimum or 0.0, 1e9 if field.maximum is None else field.maximum)
        box.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        if field.maximum is not None and field.maximum <= 1:
            box.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
            box.setSingleStep(0.05)
        self._prepare(box, field)
        return box

    def _prepare(self, box: NumberBox, field: FormField) -> None:
        if field.zero:
            box.setSpecialValueText(translated(field.zero))
        box.valueChanged.connect(lambda _: self._emit())
        box.out_of_range.connect(lambda nearest, box=box: self._refuse(box, nearest))
        box.lineEdit().textEdited.connect(lambda _: self._forget_refusal(box))
        box.editingFinished.connect(lambda: self._forget_refusal(box))

    def _refuse(self, box: NumberBox, nearest: float) -> None:
        """Say what the box takes, and offer the nearest of it."""
        if self._refusal is None:
            self._refusal = _Refusal()
            self._column.addWidget(self._refusal)
        text = self.tr("{name} can be {least} to {most}.").format(
            name=translated(self.field.title),
            least=_written(box, box.minimum()),
            most=_written(box, box.maximum()),
        )
        self._refusal.tell(text, _written(box, nearest), lambda: _set_value(box, nearest))

    def _forget_refusal(self, box: NumberBox) -> None:
        if self._refusal and box.nearest() is None:
            self._refusal.hide()

    def _choice(self, field: FormField) -> QComboBox:
        box = _ChoiceBox()
        box.addItems(list(field.choices))
        box.currentIndexChanged.connect(lambda _: self._emit())
        return box

    @property
    def value(self) -> Any:
        values = [_value(part) for part in self.parts]
        return tuple(values) if self.field.kind == "pair" else values[0]

    def show_value(self, value: Any) -> None:
        """Show ``value`` without sending `edited`; Escape then comes back to it."""
        if value != self._held:  # else a number that is half typed stays as it is
            self._show(value)
            self._first = value

    def _show(self, value: Any) -> None:
        values = value if self.field.kind == "pair" else (value,)
        for part, each in zip(self.parts, values, strict=True):
            with QSignalBlocker(part):
                _set_value(part, each)
        self._held, self._shown = value, self.value
        if self._refusal:
            self._refusal.hide()

    def begin(self) -> None:
        """Forget what is half typed; what holds now is what Escape comes back to."""
        self._show(self._held)
        self._first = self._held

    def take_back(self) -> bool:
        """Come back to what stood here when the keyboard came; whether there was another."""
        boxes = [part for part in self.parts if isinstance(part, NumberBox)]
        is_half_typed = not all(box.hasAcceptableInput() for box in boxes)
        is_changed = self._held != self._first
        self._show(self._first)
        if is_changed:
            self.edited.emit(self._first)
        return is_changed or is_half_typed

    def finish(self) -> bool:
        """Take what is typed, as Enter does; False if it cannot be.

        What is then told stays, to say why the old number is back.
        """
        for part in self.parts:
            if isinstance(part, NumberBox) and _nearest(part) is not None:
                part.interpretText()
                part.selectAll()
                return False
        return True

    def select_all(self) -> None:
        """Take the keyboard, so that typing replaces what stands there."""
        self.setFocus()
        first = self.parts[0]
        if isinstance(first, QAbstractSpinBox):
            first.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.FocusIn:
                if not self._has_keyboard:
                    self._has_keyboard = True
                    self._first = self._held
                    self.entered.emit()
            case QEvent.Type.FocusOut if isinstance(event, QFocusEvent):
                stays = event.reason() in PASSING or any(part.hasFocus() for part in self.parts)
                self._has_keyboard = stays
            case QEvent.Type.Hide:
                self._has_keyboard = False
            case QEvent.Type.KeyPress if isinstance(event, QKeyEvent):
                if event.key() == Qt.Key.Key_Escape and self.take_back():
                    return True
                if event.key() in ENTER_KEYS and not self.finish():
                    return True
        return super().eventFilter(watched, event)

    def _emit(self) -> None:
        if self.value != self._shown:  # Qt sends a value again at each Enter
            self._held = self._shown = self.value
            if self._refusal:
                self._refusal.hide()
            self.edited.emit(self._held)


class _ChoiceBox(QComboBox):
    """As narrow as its place; only its list is as wide as the longest entry."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(FEWEST_LETTERS)

    def showPopup(self) -> None:
        # Not every style widens the list by itself, and none says how wide it would be.
        entries = (self.itemText(at) for at in range(self.count()))
        longest = max(map(self.fontMetrics().horizontalAdvance, entries), default=0)
        self.view().setMinimumWidth(longest + 4 * GRID)
        super().showPopup()


class _Refusal(QWidget):
    """Under a box: what it takes, and the nearest value at a press."""

    def __init__(self) -> None:
        super().__init__()
        self._text = label(role="error", wrap=True)
        self._use = QPushButton()
        self._deed: Callable[[], None] = lambda: None
        self._use.setToolTip(self.tr("Take the nearest number that can be."))
        # The box keeps the keyboard: there Up or Down, and typing, go on at once.
        self._use.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._use.clicked.connect(self._mend)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._text)
        column.addWidget(self._use)

    def tell(self, text: str, nearest: str, deed: Callable[[], None]) -> None:
        self._text.setText(text)
        self._use.setText(self.tr("Use {value}").format(value=nearest))
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
    entered
        The keyboard has come to another field.
    """

    edited = Signal(str, object)
    entered = Signal()

    def __init__(self, fields: tuple[FormField, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editors: dict[str, FieldEditor] = {}
        self._layout = layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in fields:
            editor = FieldEditor(field)
            editor.edited.connect(lambda value, name=field.name: self.edited.emit(name, value))
            editor.entered.connect(self.entered)
            title = label(translated(field.title))
            title.setToolTip(translated(field.help))
            title.setBuddy(editor)
            layout.addRow(title, editor)
            self._editors[field.name] = editor

    def editor(self, name: str) -> FieldEditor:
        return self._editors[name]

    def show_field(self, name: str, shown: bool) -> None:
        """Show a field or hide it, with its title."""
        self._layout.setRowVisible(self._editors[name], shown)

    def show_values(self, model: object) -> None:
        """Show the values that ``model`` has in its attributes."""
        for name, editor in self._editors.items():
            editor.show_value(getattr(model, name))

    def begin(self) -> None:
        """Forget what is half typed, because the form now shows another model."""
        for editor in self._editors.values():
            editor.begin()


def _suffix(field: FormField) -> str:
    """The unit behind a number; a word stands apart from it, a sign such as ``°`` does not."""
    unit = translated(field.unit) if field.unit else ""
    return f" {unit}" if unit.isalpha() else unit


def _nearest(part: QWidget) -> float | None:
    """The nearest number, where what is typed cannot be."""
    return part.nearest(finished=True) if isinstance(part, NumberBox) else None


def _written(box: NumberBox, value: float) -> str:
    return box.written(int(value)) if isinstance(box, WholeSpinBox) else box.written(value)


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
