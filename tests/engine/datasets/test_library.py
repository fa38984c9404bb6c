import errno
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core.dataset import DownloadMendsError
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.engine.datasets.catalogue import PART_NAMES
from cnnlab_gui.engine.datasets.library import DatasetLibrary

LibraryOf = Callable[..., DatasetLibrary]
SmallSet = Any


def refusal(library: DatasetLibrary, dataset_id: str) -> str:
    """The sentence of a set whose files a download brings or mends."""
    with pytest.raises(DownloadMendsError) as caught:
        library.load(dataset_id)
    return str(caught.value)


def test_that_datasets_import_neither_tensorflow_nor_qt_nor_an_http_library() -> None:
    code = (
        "import sys, cnnlab_gui.engine.datasets.library\n"
        "print({'tensorflow', 'keras', 'PySide6', 'requests', 'pooch'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# Where files are looked for


def test_that_the_data_folder_is_read(
    tmp_path: Path, fashion: SmallSet, library_of: LibraryOf
) -> None:
    folder = fashion.write(tmp_path / "data" / "fashion-mnist")
    dataset = library_of(fashion, data_dir=tmp_path / "data").load("fashion-mnist")
    np.testing.assert_array_equal(dataset.x_train[..., 0], fashion.arrays[0])
    np.testing.assert_array_equal(dataset.y_test, fashion.arrays[3])
    assert (dataset.id, dataset.image_shape) == (
        "fashion-mnist",
        fashion.published.image_shape,
    )
    assert dataset.class_names == fashion.published.class_names
    assert dataset.origin == str(folder)


def test_that_the_data_folder_may_be_named_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fashion: SmallSet, library_of: LibraryOf
) -> None:
    fashion.write(tmp_path / "data" / "fashion-mnist")
    monkeypatch.setenv("CNNLAB_DATA_DIR", str(tmp_path / "data"))
    assert len(library_of(fashion).load("fashion-mnist").x_test) == 20


@pytest.mark.parametrize("name", ["fashion", "digits"])
def test_that_keras_own_folder_is_read_where_the_data_folder_lacks_the_set(
    tmp_path: Path, name: str, fashion: SmallSet, digits: SmallSet, library_of: LibraryOf
) -> None:
    fashion.write(tmp_path / "keras" / "datasets" / "fashion-mnist")
    digits.write(tmp_path / "keras" / "datasets")
    one = {"fashion": fashion, "digits": digits}[name]
    for data_dir in (None, tmp_path / "data"):
        dataset = library_of(one, data_dir=data_dir).load(one.published.id)
        np.testing.assert_array_equal(dataset.x_train[..., 0], one.arrays[0])


def test_that_the_data_folder_comes_before_keras_own(
    tmp_path: Path, fashion: SmallSet, library_of: LibraryOf
) -> None:
    folder = fashion.write(tmp_path / "data" / "fashion-mnist")
    fashion.write(tmp_path / "keras" / "datasets" / "fashion-mnist")
    library = library_of(fashion, data_dir=tmp_path / "data")
    assert library.load("fashion-mnist").origin == str(folder)


def test_that_infos_say_what_is_here_without_reading_it(
    tmp_path: Path, fashion: SmallSet, digits: SmallSet, library_of: LibraryOf
) -> None:
    folder = tmp_path / "data" / "fashion-mnist"
    folder.mkdir(parents=True)
    for name in PART_NAMES:
        (folder / name).touch()
    infos = library_of(fashion, digits, data_dir=tmp_path / "data").infos()
    assert [(info.id, info.available, info.where) for info in infos] == [
        ("fashion-mnist", True, folder),
        ("mnist", False, tmp_path / "data" / "mnist"),
        ("stroke-digits", True, None),
    ]
    assert infos[1].download_bytes == sum(map(len, digits.files.values()))


def test_that_the_default_is_fashion_mnist_where_its_files_are(
    tmp_path: Path, fashion: SmallSet, library_of: LibraryOf
) -> None:
    library = library_of(fashion)
    assert library.default_id() == "stroke-digits"
    fashion.write(tmp_path / "keras" / "datasets" / "fashion-mnist")
    assert library.default_id() == "fashion-mnist"


