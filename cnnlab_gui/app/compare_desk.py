"""The Compare page's deeds: reading all runs, renaming, deleting, notes."""

from PySide6.QtCore import QObject

from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.runs.store import RunStore


class CompareDesk(QObject):
    """Answers the Compare page."""

    def __init__(
        self, window: LabWindow, session: LabSession, training: TrainingDesk, store: RunStore
    ) -> None:
        super().__init__(window)

    def shut_down(self) -> None:
        """Wait for what runs in the background."""
