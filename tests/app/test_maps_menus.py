"""Where the Feature maps page's saving and copying is chosen: menus, keys, the dialog."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox, QWidget

from cnnlab_gui.core.inside.sheet import INPUT
from cnnlab_gui.core.inside.view import View
from tests.app.conftest import Bench
from tests.app.dialog_parts import Dialogs
from tests.app.maps_parts import MapsInFront
from tests.qt_fixtures import OnDialog, ShelfLibrary

OpenBench = Callable[..., Bench]
Answer = Callable[..., list[tuple[str, list[str]]]]
Reason = QContextMenuEvent.Reason


@pytest.fixture
def maps(open_bench: OpenBench) -> MapsInFront:
    return MapsInFront(open_bench())


@pytest.fixture
def said(on_dialog: OnDialog) -> Dialogs:
    return Dialogs(on_dialog, QMessageBox.text)


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Answer the dialog for a file's name; what it suggested and offered is returned."""

    def answer(path: Path | str, kind: str = "") -> list[tuple[str, list[str]]]:
        asked: list[tuple[str, list[str]]] = []

        def choose(_parent: QWidget, _title: str, start: str, kinds: str) -> tuple[str, str]:
            offered = kinds.split(";;")
            asked.append((start, offered))
            used = next((each for each in offered if each.endswith(f"(*{kind})")), "")
            return str(path), used

        monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
        return asked

    return answer


def open_menu(maps: MapsInFront, at: QPoint, reason: Reason = Reason.Mouse) -> QMenu:
    """Ask for the menu as Qt does."""
    view = maps.page.panels[0].view
    QApplication.sendEvent(view, QContextMenuEvent(reason, at, view.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, text: str) -> None:
    """Close the menu and choose one of its lines."""
    action = next(each for each in menu.actions() if each.text() == text)
    menu.close()
    action.trigger()


def lines_of(menu: QMenu) -> list[str]:
    return [each.text() for each in menu.actions() if each.isVisible() and each.text()]


def test_that_file_export_saves_what_is_seen_and_only_while_it_is(
    maps: MapsInFront, tmp_path: Path, answer: Answer
) -> None:
    action = maps.bench.window.actions_by_name["save_maps"]
    asked = answer(tmp_path / "mine", ".npz")
    action.trigger()
    maps.finish()
    assert (tmp_path / "mine.npz").exists()
    (start, kinds), *_ = asked
    assert start == "cnn-64-before-training-channel-1.png"
    assert [kind[kind.rindex("(") :] for kind in kinds] == ["(*.png)", "(*.npz)", "(*.npy)"]
    maps.bench.window.show_page(maps.bench.window.data_page)
    assert not action.isEnabled()
    assert "Feature maps" in action.toolTip()
    maps.bench.window.show_page(maps.page)
    maps.settle()
    assert action.isEnabled()


def test_that_nothing_can_be_saved_before_anything_is_seen(
    open_bench: OpenBench, shelf: ShelfLibrary
) -> None:
    shelf.hold("stroke-digits")
    bench = open_bench()
    bench.window.show_page(bench.window.maps_page)
    assert not bench.window.actions_by_name["save_maps"].isEnabled()
    assert bench.lab.maps_save_desk.offer() is None


def test_that_the_pages_own_menu_saves_too_and_the_folder_is_remembered(
    maps: MapsInFront, tmp_path: Path, answer: Answer
) -> None:
    answer(tmp_path / "first.png")
    maps.page.save.trigger()
    maps.finish()
    assert (tmp_path / "first.png").exists()
    asked = answer("")
    maps.page.save.trigger()
    assert Path(asked[0][0]).parent == tmp_path


@pytest.mark.parametrize(
    ("typed", "kind", "written"),
    [
        ("net 1.2", ".npy", "net 1.2.npy"),
        ("net.PNG", ".npy", "net.PNG"),
        ("net", "", "net.png"),
        ("cnn-64-before-training-channel-1.png", ".npz", "cnn-64-before-training-channel-1.npz"),
    ],
)
def test_that_a_name_gets_the_ending_of_the_kind_that_is_chosen(
    maps: MapsInFront,
    tmp_path: Path,
    answer: Answer,
    typed: str,
    kind: str,
    written: str,
) -> None:
    answer(tmp_path / typed, kind)
    maps.page.save.trigger()
    maps.finish()
    assert [each.name for each in tmp_path.glob("*.*")] == [written]


def test_that_a_foreign_ending_is_told_instead_of_being_hidden(
    maps: MapsInFront,
    tmp_path: Path,
    said: Dialogs,
    answer: Answer,
) -> None:
    answer(tmp_path / "maps.jpg", ".png")
    said.expect()
    maps.page.save.trigger()
    assert "maps.jpg was not saved" in said.texts[0]
    assert not list(tmp_path.glob("maps*"))


def test_that_a_right_click_on_a_map_saves_that_map(
    maps: MapsInFront, tmp_path: Path, answer: Answer
) -> None:
    view = maps.page.panels[0].view
    menu = open_menu(maps, view.rect_of(maps.cell(layer=3, row=1).box).center())
    assert lines_of(menu) == [
        "Save this map…", "Copy this map as a picture",
        "Save everything seen here…", "Copy everything as a picture",
    ]  # fmt: skip
    asked = answer(tmp_path / "map.npy")
    choose(menu, "Save this map…")
    maps.finish()
    assert asked[0][0].endswith("MaxPooling2D-4-1-image-1.png")
    values = np.load(tmp_path / "map.npy", allow_pickle=False)
    assert np.array_equal(values, maps.settle().outputs.of(3)[1, ..., 1])


def test_that_the_menu_key_means_the_value_that_is_pinned(maps: MapsInFront) -> None:
    view = maps.page.panels[0].view
    view.setFocus()
    nothing = open_menu(maps, QPoint(3, 3), Reason.Keyboard)
    assert lines_of(nothing) == ["Save everything seen here…", "Copy everything as a picture"]
    nothing.close()
    maps.bench.qtbot.keyClick(view, Qt.Key.Key_Return)
    pinned = open_menu(maps, QPoint(3, 3), Reason.Keyboard)
    assert lines_of(pinned)[0] == "Save this map…"
    pinned.close()
    image = open_menu(maps, view.rect_of(maps.cell(INPUT).box).center())
    assert lines_of(image)[0] == "Save this image…"
    image.close()
    maps.show(View.KERNELS, 0)
    kernel = open_menu(maps, view.rect_of(maps.settle().sheet.cells[0].box).center())
    assert lines_of(kernel)[0] == "Save this kernel…"
    kernel.close()


def test_that_a_copied_picture_is_the_one_that_would_be_saved(
    maps: MapsInFront, tmp_path: Path
) -> None:
    for cell in (None, maps.cell(layer=0, row=1)):
        path = maps.save(tmp_path / "saved.png", cell)
        maps.desk.copy(0, cell)
        maps.finish()
        maps.bench.until(lambda: "copied" in maps.note)
        image = QGuiApplication.clipboard().image()
        with Image.open(path) as picture:
            assert (image.width(), image.height()) == picture.size
            for at in ((50, 60), (picture.width // 2, picture.height // 2)):
                colour = image.pixelColor(*at)
                assert (colour.red(), colour.green(), colour.blue()) == picture.getpixel(at)
