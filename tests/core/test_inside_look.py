"""Looking into networks: what is worked out anew, what is kept, and what each view is given."""

import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.errors import CancelledError, CnnLabError
from cnnlab_gui.core.inside.live import LiveMoment
from cnnlab_gui.core.inside.overlay import ACTIVATION, OCCLUSION
from cnnlab_gui.core.inside.sheet import INPUT
from cnnlab_gui.core.inside.sources import Live
from cnnlab_gui.core.inside.survey import PART, SAMPLE
from cnnlab_gui.core.inside.view import View
from cnnlab_gui.core.presets import PRESETS
from tests.core.asker_parts import WISH, Asker, weight_of
from tests.core.inside_parts import (
    CLASSES,
    CONVOLUTION,
    FLAT,
    LARGEST,
    POOLING,
    images,
    network,
    of_test,
    weights_of,
)

# What is kept


def test_that_other_views_of_the_same_images_ask_the_network_nothing(asker: Asker) -> None:
    first = asker.look()
    others = [
        asker.look(view=View.CHANNELS),
        asker.look(view=View.CHANNELS, layer=POOLING, row=1),
        asker.look(view=View.KERNELS),
        asker.look(channel=2, columns=(POOLING,), room=(90, 90), ratio=2.0),
    ]
    assert len(asker.engine.shown) == len(asker.engine.seeds) == 1
    assert all(seen.outputs is first.outputs for seen in others)


def test_that_the_network_is_shown_the_chosen_images(asker: Asker) -> None:
    asker.look(rows=of_test(7, 2))
    np.testing.assert_array_equal(asker.engine.shown[0], asker.data.x_test[[7, 2]])


def test_that_other_images_are_shown_to_the_network(asker: Asker) -> None:
    asker.look()
    seen = asker.look(rows=of_test(0, 4))
    assert len(asker.engine.shown) == 2
    np.testing.assert_array_equal(asker.engine.shown[1], asker.data.x_test[[0, 4]])
    assert len(seen.outputs.images) == 2


def test_that_another_datasets_images_are_shown_to_the_network(asker: Asker) -> None:
    asker.look()
    other = images("other")
    asker.look(data=replace(other, x_test=other.x_test[::-1].copy()))
    assert len(asker.engine.shown) == 2
    np.testing.assert_array_equal(asker.engine.shown[1][0], other.x_test[-1])


def test_that_other_weights_are_looked_into_and_earlier_ones_are_not_made_again(
    asker: Asker,
) -> None:
    seen = [asker.look(asker.untrained(seed)) for seed in (1, 2, 1)]
    assert [weight_of(each) for each in seen] == [1, 2, 1]
    assert asker.engine.seeds == [1, 2]
    assert len(asker.engine.shown) == 3


def test_that_another_architecture_with_the_same_seed_is_another_network(asker: Asker) -> None:
    asker.look()
    asker.architecture = network(filters=6)
    assert asker.look().outputs.of(CONVOLUTION).shape[-1] == 6


def test_that_what_failed_is_tried_again(asker: Asker) -> None:
    asker.engine.problem = CnnLabError("This network cannot be trained.")
    with pytest.raises(CnnLabError, match="cannot be trained"):
        asker.look()
    asker.engine.problem = None
    assert weight_of(asker.look()) == 1


def test_that_what_is_left_out_of_a_network_is_not_seen(asker: Asker) -> None:
    asker.keep(1, 5)
    for source in (
        asker.untrained(),
        asker.epoch(1),
        Live(LiveMoment(1, 3, weights_of(asker.architecture, 8)), asker.architecture),
    ):
        seen = asker.look(source)
        assert seen.state.architecture == asker.architecture.active()
        assert len(seen.outputs.outputs) == len(asker.architecture.layers) - 1
        assert seen.source is source


# Dead channels


