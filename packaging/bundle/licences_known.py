"""What is known of licences beyond what packages and systems say of themselves."""

import re
from dataclasses import dataclass

from bundle.places import PACKAGING

TEXTS = PACKAGING / "licences"

# Whole by themselves: they name no owner, so that the same text serves every package.
COMMON_TEXTS = {"Apache-2.0": "Apache-2.0.txt"}

QT = ("Qt-LGPL-notice.txt", "LGPL-3.0.txt", "GPL-3.0.txt")
DISTRIBUTION_TEXTS = {
    "pyside6-essentials": QT,
    "shiboken6": QT,
}
"""Files of `TEXTS` for packages that bring none."""

MORE_TEXTS = {
    "tensorflow": ("tensorflow/THIRD_PARTY_NOTICES.txt",),
    "tensorflow-cpu": ("tensorflow/THIRD_PARTY_NOTICES.txt",),
    "onnxruntime": ("onnxruntime/LICENSE", "onnxruntime/ThirdPartyNotices.txt"),
    "pyqtgraph": ("pyqtgraph/colors/maps/CC-BY license - applies to CET color map data.txt",),
}
"""Files of a package itself that belong to its licences, as paths in ``site-packages``."""


@dataclass(frozen=True)
class Part:
    """Another's work inside a Python package, told by where it lies in ``site-packages``.

    Attributes
    ----------
    version : str
        Empty where it is that of the package.
    texts : tuple of str
        Files of `TEXTS`.
    """

    place: re.Pattern[str]
    name: str
    version: str
    licence: str
    homepage: str
    texts: tuple[str, ...]


# The first that fits is taken.
PARTS = (
    Part(
        re.compile(r"PySide6/(Qt/lib/)?(libicu|icu)[^/]*$", re.IGNORECASE),
        "ICU", "", "ICU", "https://icu.unicode.org", ("ICU.txt",),
    ),
    Part(
        re.compile(r"PySide6/opengl32sw\.dll$", re.IGNORECASE),
        "Mesa", "", "MIT", "https://mesa3d.org", ("Mesa.txt",),
    ),
    Part(
        re.compile(r"(.*/)?(vcruntime|msvcp|concrt|vccorlib|ucrtbase|api-ms-win-)[^/]*\.dll$",
                   re.IGNORECASE),
        "Microsoft Visual C++ runtime", "14", "LicenseRef-Microsoft-Visual-Cpp-Runtime",
        "https://learn.microsoft.com/cpp/windows/latest-supported-vc-redist",
        ("Microsoft-runtime.txt",),
    ),
    Part(
        re.compile(r"PySide6/(Qt/|plugins/|translations/|Qt6[^/]*\.dll$)"),
        "Qt", "", "LGPL-3.0-only", "https://www.qt.io", (*QT, "Qt-third-party.txt"),
    ),
    Part(
        re.compile(r"h5py[^/]*/[^/]*(libaec|libsz|szip|sz\.)[^/]*$"),
        "libaec", "", "BSD-2-Clause", "https://gitlab.dkrz.de/k202009/libaec", ("libaec.txt",),
    ),
)  # fmt: skip

WINDOWS = PARTS[2]
"""The only libraries that are taken from Windows itself."""

REFUSED = {
    "readline": "GPL-3.0-or-later, which would be the licence of the whole application",
    "gdbm": "GPL-3.0-or-later, which would be the licence of the whole application",
}
"""Sources of system libraries that must not be inside, and why."""

SYSTEM_LICENCES = {
    "brotli": "MIT",
    "bzip2": "bzip2-1.0.6",
    "dbus": "AFL-2.1 OR GPL-2.0-or-later",
    "e2fsprogs": "MIT",  # of libcom_err, the only library of it here
    "expat": "MIT",
    "fontconfig": "HPND",
    "freetype": "FTL OR GPL-2.0-or-later",
    "gcc": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "glib2.0": "LGPL-2.1-or-later",
    "graphite2": "LGPL-2.1-or-later OR MPL-1.1 OR GPL-2.0-or-later",
    "harfbuzz": "MIT-Modern-Variant",
    "keyutils": "LGPL-2.0-or-later",
    "krb5": "MIT",
    "libbsd": "BSD-3-Clause AND ISC",
    "libcap2": "BSD-3-Clause OR GPL-2.0-only",
    "libffi": "MIT",
    "libgcrypt20": "LGPL-2.1-or-later",
    "libgpg-error": "LGPL-2.1-or-later",
    "libjpeg-turbo": "IJG AND BSD-3-Clause AND Zlib",
    "libmd": "BSD-3-Clause AND ISC",
    "libpng1.6": "libpng-2.0",
    "libselinux": "LicenseRef-public-domain",
    "libx11": "MIT AND X11",
    "libxau": "MIT-open-group",
    "libxcb": "X11",
    "libxcomposite": "MIT",
    "libxcursor": "HPND-sell-variant",
    "libxdamage": "HPND-sell-variant",
    "libxdmcp": "MIT-open-group",
    "libxext": "MIT-open-group",
    "libxfixes": "HPND-sell-variant AND MIT",
    "libxi": "MIT-open-group AND MIT",
    "libxinerama": "MIT-open-group",
    "libxkbcommon": "MIT",
    "libxrandr": "HPND-sell-variant",
    "libxrender": "HPND-sell-variant",
    "libzstd": "BSD-3-Clause OR GPL-2.0-only",
    "lz4": "BSD-2-Clause",
    "ncurses": "X11-distribute-modifications-variant",
    "openssl": "Apache-2.0",
    "pcre2": "BSD-3-Clause",
    "pixman": "MIT",
    "sqlite3": "blessing",
    "systemd": "LGPL-2.1-or-later",
    "util-linux": "LGPL-2.1-or-later AND BSD-3-Clause",
    "wayland": "MIT",
    "xcb-util": "X11",
    "xcb-util-cursor": "X11",
    "xcb-util-image": "X11",
    "xcb-util-keysyms": "X11",
    "xcb-util-renderutil": "X11",
    "xcb-util-wm": "X11",
    "xz-utils": "LicenseRef-public-domain",
    "zlib": "Zlib",
}
"""The licence of the libraries alone, by source package of Debian: its files speak of more."""


def system_licence(source: str) -> str:
    """The licence of a system library by its source package; points to the text if unknown."""
    name = re.sub(r"^(gcc)-\d+$", r"\1", source)
    return SYSTEM_LICENCES.get(name, "LicenseRef-see-text")
