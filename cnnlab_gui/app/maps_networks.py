"""Which network each panel of the Feature maps page shows, also while one is being trained."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnnlab_gui.app.known_networks import KnownNetworks
from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.network import SET_UP, Network
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.widgets.maps.network_panel import NetworkPanel


class MapsNetworks(QObject):
    """Holds what each panel shows.

    The network that is set up is shown as its newest run left it; without one, untrained.

    Signals
    -------
    changed : int
        A panel shows another network, or another of its epochs.
    """

    changed = Signal(int)

    def __init__(
        self,
        panels: Sequence[NetworkPanel],
        session: LabSession,
        training: TrainingDesk,
        store: RunStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panels = panels
        self._networks = KnownNetworks(session, training, store, self)
        self._chosen = [SET_UP, SET_UP]
        self._epochs: list[int | None] = [None, None]
        self._found: list[Network | None] = [None, None]
        self._runs: list[Path | None] = [None, None]  # that were found last
        for number, panel in enumerate(panels):
            panel.network_wanted.connect(lambda name, number=number: self._choose(number, name))
            panel.epoch_wanted.connect(lambda epoch, number=number: self._slide(number, epoch))
        self._networks.set_up_changed.connect(self._on_set_up_changed)
        self._networks.run_started.connect(self._forget_found)
        self._networks.runs_changed.connect(self.refresh)
        self._networks.weights_saved.connect(self._show_training)

    # What is shown

    def network(self, panel: int) -> Network:
        """The network of a panel; looked for once, until something changes.

        Raises
        ------
        CnnLabError
            The run cannot be read, or what is set up cannot be trained.
        """
        found = self._found[panel]
        if found is None:
            found = self._found[panel] = self._networks.find(self._chosen[panel])
            if found.run != self._runs[panel]:
                # An epoch was chosen of another run.
                self._runs[panel], self._epochs[panel] = found.run, None
        return found

    def known(self, panel: int) -> Network | None:
        """The network of a panel; None where it cannot be had."""
        try:
            return self.network(panel)
        except CnnLabError:
            return None

    def epoch(self, panel: int) -> int | None:
        """The epoch that is chosen; None for the last."""
        return self._epochs[panel]

    def is_set_up(self, panel: int) -> bool:
        """Whether the panel shows the network that is set up."""
        return self._chosen[panel] == SET_UP

    def is_training(self, panel: int) -> bool:
        """Whether the panel shows the run that is going on."""
        return self._networks.is_training(self._chosen[panel])

    def set_comparing(self, on: bool) -> None:
        """Give the second panel something else to show than the first."""
        if on and self._chosen[1] == self._chosen[0]:
            others = [name for name in self._networks.names() if name != self._name_shown(0)]
            self._chosen[1] = others[0] if others else SET_UP
            self._epochs[1] = None
            self._found[1] = None
            self._panels[1].choose(self._chosen[1])

    def refresh(self) -> None:
        """Offer the runs that are there now, and look for the networks anew."""
        self._found = [None, None]
        names = self._networks.names()
        for number, panel in enumerate(self._panels):
            panel.set_runs(names)
            panel.choose(self._chosen[number])

    def _name_shown(self, panel: int) -> str:
        network = self.known(panel)
        return network.title if network else self._chosen[panel]

    # What changes it

    def show_set_up(self, panel: int) -> None:
        """Go back to the network that is set up."""
        self._panels[panel].choose(SET_UP)
        self._choose(panel, SET_UP)

    def show(self, panel: int, name: str) -> None:
        """Show the network called ``name``, at the epoch that it stands for."""
        self._panels[panel].choose(name)
        self._choose(panel, name)

    def _choose(self, panel: int, name: str) -> None:
        self._chosen[panel] = name
        self._epochs[panel] = None
        self._change(panel)

    def _change(self, panel: int) -> None:
        self._found[panel] = None
        self.changed.emit(panel)

    def _slide(self, panel: int, epoch: int | None) -> None:
        self._epochs[panel] = epoch
        self.changed.emit(panel)

    def _on_set_up_changed(self) -> None:
        for panel in range(len(self._panels)):
            if self.is_set_up(panel):
                self._epochs[panel] = None
                self._change(panel)

    def _forget_found(self) -> None:
        self._found = [None, None]

    def _show_training(self) -> None:
        for panel in range(len(self._panels)):
            if self.is_training(panel):
                self._change(panel)
