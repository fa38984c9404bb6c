"""Runs as rows, made by hand."""

from pathlib import Path
from typing import Any

from cnnlab_gui.core.runs.summary import RunSummary


def made_run(name: str = "cnn-64-001", **changes: Any) -> RunSummary:
    """A completed run of 64 filters and seed 0; ``filters`` and ``seed`` change its factors."""
    filters, seed = str(changes.pop("filters", 64)), int(changes.pop("seed", 0))
    factors = {
        "preset": f"cnn-{filters}",
        "convolutions": "1",
        "filters": filters,
        "epochs": "5",
        "learning rate": "0.001",
        "seed": str(seed),
        "dataset": "Fashion-MNIST",
    }
    usual: dict[str, Any] = {
        "name": name,
        "path": Path("/runs") / name,
        "created": "2026-11-02T10:00:00+00:00",
        "status": "completed",
        "preset": f"cnn-{filters}",
        "network": f"Conv2D {filters} · Flatten · Dense 10",
        "dataset": "Fashion-MNIST",
        "dataset_sha256": "abc",
        "factors": factors,
        "parameters": 1000 * int(filters),
        "epochs_done": 5,
        "epochs": 5,
        "seed": seed,
        "val_accuracy": 0.9,
        "best_accuracy": 0.91,
        "accuracy": 0.95,
        "test_accuracy": 0.9,
        "test_loss": 0.3,
        "seconds": 10.0,
        "seconds_to_best": 8.0,
        "can_resume": False,
        "dataset_id": "fashion-mnist",
    }
    return RunSummary(**{**usual, **changes})


def some_runs() -> list[RunSummary]:
    """Three sizes with two seeds each, the newest first, and one on other images."""
    runs = [
        made_run(
            f"cnn-{filters}-{seed + 1:03d}",
            filters=filters,
            seed=seed,
            test_accuracy=0.8 + filters / 1000 + seed / 100,
            seconds=filters / 4 + seed,
            created=f"2026-11-{filters % 27 + 1:02d}T1{seed}:00:00+00:00",
        )
        for filters in (9, 16, 64)
        for seed in (0, 1)
    ]
    other = made_run("on-digits", dataset="MNIST", dataset_id="mnist", test_accuracy=None)
    return [*runs, other]
