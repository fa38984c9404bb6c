"""The summary as Keras prints it: asked in the background, shown in a dialog."""

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.network.summary_dialog import SummaryDialog
from tests.app.conftest import Bench, SmallEngine
from tests.qt_fixtures import OnDialog

OpenBench = Callable[..., Bench]
SECONDS = 30
STARTING = "TensorFlow is starting; this takes a few seconds."


class Held:
    """Makes engines that answer only once they are let; the first ``failures`` are not made."""

    def __init__(self) -> None:
        self.made, self.answer = Event(), Event()
        self.asked: list[Architecture] = []
        self.failures = 0

    def __call__(self, *parts: Any) -> SmallEngine:
        assert self.made.wait(SECONDS)
        if self.failures:
            self.failures -= 1
            raise CnnLabError("TensorFlow is not installed. Install it, then try again.")
        held = self

        class Engine(SmallEngine):
            def summary(self, architecture: Architecture) -> str:
                held.asked.append(architecture)
                assert held.answer.wait(SECONDS)
                return super().summary(architecture)

        return Engine(*parts)


@pytest.fixture
def held() -> Iterator[Held]:
    made = Held()
    yield made
    made.made.set()
    made.answer.set()


def show(bench: Bench) -> None:
    """Open the dialog; returns when it is closed."""
    bench.window.actions_by_name["summary"].trigger()


def said(dialog: QWidget) -> list[str]:
    return [each.text() for each in dialog.findChildren(QLabel) if each.isVisible()]


def button(dialog: QWidget, text: str) -> QPushButton:
    buttons = dialog.findChildren(QPushButton)
    return next(each for each in buttons if each.text().replace("&", "") == text)


def wait_for_text(bench: Bench, dialog: QWidget) -> str:
    assert isinstance(dialog, SummaryDialog)
    bench.until(lambda: bool(dialog.text))
    return dialog.text


def leave_while_asked(open_bench: OpenBench, held: Held, on_dialog: OnDialog) -> Bench:
    """Open the summary, and close it while its answer is still waited for."""
    held.made.set()
    bench = open_bench(held).ready()
    on_dialog(lambda dialog: bench.until(lambda: bool(held.asked)))
    show(bench)
    return bench


def test_that_the_summary_is_shown_and_can_be_read_but_not_changed(
    bench: Bench, on_dialog: OnDialog
) -> None:
    bench.ready()
    lines: list[str] = []

    def read(dialog: QWidget) -> None:
        lines.extend(wait_for_text(bench, dialog).splitlines())
        view = dialog.findChild(QPlainTextEdit)
        assert view.isVisible()
        assert view.isReadOnly()
        widths = {view.fontMetrics().horizontalAdvance(letter) for letter in "iW.─"}
        assert len(widths) == 1  # so that the columns stand below each other
        assert view.lineWrapMode() is QPlainTextEdit.LineWrapMode.NoWrap
        bench.until(view.hasFocus)

    on_dialog(read)
    show(bench)
    assert lines[:2] == ['Model: "sequential"', "Conv2D (26, 26, 64) 640"]
    assert len(lines) == 8


def test_that_the_whole_text_is_copied(bench: Bench, on_dialog: OnDialog) -> None:
    bench.ready()
    texts: list[str] = []

    def copy(dialog: QWidget) -> None:
        texts.append(wait_for_text(bench, dialog))
        assert button(dialog, "Copy").toolTip()
        QTest.mouseClick(button(dialog, "Copy"), Qt.MouseButton.LeftButton)
        assert dialog.isVisible()

    on_dialog(copy)
    show(bench)
    assert [QGuiApplication.clipboard().text()] == texts
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize("how", ["escape", "button"])
def test_that_the_dialog_is_closed_by_key_and_by_button(
    bench: Bench, on_dialog: OnDialog, how: str
) -> None:
    bench.ready()
    closed: list[bool] = []

    def close(dialog: QWidget) -> None:
        wait_for_text(bench, dialog)
        if how == "escape":
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
        else:
            QTest.mouseClick(button(dialog, "Close"), Qt.MouseButton.LeftButton)
        closed.append(not dialog.isVisible())

    on_dialog(close)
    show(bench)
    assert closed == [True]


