"""``runs``: what was trained."""

from typing import Any

import typer

from cnnlab_gui.cli.describe import JsonOption
from cnnlab_gui.cli.output import say, say_error, say_json, say_table
from cnnlab_gui.core import paths
from cnnlab_gui.core.runs.index import RunIndex
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.runs.summary import RunSummary


def runs(as_json: JsonOption = False) -> None:
    """List the runs of the home, the newest at the end."""
    found, faults = RunIndex(RunStore(paths.runs_folder())).read()
    for fault in faults:
        say_error(fault)
    if as_json:
        for row in reversed(found):
            say_json(as_plain(row))
    elif found:
        _say_rows(found[::-1])
    elif not faults:
        say("There are no runs yet. `cnnlab train` makes one.")
    if faults and not found:
        raise typer.Exit(1)


def as_plain(row: RunSummary) -> dict[str, Any]:
    """A run as the JSON that this and other commands print."""
    return {
        "name": row.name,
        "run": str(row.path),
        "created": row.created,
        "preset": row.preset,
        "dataset": row.dataset_id,
        "epochs": row.epochs_done,
        "parameters": row.parameters,
        "outcome": row.outcome,
        "seconds": round(row.seconds, 3),
        "accuracy": row.accuracy,
        "val_accuracy": row.val_accuracy,
        "test_accuracy": row.test_accuracy,
        "status": row.status,
        "tags": list(row.tags),
        "notes": row.notes,
        "sweep": row.sweep.model_dump() if row.sweep else None,
    }


def _say_rows(rows: list[RunSummary]) -> None:
    say_table(
        ["run", "dataset", "epochs", "parameters", "train", "test", "seconds", "status"],
        [
            [
                row.name,
                row.dataset_id,
                str(row.epochs_done),
                f"{row.parameters:,}",
                share_text(row.accuracy),
                share_text(row.test_accuracy),
                f"{row.seconds:.1f}",
                row.status,
            ]
            for row in rows
        ],
        numbers=(2, 3, 4, 5, 6),
    )


def share_text(share: float | None) -> str:
    """A share of one as people read it: ``91.6%``."""
    return "–" if share is None else f"{share:.1%}"
