"""A list of networks: the one that comes with CNN Lab, the one that is set up, and runs."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.widgets.wish_box import WishBox


class NetworkBox(WishBox):
    """Offers some networks that are always there, and runs after them.

    Parameters
    ----------
    always : sequence of (str, str)
        Text and key of each network that is always there; the first one is chosen.

    Signals
    -------
    network_wanted : str
        The key that a person chose: one of ``always``, or a run's name.
    """

    network_wanted = Signal(str)

    def __init__(self, always: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._always = len(always)
        # A run's long name gives way before the page does.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for text, key in always:
            self.addItem(text, key)
        self.activated.connect(lambda row: self.network_wanted.emit(self.itemData(row)))

    @property
    def chosen(self) -> str:
        """The key of the network that is chosen."""
        key: str = self.currentData()
        return key

    @property
    def runs(self) -> tuple[str, ...]:
        """The runs that are offered."""
        return tuple(self.itemData(row) for row in range(self._always, self.count()))

    def set_runs(self, names: Sequence[str]) -> None:
        """Offer these runs; what is chosen stays, if it is among them."""
        chosen = self.currentData()
        with QSignalBlocker(self):
            while self.count() > self._always:
                self.removeItem(self._always)
            for name in names:
                self.addItem(name, name)
            self.setCurrentIndex(max(0, self.findData(chosen)))
        self.updateGeometry()

    def choose(self, key: str) -> None:
        """Show a network as chosen, without a signal; it is offered if it was not."""
        with QSignalBlocker(self):
            if self.findData(key) < 0:
                self.insertItem(self._always, key, key)
            self.setCurrentIndex(self.findData(key))
        self.updateGeometry()