def test_that_dead_channels_are_looked_for_only_thoroughly(asker: Asker) -> None:
    quick = asker.look(view=View.CHANNELS)
    assert quick.dead is None
    assert len(asker.engine.shown) == 1
    assert not any(cell.is_dead for cell in quick.sheet.cells)
    seen = asker.look(view=View.CHANNELS, thorough=True)
    assert seen.dead is not None
    assert seen.dead.tolist() == [True, False, False, False]
    assert [cell.channel for cell in seen.sheet.cells if cell.is_dead] == [0]


def test_that_a_sample_of_the_test_images_tells_which_channels_are_dead(asker: Asker) -> None:
    seen = asker.look(view=View.CHANNELS, thorough=True)
    shown = np.concatenate(asker.engine.shown[1:])
    np.testing.assert_array_equal(shown, asker.data.x_test[:SAMPLE])
    assert len(asker.data.x_test) > SAMPLE == seen.dead_in


def test_that_a_channel_is_not_dead_because_it_is_in_one_image(asker: Asker) -> None:
    """Channel 1 is flat in each image, but not the same in all of them."""
    seen = asker.look(view=View.CHANNELS, rows=of_test(0), thorough=True)
    assert np.ptp(seen.outputs.of(CONVOLUTION)[..., 1]) == 0
    assert seen.dead is not None
    assert not seen.dead[1]


def test_that_dead_channels_are_kept_for_all_layers_of_the_same_network(asker: Asker) -> None:
    def asked(**more: Any) -> int:
        before = len(asker.engine.shown)
        asker.look(**{"view": View.CHANNELS, "thorough": True, **more})
        return len(asker.engine.shown) - before

    sample = SAMPLE // PART
    assert asked() == 1 + sample  # the images, and the sample
    assert asked(row=1) == 0
    assert asked(rows=of_test(9)) == 1
    assert asked(rows=of_test(9), layer=POOLING) == 0
    assert asked(rows=of_test(9), layer=CLASSES) == 0
    assert asked(rows=of_test(9), layer=POOLING, source=asker.untrained(2)) == 1 + sample
    assert asked(rows=of_test(9), layer=POOLING) == 1  # beside the other one


def test_that_dead_channels_once_found_are_seen_at_once(asker: Asker) -> None:
    """Else the crosses would go with each step, and come again."""
    asker.look(view=View.CHANNELS, thorough=True)
    before = len(asker.engine.shown)
    seen = asker.look(view=View.CHANNELS, rows=of_test(7), layer=POOLING)
    assert seen.dead is not None
    assert (seen.dead.tolist(), seen.dead_in) == ([True, False, False, False], SAMPLE)
    assert len(asker.engine.shown) == before + 1
    assert asker.look(asker.untrained(2), view=View.CHANNELS).dead is None
    assert asker.look(view=View.CHANNELS, data=images("other")).dead is None


def test_that_a_folder_that_was_read_again_is_shown_anew(asker: Asker) -> None:
    """Its path is the same, but its images may have changed."""
    asker.look(view=View.CHANNELS, thorough=True)
    asker.data = replace(asker.data, x_test=asker.data.x_test[::-1].copy())
    before = len(asker.engine.shown)
    asker.look(view=View.CHANNELS, thorough=True)
    shown = asker.engine.shown[before:]
    np.testing.assert_array_equal(shown[0], asker.data.x_test[[0, 3]])
    np.testing.assert_array_equal(np.concatenate(shown[1:]), asker.data.x_test[:SAMPLE])


def test_that_images_that_are_no_longer_used_are_let_go(asker: Asker) -> None:
    asker.look(view=View.CHANNELS, thorough=True)
    former = weakref.ref(asker.data)
    asker.data = images("other")
    assert former() is None


def test_that_units_of_a_vector_can_be_dead(asker: Asker) -> None:
    seen = asker.look(view=View.CHANNELS, layer=FLAT, thorough=True)
    assert seen.dead is not None
    assert seen.dead.tolist() == [True] + [False] * 63


