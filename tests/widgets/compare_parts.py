"""What the tests of the Compare page share."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cnnlab_gui.widgets.compare.page import ComparePage
from cnnlab_gui.widgets.theme import Theme
from tests.run_rows import some_runs


def opened_page(qtbot: QtBot, theme: Theme) -> ComparePage:
    """A page in front, without runs."""
    made = ComparePage(theme)
    qtbot.addWidget(made)
    made.resize(760, 560)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


def with_runs(qtbot: QtBot, page: ComparePage) -> ComparePage:
    """The page with seven runs, the newest selected."""
    with qtbot.waitSignal(page.selection_changed):
        page.show_runs(some_runs())
    return page


def texts(page: ComparePage) -> str:
    """All that can be read on labels."""
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())
