"""Menus that buttons open."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QMenu, QPushButton


def give_menu(button: QPushButton, menu: QMenu) -> None:
    """Let ``button`` open ``menu``, and look as before when that has closed.

    Qt does not tell a button that the pointer has left it while its menu was open: it would
    keep the mark of being pointed at until the pointer comes back.
    """
    button.setMenu(menu)
    menu.aboutToHide.connect(lambda: _leave(button))


def _leave(button: QPushButton) -> None:
    if button.rect().contains(button.mapFromGlobal(QCursor.pos())):
        return
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    QApplication.sendEvent(button, QEvent(QEvent.Type.Leave))
    button.update()
