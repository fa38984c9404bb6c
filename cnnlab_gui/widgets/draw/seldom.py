"""What a screen reader is told of something that changes with every movement of a pen."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

MS_BETWEEN = 300


class SeldomTold:
    """Describes a widget at once, and then a few times a second at most, the newest last."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._newest = ""
        self._timer = QTimer(widget)
        self._timer.setSingleShot(True)
        self._timer.setInterval(MS_BETWEEN)
        self._timer.timeout.connect(self._tell_newest)

    def tell(self, text: str) -> None:
        """Make ``text`` the accessible description, as soon as that is calm."""
        self._newest = text
        if not self._timer.isActive():
            self._tell_newest()

    def _tell_newest(self) -> None:
        if self._newest != self._widget.accessibleDescription():
            self._widget.setAccessibleDescription(self._newest)
            self._timer.start()
