"""What every test gets: folders of its own, and a check that it leaves nothing behind.

No Qt and no TensorFlow is imported here: some lanes have neither.
"""

import logging
import os
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.form import FormField, form_of
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.first_filter import LARGEST_NUMBER, can_be_given
from cnnlab_gui.core.layers.table import KINDS
from cnnlab_gui.core.layers.vectors import Dense, Flatten

REAL_DATA = os.environ.get("CNNLAB_DATA_DIR")
NOBODY = 65534
SECONDS_FOR_A_THREAD = 10

# A busy machine is no failure; in CI the same examples are tried each time.
settings.register_profile("cnnlab", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("cnnlab")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "provokes_errors: makes the application log an error; none is forgiven otherwise"
    )


@pytest.fixture(autouse=True)
def own_folders(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Give the test a home and a Keras folder of its own, and real data only if it asks."""
    monkeypatch.setenv("CNNLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("CNNLAB_DATA_DIR", raising=False)
    monkeypatch.delenv("CNNLAB_DATA_MIRROR", raising=False)
    if not request.node.get_closest_marker("realdata"):
        return
    if REAL_DATA:
        monkeypatch.setenv("CNNLAB_DATA_DIR", str(Path(REAL_DATA).absolute()))
    elif os.environ.get("CI") == "true":
        pytest.fail("CNNLAB_DATA_DIR is not set, and CI must have the real data")
    else:
        pytest.skip("CNNLAB_DATA_DIR is not set: no real data here")


@pytest.fixture(autouse=True)
def no_error_logged(request: pytest.FixtureRequest) -> Iterator[list[logging.LogRecord]]:
    """Fail a test that made this package log an error; see the marker ``provokes_errors``."""
    errors: list[logging.LogRecord] = []
    make = logging.getLogRecordFactory()

    def noting(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        if record.levelno >= logging.ERROR and record.name.startswith("cnnlab_gui"):
            errors.append(record)
        return record

    # A record is noted when it is made: handlers and levels are the application's to set.
    logging.setLogRecordFactory(noting)
    yield errors
    logging.setLogRecordFactory(make)
    if errors and not request.node.get_closest_marker("provokes_errors"):
        pytest.fail("logged as error: " + "; ".join(record.getMessage() for record in errors))


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail a test after which a thread of its own goes on."""
    before = set(threading.enumerate())
    yield
    left = [
        thread
        for thread in set(threading.enumerate()) - before
        if not isinstance(thread, threading._DummyThread)
    ]
    for thread in left:
        thread.join(SECONDS_FOR_A_THREAD)
    alive = [thread.name for thread in left if thread.is_alive()]
    if alive:
        pytest.fail(f"threads left running: {', '.join(alive)}")


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Undo what `cnnlab_gui.core.logs.start` sets for the whole process."""
    with logging_restored():
        yield


@contextmanager
def logging_restored() -> Iterator[None]:
    """Undo it at the end; for what runs once for several tests, too."""
    loggers = [logging.getLogger(name) for name in ("cnnlab_gui", "py.warnings")]
    before = [(log.level, log.propagate, list(log.handlers)) for log in loggers]
    show, filters = warnings.showwarning, warnings.filters[:]
    yield
    for log, (level, propagate, handlers) in zip(loggers, before, strict=True):
        for handler in set(log.handlers) - set(handlers):
            log.removeHandler(handler)
            with suppress(OSError):  # its disk may be full
                handler.close()
        log.setLevel(level)
        log.propagate = propagate
    logging.captureWarnings(False)
    warnings.showwarning = show
    warnings.filters[:] = filters  # type: ignore[index]


@pytest.fixture
def unwritable_folder() -> Iterator[Path]:
    """Yield a folder that this process cannot write to, root or not.

    Beside it lies ``closed``, into which it cannot even look.
    """
    if os.name == "nt":
        pytest.skip("Windows has no such rights for folders")
    with tempfile.TemporaryDirectory() as outside:
        # Not in tmp_path, through which only its owner may pass.
        Path(outside).chmod(0o755)
        folder = Path(outside) / "locked"
        folder.mkdir(mode=0o555)
        closed = Path(outside) / "closed"
        closed.mkdir(mode=0)
        was = os.geteuid()
        if was == 0:
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            os.seteuid(was)
            folder.chmod(0o755)
            closed.chmod(0o755)


WriteNpz = Callable[..., Path]


@pytest.fixture(scope="session")
def write_npz(tmp_path_factory: pytest.TempPathFactory) -> WriteNpz:
    """Write a dataset that is quickly learnt: each class is a bright bar in its own place."""

    def write(
        train: int = 200,
        test: int = 50,
        *,
        shape: tuple[int, ...] = (28, 28),
        classes: int = 10,
        name: str = "bars.npz",
    ) -> Path:
        rng = np.random.default_rng(5)
        arrays = {}
        for half, count in (("train", train), ("test", test)):
            labels = (np.arange(count) % classes).astype(np.uint8)
            images = rng.integers(0, 60, (count, *shape), np.uint8)
            edges = [k * shape[1] // classes for k in range(classes + 1)]
            for image, label in zip(images, labels, strict=True):
                image[:, edges[int(label)] : edges[int(label) + 1]] += 180
            arrays |= {f"x_{half}": images, f"y_{half}": labels}
        path = tmp_path_factory.mktemp("data") / name
        np.savez_compressed(path, allow_pickle=False, **arrays)
        return path

    return write


def _values(field: FormField, most: int) -> st.SearchStrategy[Any]:
    """Any value that this line of a form takes, integers up to ``most``."""
    low, high = field.minimum or 0, field.maximum or 0
    integers = st.integers(int(low), int(min(high, most)))
    match field.kind:
        case "choice":
            return st.sampled_from(field.choices)
        case "flag":
            return st.booleans()
        case "pair":
            return st.tuples(integers, integers)
        case "real":
            return st.floats(low, high)
        case "integer":
            return integers


def _with_first_filter(layer: Layer, most: float) -> st.SearchStrategy[Layer]:
    """``layer``, or as often that with a given first filter of numbers up to ``most``."""
    if not isinstance(layer, Conv2D) or not can_be_given(layer.kernel_size):
        return st.just(layer)
    height, width = layer.kernel_size
    row = st.tuples(*[st.floats(-most, most)] * width)
    given_to = partial(type(layer).with_first_filter, layer)
    given = st.builds(given_to, st.tuples(*[row] * height), frozen=st.booleans())
    return st.just(layer) | given


def _layers_of(kind: type[Layer], most: int, strongest: float = 1.0) -> st.SearchStrategy[Layer]:
    # Two of three are enabled, so that a network keeps most of its stack.
    enabled = st.sampled_from((True, True, False))
    fields = {field.name: _values(field, most) for field in form_of(kind)}
    layers = st.builds(kind, enabled=enabled, **fields)
    return layers.flatmap(lambda layer: _with_first_filter(layer, strongest))


def _layers(most: int, strongest: float = 1.0) -> st.SearchStrategy[Layer]:
    return st.one_of(*[_layers_of(kind, most, strongest) for kind in KINDS])


@pytest.fixture(scope="session")
def layers_of() -> Callable[[type[Layer], int], st.SearchStrategy[Layer]]:
    """Every layer of one kind that its form can make, with integers up to so many."""
    return _layers_of


@pytest.fixture(scope="session")
def any_layer() -> st.SearchStrategy[Layer]:
    """Every layer that the forms of the builder can make."""
    return _layers(1 << 20, LARGEST_NUMBER)


@pytest.fixture(scope="session")
def any_architecture(any_layer: st.SearchStrategy[Layer]) -> st.SearchStrategy[Architecture]:
    """Every architecture that the builder can make, sound or not."""
    sides = st.integers(1, 1024)
    return st.builds(
        lambda shape, layers: Architecture(input_shape=shape, layers=tuple(layers)),
        st.tuples(sides, sides, st.integers(1, 4)),
        st.lists(any_layer, max_size=6),
    )


@pytest.fixture(scope="session")
def sound_architecture() -> Callable[..., st.SearchStrategy[Architecture]]:
    """Architectures that can be trained, small enough to be built many times."""

    @st.composite
    def draw(
        draw: st.DrawFn, parameters: int = 200_000, side: int = 30, most: int = 12
    ) -> Architecture:
        shape = (draw(st.integers(1, side)), draw(st.integers(1, side)), draw(st.integers(1, 4)))
        stack = Architecture(input_shape=shape)
        for layer in draw(st.lists(_layers(most), max_size=7)):
            longer = stack.inserted(len(stack.layers), layer)
            with suppress(CnnLabError):
                if longer.output_shape and longer.parameter_count <= parameters // 2:
                    stack = longer
        ends: tuple[Layer, ...] = (Dense(units=draw(st.integers(1, 12)), activation="softmax"),)
        if len(stack.output_shape or ()) == 3:
            ends = (Flatten(), *ends)
        return stack.model_copy(update={"layers": (*stack.layers, *ends)})

    return draw
