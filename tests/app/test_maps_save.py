"""What the Feature maps page shows, as files: pictures, numbers, and what cannot be written."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from cnnlab_gui.core.inside.colours import INFERNO, coloured
from cnnlab_gui.core.inside.sheet import INPUT
from cnnlab_gui.core.inside.view import View
from cnnlab_gui.core.runs.folder import RunFolder
from tests.app.conftest import Bench
from tests.app.dialog_parts import Dialogs
from tests.app.maps_parts import MapsInFront
from tests.qt_fixtures import OnDialog, ShelfLibrary, small_dataset

OpenBench = Callable[..., Bench]
LAST = 6  # the layer of the preset that names the class


@pytest.fixture
def maps(open_bench: OpenBench) -> MapsInFront:
    return MapsInFront(open_bench())


@pytest.fixture
def said(on_dialog: OnDialog) -> Dialogs:
    return Dialogs(on_dialog, QMessageBox.text)


# Pictures


def test_that_every_view_is_saved_as_a_picture_on_white(maps: MapsInFront, tmp_path: Path) -> None:
    for view in View:
        maps.show(view)
        path = maps.save(tmp_path / f"{view.name}.png")
        assert maps.note == f"Saved to {path}", view
        with Image.open(path) as picture:
            assert picture.format == "PNG", view
            pixels = np.asarray(picture.convert("RGB"))
        assert (pixels[:20] == 255).all(), view
        assert (pixels[:, -20:] == 255).all(), view
        assert len(np.unique(pixels @ np.array([1, 256, 65536]))) > 20, view  # colours


def test_that_a_picture_is_as_large_whatever_the_window(maps: MapsInFront, tmp_path: Path) -> None:
    first = maps.save(tmp_path / "first.png").read_bytes()
    maps.bench.window.resize(900, 600)
    maps.settle()
    assert maps.save(tmp_path / "second.png").read_bytes() == first


def test_that_what_was_seen_when_it_was_asked_for_is_saved(
    maps: MapsInFront, tmp_path: Path
) -> None:
    offer = maps.offer()
    maps.desk.save(offer, tmp_path / "first.png")
    maps.finish()
    maps.page.controls.wished.emit({"channel": 5})
    maps.settle()
    maps.desk.save(offer, tmp_path / "second.png")
    maps.finish()
    assert (tmp_path / "first.png").read_bytes() == (tmp_path / "second.png").read_bytes()
    maps.save(tmp_path / "third.png")
    assert (tmp_path / "first.png").read_bytes() != (tmp_path / "third.png").read_bytes()


def test_that_a_map_keeps_its_colours_when_it_is_saved_alone(
    maps: MapsInFront, tmp_path: Path
) -> None:
    cell = maps.cell(layer=0, row=1)
    path = maps.save(tmp_path / "map.png", cell)
    values = maps.settle().outputs.of(0)[1, ..., 1]
    assert (cell.low, cell.high) == (values.min(), values.max())
    side = 480 // len(values) * 2
    tile = coloured(values, cell.low, cell.high, INFERNO).repeat(side, 0).repeat(side, 1)
    with Image.open(path) as picture:
        parts = np.asarray(picture.convert("RGB")).astype(np.uint32)
    pixels = parts[..., 0] << 16 | parts[..., 1] << 8 | parts[..., 2] | np.uint32(0xFF000000)
    top, left = np.argwhere(pixels == tile[0, 0])[0]
    assert np.array_equal(pixels[top : top + len(tile), left : left + len(tile)], tile)


def test_that_the_words_on_a_picture_name_network_moment_images_and_answers(
    maps: MapsInFront,
) -> None:
    maps.train()
    sight = maps.desk._sights()[0]
    words = sight.captions()
    run = maps.bench.folder().name
    epochs = maps.bench.lab.session.settings.epochs
    assert words.title == f"{run}, after epoch {epochs}"
    assert words.subtitle == "channel 1 of each layer"
    assert words.columns[0] == "Conv2D\n26×26"
    shown = maps.page.panels[0].view.captions
    assert [(each.title, each.detail, each.is_right) for each in words.rows.values()] == [
        (each.title, each.detail, each.is_right) for each in shown
    ]
    maps.show(View.CHANNELS, LAST)
    bars = maps.desk._sights()[0].captions().units
    assert [name.rsplit(" ", 2)[0] for name in bars] == [f"class {label}" for label in range(10)]


def test_that_two_networks_are_saved_side_by_side(maps: MapsInFront, tmp_path: Path) -> None:
    maps.train()
    maps.train()
    single = maps.save(tmp_path / "one.png")
    maps.page.compare.setChecked(True)
    maps.settle(1)
    maps.settle(0)
    offer = maps.offer()
    names = [each.name for each in maps.bench.lab.store.folders()]
    assert all(name in offer.name for name in names[:2])
    assert list(offer.kinds) == [".png", ".npz"]
    both = maps.save(tmp_path / "both.png")
    with np.load(maps.save(tmp_path / "both.npz"), allow_pickle=False) as arrays:
        assert set(arrays) == {
            "left.input", "left.000.Conv2D", "right.input", "right.000.Conv2D",
        }  # fmt: skip
        left, right = maps.settle(0), maps.settle(1)
        assert np.array_equal(arrays["left.000.Conv2D"], left.outputs.of(0)[..., 1])
        assert np.array_equal(arrays["right.000.Conv2D"], right.outputs.of(0)[..., 1])
    with Image.open(single) as one, Image.open(both) as two:
        left_half = np.asarray(two.crop((0, 0, two.width // 2, two.height)))
        right_half = np.asarray(two.crop((two.width // 2, 0, two.width, two.height)))
        assert two.width > one.width * 0.8
        assert not np.array_equal(left_half, right_half)


def test_that_a_dataset_in_colour_with_long_names_is_saved(
    open_bench: OpenBench, shelf: ShelfLibrary, tmp_path: Path
) -> None:
    small = small_dataset("pets", classes=3)
    long = tuple(f"{name} Nova Scotia Duck Tolling Retriever" for name in small.class_names)
    shelf.datasets["pets"] = small.__class__(
        small.id, small.title, long, np.repeat(small.x_train, 3, axis=3), small.y_train,
        np.repeat(small.x_test, 3, axis=3), small.y_test, small.origin,
    )  # fmt: skip
    bench = open_bench()
    bench.ready()
    bench.lab.data_desk.choose("pets")
    bench.until(lambda: bench.lab.datasets.dataset is not None)
    bench.window.actions_by_name["fit"].trigger()
    maps = MapsInFront(bench)
    for view in View:
        maps.show(view)
        path = maps.save(tmp_path / f"{view.value}.png")
        assert path.stat().st_size > 5000


# Numbers


def test_that_the_numbers_of_a_grid_are_an_array_for_each_column(
    maps: MapsInFront, tmp_path: Path
) -> None:
    path = maps.save(tmp_path / "grid.npz")
    seen = maps.settle()
    with np.load(path, allow_pickle=False) as arrays:
        assert list(arrays) == [
            "input", "000.Conv2D", "001.MaxPooling2D", "002.Conv2D", "003.MaxPooling2D",
        ]  # fmt: skip
        assert np.array_equal(arrays["input"], seen.outputs.images)
        for layer, name in ((0, "000.Conv2D"), (3, "003.MaxPooling2D")):
            assert np.array_equal(arrays[name], seen.outputs.of(layer)[..., seen.wish.channel])


def test_that_a_column_without_such_a_channel_is_left_out(
    maps: MapsInFront, tmp_path: Path
) -> None:
    maps.bench.lab.session.choose_preset("cnn-32-64", "")
    maps.page.controls.wished.emit({"channel": 40})
    maps.settle()
    with np.load(maps.save(tmp_path / "grid.npz"), allow_pickle=False) as arrays:
        assert list(arrays) == ["input", "002.Conv2D", "003.MaxPooling2D"]
    assert "Conv2D 3" in maps.offer().kinds[".npy"]
    assert np.load(maps.save(tmp_path / "one.npy"), allow_pickle=False).shape == (3, 11, 11)


def test_that_one_array_of_a_grid_is_the_column_that_is_pinned_and_the_dialog_says_so(
    maps: MapsInFront, tmp_path: Path
) -> None:
    assert "Conv2D 1 alone, one NumPy array of 3×26×26" in maps.offer().kinds[".npy"]
    view = maps.page.panels[0].view
    QTest.mouseClick(
        view,
        Qt.MouseButton.LeftButton,
        pos=view.rect_of(maps.cell(layer=3, row=2).box).center(),
    )
    assert "MaxPooling2D 4 alone, one NumPy array of 3×5×5" in maps.offer().kinds[".npy"]
    values = np.load(maps.save(tmp_path / "one.npy"), allow_pickle=False)
    assert np.array_equal(values, maps.settle().outputs.of(3)[..., 1])


def test_that_all_channels_are_one_array_by_index_whatever_the_order(
    maps: MapsInFront, tmp_path: Path
) -> None:
    maps.show(View.CHANNELS, 2)
    maps.page.controls.order.activated.emit(1)
    seen = maps.settle()
    assert not np.array_equal(seen.order, np.arange(64))
    values = np.load(maps.save(tmp_path / "all.npy"), allow_pickle=False)
    assert np.array_equal(values, seen.outputs.of(2)[0])


def test_that_kernels_are_saved_before_training_and_after(
    maps: MapsInFront, tmp_path: Path
) -> None:
    maps.train()
    maps.show(View.KERNELS, 0)
    folder = RunFolder(maps.bench.folder().path)
    architecture = maps.bench.lab.session.architecture
    last = maps.bench.lab.session.settings.epochs
    before, after = (folder.read_snapshot(epoch, architecture) for epoch in (0, last))
    with np.load(maps.save(tmp_path / "k.npz"), allow_pickle=False) as arrays:
        assert np.array_equal(arrays["000.kernel.before"], before["000.kernel"])
        assert np.array_equal(arrays["000.kernel.after"], after["000.kernel"])
        assert len(arrays.files) == 2
    now = np.load(maps.save(tmp_path / "k.npy"), allow_pickle=False)
    assert np.array_equal(now, after["000.kernel"])
    first = [cell for cell in maps.settle().sheet.cells if cell.row == 0][5]
    one = np.load(maps.save(tmp_path / "one.npy", first), allow_pickle=False)
    assert np.array_equal(one, before["000.kernel"][:, :, 0, 5])


def test_that_what_speaks_for_a_class_is_saved_as_numbers(
    maps: MapsInFront, tmp_path: Path
) -> None:
    seen = maps.show(View.EVIDENCE)
    with np.load(maps.save(tmp_path / "why.npz"), allow_pickle=False) as arrays:
        assert list(arrays) == ["input", "grad-cam", "occlusion", "classes"]
        assert np.array_equal(arrays["grad-cam"], seen.activation)
        assert np.array_equal(arrays["classes"], seen.targets)
    for layer, wanted in ((-2, seen.activation), (-3, seen.occlusion)):
        one = np.load(maps.save(tmp_path / "one.npy", maps.cell(layer, 1)), allow_pickle=False)
        assert wanted is not None
        assert np.array_equal(one, wanted[1])


@pytest.mark.parametrize("layer", [INPUT, 2])
def test_that_the_numbers_of_one_map_are_its_own(
    maps: MapsInFront, tmp_path: Path, layer: int
) -> None:
    values = np.load(maps.save(tmp_path / "m.npy", maps.cell(layer, 2)), allow_pickle=False)
    outputs = maps.settle().outputs
    wanted = outputs.images[2] if layer == INPUT else outputs.of(layer)[2, ..., 1]
    assert np.array_equal(values, wanted)


# What cannot be written


def test_that_a_folder_that_cannot_be_written_to_is_said(
    maps: MapsInFront, unwritable_folder: Path, said: Dialogs
) -> None:
    for name in ("maps.png", "maps.npy", "maps.npz"):
        said.expect()
        maps.save(unwritable_folder / name)
        assert "cannot be written to" in said.texts.pop(), name
        assert maps.note == "", name
        assert list(unwritable_folder.iterdir()) == [], name


@pytest.mark.parametrize("name", ["maps.png", "maps.npz"])
def test_that_a_full_disk_leaves_what_was_there(
    maps: MapsInFront,
    tmp_path: Path,
    said: Dialogs,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    (tmp_path / name).write_bytes(b"precious")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    said.expect()
    maps.save(tmp_path / name)
    assert "The disk is full" in said.texts[0]
    assert (tmp_path / name).read_bytes() == b"precious"
    assert [each.name for each in tmp_path.glob("maps*")] == [name]


def test_that_an_ending_that_says_nothing_is_refused_with_those_that_do(
    maps: MapsInFront, tmp_path: Path, said: Dialogs
) -> None:
    for name in ("maps.jpg", "maps.npz", "maps"):
        said.expect()
        maps.save(tmp_path / name, maps.cell(0))
        text = said.texts.pop()
        assert not said.texts, name
        assert text.startswith(f"{name} was not saved")
        assert ".png, .npy" in text, name
        assert not list(tmp_path.glob("maps*")), name


def test_that_a_second_picture_waits_for_the_first(
    maps: MapsInFront, tmp_path: Path, said: Dialogs
) -> None:
    maps.desk.save(maps.offer(), tmp_path / "first.png")
    said.expect()
    maps.desk.save(maps.offer(), tmp_path / "second.png")
    maps.finish()
    assert said.texts == ["Another picture is still being drawn. Try again in a moment."]
    assert (tmp_path / "first.png").exists()
    assert not (tmp_path / "second.png").exists()


def test_that_closing_the_window_waits_for_the_picture(maps: MapsInFront, tmp_path: Path) -> None:
    maps.desk.save(maps.offer(), tmp_path / "maps.png")
    maps.bench.end()
    with Image.open(tmp_path / "maps.png") as picture:
        picture.load()
