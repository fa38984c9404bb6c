"""A home in which nothing can be kept: the application opens all the same, and says so once."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from cnnlab_gui.app.dialogs import say
from cnnlab_gui.core import message_box
from cnnlab_gui.core.home_check import home_problem


def say_home_problem(window: QWidget) -> None:
    """Say on stderr and in a dialog that nothing can be kept; nothing where all is well."""
    problem = home_problem()
    if problem is None:
        return
    message_box.tell(str(problem.sentence), box=False)
    title = QCoreApplication.translate("Dialogs", "Nothing can be kept")
    say(window, title, problem.sentence)
