"""Sweeps in the home: written, read strictly, and their runs found again."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.runs.record import RunRecord, SweepPlace
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.sweep.kept import SweepStore, completed_trials, resumable_run, runs_of
from cnnlab_gui.core.sweep.plan import SweepPlan, Trial, planned
from cnnlab_gui.core.training import RateChange

PLAN = planned("try-001", PRESETS["cnn-64"].specification(), {"filters": ("8", "16")}, (0, 1))


@pytest.fixture
def store() -> SweepStore:
    return SweepStore(paths.sweeps_folder())


def edited(store: SweepStore, **changes: object) -> Path:
    """Write the plan, and change its file by hand."""
    store.write(PLAN)
    path = store.folder / PLAN.id / "plan.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
    return path


def test_that_a_plan_is_read_as_it_was_written(store: SweepStore) -> None:
    assert store.names() == []
    store.write(PLAN)
    assert store.names() == ["try-001"]
    assert store.read("try-001") == PLAN
    assert store.read("try-001").trials() == PLAN.trials()


def test_that_no_sweep_is_written_over(store: SweepStore) -> None:
    store.write(PLAN)
    with pytest.raises(CnnLabError, match="There is a sweep 'try-001' already"):
        store.write(PLAN)
    assert store.free_name("try") == "try-002"
    assert store.free_name("Batch size") == "batch-size-001"
    assert store.free_name("/" * 99) == "sweep-001"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"factors": [{"factor": "magic", "values": ["1"]}]}, "is not a sweep"),
        ({"factors": []}, "is not a sweep"),
        ({"factors": [{"factor": "filters", "values": ["0"]}]}, "from 1 to 2,048"),
        ({"factors": [{"factor": "filters", "values": ["8", "8"]}]}, "twice"),
        ({"factors": [{"factor": "convolutions", "values": ["12"]}]}, "cannot be trained"),
        ({"seeds": [0, 0]}, "twice"),
        ({"seeds": [2**31]}, "is not a sweep"),
        ({"seeds": list(range(101))}, "is not a sweep"),
        ({"more": 1}, "more is not known"),
        ({"schema_version": 99}, "newer CNN Lab"),
    ],
)
def test_that_a_plan_edited_by_hand_is_refused_with_a_sentence(
    store: SweepStore, changes: dict[str, object], says: str
) -> None:
    path = edited(store, **changes)
    before = path.read_bytes()
    with pytest.raises(CnnLabError) as refused:
        store.read("try-001")
    assert says in str(refused.value)
    assert str(refused.value).endswith(".")
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["", "{", "[" * 300, '{"id": 1, "id": 2}', "null"])
def test_that_what_is_no_plan_at_all_is_refused(store: SweepStore, text: str) -> None:
    edited(store).write_text(text)
    with pytest.raises(CnnLabError, match="is not a sweep that this version can read"):
        store.read("try-001")


@pytest.mark.parametrize("name", ["../try-001", "", "try", "/etc"])
def test_that_only_the_name_of_a_sweep_leads_to_one(store: SweepStore, name: str) -> None:
    store.write(PLAN)
    with pytest.raises(CnnLabError, match="There are: try-001"):
        store.read(name)


def test_that_a_copied_sweep_is_another_one(store: SweepStore) -> None:
    store.write(PLAN)
    (store.folder / "try-001").rename(store.folder / "mine")
    assert store.read("mine").id == "mine"


def keep(make: Callable[..., RunRecord], trial: Trial, **changes: object) -> Path:
    """A run of a trial in the home."""
    record = make().model_copy(
        update={"specification": trial.specification, "sweep": PLAN.place(trial), **changes}
    )
    folder, _ = RunStore(paths.runs_folder()).create(record)
    return folder.path


def found(plan: SweepPlan = PLAN) -> dict[str, list[str]]:
    runs = runs_of(plan, RunStore(paths.runs_folder()))
    return {key: [folder.name for folder in folders] for key, folders in runs.items()}


def test_that_the_runs_of_each_trial_are_found(make_record: Callable[..., RunRecord]) -> None:
    first, second, *_ = PLAN.trials()
    keep(make_record, first, outcome="completed")
    keep(make_record, second)
    keep(make_record, first, outcome="failed")
    keep(make_record, first, sweep=SweepPlace(sweep="other", trial=first.key))
    keep(make_record, first, sweep=None)
    assert found() == {first.key: ["cnn-64", "cnn-64-002"], second.key: ["cnn-64-001"]}
    runs = runs_of(PLAN, RunStore(paths.runs_folder()))
    assert completed_trials(runs) == [first.key]


def test_that_a_run_trained_otherwise_is_no_trial_of_a_sweep_with_the_same_name(
    make_record: Callable[..., RunRecord],
) -> None:
    first, second, *_ = PLAN.trials()
    keep(make_record, first, specification=second.specification)
    assert found() == {}


def test_that_a_rate_changed_by_hand_leaves_a_run_its_trial(
    make_record: Callable[..., RunRecord],
) -> None:
    trial = PLAN.trials()[0]
    settings = trial.specification.settings.model_copy(
        update={"rate_changes": (RateChange(epoch=1, step=3, rate=0.1),)}
    )
    changed = trial.specification.model_copy(update={"settings": settings})
    keep(make_record, trial, specification=changed)
    assert found() == {trial.key: ["cnn-64"]}


def test_that_the_newest_run_that_can_go_on_goes_on(make_record: Callable[..., RunRecord]) -> None:
    trial = PLAN.trials()[0]
    keep(make_record, trial)
    newest = keep(make_record, trial, outcome="paused")
    keep(make_record, trial, outcome="failed")
    keep(make_record, trial, outcome="completed")
    runs = runs_of(PLAN, RunStore(paths.runs_folder()))
    assert resumable_run(runs[trial.key]) == newest
    assert resumable_run([]) is None
