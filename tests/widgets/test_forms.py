"""Forms made from models, with keyboard, mouse and wheel."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.form import FormField, form_of
from cnnlab_gui.core.layers.augmentation import RandomFlip, RandomRotation
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import Dropout
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.core.training import TrainingSettings
from cnnlab_gui.widgets.forms import FieldEditor, Form
from tests.widgets.typing_parts import type_into

ALL_FIELDS = [
    pytest.param(model, field, id=f"{model.__name__}-{field.name}")
    for model in (*LAYER_KINDS.values(), TrainingSettings)
    for field in form_of(model)
]
PARTS = {"integer": QSpinBox, "pair": QSpinBox, "real": QDoubleSpinBox, "choice": QComboBox}


def parts_of(editor: FieldEditor) -> list[QWidget]:
    return editor.findChildren(PARTS.get(editor.field.kind, QCheckBox))


@pytest.fixture
def show(qtbot: QtBot, theme: object) -> Callable[..., tuple[FieldEditor, list[Any]]]:
    """Show one field's editor with a value; the list notes what is edited."""

    def show(model: type, name: str, value: Any = None) -> tuple[FieldEditor, list[Any]]:
        field = next(field for field in form_of(model) if field.name == name)
        editor = FieldEditor(field)
        qtbot.addWidget(editor)
        default = model.model_fields[name].default
        editor.show_value(default if value is None else value)
        editor.show()
        noted: list[Any] = []
        editor.edited.connect(noted.append)
        return editor, noted

    return show


Show = Callable[..., tuple[FieldEditor, list[Any]]]


@pytest.mark.parametrize("kind", LAYER_KINDS.values(), ids=list(LAYER_KINDS))
def test_that_every_kind_of_layer_has_a_form_that_shows_its_defaults(
    qtbot: QtBot, kind: type[Layer]
) -> None:
    form = Form(form_of(kind))
    qtbot.addWidget(form)
    layer = kind(kind=kind.__name__)
    edited: list[Any] = []
    form.edited.connect(lambda *change: edited.append(change))
    form.show_values(layer)
    assert {f.name: form.editor(f.name).value for f in form_of(kind)} == layer.model_dump(
        exclude=set(kind.ours)
    )
    assert edited == []


@pytest.mark.parametrize(("model", "field"), ALL_FIELDS)
def test_that_every_control_has_a_name_a_tool_tip_and_the_keyboard(
    show: Show, model: type, field: FormField
) -> None:
    editor, _ = show(model, field.name)
    parts = parts_of(editor)
    assert len(parts) == (2 if field.kind == "pair" else 1)
    for part in parts:
        assert part.accessibleName() == field.title
        assert part.toolTip() == field.help != ""
        assert part.focusPolicy() is Qt.FocusPolicy.StrongFocus
    assert editor.focusProxy() is parts[0]


@pytest.mark.parametrize(("model", "field"), ALL_FIELDS)
def test_that_a_field_takes_its_limits_and_nothing_beyond(
    show: Show, model: type, field: FormField
) -> None:
    editor, _ = show(model, field.name)
    for part in parts_of(editor):
        if isinstance(part, QAbstractSpinBox):
            for wished, held in (
                (field.minimum - 1, field.minimum),
                (field.minimum, field.minimum),
                (field.maximum, field.maximum),
                (min(field.maximum + 1, 2**31 - 1), field.maximum),
            ):
                part.setValue(type(part.value())(wished))
                assert part.value() == held
        elif isinstance(part, QComboBox):
            assert tuple(part.itemText(i) for i in range(part.count())) == field.choices
            assert not part.isEditable()


@pytest.mark.parametrize(("model", "field"), ALL_FIELDS)
def test_that_what_is_edited_has_the_type_that_the_model_takes(
    show: Show, model: type, field: FormField
) -> None:
    editor, noted = show(model, field.name)
    part = parts_of(editor)[0]
    key = Qt.Key.Key_Space if field.kind == "flag" else Qt.Key.Key_Up
    default = model.model_fields[field.name].default
    _press(part, key)
    if not noted:  # it stood at its upper end
        _press(part, Qt.Key.Key_Down)
    assert noted[0] != default
    made = {"kind": model.__name__} if issubclass(model, Layer) else {}
    assert getattr(model.model_validate({**made, field.name: noted[0]}), field.name) == noted[0]


def _press(part: QWidget, key: Qt.Key) -> None:
    from PySide6.QtTest import QTest

    QTest.keyClick(part, key)