def test_that_a_search_for_dead_channels_that_nobody_wants_any_more_ends(asker: Asker) -> None:
    wish = replace(WISH, view=View.CHANNELS, thorough=True)
    with pytest.raises(CancelledError):
        asker.looker.look(asker.engine, asker.untrained(), wish, asker.data, lambda: True)
    assert len(asker.engine.shown) == 1


def test_that_the_grid_needs_no_sample(asker: Asker) -> None:
    assert asker.look(thorough=True).dead is None
    assert len(asker.engine.shown) == 1


# Kernels


def test_that_a_trained_networks_kernels_stand_beside_those_before_training(asker: Asker) -> None:
    asker.keep(0, 3)
    asker.keep(2, 4)
    seen = asker.look(asker.epoch(2), view=View.KERNELS)
    assert {cell.row for cell in seen.sheet.cells} == {0, 1}
    assert seen.before is not None
    assert float(seen.before.weights["000.kernel"].flat[0]) == 3
    assert weight_of(seen) == 4


def test_that_kernels_in_the_middle_of_an_epoch_stand_beside_those_before_training(
    asker: Asker,
) -> None:
    asker.keep(0, 3)
    moment = LiveMoment(1, 5, weights_of(asker.architecture, 8))
    seen = asker.look(Live(moment, asker.architecture, asker.run), view=View.KERNELS)
    assert {cell.row for cell in seen.sheet.cells} == {0, 1}
    assert seen.before is not None
    assert float(seen.before.weights["000.kernel"].flat[0]) == 3
    seen = asker.look(Live(moment, asker.architecture), view=View.KERNELS)
    assert {cell.row for cell in seen.sheet.cells} == {1}


def test_that_a_network_before_its_training_has_its_kernels_once(asker: Asker) -> None:
    asker.keep(0, 3)
    for source in (asker.untrained(), asker.epoch(0)):
        seen = asker.look(source, view=View.KERNELS)
        assert {cell.row for cell in seen.sheet.cells} == {1}


def test_that_a_run_without_its_first_weights_says_so(asker: Asker) -> None:
    asker.keep(2, 4)
    with pytest.raises(CnnLabError, match="not there"):
        asker.look(asker.epoch(2), view=View.KERNELS)


def test_that_a_layer_without_kernels_says_so(asker: Asker) -> None:
    with pytest.raises(CnnLabError, match="has no kernels"):
        asker.look(view=View.KERNELS, layer=POOLING)


# Evidence


def test_that_the_evidence_is_for_the_networks_own_answer(asker: Asker) -> None:
    asker.engine.answer = 2
    seen = asker.look(view=View.EVIDENCE, layer=CONVOLUTION)
    assert seen.targets.tolist() == [2, 2]
    assert asker.engine.asked == [(CONVOLUTION, [2, 2])]
    assert seen.occlusion is None
    assert {cell.layer for cell in seen.sheet.cells} == {INPUT, ACTIVATION, CLASSES}


def test_that_the_evidence_for_another_class_can_be_asked_for(asker: Asker) -> None:
    assert asker.look(view=View.EVIDENCE, target=0).targets.tolist() == [0, 0]
    beyond = asker.look(view=View.EVIDENCE, target=8)
    assert beyond.targets.tolist() == [2, 2]
    assert [classes for _, classes in asker.engine.asked] == [[0, 0], [2, 2]]


def test_that_occlusion_is_looked_for_only_thoroughly(asker: Asker) -> None:
    seen = asker.look(view=View.EVIDENCE, thorough=True)
    assert seen.occlusion is not None
    assert asker.engine.asked == [(CONVOLUTION, [1, 1]), (2, [1, 1])]
    assert {cell.layer for cell in seen.sheet.cells} == {INPUT, ACTIVATION, OCCLUSION, CLASSES}


