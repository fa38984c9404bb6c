"""What TensorFlow's converters say is for the log, not for people."""

import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

log = logging.getLogger(__name__)

STDOUT, STDERR = 1, 2
MOST_KEPT = 100_000  # bytes
NOISY = ("tensorflow", "absl", "tf2onnx")
"""Loggers that would write to stderr."""


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what is written meanwhile, from Python or from C++, for the log.

    It is for the whole process: nothing else should be written meanwhile.
    """
    with ExitStack() as stack:
        for descriptor in (STDOUT, STDERR):
            stack.enter_context(_descriptor_in_log(descriptor))
        for name in NOISY:
            stack.enter_context(_silenced(logging.getLogger(name)))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _silenced(logger: logging.Logger) -> Iterator[None]:
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


@contextmanager
def _descriptor_in_log(descriptor: int) -> Iterator[None]:
    try:
        own = os.dup(descriptor)
    except OSError:  # a windowed application may have no such stream at all
        yield
        return
    with tempfile.TemporaryFile() as capture:
        os.dup2(capture.fileno(), descriptor)
        try:
            yield
        finally:
            os.dup2(own, descriptor)
            os.close(own)
            capture.seek(0)
            said = capture.read(MOST_KEPT).decode(errors="replace").strip()
            if said:
                log.info("while exporting: %s", said)
