"""Which network each panel of the Feature maps page shows, also while one is being trained."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import RunEvent, RunFinished, RunStarted, SnapshotSaved
from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.widgets.maps.network_panel import SET_UP, NetworkPanel

MOST_OFFERED = 200
MOST_SEARCHED = 40
"""Of the newest runs, when the network that is set up is looked for among them."""


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
        self._session = session
        self._training = training
        self._store = store
        self._chosen = [SET_UP, SET_UP]
        self._epochs: list[int | None] = [None, None]
        self._known: dict[Path, tuple[int, RunSpecification | None]] = {}
        self._running: Path | None = None
        self._found: list[Network | None] = [None, None]
        self._runs: list[Path | None] = [None, None]  # that were found last
        for number, panel in enumerate(panels):
            panel.network_wanted.connect(lambda name, number=number: self._choose(number, name))
            panel.epoch_wanted.connect(lambda epoch, number=number: self._slide(number, epoch))
        session.changed.connect(self._on_session_changed)
        training.run_event.connect(self._follow)

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
            found = self._found[panel] = self._find(panel)
            if found.run != self._runs[panel]:
                # An epoch was chosen of another run.
                self._runs[panel], self._epochs[panel] = found.run, None
        return found

    def _find(self, panel: int) -> Network:
        chosen = self._chosen[panel]
        if chosen != SET_UP:
            return Network.of_run(self._folder_of(chosen))
        folder = self._run_of_set_up()
        if folder is not None:
            return Network.of_run(folder)
        if self._session.problem:
            raise CnnLabError(
                self._session.problem.sentence.template, **self._session.problem.sentence.values
            )
        return Network.untrained(self._session.architecture, self._session.settings.seed)

    def known(self, panel: int) -> Network | None:
        """The network of a panel; None where it cannot be had."""
        try:
            return self.network(panel)
        except CnnLabError:
            return None

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

    def epoch(self, panel: int) -> int | None:
        """The epoch that is chosen; None for the last."""
        return self._epochs[panel]

    def is_set_up(self, panel: int) -> bool:
        """Whether the panel shows the network that is set up."""
        return self._chosen[panel] == SET_UP

    def is_training(self, panel: int) -> bool:
        """Whether the panel shows the run that is going on."""
        if self._running is None:
            return False
        if self._chosen[panel] != SET_UP:
            return self._chosen[panel] == self._running.name
        return self._is_of(self._running, self._session.specification)

    def set_comparing(self, on: bool) -> None:
        """Give the second panel something else to show than the first."""
        if on and self._chosen[1] == self._chosen[0]:
            others = [name for name in self._names() if name != self._name_shown(0)]
            self._chosen[1] = others[0] if others else SET_UP
            self._epochs[1] = None
            self._found[1] = None
            self._panels[1].choose(self._chosen[1])

    def refresh(self) -> None:
        """Offer the runs that are there now, and look for the networks anew."""
        self._found = [None, None]
        names = self._names()
        for number, panel in enumerate(self._panels):
            panel.set_runs(names)
            panel.choose(self._chosen[number])

    def _name_shown(self, panel: int) -> str:
        network = self.known(panel)
        return network.title if network else self._chosen[panel]

    def _names(self) -> tuple[str, ...]:
        """The newest runs first."""
        return tuple(folder.name for folder in self._newest(MOST_OFFERED))

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
        if self._running is not None and self._is_of(self._running, wanted):
            return RunFolder(self._running)
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

    # What changes it

    def show_set_up(self, panel: int) -> None:
        """Go back to the network that is set up."""
        self._panels[panel].choose(SET_UP)
        self._choose(panel, SET_UP)

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

    def _on_session_changed(self, before: RunSpecification, after: RunSpecification) -> None:
        same = before.architecture.active() == after.architecture.active()
        if same and before.dataset == after.dataset and before.settings.seed == after.settings.seed:
            return
        for panel in range(len(self._panels)):
            if self.is_set_up(panel):
                self._epochs[panel] = None
                self._change(panel)

    def _follow(self, event: RunEvent) -> None:
        if isinstance(event, RunStarted):
            self._running = Path(event.run)
            self._found = [None, None]
        elif isinstance(event, SnapshotSaved):
            self._show_training()
        elif isinstance(event, RunFinished):
            self.refresh()
            self._show_training()
            self._running = None

    def _show_training(self) -> None:
        for panel in range(len(self._panels)):
            if self.is_training(panel):
                self._change(panel)
