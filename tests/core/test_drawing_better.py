"""The exercise "make it better": how many misread drawings there are, and what to train."""

import numpy as np
import pytest

from cnnlab_gui.core.drawing.better import make_it_better
from cnnlab_gui.core.drawing.kept import KeptDrawing, KeptGuess


def drawing(guess: str | None, seed: int = 0) -> KeptDrawing:
    pixels = np.random.default_rng(seed).integers(0, 256, (28, 28), np.uint8)
    guessed = KeptGuess(label=guess, probability=0.9) if guess is not None else None
    return KeptDrawing("7", pixels, guessed)


def test_that_without_a_misread_drawing_the_person_is_told_how_to_begin() -> None:
    exercise = make_it_better([drawing("7"), drawing(None)])
    assert (exercise.misread, exercise.specification) == ((), None)
    assert "until one is misread" in str(exercise.sentence)


def test_that_a_class_that_is_no_digit_is_no_misreading() -> None:
    assert make_it_better([drawing("Ankle boot")] * 9).misread == ()


@pytest.mark.parametrize("count", [1, 4])
def test_that_too_few_misread_drawings_ask_for_more(count: int) -> None:
    exercise = make_it_better([drawing("7"), *(drawing("1", seed) for seed in range(count))])
    assert len(exercise.misread) == count
    assert exercise.specification is None
    assert f"Misread drawings kept: {count} of 5. Keep {5 - count} more" in str(exercise.sentence)


def test_that_five_misread_drawings_can_be_trained_on() -> None:
    exercise = make_it_better(drawing("1", seed) for seed in range(5))
    wanted = exercise.specification
    assert wanted is not None
    assert (wanted.dataset, wanted.preset) == ("digits-and-mine", "mnist-cnn-32")
    assert "Misread drawings kept: 5. Train" in str(exercise.sentence)
