"""Which images a network is looked into with, and how a person names them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.choice import (
    MOST_ROWS,
    Chosen,
    Words,
    all_stepped,
    drawn,
    fitting,
    images_of,
    label_of,
    parse_indices,
    parse_rows,
    random_choice,
    same_class,
    stepped,
    workshop_choice,
    written,
)

SHAPE = (4, 5, 1)


def made(train: int = 40, test: int = 30, classes: int = 3) -> Dataset:
    """Random images; the last of the classes has no test image."""
    rng = np.random.default_rng(3)
    return Dataset(
        "made",
        "Made",
        tuple(f"class {k}" for k in range(classes)),
        rng.integers(0, 256, (train, *SHAPE), np.uint8),
        (np.arange(train) % classes).astype(np.uint8),
        rng.integers(0, 256, (test, *SHAPE), np.uint8),
        (np.arange(test) % (classes - 1)).astype(np.uint8),
    )


def indices(rows: tuple[Chosen, ...]) -> list[int]:
    return [chosen.index for chosen in rows]


def drawing(value: int = 7) -> Chosen:
    return drawn(np.full(SHAPE, value, np.uint8))


# Choosing


def test_that_the_workshops_images_are_chosen_first() -> None:
    rows = workshop_choice(made())
    assert indices(rows) == [0, 23, 28]
    assert {chosen.half for chosen in rows} == {"test"}


@pytest.mark.parametrize(("count", "expected"), [(29, [0, 23, 28]), (28, [0, 1, 2]), (2, [0, 1])])
def test_that_a_small_dataset_gives_its_first_images(count: int, expected: list[int]) -> None:
    assert indices(workshop_choice(made(test=count))) == expected


def test_that_images_at_random_are_different_and_the_same_for_the_same_seed() -> None:
    dataset = made()
    rows = random_choice(dataset, 8, seed=1)
    assert len(set(rows)) == 8
    assert rows == random_choice(dataset, 8, seed=1)
    assert rows != random_choice(dataset, 8, seed=2)
    assert len(random_choice(made(test=2), 3, seed=1)) == 2
    assert max(indices(random_choice(dataset, 40, seed=1, half="train"))) == 39


def test_that_three_of_the_same_class_are_different_images_of_that_class() -> None:
    dataset = made()
    for half in ("test", "train"):
        rows = same_class(dataset, 1, 3, seed=4, half=half)
        assert len(set(rows)) == 3
        assert {(chosen.half, label_of(dataset, chosen)) for chosen in rows} == {(half, 1)}


def test_that_a_random_class_is_one_that_has_images_enough() -> None:
    dataset = made()
    found = set()
    for seed in range(20):
        rows = same_class(dataset, None, 3, seed)
        assert len(rows) == 3
        found |= {label_of(dataset, chosen) for chosen in rows}
    assert found == {0, 1}


def test_that_a_class_without_images_is_told() -> None:
    with pytest.raises(CnnLabError, match="No test image is of the class “class 2”"):
        same_class(made(), 2, 3, seed=0)


# Stepping


def test_that_steps_end_at_the_first_and_the_last_image_of_the_half() -> None:
    dataset = made()
    assert stepped(Chosen("test", 28), 1, dataset) == Chosen("test", 29)
    assert stepped(Chosen("test", 29), 1, dataset) == Chosen("test", 29)
    assert stepped(Chosen("train", 29), 5, dataset) == Chosen("train", 34)
    assert stepped(Chosen("test", 2), -5, dataset) == Chosen("test", 0)
    assert stepped(drawing(), 1, dataset) == drawing()


def test_that_images_that_step_together_keep_their_distances() -> None:
    dataset, rows = made(), (Chosen("test", 3), drawing(), Chosen("test", 28))
    there = all_stepped(rows, 1, dataset)
    assert there == (Chosen("test", 4), drawing(), Chosen("test", 29))
    assert all_stepped(there, 1, dataset) == there
    assert all_stepped(there, -1, dataset) == rows
    assert all_stepped((drawing(),), 1, dataset) == (drawing(),)


# Pixels and labels


def test_that_the_pixels_of_all_rows_come_in_their_order() -> None:
    dataset = made()
    gathered = images_of(dataset, (Chosen("train", 39), drawing(9), Chosen("test", 0)))
    assert gathered.shape == (3, *SHAPE)
    assert gathered.dtype == np.uint8
    assert np.array_equal(gathered[0], dataset.x_train[39])
    assert (gathered[1] == 9).all()
    assert np.array_equal(gathered[2], dataset.x_test[0])
    assert images_of(dataset, ()).shape == (0, *SHAPE)


def test_that_a_label_is_the_halfs_own_and_a_drawing_has_none() -> None:
    dataset = made()
    assert label_of(dataset, Chosen("train", 5)) == dataset.y_train[5] == 2
    assert label_of(dataset, Chosen("test", 5)) == dataset.y_test[5] == 1
    assert label_of(dataset, drawing()) is None


def test_that_drawings_are_equal_where_their_pixels_are() -> None:
    assert drawing(1) == drawing(1)
    assert hash(drawing(1)) == hash(drawing(1))
    assert drawing(1) != drawing(2)
    assert drawn(np.zeros((4, 5, 1), np.uint8)) != drawn(np.zeros((5, 4, 1), np.uint8))


# Another dataset


def test_that_what_another_dataset_lacks_is_left_out() -> None:
    rows = (Chosen("test", 0), Chosen("test", 12), Chosen("train", 12), drawing())
    assert fitting(rows, made()) == rows
    assert fitting(rows, made(test=10)) == (rows[0], rows[2], rows[3])


def test_that_the_workshops_images_stand_in_where_nothing_fits() -> None:
    other = drawn(np.zeros((9, 9, 3), np.uint8))
    assert fitting((Chosen("test", 99), other), made()) == workshop_choice(made())
    assert fitting((), made(test=2)) == (Chosen("test", 0), Chosen("test", 1))


def test_that_no_more_rows_fit_than_can_be_compared() -> None:
    rows = tuple(Chosen("test", k) for k in range(20))
    assert fitting(rows, made()) == rows[:MOST_ROWS]


# Typing


@pytest.mark.parametrize(
    "text", ["0, 23, 28", "0,23,28", "0 23 28", " 0;23 ; 28 ,", "0,\t23,\n28", "+0, 23, 28"]
)
def test_that_indices_are_read_however_they_are_set_apart(text: str) -> None:
    assert parse_indices(text, 29) == (0, 23, 28)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "No image is named. Write indices, such as 0, 23, 28."),
        (" , ;", "No image is named. Write indices, such as 0, 23, 28."),
        (
            "0, shoe",
            "“shoe” is no index. Write whole numbers with commas between them, such as 0, 23, 28.",
        ),
        (
            "1.5",
            "“1.5” is no index. Write whole numbers with commas between them, such as 0, 23, 28.",
        ),
        (
            "10000",
            "There is no image 10000: the dataset has 10,000 test images, 0 to 9,999.",
        ),
        ("-1", "There is no image -1: the dataset has 10,000 test images, 0 to 9,999."),
        (
            "9,999, 10,000",
            "“000” begins with a zero. Commas stand between indices, so write 10000 without one.",
        ),
        (
            "9" * 5000,
            f"There is no image {'9' * 40}…: the dataset has 10,000 test images, 0 to 9,999.",
        ),
        ("1 2 3 4 5 6 7 8 9", "9 images are too many to compare. Name at most 8."),
    ],
)
def test_that_what_cannot_be_is_told_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(CnnLabError) as caught:
        parse_indices(text, 10_000)
    assert str(caught.value) == sentence


def test_that_the_sentence_speaks_of_the_half_that_is_meant() -> None:
    with pytest.raises(CnnLabError, match="40 training images, 0 to 39"):
        parse_indices("40", 40, "train")
    with pytest.raises(CnnLabError, match="has no test images"):
        parse_indices("0", 0)


@given(text=st.text(max_size=60) | st.from_regex(r"[-\d, a]{0,9000}", fullmatch=True))
def test_that_any_text_gives_images_that_are_there_or_one_short_sentence(text: str) -> None:
    found, said = (), "none"
    try:
        found = parse_indices(text, 30)
    except CnnLabError as error:
        said = str(error)
    assert said.endswith(".") != bool(found)
    assert len(said) < 200
    assert "\n" not in said
    assert len(found) <= MOST_ROWS
    assert all(0 <= index < 30 for index in found)


def test_that_halves_and_drawings_are_written_as_they_are_read() -> None:
    dataset, words = made(), Words("Test", "Lernen", "Zeichnung")
    rows = (Chosen("test", 0), drawing(1), Chosen("train", 39), drawing(2), Chosen("test", 3))
    for half in ("test", "train"):
        text = written(rows, half, words)
        assert parse_rows(text, dataset, half, rows, words) == rows
    assert written(rows, "test") == "0, drawing, training 39, drawing, 3"
    assert parse_rows("TRAINING 5 6", dataset, "test") == (Chosen("train", 5), Chosen("test", 6))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("drawing", "There is no such drawing. Draw one first, or name an index."),
        ("training", "No image is named. Write indices, such as 0, 23, 28."),
        ("training 40", "There is no image 40: the dataset has 40 training images, 0 to 39."),
        ("30", "There is no image 30: the dataset has 30 test images, 0 to 29."),
    ],
)
def test_that_words_without_an_image_are_told(text: str, sentence: str) -> None:
    with pytest.raises(CnnLabError) as caught:
        parse_rows(text, made(), "test")
    assert str(caught.value) == sentence
