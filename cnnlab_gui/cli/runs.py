"""``runs``: what was trained."""

from typing import Any

import typer

from cnnlab_gui.cli.describe import JsonOption
from cnnlab_gui.cli.output import say, say_error, say_json, say_table
from cnnlab_gui.core import paths
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.store import RunStore


def runs(as_json: JsonOption = False) -> None:
    """List the runs of the home."""
    found, unreadable = [], 0
    for folder in RunStore(paths.runs_folder()).folders():
        try:
            found.append(_row(folder))
        except CnnLabError as error:
            say_error(error.sentence)
            unreadable += 1
    if as_json:
        for row in found:
            say_json(row)
    elif found:
        _say_rows(found)
    elif not unreadable:
        say("There are no runs yet. `cnnlab train` makes one.")
    if unreadable and not found:
        raise typer.Exit(1)


def _row(folder: RunFolder) -> dict[str, Any]:
    record = folder.read_record()
    history = folder.read_history()
    report = folder.read_report() or {}
    return {
        "name": record.name,
        "run": str(folder.path),
        "created": record.created,
        "preset": record.specification.preset,
        "dataset": record.dataset.id,
        "epochs": len(history),
        "parameters": record.parameters,
        "outcome": record.outcome,
        # A run that was killed, or is still going, has not told its own time yet.
        "seconds": round(record.seconds or sum(epoch.seconds for epoch in history), 3),
        "accuracy": history[-1].accuracy if history else None,
        "val_accuracy": history[-1].val_accuracy if history else None,
        "test_accuracy": report.get("test_accuracy"),
    }


def _say_rows(rows: list[dict[str, Any]]) -> None:
    say_table(
        ["run", "dataset", "epochs", "parameters", "train", "test", "seconds", "outcome"],
        [
            [
                row["name"],
                row["dataset"],
                str(row["epochs"]),
                f"{row['parameters']:,}",
                _percent(row["accuracy"]),
                _percent(row["test_accuracy"]),
                f"{row['seconds']:.1f}",
                row["outcome"] or "unfinished",
            ]
            for row in rows
        ],
        numbers=(2, 3, 4, 5, 6),
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