@pytest.mark.parametrize(("side", "patch"), [(4, 1), (8, 2), (20, 4), (28, 6)])
def test_that_a_patch_is_a_fifth_of_the_image_and_at_least_a_pixel(
    asker: Asker, side: int, patch: int
) -> None:
    asker.data, asker.architecture = images(side=side), network(side=side)
    asker.look(view=View.EVIDENCE, thorough=True)
    assert asker.engine.asked[1][0] == patch


def test_that_a_patch_goes_by_the_shorter_side(asker: Asker) -> None:
    wide = replace(asker.data, x_test=np.ones((5, 10, 30, 1), np.uint8))
    asker.data = replace(wide, x_train=wide.x_test)
    asker.architecture = network().model_copy(update={"input_shape": (10, 30, 1)})
    asker.look(view=View.EVIDENCE, thorough=True)
    assert asker.engine.asked[1][0] == 2


def test_that_an_occlusion_that_nobody_wants_any_more_ends(asker: Asker) -> None:
    wish = replace(WISH, view=View.EVIDENCE, thorough=True)
    with pytest.raises(CancelledError):
        asker.looker.look(asker.engine, asker.untrained(), wish, asker.data, lambda: True)


# No numbers


def test_that_weights_without_numbers_are_told_of(asker: Asker) -> None:
    asker.keep(1, float("nan"))
    assert asker.look(asker.epoch(1)).has_nan
    assert not asker.look().has_nan


def test_that_results_without_numbers_are_told_of(asker: Asker) -> None:
    asker.keep(1, 10 * LARGEST)
    seen = asker.look(asker.epoch(1))
    assert all(np.isfinite(values).all() for values in seen.state.weights.values())
    assert seen.has_nan


def test_that_there_is_evidence_for_a_class_also_where_the_answer_is_no_number(
    asker: Asker,
) -> None:
    asker.keep(1, 10 * LARGEST)
    seen = asker.look(asker.epoch(1), view=View.EVIDENCE)
    assert seen.targets.tolist() == [0, 0]  # the first of those that are numbers


@pytest.mark.parametrize("preset", ["cnn-16", "cnn-three-conv", "dense-baseline"])
@pytest.mark.parametrize("view", [View.GRID, View.CHANNELS])
def test_that_every_layer_of_a_preset_is_shown(
    asker: Asker, preset: str, view: View, real_shape: Callable[[Architecture], Dataset]
) -> None:
    asker.architecture = PRESETS[preset].architecture
    asker.data = real_shape(asker.architecture)
    for layer in range(len(asker.architecture.layers)):
        seen = asker.look(view=view, layer=layer, columns=(layer,))
        assert layer in {cell.layer for cell in seen.sheet.cells}


@pytest.fixture
def real_shape() -> Callable[[Architecture], Dataset]:
    return lambda architecture: images(side=architecture.input_shape[0], test=5)


def test_that_a_layer_that_the_network_has_not_is_a_sentence(asker: Asker) -> None:
    """Beside a deeper network, whose layer was chosen."""
    for view in (View.CHANNELS, View.KERNELS, View.EVIDENCE):
        with pytest.raises(CnnLabError, match=r"no layer 5: this network has 4\."):
            asker.look(view=view, layer=CLASSES + 1)
    assert asker.look(layer=CLASSES + 1).sheet.cells


def test_that_columns_that_the_network_has_not_are_left_out_but_not_all(asker: Asker) -> None:
    seen = asker.look(columns=(POOLING, CLASSES + 1))
    assert {cell.layer for cell in seen.sheet.cells} == {INPUT, POOLING}
    assert {cell.layer for cell in asker.look(columns=()).sheet.cells} == {INPUT}
    assert {cell.layer for cell in asker.look(columns=(CLASSES,)).sheet.cells} == {INPUT, CLASSES}
    with pytest.raises(CnnLabError, match=r"no layer 6: this network has 4\."):
        asker.look(columns=(CLASSES + 3, CLASSES + 2))
