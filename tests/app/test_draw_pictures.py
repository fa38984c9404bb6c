"""Pictures of a person's own on the Draw page: read in the background, or refused in a sentence."""

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from cnnlab_gui.app import draw_pictures
from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.drawing.reader import StrokeDrawing
from cnnlab_gui.engine.own_image import MAX_SIDE, read_own_image
from cnnlab_gui.widgets.data.picture import image_of
from tests.app.conftest import Bench
from tests.app.draw_parts import DOWN, GATE_SECONDS, Drawing, WatchedEngine, row_of_digits

OpenBench = Callable[..., Bench]


class Pictures(Drawing):
    """Drops pictures on the page."""

    def give(self, path: Path) -> None:
        """As if a file was dropped; and what becomes of it."""
        self.page.file_dropped.emit(QUrl.fromLocalFile(str(path)))
        self.end_reading()

    def end_reading(self) -> None:
        self.bench.until(lambda: not self.lab.draw_pictures.is_reading)

    def frames(self) -> list[tuple[float, float, float, float]]:
        self.settle()
        return [frame.box for frame in self.page.picture.frames]


@pytest.fixture
def pictures(open_bench: OpenBench) -> Iterator[Pictures]:
    made = Pictures(open_bench(WatchedEngine))
    made.open()
    yield made
    made.engine.gate.set()


def save(path: Path, pixels: Images) -> Path:
    Image.fromarray(pixels).save(path)
    return path


