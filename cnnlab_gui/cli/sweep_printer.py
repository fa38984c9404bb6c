"""What ``sweep`` prints while it runs, and at its end."""

import json
import sys
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from cnnlab_gui.cli.output import say, say_json, say_table
from cnnlab_gui.core.compare.compare import compare_runs
from cnnlab_gui.core.compare.verdict import short_value
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.index import RunIndex
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.sweep.estimate import duration
from cnnlab_gui.core.sweep.kept import is_completed, resumable_run, runs_of
from cnnlab_gui.core.sweep.plan import SweepPlan
from cnnlab_gui.core.sweep.progress import (
    SweepEvent,
    SweepFinished,
    SweepProgress,
    SweepTracker,
    TrialEnded,
    TrialProgress,
    TrialState,
    sweep_event_json,
)
from cnnlab_gui.core.text import Sentence


class SweepPrinter:
    """Follows a sweep; prints nothing by itself."""

    def __init__(self, plan: SweepPlan) -> None:
        self._plan = plan
        self._tracker = SweepTracker(plan)

    def __enter__(self) -> "SweepPrinter":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    @property
    def progress(self) -> SweepProgress:
        return self._tracker.progress

    def follow(self, event: SweepEvent) -> None:
        self._tracker.follow(event)

    def say_results(self, store: RunStore) -> None:
        """Tell what all runs of the sweep came to."""
        raise NotImplementedError

    def results(self, store: RunStore) -> dict[str, Any]:
        """The table and the verdict, as JSON has them."""
        progress = self.progress
        # Where there is no end, it was broken off before its beginning.
        finished = progress.finished or SweepFinished("cancelled", Sentence("No run has begun."))
        runs = runs_of(self._plan, store)
        compared = _compared(store, runs)
        return {
            **_finished(self._plan.id, _outcome(finished), finished.detail, finished.seconds),
            "runs": [_row(each, runs.get(each.trial.key, [])) for each in progress.trials],
            "table": compared["groups"],
            "verdict": compared["sentences"],
            "pairs": compared["pairs"],
        }


def say_not_begun(name: str | None, why: Sentence, *, as_json: bool) -> None:
    """The last line of a sweep that could not begin, unless a person is reading."""
    if as_json or not sys.stdout.isatty():
        nothing: dict[str, Any] = {each: [] for each in ("runs", "table", "verdict", "pairs")}
        say_json({**_finished(name, "failed", why, 0.0), **nothing})


def _finished(name: str | None, outcome: str, detail: Sentence, seconds: float) -> dict[str, Any]:
    return {
        "event": "finished",
        "outcome": outcome,
        "detail": str(detail),
        "sweep": name,
        "seconds": seconds,
    }


def _outcome(finished: SweepFinished) -> str:
    """What Ctrl+C cancelled is paused: ``--resume`` goes on with it."""
    return "paused" if finished.outcome == "cancelled" else finished.outcome


def _state(state: TrialState, run: object) -> str:
    if state in ("completed", "failed", "waiting"):
        return state
    return "paused" if run else "waiting"


def _compared(store: RunStore, runs: dict[str, list[RunFolder]]) -> dict[str, Any]:
    """What the completed runs show; plain values."""
    ours = {folder.path for folders in runs.values() for folder in folders if is_completed(folder)}
    rows, _ = RunIndex(store).read()
    compared = compare_runs([row for row in rows if row.path in ours]).as_json()
    compared["sentences"] = [str(sentence) for sentence in compared["sentences"]]
    return compared


def _row(each: TrialProgress, folders: list[RunFolder]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "trial": each.trial.key,
        **each.trial.values,
        "seed": each.trial.seed,
        "state": _state(each.state, resumable_run(folders)),
        "attempts": each.attempt,
        "run": each.run,
        "test_accuracy": None,
        "test_loss": None,
        "seconds": None,
        "parameters": each.trial.specification.architecture.parameter_count,
        "detail": str(each.detail) if each.detail else None,
    }
    for folder in folders:
        if is_completed(folder):
            report = folder.read_report() or {}
            row["run"] = str(folder.path)
            row["seconds"] = folder.read_record().seconds
            row |= {name: report.get(name) for name in ("test_accuracy", "test_loss")}
    return row


class JsonPrinter(SweepPrinter):
    """Each event as one line of JSON, the results as the last."""

    def follow(self, event: SweepEvent) -> None:
        super().follow(event)
        told = sweep_event_json(event)
        match event:
            case TrialEnded():
                say_json({**json.loads(told), "state": _state(event.state, event.run)})
            case SweepFinished():
                say_json({**json.loads(told), "outcome": _outcome(event)})
            case _:
                say(told)

    def say_results(self, store: RunStore) -> None:
        say_json(self.results(store))


class PeoplePrinter(SweepPrinter):
    """A line for each run that ends; on a terminal, bars of those under way.

    The last line is the results as JSON, unless a person is reading.
    """

    def __init__(self, plan: SweepPlan) -> None:
        super().__init__(plan)
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %  {task.fields[note]}"),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._all: TaskID | None = None
        self._each: dict[str, TaskID] = {}

    def __enter__(self) -> "PeoplePrinter":
        self._bars.start()
        self._all = self._bars.add_task("all runs", total=1.0, note="")
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def follow(self, event: SweepEvent) -> None:
        super().follow(event)
        if isinstance(event, TrialEnded):
            self._say_end(event)
        if not self._bars.disable:
            self._draw()

    def _say_end(self, event: TrialEnded) -> None:
        text = f"{event.trial}: {_state(event.state, event.run)}"
        if event.finished and event.finished.test_accuracy is not None:
            text += (
                f", {event.finished.test_accuracy:.1%} of the test images right, "
                f"{event.finished.seconds:.1f} s"
            )
        say(f"{text}. {event.detail}" if event.detail else text)

    def _draw(self) -> None:
        progress = self.progress
        assert self._all is not None
        left = progress.seconds_left
        note = f"{progress.count('completed')} of {len(progress.trials)}"
        note += f", about {duration(left)} left" if left else ""
        self._bars.update(self._all, completed=progress.share, note=note)
        for each in progress.trials:
            self._draw_trial(each)

    def _draw_trial(self, each: TrialProgress) -> None:
        key = each.trial.key
        if each.state != "running":
            if key in self._each:
                self._bars.remove_task(self._each.pop(key))
            return
        if key not in self._each:
            self._each[key] = self._bars.add_task(key, total=1.0, note="")
        epoch = f"epoch {each.epoch} of {each.epochs}" if each.epochs else "starting"
        self._bars.update(self._each[key], completed=each.share, note=epoch)

    def say_results(self, store: RunStore) -> None:
        results = self.results(store)
        if results["table"]:
            _say_groups(results["table"])
        for sentence in (*results["verdict"], results["detail"] or ""):
            say(sentence)
        if results["outcome"] == "paused":
            say(f"Go on with: cnnlab sweep --resume {self._plan.id}")
        if not sys.stdout.isatty():
            say(json.dumps(results))


def _say_groups(groups: list[dict[str, Any]]) -> None:
    """A row for the runs that differ in nothing but their seed."""
    names = list(groups[0]["values"])
    say_table(
        [*names, "runs", "test", "±", "seconds", "parameters"],
        [
            [
                *(short_value(group["values"][name]) for name in names),
                str(group["count"]),
                f"{group['mean']:.2f} %",
                "–" if group["deviation"] is None else f"{group['deviation']:.2f}",
                f"{group['seconds']:.1f}",
                f"{group['parameters']:,}",
            ]
            for group in groups
        ],
        numbers=tuple(range(len(names), len(names) + 5)),
    )
