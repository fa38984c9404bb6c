"""Numbers and matrices as people write and copy them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.kernel import KERNELS, Kernel
from cnnlab_gui.core.inside.matrix_text import (
    count_of,
    is_begun,
    matrix_of,
    number_of,
    text_of,
    texts_of,
)

COUNTED = ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0), (7.0, 8.0, 9.0))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        (" -1 ", -1),
        ("−1", -1),
        ("+2.5", 2.5),
        ("0,5", 0.5),
        (".5", 0.5),
        ("1e-3", 0.001),
        ("1/9", 1 / 9),
        ("-1 / 4", -0.25),
        ("1000", 1000),
    ],
)
def test_that_numbers_are_read_as_people_write_them(text: str, value: float) -> None:
    assert number_of(text) == value


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is no number"),
        ("abc", "is no number"),
        ("1 2", "is no number"),
        ("nan", "is no number"),
        ("inf", "is no number"),
        ("1/0", "divides by 0"),
        ("1001", "too large here"),
        ("1e999", "too large here"),
        ("1/1e-320", "too large here"),
        ("1" * 5000, "is no number"),
    ],
)
def test_that_what_is_no_number_of_a_kernel_is_refused_in_a_sentence(text: str, why: str) -> None:
    with pytest.raises(CnnLabError, match=why):
        number_of(text)


@pytest.mark.parametrize("text", ["", "-", "−", "+", "1/", "-.", "1e", "2e-", "1/-"])
def test_that_what_may_become_a_number_is_no_mistake_yet(text: str) -> None:
    assert is_begun(text)


@pytest.mark.parametrize("text", ["a", "1a", "--1", "1//2", "1 2", "2000"])
def test_that_what_no_number_begins_with_is_a_mistake(text: str) -> None:
    assert not is_begun(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-1.0, "−1"),
        (0.25, "0.25"),
        (1 / 9, "1/9"),
        (-2 / 3, "−2/3"),
        (0.0625, "1/16"),
        (0.123456789, "0.123457"),
        (1000.0, "1000"),
    ],
)
def test_that_a_number_is_written_as_it_is_best_read(value: float, text: str) -> None:
    assert text_of(value) == text


@given(st.floats(-1000, 1000))
def test_that_what_is_written_is_read_as_nearly_the_same_number(value: float) -> None:
    assert number_of(text_of(value)) == pytest.approx(value, rel=1e-5, abs=1e-11)


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
def test_that_presets_are_written_and_read_back_exactly(kernel: Kernel) -> None:
    texts = texts_of(kernel.matrix)
    assert tuple(tuple(map(number_of, row)) for row in texts) == kernel.matrix


def test_that_a_mean_is_written_over_one_denominator() -> None:
    gaussian = next(kernel for kernel in KERNELS if kernel.name == "Gauss")
    assert texts_of(gaussian.matrix)[:2] == (("1/16", "2/16", "1/16"), ("2/16", "4/16", "2/16"))


def test_that_numbers_without_a_common_denominator_are_written_each_by_itself() -> None:
    row = (1 / 9, 0.5, 3.14159265)
    assert texts_of((row, row, row))[0] == ("1/9", "0.5", "3.14159")


@pytest.mark.parametrize(
    "text",
    [
        "1\t2\t3\n4\t5\t6\n7\t8\t9",
        "1\t2\t3\r\n4\t5\t6\r\n7\t8\t9\r\n",
        "1 2 3\n4 5 6\n7 8 9",
        "1;2;3\n4;5;6\n7;8;9",
        "1,2,3\n4,5,6\n7,8,9",
        "[[1, 2, 3],\n [4, 5, 6],\n [7, 8, 9]]",
        "[[1,2,3],[4,5,6],[7,8,9]]",
        "((1, 2, 3), (4, 5, 6), (7, 8, 9))",
        "array([[1., 2., 3.],\n       [4., 5., 6.],\n       [7., 8., 9.]])",
        "{{1,2,3},{4,5,6},{7,8,9}}",
        "1 2 3 4 5 6 7 8 9",
        "1,2,3,4,5,6,7,8,9",
        "18/18 2 3\n4 5 12 / 2\n7 8 9",
    ],
)
def test_that_matrices_are_read_from_spreadsheets_programs_and_lines(text: str) -> None:
    assert matrix_of(text) == COUNTED
    assert count_of(text) == 9


@pytest.mark.parametrize("row", ["0,5\t1\t−2", "0,5;1;-2", "0,5 1 -2"])
def test_that_a_decimal_comma_is_one_where_something_else_parts_the_numbers(row: str) -> None:
    assert matrix_of("\n".join([row] * 3)) == ((0.5, 1.0, -2.0),) * 3


def test_that_5_rows_of_5_are_read() -> None:
    rows = "\n".join(["1 0 0 0 -1"] * 5)
    assert matrix_of(rows) == ((1.0, 0.0, 0.0, 0.0, -1.0),) * 5


@pytest.mark.parametrize(
    "text",
    ["", "hello", "1", "1 2 3", "1 2\n3 4", "1 2 3\n4 5\n6 7 8", "\n".join(["1 2 3 4"] * 4)],
)
def test_that_what_is_no_matrix_of_a_kernel_s_size_is_refused(text: str) -> None:
    with pytest.raises(CnnLabError, match="Copy 3 rows of 3 numbers"):
        matrix_of(text)


def test_that_a_word_in_a_matrix_is_named() -> None:
    with pytest.raises(CnnLabError, match="'pear' is no number"):
        matrix_of("1 2 3\n4 pear 6\n7 8 9")


def test_that_of_a_long_text_only_the_beginning_is_read() -> None:
    with pytest.raises(CnnLabError):
        matrix_of("1 " * 10_000_000)