def test_that_a_data_folder_that_cannot_be_looked_into_holds_nothing(
    fashion: SmallSet, library_of: LibraryOf
) -> None:
    library = library_of(fashion, data_dir=Path("x" * 5000))
    assert [info.available for info in library.infos()] == [False, True]
    assert "is not on this computer" in refusal(library, "fashion-mnist")
    with pytest.raises(CnnLabError, match="cannot be written"):
        library.fetch("fashion-mnist")


# Limits and names


def test_that_a_limit_keeps_the_first_training_images_and_the_whole_test_set(
    tmp_path: Path, fashion: SmallSet, library_of: LibraryOf
) -> None:
    fashion.write(tmp_path / "keras" / "datasets" / "fashion-mnist")
    dataset = library_of(fashion).load("fashion-mnist", limit=7)
    np.testing.assert_array_equal(dataset.x_train[..., 0], fashion.arrays[0][:7])
    np.testing.assert_array_equal(dataset.y_train, fashion.arrays[1][:7])
    assert len(dataset.x_test) == 20
    assert dataset.x_train.base is None or dataset.x_train.base.size == dataset.x_train.size


def test_that_a_limit_beyond_the_set_changes_nothing(
    tmp_path: Path, fashion: SmallSet, library_of: LibraryOf
) -> None:
    fashion.write(tmp_path / "keras" / "datasets" / "fashion-mnist")
    assert len(library_of(fashion).load("fashion-mnist", limit=1000).x_train) == 40


@pytest.mark.parametrize("limit", [0, -3])
def test_that_a_limit_below_one_is_refused(limit: int) -> None:
    with pytest.raises(CnnLabError, match="choose 1 or more"):
        DatasetLibrary().load("stroke-digits", limit=limit)


def test_that_stroke_digits_need_no_file() -> None:
    dataset = DatasetLibrary().load("stroke-digits", limit=100)
    assert dataset.x_train.shape == (100, 28, 28, 1)
    assert set(dataset.y_train.tolist()) == set(range(10))
    assert DatasetLibrary().verify("stroke-digits") == []


# Files that are not what was published


def test_that_a_set_that_is_not_here_is_said_to_be_so_with_the_remedy(
    fashion: SmallSet, library_of: LibraryOf
) -> None:
    said = refusal(library_of(fashion), "fashion-mnist")
    assert "is not on this computer" in said
    assert "cnnlab data fetch fashion-mnist" in said


def broken(content: bytes) -> dict[str, tuple[bytes, str]]:
    middle = len(content) // 2
    return {
        "truncated": (content[:middle], "cut short"),
        "corrupted": (content[:-6] + b"\0\0" + content[-4:], "damaged"),
        "foreign": (b"<html>Please log in</html>", "a file of another kind"),
        "empty": (b"", "a file of another kind"),
    }


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("kind", ["truncated", "corrupted", "foreign", "empty"])
def test_that_a_bad_idx_file_is_never_used_and_named_with_the_remedy(
    tmp_path: Path, fashion: SmallSet, library_of: LibraryOf, part: int, kind: str
) -> None:
    folder = fashion.write(tmp_path / "keras" / "datasets" / "fashion-mnist")
    file = folder / PART_NAMES[part]
    content, said = broken(file.read_bytes())[kind]
    file.write_bytes(content)
    sentence = refusal(library_of(fashion), "fashion-mnist")
    assert sentence.startswith(f"{file} is {said}")
    assert "download it again with `cnnlab data fetch fashion-mnist`, or with the" in sentence


def test_that_a_download_puts_a_right_file_in_the_place_of_a_bad_one(
    tmp_path: Path, fashion: SmallSet, library_of: LibraryOf
) -> None:
    folder = fashion.write(tmp_path / "data" / "fashion-mnist")
    file = folder / PART_NAMES[1]
    file.write_bytes(file.read_bytes()[:20])
    library = library_of(fashion, data_dir=tmp_path / "data")
    assert refusal(library, "fashion-mnist").startswith(f"{file} is cut short: download it again")
    library.fetch("fashion-mnist")
    np.testing.assert_array_equal(library.load("fashion-mnist").y_train, fashion.arrays[1])


