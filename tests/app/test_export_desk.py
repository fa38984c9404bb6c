"""The network as a program, a notebook or a picture, through the window."""

import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QWidget

from cnnlab_gui.app.menus import PICTURES
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.export.table import EXPORTS, export_text
from cnnlab_gui.core.presets import PRESETS
from tests.app.conftest import Bench
from tests.app.dialog_parts import Dialogs
from tests.qt_fixtures import OnDialog, ShelfLibrary

BESIDE = "stroke-digits.npz"
EVERY = [*EXPORTS, *PICTURES]
BROKEN = PRESETS["cnn-64"].architecture.removed(4)


def export(bench: Bench, name: str, path: Path) -> None:
    """Export, and wait until it is written or refused."""
    bench.lab.export_desk.export(name, path)
    bench.until(lambda: bench.lab.export_desk._call is None)


def texts_of(path: Path) -> str:
    """All lines of code of a program or a notebook."""
    if path.suffix == ".py":
        return path.read_text("utf-8")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells)


def note(bench: Bench) -> str:
    return bench.window.status.currentMessage()


@pytest.fixture
def said(on_dialog: OnDialog) -> Dialogs:
    return Dialogs(on_dialog, QMessageBox.text)


@pytest.mark.parametrize("name", EXPORTS)
def test_that_a_program_is_written_with_its_images_beside_it(
    bench: Bench, tmp_path: Path, name: str
) -> None:
    bench.ready()
    path = tmp_path / f"net{EXPORTS[name].ending}"
    export(bench, name, path)
    assert path.read_text("utf-8") == export_text(name, bench.lab.session.specification)
    assert "Conv2D(filters=64" in texts_of(path)
    assert BESIDE in texts_of(path)
    dataset = bench.lab.datasets.dataset
    assert dataset is not None
    with np.load(tmp_path / BESIDE, allow_pickle=False) as arrays:
        assert set(arrays) == {"x_train", "y_train", "x_test", "y_test"}
        for key in arrays:
            assert np.array_equal(arrays[key], getattr(dataset, key))
    assert {each.name for each in tmp_path.iterdir()} - {"home"} == {path.name, BESIDE}
    assert note(bench) == f"{path} is written, with its images in {BESIDE}."


@pytest.mark.parametrize("name", EXPORTS)
def test_that_a_program_whose_images_keras_downloads_stands_alone(
    bench: Bench, tmp_path: Path, name: str
) -> None:
    bench.ready()
    bench.lab.session.choose_dataset("mnist", "")
    path = tmp_path / f"net{EXPORTS[name].ending}"
    export(bench, name, path)  # although the images are still being read here
    assert "keras.datasets.mnist.load_data()" in texts_of(path)
    assert list(tmp_path.glob("*.npz")) == []
    assert note(bench) == f"{path} is written."


def test_that_a_program_is_of_the_network_and_settings_that_hold_now(
    bench: Bench, tmp_path: Path
) -> None:
    bench.ready()
    bench.lab.session.set_layer_value(0, "filters", 7, "")
    bench.lab.session.set_setting("seed", 42, "")
    export(bench, "python", tmp_path / "net.py")
    code = texts_of(tmp_path / "net.py")
    assert "Conv2D(filters=7" in code
    assert "SEED = 42" in code


def test_that_an_export_beside_the_same_images_leaves_them_as_they_are(
    bench: Bench, tmp_path: Path
) -> None:
    bench.ready()
    for name in ("first.py", "second.py"):
        export(bench, "python", tmp_path / name)
    assert (tmp_path / "second.py").exists()
    assert len(list(tmp_path.glob("*.npz*"))) == 1


def test_that_other_images_of_the_same_name_are_not_replaced_and_no_program_is_written(
    bench: Bench, tmp_path: Path, said: Dialogs
) -> None:
    bench.ready()
    (tmp_path / BESIDE).write_bytes(b"precious")
    said.expect()
    export(bench, "python", tmp_path / "net.py")
    assert "is there already and holds something else" in said.texts[0]
    assert (tmp_path / BESIDE).read_bytes() == b"precious"
    assert not (tmp_path / "net.py").exists()


def test_that_images_that_are_still_read_or_cannot_be_are_told(
    bench: Bench, tmp_path: Path, said: Dialogs, shelf: ShelfLibrary
) -> None:
    bench.ready()
    shelf.problems["tiny"] = CnnLabError("The file is damaged. Choose another.")
    held = shelf.hold("tiny")
    bench.lab.session.choose_dataset("tiny", "")
    said.expect()
    export(bench, "python", tmp_path / "net.py")
    held.set()
    bench.until(lambda: bench.lab.datasets.problem is not None)
    said.expect()
    export(bench, "python", tmp_path / "net.py")
    assert said.texts == [
        "The images are still being read. Export again in a moment.",
        "The file is damaged. Choose another.",
    ]
    assert list(tmp_path.glob("*.*")) == []


def test_that_a_second_export_while_images_are_written_is_told_to_wait(
    bench: Bench, tmp_path: Path, said: Dialogs
) -> None:
    bench.ready()
    bench.lab.export_desk.export("python", tmp_path / "first.py")
    said.expect()
    bench.lab.export_desk.export("python", tmp_path / "second.py")
    bench.until(lambda: bench.lab.export_desk._call is None)
    assert said.texts == ["Another export is still being written. Try again in a moment."]
    assert (tmp_path / "first.py").exists()
    assert not (tmp_path / "second.py").exists()


