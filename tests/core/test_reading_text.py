"""What maps are called, and what is known of a weight or of what speaks for a class."""

from dataclasses import replace

import numpy as np
import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.inside.choice import Chosen
from cnnlab_gui.core.inside.draw import draw_channels, draw_evidence, draw_grid, draw_kernels
from cnnlab_gui.core.inside.overlay import ACTIVATION, OCCLUSION
from cnnlab_gui.core.inside.reading_text import evidence_text, map_names, speaks, weight_text
from cnnlab_gui.core.inside.sheet import Cell
from cnnlab_gui.core.inside.sources import Untrained
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState
from cnnlab_gui.core.inside.view import Seen, View, Wish
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten

NETWORK = Architecture(
    input_shape=(12, 12, 1),
    layers=(
        Conv2D(filters=3),
        SeparableConv2D(filters=5),
        DepthwiseConv2D(),
        Conv2D(filters=2),
        Flatten(),
        Dense(units=3, activation="softmax"),
    ),
)
FIRST, SEPARABLE, DEPTHWISE, LATER, _, LAST = range(6)
NAMES = ("cat", "dog", "eel")


def state(start: float) -> NetworkState:
    """Every weight is another one: ``start``, and a hundredth more for each."""
    shapes = {
        "000.kernel": (3, 3, 1, 3), "001.depthwise_kernel": (3, 3, 3, 1),
        "001.pointwise_kernel": (1, 1, 3, 5), "002.kernel": (3, 3, 5, 1),
        "003.kernel": (3, 3, 5, 2),
    }  # fmt: skip
    weights = {
        name: (start + np.arange(np.prod(shape)).reshape(shape) / 100).astype(np.float32)
        for name, shape in shapes.items()
    }
    return NetworkState(NETWORK, weights, start)


def blank(view: View, **wish: object) -> Seen:
    shapes = ((10, 10, 3), (8, 8, 5), (6, 6, 5), (4, 4, 2), (32,), (3,))
    now = state(1)
    outputs = LayerOutputs(
        now,
        np.full((2, 12, 12, 1), 0.5, np.float32),
        tuple(np.zeros((2, *shape), np.float32) for shape in shapes),
    )
    outputs.probabilities[:] = (0.1, 0.8, 0.1)
    rows = (Chosen("test", 0), Chosen("test", 1))
    wanted = replace(Wish(view, rows, room=(400, 700)), **wish)  # type: ignore[arg-type]
    return Seen(wanted, Untrained(NETWORK, 0), now, outputs)


def kernels(*, trained: bool = True, **wish: object) -> Seen:
    return draw_kernels(blank(View.KERNELS, **wish), state(-1) if trained else None)


def evidence(activation: np.ndarray, occlusion: np.ndarray | None = None) -> Seen:
    targets = np.array([1, 1], np.int64)
    return draw_evidence(blank(View.EVIDENCE), targets, activation, occlusion)


def cell_of(seen: Seen, **wanted: int | None) -> Cell:
    return next(
        cell
        for cell in seen.sheet.cells
        if all(getattr(cell, name) == value for name, value in wanted.items())
    )


# Weights


@pytest.mark.parametrize(
    ("wish", "channel", "at", "text"),
    [
        (
            {"layer": FIRST},
            2,
            (1, 2, 2),
            "filter 2, row 1, column 2: −0.83 before training, 1.17 now",
        ),
        (
            {"layer": LATER, "input_map": 4},
            1,
            (0, 1, 1),
            "filter 1, input map 4, row 0, column 1: −0.81 before training, 1.19 now",
        ),
        (
            {"layer": LATER, "input_map": None, "channel": 1},
            4,
            (0, 1, 4),
            "filter 1, input map 4, row 0, column 1: −0.81 before training, 1.19 now",
        ),
        (
            {"layer": DEPTHWISE},
            3,
            (0, 0, 3),
            "filter 3, row 0, column 0: −0.97 before training, 1.03 now",
        ),
        (
            {"layer": SEPARABLE},
            None,
            (2, 3, 0),
            "what channel 2 adds to filter 3: −0.87 before training, 1.13 now",
        ),
    ],
)
@pytest.mark.parametrize("row", [0, 1])
def test_that_a_weight_is_told_before_training_and_now(
    wish: dict[str, object], channel: int | None, at: tuple[int, ...], text: str, row: int
) -> None:
    seen = kernels(**wish)
    assert str(weight_text(seen, cell_of(seen, row=row, channel=channel), at)) == text


def test_that_an_untrained_weight_is_told_once() -> None:
    seen = kernels(trained=False, layer=FIRST)
    text = str(weight_text(seen, cell_of(seen, channel=0), (0, 0, 0)))
    assert text == "filter 0, row 0, column 0: 1.00"


# What speaks for a class


def test_that_a_place_is_compared_with_the_strongest_of_its_image() -> None:
    heat = np.ones((2, 12, 12), np.float32)
    heat[0, 3, 4], heat[1, 3, 4] = 5, 2
    seen = evidence(heat)
    texts = [
        str(evidence_text(seen, cell_of(seen, row=row, layer=ACTIVATION), (7, 8, 0), NAMES))
        for row in (0, 1)
    ]
    told = "“dog”: row 7, column 8 speaks for it with {} of the strongest place"
    assert texts == [told.format("0.20"), told.format("0.50")]


def test_that_a_layer_in_which_nothing_speaks_for_the_class_says_so() -> None:
    heat = np.zeros((2, 4, 4), np.float32)
    heat[1, 0, 0] = 1
    seen = evidence(heat)
    assert [speaks(seen, row) for row in (0, 1)] == [False, True]
    text = str(evidence_text(seen, cell_of(seen, row=0, layer=ACTIVATION), (0, 0, 0), NAMES))
    assert text == "Grad-CAM: nothing in this layer speaks for “dog”"
    heat[0, 0, 0] = np.nan
    assert speaks(evidence(heat), 0)


@pytest.mark.parametrize(
    ("fall", "told"), [(0.3, "falls from 80.0 % to 50.0 %"), (-0.15, "rises from 80.0 % to 95.0 %")]
)
def test_that_hiding_a_place_tells_what_becomes_of_the_class(fall: float, told: str) -> None:
    hidden = np.zeros((2, 12, 12), np.float32)
    hidden[1, 5, 6] = fall
    seen = evidence(np.ones((2, 4, 4), np.float32), hidden)
    text = str(evidence_text(seen, cell_of(seen, row=1, layer=OCCLUSION), (5, 6, 0), NAMES))
    assert text == f"hiding what is around row 5, column 6: “dog” {told}"


# Names


def test_that_a_map_of_the_grid_has_its_layers_name_and_shorter_ones() -> None:
    seen = draw_grid(blank(View.GRID, columns=(FIRST, LATER, LAST), channel=1))
    names = {cell.layer: [str(name) for name in map_names(seen, cell)] for cell in seen.sheet.cells}
    assert names == {
        -1: ["input"],
        FIRST: ["Conv2D 1, channel 1", "channel 1", "ch. 1"],
        LATER: ["Conv2D 4, channel 1", "channel 1", "ch. 1"],
        LAST: ["Dense 6"],
    }


def test_that_among_all_channels_of_a_layer_the_channel_is_told() -> None:
    seen = draw_channels(blank(View.CHANNELS, layer=SEPARABLE))
    names = [[str(name) for name in map_names(seen, cell)] for cell in seen.sheet.cells]
    assert names == [[f"channel {channel}", f"ch. {channel}"] for channel in range(5)]
