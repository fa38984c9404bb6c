import contextlib
import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.engine.datasets import npz
from cnnlab_gui.engine.datasets.faults import DataFileError, Fault
from cnnlab_gui.engine.datasets.library import DatasetLibrary


@pytest.fixture
def arrays() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    return {
        "x_train": rng.integers(0, 256, (6, 5, 4), np.uint8),
        "y_train": np.array([0, 1, 2, 0, 1, 2]),
        "x_test": rng.integers(0, 256, (3, 5, 4), np.uint8),
        "y_test": np.array([2, 1, 0]),
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "own.npz"


def load(path: Path) -> Any:
    return DatasetLibrary().load(str(path))


def refusal(path: Path) -> str:
    with pytest.raises(CnnLabError) as caught:
        load(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


def save_with(path: Path, arrays: dict[str, Any], **changed: Any) -> None:
    np.savez_compressed(path, allow_pickle=True, **(arrays | changed))


def test_that_an_npz_becomes_a_dataset_named_by_its_path(
    path: Path, arrays: dict[str, Any]
) -> None:
    save_with(path, arrays)
    dataset = load(path)
    assert (dataset.id, dataset.title) == (str(path), "own")
    assert dataset.class_names == ("0", "1", "2")
    assert dataset.image_shape == (5, 4, 1)
    np.testing.assert_array_equal(dataset.x_train[..., 0], arrays["x_train"])
    np.testing.assert_array_equal(dataset.y_test, arrays["y_test"])
    assert dataset.x_test.dtype == dataset.y_test.dtype == np.uint8


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", ">f4"])
def test_that_floats_from_0_to_1_give_the_grey_levels_they_were_made_of(
    path: Path, arrays: dict[str, Any], dtype: str
) -> None:
    save_with(path, arrays, x_train=(arrays["x_train"] / 255).astype(dtype))
    np.testing.assert_array_equal(load(path).x_train[..., 0], arrays["x_train"])


@pytest.mark.parametrize("dtype", ["int16", "int64", ">u4"])
def test_that_integers_from_0_to_255_are_taken_as_they_are(
    path: Path, arrays: dict[str, Any], dtype: str
) -> None:
    save_with(path, arrays, x_train=arrays["x_train"].astype(dtype))
    np.testing.assert_array_equal(load(path).x_train[..., 0], arrays["x_train"])


@pytest.mark.parametrize("channels", [1, 3])
def test_that_one_or_three_channels_are_read(
    path: Path, arrays: dict[str, Any], channels: int
) -> None:
    coloured = {
        name: np.repeat(arrays[name][..., None], channels, -1) for name in ("x_train", "x_test")
    }
    save_with(path, arrays, **coloured)
    np.testing.assert_array_equal(load(path).x_train, coloured["x_train"])


def test_that_an_array_in_fortran_order_is_read_alike(path: Path, arrays: dict[str, Any]) -> None:
    save_with(path, arrays, x_train=np.asfortranarray(arrays["x_train"]))
    np.testing.assert_array_equal(load(path).x_train[..., 0], arrays["x_train"])


def test_that_arrays_longer_than_a_piece_are_read_whole(
    path: Path, arrays: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnnlab_gui.core.npy.CHUNK_BYTES", 50)
    save_with(path, arrays, y_train=arrays["y_train"][:, None])
    np.testing.assert_array_equal(load(path).x_train[..., 0], arrays["x_train"])
    np.testing.assert_array_equal(load(path).y_train, arrays["y_train"])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"x_train": np.full((6, 5, 4), np.nan)}, "NaN"),
        ({"x_train": np.full((6, 5, 4), np.inf)}, "NaN or infinite"),
        ({"x_train": np.full((6, 5, 4), 1.5)}, "float64 values"),
        ({"x_train": np.full((6, 5, 4), -0.5)}, "float64 values"),
        ({"x_train": np.full((6, 5, 4), 256)}, "int64 values"),
        ({"x_train": np.full((6, 5, 4), -1)}, "int64 values"),
        ({"x_train": np.full((6, 5, 4), "a")}, "no pixels"),
        ({"x_train": np.full((6, 5, 4), 1j)}, "no pixels"),
        ({"x_train": np.zeros((6, 20), np.uint8)}, "(6, 20)"),
        ({"x_train": np.zeros((6, 5, 4, 2), np.uint8)}, "1 or 3"),
        ({"x_train": np.zeros((6, 5, 1025), np.uint8)}, "more than can be read"),
        ({"x_train": np.zeros((6, 5, 5), np.uint8)}, "5×5×1 and the test images 5×4×1"),
        ({"x_train": np.zeros((0, 5, 4), np.uint8), "y_train": np.zeros(0, int)}, "no images"),
        ({"x_test": np.zeros((0, 5, 4), np.uint8), "y_test": np.zeros(0, int)}, "no images"),
        ({"y_train": np.arange(5)}, "6 images but 5 labels"),
        ({"y_test": np.zeros((3, 3), int)}, "one whole number for each image"),
        ({"y_test": np.zeros(3)}, "one whole number for each image"),
        ({"y_test": np.array(3)}, "one whole number for each image"),
        ({"y_test": np.array([0, 1, 3])}, "the label 3, but its 3 classes"),
        ({"y_test": np.array([0, 1, -1])}, "the label -1"),
        ({"y_train": np.array([0, 1, 2, 0, 1, 256])}, "the label 256"),
        ({"y_train": np.zeros(6, int), "y_test": np.zeros(3, int)}, "one class only"),
        ({"y_train": np.array([1, 2, 3, 1, 2, 3])}, "label 0, although labels go up to 3"),
    ],
)
def test_that_values_that_are_no_dataset_are_refused_with_the_reason(
    path: Path, arrays: dict[str, Any], changed: dict[str, Any], said: str
) -> None:
    save_with(path, arrays, **changed)
    assert said in refusal(path)


