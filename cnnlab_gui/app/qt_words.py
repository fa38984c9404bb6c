"""What Qt says while it starts: for the log, and where it gives up, one sentence for people."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from cnnlab_gui.app.display import why_no_window
from cnnlab_gui.app.opening import FAILED
from cnnlab_gui.core import message_box

log = logging.getLogger(__name__)


@contextmanager
def told_by_qt(*, box: bool) -> Iterator[None]:
    """Make the QApplication within: where Qt cannot, the process ends with one sentence.

    Qt would end it by an abort, with a page of text and a core dump. It tells its message
    handler before, which is the last that is heard of it.
    """
    said: list[str] = []

    def note(kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
        said.append(text or "")
        if kind is not QtMsgType.QtFatalMsg:
            return
        log.error("Qt cannot start: %s", " | ".join(said))
        message_box.tell(why_no_window(os.environ, said), box=box)
        logging.shutdown()
        os._exit(FAILED)

    before = qInstallMessageHandler(note)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
    for text in said:
        log.warning("Qt said: %s", text)
