"""Downloads, from a server on loopback that truncates, stalls, corrupts and refuses."""

import errno
import io
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core.errors import CancelledError, CnnLabError
from cnnlab_gui.engine.datasets.catalogue import FASHION_MNIST, MNIST, PART_NAMES
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.datasets.server import KERAS_BASE_URL, Server

LibraryOf = Callable[..., DatasetLibrary]
SmallSet = Any
Loopback = Any
TRAIN = PART_NAMES[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where Keras keeps Fashion-MNIST, and downloads go by default."""
    return tmp_path / "keras" / "datasets" / "fashion-mnist"


def refusal(library: DatasetLibrary, dataset_id: str = "fashion-mnist") -> str:
    with pytest.raises(CnnLabError) as caught:
        library.fetch(dataset_id)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# What is downloaded, and where to


def test_that_a_set_is_downloaded_to_keras_own_folder(
    folder: Path, fashion: SmallSet, library_of: LibraryOf
) -> None:
    library = library_of(fashion)
    assert library.fetch("fashion-mnist") == folder
    assert names_in(folder) == sorted(PART_NAMES)
    assert len(library.load("fashion-mnist").x_train) == 40


def test_that_the_npz_of_keras_is_downloaded_as_one_file(
    tmp_path: Path, digits: SmallSet, library_of: LibraryOf
) -> None:
    library = library_of(digits)
    assert library.fetch("mnist") == tmp_path / "keras" / "datasets" / "mnist.npz"
    assert names_in(tmp_path / "keras" / "datasets") == ["mnist.npz"]
    assert len(library.load("mnist").x_train) == 40


def test_that_the_npz_becomes_four_idx_files_in_the_data_folder(
    tmp_path: Path, digits: SmallSet, library_of: LibraryOf
) -> None:
    library = library_of(digits, data_dir=tmp_path / "data")
    assert library.fetch("mnist") == tmp_path / "data" / "mnist"
    assert names_in(tmp_path / "data" / "mnist") == sorted(PART_NAMES)
    np.testing.assert_array_equal(library.load("mnist").x_train[..., 0], digits.arrays[0])


def test_that_what_is_here_and_right_is_not_downloaded_again(
    folder: Path, fashion: SmallSet, library_of: LibraryOf, loopback: Loopback
) -> None:
    fashion.write(folder)
    (folder / PART_NAMES[2]).write_bytes(b"damaged")
    (folder / PART_NAMES[3]).unlink()
    library_of(fashion).fetch("fashion-mnist")
    assert loopback.asked == [PART_NAMES[2], PART_NAMES[3]]
    library_of(fashion).fetch("fashion-mnist")
    assert len(loopback.asked) == 2
    assert all(verdict.ok for verdict in library_of(fashion).verify("fashion-mnist"))


def test_that_progress_grows_to_the_size_of_all_files(
    fashion: SmallSet, library_of: LibraryOf
) -> None:
    seen: list[tuple[int, int]] = []
    library_of(fashion).fetch("fashion-mnist", progress=lambda *state: seen.append(state))
    total = fashion.published.download_bytes
    assert seen == sorted(seen)
    assert seen[-1] == (total, total)


def test_that_the_mirror_is_named_by_the_environment(
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    fashion: SmallSet,
    library_of: LibraryOf,
    loopback: Loopback,
) -> None:
    library_of(fashion)  # gives the server its files
    monkeypatch.setenv("CNNLAB_DATA_MIRROR", loopback.url + "/")
    DatasetLibrary(published=[fashion.published]).fetch("fashion-mnist")
    assert names_in(folder) == sorted(PART_NAMES)


def test_that_without_a_mirror_the_server_is_the_one_of_keras() -> None:
    assert Server.from_environment().url("mnist.npz") == KERAS_BASE_URL + "mnist.npz"


def test_that_a_built_in_set_has_nothing_to_download(
    fashion: SmallSet, library_of: LibraryOf
) -> None:
    assert "built in" in refusal(library_of(fashion), "stroke-digits")


def test_that_a_server_that_declares_gz_files_as_encoded_is_understood(
    folder: Path, fashion: SmallSet, library_of: LibraryOf, loopback: Loopback
) -> None:
    loopback.behaviours[TRAIN] = ["encoded"]
    library_of(fashion).fetch("fashion-mnist")
    assert (folder / TRAIN).read_bytes() == fashion.files[TRAIN]


# What can go wrong on the way


def test_that_a_cut_download_is_begun_anew(
    folder: Path, fashion: SmallSet, library_of: LibraryOf, loopback: Loopback
) -> None:
    loopback.behaviours[TRAIN] = ["cut", "503"]
    library_of(fashion).fetch("fashion-mnist")
    assert loopback.asked.count(TRAIN) == 3
    assert names_in(folder) == sorted(PART_NAMES)


@pytest.mark.parametrize(
    ("behaviour", "said", "asked"),
    [
        ("cut", "was cut off several times", 3),
        ("stall", "stopped sending", 3),
        ("503", "answered 503", 3),
        ("403", "answered 403", 1),
        ("404", "does not exist on the server (404)", 1),
        ("corrupt", "damaged or not the published file", 1),
        ("endless", "sends more than the dataset's file can hold", 1),
    ],
)
def test_that_a_failed_download_gets_a_sentence_and_leaves_nothing(
    folder: Path,
    fashion: SmallSet,
    library_of: LibraryOf,
    loopback: Loopback,
    behaviour: str,
    said: str,
    asked: int,
) -> None:
    loopback.behaviours[TRAIN] = [behaviour] * 5
    library = library_of(fashion)
    sentence = refusal(library)
    assert said in sentence
    assert f"{loopback.url}/{TRAIN}" in sentence
    assert loopback.asked == [TRAIN] * asked
    assert names_in(folder) == []
    assert not library.infos()[0].available


@pytest.mark.parametrize("content", [b"<html>Please log in</html>", b""], ids=["page", "empty"])
def test_that_a_page_in_place_of_a_file_is_thrown_away(
    folder: Path, fashion: SmallSet, library_of: LibraryOf, loopback: Loopback, content: bytes
) -> None:
    library = library_of(fashion)
    loopback.files[TRAIN] = content
    assert "not the published file" in refusal(library)
    assert names_in(folder) == []


def test_that_a_file_cut_on_the_server_itself_is_thrown_away(
    tmp_path: Path, digits: SmallSet, library_of: LibraryOf, loopback: Loopback
) -> None:
    library = library_of(digits)
    loopback.files["mnist.npz"] = loopback.files["mnist.npz"][:-100]
    assert "damaged or not the published file" in refusal(library, "mnist")
    assert names_in(tmp_path / "keras" / "datasets") == []


def test_that_an_earlier_good_file_survives_a_failed_download(
    folder: Path, fashion: SmallSet, library_of: LibraryOf, loopback: Loopback
) -> None:
    fashion.write(folder)
    (folder / TRAIN).unlink()
    loopback.behaviours[TRAIN] = ["404"]
    refusal(library_of(fashion))
    assert names_in(folder) == sorted(PART_NAMES[1:])


def test_that_a_refused_connection_gets_a_sentence(fashion: SmallSet) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    library = DatasetLibrary(published=[fashion.published], server=Server(url))
    assert "refused the connection" in refusal(library)


@pytest.mark.parametrize(
    "failure",
    [
        socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
        OSError(errno.ENETUNREACH, "Network is unreachable"),
    ],
    ids=["name", "route"],
)
def test_that_a_missing_network_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, fashion: SmallSet, library_of: LibraryOf, failure: Exception
) -> None:
    def unreachable(*args: object, **options: object) -> Iterator[Any]:
        raise failure

    library = library_of(fashion)
    monkeypatch.setattr(socket, "getaddrinfo", unreachable)
    assert "there is no network" in refusal(library)


@pytest.mark.parametrize("address", ["school", "ftp://school/", "http://", "http://[x/"])
def test_that_a_mirror_that_is_no_http_address_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, fashion: SmallSet, address: str
) -> None:
    monkeypatch.setenv("CNNLAB_DATA_MIRROR", address)
    assert "is no http address" in refusal(DatasetLibrary(published=[fashion.published]))


# Cancelling


def test_that_cancelling_between_chunks_leaves_nothing(
    folder: Path, fashion: SmallSet, library_of: LibraryOf, loopback: Loopback
) -> None:
    seen: list[int] = []
    with pytest.raises(CancelledError):
        library_of(fashion).fetch(
            "fashion-mnist",
            progress=lambda done, total: seen.append(done),
            cancelled=lambda: bool(seen),
        )
    assert len(seen) == 1
    assert names_in(folder) == []


def test_that_nothing_is_asked_of_the_server_once_cancelled(
    fashion: SmallSet, library_of: LibraryOf, loopback: Loopback
) -> None:
    with pytest.raises(CancelledError):
        library_of(fashion).fetch("fashion-mnist", cancelled=lambda: True)
    assert loopback.asked == []


def test_that_cancelling_ends_the_attempts(
    fashion: SmallSet, library_of: LibraryOf, loopback: Loopback
) -> None:
    loopback.behaviours[TRAIN] = ["cut"] * 5
    with pytest.raises(CancelledError):
        library_of(fashion).fetch("fashion-mnist", cancelled=lambda: len(loopback.asked) >= 2)
    assert len(loopback.asked) == 2


# The folder


def test_that_a_folder_that_cannot_be_written_gets_a_sentence(
    tmp_path: Path, fashion: SmallSet, library_of: LibraryOf
) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    said = refusal(library_of(fashion, data_dir=tmp_path / "data"))
    assert f"{tmp_path / 'data' / 'fashion-mnist'} cannot be written" in said
    assert "CNNLAB_DATA_DIR" in said


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_that_a_full_disk_gets_a_sentence_and_leaves_nothing(
    folder: Path, fashion: SmallSet, library_of: LibraryOf
) -> None:
    library = library_of(fashion)
    with files_limited_to(20_000):
        said = refusal(library)
    assert "The disk is full" in said
    assert names_in(folder) == []


def test_that_what_a_killed_download_left_is_removed_and_a_young_one_is_not(
    folder: Path, fashion: SmallSet, library_of: LibraryOf
) -> None:
    folder.mkdir(parents=True)
    old, young = (folder / f".{TRAIN}.{name}.part" for name in ("old", "young"))
    old.touch()
    os.utime(old, (0, 0))
    young.touch()
    library_of(fashion).fetch("fashion-mnist")
    assert not old.exists()
    assert young.exists()


# The real files


@pytest.mark.realdata
def test_that_the_real_files_are_downloaded_and_verified(
    tmp_path: Path, real_data: Path, loopback: Loopback
) -> None:
    library = DatasetLibrary(tmp_path / "data", server=Server(loopback.url))
    source = DatasetLibrary(real_data)
    for name in PART_NAMES:
        loopback.files[name] = (real_data / FASHION_MNIST.id / name).read_bytes()
    mnist = source.load("mnist")
    npz = io.BytesIO()
    np.savez_compressed(
        npz,
        x_train=mnist.x_train[..., 0],
        y_train=mnist.y_train,
        x_test=mnist.x_test[..., 0],
        y_test=mnist.y_test,
    )
    loopback.files["mnist.npz"] = npz.getvalue()
    for one in (FASHION_MNIST, MNIST):
        library.fetch(one.id)
        assert library.load(one.id).sha256 == source.load(one.id).sha256