def test_that_a_missing_array_is_named(path: Path, arrays: dict[str, Any]) -> None:
    del arrays["y_test"]
    save_with(path, arrays)
    assert "lacks y_test" in refusal(path)


class Bomb:
    """Unpickling this would leave a trace."""

    def __reduce__(self) -> Any:
        return (Path("exploded").touch, ())


def test_that_pickled_objects_are_refused_and_not_run(
    path: Path, arrays: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    save_with(path, arrays, y_train=np.array([Bomb()] * 6, object))
    assert "damaged" in refusal(path)
    assert not (tmp_path / "exploded").exists()


def test_that_a_truncated_npz_is_refused(path: Path, arrays: dict[str, Any]) -> None:
    save_with(path, arrays)
    path.write_bytes(path.read_bytes()[:-30])
    assert "cut short" in refusal(path)


def test_that_a_changed_byte_in_an_npz_is_noticed(path: Path, arrays: dict[str, Any]) -> None:
    np.savez(path, **arrays)
    content = path.read_bytes()
    at = content.index(arrays["x_train"].tobytes())
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    assert "damaged" in refusal(path)


def test_that_a_file_that_only_has_the_name_of_an_npz_is_refused(path: Path) -> None:
    path.write_text("x,y\n1,2\n")
    assert "no .npz file" in refusal(path)


def member(shape: tuple[int, ...], values: bytes) -> bytes:
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + values


def replace_member(path: Path, arrays: dict[str, Any], name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for other, array in arrays.items():
            if other != name:
                plain = io.BytesIO()
                np.save(plain, array)
                archive.writestr(f"{other}.npy", plain.getvalue())
        archive.writestr(f"{name}.npy", content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no array at all",
        member((10**12, 5, 4), bytes(120)),
        member((6, 5, 4), bytes(119)),
        member((6, 5, 4), bytes(121)),
        member((6, 5, 4), bytes(120)).replace(b"|u1", b"|O8"),
        member((6, 5, 4), bytes(120)).replace(b"|u1", b"zz9"),
        member((6, 5, 4), bytes(120)).replace(b"(6,", b"f(6,"),
        b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 65535,
    ],
)
def test_that_a_member_that_lies_about_itself_is_refused(
    path: Path, arrays: dict[str, Any], content: bytes
) -> None:
    replace_member(path, arrays, "x_train", content)
    assert "damaged" in refusal(path)


def test_that_a_bomb_is_refused_by_the_zips_directory(
    path: Path, arrays: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(npz, "RATIO_FREE_BYTES", 1_000_000)
    save_with(path, arrays, x_train=np.zeros((6_000, 500, 1), np.uint8))
    with pytest.raises(DataFileError) as caught:
        npz.read_npz(path)
    assert caught.value.fault is Fault.TOO_LARGE


def test_that_too_many_members_are_refused(
    path: Path, arrays: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(npz, "MAX_MEMBERS", 3)
    save_with(path, arrays)
    assert "holds more than 3 arrays" in refusal(path)


def test_that_a_long_directory_is_refused_before_it_is_read(
    path: Path, arrays: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    save_with(path, arrays)
    with zipfile.ZipFile(path, "a") as archive:
        for index in range(6_000):
            archive.writestr(str(index), b"")
    monkeypatch.setattr(zipfile, "ZipInfo", pytest.fail)
    assert "holds more than 256 arrays" in refusal(path)


def test_that_an_archive_with_a_long_comment_is_read(path: Path, arrays: dict[str, Any]) -> None:
    save_with(path, arrays)
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"x" * 65_535
    np.testing.assert_array_equal(load(path).x_train[..., 0], arrays["x_train"])


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None
)
@given(data=st.data())
def test_that_a_damaged_npz_is_either_read_or_refused_with_a_sentence(
    path: Path, arrays: dict[str, Any], data: st.DataObject
) -> None:
    np.savez(path, **arrays)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    with contextlib.suppress(CnnLabError):
        assert load(path).x_train.dtype == np.uint8
