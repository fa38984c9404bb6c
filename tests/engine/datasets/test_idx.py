import contextlib
import gzip
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.engine.datasets.bounds import MAX_IMAGES, MAX_SIDE
from cnnlab_gui.engine.datasets.faults import DataFileError, Fault
from cnnlab_gui.engine.datasets.idx import idx_header, idx_md5, read_idx, write_idx

IMAGES = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)


def stored(path: Path, content: bytes) -> Path:
    path.write_bytes(gzip.compress(content, mtime=0))
    return path


def fault_of(path: Path, dimensions: int = 3) -> Fault:
    with pytest.raises(DataFileError) as caught:
        read_idx(path, dimensions)
    assert str(path) in str(caught.value)
    return caught.value.fault


@pytest.fixture
def whole() -> bytes:
    return idx_header(IMAGES.shape) + IMAGES.tobytes()


def test_that_what_was_written_is_read_with_the_sum_of_the_unpacked_file(tmp_path: Path) -> None:
    path = tmp_path / "images.gz"
    with path.open("wb") as file:
        write_idx(file, IMAGES)
    idx = read_idx(path, 3)
    np.testing.assert_array_equal(idx.array, IMAGES)
    assert idx.md5 == idx_md5(IMAGES)


def test_that_labels_are_read_as_one_dimension(tmp_path: Path) -> None:
    path = stored(tmp_path / "labels.gz", idx_header((3,)) + bytes([7, 0, 9]))
    assert read_idx(path, 1).array.tolist() == [7, 0, 9]


def test_that_a_truncated_idx_file_is_refused_with_its_name(tmp_path: Path, whole: bytes) -> None:
    path = stored(tmp_path / "images.gz", whole)
    path.write_bytes(path.read_bytes()[:-12])
    assert fault_of(path) is Fault.TRUNCATED


def test_that_an_idx_file_shorter_than_its_header_says_counts_as_cut(
    tmp_path: Path, whole: bytes
) -> None:
    assert fault_of(stored(tmp_path / "images.gz", whole[:-1])) is Fault.TRUNCATED


def test_that_an_idx_file_cut_inside_its_header_counts_as_cut(tmp_path: Path, whole: bytes) -> None:
    assert fault_of(stored(tmp_path / "images.gz", whole[:9])) is Fault.TRUNCATED


def test_that_trailing_bytes_inside_the_stream_are_refused(tmp_path: Path, whole: bytes) -> None:
    assert fault_of(stored(tmp_path / "images.gz", whole + b"x")) is Fault.DAMAGED


def test_that_trailing_bytes_after_the_stream_are_refused(tmp_path: Path, whole: bytes) -> None:
    path = stored(tmp_path / "images.gz", whole)
    path.write_bytes(path.read_bytes() + b"more")
    assert fault_of(path) is Fault.DAMAGED


def test_that_a_changed_byte_is_noticed_by_the_streams_own_sum(
    tmp_path: Path, whole: bytes
) -> None:
    path = tmp_path / "images.gz"
    content = bytearray(gzip.compress(whole, compresslevel=0, mtime=0))
    content[-12] ^= 1
    path.write_bytes(content)
    assert fault_of(path) is Fault.DAMAGED


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n"])
def test_that_a_file_not_packed_with_gzip_is_foreign(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "images.gz"
    path.write_bytes(content)
    assert fault_of(path) is Fault.FOREIGN


@pytest.mark.parametrize(
    "magic", [b"\0\0\x08\x01", b"\0\0\x0d\x03", b"\x01\0\x08\x03", b"RIFF"], ids=repr
)
def test_that_another_magic_number_is_foreign(tmp_path: Path, whole: bytes, magic: bytes) -> None:
    assert fault_of(stored(tmp_path / "images.gz", magic + whole[4:])) is Fault.FOREIGN


@pytest.mark.parametrize(
    "shape", [(MAX_IMAGES + 1, 1, 1), (1, MAX_SIDE + 1, 1), (2**20, 1000, 1000), (2**32 - 1,) * 3]
)
def test_that_dimensions_beyond_the_bounds_are_refused_before_any_value_is_read(
    tmp_path: Path, shape: tuple[int, ...]
) -> None:
    assert fault_of(stored(tmp_path / "images.gz", idx_header(shape))) is Fault.TOO_LARGE


def test_that_a_promise_that_deflate_cannot_keep_takes_no_memory(tmp_path: Path) -> None:
    path = stored(tmp_path / "images.gz", idx_header((1_000_000, 40, 40)))
    tracemalloc.start()
    try:
        assert fault_of(path) is Fault.TRUNCATED
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_that_a_stream_packed_more_tightly_than_images_can_be_is_refused_without_memory(
    tmp_path: Path,
) -> None:
    images = np.zeros((70_000, 40, 40), np.uint8)
    path = tmp_path / "images.gz"
    with path.open("wb") as file:
        write_idx(file, images)
    del images
    tracemalloc.start()
    try:
        with pytest.raises(DataFileError, match="times its size, and at most 500") as caught:
            read_idx(path, 3)
        assert caught.value.fault is Fault.TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_that_a_little_may_be_packed_as_tightly_as_it_will(tmp_path: Path) -> None:
    path = tmp_path / "labels.gz"
    with path.open("wb") as file:
        write_idx(file, np.zeros(1_000_000, np.uint8))
    assert 500 * path.stat().st_size < 1_000_000
    assert len(read_idx(path, 1).array) == 1_000_000


def test_that_a_stream_is_unpacked_no_further_than_one_byte_beyond_its_promise(
    tmp_path: Path,
) -> None:
    path = stored(tmp_path / "labels.gz", idx_header((1,)) + bytes(50_000_000))
    assert fault_of(path, 1) is Fault.DAMAGED


def test_that_a_folder_in_the_place_of_the_file_is_said_to_be_unreadable(tmp_path: Path) -> None:
    assert fault_of(tmp_path) is Fault.UNREADABLE


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None
)
@given(content=st.binary(max_size=80), position=st.integers(0, 79), value=st.integers(0, 255))
def test_that_any_bytes_are_either_read_or_refused_with_a_sentence(
    tmp_path: Path, whole: bytes, content: bytes, position: int, value: int
) -> None:
    path = tmp_path / "images.gz"
    changed = bytearray(gzip.compress(whole, mtime=0))
    changed[position % len(changed)] = value
    for attempt in (bytes(changed), gzip.compress(content), b"\x1f\x8b" + content):
        path.write_bytes(attempt)
        with contextlib.suppress(CnnLabError):
            assert read_idx(path, 3).array.dtype == np.uint8
