"""A run's answers on disk: what is written is read, and nothing else is."""

import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.results.kept import FILE_NAME, read_answers, write_answers
from cnnlab_gui.core.results.test_answers import TestAnswers

SEEDS = st.integers(0, 2**32 - 1)


def made(seed: int = 0, images: int = 12, classes: int = 4) -> TestAnswers:
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.ones(classes), images).astype(np.float32)
    return TestAnswers(3, 0.5, rng.integers(0, classes, images).astype(np.uint8), shares)


def arrays_of(answers: TestAnswers) -> dict[str, Any]:
    return {
        "epoch": np.int64(answers.epoch),
        "loss": np.float64(answers.loss),
        "labels": answers.labels,
        "probabilities": answers.probabilities,
    }


def save(folder: Path, **changed: Any) -> None:
    arrays = {**arrays_of(made()), **changed}
    with (folder / FILE_NAME).open("wb") as file:
        np.savez(file, **{name: value for name, value in arrays.items() if value is not None})


def refused(folder: Path) -> str:
    with pytest.raises(CnnLabError) as caught:
        read_answers(folder)
    return str(caught.value)


@given(seed=SEEDS, images=st.integers(1, 300), classes=st.integers(1, 256))
def test_that_what_is_kept_is_read_again_to_the_last_bit(
    tmp_path_factory: pytest.TempPathFactory, seed: int, images: int, classes: int
) -> None:
    folder, answers = tmp_path_factory.mktemp("run"), made(seed, images, classes)
    write_answers(folder, answers)
    again = read_answers(folder)
    assert again is not None
    assert (again.epoch, again.loss) == (answers.epoch, answers.loss)
    np.testing.assert_array_equal(again.labels, answers.labels, strict=True)
    np.testing.assert_array_equal(again.probabilities, answers.probabilities, strict=True)


def test_that_a_folder_without_answers_has_none(tmp_path: Path) -> None:
    assert read_answers(tmp_path) is None


def test_that_nothing_but_the_file_is_left_in_the_folder(tmp_path: Path) -> None:
    write_answers(tmp_path, made())
    write_answers(tmp_path, made(1))
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize(
    "changed",
    [
        {"labels": None},
        {"more": np.zeros(3)},
        {"labels": np.zeros(12, np.int64)},
        {"labels": np.zeros((12, 1), np.uint8)},
        {"labels": np.array([{}] * 12, object)},
        {"probabilities": np.full((12, 4), 0.25)},
        {"probabilities": np.full(48, 0.25, np.float32)},
        {"epoch": np.zeros(1, np.int64)},
        {"epoch": np.int32(3)},
    ],
    ids=str,
)
def test_that_other_arrays_are_refused(tmp_path: Path, changed: dict[str, Any]) -> None:
    save(tmp_path, **changed)
    assert "cut short, damaged, or not made by CNN Lab" in refused(tmp_path)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"epoch": np.int64(-1)}, "no such number"),
        ({"loss": np.float64(np.nan)}, "no such number"),
        ({"labels": np.zeros(11, np.uint8)}, "11 labels for 12 answers of 4"),
        ({"labels": np.full(12, 4, np.uint8)}, "class 4, and there are 4"),
        ({"probabilities": np.full((12, 4), 0.3, np.float32)}, "add up to 1"),
        ({"probabilities": np.full((12, 4), np.nan, np.float32)}, "add up to 1"),
        (
            {"probabilities": np.tile(np.array([1.5, -0.5, 0, 0], np.float32), (12, 1))},
            "add up to 1",
        ),
        (
            {"probabilities": np.zeros((0, 4), np.float32), "labels": np.zeros(0, np.uint8)},
            "0 labels for 0 answers",
        ),
    ],
    ids=str,
)
def test_that_what_cannot_be_true_is_said(
    tmp_path: Path, changed: dict[str, Any], why: str
) -> None:
    save(tmp_path, **changed)
    assert why in refused(tmp_path)


@given(length=st.integers(0, 1200))
def test_that_a_file_cut_anywhere_is_refused(
    tmp_path_factory: pytest.TempPathFactory, length: int
) -> None:
    folder = tmp_path_factory.mktemp("run")
    write_answers(folder, made())
    whole = (folder / FILE_NAME).read_bytes()
    assert len(whole) > 1200
    (folder / FILE_NAME).write_bytes(whole[:length])
    assert "cannot be read" in refused(folder)


def test_that_a_changed_number_is_noticed(tmp_path: Path) -> None:
    write_answers(tmp_path, made())
    content = bytearray((tmp_path / FILE_NAME).read_bytes())
    at = bytes(content).index(made().probabilities.tobytes())
    content[at] ^= 1
    (tmp_path / FILE_NAME).write_bytes(content)
    assert "cannot be read" in refused(tmp_path)


def test_that_packed_arrays_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / FILE_NAME, **arrays_of(made()))
    assert "cannot be read" in refused(tmp_path)


def test_that_pickles_are_refused_unread(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(pickle.dumps(arrays_of(made())))
    assert "cannot be read" in refused(tmp_path)
    with zipfile.ZipFile(tmp_path / FILE_NAME, "w") as archive:
        for name in arrays_of(made()):
            archive.writestr(f"{name}.npy", pickle.dumps(made().labels))
    assert "cannot be read" in refused(tmp_path)


def test_that_a_folder_in_the_place_of_the_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    assert "could not be read" in refused(tmp_path)
