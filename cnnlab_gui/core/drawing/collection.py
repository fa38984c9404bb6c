"""The drawings that a person kept, each in a file of its own.

A file is called by its label and a sum of its pixels, so that what is kept can be
counted without reading it, and the same drawing is there once. Each is written whole or
not at all: a crash at any moment leaves all the others as they were.
"""

import logging
import os
import re
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from cnnlab_gui.core import paths
from cnnlab_gui.core.drawing.kept import DIGEST_LENGTH, DrawingFile, KeptDrawing
from cnnlab_gui.core.drawing.naming import DIGITS
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import read_text_bounded, storage_error, write_text_atomically
from cnnlab_gui.core.strict_json import parse_strictly
from cnnlab_gui.core.text import tr_noop

log = logging.getLogger(__name__)

MY_DRAWINGS = "my-drawings"
DIGITS_AND_MINE = "digits-and-mine"
TITLES = {MY_DRAWINGS: "My drawings", DIGITS_AND_MINE: "Digits and my drawings"}
"""The datasets that hold kept drawings, and what people call them."""

MOST_DRAWINGS = 10_000
MOST_ENTRIES = 4 * MOST_DRAWINGS  # of the folder, whatever they are
MOST_BYTES = 200_000  # of one file
ENDING = ".json"

_NAME = re.compile(rf"[0-9]-[0-9a-f]{{{DIGEST_LENGTH}}}")
_FILE = re.compile(_NAME.pattern + re.escape(ENDING))


@dataclass(frozen=True)
class FoundDrawings:
    """What was read of a collection.

    Attributes
    ----------
    drawings : tuple of KeptDrawing
        In the order in which they were kept.
    paths : tuple of Path
        The files that were read.
    problems : tuple of (Path, CnnLabError)
        The files that were left out, and why.
    """

    drawings: tuple[KeptDrawing, ...]
    paths: tuple[Path, ...] = ()
    problems: tuple[tuple[Path, CnnLabError], ...] = ()


Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class _Glance:
    """What is remembered of a file: of which version, and the drawing without its strokes."""

    stamp: Stamp
    drawing: KeptDrawing | None  # None: it cannot be read


