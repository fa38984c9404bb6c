"""The file of images that lies beside an exported program."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.export.data import ARRAYS, write_arrays


@pytest.fixture
def images() -> Dataset:
    rng = np.random.default_rng(0)
    return Dataset(
        id="noise",
        title="Noise",
        class_names=("0", "1"),
        x_train=rng.integers(0, 256, (30, 5, 4, 3), np.uint8),
        y_train=rng.integers(0, 2, 30, np.uint8),
        x_test=rng.integers(0, 256, (10, 5, 4, 3), np.uint8),
        y_test=rng.integers(0, 2, 10, np.uint8),
    )


def test_that_the_file_holds_the_four_arrays_as_they_are(images: Dataset, tmp_path: Path) -> None:
    images = replace(images, x_test=images.x_test[::2], y_test=images.y_test[::2])
    write_arrays(tmp_path / "noise.npz", images)
    with np.load(tmp_path / "noise.npz", allow_pickle=False) as file:
        assert tuple(file.files) == ARRAYS
        for name in ARRAYS:
            assert file[name].dtype == np.uint8
            assert np.array_equal(file[name], getattr(images, name))
    assert [path.name for path in tmp_path.iterdir()] == ["noise.npz"]


def test_that_the_file_is_compressed(images: Dataset, tmp_path: Path) -> None:
    dark = replace(images, x_train=np.zeros((1000, 28, 28, 1), np.uint8))
    write_arrays(tmp_path / "dark.npz", dark)
    assert (tmp_path / "dark.npz").stat().st_size < dark.x_train.nbytes / 50


def test_that_the_same_images_once_more_change_nothing(images: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "noise.npz"
    write_arrays(path, images)
    before = path.stat()
    write_arrays(path, images)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [entry.name for entry in tmp_path.iterdir()] == ["noise.npz"]


def test_that_other_content_is_left_as_it_is(images: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "noise.npz"
    write_arrays(path, images)
    kept = path.read_bytes()
    other = replace(images, y_test=1 - images.y_test)
    with pytest.raises(CnnLabError, match=r"noise\.npz is there already and holds something else"):
        write_arrays(path, other)
    assert path.read_bytes() == kept
    assert [entry.name for entry in tmp_path.iterdir()] == ["noise.npz"]


def test_that_a_folder_of_that_name_is_left_as_it_is(images: Dataset, tmp_path: Path) -> None:
    (tmp_path / "noise.npz").mkdir()
    with pytest.raises(CnnLabError, match="is there already"):
        write_arrays(tmp_path / "noise.npz", images)
    assert [entry.name for entry in tmp_path.iterdir()] == ["noise.npz"]


def test_that_a_place_that_cannot_be_written_to_is_one_sentence(
    images: Dataset, unwritable_folder: Path
) -> None:
    with pytest.raises(CnnLabError, match="cannot be written to"):
        write_arrays(unwritable_folder / "noise.npz", images)
