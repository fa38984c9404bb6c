"""The workshop's networks."""

import pytest

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.presets import DEFAULT_PRESET, PRESETS, Preset, preset_named
from cnnlab_gui.core.problems.table import architecture_problem

# name: filters of the convolutions, epochs, dataset
WORKSHOP: dict[str, tuple[list[int], int, str]] = {
    "dense-baseline": ([], 5, "fashion-mnist"),
    "cnn-64": ([64, 64], 5, "fashion-mnist"),
    "cnn-32-64": ([32, 64], 5, "fashion-mnist"),
    "cnn-16": ([16, 16], 5, "fashion-mnist"),
    "cnn-one-conv": ([64], 5, "fashion-mnist"),
    "cnn-three-conv": ([64, 64, 64], 5, "fashion-mnist"),
    "cnn-64-overfit": ([64, 64], 20, "fashion-mnist"),
    "mnist-cnn-32": ([32], 10, "mnist"),
}

presets = pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))


def test_that_the_presets_are_the_workshop_s() -> None:
    assert list(PRESETS) == list(WORKSHOP)
    assert DEFAULT_PRESET == "cnn-64"


def test_that_cnn_64_has_243786_parameters_and_5056000_multiply_adds() -> None:
    architecture = PRESETS["cnn-64"].architecture
    assert architecture.parameter_count == 243_786
    assert architecture.multiply_adds == 5_056_000


@presets
def test_that_a_preset_is_a_trainable_stack_for_ten_classes_of_28_by_28(preset: Preset) -> None:
    assert architecture_problem(preset.architecture) is None
    assert preset.architecture.input_shape == (28, 28, 1)
    assert preset.architecture.output_shape == (10,)
    assert preset.explanation


@presets
def test_that_a_preset_has_the_layers_and_settings_of_the_workshop(preset: Preset) -> None:
    filters, epochs, dataset = WORKSHOP[preset.name]
    kinds = [layer.kind for layer in preset.architecture.layers]
    assert kinds == ["Conv2D", "MaxPooling2D"] * len(filters) + ["Flatten", "Dense", "Dense"]
    dumped = preset.architecture.model_dump()["layers"]
    assert [layer["filters"] for layer in dumped if "filters" in layer] == filters
    assert [layer["units"] for layer in dumped if "units" in layer] == [128, 10]
    specification = preset.specification()
    assert specification.settings.batch_size == 32
    assert specification.settings.epochs == epochs
    assert specification.settings.hold_out == 0
    assert (specification.dataset, specification.preset) == (dataset, preset.name)


def test_that_an_unknown_preset_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(CnnLabError, match=r"no preset 'cnn-65'\. There are: dense-baseline, cnn"):
        preset_named("cnn-65")
