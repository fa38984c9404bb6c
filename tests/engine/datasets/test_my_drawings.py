"""A person's drawings as datasets: alone, and among other digits."""

from pathlib import Path

import numpy as np
import pytest

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.drawing.collection import DrawingCollection
from cnnlab_gui.core.drawing.kept import KeptDrawing
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.engine.datasets import library as library_module
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.datasets.my_drawings import (
    MOST_VARIANTS,
    digits_and_mine,
    my_drawings,
    variants,
)
from cnnlab_gui.engine.datasets.shared import SharedLibrary
from cnnlab_gui.engine.datasets.stroke_digits.generator import (
    make_stroke_digits,
    stroke_digits_dataset,
)

BASE_TRAIN, BASE_TEST = 3000, 40


@pytest.fixture
def collection() -> DrawingCollection:
    return DrawingCollection()


@pytest.fixture
def few_stroke_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be fewer built-in digits, so that no test waits for thousands."""
    monkeypatch.setattr(library_module, "STROKE_DIGITS_TRAIN", BASE_TRAIN)
    monkeypatch.setattr(library_module, "STROKE_DIGITS_TEST", BASE_TEST)


@pytest.fixture(scope="module")
def base() -> Dataset:
    return stroke_digits_dataset(train=BASE_TRAIN, test=BASE_TEST)


def keep(collection: DrawingCollection, count: int, seed: int = 1, minute: int = 0) -> list[str]:
    """Keep so many drawings; their ids, in order."""
    images, labels = make_stroke_digits(count, seed)
    return [
        collection.add(
            KeptDrawing(
                str(label), image, created=f"2026-11-10T10:{minute:02}:00.{number:06}+00:00"
            )
        )
        for number, (image, label) in enumerate(zip(images, labels, strict=True))
    ]


# Alone


def test_that_without_a_drawing_a_sentence_says_where_to_draw_one() -> None:
    library = DatasetLibrary()
    for dataset_id in ("my-drawings", "digits-and-mine"):
        with pytest.raises(CnnLabError, match="not kept a drawing yet: draw one on the page Draw"):
            library.load(dataset_id, limit=5)
    assert {info.id for info in library.infos()}.isdisjoint({"my-drawings", "digits-and-mine"})


def test_that_one_drawing_is_enough_to_open_and_that_it_is_tested_on_is_said(
    collection: DrawingCollection,
) -> None:
    keep(collection, 1)
    dataset = DatasetLibrary().load("my-drawings")
    (drawing,) = collection.all()
    np.testing.assert_array_equal(dataset.x_train[0, ..., 0], drawing.pixels)
    np.testing.assert_array_equal(dataset.x_test, dataset.x_train)
    np.testing.assert_array_equal(dataset.y_test, dataset.y_train)
    assert dataset.class_names == tuple("0123456789")
    assert dataset.y_train.tolist() == [int(drawing.label)]
    assert "the test images are the training images" in dataset.origin


def test_that_every_fifth_drawing_of_a_digit_is_for_testing(collection: DrawingCollection) -> None:
    keep(collection, 120)
    dataset = my_drawings(collection)
    assert np.bincount(dataset.y_train).tolist() == [10] * 10
    assert np.bincount(dataset.y_test).tolist() == [2] * 10
    assert dataset.origin == str(collection.folder)
    together = np.concatenate([dataset.x_train, dataset.x_test])[..., 0]
    kept = {drawing.pixels.tobytes() for drawing in collection.all()}
    assert {image.tobytes() for image in together} == kept


def test_that_one_drawing_more_moves_no_other_between_training_and_testing(
    collection: DrawingCollection,
) -> None:
    keep(collection, 100)
    before = my_drawings(collection)
    keep(collection, 7, seed=2, minute=1)
    after = my_drawings(collection)
    assert after.x_train[: len(before.x_train)].tobytes() == before.x_train.tobytes()
    assert after.x_test[: len(before.x_test)].tobytes() == before.x_test.tobytes()
    assert after.sha256 != before.sha256


# Among other digits


def test_that_the_mixture_holds_every_digit_of_the_base_and_every_drawing(
    collection: DrawingCollection, base: Dataset
) -> None:
    keep(collection, 60)
    mixed, alone = digits_and_mine(collection, lambda: base), my_drawings(collection)
    images = {
        image.tobytes(): label for image, label in zip(mixed.x_train, mixed.y_train, strict=True)
    }
    for half in (base, alone):
        for image, label in zip(half.x_train, half.y_train, strict=True):
            assert images[image.tobytes()] == label
    share = 1 - len(base.y_train) / len(mixed.y_train)
    assert 0.05 <= share <= 0.1
    assert mixed.x_test.tobytes() == base.x_test.tobytes() + alone.x_test.tobytes()
    assert mixed.y_test.tolist() == base.y_test.tolist() + alone.y_test.tolist()
    assert base.title in mixed.origin


def test_that_a_limit_keeps_the_share_of_the_drawings(
    collection: DrawingCollection, few_stroke_digits: None, base: Dataset
) -> None:
    keep(collection, 60)
    whole = DatasetLibrary().load("digits-and-mine")
    fifth = DatasetLibrary().load("digits-and-mine", limit=len(whole.y_train) // 5)
    theirs = {image.tobytes() for image in base.x_train}
    mine = [image.tobytes() not in theirs for image in fifth.x_train]
    assert 0.04 < np.mean(mine) < 0.12
    np.testing.assert_array_equal(fifth.x_train, whole.x_train[: len(fifth.x_train)])
    assert len(fifth.x_test) == len(whole.x_test)


def test_that_the_same_drawings_give_the_same_mixture(
    collection: DrawingCollection, base: Dataset
) -> None:
    (first, *_) = keep(collection, 12)
    before = digits_and_mine(collection, lambda: base).sha256
    assert digits_and_mine(collection, lambda: base).sha256 == before
    removed = collection.remove(first)
    assert digits_and_mine(collection, lambda: base).sha256 != before
    assert removed is not None
    collection.add(removed)
    assert digits_and_mine(collection, lambda: base).sha256 == before


def test_that_one_drawing_is_not_repeated_without_end(
    collection: DrawingCollection, base: Dataset
) -> None:
    keep(collection, 1)
    many = np.concatenate([base.x_train] * 5)
    large = Dataset(
        "b", "B", tuple("0123456789"), many, many[:, 0, 0, 0], many[:9], many[:9, 0, 0, 0]
    )
    assert len(digits_and_mine(collection, lambda: large).x_train) == len(many) + MOST_VARIANTS


def test_that_variants_are_like_their_drawing_but_no_two_alike() -> None:
    images, _ = make_stroke_digits(20, 3)
    made = variants(images[..., None], 30, np.random.default_rng(0)).reshape(20, 30, 28 * 28)
    np.testing.assert_array_equal(made[:, 0].reshape(20, 28, 28), images)
    assert len({row.tobytes() for row in made.reshape(-1, 784)}) == 600
    ink = made.sum(axis=-1, dtype=np.int64)
    assert ((ink > 0.6 * ink[:, :1]) & (ink < 1.5 * ink[:, :1])).all()
    # Each is nearer to the drawing it comes from than to the other drawings, nearly always.
    apart = np.linalg.norm(
        made[:, :, None].astype(float) - images.reshape(1, 1, 20, 784).astype(float), axis=-1
    )
    assert np.mean(apart.argmin(axis=-1) == np.arange(20)[:, None]) > 0.9


# In the library


def test_that_infos_foretell_the_counts_without_reading_a_drawing(
    collection: DrawingCollection, few_stroke_digits: None
) -> None:
    keep(collection, 60)
    library = DatasetLibrary()
    infos = {info.id: info for info in library.infos()}
    for dataset_id in ("my-drawings", "digits-and-mine"):
        info, dataset = infos[dataset_id], library.load(dataset_id)
        assert (info.count_train, info.count_test) == (len(dataset.y_train), len(dataset.y_test))
        assert (info.title, info.class_names) == (dataset.title, dataset.class_names)
        assert (info.image_shape, info.available) == (dataset.image_shape, True)
        assert info.where == collection.folder


def test_that_infos_foretell_the_counts_of_few_drawings(
    collection: DrawingCollection, few_stroke_digits: None
) -> None:
    keep(collection, 3)
    library = DatasetLibrary()
    infos = {info.id: info for info in library.infos()}
    for dataset_id in ("my-drawings", "digits-and-mine"):
        info, dataset = infos[dataset_id], library.load(dataset_id)
        assert (info.count_train, info.count_test) == (len(dataset.y_train), len(dataset.y_test))


def test_that_damaged_mnist_leaves_the_stroke_digits(
    collection: DrawingCollection, few_stroke_digits: None, tmp_path: Path
) -> None:
    keep(collection, 3)
    file = tmp_path / "keras" / "datasets" / "mnist.npz"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"<html>")
    assert "Stroke digits" in DatasetLibrary().load("digits-and-mine").origin


@pytest.mark.usefixtures("real_data")
def test_that_mnist_is_the_base_where_it_is(collection: DrawingCollection, real_data: Path) -> None:
    keep(collection, 3)
    library = DatasetLibrary(real_data)
    info = next(info for info in library.infos() if info.id == "digits-and-mine")
    dataset = library.load("digits-and-mine")
    assert dataset.origin.startswith("MNIST (")
    assert len(dataset.x_train) == info.count_train == 60_000 + 3 * MOST_VARIANTS
    assert len(dataset.x_test) == info.count_test == 10_000


def test_that_a_damaged_drawing_is_left_out_and_named_by_verify(
    collection: DrawingCollection,
) -> None:
    ids = keep(collection, 10)
    (collection.folder / f"{ids[0]}.json").write_bytes(b"")
    library = DatasetLibrary()
    assert len(library.load("my-drawings").y_train) == 9
    verdicts = library.verify("my-drawings")
    assert [verdict.path.stem for verdict in verdicts if not verdict.ok] == [ids[0]]
    assert len(verdicts) == 10
    assert library.verify("digits-and-mine") == []


def test_that_drawings_are_not_downloaded() -> None:
    with pytest.raises(CnnLabError, match="There is no dataset my-drawings to download"):
        DatasetLibrary().fetch("my-drawings")


def test_that_a_shared_library_gives_new_drawings_once_it_has_forgotten(
    collection: DrawingCollection,
) -> None:
    shared = SharedLibrary(DatasetLibrary())
    keep(collection, 2)
    before = shared.load("my-drawings")
    keep(collection, 1, seed=9)
    shared.forget()
    assert len(shared.load("my-drawings").y_train) == len(before.y_train) + 1