def columns_of(boxes: list[tuple[float, float, float, float]], width: int) -> list[int]:
    """In which of the row's places, ``width`` pixels each, the boxes' middles are."""
    return [int(((left + right) / 2 - 20) // width) for left, _, right, _ in boxes]


def test_that_a_row_of_digits_is_read_one_by_one_from_left_to_right(
    pictures: Pictures, tmp_path: Path
) -> None:
    pictures.give(save(tmp_path / "row.png", row_of_digits(5)))
    assert pictures.page.shows_picture
    boxes = pictures.frames()
    assert columns_of(boxes, 28 * 4) == [0, 1, 2, 3, 4]
    assert all(left[0] < right[0] for left, right in pairwise(boxes))
    reading = pictures.settle()
    assert len(reading.answers) == 5
    assert all(answer is not None for answer in reading.answers)
    texts = [frame.text for frame in pictures.page.picture.frames]
    assert texts == [answer.first_name for answer in reading.answers if answer]
    assert pictures.page.headline.text() == f"Read as {' '.join(texts)}"
    pictures.page.picture.choose(3)
    chosen = pictures.settle()
    assert chosen.chosen == 3
    assert chosen.answer is not None
    assert pictures.page.answers[0].headline.name == chosen.answer.first_name == texts[3]


def test_that_without_centring_all_of_the_picture_is_read_as_one(
    pictures: Pictures, tmp_path: Path
) -> None:
    pictures.give(save(tmp_path / "row.png", row_of_digits(3)))
    assert len(pictures.frames()) == 3
    pictures.page.centre.click()
    height, width = row_of_digits(3).shape
    assert pictures.frames() == [(0, 0, width, height)]
    pictures.page.centre.click()
    assert len(pictures.frames()) == 3


def test_that_what_is_on_the_clipboard_is_pasted_or_missed_in_a_sentence(
    pictures: Pictures, tmp_path: Path
) -> None:
    clipboard, data = QGuiApplication.clipboard(), QMimeData()
    clipboard.setImage(image_of(row_of_digits(2)[..., None]))
    pictures.page.paste_wanted.emit()
    pictures.end_reading()
    assert len(pictures.frames()) == 2
    data.setUrls([QUrl.fromLocalFile(str(save(tmp_path / "row.png", row_of_digits(4))))])
    clipboard.setMimeData(data)
    pictures.page.paste_wanted.emit()
    pictures.end_reading()
    assert len(pictures.frames()) == 4
    clipboard.setText("seven")
    pictures.page.paste_wanted.emit()
    assert "There is no picture on the clipboard" in pictures.page.banner.text
    assert pictures.page.shows_picture
    clipboard.clear()


def test_that_a_picture_is_chosen_in_a_dialog_or_not(
    pictures: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The dialog is the system's own.
    chosen = ["", str(save(tmp_path / "row.png", row_of_digits(2)))]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (chosen.pop(0), ""))
    pictures.page.open.click()
    assert not pictures.lab.draw_pictures.is_reading
    pictures.page.open.click()
    assert not pictures.page.open.isEnabled()
    pictures.end_reading()
    assert pictures.page.open.isEnabled()
    assert len(pictures.frames()) == 2


def test_that_a_bad_file_leaves_the_drawing_and_tells_one_sentence(
    pictures: Pictures, tmp_path: Path
) -> None:
    row = row_of_digits(2)
    whole = save(tmp_path / "row.png", row).read_bytes()
    bad = {
        "empty.png": (b"", "is empty (0 bytes)"),
        "cut.png": (whole[: len(whole) // 2], "cannot be read as a picture"),
        "text.png": (b"not a picture at all", "cannot be read as a picture"),
    }
    for name, (content, _) in bad.items():
        (tmp_path / name).write_bytes(content)
    save(tmp_path / "black.png", np.zeros_like(row))
    save(tmp_path / "white.png", np.full_like(row, 255))
    expected = {
        **{name: sentence for name, (_, sentence) in bad.items()},
        "black.png": "black.png",
        "white.png": "white.png",
        "gone.png": "There is no picture at",
    }
    before = pictures.read(DOWN)
    told = set()
    for name, sentence in expected.items():
        pictures.give(tmp_path / name)
        text = pictures.page.banner.text
        assert sentence in text, name
        assert text.endswith("."), text
        told.add(text)
        assert not pictures.page.shows_picture
        assert pictures.page.drawable == StrokeDrawing((DOWN,))
        assert pictures.page.reading() is before
        assert pictures.page.headline.text() == "Draw a digit"
    assert len(told) == len(expected)
    pictures.give(save(tmp_path / "row.png", row))
    assert pictures.page.banner.text == ""
    pictures.give(tmp_path / "empty.png")
    assert pictures.page.shows_picture, "the picture before it stays"
    assert len(pictures.frames()) == 2


def test_that_paper_without_ink_is_told_also_when_pictures_are_read_as_they_are(
    pictures: Pictures, tmp_path: Path
) -> None:
    row = row_of_digits(2)
    pictures.page.centre.click()
    pictures.read(DOWN)
    pictures.give(save(tmp_path / "white.png", np.full_like(row, 255)))
    assert "No ink was found in white.png" in pictures.page.banner.text
    assert not pictures.page.shows_picture
    assert pictures.page.drawable == StrokeDrawing((DOWN,))
    pictures.give(save(tmp_path / "row.png", row))
    assert len(pictures.frames()) == 1


def test_that_a_pasted_picture_is_no_larger_than_a_file_may_be(pictures: Pictures) -> None:
    before = pictures.read(DOWN)
    pictures.lab.draw_pictures.take(QImage(MAX_SIDE + 1, 2, QImage.Format.Format_Grayscale8))
    pictures.end_reading()
    assert pictures.page.banner.text.startswith("The picture is too large to be read: make it")
    assert not pictures.page.shows_picture
    assert pictures.page.reading() is before


def test_that_a_large_picture_is_shown_reduced_with_its_frames_where_the_ink_is(
    pictures: Pictures, tmp_path: Path
) -> None:
    large = np.full((2400, 4800), 235, np.uint8)
    large[600:1800, 1200:1320] = 20
    large[600:1800, 3600:3720] = 20
    pictures.give(save(tmp_path / "large.png", large))
    boxes = pictures.frames()
    assert boxes[0] == pytest.approx((400, 200, 440, 600), abs=6)
    assert boxes[1] == pytest.approx((1200, 200, 1240, 600), abs=6)
    view = pictures.page.picture
    assert view.rect().contains(view.rect_of(1).toRect())
    pictures.page.back.click()
    assert view.frames == ()


# While one is still being read


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The file ``slow.png`` is read only once the event is set."""
    gate = threading.Event()

    def read(path: Path) -> Images:
        if path.name == "slow.png":
            gate.wait(GATE_SECONDS)
        return read_own_image(path)

    monkeypatch.setattr(draw_pictures, "read_own_image", read)
    yield gate
    gate.set()


@pytest.mark.parametrize("slow", [row_of_digits(3), np.zeros((40, 40), np.uint8)])
def test_that_a_newer_picture_wins_over_one_that_is_still_being_read(
    pictures: Pictures, tmp_path: Path, held: threading.Event, slow: Images
) -> None:
    pictures.lab.draw_pictures.open(save(tmp_path / "slow.png", slow))
    assert "being read" in pictures.page.headline.text()
    (older,) = pictures.lab.draw_pictures.findChildren(BackgroundCall)
    pictures.give(save(tmp_path / "row.png", row_of_digits(2)))
    assert len(pictures.frames()) == 2
    held.set()
    pictures.bench.until(lambda: not isValid(older) or older.isFinished())
    pictures.settle()
    assert len(pictures.frames()) == 2
    assert pictures.page.banner.text == ""
    assert pictures.page.open.isEnabled()


def test_that_closing_waits_for_what_is_still_being_read(
    open_bench: OpenBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = Pictures(open_bench(WatchedEngine))
    pictures.open()
    read: list[Path] = []
    is_waited_for = threading.Event()

    class Call(BackgroundCall):
        def wait(self) -> bool:  # type: ignore[override]
            is_waited_for.set()
            return super().wait()

    def slowly(path: Path) -> Images:
        is_waited_for.wait(GATE_SECONDS)
        read.append(path)
        return read_own_image(path)

    monkeypatch.setattr(draw_pictures, "BackgroundCall", Call)
    monkeypatch.setattr(draw_pictures, "read_own_image", slowly)
    path = save(tmp_path / "row.png", row_of_digits(2))
    pictures.lab.draw_pictures.open(path)
    pictures.bench.end()
    assert read == [path]
