"""What the Feature maps page cannot show: it says why, and what helps."""

import shutil
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QPushButton

from cnnlab_gui.core.inside.network import SET_UP
from cnnlab_gui.core.inside.sources import Snapshot, Untrained
from cnnlab_gui.core.inside.view import View
from cnnlab_gui.core.runs.folder import RunFolder
from tests.app.conftest import Bench
from tests.app.maps_parts import Look

OpenBench = Callable[..., Bench]


@pytest.fixture
def look(open_bench: OpenBench) -> Look:
    return Look(open_bench())


def test_that_a_deleted_run_is_a_sentence_and_the_rest_goes_on(look: Look) -> None:
    look.settle()
    finished = look.train()
    seen = look.wait_for(lambda seen: isinstance(seen.source, Snapshot))
    assert isinstance(seen.source, Snapshot)
    name = seen.source.run.name
    look.page.panels[0].network_wanted.emit(name)
    look.settle()
    assert finished.run is not None
    shutil.rmtree(finished.run)
    look.panel.slider.setValue(0)
    assert name in look.problem() or "deleted" in look.problem()
    look.panel.network_wanted.emit(SET_UP)
    seen = look.wait_for(lambda seen: isinstance(seen.source, Untrained))
    assert not look.panel.problem_is_shown


def test_that_weights_without_numbers_are_told(look: Look) -> None:
    look.settle()
    finished = look.train()
    look.wait_for(lambda seen: isinstance(seen.source, Snapshot))
    folder = RunFolder(look.bench.lab.store.find(finished.run or "").path)
    architecture = look.bench.lab.session.architecture
    weights = {
        name: values.copy() for name, values in folder.read_snapshot(1, architecture).items()
    }
    weights["000.kernel"][:] = np.nan
    folder.write_snapshot(1, weights)
    look.panel.slider.setValue(1)
    look.wait_for(lambda seen: seen.has_nan)
    assert "NaN" in look.panel.warning.text()
    assert "purple" in look.panel.warning.text()
    look.panel.slider.setValue(0)
    look.wait_for(lambda seen: not seen.has_nan)
    assert not look.panel.warning.isVisible()


def test_that_no_colour_is_named_that_is_not_to_be_seen(look: Look) -> None:
    """Only the answers are no numbers, which the grid does not show."""
    look.settle()
    finished = look.train()
    folder = RunFolder(look.bench.lab.store.find(finished.run or "").path)
    weights = dict(folder.read_snapshot(0, look.bench.lab.session.architecture))
    last = list(weights)[-1]
    folder.write_snapshot(0, weights | {last: np.full_like(weights[last], np.nan)})
    look.panel.slider.setValue(0)
    seen = look.wait_for(lambda seen: seen.has_nan)
    assert not seen.shows_nan
    assert "none of those shown here" in look.panel.warning.text()


def test_that_a_network_for_other_images_says_so(look: Look) -> None:
    look.settle()
    finished = look.train()
    assert finished.run is not None
    session = look.bench.lab.session
    session.set_architecture(
        session.architecture.model_copy(update={"input_shape": (32, 32, 3)}), "other images"
    )
    assert look.problem()
    look.bench.lab.session.undo_stack.undo()
    look.wait_for(lambda seen: not look.panel.problem_is_shown)


def test_that_a_run_that_is_gone_offers_the_way_back(look: Look) -> None:
    look.settle()
    finished = look.train()
    look.wait_for(lambda seen: isinstance(seen.source, Snapshot))
    shutil.rmtree(finished.run or "")
    look.panel.network_wanted.emit("gone-001")
    assert "no longer there" in look.problem()
    back = [b for b in look.panel.notice.findChildren(QPushButton) if b.isVisible()]
    assert [each.text() for each in back] == ["Show the network that is set up"]
    back[0].click()
    look.wait_for(lambda seen: isinstance(seen.source, Untrained))
    assert look.panel.box.currentData() == SET_UP


def test_that_a_broken_network_offers_what_mends_it(look: Look) -> None:
    look.settle()
    session = look.bench.lab.session
    session.set_architecture(session.architecture.removed(4), "no Flatten")
    assert session.problem is not None
    assert look.problem()
    ways = [b for b in look.panel.notice.findChildren(QPushButton) if b.isVisible()]
    assert len(ways) == len(session.problem.remedies)
    ways[0].click()
    look.wait_for(lambda seen: not look.panel.problem_is_shown)
    assert session.problem is None


def test_that_of_two_networks_the_shallower_says_which_layer_it_has_not(look: Look) -> None:
    look.settle()
    look.train()
    look.wait_for(lambda seen: isinstance(seen.source, Snapshot))
    look.bench.lab.session.choose_preset("cnn-three-conv", "")
    look.settle()
    look.page.compare.setChecked(True)
    right = look.page.panels[1]
    look.bench.until(lambda: look.page.seen(1) is not None and not look.desk.is_waiting)
    assert look.page.headline.text().startswith("Two networks, layer")
    deep = len(look.bench.lab.session.architecture.layers)
    shallow = look.page.seen(1)
    assert shallow is not None
    assert len(shallow.state.architecture.layers) < deep
    for number, view in enumerate((View.GRID, View.CHANNELS)):
        look.page.switch.choose(number)
        look.page.controls.layer.layer_chosen.emit(deep - 1)
        look.bench.until(lambda: right.problem_is_shown and not look.desk.is_waiting)
        assert f"There is no layer {deep}" in right.notice.text
        left = look.page.seen(0)
        assert left is not None
        assert left.wish.view is view
        look.page.controls.layer.layer_chosen.emit(0)
        look.bench.until(lambda: not right.problem_is_shown and not look.desk.is_waiting)
