"""The rows of the Draw page: how soon it answers, and what scribbling leaves in memory."""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from cnnlab_gui.cli.bench.processes import measure_window
from cnnlab_gui.cli.bench.row import FULL, Plan, Row, Say

MOVES = 600
SCRIBBLED_MOVES = 36_000  # ten minutes of a mouse that tells 60 movements a second
QUICK_SCRIBBLED_MOVES = 3_000
MOST_MORE = 1.02  # of the memory, after the scribbling

Figures = dict[str, Any]


def pen_rows(plan: Plan, say: Say) -> Iterator[Row]:
    """Measure every row of the Draw page but its accuracy."""
    for name, kind, most in (("draw", "strokes", 16), ("draw_training", "training", 50)):
        measured = []
        for number in range(1, plan.rounds + 1):
            say(f"{name}, round {number} of {plan.rounds}")
            request = {"draw": kind, "moves": MOVES, "dataset": "stroke-digits"}
            measured.append(measure_window(request).last)
        yield pen_row(name, measured, most)
    say("scribbling")
    moves = SCRIBBLED_MOVES if plan == FULL else QUICK_SCRIBBLED_MOVES
    yield memory_row(measure_window({"draw": "scribble", "moves": moves}).last)


def pen_row(name: str, measured: Sequence[Figures], most: float) -> Row:
    """From a movement of the pen to the painted bars, 95 of 100 movements."""
    values = [each["p95_ms"] for each in measured]
    return Row(
        name,
        median(values),
        "ms, p95",
        "",
        None,
        (min(values), max(values)),
        f"at most {most:g}",
        median(values) <= most,
        {
            "median": median(each["median_ms"] for each in measured),
            "worst": max(each["worst_ms"] for each in measured),
            "movements": sum(each["movements"] for each in measured),
            "event_gap_p99": median(each["gaps_ms"]["p99"] for each in measured),
            "event_gap_worst": max(each["gaps_ms"]["worst"] for each in measured),
        },
    )


def memory_row(scribbled: Figures) -> Row:
    """Memory after scribbling against before it."""
    before, after = scribbled["before_mb"], scribbled["after_mb"]
    return Row(
        "draw_memory",
        after,
        "MB",
        "before the scribbling",
        after / before,
        (after, after),
        f"ratio at most {MOST_MORE:g}",
        after / before <= MOST_MORE,
        {"reference": before, "movements": scribbled["movements"]},
    )
