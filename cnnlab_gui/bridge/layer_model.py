"""The layers as an item model: one row for the input, one for each layer."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.architecture import Architecture, LayerReport
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers_text import layers_to_text
from cnnlab_gui.core.problems.base import Problem
from cnnlab_gui.core.text import size_text

# Qt asks for them thousands of times in a long stack.
OF_THE_INPUT = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
OF_A_LAYER = OF_THE_INPUT | Qt.ItemFlag.ItemIsDragEnabled

AnyIndex = QModelIndex | QPersistentModelIndex


class LayerRole(IntEnum):
    """What a row tells beside its text."""

    REPORT = Qt.ItemDataRole.UserRole + 1  # LayerReport; None for the input
    SHAPE = Qt.ItemDataRole.UserRole + 2  # what the row gives, as text
    PARAMETER_SHARE = Qt.ItemDataRole.UserRole + 3  # of the network's, in [0, 1]
    PRODUCT_SHARE = Qt.ItemDataRole.UserRole + 4  # of the network's multiply-adds, in [0, 1]
    IS_WRONG = Qt.ItemDataRole.UserRole + 5  # whether the problem is marked here


class LayerModel(QAbstractListModel):
    """Row 0 is the input; row ``k`` is layer ``k - 1``."""

    def __init__(self, architecture: Architecture, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._problem: Problem | None = None
        self._take(architecture)

    def _take(self, architecture: Architecture) -> None:
        self._architecture = architecture
        self._reports = architecture.reports()
        self._parameters = architecture.parameter_count or 1
        self._products = architecture.multiply_adds or 1

    def set_architecture(self, architecture: Architecture) -> None:
        """Show another architecture; rows that stay keep their selection."""
        before, after = len(self._reports), len(architecture.layers)
        parent = QModelIndex()
        # Rows come and go at the end, while all others stay as they are; then all change.
        if after < before:
            self.beginRemoveRows(parent, after + 1, before)
            self._reports = self._reports[:after]
            self.endRemoveRows()
        elif after > before:
            self.beginInsertRows(parent, before + 1, after)
            self._reports = (*self._reports, *architecture.reports()[before:])
            self.endInsertRows()
        self._take(architecture)
        self.dataChanged.emit(self.index(0), self.index(after))

    def set_problem(self, problem: Problem | None) -> None:
        """Mark the layer of ``problem``; one of the stack as a whole marks none."""
        self._problem = problem
        self.dataChanged.emit(self.index(0), self.index(len(self._reports)))

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._reports) + 1

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if index.row() == 0:
            return self._input_data(role)
        return self._layer_data(index.row() - 1, role)

    def _input_data(self, role: int) -> Any:
        shape = size_text(self._architecture.input_shape)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr("Input {shape}").format(shape=shape)
        if role == LayerRole.SHAPE:
            return shape
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tr("The images of the dataset, as the first layer gets them.")
        return None

    def _layer_data(self, layer: int, role: int) -> Any:
        report = self._reports[layer]
        answers: dict[int, Callable[[], Any]] = {
            Qt.ItemDataRole.DisplayRole: lambda: self._spoken(report),
            Qt.ItemDataRole.ToolTipRole: lambda: self._tip(layer, report),
            LayerRole.REPORT: lambda: report,
            LayerRole.SHAPE: lambda: _shape_text(report),
            LayerRole.PARAMETER_SHARE: lambda: report.parameters / self._parameters,
            LayerRole.PRODUCT_SHARE: lambda: report.multiply_adds / self._products,
            LayerRole.IS_WRONG: lambda: self._is_wrong(layer),
        }
        answer = answers.get(role)
        return answer() if answer else None

    def _is_wrong(self, layer: int) -> bool:
        return self._problem is not None and self._problem.layer == layer

    def _spoken(self, report: LayerReport) -> str:
        """The whole card in one line, for who cannot see it."""
        text = f"{report.layer.kind} {report.layer.short()} → {_shape_text(report)}"
        return text if report.layer.enabled else self.tr("{layer} (off)").format(layer=text)

    def _tip(self, layer: int, report: LayerReport) -> str:
        if self._problem and self._is_wrong(layer):
            return translated(self._problem.sentence)
        explanation = translated(report.layer.explanation)
        return f"{explanation} {self._given_text(report.layer)}".rstrip()

    def _given_text(self, layer: Layer) -> str:
        """What is said of a first filter that is given; empty without."""
        if not isinstance(layer, Conv2D) or not layer.first_filter:
            return ""
        if layer.first_filter_frozen:
            return self.tr("Its first filter is given, and fixed while training.")
        return self.tr("Its first filter is given, and learns as the others do.")

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled  # between rows, never onto one
        return OF_A_LAYER if index.row() else OF_THE_INPUT

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        return ["text/plain"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The layers as text, so that they can be dropped into another window, or an editor."""
        rows = sorted({index.row() for index in indexes} - {0})
        data = QMimeData()
        data.setText(layers_to_text(tuple(self._reports[row - 1].layer for row in rows)))
        return data


def _shape_text(report: LayerReport) -> str:
    return size_text(report.output_shape) if report.output_shape else "–"
