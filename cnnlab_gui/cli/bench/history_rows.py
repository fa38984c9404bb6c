"""The rows of a long history: a thousand runs, and a run of ten thousand epochs."""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from cnnlab_gui.cli.bench.processes import measure_window
from cnnlab_gui.cli.bench.row import Plan, Row, Say, ratio_of

RUNS, EPOCHS = 1000, 20
FEW_EPOCHS, MANY_EPOCHS = 10, 10_000
MOST_SECONDS = 0.3
MOST_GROWTH = 1.2  # of a redraw, while the epochs become a thousand times as many

Figures = dict[str, Any]


def history_rows(plan: Plan, say: Say) -> Iterator[Row]:
    """Measure every row of a long history."""
    histories, curves = [], []
    for number in range(1, plan.rounds + 1):
        say(f"{RUNS:,} runs, round {number} of {plan.rounds}")
        histories.append(measure_window({"history": RUNS, "epochs": EPOCHS}).last)
    yield history_row("history", histories, "page_s")
    yield history_row("history_cold", histories, "cold_s")
    for number in range(1, plan.rounds + 1):
        say(f"curves of {MANY_EPOCHS:,} epochs, round {number} of {plan.rounds}")
        curves.append(measure_window({"curves": [FEW_EPOCHS, MANY_EPOCHS]}).last)
    yield curve_row(curves)


def history_row(name: str, measured: Sequence[Figures], figure: str) -> Row:
    """From the wish to see all runs to the painted page; cold: reading each run's own files."""
    values = [each[figure] for each in measured]
    return Row(
        name,
        median(values),
        f"s for {measured[0]['runs']:,} runs",
        "",
        None,
        (min(values), max(values)),
        f"at most {MOST_SECONDS:g}" if figure == "page_s" else "told, not judged",
        median(values) <= MOST_SECONDS or figure != "page_s",
        {"reading": median(each["warm_s"] for each in measured)},
    )


def curve_row(measured: Sequence[Figures]) -> Row:
    """Redrawing both curves at the end of a late epoch, over that of an early one."""
    values = [each["many_ms"] for each in measured]
    references = [each["few_ms"] for each in measured]
    ratio = ratio_of(values, references)
    return Row(
        "curve_redraw",
        median(values),
        f"ms at epoch {MANY_EPOCHS:,}",
        f"at epoch {FEW_EPOCHS}",
        ratio,
        (min(values), max(values)),
        f"ratio at most {MOST_GROWTH:g}",
        ratio <= MOST_GROWTH,
        {"reference": median(references)},
    )
