"""The Results page's deeds: which run is shown, what it answers, and its best epoch."""

from PySide6.QtCore import QObject

from cnnlab_gui.app.known_networks import KnownNetworks
from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.core.runs.store import RunStore


class ResultsDesk(QObject):
    """Answers the Results page."""

    def __init__(
        self,
        window: LabWindow,
        datasets: DatasetController,
        training: TrainingDesk,
        networks: KnownNetworks,
        store: RunStore,
    ) -> None:
        super().__init__(window)

    def shut_down(self) -> None:
        """Wait for what runs in the background."""
