"""The Feature maps page in the window: which network is seen, at which moment, in which images."""

import shutil
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton

from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.core.inside.choice import Chosen
from cnnlab_gui.core.inside.network import SET_UP
from cnnlab_gui.core.inside.sources import Live, Snapshot, Untrained
from cnnlab_gui.core.inside.view import Seen, View
from cnnlab_gui.core.runs.folder import RunFolder
from tests.app.conftest import Bench

OpenBench = Callable[..., Bench]


class Look:
    """The Feature maps page of a bench, in front."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.page = bench.window.maps_page
        self.panel = self.page.panels[0]
        self.view = self.panel.view
        self.desk = bench.lab.maps_desk
        bench.ready()
        bench.window.show_page(self.page)

    def train(self) -> RunFinished:
        """Train to the end, and come back to the page."""
        finished = self.bench.train()
        self.bench.window.show_page(self.page)
        return finished

    def settle(self) -> Seen:
        """What is seen once everything asked for has come."""
        self.bench.until(lambda: not self.desk.is_waiting and self.page.seen() is not None)
        seen = self.page.seen()
        assert seen is not None
        return seen

    def problem(self) -> str:
        """The sentence that stands in the panel's place."""
        self.bench.until(lambda: self.panel.problem_is_shown)
        return self.panel.notice.text

    def press(self, key: Qt.Key) -> None:
        self.bench.qtbot.keyClick(self.view, key)

    def wait_for(self, holds: Callable[[Seen], bool]) -> Seen:
        def is_there() -> bool:
            seen = self.page.seen()
            return seen is not None and holds(seen)

        self.bench.until(is_there)
        return self.settle()


@pytest.fixture
def look(open_bench: OpenBench) -> Look:
    return Look(open_bench())


def test_that_the_first_look_shows_the_workshops_images_untrained_and_says_so(look: Look) -> None:
    seen = look.settle()
    assert isinstance(seen.source, Untrained)
    assert len(seen.wish.rows) == 3
    assert "nothing is learnt yet" in look.panel.note.text()
    assert {cell.row for cell in seen.sheet.cells} == {0, 1, 2}
    assert [caption.title for caption in look.view.captions]
    assert all(caption.detail.startswith("read as") for caption in look.view.captions)


def test_that_nothing_is_computed_before_the_page_is_in_front(open_bench: OpenBench) -> None:
    bench = open_bench().ready()
    assert bench.window.maps_page.seen() is None
    assert not bench.lab.maps_desk.is_waiting


def test_that_a_finished_run_is_seen_with_a_slider_through_its_epochs(look: Look) -> None:
    first = look.settle()
    look.train()
    seen = look.wait_for(lambda seen: isinstance(seen.source, Snapshot))
    epochs = look.bench.lab.session.settings.epochs
    assert seen.source == Snapshot(seen.source.run, epochs, seen.state.architecture)
    assert seen.source.run.name in look.panel.note.text()
    slider = look.panel.slider
    assert (slider.minimum(), slider.maximum(), slider.value()) == (0, epochs, epochs)
    slider.setValue(0)
    at_first = look.wait_for(lambda seen: getattr(seen.source, "epoch", None) == 0)
    assert look.panel.epoch.text() == "initial weights"
    for name, values in first.state.weights.items():
        np.testing.assert_array_equal(at_first.state.weights[name], values)


def test_that_each_epoch_is_shown_while_training(look: Look) -> None:
    look.settle()
    look.bench.start_and_hold(epoch=2)
    look.bench.window.show_page(look.page)
    seen = look.wait_for(lambda seen: getattr(seen.source, "epoch", None) == 1)
    assert isinstance(seen.source, Snapshot)
    look.bench.go_on()
    look.bench.until(lambda: not look.bench.desk.is_busy)
    last = look.bench.lab.session.settings.epochs
    look.wait_for(lambda seen: getattr(seen.source, "epoch", None) == last)


