"""Sheets as PNG files, with headings and colour bars; values as ``.npy`` files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from cnnlab_gui.core.files import write_atomically
from cnnlab_gui.core.inside.colours import DIVERGING, GREY, Table
from cnnlab_gui.core.inside.overlay import OCCLUSION
from cnnlab_gui.core.inside.sheet import INPUT, Cell, Look, Sheet
from cnnlab_gui.engine.captions import Captions, RowCaption
from cnnlab_gui.engine.lettering import Lettering

SCALE = 2  # pixels of the file for each of the sheet
MARGIN, GAP, LEADING = 24, 8, 4
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE, SMALLEST_SIZE = 18, 13, 11, 7
BRIGHT = 110  # of 255, green: what letters must be dark on
BAR = 10  # high
SHORTEST_BAR = 160  # wide, where one stands for all columns
OWN_BAR = 200  # wide, with words at its ends
WIDEST_CAPTION, WIDEST_UNIT = 180, 320
MOST_LINES = 3
PAGE, INK, MUTED, WRONG = "#ffffff", "#17212b", "#596775", "#b3261e"


def save_sheet(path: Path, sheet: Sheet, captions: Captions) -> None:
    """Write a sheet as a PNG file, on white.

    Raises
    ------
    CnnLabError
        The file cannot be written; what was there is left as it is.
    """
    save_picture(path, drawn(sheet, captions))


def save_picture(path: Path, picture: Image.Image) -> None:
    """Write a picture as a PNG file; raises CnnLabError as `save_sheet` does."""
    write_atomically(path, lambda file: picture.save(file, "PNG"))


def save_values(path: Path, values: NDArray[np.generic]) -> None:
    """Write an array as an ``.npy`` file.

    Raises
    ------
    CnnLabError
        The file cannot be written; what was there is left as it is.
    """

    def write(file: BinaryIO) -> None:
        np.save(file, values, allow_pickle=False)

    write_atomically(path, write)


def save_arrays(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Write several arrays as an ``.npz`` file; raises CnnLabError as `save_values` does."""

    def write(file: BinaryIO) -> None:
        np.savez(file, allow_pickle=False, **arrays)

    write_atomically(path, write)


def beside(pictures: Sequence[Image.Image]) -> Image.Image:
    """One picture of several, from left to right."""
    if len(pictures) == 1:
        return pictures[0]
    size = sum(each.width for each in pictures), max(each.height for each in pictures)
    whole, left = Image.new("RGB", size, PAGE), 0
    for each in pictures:
        whole.paste(each, (left, 0))
        left += each.width
    return whole


def drawn(sheet: Sheet, captions: Captions) -> Image.Image:
    """A sheet with its texts and colour bars as an RGB picture."""
    return _Drawing(sheet, captions).picture


@dataclass(frozen=True)
class _Band:
    """Rows of the sheet that share its pixels from ``top`` to ``bottom``."""

    top: int
    bottom: int
    rows: tuple[int, ...]


