"""One who looks into networks for a test, and keeps runs for that."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.look import Looker
from cnnlab_gui.core.inside.sources import Snapshot, Source, Untrained
from cnnlab_gui.core.inside.view import Seen, Wish
from cnnlab_gui.core.runs.folder import RunFolder
from tests.core.inside_parts import (
    CONVOLUTION,
    POOLING,
    CountingEngine,
    images,
    network,
    of_test,
    weights_of,
)

WISH = Wish(rows=of_test(0, 3), columns=(CONVOLUTION, POOLING), room=(200, 300))


class Asker:
    """One looker, the engine that it asks, and what it is asked for."""

    def __init__(self, tmp_path: Path) -> None:
        self.engine = CountingEngine()
        self.looker = Looker()
        self.data = images()
        self.architecture = network()
        self.run = tmp_path / "run"

    def look(self, source: Source | None = None, data: Dataset | None = None, **more: Any) -> Seen:
        return self.looker.look(
            self.engine,
            source or self.untrained(),
            replace(WISH, **more),
            data or self.data,
            lambda: False,
        )

    def untrained(self, seed: int = 1) -> Untrained:
        return Untrained(self.architecture, seed)

    def epoch(self, number: int) -> Snapshot:
        return Snapshot(self.run, number, self.architecture)

    def keep(self, epoch: int, seed: float, changed: int = 0) -> None:
        """Write a snapshot of weights that are all ``seed``, at a time of its own."""
        (self.run / "weights").mkdir(parents=True, exist_ok=True)
        path = RunFolder(self.run).write_snapshot(epoch, weights_of(self.architecture, seed))
        os.utime(path, ns=(changed, changed))


@pytest.fixture
def asker(tmp_path: Path) -> Asker:
    return Asker(tmp_path)


def weight_of(seen: Seen) -> float:
    return float(seen.state.weights["000.kernel"].flat[0])
