"""The log file of the home: what happened inside, for a bug report."""

import logging
import logging.handlers
import warnings
from pathlib import Path

from cnnlab_gui.core import paths

MAXIMUM_BYTES = 1_000_000


class _SilentFile(logging.handlers.RotatingFileHandler):
    """A log that a full disk or a missing right ends in silence, not in a traceback."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        pass


def log_path() -> Path:
    return paths.home() / "logs" / "cnnlab.log"


def start() -> None:
    """Send this package's log to the home's log file; a home that cannot be written has none."""
    logger = logging.getLogger("cnnlab_gui")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    if logger.handlers:
        return
    try:
        log_path().parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = _SilentFile(
            log_path(), maxBytes=MAXIMUM_BYTES, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger.addHandler(handler)
    logging.captureWarnings(True)
    warnings_log = logging.getLogger("py.warnings")
    warnings_log.addHandler(handler)
    warnings_log.propagate = False
    warnings.simplefilter("default")
