"""``--screenshots``: a picture of every page in a filled state, light and dark."""

import os
import sys
import tempfile
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from cnnlab_gui.app.driver import (
    DriveError,
    draw,
    laboratory,
    look_inside,
    train,
    until,
    wait_until_ready,
)
from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.bridge.sweeps import SweepState
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import storage_error
from cnnlab_gui.core.inside.view import View
from cnnlab_gui.core.presets import DEFAULT_PRESET
from cnnlab_gui.core.stopping.text import parse_rule
from cnnlab_gui.engine.datasets.stroke_digits.generator import make_stroke_digits
from cnnlab_gui.widgets.data.picture import image_of
from cnnlab_gui.widgets.settings_dialog import Section
from cnnlab_gui.widgets.theme import Appearance

SIZE = (1280, 720)
IMAGES = 6000
EPOCHS = 6
MID_RUN_EPOCHS = 3
ROW = 5
SWEEP_IMAGES = 600
SHOWN_SECTIONS: tuple[Section, ...] = ("stopping", "rate")
VERDICT = 2  # of the tabs of the page Compare
FOUR = (
    ((0.42, 0.16), (0.36, 0.3), (0.3, 0.44), (0.26, 0.54), (0.4, 0.55), (0.55, 0.54), (0.7, 0.53)),
    ((0.58, 0.32), (0.57, 0.45), (0.56, 0.6), (0.55, 0.75), (0.54, 0.86)),
)


def take_screenshots(folder: Path) -> int:
    """Fill every page by a short training, then save it as PNG; returns the exit code."""
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
            os.environ["CNNLAB_HOME"] = home
            _make(folder)
            with laboratory() as lab:
                _take_all(lab, folder)
    except (DriveError, CnnLabError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, folder / "train.png") from error


def _take_all(lab: Laboratory, folder: Path) -> None:
    lab.window.resize(*SIZE)
    theme = lab.window.theme
    theme.choose(Appearance.LIGHT)
    lab.window.show_page(lab.window.train_page)
    _save(lab.window, folder / "train-empty.png")
    wait_until_ready(lab)
    lab.session.set_setting("limit", IMAGES, "")
    lab.session.choose_preset("dense-baseline", "")
    lab.session.set_setting("epochs", EPOCHS, "")
    _expect_completed(lab)
    lab.session.choose_preset("cnn-16", "")
    lab.session.set_setting("epochs", EPOCHS, "")
    lab.window.layers_panel.select([2])
    lab.window.actions_by_name["train"].trigger()
    run = lab.window.train_page
    until(lambda: run.run.name.startswith("cnn-16"), 60, "the second training begins")
    until(
        lambda: (
            len(run.run.history) >= MID_RUN_EPOCHS and run.run.loss.x[-1] > MID_RUN_EPOCHS + 0.4
        ),
        300,
        "the training reaches its middle",
    )
    _save(lab.window, folder / "train-running.png")
    until(lambda: not lab.training_desk.is_busy, 300, "the training ends")
    _take_builder(lab, folder)
    _take_maps(lab, folder)
    _take_draw(lab, folder)
    _take_settings(lab, folder)
    _take_sweep(lab, folder)
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        theme.choose(appearance)
        for name, page in zip(lab.window.page_names, lab.window.pages.values(), strict=True):
            lab.window.show_page(page)
            until(page.isVisible, 10, f"the page {name} is shown")
            if page is lab.window.maps_page:
                look_inside(lab)
            until(lambda: not lab.draw_desk.is_waiting, 60, "the drawing is read")
            _wait_for_runs(lab)
            ending = "" if appearance is Appearance.LIGHT else "-dark"
            _save(lab.window, folder / f"{name}{ending}.png")


def _take_maps(lab: Laboratory, folder: Path) -> None:
    """Each view of the network that was trained, and a value with its whole sum."""
    page = lab.window.maps_page
    lab.session.choose_preset("cnn-16", "")
    lab.window.show_page(page)
    for number, view in enumerate(View):
        page.switch.choose(number)
        look_inside(lab)
        _save(lab.window, folder / f"maps-{view.value}.png")
    page.switch.choose(0)
    look_inside(lab)
    page.panels[0].view.pin(layer=2, row=0)
    page.whole_button.click()
    look_inside(lab)
    _save(lab.window, folder / "maps-sum.png")
    page.whole_button.click()
    look_inside(lab)
    lab.window.kernel_page.show_index(0)


