"""What happens to an error that nobody foresaw: the log, and one dialog that helps."""

import logging
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMessageBox

from cnnlab_gui.core import logs, message_box

log = logging.getLogger(__name__)


class ErrorReporter(QObject):
    """Shows unforeseen errors of any thread in the window's thread, one at a time.

    Signals
    -------
    happened : str
        One line about the error.
    """

    happened = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = False
        self.happened.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log an error, and show it soon."""
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        log.error("unforeseen", exc_info=(kind, error, trace))
        if sys.stderr is not None:
            sys.__excepthook__(kind, error, trace)
        self.happened.emit(f"{kind.__name__}: {error}")

    def _show(self, text: str) -> None:
        if self._open:
            return
        self._open = True
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            self.tr("Something unexpected happened"),
            self.tr(
                "CNN Lab met an error of its own. You can go on; what was saved is safe. If it "
                "happens again, please report it with the log."
            ),
            QMessageBox.StandardButton.Ok,
        )
        box.setTextFormat(Qt.TextFormat.PlainText)  # what is said of an error may look like markup
        box.setInformativeText(f"{text}\n\n{logs.log_path()}")
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.exec()
        self._open = False


def install() -> ErrorReporter:
    """Send what Python would print of an unforeseen error to a reporter."""
    reporter = ErrorReporter(QCoreApplication.instance())
    sys.excepthook = reporter.report
    threading.excepthook = lambda args: reporter.report(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )
    return reporter


def show_crash(text: str) -> bool:
    """Say that the application has to end; False where there is none that could show it.

    The box goes away by itself after `cnnlab_gui.core.message_box.SECONDS`.
    """
    if not isinstance(QApplication.instance(), QApplication):
        return False
    box = QMessageBox(
        QMessageBox.Icon.Critical,
        QCoreApplication.translate("ErrorReporter", "CNN Lab cannot go on"),
        text,
        QMessageBox.StandardButton.Close,
    )
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    QTimer.singleShot(message_box.SECONDS * 1000, box, box.reject)
    box.exec()
    return True
