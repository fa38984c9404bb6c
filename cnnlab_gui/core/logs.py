"""The log file of the home: what happened inside, for a bug report."""

import faulthandler
import logging
import logging.handlers
import stat
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from cnnlab_gui.core import paths

MAXIMUM_BYTES = 1_000_000


class _SilentFile(logging.handlers.RotatingFileHandler):
    """A log that a full disk or a missing right ends in silence, not in a traceback."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        pass


def log_path() -> Path:
    return paths.home() / "logs" / "cnnlab.log"


def crash_path() -> Path:
    return paths.home() / "logs" / "crash.log"


def crash_report() -> Path | None:
    """Where Python wrote what it was doing when the process was killed by a fault, if ever."""
    try:
        return crash_path() if crash_path().stat().st_size else None
    except (OSError, ValueError):
        return None


def _takes_text(path: Path) -> bool:
    """Whether a file can be appended to there: a pipe would wait for ever for its reader."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return True


_crash_file: list[TextIO] = []  # open to the end, as a process that dies opens nothing


def catch_crashes() -> None:
    """Let a fault that Python cannot survive leave a trace; nothing where none can be kept."""
    with suppress(OSError, ValueError):
        crash_path().parent.mkdir(parents=True, exist_ok=True)
        if not _takes_text(crash_path()):
            return
        is_long = crash_report() is not None and crash_path().stat().st_size > MAXIMUM_BYTES
        file = crash_path().open("w" if is_long else "a", encoding="utf-8")
        _crash_file.append(file)
        faulthandler.enable(file)


def _handler(path: Path) -> logging.Handler:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not _takes_text(path):
        return logging.NullHandler()
    return _SilentFile(path, maxBytes=MAXIMUM_BYTES, backupCount=2, encoding="utf-8", delay=True)


def start() -> None:
    """Send this package's log to the home's log file; a home that cannot be written has none."""
    logger = logging.getLogger("cnnlab_gui")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    if logger.handlers:
        return
    try:
        handler = _handler(log_path())
    except (OSError, ValueError):
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger.addHandler(handler)
    logging.captureWarnings(True)
    warnings_log = logging.getLogger("py.warnings")
    warnings_log.addHandler(handler)
    warnings_log.propagate = False
    warnings.simplefilter("default")
