"""Finds the network that a command names: a run's, or the one that comes with CNN Lab."""

from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.pretrained import PRETRAINED
from cnnlab_gui.core.runs.store import RunStore


def network_named(store: RunStore, name: str) -> Network:
    """Return the network of this name.

    Parameters
    ----------
    store : RunStore
    name : str
        `PRETRAINED`, a run's name, or the path of its folder.

    Raises
    ------
    CnnLabError
        There is no such run, or it holds no weights.
    """
    return Network.pretrained() if name == PRETRAINED else Network.of_run(store.find(name))
