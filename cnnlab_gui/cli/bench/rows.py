"""The rows of the benchmark: what is measured, against what, and the figure to hold."""

from collections.abc import Iterator
from statistics import median

from cnnlab_gui.cli.bench.draw_rows import draw_rows
from cnnlab_gui.cli.bench.history_rows import history_rows
from cnnlab_gui.cli.bench.keystrokes import TOO_MANY, shapes_milliseconds
from cnnlab_gui.cli.bench.maps_rows import maps_rows
from cnnlab_gui.cli.bench.pen_rows import pen_rows
from cnnlab_gui.cli.bench.processes import (
    Measured,
    measure_import,
    measure_reference,
    measure_window,
)
from cnnlab_gui.cli.bench.row import Plan, Row, Say, p95, ratio_of

WORKSHOP = "the workshop's code with plain Keras fit"
BUILDER_LAYERS = 100


def measured_rows(plan: Plan, say: Say) -> Iterator[Row]:
    """Measure every row, ours and the reference in turn; yields each as soon as it is known."""
    yield from _training_rows(plan, say)
    yield _dense_row(plan, say)
    yield _window_row(plan, say)
    yield _shapes_row(say)
    yield _edit_row(plan, say)
    yield from maps_rows(plan, say)
    yield from draw_rows(plan, say)
    yield from pen_rows(plan, say)
    yield from history_rows(plan, say)


def _pairs(plan: Plan, say: Say, preset: str, epochs: int) -> tuple[list[Measured], list[Measured]]:
    """Ours and the reference in turn, ``plan.rounds`` times."""
    request = {"preset": preset, "dataset": "fashion-mnist", "epochs": epochs}
    ours, theirs = [], []
    for number in range(1, plan.rounds + 1):
        say(f"{preset}, round {number} of {plan.rounds}: the workshop's code")
        theirs.append(measure_reference(preset, epochs=epochs, limit=plan.limit))
        say(f"{preset}, round {number} of {plan.rounds}: the window")
        ours.append(measure_window({**request, "limit": plan.limit or 0}))
    return ours, theirs


def _training_rows(plan: Plan, say: Say) -> Iterator[Row]:
    ours, theirs = _pairs(plan, say, "cnn-64", epochs=1)
    yield _speed_row("train_cnn64", ours, theirs, least=1.3)
    yield _gap_row(ours)
    yield _memory_row(ours, theirs)


def _dense_row(plan: Plan, say: Say) -> Row:
    ours, theirs = _pairs(plan, say, "dense-baseline", epochs=plan.dense_epochs)
    return _speed_row("train_dense", ours, theirs, least=6.0)


def _speed_row(name: str, ours: list[Measured], theirs: list[Measured], least: float) -> Row:
    values = [each.last["images_per_second"] for each in ours]
    references = [each.last["images_per_second"] for each in theirs]
    ratio = ratio_of(values, references)
    return Row(
        name,
        median(values),
        "images/s",
        WORKSHOP,
        ratio,
        (min(values), max(values)),
        f"ratio at least {least:g}",
        ratio >= least,
        {
            "reference": median(references),
            "reference_spread": (min(references), max(references)),
            "test_accuracy": [each.last["test_accuracy"] for each in ours],
            "reference_test_accuracy": [each.last["test_accuracy"] for each in theirs],
        },
    )


def _gap_row(ours: list[Measured]) -> Row:
    gaps = [each.last["gaps_ms"] for each in ours]
    values = [each["p99"] for each in gaps]
    worst = max(each["worst"] for each in gaps)
    return Row(
        "event_gap",
        median(values),
        "ms, p99",
        "",
        None,
        (min(values), max(values)),
        "p99 at most 16, worst at most 100",
        median(values) <= 16 and worst <= 100,
        {"worst": worst, "p50": median(each["p50"] for each in gaps)},
    )


def _memory_row(ours: list[Measured], theirs: list[Measured]) -> Row:
    values = [each.last["peak_mb"] for each in ours]
    references = [each.last["peak_mb"] for each in theirs]
    ratio = ratio_of(values, references)
    return Row(
        "peak_memory",
        median(values),
        "MB",
        WORKSHOP,
        ratio,
        (min(values), max(values)),
        "ratio at most 0.6",
        ratio <= 0.6,
        {"reference": median(references)},
    )


def _window_row(plan: Plan, say: Say) -> Row:
    windows, imports = [], []
    for number in range(1, max(plan.rounds, 3) + 1):
        say(f"window, round {number}")
        imports.append(measure_import().first_seconds)
        windows.append(measure_window({}).first_seconds)
    ratio = ratio_of(windows, imports)
    return Row(
        "window",
        median(windows),
        "s",
        "import tensorflow alone",
        ratio,
        (min(windows), max(windows)),
        "at most 1 s, ratio at most 0.25",
        median(windows) <= 1 and ratio <= 0.25,
        {"reference": median(imports)},
    )


def _shapes_row(say: Say) -> Row:
    say("shapes")
    values = shapes_milliseconds(BUILDER_LAYERS)
    too_large = shapes_milliseconds(BUILDER_LAYERS, last_filters=TOO_MANY)
    return Row(
        "shapes",
        median(values),
        f"ms for {BUILDER_LAYERS} layers",
        "",
        None,
        (min(values), max(values)),
        "at most 5",
        median(values) <= 5,
        {"p95": p95(values), "too_large": median(too_large), "too_large_p95": p95(too_large)},
    )


def _edit_row(plan: Plan, say: Say) -> Row:
    measured = []
    for number in range(1, plan.rounds + 1):
        say(f"edits, round {number} of {plan.rounds}")
        measured.append(measure_window({"layers": BUILDER_LAYERS}).last)
    values = [each["worst_ms"] for each in measured]
    return Row(
        "edit",
        median(values),
        f"ms, worst edit of {BUILDER_LAYERS} layers",
        "",
        None,
        (min(values), max(values)),
        "at most 50",
        median(values) <= 50,
        {"median": median(each["median_ms"] for each in measured), "edits": measured[-1]["edits"]},
    )
