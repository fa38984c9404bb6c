"""Reads one image file, with its size checked before its pixels are decoded."""

from pathlib import Path

import numpy as np
from PIL import Image

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.datasets.bounds import MAX_SIDE

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM")
"""The only decoders that are tried; Pillow's others start programs or are rare."""

SUFFIXES = (
    ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".pgm", ".ppm",
)  # fmt: skip

GREY_MODES = frozenset({"1", "L", "LA"})
READABLE_MODES = GREY_MODES | {"RGB", "RGBA", "P", "PA"}
OPAQUE = 255


def read_pixels(path: Path, size: tuple[int, int] | None = None) -> Images:
    """Read the pixels of one image.

    Parameters
    ----------
    path : Path
    size : (H, W), optional
        The size that the image must have.

    Returns
    -------
    (H, W, 1) or (H, W, 3) uint8 in 0..255
        Grey or RGB, as the file is.

    Raises
    ------
    CnnLabError
        If the file is no readable image, too large, of another size, or holds
        pixels that are neither grey nor RGB.
    """
    try:
        with Image.open(path, formats=FORMATS) as image:
            _check_size(image, path, size)
            return _pixels(image, path)
    except CnnLabError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(path) from error
    except Exception as error:
        # Pillow's decoders raise many types for a broken file, SyntaxError among them.
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} cannot be read as an image: repair it, or move it elsewhere.",
            ),
            path=path,
        ) from error


def _check_size(image: Image.Image, path: Path, size: tuple[int, int] | None) -> None:
    if max(image.size) > MAX_SIDE:
        raise _too_large(path)
    if size is not None and image.size != (size[1], size[0]):
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} is {width}×{height} pixels, but other images are "
                "{first_width}×{first_height}: bring all to one size.",
            ),
            path=path,
            width=image.width,
            height=image.height,
            first_width=size[1],
            first_height=size[0],
        )


def _pixels(image: Image.Image, path: Path) -> Images:
    if image.mode not in READABLE_MODES:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} has pixels of the kind {mode}: save it as 8-bit grey or RGB.",
            ),
            path=path,
            mode=image.mode,
        )
    target = "L" if image.mode in GREY_MODES else "RGB"
    if image.has_transparency_data:
        image = image.convert("RGBA")
        if image.getchannel("A").getextrema()[0] != OPAQUE:
            raise CnnLabError(
                tr_noop("errors", "{path} has transparent pixels: save it without transparency."),
                path=path,
            )
        image = image.convert("RGB")
    values: Images = np.asarray(image.convert(target), np.uint8)
    return values[..., np.newaxis] if values.ndim == 2 else values


def _too_large(path: Path) -> CnnLabError:
    return CnnLabError(
        tr_noop(
            "errors",
            "{path} is larger than {side}×{side} pixels, the most that can be read: make it "
            "smaller.",
        ),
        path=path,
        side=MAX_SIDE,
    )
