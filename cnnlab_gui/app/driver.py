"""Drives the real window from a script: waits for conditions, presses what a person presses."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.core.drawing.reader import Reading
from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.widgets.drawing.canvas import DrawingCanvas
from cnnlab_gui.widgets.theme import Theme

POLL_MS = 10
LOADING_SECONDS = 120.0
TRAINING_SECONDS = 300.0


class DriveError(Exception):
    """Something that was to happen in the window did not."""


def until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Let the window live until ``condition`` holds.

    Raises
    ------
    DriveError
        It did not hold within ``seconds``.
    """
    if condition():
        return
    loop = QEventLoop()
    poll, limit = QTimer(), QTimer()
    poll.timeout.connect(lambda: loop.quit() if condition() else None)
    limit.setSingleShot(True)
    limit.timeout.connect(loop.quit)
    poll.start(POLL_MS)
    limit.start(round(1000 * seconds))
    loop.exec()
    poll.stop()
    if not condition():
        raise DriveError(f"{what}: not within {seconds:g} s")


@contextmanager
def laboratory() -> Iterator[Laboratory]:
    """A laboratory in its window, closed and waited for at the end."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    made = Laboratory(Theme(application))
    try:
        made.window.show()
        until(made.window.isVisible, LOADING_SECONDS, "the window is on the screen")
        yield made
    finally:
        made.training_desk.abandon()
        until(lambda: not made.window.isVisible(), LOADING_SECONDS, "the window closes")
        made.shut_down()


def wait_until_ready(lab: Laboratory) -> None:
    """Wait until TensorFlow is loaded and the images are there.

    Raises
    ------
    DriveError
        TensorFlow cannot be loaded, for the reason that is given; or it takes too long.
    """
    desk, page = lab.training_desk, lab.window.train_page
    until(lambda: desk.device is not None or bool(page.error), LOADING_SECONDS, "TensorFlow loads")
    if desk.device is None:
        raise DriveError(page.error)
    until(lambda: lab.datasets.dataset is not None, LOADING_SECONDS, "the images are read")


def look_inside(lab: Laboratory, seconds: float = LOADING_SECONDS) -> None:
    """Wait until the Feature maps page, which is in front, shows all that was asked for."""
    page, desk = lab.window.maps_page, lab.maps_desk
    until(lambda: page.seen() is not None and not desk.is_waiting, seconds, "the maps are there")
    for panel in page.panels[: 2 if page.is_comparing else 1]:
        if panel.problem_is_shown:
            raise DriveError(panel.notice.text)


def move_pen(canvas: DrawingCanvas, kind: QEvent.Type, point: tuple[float, float]) -> None:
    """Press the mouse on the paper, move it, or let it go, at a place in units of its side."""
    place = canvas.paper.topLeft() + QPointF(*point) * canvas.paper.width()
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    event = QMouseEvent(
        kind,
        place,
        QPointF(canvas.mapToGlobal(place)),
        none if kind is QEvent.Type.MouseMove else left,
        none if kind is QEvent.Type.MouseButtonRelease else left,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(canvas, event)


def draw(lab: Laboratory, *strokes: Sequence[tuple[float, float]]) -> Reading:
    """Draw strokes on the Draw page, which is in front, and wait until they are read."""
    page = lab.window.draw_page
    for stroke in strokes:
        move_pen(page.canvas, QEvent.Type.MouseButtonPress, stroke[0])
        for point in stroke[1:]:
            move_pen(page.canvas, QEvent.Type.MouseMove, point)
        move_pen(page.canvas, QEvent.Type.MouseButtonRelease, stroke[-1])
    desk = lab.draw_desk
    until(
        lambda: page.reading() is not None and not desk.is_waiting,
        LOADING_SECONDS,
        "the drawing is read",
    )
    reading = page.reading()
    assert reading is not None
    return reading


def train(lab: Laboratory, seconds: float = TRAINING_SECONDS) -> RunFinished:
    """Press Train and wait for the end of the run."""
    ended: list[RunFinished] = []
    lab.training_desk.finished.connect(ended.append)
    lab.window.actions_by_name["train"].trigger()
    if lab.window.train_page.error:
        raise DriveError(lab.window.train_page.error)
    until(lambda: bool(ended), seconds, "the training ends")
    lab.training_desk.finished.disconnect(ended.append)
    return ended[0]
