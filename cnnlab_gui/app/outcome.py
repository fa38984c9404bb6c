"""How a run ended, in a few words for the status bar."""

from PySide6.QtCore import QCoreApplication

from cnnlab_gui.bridge.translation import percent
from cnnlab_gui.core.events import RunFinished


def outcome_text(finished: RunFinished) -> str:
    """How it ended, and what it gets right where that was measured."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Outcome", text)

    words = {
        "completed": tr("completed"),
        "stopped": tr("stopped"),
        "paused": tr("paused"),
        "failed": tr("failed"),
    }
    word = words[finished.outcome]
    if finished.test_accuracy is None:
        return word
    share = percent(finished.test_accuracy)
    return tr("{outcome}: {share} of the test images right").format(outcome=word, share=share)
