"""How long a sweep will take: from what earlier runs on this machine took, or as a guess."""

import math
import platform
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.sweep.at_once import speed_of
from cnnlab_gui.core.sweep.plan import SweepPlan
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.core.training import RunSpecification

# An ordinary machine of two cores; only their proportions matter once something was trained.
SECONDS_PER_MULTIPLY_ADD = 6.6e-11  # forward, with what goes backward for it
SECONDS_PER_STEP = 6e-4
SECONDS_PER_IMAGE = 1e-5
SECONDS_PER_RUN = 3.0  # builds the network and its graphs
SECONDS_TO_START = 7.0  # a process loads TensorFlow
FORWARD = 0.4  # of an image's cost, without its way back

MOST_RUNS = 100  # the newest ones; a machine may change
NEAREST = 5
LEAST_SPREAD = 1.15
SPREAD_OF_FEW = 1.5
SPREAD_OF_A_GUESS = 2.5


@dataclass(frozen=True)
class Measured:
    """One earlier run: what an image of it costs by our reckoning, and how much that was off.

    ``alone`` is False for one that others of its sweep went on beside.
    """

    cost: float
    ratio: float
    alone: bool


@dataclass(frozen=True)
class SweepEstimate:
    """How long a sweep will take.

    Attributes
    ----------
    runs, jobs : int
        Runs that are left to do, and how many go on at once.
    seconds, shortest, longest : float
    measured : int
        Earlier runs on this machine that this rests on; 0 is a guess.
    """

    runs: int
    jobs: int
    seconds: float
    shortest: float
    longest: float
    measured: int

    @property
    def sentence(self) -> Sentence:
        """For people: ``9 runs, 2 at once: about 12 min (8 to 18 min)``."""
        if not self.runs:
            return Sentence(tr_noop("sweep", "All runs of this sweep are completed."))
        template = (
            tr_noop("sweep", "{runs}, {jobs} at once: about {time} ({shortest} to {longest})")
            if self.measured
            else tr_noop(
                "sweep",
                "{runs}, {jobs} at once: maybe {time} ({shortest} to {longest}; nothing was "
                "trained on this machine yet to go by)",
            )
        )
        runs = tr_noop("sweep", "{count:,} runs") if self.runs > 1 else tr_noop("sweep", "1 run")
        values = {
            "runs": Sentence(runs, {"count": self.runs}),
            "jobs": self.jobs,
            "time": duration(self.seconds),
            "shortest": duration(self.shortest),
            "longest": duration(self.longest),
        }
        return Sentence(template, values)


def duration(seconds: float) -> Sentence:
    """A time as people say it, no finer than it is known: ``40 s``, ``12 min``, ``3.5 h``."""
    if seconds < 57.5:
        return Sentence(tr_noop("sweep", "{count} s"), {"count": max(5, 5 * round(seconds / 5))})
    if seconds < 99.5 * 60:
        return Sentence(tr_noop("sweep", "{count} min"), {"count": max(1, round(seconds / 60))})
    return Sentence(tr_noop("sweep", "{count:.3g} h"), {"count": seconds / 3600})


def cost_of_image(specification: RunSpecification) -> float:
    """Seconds that an ordinary machine trains on one image."""
    adds = specification.architecture.multiply_adds * SECONDS_PER_MULTIPLY_ADD
    return adds + SECONDS_PER_STEP / specification.settings.batch_size + SECONDS_PER_IMAGE


def seconds_of(specification: RunSpecification, train_images: int, checked_images: int) -> float:
    """Seconds that an ordinary machine takes for a run, each epoch with its validation."""
    cost = cost_of_image(specification)
    epoch = cost * (train_images + FORWARD * checked_images)
    return SECONDS_PER_RUN + specification.settings.epochs * epoch


def measured_runs(store: RunStore) -> tuple[Measured, ...]:
    """What the newest completed runs on this machine took; reads each run's record."""
    records: list[RunRecord] = []
    for folder in store.folders():
        try:
            records.append(folder.read_record())
        except CnnLabError:
            continue
    here = [record for record in records if _tells(record)]
    here.sort(key=_created)
    return tuple(_measured(record) for record in here[-MOST_RUNS:])


def _tells(record: RunRecord) -> bool:
    completed = record.outcome == "completed" and record.seconds > 0
    return completed and record.versions.get("platform") == platform.platform()


def _created(record: RunRecord) -> datetime:
    try:
        created = datetime.fromisoformat(record.created)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return created if created.tzinfo else created.replace(tzinfo=UTC)


def _measured(record: RunRecord) -> Measured:
    images = record.dataset
    reckoned = seconds_of(record.specification, images.train_images, images.validation_images)
    cost = cost_of_image(record.specification)
    return Measured(cost, record.seconds / reckoned, alone=record.sweep is None)


def estimate(
    plan: SweepPlan,
    measured: Collection[Measured],
    train_images: int,
    test_images: int,
    jobs: int,
    completed: Collection[str] = (),
) -> SweepEstimate:
    """How long ``plan`` will take on this machine.

    Parameters
    ----------
    plan : SweepPlan
    measured : collection of Measured
        Of `measured_runs`.
    train_images, test_images : int
        Of the dataset, before any limit.
    jobs : int
        Runs at once.
    completed : collection of str
        Keys of trials that need not be trained again.
    """
    left = [trial for trial in plan.trials() if trial.key not in completed]
    jobs = max(1, min(jobs, len(left)))
    bounds = [0.0, 0.0, 0.0]
    longest_run = [0.0, 0.0, 0.0]
    for trial in left:
        settings = trial.specification.settings
        images = min(train_images, settings.limit or train_images)
        held_out = int(images * settings.hold_out)
        reckoned = seconds_of(trial.specification, images - held_out, held_out or test_images)
        for at, ratio in enumerate(_ratios(cost_of_image(trial.specification), measured, jobs)):
            bounds[at] += reckoned * ratio
            longest_run[at] = max(longest_run[at], reckoned * ratio)
    # At the end some processes have nothing left to do: half a run, as a mean.
    idle = 0.5 if jobs > 1 else 0.0
    low, middle, high = (
        SECONDS_TO_START + total / jobs + idle * longest * (jobs - 1) / jobs if left else 0.0
        for total, longest in zip(bounds, longest_run, strict=True)
    )
    return SweepEstimate(len(left), jobs, middle, low, high, len(measured))


def _ratios(cost: float, measured: Collection[Measured], jobs: int) -> tuple[float, float, float]:
    """By how much our reckoning of such a run, one of ``jobs``, is off: least, middle, most."""
    slower = jobs / speed_of(jobs)
    near = sorted(measured, key=lambda run: abs(math.log(run.cost / cost)))[:NEAREST]
    ratios = sorted(run.ratio * (slower if run.alone else 1.0) for run in near)
    if not ratios:
        return slower / SPREAD_OF_A_GUESS, slower, slower * SPREAD_OF_A_GUESS
    middle = ratios[len(ratios) // 2]
    spread = LEAST_SPREAD if len(ratios) > 2 else SPREAD_OF_FEW
    return min(ratios[0], middle / spread), middle, max(ratios[-1], middle * spread)
