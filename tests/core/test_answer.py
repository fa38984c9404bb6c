"""What a network's probabilities say: the first, the runner-up, and how sure it is."""

import numpy as np
import pytest

from cnnlab_gui.core.drawing.answer import Answer, Sureness

DIGITS = tuple("0123456789")


def answer(**shares: float) -> Answer:
    """The answer with these shares, ``_7=0.9``, and nothing for all other digits."""
    probabilities = np.zeros(10, np.float32)
    for digit, share in shares.items():
        probabilities[int(digit[1:])] = share
    return Answer.of(probabilities, DIGITS)


def test_that_the_likeliest_class_comes_first() -> None:
    seen = answer(_7=0.7, _1=0.2, _9=0.1)
    assert [guess.name for guess in seen.ranked[:3]] == ["7", "1", "9"]
    assert len(seen.ranked) == 10
    assert seen.first is not None
    assert seen.second is not None
    assert (seen.first.at, seen.first_name) == (7, "7")
    assert seen.second.share == pytest.approx(0.2)


def test_that_of_equals_the_earlier_class_comes_first() -> None:
    seen = answer(_8=0.3, _3=0.3, _5=0.4)
    assert [guess.name for guess in seen.ranked] == list("5380124679")


@pytest.mark.parametrize(
    ("shares", "sureness", "text"),
    [
        ({"_7": 0.995}, Sureness.ALMOST_CERTAIN, "almost certain"),
        ({"_7": 0.98, "_1": 0.02}, Sureness.QUITE_SURE, "quite sure"),
        ({"_7": 0.75, "_1": 0.2}, Sureness.NOT_SURE, "not very sure"),
        ({"_4": 0.48, "_9": 0.44}, Sureness.TORN, "torn between 4 and 9"),
        ({"_9": 0.52, "_4": 0.44}, Sureness.TORN, "torn between 9 and 4"),
        ({"_4": 0.55, "_9": 0.1, "_1": 0.1}, Sureness.NOT_SURE, "not very sure"),
        ({"_4": 0.2, "_9": 0.19, "_1": 0.18}, Sureness.GUESSING, "guessing"),
    ],
)
def test_that_sureness_is_told_in_plain_words(
    shares: dict[str, float], sureness: Sureness, text: str
) -> None:
    seen = answer(**shares)
    assert seen.sureness is sureness
    assert str(seen.sureness_text()) == text


def test_that_long_names_can_be_left_out() -> None:
    seen = answer(_4=0.48, _9=0.44)
    assert str(seen.sureness_text(short=True)) == "torn between two"
    assert str(answer(_4=0.9).sureness_text(short=True)) == "quite sure"


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_that_a_network_that_went_astray_has_no_guess(wrong: float) -> None:
    seen = answer(_3=0.9, _5=wrong)
    assert seen.is_astray
    assert (seen.first, seen.second, seen.ranked, seen.first_name) == (None, None, (), "")
    assert seen.sureness is Sureness.ASTRAY
    assert str(seen.sureness_text()) == "no answer"
    assert "went astray" in str(seen.problem)


def test_that_an_answer_in_numbers_has_no_problem() -> None:
    assert answer(_3=1.0).problem is None
    assert not answer(_3=1.0).is_astray


def test_that_a_class_without_a_name_is_called_by_its_place() -> None:
    seen = Answer.of([0.1, 0.2, 0.7], ("cat", "dog"))
    assert seen.class_names == ("cat", "dog", "2")
    assert Answer.of([0.4, 0.6], ("a", "b", "c")).class_names == ("a", "b")
    assert seen.probabilities.dtype == np.float32


def test_that_a_network_of_one_class_has_no_runner_up() -> None:
    seen = Answer.of([1.0], ("only",))
    assert seen.first_name == "only"
    assert seen.second is None
    assert seen.sureness is Sureness.ALMOST_CERTAIN


@pytest.mark.parametrize("shape", [(0,), (1, 2), ()])
def test_that_what_is_no_row_of_probabilities_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="probabilities"):
        Answer(("a", "b")[: len(shape)], np.zeros(shape, np.float32))
