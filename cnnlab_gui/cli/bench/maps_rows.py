"""The rows of the Feature maps page: how soon it shows, and what it costs a training."""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from cnnlab_gui.cli.bench.processes import measure_window, measure_workshop_maps
from cnnlab_gui.cli.bench.row import FULL, Plan, Row, Say, ratio_of

CELL = "the workshop's cell with .inputs; its drawing is left out, which favours it"
OTHER_PAGE = "the same training with the Train page in front"
IMAGES = "fashion-mnist"
MANY = 512

Figures = dict[str, Any]


def maps_rows(plan: Plan, say: Say) -> Iterator[Row]:
    """Measure every row of the Feature maps page."""
    yield _steps_row(plan, say)
    yield _held_key_row(plan, say)
    yield _channels_row(plan, say)
    yield _training_row(plan, say)


def _steps_row(plan: Plan, say: Say) -> Row:
    ours, theirs = [], []
    for number in range(1, plan.rounds + 1):
        say(f"feature maps, round {number} of {plan.rounds}: the workshop's cell")
        theirs.append(measure_workshop_maps(times=10 if plan == FULL else 4).last)
        say(f"feature maps, round {number} of {plan.rounds}: the window")
        ours.append(measure_window({"maps": "steps", "requests": 100, "dataset": IMAGES}).last)
    return steps_row(ours, theirs)


def steps_row(ours: Sequence[Figures], theirs: Sequence[Figures]) -> Row:
    """From a key to the painted grid, in milliseconds, round by round."""
    values = [each["median_ms"] for each in ours]
    references = [median(each["cell_ms"]) for each in theirs]
    ratio = ratio_of(values, references)
    return Row(
        "maps",
        median(values),
        "ms, 3 images, all layers",
        CELL,
        ratio,
        (min(values), max(values)),
        "at most 16, ratio at most 0.02",
        median(values) <= 16 and ratio <= 0.02,
        {
            "p95": median(each["p95_ms"] for each in ours),
            "worst": max(each["worst_ms"] for each in ours),
            "times_faster": 1 / ratio,
            "reference": median(references),
            "reference_predict_only": median(median(each["predict_ms"]) for each in theirs),
        },
    )


def _held_key_row(plan: Plan, say: Say) -> Row:
    measured = []
    for number in range(1, plan.rounds + 1):
        say(f"arrow key held down, round {number} of {plan.rounds}")
        request = {"maps": "held_key", "seconds": 5, "dataset": IMAGES}
        measured.append(measure_window(request).last)
    return held_key_row(measured)


def held_key_row(measured: Sequence[Figures]) -> Row:
    """Pictures a second while the key is down, and whether the last one is the right one."""
    values = [each["pictures_per_second"] for each in measured]
    is_latest = all(each["last_is_latest"] and not each["went_back"] for each in measured)
    return Row(
        "maps_held_key",
        median(values),
        "pictures/s",
        "",
        None,
        (min(values), max(values)),
        "at least 30, never back, the last one is what was asked last",
        median(values) >= 30 and is_latest,
        {
            "keys_per_second": median(each["keys_per_second"] for each in measured),
            "last_is_latest": all(each["last_is_latest"] for each in measured),
            "went_back": sum(each["went_back"] for each in measured),
            "lag_ms": median(each["lag"]["median_ms"] for each in measured),
            "lag_worst_ms": max(each["lag"]["worst_ms"] for each in measured),
            "event_gap_p99": median(each["gaps_ms"]["p99"] for each in measured),
            "event_gap_worst": max(each["gaps_ms"]["worst"] for each in measured),
        },
    )


def _channels_row(plan: Plan, say: Say) -> Row:
    measured = []
    for number in range(1, plan.rounds + 1):
        say(f"{MANY} channels, round {number} of {plan.rounds}")
        request = {"maps": "channels", "channels": MANY, "requests": 60, "dataset": IMAGES}
        measured.append(measure_window(request).last)
    return channels_row(measured)


def channels_row(measured: Sequence[Figures]) -> Row:
    """From a key to the painted mosaic, in milliseconds."""
    values = [each["median_ms"] for each in measured]
    return Row(
        "maps_channels",
        median(values),
        f"ms, {MANY} channels",
        "",
        None,
        (min(values), max(values)),
        "at most 33",
        median(values) <= 33,
        {
            "p95": median(each["p95_ms"] for each in measured),
            "event_gap_p99": median(each["gaps_ms"]["p99"] for each in measured),
            "event_gap_worst": max(each["gaps_ms"]["worst"] for each in measured),
        },
    )


def _training_row(plan: Plan, say: Say) -> Row:
    request = {"preset": "cnn-64", "dataset": IMAGES, "limit": 6400, "hold_out": 0.05}
    measured = []
    for number in range(1, plan.rounds + 1):
        say(f"feature maps while training, round {number} of {plan.rounds}")
        measured.append(measure_window({**request, "pages": 2}).last)
    return training_row(measured)


def training_row(measured: Sequence[Figures]) -> Row:
    """Images a second with the Feature maps page in front, over those with the Train page."""
    pages: dict[str, list[Figures]] = {}
    for compared in (each for figures in measured for each in figures["compared"]):
        pages.setdefault(compared["page"], []).append(compared)
    images = 2 * measured[0]["images"]  # of two epochs
    values = [images / each["seconds"] for each in pages["maps"]]
    ratios = {page: [_speed_ratio(each) for each in found] for page, found in pages.items()}
    ratio = median(ratios["maps"])
    return Row(
        "maps_training",
        median(values),
        "images/s",
        OTHER_PAGE,
        ratio,
        (min(values), max(values)),
        "ratio at least 0.98",
        ratio >= 0.98,
        {
            "reference": median(images / each["train_seconds"] for each in pages["maps"]),
            "ratios": ratios["maps"],
            "ratio_every_50_batches": median(ratios["maps_batches"]),
            "ratio_where_nothing_moves": median(ratios["still"]),
            "cpu_ratio": median(
                each["cpu_seconds"] / each["train_cpu_seconds"] for each in pages["maps"]
            ),
            "pictures": {
                page: sum(each["pictures"][page] for each in measured)
                for page in measured[0]["pictures"]
            },
        },
    )


def _speed_ratio(compared: Figures) -> float:
    return float(compared["train_seconds"] / compared["seconds"])
