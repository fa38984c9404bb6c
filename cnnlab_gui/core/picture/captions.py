"""The words under a block, broken into lines that fit a narrow strip."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cnnlab_gui.core.architecture import LayerReport
from cnnlab_gui.core.picture.shapes import Caption
from cnnlab_gui.core.text import Sentence, size_text

TITLE_SIZE = 13.0
TEXT_SIZE = 12.0
SMALL_SIZE = 11.0
LINE = 15.0
WIDEST_LINE = 86.0

# Widths in em of DejaVu Sans, the widest sans-serif in common use: what fits with it, fits.
_WIDTHS = {
    character: width
    for width, characters in (
        (0.34, " .,:;'|/\\·ijlIJ"),
        (0.42, "f-()[]t!r"),
        (0.55, '"*_`–szc?'),
        (0.8, "HNUDGOQ&"),
        (0.86, "#+<=>^~×→wM"),
        (1.0, "%@…mW"),
    )
    for character in characters
}
_CAPITAL, _OTHER, _IDEOGRAM = 0.71, 0.64, 1.0
_FIRST_IDEOGRAM = "\u2e80"
_BOLD = 1.15


@dataclass(frozen=True)
class Language:
    """How texts and numbers are written for the person; English unless told."""

    translate: Callable[[Sentence | str], str] = str
    number: Callable[[int], str] = "{:,}".format

    def text(self, template: str, **values: Any) -> str:
        return self.translate(Sentence(template, values))


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """About the width of ``text``, rather too wide than too narrow, without a font."""
    ems = sum(_WIDTHS.get(character) or _em(character) for character in text)
    return ems * size * (_BOLD if bold else 1.0)


def _em(character: str) -> float:
    if character >= _FIRST_IDEOGRAM:
        return _IDEOGRAM
    return _CAPITAL if character.isupper() else _OTHER


def clipped(text: str, size: float, width: float) -> str:
    """``text``, cut off with an ellipsis where it is wider than ``width``."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def title_size(caption: Caption) -> float:
    return SMALL_SIZE if caption.quiet else TITLE_SIZE


def text_size(caption: Caption) -> float:
    return SMALL_SIZE if caption.quiet else TEXT_SIZE


def kind_lines(kind: str, *, quiet: bool = False) -> tuple[str, ...]:
    """A kind's name in lines, broken between its words: ``Max``, ``Pooling2D``."""
    words = re.findall(r"[A-Z][a-z]*(?:\d+[A-Z]?)?", kind)
    if "".join(words) != kind:
        return (kind,)
    return _filled(words, "", SMALL_SIZE if quiet else TITLE_SIZE, bold=not quiet)


def short_lines(short: str) -> tuple[str, ...]:
    """A layer's parameters in lines, broken between them."""
    return _filled(short.split(" · "), " · ", TEXT_SIZE) if short else ()


def _filled(words: list[str], joint: str, size: float, *, bold: bool = False) -> tuple[str, ...]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]}{joint}{word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= WIDEST_LINE:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def input_caption(shape: tuple[int, ...], name: str) -> Caption:
    return Caption(title=(name,), shape=size_text(shape))


def layer_caption(
    report: LayerReport, language: Language, *, quiet: bool = False, short: str | None = None
) -> Caption:
    """What is written under a layer; ``short`` in the place of its own parameters."""
    known = report.output_shape is not None
    return Caption(
        title=kind_lines(report.layer.kind, quiet=quiet),
        short=short_lines(report.layer.short() if short is None else short),
        shape=size_text(report.output_shape) if report.output_shape else "–",
        parameters=language.number(report.parameters) if known else "–",
        quiet=quiet,
    )


def caption_width(caption: Caption) -> float:
    """Room that the widest line needs."""
    numbers = (*caption.short, caption.shape, caption.parameters)
    return max(
        *(text_width(line, title_size(caption), bold=not caption.quiet) for line in caption.title),
        *(text_width(line, text_size(caption)) for line in numbers),
    )
