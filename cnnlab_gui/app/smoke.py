"""``--smoke-test``: the whole application once, briefly, in its real window."""

import os
import sys
import tempfile
from pathlib import Path
from typing import TextIO

from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from cnnlab_gui.app.driver import (
    LOADING_SECONDS,
    TRAINING_SECONDS,
    DriveError,
    draw,
    laboratory,
    look_inside,
    train,
    until,
    wait_until_ready,
)
from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.app.run_files_desk import RunFilesDesk
from cnnlab_gui.core import paths
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.core.export.run_kinds import BUNDLE
from cnnlab_gui.core.inside.sources import Snapshot
from cnnlab_gui.core.inside.view import View
from cnnlab_gui.core.keras_file import read_keras_architecture
from cnnlab_gui.core.runs.bundle import ENDING
from cnnlab_gui.core.runs.folder import RunFolder

IMAGES = 2000
EPOCHS = 2
LEAST_ACCURACY = 0.3  # chance is 0.1; a broken training stays there
LEAST_COLOURS = 8  # an empty page has fewer
SEVEN = ((0.1, 0.1), (0.2, 0.1), (0.35, 0.1), (0.3, 0.2), (0.25, 0.3), (0.2, 0.45))


def run_smoke_test(application: QApplication) -> int:
    """Train on the built-in data, visit every page, export, undo; returns the exit code.

    Everything is kept in a temporary home: a person's own runs are not touched.
    """
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            os.environ["CNNLAB_HOME"] = folder
            with laboratory() as lab:
                checks = sum(check(lab) for check in CHECKS)
    except (DriveError, CnnLabError, AssertionError, OSError) as error:
        _say(sys.stderr, f"smoke test failed: {error}")
        return 1
    _say(sys.stdout, f"smoke test: {checks} checks passed on {application.platformName()}")
    return 0


def _train(lab: Laboratory) -> int:
    lab.data_desk.choose("stroke-digits")
    lab.session.choose_preset("cnn-16", "smoke test")
    for name, value in (("epochs", EPOCHS), ("limit", IMAGES)):
        lab.session.set_setting(name, value, "smoke test")
    wait_until_ready(lab)
    finished = train(lab)
    _check(finished.outcome == "completed", f"the training {finished.outcome}: {finished.detail}")
    accuracy = finished.test_accuracy or 0.0
    _check(accuracy > LEAST_ACCURACY, f"only {accuracy:.0%} of the test images are right")
    folder = RunFolder(Path(finished.run or ""))
    _check(folder.read_record().outcome == "completed", "the run's folder says otherwise")
    _check(len(folder.read_history()) == EPOCHS, "the history has another number of epochs")
    shown = lab.window.train_page.run
    _check(len(shown.history) == EPOCHS and len(shown.loss.x) > 0, "the curves are empty")
    return 5


def _pause(lab: Laboratory) -> int:
    """Pause in the middle, resume, and come to the same end as if nothing had been."""
    actions, shown = lab.window.actions_by_name, lab.window.train_page
    ended: list[RunFinished] = []
    lab.training_desk.finished.connect(ended.append)
    actions["train"].trigger()
    until(lambda: len(shown.run.history) == 1, TRAINING_SECONDS, "the first epoch ends")
    actions["pause"].trigger()
    until(lambda: len(ended) == 1, TRAINING_SECONDS, "the training pauses")
    _check(ended[0].outcome == "paused", f"a pause ended as {ended[0].outcome}")
    actions["pause"].trigger()
    until(lambda: len(ended) == 2, TRAINING_SECONDS, "the resumed training ends")
    lab.training_desk.finished.disconnect(ended.append)
    _check(ended[1].outcome == "completed", f"a resumed run {ended[1].outcome}")
    _check(ended[1].run == ended[0].run, "another run was resumed")
    history = RunFolder(Path(ended[1].run or "")).read_history()
    _check([epoch.epoch for epoch in history] == [1, 2], "the resumed run lacks an epoch")
    return 4


