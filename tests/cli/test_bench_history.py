"""The benchmark's rows of a long history, and the runs that are made for them."""

import json
from pathlib import Path
from typing import Any

import pytest

from cnnlab_gui.cli.bench import history_rows
from cnnlab_gui.cli.bench.history_rows import curve_row, history_row
from cnnlab_gui.cli.bench.made_runs import made_epochs, make_runs
from cnnlab_gui.cli.bench.processes import Measured
from cnnlab_gui.cli.bench.row import FULL, QUICK, Plan
from cnnlab_gui.core.runs.index import RunIndex
from cnnlab_gui.core.runs.store import RunStore


def opened(page: float = 0.2, cold: float = 0.5) -> dict[str, Any]:
    return {"runs": 1000, "page_s": page, "cold_s": cold, "warm_s": 0.06}


def redrawn(many: float = 4.4) -> dict[str, Any]:
    return {"few_ms": 4.0, "many_ms": many}


def test_that_the_page_must_be_open_in_0_3_seconds() -> None:
    row = history_row("history", [opened(0.1), opened(0.3), opened(0.9)], "page_s")
    assert (row.value, row.spread, row.met) == (0.3, (0.1, 0.9), True)
    assert (row.unit, row.goal) == ("s for 1,000 runs", "at most 0.3")
    assert row.detail == {"reading": 0.06}
    assert not history_row("history", [opened(0.31)], "page_s").met


def test_that_reading_each_run_s_own_files_is_told_but_not_judged() -> None:
    row = history_row("history_cold", [opened(cold=2.0)], "cold_s")
    assert (row.value, row.goal, row.met) == (2.0, "told, not judged", True)


def test_that_a_redraw_may_not_grow_with_the_epochs() -> None:
    row = curve_row([redrawn(4), redrawn(4.5), redrawn(90)])
    assert (row.value, row.ratio, row.met) == (4.5, 1.125, True)
    assert (row.unit, row.against) == ("ms at epoch 10,000", "at epoch 10")
    assert not curve_row([redrawn(4.9)]).met


@pytest.mark.parametrize("plan", [QUICK, FULL])
def test_that_every_row_is_a_line_of_json_with_a_goal(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []

    def window(request: dict[str, Any]) -> Measured:
        asked.append(request)
        return Measured(0.5, opened() if "history" in request else redrawn())

    # What it measures are processes of half a minute each.
    monkeypatch.setattr(history_rows, "measure_window", window)
    told: list[str] = []
    rows = [
        json.loads(json.dumps(row.as_json()))
        for row in history_rows.history_rows(plan, told.append)
    ]
    assert [row["name"] for row in rows] == ["history", "history_cold", "curve_redraw"]
    assert all(row["goal"] and row["met"] is True for row in rows)
    assert (
        asked
        == [{"history": 1000, "epochs": 20}] * plan.rounds
        + [{"curves": [10, 10_000]}] * plan.rounds
    )
    assert len(told) == len(asked)


def test_that_the_runs_that_are_made_open_as_runs_do(tmp_path: Path) -> None:
    make_runs(tmp_path, 9, 3)
    rows, faults = RunIndex(RunStore(tmp_path)).read()
    assert faults == []
    assert [(row.seed, row.epochs_done) for row in rows] == [(seed, 3) for seed in range(8, -1, -1)]
    assert len({row.preset for row in rows}) == 8
    assert all(row.test_accuracy == row.val_accuracy for row in rows)


def test_that_made_epochs_are_the_same_each_time_and_stay_within_bounds() -> None:
    epochs = list(made_epochs(50))
    assert epochs == list(made_epochs(50))
    assert [epoch.epoch for epoch in epochs] == list(range(1, 51))
    assert all(0 < epoch.val_accuracy < 1 and epoch.val_loss > 0 for epoch in epochs)
