"""What TensorFlow's converters say is for the log, not for people."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from cnnlab_gui.engine.native_output import STDERR, STDOUT, in_log

log = logging.getLogger(__name__)

NOISY = ("tensorflow", "absl", "tf2onnx")
"""Loggers that would write to stderr."""


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what is written meanwhile, from Python or from C++, for the log.

    It is for the whole process: nothing else should be written meanwhile.
    """
    with ExitStack() as stack:
        for descriptor in (STDOUT, STDERR):
            stack.enter_context(in_log(descriptor, log, "while exporting: %s"))
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
