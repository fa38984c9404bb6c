"""A record to write."""

from collections.abc import Callable

import pytest

from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.runs.record import DatasetRecord, RunRecord


@pytest.fixture
def make_record() -> Callable[..., RunRecord]:
    def make(name: str = "cnn-64") -> RunRecord:
        return RunRecord(
            name=name,
            created="2026-11-02T10:00:00+00:00",
            specification=PRESETS["cnn-64"].specification(),
            dataset=DatasetRecord(
                id="bars",
                title="Bars",
                sha256="0" * 64,
                origin="made",
                class_names=("0", "1"),
                train_images=200,
                validation_images=50,
            ),
            parameters=243_786,
            device="CPU",
            versions={"python": "3.11.7"},
        )

    return make
