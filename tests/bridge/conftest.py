"""Qt for the tests of this folder."""

from tests.qt_fixtures import *  # noqa: F403
