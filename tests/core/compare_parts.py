"""Rows to compare, made from records as the index makes them."""

from pathlib import Path
from typing import Any

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.runs.factors import factors_of, network_line
from cnnlab_gui.core.runs.record import DatasetRecord, RunRecord
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.core.schema import SCHEMA_VERSION
from cnnlab_gui.core.training import RunSpecification, TrainingSettings


def row(
    name: str,
    preset: str | Architecture = "cnn-64",
    *,
    accuracy: float | None = 0.9,
    seconds: float = 60.0,
    settings: dict[str, Any] | None = None,
    **changes: Any,
) -> RunSummary:
    """A finished run of one preset, or of another network, with some ``settings``."""
    own = isinstance(preset, Architecture)
    specification = RunSpecification(
        architecture=preset if own else PRESETS[preset].architecture,
        dataset="bars",
        settings=TrainingSettings(**(settings or {})),
        preset=None if own else preset,
    )
    record = RunRecord(
        schema_version=SCHEMA_VERSION,
        name=name,
        created="2026-11-02T10:00:00+00:00",
        specification=specification,
        dataset=DatasetRecord(
            id="bars",
            title="Bars",
            sha256="0" * 64,
            origin="made",
            class_names=("0", "1"),
            train_images=200,
            validation_images=50,
        ),
        parameters=specification.architecture.parameter_count,
        device="CPU",
        versions={},
        outcome="completed",
    )
    values: dict[str, Any] = {
        "status": "completed",
        "created": record.created,
        "dataset_sha256": record.dataset.sha256,
        "dataset_id": "bars",
        "device": "CPU",
        **changes,
    }
    return RunSummary(
        name=name,
        path=Path(name),
        preset=specification.preset,
        network=network_line(specification.architecture),
        dataset="Bars",
        factors={**factors_of(record), "device": values["device"]},
        parameters=record.parameters,
        epochs_done=5,
        epochs=5,
        seed=specification.settings.seed,
        val_accuracy=accuracy,
        best_accuracy=accuracy,
        accuracy=accuracy,
        test_accuracy=accuracy,
        test_loss=None,
        seconds=seconds,
        seconds_to_best=seconds,
        can_resume=False,
        **values,
    )


def seeds(
    preset: str | Architecture,
    accuracies: list[float],
    *,
    settings: dict[str, Any] | None = None,
    **changes: Any,
) -> list[RunSummary]:
    """A run for each accuracy (in percent), with the seeds 0, 1, 2, …"""
    stem = preset if isinstance(preset, str) else "custom"
    return [
        row(
            f"{stem}-{seed + 1:03d}",
            preset,
            accuracy=accuracy / 100,
            settings={**(settings or {}), "seed": seed},
            **changes,
        )
        for seed, accuracy in enumerate(accuracies)
    ]
