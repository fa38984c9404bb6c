"""Why there can be no window: found out in words, before Qt would end the process.

Nothing of Qt is imported here.
"""

import ctypes
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from cnnlab_gui.core import system_libraries

Environment = Mapping[str, str]

X_SOCKETS = Path("/tmp/.X11-unix")
X_PORT = 6000
ANSWER_SECONDS = 2.0
WHAT_TO_DO = "Use the commands instead (`cnnlab --help`), or log in to a desktop."


def problem(environment: Environment) -> str | None:
    """Say what is missing for any window at all; None where Qt may try.

    This costs no more than a look at the environment and one at a file.
    """
    if not sys.platform.startswith("linux"):
        return None
    platform = environment.get("QT_QPA_PLATFORM")
    x, wayland = environment.get("DISPLAY"), environment.get("WAYLAND_DISPLAY")
    if platform:
        # Wayland's own library complains on stderr where nobody can hold it back.
        only_wayland = platform.split(":")[0] == "wayland" and ";" not in platform
        return _wayland_problem(wayland or "wayland-0", environment) if only_wayland else None
    if not x and not wayland:
        return (
            "There is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. "
            + WHAT_TO_DO
        )
    if wayland and not x:
        return _wayland_problem(wayland, environment)
    return None


def why_no_window(environment: Environment, messages: list[str]) -> str:
    """Say in one sentence why Qt gave up.

    Parameters
    ----------
    environment : mapping
    messages : list of str
        What Qt said until then, its last words at the end.
    """
    platform = environment.get("QT_QPA_PLATFORM", "")
    unknown = [text for text in messages if text.startswith("Could not find the Qt platform")]
    if platform and unknown:
        name = unknown[0].split('"')[1] if '"' in unknown[0] else platform
        return (
            f"QT_QPA_PLATFORM asks Qt for '{name}', which is not here. Unset QT_QPA_PLATFORM, or "
            f"set it to one of: {', '.join(_platforms())}."
        )
    return (
        _library_problem(environment, platform)
        or _damage(environment, platform)
        or _display_problem(environment, platform)
        or f"Qt cannot open a window: {_shortened(messages)}. {WHAT_TO_DO}"
    )


def library_problem(error: ImportError) -> str | None:
    """Say which library of the system is missing where Qt itself could not be loaded."""
    named = system_libraries.named_in(str(error))
    if not named or not sys.platform.startswith("linux"):
        return None
    others = system_libraries.missing(system_libraries.QT_LIBRARIES)
    return system_libraries.sentence([*named, *others])


def _library_problem(environment: Environment, platform: str) -> str | None:
    """What the plug-in for the display cannot be loaded without."""
    if not sys.platform.startswith("linux"):
        return None
    wants_x = platform.startswith("xcb") or (not platform and bool(environment.get("DISPLAY")))
    needed = {**system_libraries.QT_LIBRARIES}
    if wants_x:
        needed |= system_libraries.DISPLAY_LIBRARIES
    missing = system_libraries.missing(needed)
    name = "xcb" if wants_x else platform.partition(";")[0].partition(":")[0]
    missing += _unloadable(name or "wayland")
    return system_libraries.sentence(missing) if missing else None


def _damage(environment: Environment, platform: str) -> str | None:
    """What is said where Qt's own plug-in for an X display is gone."""
    wants_x = platform.startswith("xcb") or (not platform and bool(environment.get("DISPLAY")))
    if not wants_x or not sys.platform.startswith("linux"):
        return None
    plugin = _plugins() / "libqxcb.so"
    if plugin.is_file():
        return None
    return f"A part of CNN Lab is missing: {plugin}. Install CNN Lab again."


def _unloadable(platform: str) -> list[str]:
    """The library without which Qt's own plug-in for a platform cannot be loaded, if any."""
    plugin = _plugins() / f"libq{platform}.so"
    if not plugin.is_file():
        return []
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        named = system_libraries.named_in(str(error))
        return [name for name in named if name != plugin.name]
    return []


def _plugins() -> Path:
    from PySide6.QtCore import QLibraryInfo

    return Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"


def _platforms() -> list[str]:
    known = {plugin.stem.removeprefix("libq") for plugin in _plugins().glob("libq*.so")}
    return sorted(known & {"xcb", "wayland", "offscreen"}) or sorted(known)


def _display_problem(environment: Environment, platform: str) -> str | None:
    x, wayland = environment.get("DISPLAY"), environment.get("WAYLAND_DISPLAY")
    if platform.startswith("wayland") or (wayland and not platform and not x):
        return _wayland_problem(wayland or "wayland-0", environment)
    if platform.startswith("xcb") and not x:
        return "There is no X display to open a window on: DISPLAY is not set. " + WHAT_TO_DO
    if x and (not platform or platform.startswith("xcb")):
        return _x_problem(x)
    return None


def _wayland_problem(name: str, environment: Environment) -> str | None:
    folder = environment.get("XDG_RUNTIME_DIR")
    if not folder and not name.startswith("/"):
        return (
            f"No Wayland display can be found: WAYLAND_DISPLAY is {name}, but XDG_RUNTIME_DIR, "
            "which names its folder, is not set. Start CNN Lab as the user who is logged in to "
            "the desktop."
        )
    path = Path(folder or "/") / name
    if path.exists():
        return None
    return (
        f"No Wayland display answers at {path}: WAYLAND_DISPLAY names one that is not there. "
        + WHAT_TO_DO
    )


def _x_problem(display: str) -> str:
    if _answers(display):
        return (
            f"The display {display} refuses this user. Start CNN Lab as the user who is logged in "
            "to the desktop, or give it that one's XAUTHORITY."
        )
    return (
        f"No display answers at {display}, to which DISPLAY is set. Set it to the number of a "
        "desktop that is running, or use the commands instead (`cnnlab --help`)."
    )


def _answers(display: str) -> bool:
    """Whether somebody listens there, whatever they would say."""
    host, _, number = display.rpartition(":")
    digits = number.split(".")[0]
    if not digits.isdigit():
        return False
    try:
        if host in ("", "unix"):
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as knock:
                knock.settimeout(ANSWER_SECONDS)
                knock.connect(str(X_SOCKETS / f"X{digits}"))
        else:
            port = X_PORT + int(digits)
            socket.create_connection((host, port), ANSWER_SECONDS).close()
    except (OSError, OverflowError, ValueError):
        return False
    return True


def _shortened(messages: list[str]) -> str:
    """The first line of Qt's last words."""
    last = messages[-1].strip().splitlines() if messages else []
    return last[0].rstrip(".") if last else "it does not say why"
