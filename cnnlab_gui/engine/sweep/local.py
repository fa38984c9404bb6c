"""Trains the trials of a sweep on this machine, as many at once as measure well."""

import logging
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from cnnlab_gui.core.errors import CnnLabError, unexpected
from cnnlab_gui.core.events import RunFinished, RunStarted
from cnnlab_gui.core.files import storage_error
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.lock import hold_run, is_held
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.sweep.at_once import jobs_here, threads_of
from cnnlab_gui.core.sweep.kept import completed_trials, resumable_run, runs_of
from cnnlab_gui.core.sweep.plan import SweepPlan, Trial
from cnnlab_gui.core.sweep.progress import (
    EmitSweep,
    SweepFinished,
    SweepOutcome,
    SweepPaused,
    SweepStarted,
    SweepWentOn,
    TrialEnded,
    TrialProgressed,
    TrialStarted,
    TrialState,
)
from cnnlab_gui.core.sweep.runner import SweepControl
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.engine import runtime
from cnnlab_gui.engine.sweep.process import WorkerGoneError, WorkerProcess, heard
from cnnlab_gui.engine.sweep.worker import Task, Unable, WorkerSetup

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 2
SECONDS_PER_LOOK = 0.1  # at what a person asks, while no child says anything
SECONDS_FOR_ANOTHER = 30.0  # that another process holds a run: a child of an application killed


class LocalRunner:
    """Trains a sweep's trials in child processes of this machine.

    Parameters
    ----------
    home : Path
        Runs go to ``runs/`` in it, and ``sweeps/`` holds the sweeps.
    data_dir : Path, optional
        Where datasets lie.
    jobs : int, optional
        Runs at once; None lets the cores and the memory decide.
    gpu : bool, optional
        Whether a GPU trains, which the runs share; None looks for its driver.
    """

    def __init__(
        self,
        home: Path,
        data_dir: Path | None = None,
        jobs: int | None = None,
        *,
        gpu: bool | None = None,
    ) -> None:
        self._home = home
        self._data_dir = data_dir
        self._jobs = jobs
        self._gpu = runtime.has_nvidia_driver() if gpu is None else gpu

    def jobs_for(self, trials: int) -> int:
        """How many of so many runs go on at once."""
        if self._jobs is not None:
            return max(1, min(self._jobs, trials))
        return jobs_here(runtime.cores(), trials, gpu=self._gpu)

    def run(self, plan: SweepPlan, emit: EmitSweep, control: SweepControl) -> None:
        """Train what is not completed yet; exactly one `SweepFinished` is sent, the last.

        Trials whose child was killed are tried once more, from their checkpoint where there
        is one. After a crash, the same call goes on with what is missing.
        """
        started = time.perf_counter()
        sweep: _Sweep | None = None
        outcome: SweepOutcome = "failed"
        detail: Sentence | None = None
        try:
            with hold_run(self._folder(plan)):
                sweep = self._sweep(plan, emit, control)
                try:
                    outcome = sweep.run()
                finally:
                    sweep.close()
        except KeyboardInterrupt:
            outcome = "cancelled"
            raise
        except CnnLabError as error:
            detail = error.sentence
        except Exception as error:
            log.exception("a sweep ended unexpectedly")
            detail = unexpected(error)
        finally:
            states = list(sweep.states.values()) if sweep else []
            completed, failed = states.count("completed"), states.count("failed")
            emit(
                SweepFinished(
                    outcome,
                    detail or _said(outcome, plan, completed, failed),
                    completed,
                    failed,
                    time.perf_counter() - started,
                )
            )

    def _folder(self, plan: SweepPlan) -> Path:
        folder = self._home / "sweeps" / plan.id
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise storage_error(error, folder) from error
        return folder

    def _sweep(self, plan: SweepPlan, emit: EmitSweep, control: SweepControl) -> "_Sweep":
        store = RunStore(self._home / "runs")
        runs = runs_of(plan, store)
        completed = completed_trials(runs)
        jobs = self.jobs_for(max(1, plan.count - len(completed)))
        repeatable = plan.base.settings.deterministic
        threads = threads_of(runtime.cores(), jobs, deterministic=repeatable)
        emit(SweepStarted(plan.id, plan.count, jobs, tuple(completed)))
        setup = WorkerSetup(store.folder, self._data_dir, threads)
        return _Sweep(plan, emit, control, setup, jobs, runs, completed)