def test_that_the_summary_is_opened_by_its_key(bench: Bench, on_dialog: OnDialog) -> None:
    bench.ready()
    seen: list[str] = []
    on_dialog(lambda dialog: seen.append(dialog.windowTitle()))
    target = QApplication.focusWidget() or bench.window
    bench.qtbot.keyClick(target, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    bench.until(lambda: bool(seen))
    assert seen == ["Summary of the network"]
    bench.until(lambda: bench.lab.summary_desk._call is None)


def test_that_a_network_that_cannot_be_built_is_told_with_its_reason(
    bench: Bench, on_dialog: OnDialog
) -> None:
    bench.ready()
    bench.lab.session.set_architecture(PRESETS["cnn-64"].architecture.removed(4), "")
    texts: list[str] = []

    def read(dialog: QWidget) -> None:
        bench.until(lambda: "There is no summary" in said(dialog))
        texts.extend(said(dialog))
        assert not button(dialog, "Copy").isEnabled()

    on_dialog(read)
    show(bench)
    assert any("Put a Flatten layer between them." in text for text in texts)


def test_that_the_dialog_says_that_it_waits_and_copies_nothing_meanwhile(
    open_bench: OpenBench, held: Held, on_dialog: OnDialog
) -> None:
    held.made.set()
    bench = open_bench(held).ready()

    def read(dialog: QWidget) -> None:
        bench.until(lambda: "Keras builds the network." in said(dialog))
        assert not button(dialog, "Copy").isEnabled()
        held.answer.set()
        assert "Conv2D" in wait_for_text(bench, dialog)
        assert button(dialog, "Copy").isEnabled()

    on_dialog(read)
    show(bench)


def test_that_a_summary_before_tensorflow_is_loaded_waits_and_then_comes(
    open_bench: OpenBench, held: Held, on_dialog: OnDialog
) -> None:
    bench = open_bench(held)
    held.answer.set()

    def read(dialog: QWidget) -> None:
        bench.until(lambda: STARTING in said(dialog))
        held.made.set()
        assert "Conv2D" in wait_for_text(bench, dialog)

    on_dialog(read)
    show(bench)


def test_that_a_tensorflow_that_does_not_load_is_told_and_the_next_wish_tries_again(
    open_bench: OpenBench, held: Held, on_dialog: OnDialog
) -> None:
    held.failures = 1
    bench = open_bench(held)
    held.answer.set()
    texts: list[str] = []

    def read_problem(dialog: QWidget) -> None:
        held.made.set()
        bench.until(lambda: "There is no summary" in said(dialog))
        texts.extend(said(dialog))

    on_dialog(read_problem)
    show(bench)
    assert "TensorFlow is not installed. Install it, then try again." in texts
    on_dialog(lambda dialog: texts.append(wait_for_text(bench, dialog)))
    show(bench)
    assert "Conv2D" in texts[-1]


def test_that_an_answer_that_comes_after_the_dialog_was_closed_is_dropped(
    open_bench: OpenBench, held: Held, on_dialog: OnDialog
) -> None:
    bench = leave_while_asked(open_bench, held, on_dialog)
    held.answer.set()
    bench.until(lambda: bench.lab.summary_desk._call is None)


def test_that_a_dialog_opened_before_the_last_answer_came_shows_the_network_of_now(
    open_bench: OpenBench, held: Held, on_dialog: OnDialog
) -> None:
    bench = leave_while_asked(open_bench, held, on_dialog)
    bench.lab.session.choose_preset("dense-baseline", "")
    texts: list[str] = []

    def read(dialog: QWidget) -> None:
        view = dialog.findChild(QPlainTextEdit)
        view.textChanged.connect(lambda: texts.append(view.toPlainText()))
        held.answer.set()
        wait_for_text(bench, dialog)

    on_dialog(read)
    show(bench)
    bench.until(lambda: bench.lab.summary_desk._call is None)
    assert len(texts) == 1
    assert "Conv2D" not in texts[0]
    assert held.asked[-1] == PRESETS["dense-baseline"].architecture


def test_that_the_window_closes_while_a_summary_is_printed(
    open_bench: OpenBench, held: Held, on_dialog: OnDialog
) -> None:
    bench = leave_while_asked(open_bench, held, on_dialog)
    held.answer.set()
    bench.end()
    assert not bench.window.isVisible()


def test_that_each_wish_prints_the_network_anew(bench: Bench, on_dialog: OnDialog) -> None:
    bench.ready()
    texts: list[str] = []
    for filters in (8, 9):
        bench.lab.session.set_layer_value(0, "filters", filters, "")
        on_dialog(lambda dialog: texts.append(wait_for_text(bench, dialog)))
        show(bench)
        bench.until(lambda: bench.lab.summary_desk._call is None)
    assert "Conv2D (26, 26, 8) 80" in texts[0]
    assert "Conv2D (26, 26, 9) 90" in texts[1]
