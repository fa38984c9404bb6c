"""A small run on disk, and its ``.cnnlab`` file taken apart and put together otherwise."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.results.kept import write_answers
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.core.runs.bundle import pack
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.notes import write_notes
from cnnlab_gui.core.runs.record import DatasetRecord, RunRecord, TestReport
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.runs.weights import Weights, weight_shapes
from cnnlab_gui.core.schema import SCHEMA_VERSION
from cnnlab_gui.core.training import RunSpecification, TrainingSettings

SMALL = Architecture(
    input_shape=(4, 4, 1), layers=(Flatten(), Dense(units=3, activation="softmax"))
)


def weights_of(epoch: int, architecture: Architecture = SMALL) -> Weights:
    rng = np.random.default_rng(epoch)
    shapes = weight_shapes(architecture).items()
    return {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes}


def record_of(dataset: str = "mnist", **changes: Any) -> RunRecord:
    return RunRecord(
        **{
            "schema_version": SCHEMA_VERSION,
            "name": "small",
            "created": "2026-11-02T10:00:00+00:00",
            "specification": RunSpecification(
                architecture=SMALL, dataset=dataset, settings=TrainingSettings(epochs=2)
            ),
            "dataset": DatasetRecord(
                id=dataset,
                title="Three",
                sha256="ab" * 32,
                origin=dataset,
                class_names=("a", "b", "c"),
                train_images=30,
                validation_images=6,
            ),
            "parameters": SMALL.parameter_count,
            "device": "CPU",
            "versions": {"python": "3.11"},
            "outcome": "completed",
            "seconds": 2.0,
            **changes,
        }
    )


def kept_run(home: Path, dataset: str = "mnist", **changes: Any) -> RunFolder:
    """A whole run, called ``small-001``, with everything that a run can have."""
    folder, _ = RunStore(home).create(record_of(dataset, **changes))
    for epoch in range(3):
        folder.write_snapshot(epoch, weights_of(epoch))
    folder.write_history(
        [EpochEnded(k, 1 / k, 0.5, 1 / k, 0.5 + k / 10, 1.0, 1e-3, 30.0) for k in (1, 2)]
    )
    folder.write_report(TestReport(2, 0.5, 0.7, [[2, 0, 0], [0, 2, 0], [1, 0, 1]], []))
    write_notes(folder.path, "A first try.", ("homework",))
    shares = np.full((6, 3), 1 / 3, np.float32)
    write_answers(folder.path, TestAnswers(2, 0.5, np.arange(6, dtype=np.uint8) % 3, shares))
    return folder


def packed(tmp_path: Path) -> Path:
    """The file of `kept_run`."""
    out = tmp_path / "work.cnnlab"
    pack(kept_run(tmp_path / "sender"), out)
    return out


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(path: Path, parts: Mapping[str, bytes], *, deflate: bool = False) -> Path:
    """Put parts together as an honest zip does."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            text = name.endswith((".json", ".csv"))
            how = zipfile.ZIP_DEFLATED if deflate or text else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(name), content, how)
    return path


def npz_of(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def left_in(folder: Path) -> list[str]:
    """All that lies there, hidden or not."""
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []
