"""What the tests of the Inspector share: one on the screen."""

import pytest
from PySide6.QtWidgets import QFormLayout
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.layer_editor import LayerEditor
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.widgets.network.inspector import Inspector
from cnnlab_gui.widgets.theme import Theme


@pytest.fixture
def inspector(qtbot: QtBot, session: LabSession, theme: Theme) -> Inspector:
    made = Inspector(session, LayerEditor(session), theme)
    qtbot.addWidget(made)
    made.resize(300, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


def facts(inspector: Inspector) -> dict[str, str]:
    """What it tells of the layer: a name and a value a line."""
    layout = inspector._facts
    rows = range(layout.rowCount())
    roles = (QFormLayout.ItemRole.LabelRole, QFormLayout.ItemRole.FieldRole)
    cells = [[layout.itemAt(row, role).widget().text() for role in roles] for row in rows]
    return dict(cells)
