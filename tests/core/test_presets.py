"""The workshop's networks."""

import pytest

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.presets import DEFAULT_PRESET, PRESETS, Preset, preset_named, run_stem
from cnnlab_gui.core.problems.table import architecture_problem
from cnnlab_gui.core.runs.record import SweepPlace
from cnnlab_gui.core.runs.rename import check_run_name
from cnnlab_gui.core.sweep.factor import FACTORS
from cnnlab_gui.core.sweep.plan import planned

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


@pytest.mark.parametrize(
    ("trial", "name"),
    [
        ("filters=16, seed=0", "filters-16-seed-0"),
        ("learning rate=0.0003, batch size=128, seed=12", None),
        ("schedule=one-cycle, seed=1", "schedule-one-cycle-seed-1"),
        ("x" * 1000, "x" * 100),
        ("../../../=:", "cnn-64"),
    ],
)
def test_that_a_run_of_a_sweep_is_called_after_its_trial(trial: str, name: str | None) -> None:
    specification = PRESETS["cnn-64"].specification()
    stem = run_stem(specification, SweepPlace(sweep="a", trial=trial))
    check_run_name(stem)
    assert stem == (name or "learning-rate-0.0003-batch-size-128-seed-12")
    assert run_stem(specification) == "cnn-64"


def test_that_trials_of_every_factor_get_names_that_every_system_takes() -> None:
    specification = PRESETS["cnn-64"].specification()
    for factor in FACTORS.values():
        plan = planned("a", specification, {factor.name: factor.usual}, (0, 1))
        names = [run_stem(trial.specification, plan.place(trial)) for trial in plan.trials()]
        assert len(set(names)) == plan.count
        for name in names:
            check_run_name(name)