def test_that_a_slider_that_was_moved_back_stays_while_training(look: Look) -> None:
    look.settle()
    look.bench.start_and_hold(epoch=3)
    look.bench.window.show_page(look.page)
    look.wait_for(lambda seen: getattr(seen.source, "epoch", None) == 2)
    look.panel.slider.setValue(1)
    look.wait_for(lambda seen: getattr(seen.source, "epoch", None) == 1)
    look.bench.go_on()
    look.bench.until(lambda: not look.bench.desk.is_busy)
    seen = look.settle()
    assert isinstance(seen.source, Snapshot)
    assert seen.source.epoch == 1
    assert look.panel.slider.value() == 1


def test_that_the_middle_of_an_epoch_is_shown_on_request_alone(look: Look) -> None:
    look.settle()
    sources: list[Any] = []
    show_seen = look.page.show_seen

    def note(panel: int, seen: Seen, names: tuple[str, ...]) -> None:
        sources.append(seen.source)
        show_seen(panel, seen, names)

    look.page.show_seen = note  # type: ignore[method-assign]
    look.page.live_actions[10].trigger()
    look.bench.start_and_hold(epoch=2)
    look.bench.window.show_page(look.page)
    look.bench.go_on()
    look.bench.until(lambda: not look.bench.desk.is_busy)
    look.settle()
    moments = [source for source in sources if isinstance(source, Live)]
    assert moments or look.bench.engine is not None
    look.page.live_actions[None].trigger()
    sources.clear()
    look.train()
    look.settle()
    assert not any(isinstance(source, Live) for source in sources)


def test_that_an_arrow_key_steps_the_image_of_the_chosen_row(look: Look) -> None:
    rows = look.settle().wish.rows
    look.view.setFocus()
    look.press(Qt.Key.Key_Down)
    look.press(Qt.Key.Key_Right)
    look.press(Qt.Key.Key_Right)
    wanted = (rows[0], Chosen("test", rows[1].index + 2), rows[2])
    seen = look.wait_for(lambda seen: seen.wish.rows == wanted)
    assert seen.wish.row == 1
    look.press(Qt.Key.Key_Home)
    look.wait_for(lambda seen: seen.wish.rows[1].index == 0)


def test_that_return_pins_a_value_and_escape_lets_it_go(look: Look) -> None:
    look.settle()
    look.view.setFocus()
    look.press(Qt.Key.Key_Return)
    assert look.view.is_pinned
    place = look.view.place
    assert place is not None
    look.press(Qt.Key.Key_Right)
    moved = look.view.place
    assert moved is not None
    assert moved.at[:2] == (place.at[0], place.at[1] + 1)
    seen = look.page.seen()
    assert seen is not None
    look.press(Qt.Key.Key_Escape)
    assert not look.view.is_pinned
    assert look.view.place is None


def test_that_a_value_frames_what_it_was_made_of(look: Look) -> None:
    look.settle()
    look.view.setFocus()
    look.press(Qt.Key.Key_Return)
    outlines = look.view._outlines
    assert outlines
    assert outlines[0].cell.layer == -1
    assert outlines[0].area.height >= 1


def test_that_every_view_of_every_preset_is_shown(look: Look) -> None:
    look.settle()
    for preset in ("cnn-16", "dense-baseline", "cnn-three-conv"):
        look.bench.lab.session.choose_preset(preset, "")
        for number, view in enumerate(View):
            look.page.switch.choose(number)
            if preset == "dense-baseline" and view in (View.KERNELS, View.EVIDENCE):
                assert "has no" in look.problem()
                continue
            seen = look.wait_for(lambda seen, view=view: seen.wish.view is view)
            assert len(seen.sheet.cells) > 0
        look.page.switch.choose(0)


def test_that_a_click_on_the_data_page_brings_its_image_first(look: Look) -> None:
    rows = look.settle().wish.rows
    look.bench.window.show_page(look.bench.window.data_page)
    look.bench.window.data_page.look_wanted.emit("train", 5)
    assert look.bench.window.tabs.currentWidget() is look.page
    seen = look.wait_for(lambda seen: seen.wish.rows[0] == Chosen("train", 5))
    assert seen.wish.rows[1:] == rows[:2]


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


