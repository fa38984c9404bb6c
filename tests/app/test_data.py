"""Datasets in the window: choosing, failing, downloading."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QWidget,
)

from cnnlab_gui.core.dataset import DownloadMendsError
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.widgets.forms import FieldEditor
from cnnlab_gui.widgets.settings_dialog import SettingsDialog
from tests.app.conftest import Bench
from tests.qt_fixtures import OnDialog, ShelfLibrary, small_dataset


def shown(bench: Bench) -> str:
    """Everything that stands on the Data page."""
    labels = bench.window.data_page.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def click(bench: Bench, text: str) -> None:
    def found() -> list[QPushButton]:
        buttons = bench.window.data_page.findChildren(QPushButton)
        return [each for each in buttons if each.text() == text and each.isVisible()]

    # Qt shows what was put into a layout a moment later.
    bench.until(lambda: bool(found()))
    found()[0].click()


def test_that_the_first_dataset_is_read_and_shown_by_itself(bench: Bench) -> None:
    bench.ready()
    assert "20 images to learn from, 10 to test on, in 10 classes" in shown(bench)


def test_that_held_out_images_are_counted_as_the_settings_say(bench: Bench) -> None:
    bench.ready()
    bench.lab.session.set_setting("hold_out", 0.25, "")
    assert "5 of the training images are held out" in shown(bench)
    bench.lab.session.set_setting("limit", 8, "")
    assert "2 of the training images are held out" in shown(bench)
    bench.lab.session.undo_stack.setIndex(0)
    assert "held out" not in shown(bench)


def test_that_choosing_a_dataset_can_be_undone(bench: Bench) -> None:
    bench.ready()
    bench.window.training_bar.dataset_wanted.emit("mnist")
    assert bench.lab.session.undo_stack.undoText() == "choose Mnist"
    bench.until(lambda: bench.lab.datasets.dataset is not None)
    assert "Mnist:" in shown(bench)
    bench.lab.session.undo_stack.undo()
    bench.until(lambda: "Stroke-Digits:" in shown(bench))


def test_that_a_failing_dataset_is_told_on_the_data_page_and_the_rest_goes_on(
    bench: Bench, shelf: ShelfLibrary
) -> None:
    bench.ready()
    bench.window.show_page(bench.window.train_page)
    shelf.problems["mnist"] = CnnLabError("mnist.npz is damaged. Download it again.")
    bench.lab.data_desk.choose("mnist")
    bench.until(lambda: bench.lab.datasets.problem is not None)
    assert bench.window.data_page.isVisible()
    assert "mnist.npz is damaged. Download it again." in shown(bench)
    # Train says the same instead of waiting.
    bench.window.actions_by_name["train"].trigger()
    assert bench.page.error == "mnist.npz is damaged. Download it again."
    assert not bench.desk.is_busy
    bench.window.show_page(bench.window.data_page)
    click(bench, "Use the built-in stroke digits")
    assert bench.train().outcome == "completed"
    assert bench.page.error == ""


def test_that_train_on_a_dataset_that_fails_later_gives_up(
    bench: Bench, shelf: ShelfLibrary
) -> None:
    bench.ready()
    shelf.problems["mnist"] = CnnLabError("mnist.npz is damaged.")
    held = shelf.hold("mnist")
    bench.lab.data_desk.choose("mnist")
    bench.window.actions_by_name["train"].trigger()
    assert bench.desk.is_busy
    held.set()
    bench.until(lambda: not bench.desk.is_busy)
    assert bench.page.error == "mnist.npz is damaged."
    assert bench.window.actions_by_name["train"].isEnabled()
    assert "Getting ready" not in [label.text() for label in bench.page.findChildren(QLabel)]


def test_that_what_failed_can_be_tried_again(bench: Bench, shelf: ShelfLibrary) -> None:
    shelf.problems["mnist"] = CnnLabError("The disk is busy.")
    bench.ready()
    bench.lab.data_desk.choose("mnist")
    bench.until(lambda: bench.lab.datasets.problem is not None)
    shelf.problems.clear()
    click(bench, "Try again")
    bench.until(lambda: bench.lab.datasets.dataset is not None)
    assert "Mnist:" in shown(bench)


def test_that_the_share_that_is_read_is_shown_and_a_later_choice_ends_the_reading(
    bench: Bench, shelf: ShelfLibrary
) -> None:
    bench.ready()
    shelf.heeds_cancelling = True
    shelf.hold("mnist")
    bench.lab.data_desk.choose("mnist")
    (bar,) = bench.window.data_page.notice.findChildren(QProgressBar)
    bench.until(lambda: bar.isVisible() and bar.value() == 500)
    assert bar.maximum() == 1000
    bench.lab.data_desk.choose("tiny")
    bench.until(lambda: "Tiny:" in shown(bench))


def test_that_a_dataset_that_is_not_here_is_downloaded_and_then_taken(
    bench: Bench, shelf: ShelfLibrary
) -> None:
    bench.ready()
    download = bench.window.actions_by_name["download"]
    assert download.isEnabled()
    bench.window.training_bar.dataset_wanted.emit("fashion-mnist")
    assert bench.lab.session.specification.dataset == "stroke-digits"
    bench.until(lambda: "Fashion-Mnist: each" in shown(bench))
    assert bench.lab.session.specification.dataset == "fashion-mnist"
    assert not download.isEnabled()


def test_that_a_failed_download_is_told_and_changes_nothing(
    bench: Bench, shelf: ShelfLibrary
) -> None:
    bench.ready()
    shelf.problems["fashion-mnist"] = CnnLabError("There is no network. Connect, then try again.")
    bench.window.actions_by_name["download"].trigger()
    bench.until(lambda: "There is no network. Connect, then try again." in shown(bench))
    assert bench.lab.session.specification.dataset == "stroke-digits"
    assert bench.train().outcome == "completed"


def test_that_a_download_can_be_cancelled(bench: Bench, shelf: ShelfLibrary) -> None:
    bench.ready()
    shelf.hold("fashion-mnist")
    bench.window.actions_by_name["download"].trigger()
    bench.until(lambda: "MB are here" in shown(bench))
    with bench.qtbot.waitSignal(bench.lab.datasets.download_ended):
        click(bench, "Cancel")
    assert "fashion-mnist" in shelf.absent
    assert bench.lab.session.specification.dataset == "stroke-digits"


def test_that_a_download_of_the_dataset_in_use_reads_it(bench: Bench, shelf: ShelfLibrary) -> None:
    bench.ready()
    shelf.problems["fashion-mnist"] = CnnLabError("It is not here.")
    bench.lab.session.choose_dataset("fashion-mnist", "")
    bench.until(lambda: bench.lab.datasets.problem is not None)
    shelf.problems.clear()
    bench.window.actions_by_name["download"].trigger()
    bench.until(lambda: "Fashion-Mnist: each" in shown(bench))


@pytest.fixture
def cut_short(open_bench: Callable[..., Bench], shelf: ShelfLibrary) -> Bench:
    """Fashion-MNIST is here, but damaged."""
    shelf.absent.clear()
    shelf.problems["fashion-mnist"] = DownloadMendsError("images.gz is cut short.")
    bench = open_bench().ready()
    assert not bench.window.actions_by_name["download"].isEnabled()
    bench.lab.data_desk.choose("fashion-mnist")
    bench.until(lambda: "images.gz is cut short." in shown(bench))
    return bench


def test_that_a_damaged_dataset_is_downloaded_again_and_then_read(
    cut_short: Bench, shelf: ShelfLibrary
) -> None:
    assert cut_short.window.actions_by_name["download"].isEnabled()
    shelf.problems.clear()
    click(cut_short, "Download again")
    cut_short.until(lambda: "Fashion-Mnist: each" in shown(cut_short))
    assert not cut_short.window.actions_by_name["download"].isEnabled()


def test_that_the_file_menu_downloads_a_damaged_dataset_again(
    cut_short: Bench, shelf: ShelfLibrary
) -> None:
    shelf.problems.clear()
    cut_short.window.actions_by_name["download"].trigger()
    cut_short.until(lambda: "Fashion-Mnist: each" in shown(cut_short))


def test_that_a_damaged_dataset_stays_told_when_its_download_fails(
    cut_short: Bench, shelf: ShelfLibrary
) -> None:
    shelf.problems["fashion-mnist"] = CnnLabError("There is no network.")
    with cut_short.qtbot.waitSignal(cut_short.lab.datasets.download_ended):
        click(cut_short, "Download again")
    assert "There is no network." in shown(cut_short)
    assert "images.gz is cut short." in shown(cut_short)
    assert cut_short.window.actions_by_name["download"].isEnabled()


def test_that_cancelling_the_download_of_a_damaged_dataset_keeps_the_one_chosen_since(
    cut_short: Bench, shelf: ShelfLibrary
) -> None:
    shelf.hold("fashion-mnist")
    click(cut_short, "Download again")
    cut_short.until(lambda: "Fashion-Mnist: 1 of" in shown(cut_short))
    click(cut_short, "Use the built-in stroke digits")
    cut_short.until(lambda: cut_short.lab.datasets.dataset is not None)
    with cut_short.qtbot.waitSignal(cut_short.lab.datasets.download_ended):
        click(cut_short, "Cancel")
    assert cut_short.lab.session.specification.dataset == "stroke-digits"
    assert "not on this computer" not in shown(cut_short)
    assert cut_short.window.actions_by_name["download"].isEnabled()


@pytest.mark.parametrize(
    ("action", "method", "answer"),
    [
        ("open_folder", "getExistingDirectory", "tiny"),
        ("open_file", "getOpenFileName", ("tiny", "")),
    ],
)
def test_that_ones_own_data_is_asked_for_and_taken(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, action: str, method: str, answer: Any
) -> None:
    bench.ready()
    # The system's own dialog cannot be driven from here.
    monkeypatch.setattr(QFileDialog, method, lambda *_: answer)
    bench.window.actions_by_name[action].trigger()
    assert bench.lab.session.specification.dataset == "tiny"
    bench.until(lambda: "Tiny:" in shown(bench))


@pytest.mark.parametrize(
    ("action", "method", "answer"),
    [
        ("open_folder", "getExistingDirectory", ""),
        ("open_file", "getOpenFileName", ("", "")),
    ],
)
def test_that_choosing_nothing_changes_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, action: str, method: str, answer: Any
) -> None:
    monkeypatch.setattr(QFileDialog, method, lambda *_: answer)
    bench.window.actions_by_name[action].trigger()
    assert bench.lab.session.undo_stack.count() == 0


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """Two classes of four grey images; one of each class is to test on."""
    folder = tmp_path / "pets"
    for name in ("cat", "dog"):
        (folder / name).mkdir(parents=True)
        for index in range(4):
            Image.new("L", (28, 28), 40 * index).save(folder / name / f"{index}.png")
    return folder


def add_images(folder: Path) -> None:
    for index in range(4, 10):
        Image.new("L", (28, 28)).save(folder / "cat" / f"{index}.png")


@pytest.fixture
def own_bench(open_bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A window over the real library."""
    library = DatasetLibrary()
    monkeypatch.setattr(library, "default_id", lambda: "stroke-digits")
    small = small_dataset("stroke-digits")
    load = library.load
    monkeypatch.setattr(
        library, "load", lambda wanted, **more: small if wanted == small.id else load(wanted)
    )
    return open_bench(library=library).ready()


