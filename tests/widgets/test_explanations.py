"""What is said of each kind of layer has room where it is said."""

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.layer_editor import LayerEditor
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.widgets.network.inspector import Inspector
from cnnlab_gui.widgets.theme import Theme

NARROWEST = 240
"""What the window asks for the Inspector's dock; it grows where a form needs more."""


@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_that_an_explanation_takes_at_most_two_lines_in_the_inspector(
    qtbot: QtBot, session: LabSession, theme: Theme, kind: str
) -> None:
    layer = LAYER_KINDS[kind](kind=kind)
    session.set_architecture(Architecture(layers=(layer,)), "")
    inspector = Inspector(session, LayerEditor(session), theme)
    qtbot.addWidget(inspector)
    inspector.show_layer(0)
    # Low, so that a bar for scrolling takes its share of the width.
    inspector.resize(max(NARROWEST, inspector.minimumWidth()), 200)
    with qtbot.waitExposed(inspector):
        inspector.show()
    told = next(each for each in inspector.findChildren(QLabel) if each.text() == layer.explanation)
    assert inspector.verticalScrollBar().isVisible()
    assert told.height() <= 2 * QFontMetrics(told.font()).lineSpacing()
