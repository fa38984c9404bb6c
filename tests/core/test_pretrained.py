"""The network that comes with CNN Lab: it is what its record says, or a sentence says not."""

import hashlib
import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.drawing.naming import DIGITS
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.inside.sources import Pretrained, States
from cnnlab_gui.core.pretrained import (
    MAXIMUM_WEIGHTS_BYTES,
    PRETRAINED,
    RECORD,
    WEIGHTS,
    read_pretrained,
    read_pretrained_weights,
    write_pretrained,
)
from cnnlab_gui.core.runs.weights import read_weights, weight_shapes
from tests.core.inside_parts import CountingEngine

Change = Callable[[Path], object]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the shipped network."""
    return Path(shutil.copytree(paths.resources_folder() / PRETRAINED, tmp_path / "copy"))


def test_that_the_record_tells_of_the_weights_beside_it() -> None:
    record, path = read_pretrained()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == record.weights_sha256
    assert record.class_names == DIGITS
    assert record.architecture.input_shape == (28, 28, 1)
    assert record.measured.test_accuracy >= 0.992
    assert record.measured.drawings >= 0.975


def test_that_the_weights_are_those_of_its_network_in_at_most_a_megabyte() -> None:
    record, path = read_pretrained()
    weights = read_pretrained_weights()
    assert {name: array.shape for name, array in weights.items()} == weight_shapes(
        record.architecture
    )
    assert all(array.dtype == np.float32 for array in weights.values())
    assert sum(math.prod(array.shape) for array in weights.values()) == 421_642
    assert path.stat().st_size <= MAXIMUM_WEIGHTS_BYTES


def test_that_it_is_found_as_a_network_that_can_be_looked_into() -> None:
    network = Network.pretrained()
    record, _ = read_pretrained()
    assert (network.title, network.dataset) == ("pretrained", "mnist")
    assert (network.class_names, network.epochs, network.run) == (DIGITS, (), None)
    source = network.source(None)
    assert source == Pretrained(record.architecture.active())
    engine = CountingEngine()
    states = States()
    state = states.of(source, engine)
    assert states.of(network.source(0), engine) is state
    assert engine.seeds == []
    np.testing.assert_array_equal(
        state.weights["000.kernel"], read_pretrained_weights()["000.kernel"]
    )


def test_that_images_of_another_size_are_refused_in_words_for_a_network_that_is_finished() -> None:
    with pytest.raises(CnnLabError, match="pretrained takes images of 28×28×1"):
        Network.pretrained().check_images((32, 32, 3), "photos")


def test_that_what_is_written_is_read_again_as_float16_left_it(tmp_path: Path) -> None:
    record, _ = read_pretrained()
    weights = {
        name: np.full(shape, 1 / 3, np.float32)
        for name, shape in weight_shapes(record.architecture).items()
    }
    written = write_pretrained(tmp_path, record, weights)
    assert written.weights_sha256 != record.weights_sha256
    assert read_pretrained(tmp_path) == (written, tmp_path / WEIGHTS)
    read = read_pretrained_weights(tmp_path)
    assert all((array == np.float32(np.float16(1 / 3))).all() for array in read.values())


def other_recipe(folder: Path) -> None:
    content = json.loads((folder / RECORD).read_text())
    content["recipe"]["epochs"] = 0
    (folder / RECORD).write_text(json.dumps(content))


def newer(folder: Path) -> None:
    content = json.loads((folder / RECORD).read_text())
    content["schema_version"] = 10**6
    (folder / RECORD).write_text(json.dumps(content))


def flipped(folder: Path) -> None:
    content = bytearray((folder / WEIGHTS).read_bytes())
    content[5000] ^= 1
    (folder / WEIGHTS).write_bytes(content)


def of_float32(folder: Path) -> None:
    """Weights as a run keeps them, with a record that has their sum."""
    with np.load(folder / WEIGHTS) as weights:
        np.savez(folder / WEIGHTS, **{name: weights[name].astype("f4") for name in weights})
    content = json.loads((folder / RECORD).read_text())
    content["weights_sha256"] = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    (folder / RECORD).write_text(json.dumps(content))


@pytest.mark.parametrize(
    "change",
    [
        shutil.rmtree,
        lambda folder: (folder / RECORD).unlink(),
        lambda folder: (folder / WEIGHTS).unlink(),
        lambda folder: (folder / RECORD).write_text(""),
        lambda folder: (folder / RECORD).write_bytes(b"\xff"),
        lambda folder: (folder / WEIGHTS).write_bytes(b""),
        lambda folder: (folder / WEIGHTS).write_bytes(bytes(3 * MAXIMUM_WEIGHTS_BYTES)),
        other_recipe,
        newer,
        flipped,
        of_float32,
    ],
)
def test_that_a_damaged_one_is_refused_in_a_sentence(copied: Path, change: Change) -> None:
    change(copied)
    with pytest.raises(CnnLabError, match=r"missing or damaged.*Install CNN Lab again"):
        read_pretrained_weights(copied)


def test_that_weights_kept_as_float16_are_no_runs_snapshot() -> None:
    record, path = read_pretrained()
    with pytest.raises(CnnLabError):
        read_weights(path, record.architecture)
