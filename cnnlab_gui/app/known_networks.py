"""The networks that a person can choose anywhere: pretrained, set up, or a run's."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import RunEvent, RunFinished, RunStarted, SnapshotSaved
from cnnlab_gui.core.inside.network import SET_UP, Network
from cnnlab_gui.core.pretrained import PRETRAINED
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import RunSpecification

MOST_OFFERED = 200
MOST_SEARCHED = 40
"""Of the newest runs, when the network that is set up is looked for among them."""


class KnownNetworks(QObject):
    """Finds networks by name, also while one is being trained.

    The network that is set up is found as its newest run left it; without one, untrained.

    Signals
    -------
    set_up_changed
        The network that is set up is another one now.
    run_started
        See `running`.
    weights_saved
        The run that is going on has further weights.
    runs_changed
        A run has ended, so that there is one more to choose.
    """

    set_up_changed = Signal()
    run_started = Signal()
    weights_saved = Signal()
    runs_changed = Signal()

    def __init__(
        self,
        session: LabSession,
        training: TrainingDesk,
        store: RunStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._store = store
        self._known: dict[Path, tuple[int, RunSpecification | None]] = {}
        self.running: Path | None = None
        session.changed.connect(self._on_session_changed)
        training.run_event.connect(self._follow)

    def find(self, name: str) -> Network:
        """The network called ``name``.

        Parameters
        ----------
        name : str
            A run's, `SET_UP` or `PRETRAINED`.

        Raises
        ------
        CnnLabError
            The run cannot be read, or what is set up cannot be trained.
        """
        if name == PRETRAINED:
            return Network.pretrained()
        if name != SET_UP:
            return Network.of_run(self._folder_of(name))
        folder = self._run_of_set_up()
        if folder is not None:
            return Network.of_run(folder)
        problem = self._session.problem
        if problem:
            raise CnnLabError(problem.sentence.template, **problem.sentence.values)
        wanted = self._session.specification
        return Network.untrained(wanted.architecture, wanted.settings.seed, wanted.dataset)

    def names(self) -> tuple[str, ...]:
        """Of the runs, the newest first; one that is called as another network is, is not."""
        names = (folder.name for folder in self._newest(MOST_OFFERED))
        return tuple(name for name in names if name != PRETRAINED)

    def is_training(self, name: str) -> bool:
        """Whether ``name`` stands for the run that is going on."""
        if self.running is None:
            return False
        if name != SET_UP:
            return name == self.running.name
        return self._is_of(self.running, self._session.specification)

    def _folder_of(self, name: str) -> RunFolder:
        try:
            return self._store.find(name)
        except CnnLabError as error:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "The run {name} is no longer there: its folder was deleted or moved. Choose "
                    "another network.",
                ),
                name=name,
            ) from error

    def _newest(self, most: int) -> list[RunFolder]:
        def changed(folder: RunFolder) -> float:
            try:
                return (folder.path / "run.json").stat().st_mtime
            except OSError:
                return 0.0

        return sorted(self._store.folders(), key=changed, reverse=True)[:most]

    def _run_of_set_up(self) -> RunFolder | None:
        """The newest run of the network that is set up, on the same dataset.

        One that is going comes first, and one that learnt something before one that did not.
        """
        wanted = self._session.specification
        if self.running is not None and self._is_of(self.running, wanted):
            return RunFolder(self.running)
        found = [f for f in self._newest(MOST_SEARCHED) if self._is_of(f.path, wanted)]
        learnt = [f for f in found if f.snapshots()[-1:] != [0] or f.unfinished_path.exists()]
        return next(iter(learnt or found), None)

    def _is_of(self, path: Path, wanted: RunSpecification) -> bool:
        known = self._specification(path)
        return (
            known is not None
            and known.architecture.active() == wanted.architecture.active()
            and known.dataset == wanted.dataset
            and RunFolder(path).snapshot_path(0).exists()
        )

    def _specification(self, path: Path) -> RunSpecification | None:
        """What a run is a run of; None where that cannot be read."""
        try:
            changed = (path / "run.json").stat().st_mtime_ns
            if self._known.get(path, (0, None))[0] != changed:
                # The name of a run that was deleted can be another one's now.
                self._known[path] = changed, RunFolder(path).read_record().specification
        except (OSError, CnnLabError):
            self._known[path] = 0, None
        return self._known[path][1]

    def _on_session_changed(self, before: RunSpecification, after: RunSpecification) -> None:
        same = before.architecture.active() == after.architecture.active()
        if same and before.dataset == after.dataset and before.settings.seed == after.settings.seed:
            return
        self.set_up_changed.emit()

    def _follow(self, event: RunEvent) -> None:
        if isinstance(event, RunStarted):
            self.running = Path(event.run)
            self.run_started.emit()
        elif isinstance(event, SnapshotSaved):
            self.weights_saved.emit()
        elif isinstance(event, RunFinished):
            self.runs_changed.emit()
            self.weights_saved.emit()
            self.running = None
