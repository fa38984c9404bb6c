"""Which network each panel of the Feature maps page shows, while runs come, go on and go."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from cnnlab_gui.app import known_networks
from cnnlab_gui.app.maps_networks import MapsNetworks
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import RunFinished, RunStarted, SnapshotSaved
from cnnlab_gui.core.inside.network import SET_UP
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import DatasetRecord, RunRecord
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.schema import SCHEMA_VERSION
from cnnlab_gui.widgets.maps.network_panel import NetworkPanel
from cnnlab_gui.widgets.theme import Theme
from tests.core.inside_parts import network, weights_of


class Events(QObject):
    """Stands where trainings are told of."""

    run_event = Signal(object)


class Networks:
    """Two panels, the runs of a home, and what is told of a training."""

    def __init__(self, qtbot: QtBot, theme: Theme, session: LabSession, home: Path) -> None:
        self.session = session
        self.store = RunStore(home)
        self.events = Events()
        self.panels = (NetworkPanel(theme), NetworkPanel(theme))
        for panel in self.panels:
            qtbot.addWidget(panel)
        self.networks = MapsNetworks(self.panels, session, self.events, self.store)  # type: ignore[arg-type]
        self.changed: list[int] = []
        self.networks.changed.connect(self.changed.append)
        self._time = 10**9

    def run(self, *epochs: int, name: str = "run", **more: Any) -> RunFolder:
        """A new run of what is set up, or of something else; newer than all before it."""
        specification = self.session.specification.model_copy(update=more)
        folder, _ = self.store.create(
            RunRecord(
                schema_version=SCHEMA_VERSION,
                name=name,
                created="2026-11-02T10:00:00+00:00",
                specification=specification,
                dataset=DatasetRecord(
                    id=specification.dataset,
                    title="Made",
                    sha256="0" * 64,
                    origin="made",
                    class_names=("a", "b", "c"),
                    train_images=10,
                    validation_images=10,
                ),
                parameters=1,
                device="CPU",
                versions={},
            )
        )
        for epoch in epochs:
            folder.write_snapshot(epoch, weights_of(specification.architecture, epoch))
        self.date(folder)
        return folder

    def date(self, folder: RunFolder) -> None:
        """Have a run be the one that changed last."""
        self._time += 60
        os.utime(folder.path / "run.json", (self._time, self._time))

    def tell(self, event: object) -> None:
        self.events.run_event.emit(event)

    def start(self, folder: RunFolder) -> None:
        self.tell(RunStarted(str(folder.path), folder.name, "CPU", 1, 3, 10, 10, 10))

    def save(self, folder: RunFolder, epoch: int) -> None:
        specification = folder.read_record().specification
        path = folder.write_snapshot(epoch, weights_of(specification.architecture, epoch))
        self.tell(SnapshotSaved(epoch, str(path)))

    def shown(self, panel: int = 0) -> str:
        return self.networks.network(panel).title

    def offered(self, panel: int = 0) -> list[str]:
        return list(self.panels[panel].box.runs)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def nets(qtbot: QtBot, theme: Theme, session: LabSession, home: Path) -> Networks:
    """Nothing was trained yet; a small network is set up."""
    session.set_architecture(network(), "")
    return Networks(qtbot, theme, session, home)


def other() -> Architecture:
    return network(filters=6)


# What is set up


def test_that_without_a_run_what_is_set_up_is_seen_untrained(nets: Networks) -> None:
    nets.session.set_setting("seed", 5, "")
    found = nets.networks.network(0)
    assert (found.run, found.seed) == (None, 5)
    assert found.architecture == network().active()


def test_that_the_newest_run_of_what_is_set_up_is_seen(nets: Networks) -> None:
    first = nets.run(0, 1)
    second = nets.run(0, 1)
    nets.run(0, 1, architecture=other())
    nets.run(0, 1, dataset="mnist")
    assert nets.shown() == second.name
    nets.date(first)
    nets.networks.refresh()
    assert nets.shown() == first.name


def test_that_another_seed_or_a_layer_left_out_is_the_same_network(nets: Networks) -> None:
    settings = nets.session.settings.model_copy(update={"seed": 77})
    run = nets.run(0, 1, settings=settings, architecture=network().active())
    assert nets.shown() == run.name


def test_that_a_run_that_learnt_something_comes_before_one_that_did_not(nets: Networks) -> None:
    learnt = nets.run(0, 1)
    idle = nets.run(0)
    assert nets.shown() == learnt.name
    shutil.rmtree(learnt.path)
    nets.networks.refresh()
    assert nets.shown() == idle.name


def test_that_a_run_without_its_first_weights_is_not_taken_for_what_is_set_up(
    nets: Networks,
) -> None:
    nets.run(1)
    nets.run()
    assert nets.networks.network(0).run is None


def test_that_what_cannot_be_trained_says_why(nets: Networks) -> None:
    nets.session.set_architecture(Architecture(layers=()), "")
    with pytest.raises(CnnLabError):
        nets.networks.network(0)
    assert nets.networks.known(0) is None


def test_that_a_damaged_run_is_passed_over(nets: Networks) -> None:
    run = nets.run(0, 1)
    (run.path / "run.json").write_text("{")
    assert nets.networks.network(0).run is None


def test_that_a_run_that_took_a_deleted_ones_name_is_known_by_what_it_is(nets: Networks) -> None:
    nets.run(0, 1, architecture=other())
    run = nets.run(0, 1)
    assert nets.shown() == run.name
    shutil.rmtree(nets.store.folder)
    nets.run(0, 1)
    taken = nets.run(0, 1, architecture=other())
    assert taken.name == run.name
    nets.networks.refresh()
    assert nets.shown() != taken.name
    nets.session.set_architecture(other(), "")
    assert nets.shown() == taken.name


# A run that is chosen


def test_that_a_run_is_chosen_by_its_name(nets: Networks) -> None:
    run = nets.run(0, 1, architecture=other())
    nets.panels[1].network_wanted.emit(run.name)
    assert nets.changed == [1]
    assert nets.shown(1) == run.name
    assert nets.networks.network(0).run is None
    assert not nets.networks.is_set_up(1)
    assert nets.networks.is_set_up(0)


def test_that_a_chosen_run_that_is_gone_says_so_and_can_be_left(nets: Networks) -> None:
    run = nets.run(0, 1)
    nets.networks.refresh()
    nets.panels[0].choose(run.name)
    nets.panels[0].network_wanted.emit(run.name)
    shutil.rmtree(run.path)
    nets.networks.refresh()
    with pytest.raises(CnnLabError, match=f"The run {run.name} is no longer there"):
        nets.networks.network(0)
    assert nets.panels[0].box.currentData() == run.name  # it is still what is chosen
    nets.changed.clear()
    nets.networks.show_set_up(0)
    assert nets.changed == [0]
    assert nets.networks.network(0).run is None
    assert nets.panels[0].box.currentData() == SET_UP


def test_that_runs_are_offered_newest_first_and_not_too_many(
    nets: Networks, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [nets.run(0) for _ in range(4)]
    nets.date(runs[1])
    nets.networks.refresh()
    names = [runs[each].name for each in (1, 3, 2, 0)]
    assert nets.offered(0) == nets.offered(1) == names
    monkeypatch.setattr(known_networks, "MOST_OFFERED", 2)
    nets.networks.refresh()
    assert nets.offered() == names[:2]


def test_that_a_network_is_looked_for_once(nets: Networks, monkeypatch: pytest.MonkeyPatch) -> None:
    nets.run(0, 1)
    read: list[Path] = []
    read_record = RunFolder.read_record

    def noting(folder: RunFolder) -> RunRecord:
        read.append(folder.path)
        return read_record(folder)

    monkeypatch.setattr(RunFolder, "read_record", noting)
    for _ in range(3):
        nets.networks.network(0)
    once = len(read)
    nets.networks.refresh()
    nets.networks.network(0)
    assert len(read) == once + 1  # the network anew; what the run is of was known


# Epochs


def test_that_a_chosen_epoch_is_told_and_kept(nets: Networks) -> None:
    nets.run(0, 1, 2)
    assert nets.networks.network(0).epochs == (0, 1, 2)
    assert nets.networks.epoch(0) is None
    nets.panels[0].epoch_wanted.emit(1)
    assert nets.changed == [0]
    nets.networks.refresh()
    nets.networks.network(0)
    assert nets.networks.epoch(0) == 1
    assert nets.networks.epoch(1) is None


@pytest.mark.parametrize(
    "go",
    [
        pytest.param(lambda nets: nets.panels[0].network_wanted.emit("run-001"), id="a run"),
        pytest.param(lambda nets: nets.session.set_setting("seed", 9, ""), id="a seed"),
        pytest.param(lambda nets: nets.session.set_architecture(other(), ""), id="layers"),
        pytest.param(lambda nets: nets.session.choose_dataset("mnist", ""), id="images"),
    ],
)
def test_that_another_network_is_seen_at_its_last_epoch(
    nets: Networks, go: Callable[[Networks], None]
) -> None:
    nets.run(0, 1, 2)
    nets.networks.network(0)
    nets.panels[0].epoch_wanted.emit(1)
    nets.changed.clear()
    go(nets)
    assert nets.changed[:1] == [0]
    assert nets.networks.epoch(0) is None


def test_that_a_new_run_of_the_same_network_is_seen_at_its_last_epoch(nets: Networks) -> None:
    """As its slider is: the epoch was chosen of the former run."""
    nets.run(0, 1, 2)
    nets.networks.network(0)
    nets.panels[0].epoch_wanted.emit(1)
    run = nets.run()
    nets.start(run)
    nets.save(run, 0)
    assert nets.shown() == run.name
    assert nets.networks.epoch(0) is None


# What is set up changes


def test_that_only_what_makes_another_network_is_told(nets: Networks) -> None:
    run = nets.run(0, 1)
    nets.panels[1].network_wanted.emit(run.name)
    nets.changed.clear()
    nets.session.set_setting("epochs", 9, "")
    nets.session.set_architecture(network().active(), "")  # the same, as it is trained
    assert nets.changed == []
    nets.session.set_architecture(other(), "")
    assert nets.changed == [0]  # the other panel shows a run
    assert nets.networks.network(0).run is None
    nets.session.undo_stack.undo()
    assert nets.shown(0) == run.name


# While training


def test_that_each_epoch_of_the_run_that_goes_on_is_told_to_its_panels(nets: Networks) -> None:
    nets.run(0, 1)
    nets.panels[1].network_wanted.emit("run-001")
    run = nets.run()
    nets.changed.clear()
    nets.start(run)
    for epoch in range(3):
        nets.save(run, epoch)
        assert nets.changed == [0]
        assert nets.shown() == run.name
        assert nets.networks.network(0).epochs[-1] == epoch
        assert nets.networks.is_training(0)
        assert not nets.networks.is_training(1)
        nets.changed.clear()
    nets.panels[1].network_wanted.emit(run.name)
    assert nets.networks.is_training(1)
    nets.changed.clear()
    nets.tell(RunFinished("completed", run=str(run.path)))
    assert nets.changed == [0, 1]
    assert not nets.networks.is_training(0)
    assert not nets.networks.is_training(1)
    assert nets.offered()[0] == run.name


def test_that_another_network_than_the_one_that_trains_is_left_alone(nets: Networks) -> None:
    run = nets.run()
    nets.start(run)
    nets.save(run, 0)
    nets.session.set_architecture(other(), "")
    nets.changed.clear()
    assert not nets.networks.is_training(0)
    nets.save(run, 1)
    nets.tell(RunFinished("completed", run=str(run.path)))
    assert nets.changed == []
    assert nets.networks.network(0).run is None


def test_that_the_run_that_goes_on_comes_first(nets: Networks) -> None:
    learnt = nets.run(0, 1)
    run = nets.run()
    nets.date(learnt)
    nets.start(run)
    nets.save(run, 0)
    assert nets.shown() == run.name


# Comparing


def test_that_the_other_network_is_the_newest_other_run(nets: Networks) -> None:
    older = nets.run(0, 1, architecture=other())
    nets.run(0, 1)
    nets.networks.refresh()
    nets.networks.set_comparing(True)
    assert nets.shown(1) == older.name
    assert nets.panels[1].box.currentData() == older.name
    nets.networks.set_comparing(False)
    assert nets.shown(1) == older.name


def test_that_without_another_run_both_show_what_is_set_up(nets: Networks) -> None:
    nets.run(0, 1)
    nets.networks.refresh()
    nets.networks.set_comparing(True)
    assert nets.networks.is_set_up(1)


def test_that_what_was_chosen_to_compare_with_stays(nets: Networks) -> None:
    nets.run(0, 1, architecture=other())
    nets.run(0, 1, architecture=other())
    nets.networks.refresh()
    nets.panels[1].network_wanted.emit("run-001")
    nets.networks.network(1)
    nets.panels[1].epoch_wanted.emit(0)
    nets.networks.set_comparing(True)
    assert nets.shown(1) == "run-001"
    assert nets.networks.epoch(1) == 0
