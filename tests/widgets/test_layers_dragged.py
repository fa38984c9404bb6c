"""Layers dragged within the list, and dropped from elsewhere."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
)

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.layers.pointwise import Dropout
from cnnlab_gui.core.layers_text import layers_to_text
from cnnlab_gui.widgets.network.layers_panel import LayersPanel
from cnnlab_gui.widgets.network.layers_view import LayersView
from tests.widgets.layers_parts import (
    CONTROL,
    LEFT,
    NONE,
    WORKSHOP,
    initials,
)


def drop(view: LayersView, place: QPoint, data: QMimeData, *, inside: bool, copy: bool) -> None:
    """Let what Qt sends while something is dragged to ``place`` and let go."""
    modifiers = CONTROL if copy else NONE
    actions = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    enter = QDragEnterEvent(place, actions, data, LEFT, modifiers)
    move = QDragMoveEvent(place, actions, data, LEFT, modifiers)
    event = _Drop(QPointF(place), actions, data, LEFT, modifiers)
    event.origin = view if inside else None
    for each, handle in ((enter, view.dragEnterEvent), (move, view.dragMoveEvent)):
        handle(each)
        assert each.isAccepted()
    view.dropEvent(event)


class _Drop(QDropEvent):
    """A drop that says where it comes from; Qt knows that only of a real drag."""

    origin: LayersView | None = None

    def source(self) -> LayersView | None:  # type: ignore[override]
        return self.origin


def upper(view: LayersView, layer: int) -> QPoint:
    rect = view.visualRect(view.model().index(layer + 1, 0))
    return QPoint(rect.center().x(), rect.top() + 6)


def lower(view: LayersView, layer: int) -> QPoint:
    rect = view.visualRect(view.model().index(layer + 1, 0))
    return QPoint(rect.center().x(), rect.bottom() - 6)


@pytest.mark.parametrize(
    ("dragged", "onto", "half", "kinds"),
    [
        ([4], 0, upper, "FCMCMDD"),
        ([0], 6, lower, "MCMFDDC"),
        ([0, 1], 3, lower, "CMCMFDD"),
        ([2], 2, lower, "CMCMFDD"),
        ([4], -1, upper, "FCMCMDD"),
    ],
)
def test_that_dragged_layers_are_moved_to_the_gap_nearest_to_the_pointer(
    panel: LayersPanel,
    view: LayersView,
    session: LabSession,
    dragged: list[int],
    onto: int,
    half: object,
    kinds: str,
) -> None:
    panel.select(dragged)
    data = view.model().mimeData([view.model().index(layer + 1, 0) for layer in dragged])
    drop(view, half(view, onto), data, inside=True, copy=False)  # type: ignore[operator]
    assert initials(session) == kinds
    assert session.undo_stack.count() <= 1


def test_that_control_copies_what_is_dragged(
    panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    panel.select([5])
    data = view.model().mimeData([view.model().index(6, 0)])
    drop(view, upper(view, 0), data, inside=True, copy=True)
    assert initials(session) == "DCMCMFDD"


def test_that_layers_dropped_from_elsewhere_are_pasted(
    view: LayersView, session: LabSession
) -> None:
    data = QMimeData()
    data.setText(layers_to_text((Dropout(rate=0.25),)))
    drop(view, lower(view, 3), data, inside=False, copy=False)
    assert session.architecture.layers[4] == Dropout(rate=0.25)


def test_that_a_text_dropped_from_elsewhere_changes_nothing_and_is_told(
    panel: LayersPanel, view: LayersView, session: LabSession
) -> None:
    data = QMimeData()
    data.setText("hello")
    drop(view, lower(view, 3), data, inside=False, copy=False)
    assert session.architecture == WORKSHOP
    assert panel.strip.text.endswith(".")


def test_that_a_line_shows_where_a_drop_would_go_and_goes_with_the_pointer(
    view: LayersView,
) -> None:
    data = QMimeData()
    data.setText("[]")
    actions = Qt.DropAction.MoveAction
    view.dragLeaveEvent(QDragLeaveEvent())
    before = view.viewport().grab().toImage()
    view.dragMoveEvent(QDragMoveEvent(lower(view, 2), actions, data, LEFT, NONE))
    shown = view.viewport().grab().toImage()
    assert shown != before
    view.dragMoveEvent(QDragMoveEvent(lower(view, 4), actions, data, LEFT, NONE))
    assert view.viewport().grab().toImage() not in (before, shown)
    view.dragLeaveEvent(QDragLeaveEvent())
    assert view.viewport().grab().toImage() == before
