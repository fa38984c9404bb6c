"""Runs that nobody trained, for measuring what a long history costs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.metrics import class_scores
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import DatasetRecord, RunRecord, TestReport
from cnnlab_gui.core.schema import SCHEMA_VERSION

CLASSES = tuple(map(str, range(10)))
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def made_epochs(count: int, seed: int = 0) -> Iterator[EpochEnded]:
    """Epochs whose figures look like those of a training, noise and overfitting included.

    However many there are, their curve has the same shape.
    """
    rng = np.random.default_rng(seed)
    for epoch in range(1, count + 1):
        learned, noise = 1 - 0.5 * (1 + 20 * epoch / count) ** -0.5, rng.normal(0, 0.003, 4)
        yield EpochEnded(
            epoch,
            float(1.1 - learned + noise[0]),
            float(learned - 0.05 + noise[1]),
            float(1.2 - learned + 0.1 * epoch / count + noise[2]),
            float(learned - 0.08 + noise[3]),
            12.5 + float(noise[0]),
            0.001,
            5000.0,
        )


def make_runs(store: Path, count: int, epochs: int) -> None:
    """Write so many finished runs of the presets, with new seeds, each with so many epochs."""
    for number in range(count):
        preset = list(PRESETS.values())[number % len(PRESETS)]
        specification = preset.specification()
        settings = specification.settings.model_copy(update={"seed": number, "epochs": epochs})
        folder = RunFolder(store / f"{preset.name}-{number:04d}")
        (folder.path / "weights").mkdir(parents=True)
        folder.write_record(
            RunRecord(
                schema_version=SCHEMA_VERSION,
                name=folder.name,
                created=(FIRST + timedelta(minutes=number)).isoformat(timespec="seconds"),
                specification=specification.model_copy(update={"settings": settings}),
                dataset=DatasetRecord(
                    id=preset.dataset,
                    title=preset.dataset,
                    sha256="0" * 64,
                    origin="",
                    class_names=CLASSES,
                    train_images=60_000,
                    validation_images=10_000,
                ),
                parameters=preset.architecture.parameter_count,
                device="CPU",
                versions={"keras": "3", "tensorflow": "2"},
                outcome="completed",
                seconds=12.5 * epochs,
            )
        )
        history = list(made_epochs(epochs, number))
        folder.write_history(history)
        matrix = np.full((10, 10), 10) + np.diag([900] * 10)
        scores = [vars(score) for score in class_scores(matrix, CLASSES)]
        test = history[-1].val_loss, history[-1].val_accuracy
        folder.write_report(TestReport(epochs, *test, matrix.tolist(), scores))
