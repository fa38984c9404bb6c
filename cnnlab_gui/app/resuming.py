"""Which run Resume goes on with, and what the action Pause says meanwhile."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from cnnlab_gui.bridge.tips import plain_tip
from cnnlab_gui.bridge.training import TrainingState
from cnnlab_gui.core.events import RunEvent, RunFinished, RunStarted
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.resuming import can_resume
from cnnlab_gui.widgets.theme import Theme


class Resuming(QObject):
    """Lets one action pause what runs, and else resume what was paused or stopped last.

    Attributes
    ----------
    run : Path or None
        The folder of the run that would be resumed.
    """

    def __init__(self, action: QAction, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._action = action
        self._theme = theme
        self._pause_tip = action.toolTip()
        self._going: Path | None = None
        self.run: Path | None = None

    def follow(self, event: RunEvent) -> None:
        """Remember the run that ends early and can be resumed."""
        if isinstance(event, RunStarted):
            self._going, self.run = Path(event.run), None
        elif isinstance(event, RunFinished) and self._going is not None:
            if can_resume(RunFolder(self._going)):
                self.run = self._going
            self._going = None

    def set_run(self, run: Path | None) -> None:
        """Offer this run instead."""
        self.run = run

    def show_state(self, state: TrainingState, waits: bool) -> None:
        """Say what the action would do."""
        resumes = state is TrainingState.IDLE and self.run is not None
        if resumes and self.run is not None:
            name = self.run.name
            self._action.setText(self.tr("&Resume {name}").format(name=name.replace("&", "&&")))
            self._action.setIconText(self.tr("Resume"))
            tip = self.tr("Go on with {name} exactly where it ended (F6)").format(name=name)
        else:
            self._action.setText(self.tr("&Pause"))
            self._action.setIconText(self.tr("Pause"))
            tip = self._pause_tip
        self._action.setToolTip(plain_tip(tip))
        self._theme.set_icon(self._action, "play" if resumes else "pause")
        self._action.setEnabled(state is TrainingState.RUNNING or (resumes and not waits))