def test_that_closing_the_window_waits_for_what_is_written(bench: Bench, tmp_path: Path) -> None:
    bench.ready()
    bench.lab.export_desk.export("python", tmp_path / "net.py")
    bench.end()
    assert (tmp_path / "net.py").exists()
    assert (tmp_path / BESIDE).exists()


def test_that_the_picture_is_written_as_svg(bench: Bench, tmp_path: Path) -> None:
    export(bench, "svg", tmp_path / "net.svg")
    drawing = ElementTree.parse(tmp_path / "net.svg").getroot()
    assert drawing.tag.endswith("svg")
    assert (tmp_path / "net.svg").read_bytes() == bench.window.picture_page.svg_bytes()
    assert note(bench) == f"{tmp_path / 'net.svg'} is written."


def test_that_the_picture_is_written_as_png_with_twice_as_many_pixels(
    bench: Bench, tmp_path: Path
) -> None:
    export(bench, "png", tmp_path / "net.png")
    image = QImage(str(tmp_path / "net.png"))
    single = bench.window.picture_page.png_image(1.0)
    assert image.width() == pytest.approx(2 * single.width(), abs=2)
    assert len({image.pixel(x, image.height() // 2) for x in range(image.width())}) > 5


@pytest.mark.parametrize("name", PICTURES)
def test_that_a_network_with_a_fault_and_an_empty_one_have_a_picture(
    bench: Bench, tmp_path: Path, name: str
) -> None:
    for architecture in (BROKEN, Architecture()):
        bench.lab.session.set_architecture(architecture, "")
        path = tmp_path / f"{len(architecture.layers)}.{name}"
        export(bench, name, path)
        assert path.stat().st_size > 100


@pytest.mark.parametrize("name", EVERY)
def test_that_a_folder_that_cannot_be_written_to_is_said(
    bench: Bench, unwritable_folder: Path, said: Dialogs, name: str
) -> None:
    bench.ready()
    said.expect()
    export(bench, name, unwritable_folder / "net")
    assert "cannot be written to" in said.texts[0]
    assert "is written" not in note(bench)


def test_that_a_program_is_offered_only_of_a_network_without_a_fault(bench: Bench) -> None:
    bench.ready()
    actions = bench.window.menus.export_actions
    assert list(actions) == EVERY
    assert all(action.isEnabled() for action in actions.values())
    bench.lab.session.set_architecture(BROKEN, "")
    enabled = [name for name, action in actions.items() if action.isEnabled()]
    assert enabled == list(PICTURES)
    for name in EXPORTS:
        assert "Put a Flatten layer between them." in actions[name].toolTip()
    bench.lab.session.undo_stack.undo()
    assert all(action.isEnabled() for action in actions.values())
    assert not any("Flatten" in action.toolTip() for action in actions.values())


def test_that_images_that_do_not_fit_shut_the_programs_too(bench: Bench) -> None:
    bench.ready()
    bench.lab.data_desk.choose("tiny")
    bench.until(lambda: bench.lab.datasets.dataset is not None)
    action = bench.window.menus.export_actions["python"]
    assert not action.isEnabled()
    assert "but Tiny has images of 8×8×1" in action.toolTip()


def test_that_the_menu_shows_why_a_program_is_not_offered(bench: Bench) -> None:
    action = bench.window.menus.export_actions["python"]
    (menu,) = [each for each in action.associatedObjects() if each.isWidgetType()]
    assert menu.title() == "&Export"
    assert menu.toolTipsVisible()


@pytest.mark.parametrize(
    ("name", "suggested", "typed", "written"),
    [
        ("python", "cnn-64.py", "my net", "my net.py"),
        ("notebook", "cnn-64.ipynb", "my net.ipynb", "my net.ipynb"),
        ("svg", "cnn-64.svg", "version 1.2", "version 1.2.svg"),
        ("png", "cnn-64.png", "NET.PNG", "NET.PNG"),
    ],
)
def test_that_the_menu_asks_for_a_name_and_adds_the_ending(
    bench: Bench,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    suggested: str,
    typed: str,
    written: str,
) -> None:
    bench.ready()
    asked: list[str] = []

    def choose(_parent: QWidget, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        asked.append(start)
        return str(tmp_path / typed), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    bench.window.menus.export_actions[name].trigger()
    bench.until((tmp_path / written).exists)
    bench.until(lambda: bench.lab.export_desk._call is None)
    assert asked == [suggested]


def test_that_an_export_of_a_saved_network_is_named_after_its_file(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.lab.file_desk.save(tmp_path / "own net.cnnarch")
    asked: list[str] = []
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *values: (asked.append(values[2]) or "", "")
    )
    bench.window.menus.export_actions["svg"].trigger()
    assert asked == ["own net.svg"]


def test_that_the_network_page_saves_its_picture(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "net"), ""))
    bench.window.show_page(bench.window.picture_page)
    buttons = bench.window.picture_page.findChildren(QPushButton)
    for text in ("Save as SVG…", "Save as PNG…"):
        QTest.mouseClick(next(b for b in buttons if b.text() == text), Qt.MouseButton.LeftButton)
    assert {each.name for each in tmp_path.glob("net*")} == {"net.svg", "net.png"}
