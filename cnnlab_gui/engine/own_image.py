"""Reads a picture of a person's own: a photo, a scan, a drawing from another program.

Its size is checked before its pixels are decoded, and it is brought to 8-bit grey
or RGB whatever it is stored as.
"""

import stat
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.datasets.image_file import FORMATS, SUFFIXES

__all__ = ["MAX_PIXELS", "MAX_SIDE", "SUFFIXES", "check_size", "read_own_image", "reduced"]

MAX_SIDE = 12_000
"""Pixels along the height or width."""

MAX_PIXELS = 50_000_000

MAX_FILE_BYTES = 256 * 1024**2

SHOWN_SIDE = 2_000
"""Pixels along the longer side that are enough to be shown and searched."""

GREY_MODES = frozenset({"1", "L", "LA", "La"})
DEEP_MODES = frozenset({"I", "F", "I;16", "I;16L", "I;16B", "I;16N"})
"""Grey with more than 8 bits."""

DEEP_WHITE = 65_535
LIGHT = 160
"""Mean grey level from which on ink would hardly be seen on white."""

OPAQUE_FROM = 128
_ORIENTATION = 0x0112


def read_own_image(path: Path) -> Images:
    """Read one picture.

    Parameters
    ----------
    path : Path

    Returns
    -------
    (H, W, 1) or (H, W, 3) uint8
        Grey or RGB, upright as the camera noted it. What is transparent becomes
        white, or black where all that is opaque is light.

    Raises
    ------
    CnnLabError
        One sentence, if the file is not there, is empty, is no picture that can be
        read, holds several pictures, or is too large.
    """
    _check_file(path)
    try:
        with warnings.catch_warnings():
            # Pillow warns of bombs and of damaged notes; the size is checked here.
            warnings.simplefilter("ignore")
            with Image.open(path, formats=FORMATS) as image:
                _check(image, path)
                if image.format == "PNG":
                    # Checks the sums of its chunks: decoders pass over a damaged one, and
                    # what it held becomes black. The file has to be opened anew after it.
                    image.verify()
            with Image.open(path, formats=FORMATS) as image:
                _check(image, path)
                return _pixels(image)
    except CnnLabError:
        raise
    except (Image.DecompressionBombError, MemoryError) as error:
        raise _too_large(path) from error
    except Exception as error:
        # Pillow's decoders raise many types for a broken file, SyntaxError among them.
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} cannot be read as a picture: it is damaged, or of another kind than "
                "PNG, JPEG, BMP, GIF, WebP and TIFF. Save it as one of these.",
            ),
            path=path,
        ) from error


def check_size(width: int, height: int, name: Path | str) -> None:
    """Refuse a picture of more pixels than are read.

    Parameters
    ----------
    width, height : int
        Pixels.
    name : Path or str
        What the sentence calls it; it begins with that.

    Raises
    ------
    CnnLabError
        It is too large.
    """
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise _too_large(name)


def reduced(pixels: Images) -> Images:
    """Average whole blocks of pixels, so that no side is longer than `SHOWN_SIDE`.

    Parameters
    ----------
    pixels : (H, W, 1 or 3) uint8

    Returns
    -------
    (h, w, 1 or 3) uint8
        The same array where it is small enough.
    """
    blocks = -(-max(pixels.shape[:2]) // SHOWN_SIDE)
    if blocks <= 1:
        return pixels
    image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    small = np.asarray(image.reduce(blocks), np.uint8)
    return small[..., np.newaxis] if small.ndim == 2 else small


def _check_file(path: Path) -> None:
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise CnnLabError(
            tr_noop("errors", "There is no picture at {path}: check the name and the folder."),
            path=path,
        ) from error
    if stat.S_ISDIR(status.st_mode):
        raise CnnLabError(
            tr_noop("errors", "{path} is a folder: name the pictures in it one by one."),
            path=path,
        )
    if not stat.S_ISREG(status.st_mode):
        raise CnnLabError(
            tr_noop("errors", "{path} is a device or a pipe, not a picture's file."), path=path
        )
    if not status.st_size:
        raise CnnLabError(
            tr_noop("errors", "{path} is empty (0 bytes): save or copy the picture once more."),
            path=path,
        )
    if status.st_size > MAX_FILE_BYTES:
        raise _too_large(path)


def _check(image: Image.Image, path: Path) -> None:
    check_size(*image.size, path)
    count = getattr(image, "n_frames", 1)
    # Cameras put a preview or a second view behind a photo; the photo comes first.
    if count > 1 and image.format != "MPO":
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} holds {count:,} pictures, as an animation does: save the one you mean "
                "as a file of its own.",
            ),
            path=path,
            count=count,
        )


def _pixels(image: Image.Image) -> Images:
    if image.mode in DEEP_MODES:
        grey = Image.fromarray(_from_deep(image))
        grey.getexif()[_ORIENTATION] = image.getexif().get(_ORIENTATION, 1)
        return np.asarray(ImageOps.exif_transpose(grey), np.uint8)[..., np.newaxis]
    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        return _opaque(image)
    target = "L" if image.mode in GREY_MODES else "RGB"
    values = np.asarray(image.convert(target), np.uint8)
    return values[..., np.newaxis] if values.ndim == 2 else values


def _from_deep(image: Image.Image) -> Images:
    """Bring grey of 16 bits, or of any range, to 8 bits."""
    values = np.nan_to_num(np.asarray(image).astype(np.float32), posinf=0, neginf=0)
    low, high = float(values.min()), float(values.max())
    if low >= 0 and 1 < high <= DEEP_WHITE:
        low, high = 0.0, (255.0 if high <= 255 and image.mode == "F" else float(DEEP_WHITE))
    room = (high - low) or 1.0
    grey: Images = np.rint((values - low) / room * 255).astype(np.uint8)
    return grey


def _opaque(image: Image.Image) -> Images:
    """Lay a picture on white; light ink that would vanish there, on black."""
    layered = image.convert("RGBA")
    alpha = np.asarray(layered.getchannel("A"), np.uint8)
    grey = np.asarray(layered.convert("RGB").convert("L"), np.uint8)
    seen = alpha >= OPAQUE_FROM
    is_light = bool(seen.any()) and not seen.all() and float(grey[seen].mean()) > LIGHT
    ground = Image.new("RGBA", layered.size, "black" if is_light else "white")
    laid = Image.alpha_composite(ground, layered).convert("RGB")
    values: Images = np.asarray(laid, np.uint8)
    return values


def _too_large(name: Path | str) -> CnnLabError:
    return CnnLabError(
        tr_noop(
            "errors",
            "{path} is too large to be read: make it at most {side:,} pixels wide and high, "
            "{megapixels} megapixels in all, and {megabytes} MB.",
        ),
        path=name,
        side=MAX_SIDE,
        megapixels=MAX_PIXELS // 1_000_000,
        megabytes=MAX_FILE_BYTES // 1024**2,
    )
