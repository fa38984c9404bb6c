"""The rows of reading digits: the pretrained network, and one that knows no real digit."""

from collections.abc import Iterator
from typing import Any

from cnnlab_gui.cli.bench.processes import measure_drawings, measure_stroke_digits
from cnnlab_gui.cli.bench.row import FULL, Plan, Row, Say

Figures = dict[str, Any]

LEAST_DRAWINGS, LEAST_TEST = 0.975, 0.992
LEAST_STROKE_DIGITS = 0.96
STROKE_DIGITS, EPOCHS = 30_000, 4
QUICK_STROKE_DIGITS = 6_000


def draw_rows(plan: Plan, say: Say) -> Iterator[Row]:
    """Measure how many digits are read right."""
    say("simulated drawings")
    yield drawings_row(measure_drawings().last)
    images = STROKE_DIGITS if plan == FULL else QUICK_STROKE_DIGITS
    say(f"a network trained on {images:,} stroke digits")
    yield stroke_digits_row(measure_stroke_digits(images=images, epochs=EPOCHS).last)


def drawings_row(figures: Figures) -> Row:
    """Simulated drawings that the pretrained network reads right, in percent."""
    share, test = figures["drawings"], figures["test_accuracy"]
    return Row(
        "drawings",
        100 * share,
        f"% of {figures['drawings_count']:,} read right",
        "",
        None,
        (100 * share, 100 * share),
        f"at least {100 * LEAST_DRAWINGS:g}; of MNIST's test at least {100 * LEAST_TEST:g}",
        share >= LEAST_DRAWINGS and test >= LEAST_TEST,
        {
            "centring_off": 100 * figures["drawings_as_drawn"],
            "mnist_test": 100 * test,
            "as_pictures": 100 * figures["drawings_as_pictures"],
        },
    )


def stroke_digits_row(figures: Figures) -> Row:
    """MNIST's test digits that a network reads right which saw stroke digits only, in percent."""
    share = figures["test_accuracy"]
    return Row(
        "stroke_digits",
        100 * share,
        "% of MNIST's test read right",
        "",
        None,
        (100 * share, 100 * share),
        f"at least {100 * LEAST_STROKE_DIGITS:g} after {STROKE_DIGITS:,} of them",
        share >= LEAST_STROKE_DIGITS,
        {"images": figures["images"], "epochs": figures["epochs"]},
    )