def _runs(lab: Laboratory) -> int:
    """What the runs are good for: their results, and both of them in the table."""
    results, compare = lab.window.results_page, lab.window.compare_page
    lab.window.show_page(results)
    until(
        lambda: results.results is not None and not lab.results_desk.is_waiting,
        LOADING_SECONDS,
        "the results are there",
    )
    _check(_colours(results) >= LEAST_COLOURS, "the results are blank")
    lab.window.show_page(compare)
    until(lambda: len(compare.model.runs) == 2, LOADING_SECONDS, "both runs are in the table")
    return 2


def _export(lab: Laboratory) -> int:
    """The run for Keras, and the run itself: written by the window, and read again."""
    desk, name = lab.run_files_desk, lab.networks.names()[0]
    network, bundle = paths.home() / f"{name}.keras", paths.home() / f"{name}{ENDING}"
    for to, out in (("keras", network), (BUNDLE, bundle)):
        desk.write([name], to, out)
        _until_done(desk, f"the run is exported as {to}")
    layers = read_keras_architecture(network).layers
    _check(layers == lab.session.architecture.layers, "the file for Keras has other layers")
    desk.open(bundle)
    _until_done(desk, "the exported run is opened")
    run, again = lab.store.find(name), lab.store.find(lab.networks.names()[0])
    _check(again.name != name, "the exported run is not among the runs")
    _check(again.read_history() == run.read_history(), "the exported run has another history")
    return 3


def _until_done(desk: RunFilesDesk, what: str) -> None:
    """Wait for a file; what went wrong is said in a box that nobody is there to close."""
    said: list[str] = []

    def is_done() -> bool:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            said.append(box.text())
            box.reject()
        return not desk.is_busy

    until(is_done, LOADING_SECONDS, what)
    _check(not said, f"{what}: {' '.join(said)}")


def _look_inside(lab: Laboratory) -> int:
    """Every view of the network that was just trained."""
    page = lab.window.maps_page
    lab.window.show_page(page)
    for number, view in enumerate(View):
        page.switch.choose(number)
        look_inside(lab)
        seen = page.seen()
        _check(seen is not None and seen.wish.view is view, f"the maps do not show {view.value}")
        _check(_colours(page) >= LEAST_COLOURS, f"the maps of {view.value} are blank")
        is_trained = seen is not None and isinstance(seen.source, Snapshot)
        _check(is_trained, "the maps are not those of the run")
    page.switch.choose(0)
    look_inside(lab)
    return 3 * len(View)


def _draw(lab: Laboratory) -> int:
    """A seven in a corner of the paper; the network that comes with CNN Lab reads it."""
    page = lab.window.draw_page
    lab.window.show_page(page)
    reading = draw(lab, SEVEN)
    first = reading.answer.first if reading.answer else None
    _check(first is not None and first.name == "7", f"a seven was read as {first}")
    page.tools.clear.click()
    until(lambda: page.reading() is not reading, 10, "the paper is read once more")
    blank = page.reading()
    _check(blank is not None and blank.answer is None, "an empty paper was read as something")
    return 2


def _undo(lab: Laboratory) -> int:
    before = lab.session.architecture
    lab.window.layers_panel.select([0])
    lab.window.actions_by_name["remove"].trigger()
    _check(len(lab.session.architecture.layers) == len(before.layers) - 1, "nothing was removed")
    lab.session.undo_stack.undo()
    _check(lab.session.architecture == before, "undo does not give the network back")
    return 2


def _visit_pages(lab: Laboratory) -> int:
    for index, page in enumerate(lab.window.pages.values()):
        lab.window.show_page(index)
        until(page.isVisible, 10, f"page {index + 1} is shown")
        _check(_colours(page) >= LEAST_COLOURS, f"page {index + 1} is blank")
    return len(lab.window.pages)


CHECKS = (_train, _pause, _look_inside, _runs, _export, _draw, _undo, _visit_pages)


def _colours(page: QWidget) -> int:
    """How many colours a coarse picture of the page has."""
    image = page.grab().toImage().scaled(160, 120)
    return len({image.pixel(x, y) for x in range(160) for y in range(120)})


def _check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise DriveError(otherwise)


def _say(stream: TextIO | None, text: str) -> None:
    """Write to a stream that a windowed application may not have."""
    if stream is not None:
        print(text, file=stream, flush=True)