def _take_draw(lab: Laboratory, folder: Path) -> None:
    """A drawing with its maps, two networks, and a row of digits in a picture."""
    page, desk = lab.window.draw_page, lab.draw_desk
    lab.window.show_page(page)

    def save(name: str) -> None:
        until(lambda: not desk.is_waiting, 60, "the drawing is read")
        _save(lab.window, folder / f"{name}.png")

    draw(lab, *FOUR)
    page.maps_switch.click()
    save("draw-maps")
    page.maps_switch.click()
    page.compare.click()
    save("draw-compare")
    page.compare.click()
    lab.draw_pictures.take(image_of(_row_of_digits()))
    until(lambda: page.shows_picture, 60, "the picture is read")
    save("draw-picture")
    page.show_canvas()


def _take_settings(lab: Laboratory, folder: Path) -> None:
    """Stop rules with what they would have done to the last run, and a schedule's curve."""
    rules = tuple(parse_rule(text) for text in ("val_accuracy >= 90%", "val_loss patience 2"))
    lab.session.set_setting("stop_when", rules, "")
    lab.session.set_setting("schedule", "one-cycle", "")
    for section in SHOWN_SECTIONS:
        dialog = lab.settings_desk.make(section)
        dialog.show()
        _save(dialog, folder / f"settings-{section}.png")
        dialog.close()
        dialog.deleteLater()


def _take_sweep(lab: Laboratory, folder: Path) -> None:
    """A small sweep, from its dialog to its verdict."""
    lab.session.choose_preset("dense-baseline", "")
    for name, value in (("limit", SWEEP_IMAGES), ("epochs", 2), ("schedule", "constant")):
        lab.session.set_setting(name, value, "")
    lab.session.set_setting("stop_when", (), "")
    QTimer.singleShot(0, lambda: _accept_sweep(lab, folder))
    lab.sweep_desk.ask()
    until(lambda: lab.sweep_desk.state is SweepState.IDLE, 300, "the sweep ends")
    lab.window.show_page(lab.window.compare_page)
    _wait_for_runs(lab)
    lab.window.compare_page.tabs.setCurrentIndex(VERDICT)
    _save(lab.window, folder / "compare-verdict.png")
    lab.window.compare_page.tabs.setCurrentIndex(0)


def _accept_sweep(lab: Laboratory, folder: Path) -> None:
    dialog = lab.sweep_desk.dialog
    if dialog is not None:
        until(dialog.start.isEnabled, 60, "the sweep can be started")
        _save(dialog, folder / "sweep-dialog.png")
        dialog.accept()


def _wait_for_runs(lab: Laboratory) -> None:
    compare = lab.window.compare_page
    until(
        lambda: not (lab.compare_desk.is_reading or compare.is_late or lab.results_desk.is_waiting),
        60,
        "the runs are read",
    )


def _row_of_digits() -> Images:
    """Dark digits on light paper, beside each other: (H, W, 1) uint8."""
    digits, _ = make_stroke_digits(ROW, 0)
    row = np.concatenate(list(digits), axis=1)
    large = np.kron(row, np.ones((6, 6), np.uint8))
    paper: Images = 245 - (large * 0.8).astype(np.uint8)
    return np.pad(paper, 30, constant_values=245)[..., None]


def _take_builder(lab: Laboratory, folder: Path) -> None:
    """A network that cannot be trained, with what mends it; and the palette, open."""
    panel, network = lab.window.layers_panel, lab.window.picture_page
    lab.session.choose_preset(DEFAULT_PRESET, "")
    panel.select([4])
    panel.deeds["remove"]()
    lab.window.show_page(network)
    until(lambda: not network.is_stale, 10, "the network is drawn")
    _save(lab.window, folder / "builder-problem.png")
    lab.session.undo_stack.undo()
    panel.select([0])
    panel.show_palette()
    until(panel.palette_box.isVisible, 10, "the palette is open")
    _save(panel.palette_box, folder / "palette.png")
    panel.palette_box.close()
    until(lambda: not network.is_stale, 10, "the network is drawn")


def _expect_completed(lab: Laboratory) -> None:
    finished = train(lab)
    if finished.outcome != "completed":
        raise DriveError(f"the training {finished.outcome}: {finished.detail}")


def _save(widget: QWidget, path: Path) -> None:
    QApplication.processEvents()
    if not widget.grab().save(str(path)):
        raise DriveError(f"{path} could not be written; choose a folder that can be written to")
    sys.stdout.write(f"{path}\n")
