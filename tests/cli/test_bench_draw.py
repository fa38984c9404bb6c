"""The benchmark's rows of reading digits: what they need, and say of what was measured."""

from pathlib import Path
from typing import Any

import pytest

from cnnlab_gui.cli.bench import commands, draw_rows
from cnnlab_gui.cli.bench.draw_rows import drawings_row, stroke_digits_row
from cnnlab_gui.cli.bench.processes import Measured
from cnnlab_gui.cli.bench.row import FULL, QUICK, Plan
from cnnlab_gui.engine.datasets.catalogue import PART_NAMES
from tests.cli.conftest import Cnnlab


def read(drawings: float = 0.975, test_accuracy: float = 0.992) -> dict[str, Any]:
    return {
        "drawings": drawings,
        "test_accuracy": test_accuracy,
        "drawings_as_drawn": 0.5,
        "drawings_count": 1000,
        "drawings_as_pictures": 0.9,
    }


def test_that_drawings_are_met_where_these_and_the_test_digits_are_read() -> None:
    row = drawings_row(read())
    assert row.met
    assert row.value == pytest.approx(97.5)
    assert row.unit == "% of 1,000 read right"
    assert row.detail == pytest.approx(
        {"centring_off": 50.0, "mnist_test": 99.2, "as_pictures": 90.0}
    )
    assert not drawings_row(read(drawings=0.974)).met
    assert not drawings_row(read(test_accuracy=0.9919)).met


def test_that_stroke_digits_must_teach_a_network_real_ones() -> None:
    figures = {"test_accuracy": 0.96, "images": 30_000, "epochs": 4}
    row = stroke_digits_row(figures)
    assert (row.value, row.met) == (96.0, True)
    assert row.detail == {"images": 30_000, "epochs": 4}
    assert not stroke_digits_row({**figures, "test_accuracy": 0.9599}).met


@pytest.mark.parametrize(("plan", "images"), [(FULL, 30_000), (QUICK, 6_000)])
def test_that_both_rows_come_and_the_quick_one_trains_on_fewer(
    plan: Plan, images: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def training(*, images: int, epochs: int) -> Measured:
        asked.append(images)
        return Measured(0.5, {"test_accuracy": 0.97, "images": images, "epochs": epochs})

    # What they measure are processes of a minute each.
    monkeypatch.setattr(draw_rows, "measure_drawings", lambda: Measured(0.5, read()))
    monkeypatch.setattr(draw_rows, "measure_stroke_digits", training)
    rows = list(draw_rows.draw_rows(plan, lambda _: None))
    assert [row.name for row in rows] == ["drawings", "stroke_digits"]
    assert asked == [images]


@pytest.mark.parametrize(
    ("here", "title", "dataset"),
    [((), "Fashion-MNIST", "fashion-mnist"), (("fashion-mnist",), "MNIST", "mnist")],
)
def test_that_a_dataset_that_it_needs_and_is_not_here_is_asked_for_before_anything_is_measured(
    here: tuple[str, ...],
    title: str,
    dataset: str,
    cnnlab: Cnnlab,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CNNLAB_DATA_DIR", str(tmp_path))
    for folder in here:
        (tmp_path / folder).mkdir()
        for name in PART_NAMES:
            (tmp_path / folder / name).touch()
    monkeypatch.setattr(commands, "measured_rows", lambda *_: pytest.fail("it measures"))
    done = cnnlab("bench", "--quick")
    done.says(
        f"The benchmark needs {title}, which is not on this computer. "
        f"Run `cnnlab data fetch {dataset}` first."
    )
    assert done.out == ""
