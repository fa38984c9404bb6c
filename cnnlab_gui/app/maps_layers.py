"""Keeps the Layers panel and the Feature maps page at the same layer."""

from PySide6.QtCore import QObject

from cnnlab_gui.app.maps_networks import MapsNetworks
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.session import LabSession


class MapsLayers(QObject):
    """Takes the layer from where it is chosen to the other, while both show one network.

    The panel counts all layers, the page those that are not left out.
    """

    def __init__(self, window: LabWindow, session: LabSession, networks: MapsNetworks) -> None:
        super().__init__(window)
        self._panel = window.layers_panel
        self._page = window.maps_page
        self._session = session
        self._networks = networks
        self._wanted: int | None = None  # until the page shows the network that has it
        self._is_selecting = False
        self._panel.layer_selected.connect(self._want)
        self._page.seen_changed.connect(self._show)
        self._page.layer_chosen.connect(self._select)

    def _enabled(self) -> list[int]:
        """The panel's number of each layer that the page has."""
        layers = enumerate(self._session.architecture.layers)
        return [number for number, layer in layers if layer.enabled]

    def _want(self, number: int) -> None:
        if not self._is_selecting:
            self._wanted = number
            self._show()

    def _show(self) -> None:
        seen = self._page.seen()
        if self._wanted is None or seen is None or not self._networks.is_set_up(0):
            return
        if seen.state.architecture != self._session.architecture.active():
            return
        wanted, self._wanted = self._wanted, None
        enabled = self._enabled()
        if wanted in enabled:
            self._page.show_layer(enabled.index(wanted))

    def _select(self, layer: int) -> None:
        enabled = self._enabled()
        if not self._networks.is_set_up(0) or layer >= len(enabled):
            return
        self._wanted = None
        self._is_selecting = True
        self._panel.select([enabled[layer]])
        self._is_selecting = False
