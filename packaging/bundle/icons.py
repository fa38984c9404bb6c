"""The icons in the forms that systems want, from one drawing of each, and one for small sizes."""

import functools
import io
import os
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bundle.places import PACKAGING, RESOURCES, BuildError, Places
from cnnlab_gui.core import product

if TYPE_CHECKING:
    from PIL.Image import Image

DRAWINGS = PACKAGING / "icons"

ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
HICOLOR_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)

SMALL = 24
"""Up to this width in pixels the details of the large drawing are mud."""

# The kinds of images in an .icns, and their width in pixels.
ICNS_PNG = (
    (b"ic11", 32), (b"ic12", 64), (b"ic07", 128), (b"ic13", 256),
    (b"ic08", 256), (b"ic14", 512), (b"ic09", 512), (b"ic10", 1024),
)  # fmt: skip
# Systems that read PNG in the two smallest show noise: they get colours and mask apart.
ICNS_PLAIN = ((b"is32", b"s8mk", 16), (b"il32", b"l8mk", 32))

# Apple's grid for an application: 824 of 1024 pixels, and the shadow falls outside of them.
GRID = 1024
BODY = 824
SHADOW_DROP = 12
SHADOW_BLUR = 14
SHADOW_OPACITY = 0.3


@dataclass(frozen=True)
class Icon:
    """One icon to make.

    Attributes
    ----------
    stem : str
        Of the ``.ico`` and the ``.icns``.
    place : str
        Its folder in the hicolor theme: ``apps`` or ``mimetypes``.
    name : str
        In the hicolor theme.
    large, small : Path
        The drawings.
    on_grid : bool
        Whether macOS wants it smaller than its square, as applications are.
    """

    stem: str
    place: str
    name: str
    large: Path
    small: Path
    on_grid: bool = False

    def drawing(self, size: int) -> Path:
        """Which of the drawings is legible at a width in pixels."""
        return self.small if size <= SMALL else self.large


def _document(word: str, mime_type: str) -> Icon:
    drawings = DRAWINGS / f"{word}.svg", DRAWINGS / f"{word}-small.svg"
    return Icon(f"cnnlab-{word}", "mimetypes", mime_type.replace("/", "-"), *drawings)


APPLICATION = Icon(
    product.COMMAND,
    "apps",
    product.APP_ID,
    RESOURCES / "icons" / "app.svg",
    DRAWINGS / "app-small.svg",
    on_grid=True,
)
ICONS = (
    APPLICATION,
    _document("run", product.RUN_TYPE),
    _document("architecture", product.ARCHITECTURE_TYPE),
)


def make(places: Places) -> None:
    """Draw the icons in all sizes: PNG, .ico, .icns."""
    folder = places.work / "icons"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for icon in ICONS:
        write_ico(icon, folder / f"{icon.stem}.ico")
        (folder / f"{icon.stem}.icns").write_bytes(icns(icon))
        write_hicolor(icon, folder / "hicolor")


def write_ico(icon: Icon, file: Path) -> None:
    """Write it for Windows."""
    images = [rendered(icon, size) for size in ICO_SIZES]
    sizes = [image.size for image in images]
    images[-1].save(file, format="ICO", sizes=sizes, append_images=images[:-1])


def write_hicolor(icon: Icon, theme: Path) -> None:
    """Write it for Linux, below a folder that is like ``/usr/share/icons/hicolor``."""
    for size in HICOLOR_SIZES:
        file = theme / f"{size}x{size}" / icon.place / f"{icon.name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        rendered(icon, size).save(file)
    scalable = theme / "scalable" / icon.place / f"{icon.name}.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(icon.large, scalable)


def icns(icon: Icon) -> bytes:
    """Write it for macOS."""
    draw = _on_grid if icon.on_grid else rendered
    elements: list[tuple[bytes, bytes]] = []
    for colours, mask, size in ICNS_PLAIN:
        elements += _plain(colours, mask, draw(icon, size))
    elements += [(kind, _png(draw(icon, size))) for kind, size in ICNS_PNG]
    body = b"".join(
        kind + struct.pack(">I", len(content) + 8) + content for kind, content in elements
    )
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def _plain(colours: bytes, mask: bytes, image: "Image") -> list[tuple[bytes, bytes]]:
    """An image as three planes of colour, each in runs of at most 128 bytes, and its mask."""
    red, green, blue, alpha = (band.tobytes() for band in image.split())
    planes = b"".join(
        bytes((len(run) - 1,)) + run
        for plane in (red, green, blue)
        for run in (plane[start : start + 128] for start in range(0, len(plane), 128))
    )
    return [(colours, planes), (mask, alpha)]


def _on_grid(icon: Icon, size: int) -> "Image":
    """The drawing as applications look on macOS: with air around, and a shadow in it."""
    from PIL import Image, ImageFilter

    width = size - 2 * max(1, round((GRID - BODY) / 2 / GRID * size))
    edge = (size - width) // 2
    body = rendered(icon, width)
    picture = Image.new("RGBA", (size, size))
    if size > 2 * SMALL:
        depth = body.getchannel("A").point(lambda value: round(value * SHADOW_OPACITY))
        shadow = Image.new("L", picture.size)
        shadow.paste(depth, (edge, edge + round(SHADOW_DROP / GRID * size)))
        picture.putalpha(shadow.filter(ImageFilter.GaussianBlur(SHADOW_BLUR / GRID * size)))
    picture.alpha_composite(body, (edge, edge))
    return picture


def _png(image: "Image") -> bytes:
    stream = io.BytesIO()
    image.save(stream, format="PNG")
    return stream.getvalue()


def rendered(icon: Icon, size: int) -> "Image":
    """Draw it as a square.

    Parameters
    ----------
    size : int
        Width and height in pixels.

    Returns
    -------
    PIL.Image.Image
        RGBA, 8 bits each, (size, size).
    """
    from PIL import Image
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    _start_qt()
    drawing = icon.drawing(size)
    renderer = QSvgRenderer(str(drawing))
    if not renderer.isValid():
        raise BuildError(f"{drawing} is no drawing that Qt can read.")
    canvas = QImage(size, size, QImage.Format.Format_RGBA8888_Premultiplied)
    canvas.fill(0)
    painter = QPainter(canvas)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    straight = canvas.convertToFormat(QImage.Format.Format_RGBA8888)
    return Image.frombytes("RGBA", (size, size), bytes(straight.constBits()))


@functools.cache
def _start_qt() -> object:
    """Have Qt ready to draw in memory, for a build has no display."""
    from PySide6.QtGui import QGuiApplication

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # The cache keeps it, for it ends where nobody holds it.
    return QGuiApplication.instance() or QGuiApplication([])
