"""The first problem of a specification, and how it is refused."""

import pytest

from cnnlab_gui.core.dataset import DatasetInfo
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.pointwise import Activation, Dropout
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.presets import PRESETS, Preset
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.problems.table import architecture_problem, check, check_run, problem_of
from tests.core.problem_parts import END, layers_after, own_images, problem, specified, texts

SOFTMAX = Activation(activation="softmax")


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_that_a_preset_on_its_own_images_has_no_problem(preset: Preset) -> None:
    assert problem_of(preset.specification(), own_images()) is None
    assert problem_of(preset.specification(), None) is None


@pytest.mark.parametrize(
    "layers",
    [
        (Flatten(), END),
        (GlobalAveragePooling2D(), Dense(units=10), SOFTMAX),
        (Conv2D(activation="softmax"), Flatten(), Dense(activation="softmax"), END),
        (Flatten(), END, Dropout(enabled=False)),
        (Conv2D(kernel_size=(30, 30), enabled=False), Flatten(), END),
    ],
    ids=["smallest", "softmax of its own", "softmax in the middle", "end off", "fault off"],
)
def test_that_a_stack_that_can_be_trained_has_no_problem(layers: tuple[Layer, ...]) -> None:
    assert problem_of(specified(*layers), own_images()) is None
    check(specified(*layers).architecture)
    check_run(specified(*layers), own_images())


def test_that_the_first_fault_is_the_problem_and_mending_it_shows_the_next() -> None:
    specification, said = specified(Conv2D(), Dense(), MaxPooling2D(), Dense()), []
    while found := problem_of(specification, own_images()):
        said.append((found.layer, str(found.sentence).split(",")[0][:50]))
        specification = found.remedies[0].specification
    assert said == [
        (1, "Dense needs a list of numbers"),
        (3, "MaxPooling2D needs an image"),
        (4, "The last layer must turn its numbers into probabil"),
    ]


def test_that_without_images_nothing_is_said_of_them() -> None:
    seven = specified(Flatten(), Dense(units=7, activation="softmax"), shape=(9, 9, 3))
    assert problem_of(seven, None) is None
    assert problem_of(seven, own_images()) is not None


def test_that_an_architecture_alone_is_not_asked_about_its_batch() -> None:
    layers = (Conv2D(filters=20), GlobalAveragePooling2D(), END)
    specification = specified(*layers, shape=(1024, 1024, 1))
    assert "A batch of 32 images" in str(problem(*layers, shape=(1024, 1024, 1)).sentence)
    assert architecture_problem(specification.architecture) is None


def test_that_check_raises_the_sentence_of_the_problem() -> None:
    architecture = specified(Conv2D()).architecture
    with pytest.raises(CnnLabError) as caught:
        check(architecture)
    assert caught.value.sentence == architecture_problem(architecture)


def test_that_a_run_is_refused_for_its_images_and_its_batch_as_well() -> None:
    sound = PRESETS["cnn-64"].specification()
    check_run(sound, own_images())
    with pytest.raises(CnnLabError, match="Own images has 3 classes"):
        check_run(sound, own_images(classes=3))
    large = specified(*sound.architecture.layers, shape=(64, 64, 1), batch=4096)
    with pytest.raises(CnnLabError, match=r"A batch of 4,096 images"):
        check_run(large, own_images((64, 64, 1)))


def test_that_a_remedy_changes_nothing_but_the_network() -> None:
    before = specified(Flatten(), Dense(units=10))
    for remedy in problem(Flatten(), Dense(units=10)).remedies:
        after = remedy.specification
        assert after.model_copy(update={"architecture": before.architecture}) == before


def test_that_a_stack_with_no_room_for_what_is_missing_starts_again() -> None:
    found = problem(*[Dense()] * 200)
    assert texts(found) == [
        "Start again with the workshop's network",
        "Start again with GlobalAveragePooling2D and Dense 10",
    ]
    assert layers_after(found, texts(found)[0]) == PRESETS["cnn-64"].architecture.layers
    assert layers_after(found, texts(found)[1]) == (GlobalAveragePooling2D(), END)


def test_that_a_network_that_does_not_stand_on_the_images_is_offered_last() -> None:
    found = problem(*[Dense()] * 200, shape=(5, 5, 1), classes=3)
    assert texts(found)[0] == "Start again with GlobalAveragePooling2D and Dense 3"


def test_that_the_facts_of_a_dataset_are_its_title_shape_and_number_of_classes() -> None:
    info = DatasetInfo(
        id="bars",
        title="Bars",
        available=True,
        where=None,
        count_train=20,
        count_test=5,
        class_names=("left", "middle", "right"),
        image_shape=(9, 8, 3),
        download_bytes=0,
    )
    assert ImageFacts.of(info) == ImageFacts("Bars", (9, 8, 3), 3)
