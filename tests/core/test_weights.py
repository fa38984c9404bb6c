"""Weights of a run, read strictly whoever made them."""

import io
import pickle
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.convolution import Conv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import BatchNormalization
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.weights import Weights, has_nan, read_weights, weight_shapes

NETWORK = Architecture(
    input_shape=(5, 4, 2),
    layers=(
        Conv2D(filters=3, kernel_size=(2, 3)),
        Conv2D(filters=9, enabled=False),
        BatchNormalization(),
        SeparableConv2D(filters=2, kernel_size=(2, 2)),
        Flatten(),
        Dense(units=4, activation="softmax"),
    ),
)
SHAPES = {
    "000.kernel": (2, 3, 2, 3),
    "000.bias": (3,),
    "001.gamma": (3,),
    "001.beta": (3,),
    "001.moving_mean": (3,),
    "001.moving_variance": (3,),
    "002.depthwise_kernel": (2, 2, 3, 1),
    "002.pointwise_kernel": (1, 1, 3, 2),
    "002.bias": (2,),
    "004.kernel": (6, 4),
    "004.bias": (4,),
}

unhurried = settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])


def some_weights() -> dict[str, Any]:
    rng = np.random.default_rng(3)
    return {name: rng.normal(size=shape).astype(np.float32) for name, shape in SHAPES.items()}


def saved(arrays: dict[str, Any], *, compressed: bool = False) -> bytes:
    content = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(content, **arrays)  # type: ignore[arg-type]
    return content.getvalue()


GOOD = saved(some_weights())
PACKED = saved(some_weights(), compressed=True)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        path = tmp_path / "weights.npz"
        path.write_bytes(content)
        return path

    return write


def are_equal(one: Weights, other: Weights) -> bool:
    return list(one) == list(other) and all(
        np.array_equal(one[name], other[name], equal_nan=True) and one[name].dtype == np.float32
        for name in one
    )


def test_that_the_names_and_shapes_are_those_of_the_enabled_layers() -> None:
    assert weight_shapes(NETWORK) == SHAPES
    assert list(weight_shapes(NETWORK)) == list(SHAPES)


@pytest.mark.parametrize("compressed", [False, True])
def test_that_weights_come_back_as_they_were_written(
    write: Callable[[bytes], Path], compressed: bool
) -> None:
    path = write(saved(some_weights(), compressed=compressed))
    assert are_equal(read_weights(path, NETWORK), some_weights())


def test_that_the_order_in_the_file_does_not_matter_nor_that_of_the_numbers(
    write: Callable[[bytes], Path],
) -> None:
    weights = some_weights()
    turned = {name: np.asfortranarray(weights[name]) for name in reversed(weights)}
    assert are_equal(read_weights(write(saved(turned)), NETWORK), weights)


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_that_what_is_no_number_is_read_and_found(
    write: Callable[[bytes], Path], number: float
) -> None:
    weights = some_weights()
    weights["002.bias"][1] = number
    read = read_weights(write(saved(weights)), NETWORK)
    assert are_equal(read, weights)
    assert has_nan(read)
    assert not has_nan(some_weights())


def changed(name: str, array: Any) -> bytes:
    """The weights with another array of that name; with none, if it is None."""
    arrays = {**some_weights(), name: array}
    return saved({name: array for name, array in arrays.items() if array is not None})


class Trap:
    """Would be noticed if it were unpickled."""

    def __reduce__(self) -> Any:
        return pytest.fail, ("unpickled",)


def with_objects() -> bytes:
    """The weights with one array of pickled objects, which ``numpy.savez`` also writes."""
    return saved({**some_weights(), "000.bias": np.array([Trap(), Trap(), Trap()], object)})


