"""Sheets as files: what is in them, and what is left when they cannot be written."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.colours import INFERNO
from cnnlab_gui.core.inside.grid import Room, grid_sheet
from cnnlab_gui.core.inside.kernels import FRAME, kernel_sheet
from cnnlab_gui.core.inside.mosaic import mosaic_sheet
from cnnlab_gui.core.inside.overlay import evidence_sheet
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import INPUT, Sheet
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.engine import lettering
from cnnlab_gui.engine.captions import Captions, RowCaption
from cnnlab_gui.engine.lettering import Lettering
from cnnlab_gui.engine.pictures import (
    SCALE,
    beside,
    drawn,
    save_arrays,
    save_sheet,
    save_values,
)

IMAGES = np.linspace(0, 1, 3 * 64, dtype=np.float32).reshape(3, 8, 8, 1)
MAPS = np.random.default_rng(2).random((3, 6, 6, 5), np.float32)
SHARES = np.array([[0.1, 0.9], [1, 0], [0.5, 0.5]], np.float32)
CAPTIONS = Captions(
    title="Bars, after epoch 2",
    subtitle="channel 1 of each layer",
    columns={INPUT: "input", 0: "Conv2D 6×6", 1: "Dense 2"},
    rows={row: RowCaption("ankle boot", "read as sneaker (62 %)", row == 0) for row in range(3)},
)
ALPHABETS = [
    *("Botte à talon", "Кроссовки", "運動靴", "حذاء", "👟\u200d🦶", "a\x00b\n\tc", "\ud800"),
    *("x" * 5000, "", "𓀀" * 90, "<b>&amp;</b>", "→ ≤ ½ × – −"),
]


def outputs() -> LayerOutputs:
    layers = (Conv2D(filters=5), Dense(units=2, activation="softmax"))
    state = NetworkState(Architecture(layers=layers), {}, 0)
    return LayerOutputs(state, IMAGES, (MAPS, SHARES))


def grid(scale: MapScale = MapScale()) -> Sheet:  # noqa: B008  it is frozen
    return grid_sheet(outputs(), (0, 1), 1, scale, Room(60, 12, 8))


def pixels_of(picture: Image.Image) -> np.ndarray:
    """(H, W) ``0xFFRRGGBB``."""
    parts = np.asarray(picture.convert("RGB")).astype(np.uint32)
    return parts[..., 0] << 16 | parts[..., 1] << 8 | parts[..., 2] | np.uint32(0xFF000000)


def places_of(part: np.ndarray, picture: np.ndarray) -> list[tuple[int, int]]:
    """Where ``part`` lies in ``picture``, pixel for pixel."""
    height, width = part.shape
    corners = np.argwhere(picture == part[0, 0])
    return [
        (int(y), int(x))
        for y, x in corners
        if np.array_equal(picture[y : y + height, x : x + width], part)
    ]


def test_that_each_map_is_in_the_file_in_whole_pixels_row_by_row(tmp_path: Path) -> None:
    sheet = grid()
    save_sheet(tmp_path / "maps.png", sheet, CAPTIONS)
    with Image.open(tmp_path / "maps.png") as picture:
        assert (picture.format, picture.mode) == ("PNG", "RGB")
        pixels = pixels_of(picture)
    found = []
    for cell in sheet.cells:
        if cell.layer == 1:
            continue
        top, left, height, width = cell.box
        tile = sheet.picture[top : top + height, left : left + width]
        (place,) = places_of(tile.repeat(SCALE, 0).repeat(SCALE, 1), pixels)
        found.append((cell.row, cell.layer, *place))
    tops = [top for _, layer, top, _ in found if layer == INPUT]
    assert tops == sorted(set(tops))
    assert len({left for _, layer, _, left in found if layer == 0}) == 1


def test_that_the_page_is_white_and_texts_are_on_it() -> None:
    with_texts, without = (np.asarray(drawn(grid(), texts)) for texts in (CAPTIONS, Captions()))
    assert (with_texts[0] == 255).all()
    assert (with_texts[:, 0] == 255).all()
    assert with_texts.shape[1] > without.shape[1]
    assert with_texts.shape[0] > without.shape[0]


def test_that_a_wrong_answer_is_written_in_another_colour_than_a_right_one() -> None:
    def inks(is_right: bool) -> set[int]:
        captions = Captions(rows={row: RowCaption("a", "b", is_right) for row in range(3)})
        return set(np.unique(pixels_of(drawn(grid(), captions))))

    assert 0xFFB3261E in inks(False) - inks(True)


def bar_rows(picture: Image.Image) -> int:
    """How many bars a picture has: runs of all of inferno, in its order, from left to right."""
    rank = {int(colour): level for level, colour in enumerate(INFERNO)}
    most = 0
    for row in np.unique(pixels_of(picture), axis=0):
        levels = np.array([rank.get(int(pixel), -1) for pixel in row])
        steps = np.diff(levels)
        run, count = 0, 0
        for level, step in zip(levels[1:], steps, strict=True):
            run = run + (step > 0) if level >= 0 and step >= 0 else 0
            count += bool(run > 100 and level == 255 and step > 0)
        most = max(most, count)
    return most


def test_that_a_bar_stands_below_each_column_or_once_for_all_that_differ() -> None:
    layer = Captions(own_scale="")
    assert bar_rows(drawn(grid(MapScale("layer")), layer)) == 1
    assert bar_rows(drawn(grid(), layer)) == 1
    two = LayerOutputs(outputs().state, IMAGES, (MAPS, MAPS))
    sheet = grid_sheet(two, (0, 1), 1, MapScale("layer"), Room(60, 12, 8))
    assert bar_rows(drawn(sheet, layer)) == 2


def test_that_numbers_at_the_bars_are_those_of_the_scale() -> None:
    one, other = (drawn(grid(MapScale("fixed", 0, high)), CAPTIONS) for high in (1, 7))
    height = one.height
    changed = np.argwhere((np.asarray(one) != np.asarray(other)).any(-1))
    assert changed[:, 0].max() > height - 40 * SCALE


@pytest.mark.parametrize("text", ALPHABETS)
def test_that_a_text_in_any_alphabet_is_written_and_the_picture_stays_small(text: str) -> None:
    captions = Captions(
        title=text,
        subtitle=text,
        columns={INPUT: text, 0: text, 1: text},
        rows={row: RowCaption(text, text) for row in range(3)},
        own_scale=text,
        lowest=text,
        highest=text,
    )
    picture = drawn(grid(), captions)
    assert picture.width < 2000
    assert picture.height < 2000


def test_that_without_a_systems_fonts_letters_become_the_nearest_that_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lettering, "SYSTEM_FONTS", ())
    letters = Lettering(ALPHABETS)
    assert letters.writable("26×26 – été") == "26x26 - ete"
    assert letters.writable("靴\n👟") == "? ?"
    drawn(grid(), CAPTIONS)


def test_that_a_text_is_cut_where_there_is_no_room() -> None:
    letters = Lettering(["abc" * 50])
    short = letters.shortened("abc" * 50, 20, 100)
    assert short.endswith("...")
    assert letters.font(20).getlength(short) <= 100
    assert letters.shortened("abc", 20, 100) == "abc"


# Other sheets


def test_that_a_mosaic_and_class_bars_are_drawn_with_the_images_caption_above() -> None:
    order = np.arange(5)
    mosaic = mosaic_sheet(outputs(), 1, 0, order, MapScale(), (200, 300))
    assert drawn(mosaic, CAPTIONS).width > 300
    bars = mosaic_sheet(outputs(), 1, 1, order, MapScale(), (200, 300))
    names = Captions(units=("trousers", "shirt"))
    assert drawn(bars, names).width > drawn(bars, Captions()).width


def test_that_kernels_keep_their_frames_and_have_heads_for_before_and_after() -> None:
    weights = {"000.kernel": np.ones((3, 3, 1, 5), np.float32)}
    layers = (Conv2D(filters=5),)
    before, after = (NetworkState(Architecture(layers=layers), weights, key) for key in (0, 1))
    sheet = kernel_sheet(before, after, 0, 0, 0, (200, 400))
    picture = pixels_of(drawn(sheet, CAPTIONS))
    assert (picture == FRAME).sum() == SCALE**2 * (sheet.picture == FRAME).sum()


def test_that_evidence_has_a_bar_for_each_kind() -> None:
    heat = np.array([np.eye(4), np.eye(4) * 2, np.eye(4) * 3], np.float32)
    hidden = np.stack([IMAGES[k, ..., 0] * (k + 1) for k in range(3)])
    room = Room(60, 12, 8)
    one = drawn(evidence_sheet(IMAGES, heat, None, room), Captions())
    two = drawn(evidence_sheet(IMAGES, heat, hidden, room), Captions())
    assert bar_rows(one) == bar_rows(two) == 1
    assert 0xFFD55E00 in pixels_of(two)
    assert 0xFFD55E00 not in pixels_of(one)


# Files


def test_that_values_are_what_numpy_reads_without_pickle(tmp_path: Path) -> None:
    save_values(tmp_path / "maps.npy", MAPS)
    assert np.array_equal(np.load(tmp_path / "maps.npy", allow_pickle=False), MAPS)


def test_that_objects_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="allow_pickle"):
        save_values(tmp_path / "maps.npy", np.array([object()]))
    assert not list(tmp_path.iterdir())


def test_that_what_cannot_be_written_is_a_sentence_and_leaves_nothing(
    unwritable_folder: Path,
) -> None:
    with pytest.raises(CnnLabError):
        save_sheet(unwritable_folder / "maps.png", grid(), CAPTIONS)
    with pytest.raises(CnnLabError):
        save_values(unwritable_folder / "maps.npy", MAPS)
    assert not list(unwritable_folder.iterdir())


def test_that_drawing_loads_no_tensorflow() -> None:
    import subprocess
    import sys

    program = "import sys, cnnlab_gui.engine.pictures; print('tensorflow' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_that_the_names_of_bars_are_written_into_them_and_are_seen_on_any_ground() -> None:
    names = {(row, 1): ("sneaker 10 %", "boot 90 %") for row in range(3)}
    plain, named = (pixels_of(drawn(grid(), Captions(bars=bars))) for bars in ({}, names))
    assert plain.shape == named.shape
    rows, columns = np.nonzero(plain != named)
    boxes = [cell.box for cell in grid().cells if cell.layer == 1]
    left = min(box.left for box in boxes)
    assert columns.min() >= 2 * left
    written = set(np.unique(named[rows, columns]))
    assert {0xFFFFFFFF, 0xFF000000} <= written
    thin = grid_sheet(outputs(), (0, 1), 1, MapScale(), Room(16, 12, 8))
    small = [pixels_of(drawn(thin, Captions(bars=bars))) for bars in ({}, names)]
    assert np.array_equal(*small)


def test_that_a_long_caption_goes_on_in_the_next_line_instead_of_being_cut() -> None:
    name = "Nova Scotia Duck Tolling Retriever"
    letters = Lettering([name])
    lines = letters.wrapped(name, 26, 300, 3)
    assert " ".join(lines) == name
    assert len(lines) == 2
    assert all(letters.font(26).getlength(line) <= 300 for line in lines)
    (cut,) = letters.wrapped(name, 26, 300, 1)
    assert cut.endswith("...")
    assert letters.wrapped("", 26, 300, 3) == []


def test_that_a_head_of_two_lines_stands_above_its_column() -> None:
    one, two = (drawn(grid(), Captions(columns={0: text})) for text in ("Conv2D", "Conv2D\n6×6"))
    assert two.width == one.width
    assert two.height > one.height


def test_that_pictures_side_by_side_keep_every_pixel() -> None:
    first, second = drawn(grid(), CAPTIONS), drawn(grid(), Captions())
    whole = beside([first, second])
    assert whole.size == (first.width + second.width, max(first.height, second.height))
    assert np.array_equal(pixels_of(whole)[: first.height, : first.width], pixels_of(first))
    right = pixels_of(whole)[:, first.width :]
    assert np.array_equal(right[: second.height], pixels_of(second))
    assert (right[second.height :] == 0xFFFFFFFF).all()


def test_that_several_arrays_are_one_file(tmp_path: Path) -> None:
    arrays = {"input": IMAGES, "000.Conv2D": MAPS}
    save_arrays(tmp_path / "all.npz", arrays)
    with np.load(tmp_path / "all.npz", allow_pickle=False) as found:
        assert found.files == list(arrays)
        assert all(np.array_equal(found[name], arrays[name]) for name in arrays)


def test_that_arrays_that_cannot_be_written_leave_nothing(unwritable_folder: Path) -> None:
    with pytest.raises(CnnLabError, match="cannot be written to"):
        save_arrays(unwritable_folder / "all.npz", {"input": IMAGES})
    assert list(unwritable_folder.iterdir()) == []
