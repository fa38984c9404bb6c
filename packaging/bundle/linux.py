"""Installers for Linux: ``.deb``, ``.tar.xz``, and an AppImage where its tool is at hand."""

from bundle.places import BuildError, Places


def make_deb(places: Places) -> None:
    """Pack the Debian package."""
    raise BuildError(f"not made yet: {places.out}")


def make_tar(places: Places) -> None:
    """Pack the archive for every other Linux."""
    raise BuildError(f"not made yet: {places.out}")


def make_appimage(places: Places) -> None:
    """Pack an AppImage, where appimagetool is at hand."""
    raise BuildError(f"not made yet: {places.out}")
