"""The line below a network's name: what it learnt, and so what it can answer."""

from PySide6.QtCore import QCoreApplication

from cnnlab_gui.bridge.translation import number
from cnnlab_gui.core.inside.network import Network

MOST_NAMES = 10


def _tr(text: str) -> str:
    return QCoreApplication.translate("DrawNotes", text)


def note_of(network: Network, dataset: str, *, is_training: bool = False) -> str:
    """Say what a network learnt.

    Parameters
    ----------
    network : Network
    dataset : str
        The title of what it was trained on.
    is_training : bool
        Its training is going on.
    """
    if network.is_pretrained:
        return _tr("Comes with CNN Lab; it learnt handwritten digits.")
    if network.run is None:
        return _tr("Not trained yet: it can only guess. Press Train, then draw again.")
    names = network.class_names
    shown = ", ".join(names[:MOST_NAMES])
    if len(names) > MOST_NAMES:
        more = _tr("{names} and {count} more")
        shown = more.format(names=shown, count=number(len(names) - MOST_NAMES))
    if is_training:
        text = _tr("It is learning {dataset}, and this is how far it has come: {classes}.")
        return text.format(dataset=dataset, classes=shown)
    text = _tr("It learnt {dataset} and knows nothing else: {classes}.")
    return text.format(dataset=dataset, classes=shown)
