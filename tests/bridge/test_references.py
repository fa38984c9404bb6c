"""PySide6 6.12.0 loses a reference to None at every void call on Python 3.10 and 3.11."""

import sys

from PySide6.QtCore import QObject

CALLS = 1000


def test_that_void_qt_calls_lose_no_reference_to_none(qapp: QObject) -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        thing.setObjectName("name")
    # On Python 3.12 and later None is immortal and its count never moves.
    assert abs(sys.getrefcount(None) - before) < CALLS // 10
