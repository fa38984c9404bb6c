"""The status bar's words."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.progress import Progress
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.status import LabStatusBar


@pytest.fixture
def status(qtbot: QtBot) -> LabStatusBar:
    made = LabStatusBar()
    qtbot.addWidget(made)
    made.show()
    return made


def shown(status: LabStatusBar) -> list[str]:
    return [label.text() for label in status.findChildren(QLabel)]


def bar(status: LabStatusBar) -> QProgressBar:
    return status.findChild(QProgressBar)


def test_that_tensorflow_is_said_to_start_until_the_device_is_known(status: LabStatusBar) -> None:
    assert status.device_text == "TensorFlow is starting…"
    status.show_device(DeviceReport("CPU, 2 cores", False, Sentence("no GPU: none found")))
    assert status.device_text == "CPU, 2 cores (no GPU: none found)"
    status.show_device(DeviceReport("RTX 4000", True))
    assert status.device_text == "RTX 4000"
    status.show_device_problem("TensorFlow could not be loaded")
    assert status.device_text == "TensorFlow could not be loaded"


def test_that_progress_tells_epoch_share_rate_and_time_left(status: LabStatusBar) -> None:
    status.show_progress(Progress(2, 5, 0.41, 2210.4, 38.4))
    assert "epoch 2 of 5 · 41 % · 2,210 images/s · 38 s left" in shown(status)
    assert bar(status).isVisible()
    assert bar(status).value() == 410


def test_that_progress_leaves_out_what_is_not_known_yet(status: LabStatusBar) -> None:
    status.show_progress(Progress(1, 5, 0.0, 0.0, None))
    assert "epoch 1 of 5 · 0 %" in shown(status)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0 s left"),
        (59.4, "59 s left"),
        (59.6, "1 min 00 s left"),
        (61.0, "1 min 01 s left"),
        (3599.4, "59 min 59 s left"),
        (3599.6, "1 h 00 min left"),
        (90_000.0, "25 h 00 min left"),
    ],
)
def test_that_the_time_left_is_said_in_the_units_people_use(
    status: LabStatusBar, seconds: float, text: str
) -> None:
    status.show_progress(Progress(1, 1, 0.5, 0.0, seconds))
    assert f"epoch 1 of 1 · 50 % · {text}" in shown(status)


def test_that_busy_keeps_the_bar_and_idle_empties_it(status: LabStatusBar) -> None:
    status.show_progress(Progress(1, 2, 0.5, 0.0, None))
    status.show_busy("stopping…")
    assert "stopping…" in shown(status)
    assert bar(status).value() == 500
    status.show_idle("stopped")
    assert "stopped" in shown(status)
    assert not bar(status).isVisible()
    assert bar(status).value() == 0


def test_that_numbers_follow_the_language(
    status: LabStatusBar, in_locale: Callable[[str], None]
) -> None:
    in_locale("de_DE")
    status.show_progress(Progress(1000, 2000, 0.5, 12_345.0, None))
    assert "epoch 1.000 of 2.000 · 50 % · 12.345 images/s" in shown(status)
