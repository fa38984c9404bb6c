"""Small published sets, a person's own files, and a server on loopback that misbehaves."""

import gzip
import http.server
import io
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnlab_gui.engine.datasets.catalogue import PART_NAMES, PublishedSet, Remote
from cnnlab_gui.engine.datasets.idx import idx_header, idx_md5
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.datasets.server import Server

REAL_DATA = os.environ.get("CNNLAB_DATA_DIR")
STALL_SECONDS = 0.2
SIDE = 64  # noise of this size fills several chunks of a download


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.delenv("CNNLAB_DATA_DIR", raising=False)
    monkeypatch.delenv("CNNLAB_DATA_MIRROR", raising=False)


@pytest.fixture
def real_data() -> Path:
    if not REAL_DATA:
        pytest.skip("CNNLAB_DATA_DIR is not set")
    return Path(REAL_DATA)


def packed(array: np.ndarray) -> bytes:
    return gzip.compress(idx_header(array.shape) + array.tobytes(), mtime=0)


@dataclass
class SmallSet:
    """A published dataset of a few images, and the bytes of its files."""

    published: PublishedSet
    arrays: tuple[np.ndarray, ...]
    files: dict[str, bytes]

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            (folder / name).write_bytes(content)
        return folder


def small_set(dataset_id: str, npz: str | None = None) -> SmallSet:
    rng = np.random.default_rng(3)
    arrays = tuple(
        array
        for count in (40, 20)
        for array in (
            rng.integers(0, 256, (count, SIDE, SIDE), np.uint8),
            (np.arange(count) % 10).astype(np.uint8),
        )
    )
    files = dict(zip(PART_NAMES, map(packed, arrays), strict=True))
    if npz is not None:
        content = io.BytesIO()
        names = ("x_train", "y_train", "x_test", "y_test")
        np.savez_compressed(content, **dict(zip(names, arrays, strict=True)))
        files = {npz: content.getvalue()}
    md5s = tuple(frozenset({idx_md5(array)}) for array in arrays)
    published = PublishedSet(
        id=dataset_id,
        title=dataset_id.title(),
        class_names=tuple("abcdefghij"),
        count_train=40,
        count_test=20,
        image_shape=(SIDE, SIDE, 1),
        md5s=md5s,
        remotes=tuple(Remote(name, len(content)) for name, content in files.items()),
        npz=npz,
    )
    return SmallSet(published, arrays, files)


@pytest.fixture
def fashion() -> SmallSet:
    """A set that Keras keeps as four IDX files."""
    return small_set("fashion-mnist")


@pytest.fixture
def digits() -> SmallSet:
    """A set that Keras keeps as one npz."""
    return small_set("mnist", "mnist.npz")


@dataclass
class Loopback:
    """Serves `files`; the first behaviour left in `behaviours[name]` is used up by a request."""

    files: dict[str, bytes] = field(default_factory=dict)
    behaviours: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def behaviour(self, name: str) -> str:
        left = self.behaviours.get(name, [])
        return left.pop(0) if left else "serve"


class Handler(http.server.BaseHTTPRequestHandler):
    loopback: Loopback

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        name = self.path.rsplit("/", 1)[-1]
        self.loopback.asked.append(name)
        content = self.loopback.files.get(name)
        behaviour = self.loopback.behaviour(name)
        if behaviour.isdigit() or content is None:
            self.send_error(int(behaviour) if behaviour.isdigit() else 404)
            return
        self.send_response(200)
        if behaviour == "encoded":
            self.send_header("Content-Encoding", "x-gzip")
        length = 10**12 if behaviour == "endless" else len(content)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self._send(content, behaviour)

    def _send(self, content: bytes, behaviour: str) -> None:
        if behaviour in ("cut", "stall"):
            self.wfile.write(content[: len(content) // 2])
            if behaviour == "stall":
                self.wfile.flush()
                self.loopback.release.wait()
        elif behaviour == "corrupt":
            middle = len(content) // 2
            self.wfile.write(content[:middle] + bytes([content[middle] ^ 0xFF]))
            self.wfile.write(content[middle + 1 :])
        else:
            self.wfile.write(content)


class QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for them

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what some tests are about."""


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    state = Loopback()
    handler = type("BoundHandler", (Handler,), {"loopback": state})
    with QuietServer(("127.0.0.1", 0), handler) as server:
        state.url = f"http://127.0.0.1:{server.server_address[1]}/sets"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield state
        finally:
            state.release.set()
            server.shutdown()
            thread.join()


LibraryOf = Callable[..., DatasetLibrary]


@pytest.fixture
def library_of(loopback: Loopback) -> LibraryOf:
    """Make a library over small sets, with the loopback server and a short patience."""

    def make(*sets: SmallSet, data_dir: Path | None = None) -> DatasetLibrary:
        for one in sets:
            loopback.files.update(one.files)
        server = Server(loopback.url, connect_seconds=5, stall_seconds=STALL_SECONDS)
        published = [one.published for one in sets]
        return DatasetLibrary(data_dir, published=published, server=server)

    return make


@pytest.fixture
def write_images() -> Callable[..., Path]:
    """Write a folder of class folders with ``count`` images each."""

    def write(
        folder: Path,
        classes: tuple[str, ...] = ("cat", "dog"),
        *,
        count: int = 5,
        size: tuple[int, int] = (6, 4),
        mode: str = "L",
    ) -> Path:
        for label, name in enumerate(classes):
            (folder / name).mkdir(parents=True)
            for index in range(count):
                colour = 10 * index + label
                value = (
                    colour if mode == "L" else (colour,) * len(Image.new(mode, (1, 1)).getbands())
                )
                Image.new(mode, size, value).save(folder / name / f"{index}.png")
        return folder

    return write
