"""Factors and plans: what a sweep trains, and what it refuses before anything starts."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.augmentation import RandomFlip
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import Dropout
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.problems.table import check_run
from cnnlab_gui.core.sweep.factor import FACTORS, factor_named
from cnnlab_gui.core.sweep.plan import MOST_SEEDS, MOST_TRIALS, planned
from cnnlab_gui.core.training import RunSpecification, TrainingSettings

CNN = PRESETS["cnn-64"].specification()
DENSE = PRESETS["dense-baseline"].specification()
FASHION = ImageFacts("Fashion-MNIST", (28, 28, 1), 10)
TEXTS = st.one_of(
    st.integers(-3, 3000).map(str),
    st.floats(-2, 12).map(str),
    st.sampled_from([value for factor in FACTORS.values() for value in factor.usual]),
    st.sampled_from([value for factor in FACTORS.values() for value in factor.form.choices]),
    st.text(max_size=8),
)


def with_stack(specification: RunSpecification, stack: Architecture) -> RunSpecification:
    return specification.model_copy(update={"architecture": stack, "preset": None})


@pytest.mark.parametrize("factor", FACTORS.values(), ids=FACTORS)
def test_that_the_usual_values_of_each_factor_can_be_trained(factor: object) -> None:
    entry = factor_named(factor.name)  # type: ignore[attr-defined]
    plan = planned("try", CNN, {entry.name: entry.usual}, (0, 1), FASHION)
    assert plan.count == 2 * len(entry.usual) == len({trial.key for trial in plan.trials()})
    assert [entry.canonical(text) for text in entry.usual] == list(entry.usual)
    assert entry.title
    assert entry.form.help


@given(data=st.data())
@settings(max_examples=60)
def test_that_each_trial_of_any_plan_can_be_trained_or_the_plan_is_refused(
    data: st.DataObject, sound_architecture: Callable[..., st.SearchStrategy[Architecture]]
) -> None:
    stack = data.draw(sound_architecture())
    base = with_stack(CNN, stack)
    names = data.draw(st.lists(st.sampled_from(list(FACTORS)), min_size=1, max_size=2, unique=True))
    factors = {name: data.draw(st.lists(TEXTS, min_size=1, max_size=3)) for name in names}
    plan, refusal = None, ""
    try:
        plan = planned("try", base, factors, (0, 3))
    except CnnLabError as error:
        refusal = str(error)
    if plan is None:
        assert refusal.endswith(".")
        assert "\n" not in refusal
        return
    for trial in plan.trials():
        check_run(trial.specification, None)
        assert RunSpecification.model_validate(trial.specification.model_dump())
        assert trial.specification.settings.seed == trial.seed
        assert trial.specification.dataset == base.dataset
    assert len({trial.specification for trial in plan.trials()}) == plan.count


@pytest.mark.parametrize(
    ("count", "preset"),
    [("0", "dense-baseline"), ("1", "cnn-one-conv"), ("2", "cnn-64"), ("3", "cnn-three-conv")],
)
@pytest.mark.parametrize("base", [CNN, DENSE], ids=["from cnn-64", "from dense-baseline"])
def test_that_the_number_of_convolutions_makes_the_networks_of_the_workshop_s_exercises(
    base: RunSpecification, count: str, preset: str
) -> None:
    made = FACTORS["convolutions"].applied(base, count)
    assert made.architecture == PRESETS[preset].architecture


def test_that_filters_change_every_convolution_and_first_filters_the_first() -> None:
    assert FACTORS["filters"].applied(CNN, "16").architecture == PRESETS["cnn-16"].architecture
    first = FACTORS["first filters"].applied(CNN, "32").architecture
    assert first == PRESETS["cnn-32-64"].architecture


def test_that_the_last_dense_layer_keeps_the_classes_and_its_softmax() -> None:
    for factor, value in (("dense units", "32"), ("activation", "tanh")):
        changed = FACTORS[factor].applied(CNN, value).architecture.layers
        assert changed[-1] == CNN.architecture.layers[-1]
        assert changed[-2] != CNN.architecture.layers[-2]


def test_that_dropout_goes_before_the_last_dense_and_is_changed_where_it_is() -> None:
    made = FACTORS["dropout"].applied(CNN, "0.25")
    assert made.architecture.layers[-2] == Dropout(rate=0.25)
    again = FACTORS["dropout"].applied(made, "0.5").architecture
    assert again.layers[-2] == Dropout(rate=0.5)
    assert len(again.layers) == len(made.architecture.layers)
    assert FACTORS["dropout"].applied(CNN, "0") == CNN


def test_that_augmentation_switches_what_there_is_and_else_brings_the_usual() -> None:
    flip = with_stack(CNN, CNN.architecture.inserted(0, RandomFlip()))
    assert FACTORS["augmentation"].applied(flip, "on") == flip
    off = FACTORS["augmentation"].applied(flip, "off").architecture
    assert off.active() == CNN.architecture
    assert FACTORS["augmentation"].applied(CNN, "off") == CNN
    on = FACTORS["augmentation"].applied(CNN, "on").architecture
    assert on.layers[2:] == CNN.architecture.layers


def test_that_a_given_first_filter_is_not_copied_with_its_convolution() -> None:
    given_filter = Conv2D(filters=4).with_first_filter(((0.0, 1.0), (1.0, 0.0)))
    one = with_stack(CNN, DENSE.architecture.inserted(0, given_filter))
    first, second = FACTORS["convolutions"].applied(one, "2").architecture.layers[:2]
    assert first == given_filter
    assert second == given_filter.with_first_filter(None)


def test_that_each_seed_has_all_values_before_the_next_seed() -> None:
    plan = planned("try", CNN, {"filters": ("8", "16"), "batch-size": ("32", "64")}, (5, 6))
    assert [trial.key for trial in plan.trials()][:5] == [
        "filters=8, batch size=32, seed=5",
        "filters=8, batch size=64, seed=5",
        "filters=16, batch size=32, seed=5",
        "filters=16, batch size=64, seed=5",
        "filters=8, batch size=32, seed=6",
    ]
    trial = plan.trial("filters=16, batch size=64, seed=6")
    assert trial.specification.settings == TrainingSettings(batch_size=64, seed=6)
    assert plan.place(trial).trial == trial.key


@pytest.mark.parametrize(
    ("factors", "seeds", "says"),
    [
        ({"filters": ["0"]}, (0,), "filters must be a whole number from 1 to 2,048, but is 0."),
        ({"filters": ["many"]}, (0,), "but is 'many'"),
        ({"filters": ["16", "016"]}, (0,), "filters=16 stands there twice. Name each once."),
        ({"filters": ["16.5"]}, (0,), "whole number"),
        ({"filters": []}, (0,), "1 to 50 values"),
        ({"learning rate": ["nan"]}, (0,), "learning_rate must be a number"),
        ({"learning rate": ["1_0"]}, (0,), "but is '1_0'"),
        ({"optimizer": ["magic"]}, (0,), "must be one of adam, adamw, sgd, rmsprop"),
        ({"magic": ["1"]}, (0,), "There is no factor 'magic'. There are: filters, convolutions,"),
        ({}, (0,), "one or two factors, not 0"),
        ({"filters": "1", "epochs": "1", "kernel": "1"}, (0,), "one or two factors, not 3"),
        ({"convolutions": ["9"]}, (0,), "With convolutions=9 the network cannot be trained: Conv"),
        ({"kernel": ["29"]}, (0,), "With kernel=29 the network cannot be trained: Conv2D 29×29"),
        ({"filters": ["2"]}, (), "1 to 100 seeds"),
        ({"filters": ["2"]}, (1, 1), "1 stands there twice"),
        ({"filters": ["2"]}, (-1,), "each from 0 to 2,147,483,647"),
        ({"filters": map(str, range(1, 41))}, range(MOST_SEEDS), f"{MOST_TRIALS:,} are the most"),
    ],
)
def test_that_a_sweep_that_cannot_be_is_refused_with_a_sentence(
    factors: dict[str, list[str]], seeds: tuple[int, ...], says: str
) -> None:
    with pytest.raises(CnnLabError) as refused:
        planned("try", CNN, {name: tuple(texts) for name, texts in factors.items()}, seeds)
    assert says in str(refused.value)
    assert str(refused.value).endswith(".")


def test_that_what_a_network_has_not_cannot_vary_in_it() -> None:
    for factor in ("filters", "first filters"):
        with pytest.raises(CnnLabError, match="no convolution"):
            planned("try", DENSE, {factor: ("16",)}, (0,))
    bare = with_stack(DENSE, DENSE.architecture.removed(1))
    with pytest.raises(CnnLabError, match="no Dense layer but the last one"):
        planned("try", bare, {"dense units": ("16",)}, (0,))


def test_that_values_that_make_no_difference_are_refused() -> None:
    with pytest.raises(CnnLabError, match="kernel=3 and kernel=5 are the same network"):
        planned("try", DENSE, {"kernel": ("3", "5")}, (0,))


def test_that_images_of_another_size_are_refused_before_anything_starts() -> None:
    large = ImageFacts("Large", (32, 32, 3), 10)
    with pytest.raises(CnnLabError, match="With filters=8 the network cannot be trained"):
        planned("try", CNN, {"filters": ("8",)}, (0,), large)


@pytest.mark.parametrize("name", ["", "A", "a/b", "..", "a--b", "ä", "a" * 65])
def test_that_a_sweep_s_name_cannot_be_a_path(name: str) -> None:
    with pytest.raises(CnnLabError, match="no name for a sweep"):
        planned(name, CNN, {"filters": ("8",)}, (0,))
