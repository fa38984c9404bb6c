"""What the tests of kept runs share: a store, and runs in it."""

from collections.abc import Callable
from typing import Any

import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import RunRecord, TestReport
from cnnlab_gui.core.runs.store import RunStore

MakeRecord = Callable[..., RunRecord]
Keep = Callable[..., RunFolder]


@pytest.fixture
def store() -> RunStore:
    return RunStore(paths.runs_folder())


@pytest.fixture
def folder(store: RunStore, make_record: MakeRecord) -> RunFolder:
    return store.create(make_record())[0]


@pytest.fixture
def keep(store: RunStore, make_record: MakeRecord) -> Keep:
    """Keep a run with two whole epochs and a report."""

    def keep(name: str = "cnn-64", **changes: Any) -> RunFolder:
        record = make_record(name).model_copy(update={"outcome": "completed", **changes})
        folder, _ = store.create(record)
        folder.write_history(
            [
                EpochEnded(1, 0.5, 0.8, 0.4, 0.9, 10.0, 0.001, 5000.0),
                EpochEnded(2, 0.4, 0.85, 0.5, 0.88, 12.0, 0.001, 5000.0),
            ]
        )
        folder.write_report(TestReport(2, 0.5, 0.88, [[1]], []))
        return folder

    return keep
