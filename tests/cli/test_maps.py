"""``maps``: the grid, mosaics and numbers of a run, and what is refused."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnnlab_gui.core import paths
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.architecture_file import write_architecture
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.runs.folder import RunFolder
from tests.cli.conftest import Cnnlab
from tests.conftest import logging_restored

LAYERS = (
    Conv2D(filters=3, activation="linear"),
    Conv2D(filters=9, enabled=False),
    MaxPooling2D(),
    Flatten(),
    Dense(units=10, activation="softmax"),
)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, write_npz: Callable[..., Path]) -> Path:
    """A home with one run, ``custom-001``, of two epochs."""
    from cnnlab_gui.cli.main import run

    home = tmp_path_factory.mktemp("trained")
    network = home / "network.json"
    write_architecture(network, Architecture(input_shape=(12, 12, 1), layers=LAYERS))
    data = write_npz(40, 12, shape=(12, 12), name="maps.npz")
    with logging_restored(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNLAB_HOME", str(home))
        # With a limit, so that the images are those of the run only if it is kept to.
        arguments = ["train", "--architecture", network, "--dataset", data, "--limit", 30]
        arguments += ["--epochs", 2, "--json"]
        assert run([str(argument) for argument in arguments], open_window=len) == 0
    return home


@pytest.fixture
def maps(trained: Path, cnnlab: Cnnlab, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cnnlab:
    """Run ``maps`` on the run, in a folder of its own; the home is a copy."""
    home = tmp_path / "home"
    shutil.copytree(trained, home)
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def maps(*arguments: object, run: str = "custom-001") -> Any:
        return cnnlab("maps", run, *arguments)

    return maps


@pytest.fixture
def folder(maps: Cnnlab) -> RunFolder:
    return RunFolder(paths.runs_folder() / "custom-001")


def size_of(name: str) -> tuple[int, int]:
    with Image.open(name) as picture:
        picture.load()
        assert picture.format == "PNG"
        return picture.size


def test_that_the_grid_grows_with_its_images_and_layers(maps: Cnnlab) -> None:
    done = maps("--images", "0,3", "--out", "two.png")
    assert (done.code, done.out, done.err) == (0, "two.png is written.\n", "")
    assert maps("--images", "0,3,5", "--out", "three.png").code == 0
    assert (
        maps("--images", "0,3", "--layers", "0,1,2,3", "--scale", "layer", "--out", "all.PNG").code
        == 0
    )
    two, three, whole = size_of("two.png"), size_of("three.png"), size_of("all.PNG")
    assert three[1] > two[1] + 200
    assert whole[0] > two[0] + 400


def test_that_without_images_the_first_three_are_shown_where_there_are_few(maps: Cnnlab) -> None:
    assert maps("--out", "usual.png").code == 0
    assert maps("--images", "0,1,2", "--out", "three.png").code == 0
    assert Path("usual.png").read_bytes() == Path("three.png").read_bytes()


def test_that_epochs_differ_and_the_last_one_is_shown(maps: Cnnlab) -> None:
    for name, *epoch in (("last",), ("two", "--epoch", 2), ("none", "--epoch", 0)):
        assert maps("--images", 0, "--out", f"{name}.npy", "--layers", 0, *epoch).code == 0
    last, two, none = (
        np.load(f"{name}.npy", allow_pickle=False) for name in ("last", "two", "none")
    )
    assert np.array_equal(last, two)
    assert not np.allclose(last, none)


def test_that_the_numbers_of_a_layer_are_the_networks_own(maps: Cnnlab, folder: RunFolder) -> None:
    assert maps("--images", "4,0", "--layers", 0, "--channel", 2, "--out", "one.npy").code == 0
    one = np.load("one.npy", allow_pickle=False)
    assert (one.shape, one.dtype) == ((2, 10, 10), np.float32)
    record = folder.read_record()
    weights = folder.read_snapshot(2, record.specification.architecture)
    with np.load(record.specification.dataset, allow_pickle=False) as file:
        image = file["x_test"][4].astype(np.float64) / 255
    kernel, bias = weights["000.kernel"][:, :, 0, 2], weights["000.bias"][2]
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    assert np.allclose(one[0], (windows * kernel).sum((-2, -1)) + bias, atol=1e-5)


def test_that_all_channels_are_one_array_and_a_vector_is_whole(maps: Cnnlab) -> None:
    for name, *layer in (("whole", "--all-channels", 1), ("vector", "--layers", 3)):
        assert maps("--images", "0,1", "--out", f"{name}.npy", *layer).code == 0
    assert np.load("whole.npy", allow_pickle=False).shape == (2, 5, 5, 3)
    vector = np.load("vector.npy", allow_pickle=False)
    assert vector.shape == (2, 10)
    assert np.allclose(vector.sum(1), 1, atol=1e-5)


@pytest.mark.parametrize("layer", range(4))
def test_that_all_channels_of_any_layer_are_a_picture(layer: int, maps: Cnnlab) -> None:
    assert maps("--all-channels", layer, "--images", 2, "--out", "all.png").code == 0
    assert min(size_of("all.png")) > 100


def test_that_a_run_is_found_by_its_path_too(maps: Cnnlab, folder: RunFolder) -> None:
    assert maps("--out", "maps.png", run=str(folder.path)).code == 0


def test_that_weights_of_nan_are_drawn_and_said_to_give_no_answer(
    maps: Cnnlab, folder: RunFolder
) -> None:
    weights = dict(folder.read_snapshot(2, folder.read_record().specification.architecture))
    weights["000.kernel"] = np.full_like(weights["000.kernel"], np.nan)
    folder.write_snapshot(2, weights)
    done = maps("--out", "maps.png")
    assert (done.code, done.err) == (0, "")
    with Image.open("maps.png") as picture:
        assert (0xE0, 0x3F, 0xC4) in {colour for _, colour in picture.getcolors(1 << 24) or ()}


# Refused, in one sentence, with nothing written


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--images", "0,12"), "There is no image 12: the dataset has 12 test images, 0 to 11."),
        (("--images", "-1"), "There is no image -1"),
        (("--images", "boot"), "“boot” is no index"),
        (("--images", ","), "No image is named"),
        (("--channel", 3), "No layer shown has a channel 3: they have at most 3"),
        (("--layers", "0,4"), "There is no layer 4: the network's layers go from 0 to 3."),
        (("--all-channels", 9), "There is no layer 9"),
        (("--epoch", 3), "The run has no epoch 3: it has 2 whole ones"),
    ],
)
def test_that_what_is_not_there_is_a_sentence(
    arguments: tuple[object, ...], sentence: str, maps: Cnnlab
) -> None:
    maps(*arguments, "--out", "maps.png").says(sentence)
    assert not list(Path.cwd().iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--out", "maps.jpg"),
        ("--out", "maps"),
        ("--out", "maps.npy"),
        ("--out", "maps.npy", "--layers", "0,1"),
        ("--out", "maps.png", "--layers", "one"),
        ("--out", "maps.png", "--layers", "0", "--all-channels", 0),
        ("--out", "maps.png", "--all-channels", 0, "--images", "0,1"),
        ("--out", "maps.png", "--channel", "x"),
        ("--out", "maps.png", "--channel", "-1"),
        ("--out", "maps.png", "--scale", "row"),
        (),
    ],
)
def test_that_what_makes_no_sense_is_wrong_usage(
    arguments: tuple[object, ...], maps: Cnnlab
) -> None:
    done = maps(*arguments)
    assert done.code == 2
    assert "Traceback" not in done.err
    assert not list(Path.cwd().iterdir())


def test_that_no_such_run_is_a_sentence(maps: Cnnlab) -> None:
    maps("--out", "maps.png", run="nowhere").says("There is no run 'nowhere'.")


def test_that_deleted_weights_are_a_sentence(maps: Cnnlab, folder: RunFolder) -> None:
    shutil.rmtree(folder.path / "weights")
    maps("--out", "maps.png").says("The weights")
    assert not list(Path.cwd().iterdir())


def test_that_a_file_that_is_there_is_left_as_it_is(maps: Cnnlab) -> None:
    Path("maps.png").write_text("mine")
    maps("--out", "maps.png").says("already exists")
    assert Path("maps.png").read_text() == "mine"


def test_that_a_folder_that_is_not_there_is_a_sentence(maps: Cnnlab) -> None:
    maps("--out", "nowhere/maps.png").says("could not be written")


def point_to(folder: RunFolder, dataset: Path) -> None:
    """Let a run be trained on other images, as if they had been changed since."""
    path = folder.path / "run.json"
    record = json.loads(path.read_text("utf-8"))
    record["specification"]["dataset"] = str(dataset)
    path.write_text(json.dumps(record), "utf-8")


def test_that_images_of_another_size_than_the_networks_are_a_sentence(
    maps: Cnnlab, folder: RunFolder, write_npz: Callable[..., Path]
) -> None:
    point_to(folder, write_npz(20, 10, shape=(14, 14), name="large.npz"))
    maps("--out", "maps.png").says(
        "The network takes images of 12×12×1, but those of large are 14×14×1 now."
    )


def test_that_images_that_changed_since_are_told(
    maps: Cnnlab, folder: RunFolder, write_npz: Callable[..., Path]
) -> None:
    point_to(folder, write_npz(30, 10, shape=(12, 12), name="other.npz"))
    done = maps("--out", "maps.png")
    assert done.code == 0
    assert "The images have changed since this run was trained" in done.out


def test_that_missing_images_are_a_sentence(maps: Cnnlab, folder: RunFolder) -> None:
    point_to(folder, Path("nowhere.npz").absolute())
    done = maps("--out", "maps.png")
    assert done.code == 1
    assert done.err.count("\n") == 1


@pytest.mark.realdata
def test_that_the_pretrained_network_is_drawn_with_the_test_images_of_mnist(maps: Cnnlab) -> None:
    done = maps("--images", "0,1", "--out", "maps.png", run="pretrained")
    assert (done.code, done.err) == (0, "")
    assert size_of("maps.png")[0] > 500


def test_that_the_pretrained_network_has_no_epochs_to_choose_from(maps: Cnnlab) -> None:
    done = maps("--epoch", 1, "--out", "maps.png", run="pretrained")
    assert done.code == 2
    assert "comes without its epochs" in " ".join(done.err.split())