def test_that_a_folder_chosen_again_is_read_again_and_trained_on(
    own_bench: Bench, pets: Path
) -> None:
    own_bench.lab.data_desk.choose(str(pets))
    own_bench.until(lambda: "6 images to learn from, 2 to test on" in shown(own_bench))
    add_images(pets)
    own_bench.lab.data_desk.choose(f"{pets}/")
    own_bench.until(lambda: "11 images to learn from, 3 to test on" in shown(own_bench))
    assert own_bench.lab.session.undo_stack.count() == 1
    dataset = own_bench.lab.datasets.dataset
    assert own_bench.lab.library.load(str(pets)) is dataset


def test_that_trying_again_reads_a_mended_folder(own_bench: Bench, pets: Path) -> None:
    (pets / "cat" / "notes.txt").write_text("x")
    own_bench.lab.data_desk.choose(str(pets))
    own_bench.until(lambda: "move it elsewhere, or choose another folder" in shown(own_bench))
    (pets / "cat" / "notes.txt").unlink()
    click(own_bench, "Try again")
    own_bench.until(lambda: "6 images to learn from" in shown(own_bench))


def test_that_a_known_dataset_chosen_again_is_not_read_again(
    bench: Bench, shelf: ShelfLibrary
) -> None:
    bench.ready()
    bench.lab.data_desk.choose("stroke-digits")
    assert bench.lab.datasets.dataset is not None
    assert shelf.asked == ["stroke-digits"]


