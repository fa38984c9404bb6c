"""The benchmark's rows of the Draw page: what they say of what was measured."""

import json
from typing import Any

import pytest

from cnnlab_gui.cli.bench import pen_rows
from cnnlab_gui.cli.bench.pen_rows import memory_row, pen_row
from cnnlab_gui.cli.bench.processes import Measured
from cnnlab_gui.cli.bench.row import FULL, QUICK, Plan

FIELDS = ["name", "value", "unit", "against", "ratio", "spread", "goal", "met", "detail"]


def drawn(p95: float = 9.0, worst: float = 20.0) -> dict[str, Any]:
    gaps = {"p50": 5.0, "p99": 9.0, "worst": worst}
    return {"median_ms": 6.0, "p95_ms": p95, "worst_ms": worst, "movements": 600, "gaps_ms": gaps}


def scribbled(after: float = 402.0) -> dict[str, Any]:
    return {"movements": 3000, "before_mb": 400.0, "after_mb": after}


def test_that_95_of_100_movements_must_be_answered_in_time() -> None:
    row = pen_row("draw", [drawn(15), drawn(16), drawn(90)], 16)
    assert (row.name, row.value, row.spread, row.met) == ("draw", 16, (15, 90), True)
    assert (row.unit, row.goal) == ("ms, p95", "at most 16")
    assert not pen_row("draw", [drawn(16.1)], 16).met
    assert pen_row("draw_training", [drawn(50)], 50).met


def test_that_all_movements_are_told_and_the_worst_of_them() -> None:
    detail = pen_row("draw", [drawn(worst=20), drawn(worst=70), drawn(worst=30)], 16).detail
    assert detail == {
        "median": 6.0,
        "worst": 70,
        "movements": 1800,
        "event_gap_p99": 9.0,
        "event_gap_worst": 70,
    }


def test_that_scribbling_may_leave_2_percent_more_memory() -> None:
    row = memory_row(scribbled(408))
    assert (row.name, row.value, row.met) == ("draw_memory", 408, True)
    assert row.ratio == pytest.approx(1.02)
    assert row.detail == {"reference": 400.0, "movements": 3000}
    assert not memory_row(scribbled(408.1)).met
    assert memory_row(scribbled(300)).met


@pytest.mark.parametrize(
    ("plan", "moves"), [(QUICK, 3000), (FULL, 36_000), (Plan(2, None, 1), 3000)]
)
def test_that_every_row_is_a_line_of_json_with_a_goal(
    plan: Plan, moves: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []

    def window(request: dict[str, Any]) -> Measured:
        asked.append(request)
        return Measured(0.5, scribbled() if request["draw"] == "scribble" else drawn())

    # What it measures are processes of half a minute each.
    monkeypatch.setattr(pen_rows, "measure_window", window)
    told: list[str] = []
    lines = [json.loads(json.dumps(row.as_json())) for row in pen_rows.pen_rows(plan, told.append)]
    assert [line["name"] for line in lines] == ["draw", "draw_training", "draw_memory"]
    assert all(list(line) == FIELDS and line["goal"] and line["met"] is True for line in lines)
    kinds = [each["draw"] for each in asked]
    assert kinds == ["strokes"] * plan.rounds + ["training"] * plan.rounds + ["scribble"]
    assert asked[-1]["moves"] == moves
    assert len(told) == len(asked)