def with_a_name_twice() -> bytes:
    """As many members as there should be, but two of one name."""
    content = io.BytesIO(changed("004.bias", None))
    with zipfile.ZipFile(content, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("000.bias.npy", b"")
    return content.getvalue()


def with_more_behind() -> bytes:
    """The weights with two bytes behind the numbers of the last array."""
    content = io.BytesIO(changed("004.bias", None))
    array = io.BytesIO()
    np.save(array, some_weights()["004.bias"])
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("004.bias.npy", array.getvalue() + b"..")
    return content.getvalue()


def encrypted() -> bytes:
    """The weights with the flag of a password at the first member, in both its headers."""
    content = bytearray(GOOD)
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


ANOTHER = "holds weights of another network"
UNREADABLE = "holds no weights that can be read"


REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", UNREADABLE),
    "text": (b"no zip at all, but long enough to hold the end of one", UNREADABLE),
    "cut by a byte": (GOOD[:-1], UNREADABLE),
    "cut in half": (GOOD[: len(GOOD) // 2], UNREADABLE),
    "longer": (GOOD + b"more", UNREADABLE),
    "a pickle": (pickle.dumps(some_weights()), UNREADABLE),
    "encrypted": (encrypted(), UNREADABLE),
    "objects": (with_objects(), UNREADABLE),
    "more behind": (with_more_behind(), UNREADABLE),
    "a name twice": (with_a_name_twice(), f"{ANOTHER} (it has no '004.bias')"),
    "no array": (saved({}), f"{ANOTHER} (it has no '000.kernel')"),
    "one missing": (changed("004.bias", None), f"{ANOTHER} (it has no '004.bias')"),
    "one more": (changed("005.bias", np.zeros(3)), f"{ANOTHER} (it holds more arrays)"),
    "turned": (
        changed("004.kernel", np.zeros((4, 6), np.float32)),
        f"{ANOTHER} ('004.kernel' is 4×6 of type float32 instead of 6×4 float32)",
    ),
    "integers": (
        changed("000.bias", np.zeros(3, np.int32)),
        f"{ANOTHER} ('000.bias' is 3 of type int32 instead of 3 float32)",
    ),
    "doubles": (
        changed("000.bias", np.zeros(3)),
        f"{ANOTHER} ('000.bias' is 3 of type float64 instead of 3 float32)",
    ),
    "larger": (
        changed("000.kernel", np.zeros((5, 5, 2, 64), np.float32)),
        f"{ANOTHER} ('000.kernel' does not have the 36 numbers of 2×3×2×3)",
    ),
    "smaller": (
        changed("004.kernel", np.zeros(0, np.float32)),
        f"{ANOTHER} ('004.kernel' is 0 of type float32 instead of 6×4 float32)",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_that_another_file_is_refused_in_one_sentence(
    write: Callable[[bytes], Path], name: str
) -> None:
    content, sentence = REFUSED[name]
    path = write(content)
    with pytest.raises(CnnLabError) as refused:
        read_weights(path, NETWORK)
    said = str(refused.value)
    assert said.startswith(f"{path} {sentence}")
    assert said.endswith("Choose another epoch, or another run.")


def test_that_an_array_that_would_unpack_to_more_is_not_unpacked(
    write: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    zeros = np.zeros(50_000_000, np.uint8)
    path = write(saved({**some_weights(), "000.kernel": zeros}, compressed=True))
    assert path.stat().st_size < zeros.size // 500
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_, **__: pytest.fail("unpacked"))
    with pytest.raises(CnnLabError, match=r"'000\.kernel' does not have the 36 numbers of 2×3×2×3"):
        read_weights(path, NETWORK)


@unhurried
@given(data=st.data())
def test_that_a_damaged_file_gives_the_same_weights_or_a_sentence(
    write: Callable[[bytes], Path], data: st.DataObject
) -> None:
    good = data.draw(st.sampled_from([GOOD, PACKED]), "file")
    content = bytearray(good)
    places = st.one_of(
        st.integers(0, len(good) - 1),
        # What says where things lie is short, and at the end.
        st.integers(good.index(b"PK\x01\x02"), len(good) - 1),
    )
    for at, byte in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=4)):
        content[at] = byte
    content = content[: data.draw(st.just(len(content)) | st.integers(0, len(content)))]
    with suppress(CnnLabError):
        assert are_equal(read_weights(write(bytes(content)), NETWORK), some_weights())


def test_that_a_network_that_cannot_be_trained_has_no_weights(tmp_path: Path) -> None:
    with pytest.raises(CnnLabError, match="Flatten"):
        read_weights(tmp_path / "any.npz", NETWORK.removed(4))


def test_that_a_folder_tells_its_snapshots_in_order_and_reads_them(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    assert folder.snapshots() == []
    (tmp_path / "weights").mkdir()
    assert folder.snapshots() == []
    for epoch in (1000, 0, 12, 2):
        folder.write_snapshot(epoch, some_weights())
    folder.write_unfinished(some_weights())
    for stranger in ("epoch-0007.npz", "epoch-7.npz", "epoch-003.npz.tmp", "epoch-٣٣٣.npz"):
        (tmp_path / "weights" / stranger).touch()
    assert folder.snapshots() == [0, 2, 12, 1000]
    assert are_equal(folder.read_snapshot(1000, NETWORK), some_weights())


def test_that_a_folder_that_was_deleted_is_one_sentence(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "gone")
    assert folder.snapshots() == []
    with pytest.raises(CnnLabError, match=r"are not there: the run's folder was deleted or moved"):
        folder.read_snapshot(3, NETWORK)


def test_that_a_folder_in_the_place_of_weights_is_one_sentence(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.snapshot_path(1).mkdir(parents=True)
    with pytest.raises(CnnLabError, match="are not there"):
        folder.read_snapshot(1, NETWORK)
