"""The network that is looked into: which weights are known of it, which images it takes."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.inside.sources import Snapshot, Untrained
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import RunRecord
from tests.core.inside_parts import network, weights_of

MakeRun = Callable[..., RunFolder]


@pytest.fixture
def make_run(tmp_path: Path, make_record: Callable[..., RunRecord]) -> MakeRun:
    """A run of a network that leaves a layer out, with snapshots of some epochs."""

    def make(*epochs: int) -> RunFolder:
        folder = RunFolder(tmp_path / "evening")
        (folder.path / "weights").mkdir(parents=True)
        record = make_record("evening")
        specification = record.specification.model_copy(
            update={
                "architecture": network(),
                "settings": record.specification.settings.model_copy(update={"seed": 17}),
            }
        )
        folder.write_record(record.model_copy(update={"specification": specification}))
        for epoch in epochs:
            folder.write_snapshot(epoch, weights_of(network(), epoch))
        return folder

    return make


def test_that_what_is_set_up_is_seen_as_a_training_would_begin() -> None:
    made = Network.untrained(network(), 3)
    assert made.title == ""
    assert made.architecture == network().active()
    assert (made.run, made.epochs, made.class_names) == (None, (), ())
    for epoch in (None, 0, 4):
        assert made.source(epoch) == Untrained(network().active(), 3)


def test_that_a_run_knows_its_epochs_its_classes_and_its_seed(make_run: MakeRun) -> None:
    folder = make_run(0, 2, 1)
    made = Network.of_run(folder)
    assert made == Network(
        "evening",
        network().active(),
        ("0", "1"),
        seed=17,
        run=folder.path,
        epochs=(0, 1, 2),
        dataset="fashion-mnist",
    )


def test_that_an_epoch_that_was_stopped_comes_after_the_last_whole_one(make_run: MakeRun) -> None:
    folder = make_run(0, 1)
    folder.write_unfinished(folder.read_snapshot(1, network()))
    made = Network.of_run(folder)
    assert (made.epochs, made.unfinished) == ((0, 1, 2), 2)
    assert made.source(2) == Snapshot(folder.path, 2, network().active(), unfinished=True)
    assert made.source(1) == Snapshot(folder.path, 1, network().active())


def test_that_the_last_epoch_is_seen_unless_another_is_chosen(make_run: MakeRun) -> None:
    folder = make_run(0, 1, 2)
    made = Network.of_run(folder)
    assert made.source(None) == Snapshot(folder.path, 2, made.architecture)
    assert made.source(0) == Snapshot(folder.path, 0, made.architecture)


def test_that_a_run_without_weights_says_so(make_run: MakeRun) -> None:
    with pytest.raises(CnnLabError, match="The run evening has no weights"):
        Network.of_run(make_run())


def test_that_a_deleted_run_says_so(make_run: MakeRun) -> None:
    folder = make_run(0)
    shutil.rmtree(folder.path)
    with pytest.raises(CnnLabError) as caught:
        Network.of_run(folder)
    assert str(folder.path) in str(caught.value)


def test_that_images_of_the_right_size_are_taken() -> None:
    Network.untrained(network(), 0).check_images((10, 10, 1), "Made")


@pytest.mark.parametrize("shape", [(10, 10, 3), (8, 10, 1), (10, 8, 1)])
def test_that_what_is_set_up_can_be_fitted_to_other_images(shape: tuple[int, int, int]) -> None:
    with pytest.raises(CnnLabError) as caught:
        Network.untrained(network(), 0).check_images(shape, "Photographs")
    size = "×".join(str(side) for side in shape)
    assert str(caught.value) == (
        f"This network takes images of 10×10×1, but those of Photographs are {size}. "
        "Choose Model ▸ Fit the network to the dataset."
    )


def test_that_a_run_takes_only_the_images_it_was_trained_on(make_run: MakeRun) -> None:
    with pytest.raises(CnnLabError) as caught:
        Network.of_run(make_run(0)).check_images((32, 32, 3), "Photographs")
    assert str(caught.value) == (
        "evening takes images of 10×10×1, but those of Photographs are 32×32×3. "
        "Choose the dataset it was trained on, or another run."
    )