def test_that_a_download_is_no_remedy_for_a_file_that_cannot_be_read(
    tmp_path: Path,
    fashion: SmallSet,
    library_of: LibraryOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fashion.write(tmp_path / "keras" / "datasets" / "fashion-mnist")

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CnnLabError, match="cannot be read: Permission denied") as caught:
        library_of(fashion).load("fashion-mnist")
    assert not isinstance(caught.value, DownloadMendsError)


@pytest.mark.parametrize("kind", ["truncated", "foreign", "empty"])
def test_that_a_bad_npz_of_keras_is_never_used(
    tmp_path: Path, digits: SmallSet, library_of: LibraryOf, kind: str
) -> None:
    file = digits.write(tmp_path / "keras" / "datasets") / "mnist.npz"
    file.write_bytes(broken(file.read_bytes())[kind][0])
    sentence = refusal(library_of(digits), "mnist")
    assert sentence.startswith(str(file))
    assert "download it again with `cnnlab data fetch mnist`, or with the" in sentence


def test_that_a_sound_file_with_other_images_is_refused_by_its_sum(
    tmp_path: Path, fashion: SmallSet, digits: SmallSet, library_of: LibraryOf
) -> None:
    folder = fashion.write(tmp_path / "keras" / "datasets" / "fashion-mnist")
    train, test = (folder / PART_NAMES[part] for part in (0, 2))
    train.write_bytes(test.read_bytes())
    assert f"{train} is not the published file" in refusal(library_of(fashion), "fashion-mnist")
    file = tmp_path / "keras" / "datasets" / "mnist.npz"
    names = ("x_train", "y_train", "x_test", "y_test")
    arrays = [digits.arrays[0] ^ 1, *digits.arrays[1:]]
    np.savez(file, **dict(zip(names, arrays, strict=True)))
    assert f"{file} is not the published file" in refusal(library_of(digits), "mnist")


def test_that_a_missing_file_among_the_four_is_named(
    tmp_path: Path, fashion: SmallSet, library_of: LibraryOf
) -> None:
    folder = fashion.write(tmp_path / "keras" / "datasets" / "fashion-mnist")
    (folder / PART_NAMES[1]).unlink()
    assert refusal(library_of(fashion), "fashion-mnist").startswith(
        f"{folder / PART_NAMES[1]} is missing"
    )


def test_that_verify_gives_a_verdict_on_each_file(
    tmp_path: Path, fashion: SmallSet, library_of: LibraryOf
) -> None:
    folder = fashion.write(tmp_path / "keras" / "datasets" / "fashion-mnist")
    (folder / PART_NAMES[2]).write_bytes(b"x")
    verdicts = library_of(fashion).verify("fashion-mnist")
    assert [(verdict.path.name, verdict.ok) for verdict in verdicts] == [
        (name, name != PART_NAMES[2]) for name in PART_NAMES
    ]
    assert "of another kind" in str(verdicts[2].problem)


def test_that_verify_and_fetch_know_no_other_names(
    fashion: SmallSet, library_of: LibraryOf
) -> None:
    for ask in (library_of(fashion).verify, library_of(fashion).fetch):
        with pytest.raises(CnnLabError, match="no dataset cats"):
            ask("cats")


# The real files


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["fashion-mnist", "mnist"])
def test_that_the_real_files_are_the_published_ones(real_data: Path, name: str) -> None:
    library = DatasetLibrary(real_data)
    assert all(verdict.ok for verdict in library.verify(name))
    dataset = library.load(name)
    assert dataset.x_train.shape == (60_000, 28, 28, 1)
    assert dataset.x_test.shape == (10_000, 28, 28, 1)
    assert np.bincount(dataset.y_test).min() >= 892
    assert dataset.class_names[9] == {"mnist": "9", "fashion-mnist": "Ankle boot"}[name]
