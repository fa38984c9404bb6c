"""Any picture of a person's own is read, or refused in one sentence."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.engine.own_image import (
    MAX_PIXELS,
    MAX_SIDE,
    SHOWN_SIDE,
    check_size,
    read_own_image,
    reduced,
)

GREY = np.arange(48, dtype=np.uint8).reshape(6, 8) * 5
COLOUR = np.stack([GREY, GREY[::-1], GREY[:, ::-1]], axis=-1)


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    """Save a picture in a file of this name."""

    def saved(image: Image.Image, name: str = "picture.png", **options: Any) -> Path:
        image.save(tmp_path / name, **options)
        return tmp_path / name

    return saved


Saved = Callable[..., Path]


@pytest.mark.parametrize("name", ["a.png", "a.bmp", "a.tif", "a.PGM"])
def test_that_grey_pictures_are_read(saved: Saved, name: str) -> None:
    pixels = read_own_image(saved(Image.fromarray(GREY), name))
    assert pixels.dtype == np.uint8
    assert np.array_equal(pixels[..., 0], GREY)


def test_that_colours_are_read(saved: Saved) -> None:
    assert np.array_equal(read_own_image(saved(Image.fromarray(COLOUR))), COLOUR)


def test_that_a_palette_and_two_colours_are_read(saved: Saved) -> None:
    palette = Image.fromarray(COLOUR).quantize(8)
    assert np.array_equal(read_own_image(saved(palette)), np.asarray(palette.convert("RGB")))
    lines = Image.fromarray(GREY).convert("1")
    assert set(np.unique(read_own_image(saved(lines)))) == {0, 255}


def test_that_cmyk_is_read(saved: Saved) -> None:
    path = saved(
        Image.fromarray(np.full((16, 16, 3), (250, 10, 10), np.uint8)).convert("CMYK"), "a.tif"
    )
    pixels = read_own_image(path)
    assert pixels.shape == (16, 16, 3)
    assert np.abs(pixels[8, 8].astype(int) - (250, 10, 10)).max() < 12


def test_that_grey_of_sixteen_bits_becomes_eight(saved: Saved) -> None:
    pixels = read_own_image(saved(Image.fromarray(GREY.astype(np.uint16) * 257)))
    assert np.array_equal(pixels[..., 0], GREY)


def test_that_a_picture_is_turned_as_the_camera_noted(saved: Saved) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    for image in (Image.fromarray(GREY), Image.fromarray(GREY.astype(np.uint16) * 257)):
        pixels = read_own_image(saved(image, exif=exif))
        assert np.array_equal(pixels[..., 0], np.rot90(GREY, -1))


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (90, 255), (255, 0)])
def test_that_ink_is_seen_where_the_paper_is_transparent(
    saved: Saved, ink: int, paper: int
) -> None:
    layered = np.zeros((9, 9, 4), np.uint8)
    layered[4, 2:7] = (ink, ink, ink, 255)
    pixels = read_own_image(saved(Image.fromarray(layered)))
    assert pixels.shape == (9, 9, 3)
    assert (pixels[4, 2:7] == ink).all()
    assert (pixels[0] == paper).all()


def png_that_promises(width: int, height: int) -> bytes:
    """The head of a picture of this size, with none of its pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty (0 bytes)"),
        (b"GIF89a", "cannot be read as a picture"),
        (b"no picture at all", "cannot be read as a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "cannot be read as a picture"),
        (png_that_promises(9, 9), "cannot be read as a picture"),
        (png_that_promises(30_000, 30_000), "is too large to be read"),
        (png_that_promises(8_000, 8_000), "is too large to be read"),
        (png_that_promises(12_001, 1), "is too large to be read"),
    ],
)
def test_that_what_is_no_picture_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "bad.png"
    path.write_bytes(content)
    with pytest.raises(CnnLabError) as refused:
        read_own_image(path)
    assert str(refused.value).startswith(f"{path} {sentence}")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.tif", "a.gif"])
def test_that_a_cut_picture_is_refused_or_read(saved: Saved, name: str, kept: float) -> None:
    rng = np.random.default_rng(1)
    path = saved(Image.fromarray(rng.integers(0, 255, (64, 64), np.uint8)), name)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(CnnLabError, match="cannot be read as a picture"):
        read_own_image(path)


@pytest.mark.parametrize("colour", [False, True])
def test_that_a_png_with_a_hole_is_refused_and_not_taken_for_black(
    saved: Saved, colour: bool
) -> None:
    shape = (400, 600, 3) if colour else (400, 600)
    pixels = np.random.default_rng(1).integers(0, 255, shape, np.uint8)
    path = saved(Image.fromarray(pixels))
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(whole[:middle] + bytes(300) + whole[middle + 300 :])
    with pytest.raises(CnnLabError, match="cannot be read as a picture: it is damaged"):
        read_own_image(path)


@pytest.mark.parametrize("name", ["moves.gif", "moves.webp", "moves.png", "pages.tif"])
def test_that_an_animation_is_refused_with_what_to_do(saved: Saved, name: str) -> None:
    frames = [Image.fromarray(np.roll(GREY, shift)) for shift in range(3)]
    path = saved(frames[0], name, save_all=True, append_images=frames[1:])
    with pytest.raises(CnnLabError, match=r"holds 3 pictures.* save the one you mean"):
        read_own_image(path)


def test_that_a_photo_with_a_preview_behind_it_is_read(saved: Saved) -> None:
    photo, preview = Image.fromarray(COLOUR), Image.fromarray(COLOUR[:2, :2])
    path = saved(photo, "photo.jpg", format="MPO", save_all=True, append_images=[preview])
    assert read_own_image(path).shape == COLOUR.shape


def test_that_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CnnLabError, match="There is no picture at"):
        read_own_image(tmp_path / "none.png")
    with pytest.raises(CnnLabError, match="is a folder"):
        read_own_image(tmp_path)
    with pytest.raises(CnnLabError, match="There is no picture at"):
        read_own_image(Path("nul\0byte"))


@pytest.mark.parametrize(
    ("width", "height"),
    [(MAX_SIDE + 1, 1), (1, MAX_SIDE + 1), (MAX_SIDE, MAX_PIXELS // MAX_SIDE + 1)],
)
def test_that_a_picture_in_memory_has_the_same_bounds_as_a_file(width: int, height: int) -> None:
    with pytest.raises(CnnLabError, match=r"^The picture is too large to be read: make it"):
        check_size(width, height, "The picture")
    check_size(min(width, MAX_SIDE), min(height, MAX_PIXELS // MAX_SIDE), "The picture")


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", [(2001, 300), (30, 12_000), (4000, 4000), (3, 2001)])
def test_that_a_large_picture_is_reduced_to_the_means_of_its_blocks(
    size: tuple[int, int], channels: int
) -> None:
    random = np.random.default_rng(1)
    pixels = random.integers(0, 256, (*size, channels), np.uint8)
    small = reduced(pixels)
    blocks = -(-max(size) // SHOWN_SIDE)
    assert small.dtype == np.uint8
    assert small.shape == (-(-size[0] // blocks), -(-size[1] // blocks), channels)
    assert max(small.shape) <= SHOWN_SIDE
    means = pixels[:blocks, :blocks].mean(axis=(0, 1))
    assert small[0, 0] == pytest.approx(means, abs=1)


@pytest.mark.parametrize("size", [(1, 1), (SHOWN_SIDE, 20), (20, SHOWN_SIDE)])
def test_that_a_picture_that_is_small_enough_stays_as_it_is(size: tuple[int, int]) -> None:
    pixels = np.zeros((*size, 3), np.uint8)
    assert reduced(pixels) is pixels