def enter(qtbot: QtBot, part: QAbstractSpinBox, text: str) -> None:
    type_into(qtbot, part, text)
    qtbot.keyClick(part, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("typed", "held", "shown"),
    [
        ("0.0001", 1e-4, "0.0001"),
        ("0.000001", 1e-6, "0.000001"),
        ("1e-4", 1e-4, "0.0001"),
        ("2.5E-3", 2.5e-3, "0.0025"),
        ("1e1", 10.0, "10"),
        ("10", 10.0, "10"),
        ("0.1234567", 0.1234567, "0.1234567"),
    ],
)
def test_that_a_real_is_held_exactly_and_shown_without_further_zeros(
    qtbot: QtBot, show: Show, typed: str, held: float, shown: str
) -> None:
    editor, noted = show(TrainingSettings, "learning_rate", 0.5)
    (part,) = parts_of(editor)
    enter(qtbot, part, typed)
    assert editor.value == held == noted[-1]
    assert part.text() == shown
    # Once more Enter, on what is shown now.
    qtbot.keyClick(part, Qt.Key.Key_Return)
    assert editor.value == held


@pytest.mark.parametrize("typed", ["0.0000001", "1e-9", "1e", "e", "", "1e99"])
def test_that_a_real_beyond_its_limits_goes_back_to_one_within(
    qtbot: QtBot, show: Show, typed: str
) -> None:
    editor, noted = show(TrainingSettings, "learning_rate", 0.5)
    (part,) = parts_of(editor)
    enter(qtbot, part, typed)
    assert 1e-6 <= editor.value <= 10
    assert all(1e-6 <= value <= 10 for value in noted)


def test_that_a_real_is_written_as_the_language_writes_it(
    qtbot: QtBot, show: Show, in_locale: Callable[[str], None]
) -> None:
    in_locale("fr_FR")
    editor, noted = show(TrainingSettings, "learning_rate", 0.0001)
    (part,) = parts_of(editor)
    assert part.text() == "0,0001"
    enter(qtbot, part, "0,002")
    assert noted[-1] == 0.002
    enter(qtbot, part, "1,5e-3")
    assert (noted[-1], part.text()) == (0.0015, "0,0015")
    enter(qtbot, part, "0.01")  # with the other language's sign
    assert (noted[-1], part.text()) == (0.01, "0,01")


def test_that_zero_is_shown_as_the_word_that_it_means(show: Show) -> None:
    for name, word in (("limit", "all"), ("hold_out", "none")):
        editor, _ = show(TrainingSettings, name, type(getattr(TrainingSettings(), name))(0))
        assert parts_of(editor)[0].text() == word
    editor, _ = show(Dense, "l2")
    assert parts_of(editor)[0].text() == "none"


def test_that_zero_in_a_layer_s_pair_is_shown_as_its_word_and_can_be_typed_away(
    qtbot: QtBot, show: Show
) -> None:
    editor, noted = show(MaxPooling2D, "strides")
    height, width = parts_of(editor)
    assert (height.text(), width.text()) == ("auto", "auto")
    enter(qtbot, height, "3")
    assert (height.text(), width.text()) == ("3", "auto")
    assert noted[-1] == editor.value == (3, 0)


@pytest.mark.parametrize("typed", ["25.5", "25.5°", "25,5"])
def test_that_a_unit_stands_behind_the_number_and_need_not_be_typed(
    qtbot: QtBot, show: Show, typed: str
) -> None:
    editor, noted = show(RandomRotation, "degrees")
    (part,) = parts_of(editor)
    assert part.text() == "10°"
    enter(qtbot, part, typed)
    assert (part.text(), noted[-1]) == ("25.5°", 25.5)


