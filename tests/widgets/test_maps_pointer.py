"""From the value under the pointer to its sum, and to the frames around what it was made of."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.inside.grid import Room, grid_sheet
from cnnlab_gui.core.inside.overlay import ACTIVATION, OCCLUSION
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import INPUT, Sheet
from cnnlab_gui.core.inside.sources import Snapshot, Untrained
from cnnlab_gui.core.inside.view import Seen, View, Wish
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.weights import Weights, weight_shapes
from cnnlab_gui.widgets.maps.places import Place
from cnnlab_gui.widgets.maps.pointer import Reading, frames_of, read_place
from tests.core.inside_parts import (
    CLASSES,
    CONVOLUTION,
    FLAT,
    POOLING,
    CountingEngine,
    images,
    of_test,
    weights_of,
)
from tests.core.sheet_parts import outputs_of
from tests.widgets.maps_parts import cell_of, look

NETWORK = Architecture(
    input_shape=(10, 10, 1),
    layers=(
        Conv2D(filters=4, padding="same"),
        MaxPooling2D(),
        Flatten(),
        Dense(units=3, activation="softmax"),
    ),
)
WISH = Wish(
    rows=of_test(0, 5), columns=(CONVOLUTION, POOLING, FLAT, CLASSES), room=(500, 900), channel=1
)


class RandomEngine(CountingEngine):
    """Outputs by chance, and weights too: what matters here is where they are taken from."""

    def initial_weights(self, architecture: Architecture, seed: int) -> Weights:
        rng = np.random.default_rng(seed)
        return {
            name: rng.normal(size=shape).astype(np.float32)
            for name, shape in weight_shapes(architecture).items()
        }

    def layer_outputs(self, state: Any, images: Any) -> Any:
        made = super().layer_outputs(state, images)
        rng = np.random.default_rng(3)
        for values in made.outputs:
            values[:] = rng.random(values.shape)
        return made


def seen_as(**more: Any) -> Seen:
    return look(WISH, images(), Untrained(NETWORK, 1), RandomEngine(), **more)


def read(seen: Seen, row: int, layer: int, at: Position, channel: int | None = None) -> Reading:
    reading = read_place(seen, Place(cell_of(seen.sheet, row, layer, channel), at))
    assert reading is not None
    return reading


def outlines(reading: Reading) -> list[tuple[int, Rect, bool]]:
    return [(each.cell.layer, each.area, each.beside) for each in reading.outlines]


# Values


@pytest.mark.parametrize("row", [0, 1])
@pytest.mark.parametrize(
    ("layer", "at"),
    [(CONVOLUTION, (3, 7, 1)), (POOLING, (4, 0, 1)), (FLAT, (17,)), (CLASSES, (2,))],
)
def test_that_a_value_is_the_networks_own(row: int, layer: int, at: Position) -> None:
    seen = seen_as()
    reading = read(seen, row, layer, at)
    assert reading.value == seen.outputs.of(layer)[(row, *at)]
    assert reading.arithmetic is not None


def test_that_a_sum_is_made_of_what_the_layer_before_gave() -> None:
    seen = seen_as()
    reading = read(seen, 1, POOLING, (1, 2, 1))
    assert reading.arithmetic is not None
    patch = seen.outputs.of(CONVOLUTION)[1, 2:4, 4:6, 1]
    assert reading.arithmetic.value == pytest.approx(patch.max())


def test_that_a_pixel_of_an_image_is_a_value_without_a_sum() -> None:
    seen = seen_as()
    reading = read(seen, 1, INPUT, (3, 4, 0))
    assert reading.value == seen.outputs.images[1, 3, 4, 0]
    assert reading.arithmetic is None
    assert reading.outlines == ()


def test_that_a_pixel_in_colour_is_the_mean_of_its_channels() -> None:
    pixels = np.random.default_rng(2).random((1, 6, 6, 3), np.float32)
    outputs = outputs_of(pixels, np.zeros((1, 4, 4, 2), np.float32))
    sheet = grid_sheet(outputs, (), 0, MapScale(), Room(48))
    seen = Seen(Wish(), Untrained(NETWORK, 1), outputs.state, outputs, sheet)
    assert read(seen, 0, INPUT, (3, 4, 0)).value == pytest.approx(pixels[0, 3, 4].mean())


@pytest.mark.parametrize(
    ("view", "layer"), [(View.KERNELS, CONVOLUTION), (View.EVIDENCE, ACTIVATION)]
)
def test_that_only_what_layers_give_is_read(view: View, layer: int) -> None:
    seen = seen_as(view=view)
    assert read_place(seen, Place(cell_of(seen.sheet, 1, layer), (0, 0, 0))) is None


def test_that_a_bar_beside_the_evidence_is_read_as_its_class() -> None:
    seen = seen_as(view=View.EVIDENCE)
    shares = seen.outputs.probabilities[1]
    for bar, number in enumerate(np.argsort(-shares)):
        reading = read(seen, 1, CLASSES, (bar,))
        assert reading.at == (number,)
        assert reading.value == shares[number]
        assert reading.arithmetic is not None
        assert reading.outlines == ()


def test_that_the_same_place_is_framed_in_all_that_speaks_for_an_image() -> None:
    seen = seen_as(view=View.EVIDENCE, thorough=True)
    place = Place(cell_of(seen.sheet, 1, ACTIVATION), (2, 3, 0))
    framed = [(each.cell.row, each.cell.layer, each.area) for each in frames_of(seen, place)]
    assert framed == [(1, INPUT, Rect(2, 3, 1, 1)), (1, OCCLUSION, Rect(2, 3, 1, 1))]


def test_that_a_weight_is_framed_before_training_and_now(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    (tmp_path / "weights").mkdir()
    for epoch in (0, 1):
        folder.write_snapshot(epoch, weights_of(NETWORK, epoch + 1))
    seen = look(WISH, images(), Snapshot(tmp_path, 1, NETWORK), RandomEngine(), view=View.KERNELS)
    place = Place(cell_of(seen.sheet, 0, CONVOLUTION, 2), (1, 0, 2))
    (other,) = frames_of(seen, place)
    assert (other.cell.row, other.cell.channel, other.area) == (1, 2, Rect(1, 0, 1, 1))


def test_that_a_place_that_the_layer_has_not_says_nothing() -> None:
    seen = seen_as()
    assert read_place(seen, Place(cell_of(seen.sheet, 0, POOLING), (5, 0, 1))) is None


# Frames


def test_that_a_value_of_a_convolution_frames_its_patch_as_far_as_the_image_goes() -> None:
    seen = seen_as()
    assert outlines(read(seen, 0, CONVOLUTION, (4, 6, 1))) == [(INPUT, Rect(3, 5, 3, 3), False)]
    assert outlines(read(seen, 1, CONVOLUTION, (0, 9, 1))) == [(INPUT, Rect(0, 8, 2, 2), False)]
    assert read(seen, 1, CONVOLUTION, (0, 9, 1)).outlines[0].cell.row == 1


def test_that_a_value_of_a_pooling_frames_its_window_and_the_number_that_was_taken() -> None:
    seen = seen_as()
    patch = seen.outputs.of(CONVOLUTION)[0, 2:4, 4:6, 1]
    down, right = divmod(int(patch.argmax()), 2)
    assert outlines(read(seen, 0, POOLING, (1, 2, 1))) == [
        (INPUT, Rect(1, 3, 4, 4), False),
        (CONVOLUTION, Rect(2, 4, 2, 2), False),
        (CONVOLUTION, Rect(2 + down, 4 + right, 1, 1), False),
    ]


def test_that_a_value_of_a_vector_frames_what_is_seen_of_the_layer_before() -> None:
    seen = seen_as()
    assert outlines(read(seen, 0, CLASSES, (1,))) == [
        (INPUT, Rect(0, 0, 10, 10), False),
        (FLAT, Rect(0, 0, 1, 100), False),
    ]


def test_that_what_is_not_shown_is_not_framed() -> None:
    seen = seen_as(columns=(POOLING,))
    assert [layer for layer, *_ in outlines(read(seen, 0, POOLING, (1, 2, 1)))] == [INPUT]


def test_that_beside_all_channels_the_frames_are_on_the_reference() -> None:
    seen = seen_as(view=View.CHANNELS, layer=POOLING, channel=2)
    assert isinstance(seen.reference, Sheet)
    reading = read(seen, 0, POOLING, (1, 2, 2), channel=2)
    assert [(layer, beside) for layer, _, beside in outlines(reading)] == [
        (INPUT, True),
        (CONVOLUTION, True),
        (CONVOLUTION, True),
    ]
    assert all(each.cell in list(seen.reference.cells) for each in reading.outlines)


def test_that_a_number_taken_in_another_channel_is_not_framed_in_this_one() -> None:
    """The reference shows one channel of the layer before; a pooling goes channel by channel."""
    seen = seen_as(view=View.CHANNELS, layer=POOLING, channel=2)
    reading = read(seen, 0, POOLING, (1, 2, 3), channel=3)
    assert [area for _, area, _ in outlines(reading)] == [Rect(1, 3, 4, 4), Rect(2, 4, 2, 2)]


def test_that_the_frames_are_those_of_the_image_that_is_shown() -> None:
    seen = seen_as(view=View.CHANNELS, layer=CONVOLUTION, row=1)
    reading = read(seen, 1, CONVOLUTION, (4, 6, 0), channel=0)
    assert [each.cell.row for each in reading.outlines] == [1]
    assert reading.value == seen.outputs.of(CONVOLUTION)[1, 4, 6, 0]
