"""Files are the old ones or the new ones, whole; what goes wrong is one sentence."""

import os
from pathlib import Path
from typing import BinaryIO

import pytest

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import (
    TEMPORARY_SUFFIX,
    read_text_bounded,
    write_atomically,
    write_text_atomically,
)

FULL_DEVICE = Path("/dev/full")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that holds something already."""
    path = tmp_path / "kept.txt"
    path.write_text("before")
    return path


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_that_a_text_comes_back_as_it_was_written(path: Path) -> None:
    write_text_atomically(path, "Grüße, 日本\n")
    assert read_text_bounded(path, 100) == "Grüße, 日本\n"
    assert path.read_bytes() == "Grüße, 日本\n".encode()
    assert names(path.parent) == ["kept.txt"]


@pytest.mark.parametrize("error", [ValueError("a bug"), KeyboardInterrupt(), MemoryError()])
def test_that_a_writer_that_raises_leaves_the_old_file_and_nothing_else(
    error: BaseException, path: Path
) -> None:
    def write(file: BinaryIO) -> None:
        file.write(b"half of it")
        raise error

    with pytest.raises(type(error)):
        write_atomically(path, write)
    assert path.read_text() == "before"
    assert names(path.parent) == ["kept.txt"]


def test_that_the_old_file_stands_until_the_new_one_is_whole(path: Path) -> None:
    def write(file: BinaryIO) -> None:
        file.write(b"after")
        file.flush()
        assert path.read_text() == "before"

    write_atomically(path, write)
    assert path.read_text() == "after"


@pytest.mark.skipif(not FULL_DEVICE.exists(), reason="this system has no /dev/full")
def test_that_a_full_disk_is_one_sentence_and_leaves_the_old_file(path: Path) -> None:
    path.with_name(path.name + TEMPORARY_SUFFIX).symlink_to(FULL_DEVICE)
    with pytest.raises(CnnLabError, match=r"^The disk is full: .*kept\.txt could not be written"):
        write_text_atomically(path, "after")
    assert path.read_text() == "before"
    assert names(path.parent) == ["kept.txt"]


def test_that_a_folder_without_the_right_to_write_is_one_sentence(unwritable_folder: Path) -> None:
    with pytest.raises(
        CnnLabError, match=r"cannot be written to\. Give yourself the right"
    ) as caught:
        write_text_atomically(unwritable_folder / "new.txt", "after")
    assert str(caught.value).startswith(str(unwritable_folder))
    assert names(unwritable_folder) == []


def test_that_a_folder_that_is_missing_or_a_file_is_one_sentence(path: Path) -> None:
    for folder in (path.parent / "missing", path):
        with pytest.raises(CnnLabError, match=r"could not be written: .*\. Choose another folder"):
            write_text_atomically(folder / "new.txt", "after")
    assert path.read_text() == "before"


def test_that_a_target_that_is_a_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(CnnLabError, match=r"could not be written|cannot be written to"):
        write_text_atomically(tmp_path / "taken", "after")
    assert names(tmp_path) == ["taken"]


def test_that_reading_stops_at_the_bound(path: Path) -> None:
    assert read_text_bounded(path, 6) == "before"
    with pytest.raises(
        CnnLabError, match=r"is larger than 5 bytes, the most that is read\. Choose a file"
    ):
        read_text_bounded(path, 5)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights for files")
def test_that_a_file_without_the_right_to_read_is_one_sentence(unwritable_folder: Path) -> None:
    # Nobody may pass through the folder of the root's temporary files either.
    with pytest.raises(CnnLabError, match=r"could not be read: .* Check the name and the rights"):
        read_text_bounded(unwritable_folder / "missing.txt", 5)