class DrawingCollection:
    """A person's drawings with their labels, on disk.

    Parameters
    ----------
    folder : Path, optional
        By default ``datasets/my-drawings`` in the home. It need not be there.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or paths.home() / "datasets" / MY_DRAWINGS
        self._glances: dict[str, _Glance] = {}
        self._looking = threading.Lock()

    def add(self, drawing: KeptDrawing) -> str:
        """Keep a drawing; also one that was removed.

        The same pixels with the same label stay as they are; with another label they get
        the new one.

        Returns
        -------
        str
            Its id.

        Raises
        ------
        CnnLabError
            The collection is full, or the disk refuses.
        """
        names, digest = self._names(), drawing.digest
        if drawing.id in names:
            return drawing.id
        corrected = [name for name in names if name.endswith(digest)]
        if len(names) - len(corrected) >= MOST_DRAWINGS:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "{most:,} drawings are kept, and no more fit. Take some out on the page Data.",
                ),
                most=MOST_DRAWINGS,
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise storage_error(error, self._path(drawing.id)) from error
        # The new one first: a crash in between leaves two, and the later one counts.
        write_text_atomically(self._path(drawing.id), _text(drawing))
        for name in corrected:
            self._unlink(name)
        return drawing.id

    def remove(self, drawing_id: str) -> KeptDrawing | None:
        """Take a drawing out; `add` puts it back.

        Returns
        -------
        KeptDrawing or None
            What was taken out; None where there is no such drawing.

        Raises
        ------
        CnnLabError
            The file cannot be deleted.
        """
        if not _NAME.fullmatch(drawing_id):
            return None
        try:
            drawing = _read(self._path(drawing_id))
        except CnnLabError:
            return None
        self._unlink(drawing_id)
        return drawing

    def find(self, digest: str) -> KeptDrawing | None:
        """The drawing of these pixels, whatever it is called; no other file is read.

        Parameters
        ----------
        digest : str
            See `KeptDrawing.digest`.
        """
        found = []
        for path in (self._path(f"{label}-{digest}") for label in DIGITS):
            if path.is_file():
                with suppress(CnnLabError):
                    found.append(_read(path))
        return max(found, key=lambda drawing: drawing.created, default=None)

    def misread(self) -> tuple[KeptDrawing, ...]:
        """The drawings that a network took for another digit, without their strokes.

        The first time every file is read; after that only those that are new or changed,
        so have that done in a thread, and ask again whenever you want. Not in an order.
        """
        with self._looking:
            self._glances = {name: self._glance(name) for name in self._names()[:MOST_DRAWINGS]}
            latest: dict[str, KeptDrawing] = {}
            for name, glance in self._glances.items():
                if glance.drawing is not None:
                    before = latest.setdefault(name[2:], glance.drawing)
                    if before.created < glance.drawing.created:
                        latest[name[2:]] = glance.drawing
        return tuple(drawing for drawing in latest.values() if drawing.is_misread)

    def _glance(self, name: str) -> _Glance:
        file, before = f"{self.folder}{os.sep}{name}{ENDING}", self._glances.get(name)
        try:
            found = os.stat(file)  # noqa: PTH116 - ten thousand of them while a person waits
        except OSError:
            return _Glance((0, 0, 0), None)
        # Another file is there after each writing, also within one tick of the clock.
        stamp = found.st_ino, found.st_mtime_ns, found.st_size
        if before is not None and before.stamp == stamp:
            return before
        try:
            return _Glance(stamp, replace(_read(self._path(name)), strokes=None))
        except CnnLabError as error:
            log.warning("a drawing is left out: %s", error)
            return _Glance(stamp, None)

    def all(self) -> tuple[KeptDrawing, ...]:
        """Every drawing that can be read, in the order in which they were kept."""
        return self.read().drawings

    def read(self) -> FoundDrawings:
        """Read every drawing; damaged and foreign files are left out and logged."""
        kept: dict[str, KeptDrawing] = {}
        whole, problems = [], []
        for path in map(self._path, self._names()[:MOST_DRAWINGS]):
            try:
                drawing = _read(path)
            except CnnLabError as error:
                log.warning("a drawing is left out: %s", error)
                problems.append((path, error))
                continue
            whole.append(path)
            before = kept.get(drawing.digest)
            if before is None or before.created <= drawing.created:
                kept[drawing.digest] = drawing
        drawings = sorted(kept.values(), key=lambda drawing: (drawing.created, drawing.id))
        return FoundDrawings(tuple(drawings), tuple(whole), tuple(problems))

    def count_by_label(self) -> dict[str, int]:
        """How many are kept of each digit; files are seen, not read."""
        counts = Counter(name[0] for name in self._names())
        return {label: counts[label] for label in DIGITS}

    def _names(self) -> list[str]:
        """The ids for which there is a file; others' files are none of them."""
        try:
            with os.scandir(self.folder) as entries:
                files = [entry.name for entry in islice(entries, MOST_ENTRIES)]
        except OSError:
            return []
        return sorted(file[: -len(ENDING)] for file in files if _FILE.fullmatch(file))

    def _path(self, drawing_id: str) -> Path:
        return self.folder / (drawing_id + ENDING)

    def _unlink(self, drawing_id: str) -> None:
        path = self._path(drawing_id)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise storage_error(error, path) from error


def _text(drawing: KeptDrawing) -> str:
    text = DrawingFile.of(drawing).model_dump_json()
    if len(text.encode()) <= MOST_BYTES:
        return text
    # Hours of scribbling: the pixels are what is trained on.
    return DrawingFile.of(replace(drawing, strokes=None)).model_dump_json()


def _read(path: Path) -> KeptDrawing:
    text = read_text_bounded(path, MOST_BYTES)
    try:
        parse_strictly(text)
        drawing = DrawingFile.model_validate_json(text).drawing()
        if drawing.id != path.stem:
            raise ValueError("the name does not fit")
    except (CnnLabError, ValidationError, ValueError) as error:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} is damaged, or no drawing that this CNN Lab keeps. Delete it, and draw it "
                "anew.",
            ),
            path=path,
        ) from error
    return drawing
