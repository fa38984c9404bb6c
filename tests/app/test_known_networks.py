"""The networks that can be chosen by name, and what is told while one is trained."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cnnlab_gui.app.known_networks import KnownNetworks
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.drawing.naming import DIGITS
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import BatchProgress, RunFinished
from cnnlab_gui.core.inside.network import SET_UP
from cnnlab_gui.core.inside.sources import Pretrained
from cnnlab_gui.core.pretrained import PRETRAINED
from cnnlab_gui.widgets.theme import Theme
from tests.app.conftest import Bench
from tests.app.test_maps_networks import Networks
from tests.core.inside_parts import network


class Known(Networks):
    """What is known of the runs of a home, and what was told of it."""

    def __init__(self, qtbot: QtBot, theme: Theme, session: LabSession, home: Path) -> None:
        super().__init__(qtbot, theme, session, home)
        self.known = KnownNetworks(session, self.events, self.store)  # type: ignore[arg-type]
        self.told: list[str] = []
        for name in ("set_up_changed", "run_started", "weights_saved", "runs_changed"):
            getattr(self.known, name).connect(lambda name=name: self.told.append(name))


@pytest.fixture
def known(qtbot: QtBot, theme: Theme, session: LabSession, tmp_path: Path) -> Known:
    session.set_architecture(network(), "")
    return Known(qtbot, theme, session, tmp_path / "runs")


def test_that_the_pretrained_network_is_found_by_its_name(known: Known) -> None:
    found = known.known.find(PRETRAINED)
    assert found.is_pretrained
    assert found.class_names == DIGITS
    assert isinstance(found.source(None), Pretrained)
    assert PRETRAINED not in known.known.names()


def test_that_a_run_is_found_by_its_name_with_all_that_it_knows(known: Known) -> None:
    run = known.run(0, 1, 2, dataset="some/folder")
    found = known.known.find(run.name)
    assert (found.title, found.dataset, found.epochs) == (run.name, "some/folder", (0, 1, 2))
    assert found.class_names == ("a", "b", "c")
    assert not found.is_pretrained
    assert known.known.names() == (run.name,)


def test_that_a_run_that_is_called_as_the_pretrained_network_is_not_offered_beside_it(
    known: Known,
) -> None:
    run, other = known.run(0, 1), known.run(0, 1)
    run.path.rename(run.path.with_name(PRETRAINED))
    assert known.known.names() == (other.name,)
    assert known.known.find(PRETRAINED).is_pretrained


@pytest.mark.parametrize("name", ["gone-001", "../runs", "/", "a/b"])
def test_that_a_name_without_a_run_is_a_sentence(known: Known, name: str) -> None:
    known.run(0, 1)
    with pytest.raises(CnnLabError):
        known.known.find(name)


def test_that_the_newest_run_stands_for_what_is_set_up(known: Known) -> None:
    untrained = known.known.find(SET_UP)
    assert (untrained.run, untrained.title) == (None, "")
    run = known.run(0, 1)
    assert known.known.find(SET_UP).title == run.name


def test_that_all_of_a_training_is_told_in_its_order(known: Known) -> None:
    run = known.run()
    known.start(run)
    assert known.known.running == run.path
    assert known.known.is_training(run.name)
    assert not known.known.is_training(PRETRAINED)
    assert not known.known.is_training(SET_UP), "it has no weights yet"
    known.tell(BatchProgress(1, 1, 10, 0.5, 0.5, 10.0))
    known.save(run, 0)
    assert known.told == ["run_started", "weights_saved"]
    assert known.known.is_training(SET_UP)
    known.told.clear()
    known.tell(RunFinished("completed"))
    assert known.told == ["runs_changed", "weights_saved"]
    assert known.known.running is None
    assert not known.known.is_training(SET_UP)


def test_that_another_network_in_training_is_not_what_is_set_up(known: Known) -> None:
    run = known.run(0, architecture=network(filters=6))
    known.start(run)
    assert not known.known.is_training(SET_UP)
    assert known.known.is_training(run.name)


def test_that_a_change_is_told_only_where_it_makes_another_network(known: Known) -> None:
    known.session.set_setting("epochs", 9, "")
    assert known.told == []
    known.session.set_setting("seed", 9, "")
    known.session.choose_dataset("mnist", "")
    known.session.set_architecture(network(filters=6), "")
    assert known.told == ["set_up_changed"] * 3


def test_that_the_pretrained_network_is_seen_on_the_feature_maps_page(bench: Bench) -> None:
    bench.ready()
    page = bench.window.maps_page
    bench.window.show_page(page)
    panel = page.panels[0]
    panel.choose(PRETRAINED)
    panel.network_wanted.emit(PRETRAINED)

    def is_seen() -> bool:
        seen = page.seen()
        return seen is not None and isinstance(seen.source, Pretrained)

    bench.until(lambda: is_seen() and not bench.lab.maps_desk.is_waiting)
    seen = page.seen()
    assert seen is not None
    assert seen.state.architecture == bench.lab.draw_desk.network(0).architecture
    assert seen.wish.columns
    assert panel.box.currentData() == PRETRAINED
    assert not panel.slider.isVisible() or panel.slider.maximum() == panel.slider.minimum()


def test_that_the_pretrained_network_says_why_it_cannot_see_other_images(bench: Bench) -> None:
    bench.ready()
    page = bench.window.maps_page
    bench.window.show_page(page)
    page.panels[0].network_wanted.emit(PRETRAINED)
    bench.lab.data_desk.choose("tiny")
    bench.until(lambda: page.panels[0].problem_is_shown)
    assert "takes images of 28×28" in page.panels[0].notice.text
