"""Where a network that is looked into comes from: untrained, a run, or shipped as it is."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.inside.live import LiveMoment
from cnnlab_gui.core.inside.state import NetworkState
from cnnlab_gui.core.ports import Engine
from cnnlab_gui.core.pretrained import read_pretrained_weights
from cnnlab_gui.core.runs.folder import RunFolder

KEPT_STATES = 12


@dataclass(frozen=True)
class Untrained:
    """A network as a training with ``seed`` would begin."""

    architecture: Architecture
    seed: int


@dataclass(frozen=True)
class Snapshot:
    """A run's weights at the end of ``epoch``; 0 is before training.

    ``unfinished`` says that it was stopped within that epoch.
    """

    run: Path
    epoch: int
    architecture: Architecture
    unfinished: bool = False

    @property
    def path(self) -> Path:
        """The file that holds the weights."""
        folder = RunFolder(self.run)
        return folder.unfinished_path if self.unfinished else folder.snapshot_path(self.epoch)


@dataclass(frozen=True, eq=False)
class Live:
    """A running training's weights in the middle of an epoch; ``run`` holds where it began."""

    moment: LiveMoment
    architecture: Architecture
    run: Path | None = None


@dataclass(frozen=True)
class Pretrained:
    """The network that comes with CNN Lab; how it was before its training is not known."""

    architecture: Architecture
    run: None = None


Source = Untrained | Snapshot | Live | Pretrained


class States:
    """Loads the states of sources, and keeps the last few; for one thread.

    A slider that goes through a run's epochs comes by the same ones again and again.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, NetworkState] = OrderedDict()

    def of(self, source: Source, engine: Engine) -> NetworkState:
        """The state of ``source``.

        Raises
        ------
        CnnLabError
            The network cannot be trained, or the run's snapshot is not there or not its, or
            what came with CNN Lab is damaged.
        """
        key = _key_of(source)
        state = self._kept.pop(key, None) or _load(source, engine, key)
        self._kept[key] = state
        while len(self._kept) > KEPT_STATES:
            self._kept.popitem(last=False)
        return state


def _key_of(source: Source) -> Hashable:
    if isinstance(source, Live):
        return source.moment
    if isinstance(source, Snapshot):
        try:
            # A run's name can be taken again once it was deleted.
            return source, source.path.stat().st_mtime_ns
        except OSError:
            return source, 0
    return source


def _load(source: Source, engine: Engine, key: Hashable) -> NetworkState:
    if isinstance(source, Live):
        weights = source.moment.weights
    elif isinstance(source, Snapshot):
        folder = RunFolder(source.run)
        weights = (
            folder.read_unfinished(source.architecture)
            if source.unfinished
            else folder.read_snapshot(source.epoch, source.architecture)
        )
    elif isinstance(source, Pretrained):
        weights = read_pretrained_weights()
    else:
        weights = engine.initial_weights(source.architecture, source.seed)
    return NetworkState(source.architecture.active(), weights, key)
