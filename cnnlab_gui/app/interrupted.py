"""A sweep that ended before its last run, found at the start; and the runs of a whole one."""

from dataclasses import dataclass

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.runs.index import RunIndex
from cnnlab_gui.core.runs.lock import is_held
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.core.sweep.kept import PLAN_NAME, SweepStore, completed_trials, runs_of
from cnnlab_gui.core.sweep.plan import SweepPlan


@dataclass(frozen=True)
class Interrupted:
    """A sweep that can go on.

    Attributes
    ----------
    plan : SweepPlan
    completed : tuple of str
        Keys of trials that need not be trained again.
    accuracies : dict of str to float
        What these got right of the test images, in [0, 1], by their keys.
    """

    plan: SweepPlan
    completed: tuple[str, ...]
    accuracies: dict[str, float]


def newest_interrupted(sweeps: SweepStore, store: RunStore, left: str) -> Interrupted | None:
    """The newest sweep, if it has runs left to do and is not the one called ``left``."""
    name = max(sweeps.names(), key=lambda name: _made(sweeps, name), default=None)
    if name is None or name == left or is_held(sweeps.folder / name):
        return None
    try:
        plan = sweeps.read(name)
    except CnnLabError:
        return None  # whoever asks for it by its name is told what is wrong with it
    completed = completed_trials(runs_of(plan, store))
    if len(completed) >= plan.count:
        return None
    rows = _rows_of(plan, store)
    accuracies = {
        row.sweep.trial: row.test_accuracy
        for row in reversed(rows)
        if row.sweep is not None and row.test_accuracy is not None
    }
    return Interrupted(plan, tuple(completed), accuracies)


def _made(sweeps: SweepStore, name: str) -> float:
    try:
        return (sweeps.folder / name / PLAN_NAME).stat().st_mtime
    except OSError:
        return 0.0


def _rows_of(plan: SweepPlan, store: RunStore) -> list[RunSummary]:
    rows, _ = RunIndex(store).read()
    return [row for row in rows if row.sweep is not None and row.sweep.sweep == plan.id]


def names_of(plan: SweepPlan, store: RunStore) -> tuple[str, ...]:
    """What the runs of a sweep are called."""
    return tuple(row.name for row in _rows_of(plan, store))
