"""The environment of the system's own programs, where a frozen application's has no business.

Its starter lets the loader find its libraries first, and tells children that they belong to it:
a browser would load them, and CNN Lab, started from a file manager of ours, would take itself
for a part of us. Our own children need both, so this is for others alone.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

LIBRARIES = "LD_LIBRARY_PATH"
LIBRARIES_BEFORE = "LD_LIBRARY_PATH_ORIG"
OF_STARTER = "_PYI_"
OF_QT = ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH")
"""Set to the plug-ins inside: a file manager built with another Qt ends when it loads them."""


def environment_outside(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment as it was before a frozen application started; from source, the same."""
    if not getattr(sys, "frozen", False):
        return dict(environment)
    ours = (LIBRARIES, LIBRARIES_BEFORE, *OF_QT)
    outside = {
        name: value
        for name, value in environment.items()
        if name not in ours and not name.startswith(OF_STARTER)
    }
    if LIBRARIES_BEFORE in environment:
        outside[LIBRARIES] = environment[LIBRARIES_BEFORE]
    return outside


@contextmanager
def outside() -> Iterator[None]:
    """Let what is started meanwhile be one of the system's programs."""
    before = dict(os.environ)
    after = environment_outside(before)
    changed = [name for name in before.keys() | after if before.get(name) != after.get(name)]
    _take(after, changed)
    try:
        yield
    finally:
        _take(before, changed)


def _take(environment: Mapping[str, str], names: list[str]) -> None:
    for name in names:
        if name in environment:
            os.environ[name] = environment[name]
        else:
            os.environ.pop(name, None)