@dataclass
class _Waiting:
    """A trial to be trained; ``resume`` is the run of it that goes on, ``begun`` that it does."""

    trial: Trial
    resume: Path | None = None
    attempt: int = 0
    begun: bool = False
    held_since: float | None = None


class _Sweep:
    """One start of a sweep: the queue, the children, and who trains what."""

    def __init__(
        self,
        plan: SweepPlan,
        emit: EmitSweep,
        control: SweepControl,
        setup: WorkerSetup,
        jobs: int,
        runs: dict[str, list[RunFolder]],
        completed: list[str],
    ) -> None:
        self._plan = plan
        self._emit = emit
        self._control = control
        self._setup = setup
        self._jobs = jobs
        self._queue = deque(
            _Waiting(trial, resumable_run(runs.get(trial.key, [])))
            for trial in plan.trials()
            if trial.key not in completed
        )
        self.states: dict[str, TrialState] = dict.fromkeys(completed, "completed")
        self._idle: list[WorkerProcess] = []
        self._busy: dict[WorkerProcess, _Waiting] = {}
        self._asked_to_pause: set[WorkerProcess] = set()
        self._paused = False

    def run(self) -> SweepOutcome:
        """Train until all is over; says how that came about.

        Raises
        ------
        CnnLabError
            TensorFlow cannot be loaded.
        """
        while self._busy or self._queue:
            if self._control.cancelled:
                self._pause_runs()
                if not self._busy:
                    self._leave_the_rest()
                    return "cancelled"
            elif self._control.paused:
                self._pause_runs()
                if not self._busy and not self._paused:
                    self._told_paused()
            else:
                self._go_on()
            self._listen()
        states = self.states.values()
        if "cancelled" in states:
            return "cancelled"
        return "failed" if "failed" in states else "completed"

    def close(self) -> None:
        """Leave no child behind; runs under way, after an error here, are paused first."""
        for worker in self._busy:
            worker.send("pause")
        workers = [*self._busy, *self._idle]
        for worker in workers:
            worker.dismiss()
        for worker in workers:
            worker.close()

    def _go_on(self) -> None:
        if self._paused:
            self._paused = False
            self._emit(SweepWentOn())
        while self._queue and len(self._busy) < self._jobs and (next_up := self._next()):
            worker = self._idle.pop() if self._idle else WorkerProcess(self._setup)
            next_up.attempt += 1
            next_up.begun = False
            self._busy[worker] = next_up
            place = self._plan.place(next_up.trial)
            worker.send(Task(next_up.trial.specification, place, next_up.resume))
            self._emit(TrialStarted(next_up.trial.key, attempt=next_up.attempt))
        if not self._queue:
            self._dismiss_idle()

    def _next(self) -> _Waiting | None:
        """The next trial whose run nobody else holds; None where all are held."""
        for _ in range(len(self._queue)):
            waiting = self._queue.popleft()
            if not self._is_held(waiting):
                return waiting
            self._queue.append(waiting)
        return None

    def _is_held(self, waiting: _Waiting) -> bool:
        """Whether a child of an application that was killed still ends its run."""
        if waiting.resume is None or not is_held(waiting.resume):
            return False
        now = time.monotonic()
        waiting.held_since = waiting.held_since or now
        return now - waiting.held_since < SECONDS_FOR_ANOTHER

    def _listen(self) -> None:
        workers = [*self._busy, *self._idle]
        if not workers:
            time.sleep(SECONDS_PER_LOOK)
            return
        for worker in heard(workers, SECONDS_PER_LOOK):
            try:
                word = worker.hear()
            except WorkerGoneError:
                self._gone(worker)
                continue
            if isinstance(word, Unable):
                raise CnnLabError(word.sentence.template, **word.sentence.values)
            waiting = self._busy.get(worker)
            if waiting is None:
                continue
            if isinstance(word, RunFinished):
                self._run_ended(worker, waiting, word)
                continue
            if isinstance(word, RunStarted):
                waiting.resume, waiting.begun = Path(word.run), True
            self._emit(TrialProgressed(waiting.trial.key, word))

    def _run_ended(self, worker: WorkerProcess, waiting: _Waiting, word: RunFinished) -> None:
        del self._busy[worker]
        self._asked_to_pause.discard(worker)
        self._idle.append(worker)
        if word.outcome == "paused" and not self._control.cancelled:
            self._put_back(waiting)
            self._ended(waiting, "paused", word.detail, word)
            return
        state: TrialState = "completed"
        if word.outcome == "failed":
            state = "failed"
        elif word.outcome == "paused" or (word.outcome == "stopped" and not word.stopped_by):
            state = "cancelled"
        self._ended(waiting, state, word.detail, word)

    def _put_back(self, waiting: _Waiting) -> None:
        """What a pause interrupts is no attempt that failed."""
        waiting.attempt -= 1
        self._queue.appendleft(waiting)

    def _gone(self, worker: WorkerProcess) -> None:
        code = worker.exit_code
        worker.close()
        self._asked_to_pause.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        waiting = self._busy.pop(worker, None)
        if waiting is None:
            return
        log.warning("the process of %s ended with %s", waiting.trial.key, code)
        if self._control.cancelled:
            self._ended(waiting, "cancelled")
        elif waiting.attempt < MOST_ATTEMPTS:
            waiting.resume = self._left_by(waiting)
            self._queue.appendleft(waiting)
            self._ended(waiting, "waiting", _killed())
        else:
            self._ended(waiting, "failed", _killed_twice())

    def _ended(
        self,
        waiting: _Waiting,
        state: TrialState,
        detail: Sentence | None = None,
        finished: RunFinished | None = None,
    ) -> None:
        self.states[waiting.trial.key] = state
        run = str(waiting.resume) if waiting.resume else None
        self._emit(TrialEnded(waiting.trial.key, state, run, detail, finished))

    def _left_by(self, waiting: _Waiting) -> Path | None:
        """The run that a killed child leaves, if it can go on; it may not have told of it yet."""
        if waiting.resume:
            return resumable_run([RunFolder(waiting.resume)])
        runs = runs_of(self._plan, RunStore(self._setup.runs))
        return resumable_run(runs.get(waiting.trial.key, []))

    def _pause_runs(self) -> None:
        for worker, waiting in list(self._busy.items()):
            if not waiting.begun:
                self._take_back(worker, waiting)
            elif worker not in self._asked_to_pause:
                self._asked_to_pause.add(worker)
                worker.send("pause")

    def _take_back(self, worker: WorkerProcess, waiting: _Waiting) -> None:
        """Nothing is lost with a child that still loads, and nobody waits for it to end that."""
        del self._busy[worker]
        worker.kill()
        waiting.resume = self._left_by(waiting)
        self._put_back(waiting)
        self._ended(waiting, "paused")

    def _told_paused(self) -> None:
        """A pause may last a night: the children's memory is given back."""
        self._paused = True
        self._dismiss_idle()
        self._emit(SweepPaused())

    def _dismiss_idle(self) -> None:
        for worker in self._idle:
            worker.dismiss()
        for worker in self._idle:
            worker.close()
        self._idle.clear()

    def _leave_the_rest(self) -> None:
        for waiting in self._queue:
            self._ended(waiting, "cancelled")
        self._queue.clear()


def _killed() -> Sentence:
    return Sentence(
        tr_noop(
            "sweep",
            "The process that trained it was ended from outside, maybe for want of memory; it is "
            "tried once more.",
        )
    )


def _killed_twice() -> Sentence:
    return Sentence(
        tr_noop(
            "sweep",
            "The process that trained it was ended from outside twice, maybe for want of memory. "
            "Let fewer runs go on at once, or use a smaller batch.",
        )
    )


def _said(outcome: SweepOutcome, plan: SweepPlan, completed: int, failed: int) -> Sentence:
    """How the sweep ended, for people."""
    values = {"completed": completed, "failed": failed, "count": plan.count, "name": plan.id}
    if outcome == "cancelled":
        return Sentence(
            tr_noop(
                "sweep",
                "{completed:,} of {count:,} runs are completed. What was under way is paused, and "
                "the sweep '{name}' can go on from there.",
            ),
            values,
        )
    if completed < plan.count:
        return Sentence(
            tr_noop("sweep", "{completed:,} of {count:,} runs are completed, {failed:,} failed."),
            values,
        )
    return Sentence(tr_noop("sweep", "All {count:,} runs are completed."), values)