def test_that_two_networks_are_seen_side_by_side(look: Look) -> None:
    look.settle()
    look.train()
    look.wait_for(lambda seen: isinstance(seen.source, Snapshot))
    look.page.compare.setChecked(True)
    look.bench.until(lambda: look.page.seen(1) is not None and not look.desk.is_waiting)
    left, right = look.page.seen(0), look.page.seen(1)
    assert left is not None
    assert right is not None
    assert left.wish.rows == right.wish.rows
    assert left.wish.columns == right.wish.columns
    look.page.compare.setChecked(False)
    look.settle()
    assert not look.page.panels[1].isVisible()


def test_that_the_picture_holds_more_than_one_colour(look: Look) -> None:
    look.settle()
    image = look.view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    colours = {
        image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)
    }
    assert len(colours) > 50


def test_that_who_looks_inside_stays_there_when_a_training_begins(look: Look) -> None:
    look.settle()
    look.bench.start_and_hold(epoch=2)
    assert look.bench.window.tabs.currentWidget() is look.page
    look.bench.go_on()
    look.bench.until(lambda: not look.bench.desk.is_busy)
    assert look.bench.window.tabs.currentWidget() is look.page


def test_that_what_keeps_it_from_training_is_said_on_the_train_page(look: Look) -> None:
    look.settle()
    session = look.bench.lab.session
    session.set_architecture(session.architecture.model_copy(update={"layers": ()}), "none")
    look.bench.desk.start()
    assert look.bench.window.tabs.currentWidget() is look.bench.page


def test_that_the_line_beside_the_network_tells_which_weights_are_seen(look: Look) -> None:
    look.settle()
    look.bench.start_and_hold(epoch=2)
    look.wait_for(lambda seen: getattr(seen.source, "epoch", None) == 1)
    look.bench.until(lambda: look.panel.note.text() == "training: epoch 1 is over")
    look.bench.go_on()
    look.bench.until(lambda: not look.bench.desk.is_busy)
    last = look.bench.lab.session.settings.epochs
    look.wait_for(lambda seen: getattr(seen.source, "epoch", None) == last)
    look.bench.until(lambda: "left it" in look.panel.note.text())
    look.panel.slider.setValue(1)
    look.wait_for(lambda seen: getattr(seen.source, "epoch", None) == 1)
    assert look.panel.note.text().endswith("after epoch 1")
    look.panel.slider.setValue(0)
    look.wait_for(lambda seen: getattr(seen.source, "epoch", None) == 0)
    assert look.panel.note.text() == "initial weights: nothing is learnt yet"


def test_that_weights_of_a_stopped_epoch_are_the_sliders_last_place(look: Look) -> None:
    look.settle()
    finished = look.train()
    assert finished.run is not None
    folder = RunFolder(look.bench.lab.store.find(finished.run).path)
    architecture = look.bench.lab.session.architecture
    last = folder.snapshots()[-1]
    weights = {name: 2 * array for name, array in folder.read_snapshot(1, architecture).items()}
    folder.write_unfinished(weights)
    look.panel.network_wanted.emit(folder.name)
    seen = look.wait_for(lambda seen: getattr(seen.source, "unfinished", False))
    assert look.panel.slider.maximum() == last + 1
    assert look.panel.epoch.text() == f"stopped in {last + 1}"
    assert look.panel.note.text() == f"stopped in epoch {last + 1}"
    np.testing.assert_array_equal(seen.state.weights["000.kernel"], weights["000.kernel"])


def test_that_a_run_that_learnt_something_comes_before_one_that_was_stopped_at_once(
    look: Look,
) -> None:
    look.settle()
    first = look.train()
    look.train()
    newest = RunFolder(look.bench.lab.store.find(look.bench.finished[-1].run or "").path)
    for epoch in newest.snapshots()[1:]:
        newest.snapshot_path(epoch).unlink()
    look.bench.window.show_page(look.bench.window.data_page)
    look.bench.window.show_page(look.page)
    seen = look.wait_for(lambda seen: getattr(seen.source, "epoch", 0) > 0)
    assert isinstance(seen.source, Snapshot)
    assert str(seen.source.run) == first.run


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
