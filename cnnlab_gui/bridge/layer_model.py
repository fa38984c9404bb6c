"""The layers as an item model: one row for the input, one for each layer."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from cnnlab_gui.core.architecture import Architecture, LayerReport
from cnnlab_gui.core.text import size_text

AnyIndex = QModelIndex | QPersistentModelIndex


class LayerRole(IntEnum):
    """What a row tells beside its text."""

    KIND = Qt.ItemDataRole.UserRole + 1
    SHORT = Qt.ItemDataRole.UserRole + 2
    SHAPE = Qt.ItemDataRole.UserRole + 3
    PARAMETERS = Qt.ItemDataRole.UserRole + 4
    SHARE = Qt.ItemDataRole.UserRole + 5
    PROBLEM = Qt.ItemDataRole.UserRole + 6


class LayerModel(QAbstractListModel):
    """Row 0 is the input; row ``k`` is layer ``k - 1``."""

    def __init__(self, architecture: Architecture, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._architecture = architecture
        self._reports = architecture.reports()

    def set_architecture(self, architecture: Architecture) -> None:
        """Show another architecture; rows that stay keep their selection."""
        before, after = len(self._reports), len(architecture.layers)
        reports, parent = architecture.reports(), QModelIndex()
        # Rows come and go at the end, while all others stay as they are; then all change.
        if after < before:
            self.beginRemoveRows(parent, after + 1, before)
            self._reports = self._reports[:after]
            self.endRemoveRows()
        elif after > before:
            self.beginInsertRows(parent, before + 1, after)
            self._reports = (*self._reports, *reports[before:])
            self.endInsertRows()
        self._architecture, self._reports = architecture, reports
        self.dataChanged.emit(self.index(0), self.index(after))

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._reports) + 1

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if index.row() == 0:
            return self._input_data(role)
        return self._layer_data(self._reports[index.row() - 1], role)

    def _input_data(self, role: int) -> Any:
        shape = size_text(self._architecture.input_shape)
        values: dict[int, Any] = {
            Qt.ItemDataRole.DisplayRole: f"Input {shape}",
            LayerRole.KIND: "Input",
            LayerRole.SHAPE: shape,
        }
        return values.get(role)

    def _layer_data(self, report: LayerReport, role: int) -> Any:
        total = sum(other.parameters for other in self._reports) or 1
        shape = size_text(report.output_shape) if report.output_shape else "–"
        values: dict[int, Any] = {
            Qt.ItemDataRole.DisplayRole: f"{report.layer.kind} {report.layer.short()} → {shape}",
            LayerRole.KIND: report.layer.kind,
            LayerRole.SHORT: report.layer.short(),
            LayerRole.SHAPE: shape,
            LayerRole.PARAMETERS: report.parameters,
            LayerRole.SHARE: report.parameters / total,
            LayerRole.PROBLEM: report.problem,
        }
        return values.get(role)