class Opened(QObject):
    """Opens files in the place of the system."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.paths.append(url.toLocalFile())


def test_that_the_runs_folder_is_made_and_opened(bench: Bench) -> None:
    opened = Opened()
    QDesktopServices.setUrlHandler("file", opened, "open")
    try:
        bench.window.actions_by_name["show_runs"].trigger()
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert [Path(path) for path in opened.paths] == [bench.lab.store.folder]
    assert bench.lab.store.folder.is_dir()


def test_that_a_runs_folder_that_cannot_be_made_is_told_in_a_sentence(
    bench: Bench, on_dialog: OnDialog, tmp_path: Path
) -> None:
    bench.lab.store.folder.parent.mkdir(exist_ok=True)
    bench.lab.store.folder.write_text("not a folder")
    seen: list[str] = []

    def note(dialog: QWidget) -> None:
        assert isinstance(dialog, QMessageBox)
        seen.append(dialog.text())

    on_dialog(note)
    bench.window.actions_by_name["show_runs"].trigger()
    assert "could not be written" in seen[0]


def test_that_about_tells_versions_device_and_folders_to_be_copied(
    bench: Bench, on_dialog: OnDialog, tmp_path: Path
) -> None:
    bench.ready()

    def copy(dialog: QWidget) -> None:
        next(b for b in dialog.findChildren(QPushButton) if b.text().startswith("Copy")).click()
        QTest.keyClick(dialog, "\x1b")

    on_dialog(copy)
    bench.window.actions_by_name["about"].trigger()
    facts = QGuiApplication.clipboard().text()
    for part in ("Python", "TensorFlow", "PySide6", "CPU, a test", str(tmp_path / "home")):
        assert part in facts


@pytest.mark.parametrize("way", ["menu", "bar"])
def test_that_all_settings_open_from_menu_and_bar(
    bench: Bench, on_dialog: OnDialog, way: str
) -> None:
    def set_seed(dialog: QWidget) -> None:
        assert isinstance(dialog, SettingsDialog)
        editor = next(e for e in dialog.findChildren(FieldEditor) if e.field.name == "seed")
        editor.focusProxy().setValue(7)

    on_dialog(set_seed)
    if way == "menu":
        bench.window.actions_by_name["settings"].trigger()
    else:
        bench.window.training_bar.more_wanted.emit()
    assert bench.lab.session.settings.seed == 7
