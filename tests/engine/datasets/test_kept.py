"""The built-in digits on disk: the same images, and never a damaged file's."""

from pathlib import Path

import numpy as np
import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.engine.datasets.stroke_digits import kept
from cnnlab_gui.engine.datasets.stroke_digits.generator import stroke_digits_dataset
from cnnlab_gui.engine.datasets.stroke_digits.kept import kept_stroke_digits


def the_file() -> Path:
    (found,) = (paths.home() / "datasets").iterdir()
    return found


def test_that_the_second_time_nothing_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept_stroke_digits(40, 10)
    made: list[int] = []

    def counting(seed: int = 0, train: int = 0, test: int = 0, limit: int | None = None) -> object:
        made.append(train)
        return stroke_digits_dataset(seed, train, test, limit)

    monkeypatch.setattr(kept, "stroke_digits_dataset", counting)
    second = kept_stroke_digits(40, 10)
    assert max(made) == 1  # the example that lends its names
    assert second.sha256 == first.sha256 == stroke_digits_dataset(train=40, test=10).sha256


def test_that_a_limit_gives_the_same_images_kept_or_made() -> None:
    made = kept_stroke_digits(40, 10, 15)
    assert not (paths.home() / "datasets").exists()
    kept_stroke_digits(40, 10)
    assert np.array_equal(kept_stroke_digits(40, 10, 15).x_train, made.x_train)


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied", "foreign"])
def test_that_a_damaged_file_is_made_anew(damage: str) -> None:
    right = kept_stroke_digits(40, 10).sha256
    content = the_file().read_bytes()
    middle = len(content) // 2
    the_file().write_bytes(
        {
            "cut": content[:middle],
            "changed": content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :],
            "emptied": b"",
            "foreign": b"<html>",
        }[damage]
    )
    assert kept_stroke_digits(40, 10).sha256 == right
    assert the_file().read_bytes() == content


def test_that_an_unwritable_home_costs_only_time(
    unwritable_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNLAB_HOME", str(unwritable_folder / "home"))
    assert len(kept_stroke_digits(40, 10).y_train) == 40