def test_that_arrow_keys_double_and_halve_filters_and_units_but_not_a_kernel(
    qtbot: QtBot, show: Show
) -> None:
    for model, name, default in ((Conv2D, "filters", 32), (Dense, "units", 128)):
        editor, noted = show(model, name)
        for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
            qtbot.keyClick(parts_of(editor)[0], key)
        assert noted == [2 * default, default, default // 2]
    editor, noted = show(Conv2D, "kernel_size")
    qtbot.keyClick(parts_of(editor)[0], Qt.Key.Key_Up)
    assert noted == [(4, 3)]


@pytest.mark.parametrize(
    ("model", "name", "value", "up"),
    [
        (TrainingSettings, "learning_rate", 0.001, 0.01),
        (Dense, "l2", 0.0, 0.0001),
        (Dropout, "rate", 0.25, 0.3),
        (RandomRotation, "degrees", 10.0, 11.0),
    ],
)
def test_that_an_arrow_key_steps_each_number_by_what_suits_it(
    qtbot: QtBot, show: Show, model: type, name: str, value: float, up: float
) -> None:
    editor, noted = show(model, name, value)
    qtbot.keyClick(parts_of(editor)[0], Qt.Key.Key_Up)
    assert noted == [up]


def test_that_a_value_is_sent_once_although_enter_follows(qtbot: QtBot, show: Show) -> None:
    editor, noted = show(Conv2D, "filters", 64)
    enter(qtbot, parts_of(editor)[0], "8")
    qtbot.keyClick(parts_of(editor)[0], Qt.Key.Key_Return)
    assert noted == [8]


def test_that_a_choice_asks_for_little_room_but_its_list_shows_each_entry_whole(
    qtbot: QtBot, show: Show
) -> None:
    editor, _ = show(RandomFlip, "mode")
    (box,) = parts_of(editor)
    assert isinstance(box, QComboBox)
    longest = max(box.fontMetrics().horizontalAdvance(each) for each in editor.field.choices)
    assert box.minimumSizeHint().width() < longest
    editor.resize(60, editor.height())
    box.showPopup()
    assert box.width() < longest < box.view().minimumWidth() <= box.view().viewport().width()
    box.hidePopup()


def test_that_a_pair_is_edited_side_by_side(qtbot: QtBot, show: Show) -> None:
    editor, noted = show(Conv2D, "kernel_size", (3, 5))
    height, width = parts_of(editor)
    assert (height.value(), width.value()) == (3, 5)
    assert [sign.text() for sign in editor.findChildren(QLabel)] == ["×"]
    enter(qtbot, width, "7")
    assert noted[-1] == (3, 7)
    assert editor.value == (3, 7)


def test_that_a_choice_is_made_with_the_keyboard(qtbot: QtBot, show: Show) -> None:
    editor, noted = show(Conv2D, "padding")
    qtbot.keyClick(parts_of(editor)[0], Qt.Key.Key_Down)
    assert noted == ["same"]


def test_that_a_flag_is_set_with_the_space_bar_and_the_mouse(qtbot: QtBot, show: Show) -> None:
    editor, noted = show(TrainingSettings, "deterministic")
    (box,) = parts_of(editor)
    qtbot.keyClick(box, Qt.Key.Key_Space)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert noted == [True, False]


@pytest.mark.parametrize("focused", [False, True])
@pytest.mark.parametrize(
    ("model", "name"),
    [
        (TrainingSettings, "epochs"),
        (TrainingSettings, "learning_rate"),
        (Conv2D, "padding"),
        (Conv2D, "kernel_size"),
    ],
)
def test_that_a_wheel_over_a_form_changes_nothing_and_is_left_to_scroll(
    show: Show, model: type, name: str, focused: bool
) -> None:
    editor, noted = show(model, name)
    for part in parts_of(editor):
        if focused:
            part.setFocus()
        assert not roll(part)
    assert noted == []


def roll(control: QWidget) -> bool:
    """Turn the wheel by one notch; whether the control took it."""
    centre = control.rect().center()
    event = QWheelEvent(
        QPointF(centre),
        QPointF(control.mapToGlobal(centre)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(control, event)
    return event.isAccepted()


def test_that_the_title_of_a_field_leads_to_its_control(qtbot: QtBot) -> None:
    form = Form(form_of(Conv2D))
    qtbot.addWidget(form)
    titles = [label for label in form.findChildren(QLabel) if label.buddy()]
    assert [title.text() for title in titles] == [f.title for f in form_of(Conv2D)]
    assert [title.buddy() for title in titles] == [form.editor(f.name) for f in form_of(Conv2D)]


def test_that_showing_other_values_sends_no_edit(qtbot: QtBot) -> None:
    form = Form(form_of(Conv2D))
    qtbot.addWidget(form)
    edited: list[Any] = []
    form.edited.connect(lambda *change: edited.append(change))
    layer = Conv2D(filters=7, kernel_size=(5, 1), strides=(2, 2), padding="same")
    form.show_values(layer)
    assert form.editor("kernel_size").value == (5, 1)
    assert edited == []
