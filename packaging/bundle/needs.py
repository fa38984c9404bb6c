"""What the frozen application loads from the system it is started on, Linux only."""

import re
from collections.abc import Iterable

from bundle import linux_needs
from bundle.contents import FROM_THE_SYSTEM
from bundle.places import SYSTEM, BuildError, Places
from cnnlab_gui.core import system_libraries

CERTAIN = re.compile(
    r"(ld-linux.*|lib(c|m|dl|rt|pthread|util|resolv|crypt|nsl|mvec|anl))\.so"
    r"|lib(GL|EGL|GLX|OpenGL|GLdispatch|drm|xcb|vulkan)\.so"
    r"|libxcb-dri.*\.so"
    r"|libwayland-(client|cursor|egl)\.so"
)
"""The C library, and what comes with the driver of the graphics card or the display server."""

PLUGINS = ("platforms/libqxcb.so", "platforms/libqwayland.so", "platforms/libqoffscreen.so")


def check_this_machine() -> None:
    """Refuse to freeze where Qt's libraries are missing: they would be missing in the bundle.

    Raises
    ------
    BuildError
        Naming them, and the packages that bring them.
    """
    if SYSTEM != "linux":
        return
    wanted = system_libraries.QT_LIBRARIES | system_libraries.DISPLAY_LIBRARIES
    missing = system_libraries.missing(wanted)
    if missing:
        raise BuildError(_to_install(missing))


def check(places: Places) -> None:
    """Refuse an application of which something is neither inside nor on every desktop.

    Raises
    ------
    BuildError
        Naming the libraries, or Qt's plug-ins without which there is no window.
    """
    if SYSTEM != "linux":
        return
    plugins = places.contents / "PySide6" / "Qt" / "plugins"
    absent = [name for name in PLUGINS if not (plugins / name).is_file()]
    if absent:
        raise BuildError(f"Qt's {', '.join(absent)} did not come into {places.frozen}.")
    missing = surprising(linux_needs.read(places).versions)
    if missing:
        raise BuildError(_to_install(missing))


def surprising(libraries: Iterable[str]) -> list[str]:
    """Those of the libraries outside a bundle that not every desktop has, by name."""
    return sorted(
        name for name in libraries if not CERTAIN.match(name) and not FROM_THE_SYSTEM.match(name)
    )


def _to_install(missing: list[str]) -> str:
    """What to install on the machine that builds."""
    known = [
        system_libraries.PACKAGES[name] for name in missing if name in system_libraries.PACKAGES
    ]
    packages = dict.fromkeys(each.debian for each in known)
    advice = f" On Debian and Ubuntu: sudo apt-get install {' '.join(packages)}" if packages else ""
    return (
        "Libraries that the application must hold are missing on this machine: "
        f"{', '.join(missing)}.{advice}"
    )
