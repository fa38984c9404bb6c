"""Setting a sweep up: what is told at every change, by mouse and keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.sweep.estimate import Measured
from cnnlab_gui.widgets.sweep.dialog import SweepDialog
from cnnlab_gui.widgets.theme import Theme

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> SweepDialog:
    base = PRESETS["cnn-64"].specification()
    made = SweepDialog(base, theme, lambda stem: f"{stem}-001".replace(" ", "-"), lambda n: 2)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def chip(dialog: SweepDialog, text: str) -> QPushButton:
    return next(each for each in dialog.first.chips if each.text() == text)


def write(qtbot: QtBot, dialog: SweepDialog, text: str) -> None:
    line = dialog.first.values_line
    line.selectAll()
    qtbot.keyClicks(line, text)


def cells(dialog: SweepDialog) -> list[list[str]]:
    table = dialog.findChild(QTableWidget)
    items = [
        [table.item(row, column) for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]
    return [[item.text() for item in row if item] for row in items]


def test_that_it_opens_with_a_sweep_that_can_be_started_at_once(dialog: SweepDialog) -> None:
    assert "3 values × 3 seeds = 9 runs" in dialog.told
    assert dialog.start.text() == "Train 9 runs"
    assert dialog.plan is not None
    assert (dialog.plan.id, dialog.plan.seeds) == ("filters-001", (0, 1, 2))
    assert [row[0] for row in cells(dialog)] == ["16", "32", "64"]
    assert [row[2] for row in cells(dialog)] == ["55,098", "113,386", "243,786"]


def test_that_enter_starts_what_was_typed_a_moment_ago(qtbot: QtBot, dialog: SweepDialog) -> None:
    write(qtbot, dialog, "x")
    qtbot.waitUntil(lambda: not dialog.start.isEnabled())
    write(qtbot, dialog, "4, 8")
    qtbot.keyClick(dialog.first.values_line, Qt.Key.Key_Return)
    assert dialog.result() == SweepDialog.DialogCode.Accepted
    assert dialog.plan is not None
    assert dialog.plan.factors[0].values == ("4", "8")


def test_that_escape_starts_nothing(qtbot: QtBot, dialog: SweepDialog) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == SweepDialog.DialogCode.Rejected


def test_that_a_chip_takes_a_value_in_and_leaves_it_out(dialog: SweepDialog) -> None:
    QTest.mouseClick(chip(dialog, "32"), LEFT)
    assert dialog.first.values == ("16", "64")
    assert not chip(dialog, "32").isChecked()
    QTest.keyClick(chip(dialog, "32"), Qt.Key.Key_Space)
    assert dialog.first.values == ("16", "32", "64")


def test_that_a_chip_follows_what_is_typed(qtbot: QtBot, dialog: SweepDialog) -> None:
    write(qtbot, dialog, "064 7")
    assert [each.isChecked() for each in dialog.first.chips] == [False, False, True]


def test_that_a_problem_is_said_at_its_value_and_nothing_can_be_started(
    qtbot: QtBot, dialog: SweepDialog
) -> None:
    dialog.first.choose("convolutions")
    write(qtbot, dialog, "1, 4")
    qtbot.waitUntil(lambda: len(cells(dialog)) == 2 and not dialog.start.isEnabled())
    sound, wrong = cells(dialog)
    assert sound[2] == "1,386,506"
    assert wrong[0] == "4"
    assert "needs an image of at least 3×3" in wrong[1]
    assert "1 of 2 cannot be compared" in dialog.told
    qtbot.keyClick(dialog.first.values_line, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_that_no_value_at_all_is_told(qtbot: QtBot, dialog: SweepDialog) -> None:
    dialog.first.values_line.clear()
    qtbot.waitUntil(lambda: dialog.plan is None)
    assert "1 to 50 values" in dialog.told


def test_that_two_factors_are_combined(qtbot: QtBot, dialog: SweepDialog) -> None:
    dialog.second.choose("optimizer")
    dialog.seeds.setValue(1)
    qtbot.waitUntil(lambda: "3 values × 3 values × 1 seed = 9 runs" in dialog.told)
    assert len(cells(dialog)) == 9


def test_that_epochs_and_images_hold_for_the_sweep(qtbot: QtBot, dialog: SweepDialog) -> None:
    epochs, images = (dialog._editors[name].parts[0] for name in ("epochs", "limit"))
    epochs.selectAll()
    qtbot.keyClicks(epochs, "2")
    images.selectAll()
    qtbot.keyClicks(images, "500")
    qtbot.waitUntil(lambda: dialog.plan is not None and dialog.plan.base.settings.limit == 500)
    assert dialog.plan is not None
    assert dialog.plan.base.settings.epochs == 2


def test_that_what_varies_cannot_be_set_beside_it(qtbot: QtBot, dialog: SweepDialog) -> None:
    dialog.first.choose("epochs")
    qtbot.waitUntil(lambda: not dialog._editors["epochs"].isEnabled())
    assert dialog._editors["limit"].isEnabled()


def test_that_earlier_runs_make_the_time_surer(dialog: SweepDialog) -> None:
    assert "nothing was trained on this machine" in dialog.told
    dialog.set_measured((Measured(1e-4, 1.0, alone=True),))
    assert "nothing was trained on this machine" not in dialog.told
    assert "about" in dialog.told


def test_that_images_that_do_not_fit_are_told(dialog: SweepDialog) -> None:
    dialog.set_images(ImageFacts("Tiny", (8, 8, 1), 3), (100, 10))
    assert dialog.plan is None
    assert not dialog.start.isEnabled()


def test_that_everything_has_a_name_for_those_who_do_not_see_it(dialog: SweepDialog) -> None:
    row = dialog.first
    assert row.values_line.accessibleName() == "Values of Filters"
    assert (dialog.seeds.accessibleName(), dialog.jobs.accessibleName()) == ("Seeds", "At once")
    assert all(each.toolTip() for each in row.chips)
