"""The kinds of layer as rows of a palette: in groups, or those that a search finds."""

import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.table import LAYER_KINDS

AnyIndex = QModelIndex | QPersistentModelIndex


class PaletteRole(IntEnum):
    """What a row tells beside its text; NAME is None for a heading."""

    NAME = Qt.ItemDataRole.UserRole + 1
    TITLE = Qt.ItemDataRole.UserRole + 2
    EXPLANATION = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True)
class PaletteEntry:
    """One kind of layer, in the person's language; ``name`` is Keras's."""

    name: str
    title: str
    group: str
    explanation: str

    def rank(self, words: list[str]) -> int | None:
        """How well all of ``words`` match, 0 best; None if one of them is nowhere.

        0: the name starts with them; 1: the name holds them; 2: they are elsewhere.
        """
        name = _plain(self.name)
        texts = (self.name, self.title, self.explanation, self.group)
        everything = _plain(" ".join(texts))
        if not all(word in everything for word in words):
            return None
        if name.startswith("".join(words)):
            return 0
        return 1 if all(word in name for word in words) else 2


class PaletteModel(QAbstractListModel):
    """Every kind under its group's heading; while searching only the hits, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries = [_entry(name, kind) for name, kind in LAYER_KINDS.items()]
        self._rows: list[PaletteEntry | str] = []
        self.search("")

    def search(self, text: str) -> None:
        """Show what ``text`` finds, in capitals or not, with accents or without."""
        words = _plain(text).split()
        self.beginResetModel()
        self._rows = self._hits(words) if words else self._groups()
        self.endResetModel()

    def kind_rows(self) -> list[int]:
        """Rows that can be chosen; the others are headings."""
        return [row for row, each in enumerate(self._rows) if isinstance(each, PaletteEntry)]

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, str):
            return row if role == Qt.ItemDataRole.DisplayRole else None
        title = "" if row.title == row.name else row.title
        values: dict[int, Any] = {
            Qt.ItemDataRole.DisplayRole: f"{row.name} – {title}" if title else row.name,
            Qt.ItemDataRole.ToolTipRole: row.explanation,
            PaletteRole.NAME: row.name,
            PaletteRole.TITLE: title,
            PaletteRole.EXPLANATION: row.explanation,
        }
        return values.get(role)

    def _groups(self) -> list[PaletteEntry | str]:
        rows: list[PaletteEntry | str] = []
        for heading in dict.fromkeys(entry.group for entry in self._entries):
            rows.append(heading)
            rows += [entry for entry in self._entries if entry.group == heading]
        return rows

    def _hits(self, words: list[str]) -> list[PaletteEntry | str]:
        ranked = [(entry.rank(words), entry) for entry in self._entries]
        hits = [(rank, entry) for rank, entry in ranked if rank is not None]
        return [entry for _, entry in sorted(hits, key=lambda hit: hit[0])]


def _entry(name: str, kind: type[Layer]) -> PaletteEntry:
    texts = (translated(text) for text in (kind.title, kind.group, kind.explanation))
    return PaletteEntry(name, *texts)


def _plain(text: str) -> str:
    """``text`` as a search compares it: no capitals, accents or hyphens."""
    split = unicodedata.normalize("NFKD", text.casefold().replace("-", " "))
    return "".join(letter for letter in split if not unicodedata.combining(letter))
