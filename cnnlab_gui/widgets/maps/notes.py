"""The line beside a network's name: which weights these are."""

from PySide6.QtCore import QCoreApplication

from cnnlab_gui.bridge.translation import number
from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.inside.sources import Live, Pretrained, Snapshot
from cnnlab_gui.core.inside.view import Seen


def _tr(text: str) -> str:
    return QCoreApplication.translate("MapsNotes", text)


def note_of(seen: Seen, network: Network, *, is_set_up: bool, is_training: bool) -> str:
    """Say which weights are seen.

    Parameters
    ----------
    seen : Seen
    network : Network
    is_set_up : bool
        It is the network that is set up, whose run a person did not choose.
    is_training : bool
        Its run is going on.
    """
    source = seen.source
    if isinstance(source, Live):
        text = _tr("training: epoch {epoch}, after {count} batches")
        moment = source.moment
        return text.format(epoch=number(moment.epoch), count=number(moment.step))
    if isinstance(source, Pretrained):
        return _tr("comes with CNN Lab, trained on handwritten digits")
    if not isinstance(source, Snapshot):
        return _tr("initial weights: nothing is learnt yet. Train, and look again.")
    epoch, last = source.epoch, network.epochs[-1:]
    if is_training:
        text = _tr("training: epoch {epoch} is over") if epoch else _tr("training begins")
        return text.format(epoch=number(epoch))
    if epoch == 0:
        return _tr("initial weights: nothing is learnt yet")
    if source.unfinished:
        text = _tr("{run}, stopped in epoch {epoch}")
    elif (epoch,) == last and is_set_up:
        text = _tr("as the run {run} left it, after epoch {epoch}")
    else:
        text = _tr("{run}, after epoch {epoch}")
    run = source.run.name if is_set_up else ""
    return text.format(run=run, epoch=number(epoch)).removeprefix(", ")
