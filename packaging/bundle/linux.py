"""Installers for Linux: ``.deb``, ``.tar.xz``, and an AppImage where its tool is at hand."""

from bundle.linux_appimage import make_appimage
from bundle.linux_deb import make_deb
from bundle.linux_tar import make_tar
from bundle.linux_trial import install

__all__ = ["install", "make_appimage", "make_deb", "make_tar"]
