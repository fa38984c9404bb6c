"""What Qt loads from a Linux system, and the packages that bring it.

Nothing but the standard library: it is read where Qt cannot be loaded, and by
``packaging/dev.py``, which runs before anything is installed.
"""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

OS_RELEASE = Path("/etc/os-release")
MISSING = re.compile(r"(?:^|[\s(/])(lib[\w.+-]+\.so[\w.]*): ")


class Packages(NamedTuple):
    """Names of the packages with a library, one for each family of systems."""

    debian: str
    fedora: str
    arch: str


# What Qt always loads.
QT_LIBRARIES = {
    "libglib-2.0.so.0": Packages("libglib2.0-0", "glib2", "glib2"),
    "libEGL.so.1": Packages("libegl1", "libglvnd-egl", "libglvnd"),
    "libGL.so.1": Packages("libgl1", "libglvnd-glx", "libglvnd"),
    "libdbus-1.so.3": Packages("libdbus-1-3", "dbus-libs", "dbus"),
    "libfontconfig.so.1": Packages("libfontconfig1", "fontconfig", "fontconfig"),
    "libxkbcommon.so.0": Packages("libxkbcommon0", "libxkbcommon", "libxkbcommon"),
}

# What it loads for an X display.
DISPLAY_LIBRARIES = {
    "libxcb.so.1": Packages("libxcb1", "libxcb", "libxcb"),
    "libX11-xcb.so.1": Packages("libx11-xcb1", "libX11-xcb", "libx11"),
    "libxkbcommon-x11.so.0": Packages("libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
    "libxcb-cursor.so.0": Packages("libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    "libxcb-icccm.so.4": Packages("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    "libxcb-image.so.0": Packages("libxcb-image0", "xcb-util-image", "xcb-util-image"),
    "libxcb-keysyms.so.1": Packages("libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    "libxcb-render-util.so.0": Packages(
        "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil"
    ),
    "libxcb-shape.so.0": Packages("libxcb-shape0", "libxcb", "libxcb"),
    "libxcb-randr.so.0": Packages("libxcb-randr0", "libxcb", "libxcb"),
    "libxcb-render.so.0": Packages("libxcb-render0", "libxcb", "libxcb"),
    "libxcb-shm.so.0": Packages("libxcb-shm0", "libxcb", "libxcb"),
    "libxcb-sync.so.1": Packages("libxcb-sync1", "libxcb", "libxcb"),
    "libxcb-xfixes.so.0": Packages("libxcb-xfixes0", "libxcb", "libxcb"),
    "libxcb-xkb.so.1": Packages("libxcb-xkb1", "libxcb", "libxcb"),
}

# What it loads only at times; named by an error, they are known, too.
OTHER_LIBRARIES = {
    "libGLX.so.0": Packages("libglx0", "libglvnd-glx", "libglvnd"),
    "libGLdispatch.so.0": Packages("libglvnd0", "libglvnd", "libglvnd"),
    "libOpenGL.so.0": Packages("libopengl0", "libglvnd-opengl", "libglvnd"),
    "libX11.so.6": Packages("libx11-6", "libX11", "libx11"),
    "libdrm.so.2": Packages("libdrm2", "libdrm", "libdrm"),
    "libfreetype.so.6": Packages("libfreetype6", "freetype", "freetype2"),
    "libgssapi_krb5.so.2": Packages("libgssapi-krb5-2", "krb5-libs", "krb5"),
    "libgthread-2.0.so.0": Packages("libglib2.0-0", "glib2", "glib2"),
    "libstdc++.so.6": Packages("libstdc++6", "libstdc++", "gcc-libs"),
    "libwayland-client.so.0": Packages("libwayland-client0", "libwayland-client", "wayland"),
    "libwayland-cursor.so.0": Packages("libwayland-cursor0", "libwayland-cursor", "wayland"),
    "libwayland-egl.so.1": Packages("libwayland-egl1", "libwayland-egl", "wayland"),
    "libxcb-util.so.1": Packages("libxcb-util1", "xcb-util", "xcb-util"),
    "libz.so.1": Packages("zlib1g", "zlib", "zlib"),
    "libzstd.so.1": Packages("libzstd1", "libzstd", "zstd"),
}

PACKAGES = {**QT_LIBRARIES, **DISPLAY_LIBRARIES, **OTHER_LIBRARIES}

# The names under which a system may know itself, and what installs there.
FAMILIES = (
    (("debian", "ubuntu"), "debian", "sudo apt-get install"),
    (("fedora", "rhel", "centos"), "fedora", "sudo dnf install"),
    (("arch",), "arch", "sudo pacman -S"),
)


def loads(library: str) -> bool:
    """Whether it can be loaded, from a frozen application's own folder or from the system."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen and (Path(frozen) / library).exists():
        return True
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing(libraries: Iterable[str], loads: Callable[[str], bool] = loads) -> list[str]:
    """Those of ``libraries`` that cannot be loaded."""
    return [name for name in libraries if not loads(name)]


def named_in(text: str) -> list[str]:
    """The library that an error of the loader complains of: none, or one."""
    found = MISSING.search(text)
    return [found.group(1)] if found else []


def sentence(libraries: Iterable[str], os_release: Path = OS_RELEASE) -> str:
    """Name libraries that are missing, and what to type to have them on this system."""
    names = list(dict.fromkeys(libraries))
    many = len(names) > 1
    said = (
        f"CNN Lab needs {'libraries' if many else 'a library'} of the system that "
        f"{'are' if many else 'is'} missing or damaged: {', '.join(names)}. "
    )
    known = [PACKAGES[name] for name in names if name in PACKAGES]
    if not known:
        return said + "Install the package that brings it, then start CNN Lab again."
    systems = _names_of_this_system(os_release)
    for identifiers, family, command in FAMILIES:
        if systems & set(identifiers):
            return said + f"Install with: {command} {_packages(known, family)}"
    ways = [
        f"on {label}: {_packages(known, family)}"
        for label, family in (("Debian and Ubuntu", "debian"), ("Fedora", "fedora"))
    ]
    return said + f"Install the packages that bring them ({'; '.join(ways)})."


def _packages(known: list[Packages], family: str) -> str:
    return " ".join(dict.fromkeys(str(getattr(names, family)) for names in known))


def _names_of_this_system(os_release: Path) -> set[str]:
    try:
        text = os_release.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return set()
    entries = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    return {
        word
        for key in ("ID", "ID_LIKE")
        for word in entries.get(key, "").strip().strip("\"'").lower().split()
    }
