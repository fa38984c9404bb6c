"""Strokes, and the form in which a drawing is kept in a file."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from cnnlab_gui.core.drawing.stroke import (
    MOST_POINTS,
    MOST_STROKES,
    Stroke,
    drawing_from_json,
    drawing_to_json,
)
from cnnlab_gui.core.errors import CnnLabError

numbers = st.integers(0, 100_000).map(lambda n: n / 100_000)
widths = st.integers(100, 50_000).map(lambda n: n / 100_000)
strokes = st.lists(st.tuples(numbers, numbers, widths), min_size=1, max_size=9).map(
    lambda rows: Stroke(tuple((x, y) for x, y, _ in rows), tuple(w for *_, w in rows))
)
POINT: list[JsonValue] = [0.5, 0.5]


@given(drawing=st.lists(strokes, max_size=4))
def test_that_a_drawing_comes_back_from_json(drawing: list[Stroke]) -> None:
    text = json.dumps(drawing_to_json(drawing), allow_nan=False)
    assert drawing_from_json(json.loads(text)) == tuple(drawing)


def test_that_an_even_stroke_keeps_one_width_in_json() -> None:
    stroke = Stroke.even([(0.1, 0.2), (0.3, 0.4)], 0.09)
    assert stroke.to_json() == {"points": [[0.1, 0.2], [0.3, 0.4]], "widths": [0.09]}


def test_that_a_strokes_box_holds_its_ink_and_its_length_is_its_pens_way() -> None:
    stroke = Stroke(((0.2, 0.5), (0.5, 0.9)), (0.2, 0.1))
    assert stroke.box == pytest.approx((0.1, 0.4, 0.55, 0.95))
    assert stroke.length == pytest.approx(0.5)
    assert np.array_equal(stroke.path[:, 2], [0.1, 0.05])


def test_that_a_width_belongs_to_each_point() -> None:
    for points, widths in (((), ()), (((0.0, 0.0),), ()), (((0.0, 0.0),), (0.1, 0.1))):
        with pytest.raises(ValueError, match="widths"):
            Stroke(points, widths)


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        [[]],
        [{"points": [], "widths": []}],
        [{"points": [POINT], "widths": []}],
        [{"points": [POINT], "widths": [0.1, 0.1]}],
        [{"points": [POINT], "widths": [0.1], "name": "x"}],
        [{"points": [[0.5]], "widths": [0.1]}],
        [{"points": [["0.5", 0.5]], "widths": [0.1]}],
        [{"points": [[True, 0.5]], "widths": [0.1]}],
        [{"points": [[1.1, 0.5]], "widths": [0.1]}],
        [{"points": [[-0.1, 0.5]], "widths": [0.1]}],
        [{"points": [[float("nan"), 0.5]], "widths": [0.1]}],
        [{"points": [[float("inf"), 0.5]], "widths": [0.1]}],
        [{"points": [[10**400, 0.5]], "widths": [0.1]}],
        [{"points": [POINT], "widths": [0]}],
        [{"points": [POINT], "widths": [0.6]}],
        [{"points": [POINT] * (MOST_POINTS + 1), "widths": [0.1]}],
        [{"points": [POINT] * (MOST_POINTS // 2 + 1), "widths": [0.1]}] * 2,
        [{"points": [POINT], "widths": [0.1]}] * (MOST_STROKES + 1),
    ],
)
def test_that_what_is_no_drawing_is_refused_in_a_sentence(value: JsonValue) -> None:
    with pytest.raises(CnnLabError) as caught:
        drawing_from_json(value)
    assert str(caught.value).endswith(".")


def test_that_a_drawing_that_could_not_be_read_again_is_not_written() -> None:
    dot = Stroke.even([(0.5, 0.5)], 0.1)
    with pytest.raises(CnnLabError, match="more simply"):
        drawing_to_json([dot] * (MOST_STROKES + 1))
    with pytest.raises(CnnLabError, match="more simply"):
        drawing_to_json([Stroke.even([(0.5, 0.5)] * (MOST_POINTS + 1), 0.1)])