class _Drawing:
    """Lays a sheet out from top to bottom: title, heads, bands of rows, colour bars."""

    def __init__(self, sheet: Sheet, captions: Captions) -> None:
        self._sheet = sheet
        self._captions = captions
        self._letters = Lettering(captions.texts())
        self._cells = list(sheet.cells)
        self._bands = _bands(self._cells)
        self._beside = self._caption_width()
        self._left = MARGIN + self._beside
        width = self._left + self._room() + MARGIN
        # Long enough for everything; what is left over is cut off.
        height = sheet.picture.shape[0] + len(self._bands) * 3 * MARGIN + 12 * MARGIN
        self.picture = Image.new("RGB", (width * SCALE, height * SCALE), PAGE)
        self._draw = ImageDraw.Draw(self.picture)
        y = self._bars(self._rows(self._heads(self._title(MARGIN))))
        self.picture = self.picture.crop((0, 0, width * SCALE, (y + MARGIN) * SCALE))

    # Parts, each from y on; they say where the next one begins

    def _title(self, y: int) -> int:
        captions = self._captions
        room = self._left + self._room() - MARGIN
        lines = [(captions.title, TITLE_SIZE, INK), (captions.subtitle, TEXT_SIZE, MUTED)]
        if len(self._bands) == 1 and len(self._bands[0].rows) == 1:
            caption = captions.rows.get(self._bands[0].rows[0], RowCaption())
            whole = ", ".join(text for text in (caption.title, caption.detail) if text)
            lines.append((whole, TEXT_SIZE, _ink(caption)))
        for text, size, colour in lines:
            if text:
                self._write(MARGIN, y, text, size, colour, room)
                y += size + GAP // 2 + 2
        return y + GAP

    def _heads(self, y: int) -> int:
        heads = [(self._captions.columns.get(layer, ""), *span) for layer, span in self._spans()]
        if len(self._bands) == 1 and len(self._bands[0].rows) > 1:
            for row in self._bands[0].rows:
                left, right = _span([cell for cell in self._cells if cell.row == row])
                heads.append((self._captions.rows.get(row, RowCaption()).title, left, right))
        lines = max(text.count("\n") + 1 for text, _, _ in heads) if heads else 0
        if not any(text for text, _, _ in heads):
            return y
        high = TEXT_SIZE + LEADING
        for text, left, right in heads:
            room = right - left + GAP
            parts = text.split("\n")
            for line, part in enumerate(parts, lines - len(parts)):
                at = self._left + (left + right) / 2, y + line * high
                self._write(*at, part, TEXT_SIZE, MUTED, room, "ma")
        return y + lines * high - LEADING + GAP

    def _rows(self, y: int) -> int:
        pixels = _rgba(self._sheet.picture)
        for place, band in enumerate(self._bands):
            y += GAP * 2 if place else 0
            # With the frames around kernels.
            shown = pixels[max(band.top - 1, 0) : band.bottom + 1]
            image = Image.fromarray(np.ascontiguousarray(shown))
            big = image.resize(
                (image.width * SCALE, image.height * SCALE), Image.Resampling.NEAREST
            )
            self.picture.paste(big, (self._left * SCALE, y * SCALE), big)
            self._beside_row(band, y)
            self._on_bars(band, y)
            y += shown.shape[0]
        return y

    def _beside_row(self, band: _Band, y: int) -> None:
        if self._captions.units and self._is_one_vector():
            cell = self._cells[0]
            for place, name in enumerate(self._captions.units[: cell.values[1]]):
                middle = y + (place + 0.45) * cell.scale.zoom
                room = self._beside - GAP
                self._write(self._left - GAP, middle, name, TEXT_SIZE, INK, room, "rm")
            return
        if not self._beside:
            return
        caption = self._captions.rows.get(band.rows[0], RowCaption())
        height, room = band.bottom - band.top, self._beside - GAP * 2
        most = MOST_LINES if height >= 2 * MOST_LINES * (TEXT_SIZE + LEADING) else 1
        lines = [
            (line, size, ink)
            for text, size, ink in (
                (caption.title, TEXT_SIZE, INK),
                (caption.detail, SMALL_SIZE, _ink(caption)),
            )
            for line in self._letters.wrapped(text, size * SCALE, room * SCALE, most)
        ]
        at = y + (height - sum(size + LEADING for _, size, _ in lines)) / 2
        for line, size, ink in lines:
            self._write(MARGIN, at, line, size, ink, room)
            at += size + LEADING

    def _on_bars(self, band: _Band, y: int) -> None:
        """Write the name of each bar into it, light where it is dark and dark where it is not."""
        for cell in self._cells:
            names = self._captions.bars.get((cell.row, cell.layer), ())
            zoom = cell.scale.zoom
            size = min(SMALL_SIZE, zoom - max(1, zoom // 5) - 2)
            if cell.row not in band.rows or cell.look is not Look.BARS or size < SMALLEST_SIZE:
                continue
            font = self._letters.font(size * SCALE)
            left, top = self._left + cell.box.left, y + cell.box.top - max(band.top - 1, 0)
            for place, name in enumerate(names[: cell.values[1]]):
                width, height = cell.box.width * SCALE, zoom * SCALE
                line = self._letters.shortened(name, size * SCALE, width - GAP * SCALE)
                mask = Image.new("L", (width, height))
                at = GAP * SCALE // 2, (zoom - max(1, zoom // 5)) * SCALE // 2
                ImageDraw.Draw(mask).text(at, line, 255, font, "lm")
                corner = left * SCALE, (top + place * zoom) * SCALE
                box = (*corner, corner[0] + width, corner[1] + height)
                ground = self.picture.crop(box).getchannel("G")
                ink = ground.point([255 if level < BRIGHT else 0 for level in range(256)])
                self.picture.paste(Image.merge("RGB", (ink, ink, ink)), box, mask)

    def _bars(self, y: int) -> int:
        y += GAP * 2
        legends = _legends(self._cells)
        beneath = len({legend.layer for legend in legends}) > 1
        shared = [legend for legend in legends if legend.scale is not None]
        left = 0
        for legend in shared:
            whole = beneath or legend.is_axis
            width = legend.right - legend.left if whole else SHORTEST_BAR
            at = self._left + (legend.left if beneath else left)
            low, high = (f"{bound:.3g}" for bound in legend.scale or ())
            self._bar(at, y, width, legend)
            self._write(at, y + BAR + 4, low, SMALL_SIZE, MUTED, width, "la")
            self._write(at + width, y + BAR + 4, high, SMALL_SIZE, MUTED, width, "ra")
            left += width + MARGIN
        if shared:
            y += BAR + 4 + SMALL_SIZE + GAP
        own = {each.layer == OCCLUSION: each for each in legends if each.scale is None}
        return self._own_bars(y, list(own.values())) if own else y

    def _own_bars(self, y: int, legends: list["_Legend"]) -> int:
        """What the colours mean where they mean something else in each map."""
        captions, at = self._captions, self._left
        for legend in legends:
            ends = captions.lowest, captions.highest
            if legend.layer == OCCLUSION:
                ends = captions.against, captions.speaking
            self._bar(at, y, OWN_BAR, legend)
            self._write(at, y + BAR + 4, ends[0], SMALL_SIZE, MUTED, OWN_BAR / 2, "la")
            self._write(at + OWN_BAR, y + BAR + 4, ends[1], SMALL_SIZE, MUTED, OWN_BAR / 2, "ra")
            at += OWN_BAR + MARGIN
        y += BAR + 4 + SMALL_SIZE + GAP
        self._write(self._left, y, captions.own_scale, SMALL_SIZE, MUTED, self._room(), "la")
        return y + SMALL_SIZE

    def _bar(self, x: int, y: int, width: int, legend: "_Legend") -> None:
        if legend.is_axis:
            box = (x * SCALE, (y + BAR) * SCALE - 1, (x + width) * SCALE - 1, (y + BAR) * SCALE)
            self._draw.rectangle(box, fill=MUTED)
            return
        levels = np.linspace(0, 255, width * SCALE).astype(np.intp)
        table = _table_of(self._sheet, legend.layer)
        strip = np.ascontiguousarray(np.tile(_rgba(table[levels][None]), (BAR * SCALE, 1, 1)))
        self.picture.paste(Image.fromarray(strip), (x * SCALE, y * SCALE))

    # Helpers

    def _room(self) -> int:
        """How wide the sheet is, or what stands below it."""
        legends = _legends(self._cells)
        own = len({legend.layer == OCCLUSION for legend in legends if legend.scale is None})
        width: int = self._sheet.picture.shape[1]
        return max(width, own * (OWN_BAR + MARGIN), 2 * SHORTEST_BAR)

    def _is_one_vector(self) -> bool:
        return len(self._cells) == 1 and self._cells[0].look is Look.BARS

    def _caption_width(self) -> int:
        """How much the texts beside the rows need, and the gap after them."""
        captions, letters = self._captions, self._letters
        if captions.units and self._is_one_vector():
            texts = [(name, TEXT_SIZE) for name in captions.units]
        elif len(self._bands) > 1:
            shown = [captions.rows.get(band.rows[0], RowCaption()) for band in self._bands]
            texts = [(caption.title, TEXT_SIZE) for caption in shown]
            texts += [(caption.detail, SMALL_SIZE) for caption in shown]
        else:
            return 0
        lengths = [letters.font(size).getlength(letters.writable(text)) for text, size in texts]
        longest = ceil(max(lengths, default=0))
        widest = WIDEST_UNIT if captions.units and self._is_one_vector() else WIDEST_CAPTION
        return min(longest, widest) + GAP * 2 if longest else 0

    def _spans(self) -> list[tuple[int, tuple[int, int]]]:
        layers = dict.fromkeys(cell.layer for cell in self._cells)
        return [
            (layer, _span([cell for cell in self._cells if cell.layer == layer]))
            for layer in layers
        ]

    def _write(
        self, x: float, y: float, text: str, size: int, ink: str, room: float, anchor: str = "la"
    ) -> None:
        line = self._letters.shortened(text, size * SCALE, room * SCALE)
        font = self._letters.font(size * SCALE)
        self._draw.text((x * SCALE, y * SCALE), line, ink, font, anchor)


@dataclass(frozen=True)
class _Legend:
    """What the colours of some cells mean, from ``left`` to ``right`` of the sheet.

    ``scale`` is None where it differs from cell to cell.
    """

    layer: int
    scale: tuple[float, float] | None
    left: int
    right: int
    is_axis: bool


def _legends(cells: list[Cell]) -> list[_Legend]:
    """One for each layer, and one for the matrix that stands below its kernels."""
    groups: dict[tuple[int, bool], list[Cell]] = {}
    for cell in cells:
        if cell.layer != INPUT:
            groups.setdefault((cell.layer, cell.channel is None), []).append(cell)
    legends = []
    for (layer, _), group in groups.items():
        scales = {(cell.low, cell.high) for cell in group}
        scale = scales.pop() if len(scales) == 1 else None
        legends.append(_Legend(layer, scale, *_span(group), group[0].look is Look.BARS))
    return legends


def _bands(cells: list[Cell]) -> list[_Band]:
    """The rows from top to bottom; those side by side are one band."""
    bands: list[_Band] = []
    edges: dict[int, tuple[int, int]] = {}
    for cell in cells:
        top, bottom = edges.get(cell.row, (cell.box.top, 0))
        below = cell.box.top + cell.box.height
        edges[cell.row] = min(top, cell.box.top), max(bottom, below)
    for row, (top, bottom) in sorted(edges.items(), key=lambda item: item[1]):
        if bands and top < bands[-1].bottom:
            last = bands.pop()
            bands.append(_Band(last.top, max(last.bottom, bottom), (*last.rows, row)))
        else:
            bands.append(_Band(top, bottom, (row,)))
    return bands


def _span(cells: list[Cell]) -> tuple[int, int]:
    """Leftmost and rightmost pixel of some cells."""
    return (
        min(cell.box.left for cell in cells),
        max(cell.box.left + cell.box.width for cell in cells),
    )


def _rgba(picture: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """(H, W) ``0xAARRGGBB`` as (H, W, 4)."""
    return np.stack([picture >> shift & 0xFF for shift in (16, 8, 0, 24)], -1).astype(np.uint8)


def _table_of(sheet: Sheet, layer: int) -> Table:
    return {INPUT: GREY, OCCLUSION: DIVERGING}.get(layer, sheet.table)


def _ink(caption: RowCaption) -> str:
    return WRONG if caption.is_right is False else MUTED
