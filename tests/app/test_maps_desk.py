"""The Feature maps page in the window: which network is seen, at which moment, in which images."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from cnnlab_gui.core.inside.choice import Chosen
from cnnlab_gui.core.inside.sources import Live, Snapshot, Untrained
from cnnlab_gui.core.inside.view import Seen, View
from cnnlab_gui.core.runs.folder import RunFolder
from tests.app.conftest import Bench
from tests.app.maps_parts import Look

OpenBench = Callable[..., Bench]


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
