"""What is wished of one network, wished of another: the nearest that it has."""

from dataclasses import replace

import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.inside.fitting import fitted, input_shape, most_channels
from cnnlab_gui.core.inside.view import View, Wish, last_convolution, workshop_columns
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.presets import PRESETS
from tests.core.inside_parts import CLASSES, CONVOLUTION, FLAT, POOLING, network

DENSE = PRESETS["dense-baseline"].architecture
DEEP = Architecture(
    input_shape=(20, 20, 1),
    layers=(
        Conv2D(filters=6),
        Conv2D(filters=3, enabled=False),
        Conv2D(filters=12),
        *network().layers[2:],
    ),
)
LAST = 1  # convolution of DEEP


def test_that_columns_that_nobody_chose_are_the_networks_usual_ones() -> None:
    wish = Wish(columns=(FLAT,))
    assert fitted(wish, network(), own_columns=False).columns == (CONVOLUTION, POOLING)
    assert fitted(wish, DENSE, own_columns=False).columns == tuple(range(len(DENSE.layers)))


def test_that_chosen_columns_stay_as_far_as_the_network_has_them() -> None:
    wish = Wish(columns=(FLAT, 9, CLASSES))
    assert fitted(wish, network(), own_columns=True).columns == (FLAT, CLASSES)
    assert fitted(Wish(columns=(9,)), network(), own_columns=True).columns == (
        CONVOLUTION,
        POOLING,
    )


def test_that_a_layer_beyond_the_last_is_the_last() -> None:
    assert fitted(Wish(layer=9), network(), own_columns=False).layer == CLASSES
    assert fitted(Wish(layer=POOLING), network(), own_columns=False).layer == POOLING


@pytest.mark.parametrize(
    ("view", "layer", "shown"),
    [
        (View.KERNELS, 0, 0),
        (View.KERNELS, 2, LAST),
        (View.KERNELS, 4, LAST),
        (View.EVIDENCE, 2, 2),
        (View.EVIDENCE, 3, LAST),
        (View.CHANNELS, 3, 3),
        (View.GRID, 4, 4),
    ],
)
def test_that_a_view_that_cannot_show_a_layer_shows_the_last_convolution(
    view: View, layer: int, shown: int
) -> None:
    assert fitted(Wish(view=view, layer=layer), DEEP, own_columns=False).layer == shown


@pytest.mark.parametrize("view", [View.KERNELS, View.EVIDENCE])
def test_that_without_a_convolution_the_first_layer_is_asked_for(view: View) -> None:
    assert last_convolution(DENSE) is None
    assert fitted(Wish(view=view, layer=2), DENSE, own_columns=False).layer == 0


def test_that_a_channel_is_one_that_some_map_has() -> None:
    assert fitted(Wish(channel=50), DEEP, own_columns=False).channel == 11
    assert fitted(Wish(channel=7), DEEP, own_columns=False).channel == 7


def test_that_a_network_without_maps_leaves_the_channel() -> None:
    assert fitted(Wish(channel=7), DENSE, own_columns=False).channel == 7
    assert most_channels(Wish(), DENSE) == 0


def test_that_a_filter_is_one_that_the_layer_has() -> None:
    wish = Wish(view=View.KERNELS, layer=0, channel=9, input_map=None)
    assert fitted(wish, DEEP, own_columns=False).channel == 5
    assert fitted(replace(wish, layer=LAST), DEEP, own_columns=False).channel == 9
    assert fitted(replace(wish, input_map=0), DEEP, own_columns=False).channel == 9


def test_that_an_input_map_is_one_that_the_layer_gets() -> None:
    wish = Wish(view=View.KERNELS, layer=LAST, input_map=8)
    assert fitted(wish, DEEP, own_columns=False).input_map == 5
    assert fitted(replace(wish, input_map=4), DEEP, own_columns=False).input_map == 4
    assert fitted(replace(wish, layer=0), DEEP, own_columns=False).input_map == 0
    assert fitted(replace(wish, input_map=None), DEEP, own_columns=False).input_map is None


def test_that_the_input_map_is_kept_while_no_kernels_are_seen() -> None:
    wish = Wish(view=View.GRID, layer=0, input_map=8)
    assert fitted(wish, DEEP, own_columns=False).input_map == 8


def test_that_a_class_that_the_network_does_not_know_is_its_own_answer() -> None:
    for target, kept in ((2, 2), (3, None), (None, None)):
        assert fitted(Wish(target=target), network(), own_columns=False).target == kept


def test_that_what_a_layer_gets_is_what_the_one_before_gives() -> None:
    assert [input_shape(network(), layer) for layer in range(4)] == [
        (10, 10, 1),
        (8, 8, 4),
        (4, 4, 4),
        (64,),
    ]


def test_that_what_fits_is_left_as_it_is() -> None:
    for preset in PRESETS.values():
        columns = workshop_columns(preset.architecture)
        wish = Wish(columns=columns, layer=1, channel=1)
        assert fitted(wish, preset.architecture, own_columns=True) == wish
