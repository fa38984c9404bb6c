"""The benchmark's rows of the Feature maps page: what they say of what was measured."""

import json
from typing import Any

import pytest

from cnnlab_gui.cli.bench import maps_rows
from cnnlab_gui.cli.bench.maps_rows import channels_row, held_key_row, steps_row, training_row
from cnnlab_gui.cli.bench.processes import Measured
from cnnlab_gui.cli.bench.row import QUICK, Plan

FIELDS = ["name", "value", "unit", "against", "ratio", "spread", "goal", "met", "detail"]
GAPS = {"p50": 5.0, "p99": 9.0, "worst": 20.0}
LAG = {"median_ms": 15.0, "p95_ms": 20.0, "worst_ms": 30.0}
CELL = {"cell_ms": [690.0, 700.0, 900.0], "predict_ms": [680.0, 690.0, 880.0]}


def stepped(median_ms: float = 10.0) -> dict[str, Any]:
    return {"median_ms": median_ms, "p95_ms": 14.0, "worst_ms": 20.0, "gaps_ms": GAPS}


def held(rate: float = 39.0, *, latest: bool = True, back: int = 0) -> dict[str, Any]:
    return {
        "pictures_per_second": rate,
        "keys_per_second": 40.0,
        "last_is_latest": latest,
        "went_back": back,
        "lag": LAG,
        "gaps_ms": GAPS,
    }


def compared(page: str, train: float, seconds: float) -> dict[str, Any]:
    figures = {"seconds": seconds, "train_seconds": train}
    return {"page": page, **figures, "cpu_seconds": 5.0, "train_cpu_seconds": 4.0}


def trained(*seconds: tuple[float, float]) -> dict[str, Any]:
    """The seconds with the Train page, and with the Feature maps page, of some comparisons."""
    return {
        "images": 6080,
        "compared": [
            each
            for train, maps in seconds
            for each in (
                compared("maps", train, maps),
                compared("maps_batches", train, 2 * train),
                compared("still", train, train / 2),
            )
        ],
        "pictures": {"train": 0, "maps": 3, "maps_batches": 9, "still": 0},
    }


def test_that_the_maps_are_held_against_the_whole_cell_of_the_workshop() -> None:
    row = steps_row([stepped(10), stepped(12), stepped(11)], [CELL, CELL, CELL])
    assert (row.value, row.spread, row.met) == (11, (10, 12), True)
    assert row.ratio == pytest.approx(11 / 700)
    assert row.detail["times_faster"] == pytest.approx(700 / 11)
    assert row.detail["reference_predict_only"] == 690
    assert "its drawing is left out" in row.against


def test_that_the_maps_are_too_slow_above_16_ms_or_below_50_times_faster() -> None:
    slow = {"cell_ms": [2000.0], "predict_ms": [2000.0]}
    assert steps_row([stepped(16.0)], [slow]).met
    assert not steps_row([stepped(16.1)], [slow]).met
    assert steps_row([stepped(10.0)], [{"cell_ms": [500.0], "predict_ms": [1.0]}]).met
    assert not steps_row([stepped(10.0)], [{"cell_ms": [499.0], "predict_ms": [499.0]}]).met


def test_that_a_held_key_must_show_30_pictures_a_second_in_their_order_and_the_last() -> None:
    assert held_key_row([held(30.0)]).met
    assert not held_key_row([held(29.9)]).met
    assert not held_key_row([held(), held(latest=False), held()]).met
    assert not held_key_row([held(), held(back=1), held()]).met


def test_that_a_mosaic_may_take_33_ms() -> None:
    assert channels_row([stepped(33.0)]).met
    assert not channels_row([stepped(33.1)]).met
    assert channels_row([stepped(), stepped()]).detail["event_gap_worst"] == 20.0


def test_that_training_may_lose_2_percent_of_its_speed_side_by_side() -> None:
    # A machine that is three times slower for a while loses nothing by that.
    row = training_row([trained((6.0, 6.06)), trained((18.0, 18.0), (6.0, 6.12))])
    assert row.ratio == pytest.approx(6 / 6.06)
    assert row.met
    assert row.detail["cpu_ratio"] == 1.25
    assert row.detail["ratio_every_50_batches"] == 0.5
    assert row.detail["ratio_where_nothing_moves"] == 2.0
    assert row.detail["pictures"] == {"train": 0, "maps": 6, "maps_batches": 18, "still": 0}
    assert training_row([trained((6.08, 6.08))]).value == pytest.approx(2000)
    assert not training_row([trained((6.0, 6.2))]).met


@pytest.mark.parametrize("plan", [QUICK, Plan(rounds=2, limit=None, dense_epochs=1)])
def test_that_every_row_is_a_line_of_json_with_a_goal(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = {"steps": stepped(), "held_key": held(), "channels": stepped()}

    def window(request: dict[str, Any]) -> Measured:
        asked.append(request.get("maps", "pages"))
        return Measured(0.5, answers.get(asked[-1]) or trained((6.0, 6.0)))

    def cell(*, times: int) -> Measured:
        asked.append("cell")
        return Measured(0.5, {name: values * times for name, values in CELL.items()})

    # What they measure are processes of half a minute each.
    monkeypatch.setattr(maps_rows, "measure_window", window)
    monkeypatch.setattr(maps_rows, "measure_workshop_maps", cell)
    told: list[str] = []
    lines = [
        json.loads(json.dumps(row.as_json())) for row in maps_rows.maps_rows(plan, told.append)
    ]
    names = ["maps", "maps_held_key", "maps_channels", "maps_training"]
    assert [line["name"] for line in lines] == names
    assert all(list(line) == FIELDS and line["goal"] and line["met"] is True for line in lines)
    one = [["cell", "steps"] * plan.rounds]
    assert asked == [
        *one[0],
        *["held_key"] * plan.rounds,
        *["channels"] * plan.rounds,
        *["pages"] * plan.rounds,
    ]
    assert len(told) == len(asked)


def test_that_the_workshops_cell_is_timed_in_a_process_of_its_own(
    cnnlab: Any, write_npz: Any
) -> None:
    done = cnnlab("bench-reference-maps", "--times", "2", "--dataset", str(write_npz()))
    (line,) = done.lines
    assert [len(line[name]) for name in ("cell_ms", "predict_ms")] == [2, 2]
    pairs = zip(line["cell_ms"], line["predict_ms"], strict=True)
    assert all(cell > calls > 0 for cell, calls in pairs)
