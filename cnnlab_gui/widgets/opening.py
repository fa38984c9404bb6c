"""Handing folders and pages to the programs that the system opens them with."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from cnnlab_gui.core.outside import outside


def show_folder(folder: Path) -> None:
    """Open a folder in the system's file manager."""
    _open(QUrl.fromLocalFile(str(folder)))


def open_page(address: str) -> None:
    """Open a page of the web in the system's browser."""
    _open(QUrl(address))


def _open(url: QUrl) -> None:
    with outside():
        QDesktopServices.openUrl(url)
