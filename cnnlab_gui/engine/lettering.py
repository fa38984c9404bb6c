"""Text in pictures, in any alphabet that this machine has a font for."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

SYSTEM_FONTS = (
    "DejaVuSans.ttf",
    "segoeui.ttf",
    "Arial.ttf",
    "arial.ttf",
    "Helvetica.ttc",
    "LiberationSans-Regular.ttf",
    "NotoSans-Regular.ttf",
    "msyh.ttc",
    "PingFang.ttc",
    "NotoSansCJK-Regular.ttc",
    "Arial Unicode.ttf",
)
LOOK_ALIKES = str.maketrans({"×": "x", "–": "-", "—": "-", "−": "-", "·": "-", "→": ">"})
MISSING = "?"
NO_CHARACTER = "\U0010ffff"
MOST_CHARACTERS = 300


class Lettering:
    """One font for all texts of a picture: Pillow's own, or a system's that has more letters.

    Parameters
    ----------
    texts : iterable of str
        All that will be written.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        letters = {letter for text in texts for letter in _harmless(text)}
        names = ("", *SYSTEM_FONTS)
        lacks = {}
        for name in names:
            lacks[name] = sum(not _has(name, letter) for letter in letters)
            if not lacks[name]:
                break
        self._name = min(lacks, key=lambda name: lacks[name])

    def font(self, size: int) -> Font:
        font = _font(self._name, size)
        assert font is not None
        return font

    def writable(self, text: str) -> str:
        """``text`` with letters that the font has: where it lacks one, a look-alike."""
        return "".join(self._letter(letter) for letter in _harmless(text))

    def shortened(self, text: str, size: int, width: float) -> str:
        """``text`` as it is written, cut where it is longer than ``width`` pixels."""
        font, whole = self.font(size), self.writable(text)
        if font.getlength(whole) <= width:
            return whole
        kept = whole
        while kept and font.getlength(kept + "...") > width:
            kept = kept[:-1]
        return kept + "..."

    def wrapped(self, text: str, size: int, width: float, most: int) -> list[str]:
        """``text`` in at most so many lines of ``width`` pixels; what is too long is cut."""
        font, lines = self.font(size), [""]
        for word in self.writable(text).split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and font.getlength(longer) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        lines[most - 1 :] = [" ".join(lines[most - 1 :])]
        return [self.shortened(line, size, width) for line in lines if line]

    def _letter(self, letter: str) -> str:
        if _has(self._name, letter):
            return letter
        plain = unicodedata.normalize("NFKD", letter.translate(LOOK_ALIKES))
        kept = "".join(part for part in plain if not unicodedata.combining(part))
        return kept if kept and all(_has(self._name, part) for part in kept) else MISSING


def _harmless(text: str) -> str:
    """A line of text: nothing that is not to be seen, and not without end."""
    return "".join(c if c.isprintable() else " " for c in text[:MOST_CHARACTERS])


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> Font | None:
    """A system's font, or Pillow's own where there is no name; None where it is not here."""
    if not name:
        return ImageFont.load_default(size)
    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return None


@lru_cache(maxsize=4096)
def _has(name: str, letter: str) -> bool:
    font = _font(name, 16)
    if font is None:
        return False
    if letter.isspace():
        return True
    try:
        mask, none = font.getmask(letter), font.getmask(NO_CHARACTER)
    except UnicodeError:  # Pillow's bitmap font knows Latin letters only
        return False
    return mask.size != none.size or bytes(mask) != bytes(none)
