"""``sweep``: runs that differ in one or two factors, each with several seeds."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from cnnlab_gui.cli.describe import JsonOption
from cnnlab_gui.cli.output import BROKEN_OFF, say, say_error
from cnnlab_gui.cli.sweep_printer import JsonPrinter, PeoplePrinter, SweepPrinter, say_not_begun
from cnnlab_gui.cli.train import absolute_dataset, chosen_specification
from cnnlab_gui.core import paths
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.faults import first_fault
from cnnlab_gui.core.ports import Library
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.sweep.estimate import estimate, measured_runs
from cnnlab_gui.core.sweep.factor import FACTORS, factor_named
from cnnlab_gui.core.sweep.kept import SweepStore, completed_trials, runs_of
from cnnlab_gui.core.sweep.plan import MOST_SEEDS, SweepPlan, check_amounts, check_name, planned
from cnnlab_gui.core.sweep.runner import SweepControl
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.core.training import RunSpecification, TrainingSettings
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.sweep.local import LocalRunner

MOST_JOBS = 64
DEFAULT_SEEDS = 3


def sweep(
    vary: Annotated[
        list[str] | None,
        typer.Option(help=f"FACTOR=V1,V2…; once or twice. Factors: {', '.join(FACTORS)}."),
    ] = None,
    seeds: Annotated[
        int | None, typer.Option(min=1, max=MOST_SEEDS, help="Runs of each value (3).")
    ] = None,
    preset: Annotated[str | None, typer.Option(help="See `presets`; cnn-64 if none.")] = None,
    architecture: Annotated[Path | None, typer.Option(help="An architecture file.")] = None,
    run: Annotated[str | None, typer.Option(help="Vary what this run was.")] = None,
    dataset: Annotated[str | None, typer.Option(help="A dataset's id, or a path.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where datasets lie.")] = None,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="How often all images are seen.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Train on the first N images.")] = None,
    deterministic: Annotated[
        bool, typer.Option("--deterministic", help="The same seed gives the same figures.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_JOBS, help="Runs at once; by cores and memory if not given."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="The sweep's; FACTOR-001 if none.")] = None,
    resume: Annotated[
        str | None, typer.Option(help="Go on with this sweep, as it was planned.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Train a run for each value and seed, several at once, and compare them.

    Ctrl+C pauses what is under way; --resume goes on from there.
    """
    changes = {"epochs": epochs, "limit": limit, "deterministic": deterministic or None}
    store, library = SweepStore(paths.sweeps_folder()), DatasetLibrary(data_dir)
    try:
        if resume is not None:
            given = (vary, seeds, preset, architecture, run, dataset, name, *changes.values())
            if any(value is not None for value in given):
                raise typer.BadParameter("--resume goes on with a sweep as it was planned")
            plan = store.read(resume)
            facts, images = _facts(library, plan.base.dataset)
            plan.check(facts)
        else:
            base = _base(chosen_specification(preset, architecture, run), dataset, changes)
            factors = _factors(vary)
            free = _named(name) or store.free_name("-".join(factors))
            facts, images = _facts(library, base.dataset)
            plan = planned(free, base, factors, _seeds(base, seeds), facts)
            store.write(plan)
    except CnnLabError as error:
        say_not_begun(resume or name, error.sentence, as_json=as_json)
        raise
    runner = LocalRunner(paths.home(), data_dir, jobs)
    _run(plan, runner, images, JsonPrinter(plan) if as_json else PeoplePrinter(plan))


def _base(
    chosen: RunSpecification, dataset: str | None, changes: dict[str, Any]
) -> RunSpecification:
    wanted = {name: value for name, value in changes.items() if value is not None}
    try:
        settings = TrainingSettings.model_validate({**chosen.settings.model_dump(), **wanted})
    except ValidationError as error:
        raise typer.BadParameter(str(first_fault(error, TrainingSettings))) from error
    update: dict[str, Any] = {"settings": settings}
    if dataset is not None:
        update["dataset"] = absolute_dataset(dataset)
    return chosen.model_copy(update=update)


def _factors(vary: list[str] | None) -> dict[str, list[str]]:
    """``filters=16,32`` becomes the factor and its values."""
    factors: dict[str, list[str]] = {}
    for text in vary or []:
        factor, equals, values = text.partition("=")
        if not equals or not all(value.strip() for value in values.split(",")):
            raise typer.BadParameter(
                "write FACTOR=V1,V2, as in filters=16,32,64", param_hint="--vary"
            )
        with _as_usage("--vary"):
            entry = factor_named(factor)
            parsed = [entry.canonical(value) for value in values.split(",")]
        twice = [value for value in parsed if parsed.count(value) > 1]
        if twice or entry.name in factors:
            what = f"{entry.name}={twice[0]}" if twice else entry.name
            raise typer.BadParameter(f"{what} stands there twice", param_hint="--vary")
        factors[entry.name] = parsed
    if not factors:
        raise typer.BadParameter("name a factor, as in filters=16,32,64", param_hint="--vary")
    with _as_usage("--vary"):
        check_amounts(factors)
    return factors


def _named(name: str | None) -> str | None:
    if name is not None:
        with _as_usage("--name"):
            check_name(name)
    return name


@contextmanager
def _as_usage(option: str) -> Iterator[None]:
    """Tell of what is wrong as wrong usage of ``option``."""
    try:
        yield
    except CnnLabError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error


def _seeds(base: RunSpecification, count: int | None) -> range:
    first = base.settings.seed
    return range(first, first + (count or DEFAULT_SEEDS))


def _facts(library: Library, dataset: str) -> tuple[ImageFacts, tuple[int, int]]:
    """What the networks must fit, and how many images there are to train and to test on.

    Raises
    ------
    CnnLabError
        The dataset is not there: said once, not by each run.
    """
    for info in library.infos():
        if info.id == dataset and info.available:
            return ImageFacts.of(info), (info.count_train, info.count_test)
    data = library.load(dataset)
    return ImageFacts.of(data), (len(data.y_train), len(data.y_test))


def _say_estimate(plan: SweepPlan, runner: LocalRunner, images: tuple[int, int]) -> None:
    runs = RunStore(paths.runs_folder())
    completed = completed_trials(runs_of(plan, runs))
    jobs = runner.jobs_for(plan.count - len(completed))
    expected = estimate(plan, measured_runs(runs), *images, jobs, completed)
    say(f"sweep {plan.id}: {expected.sentence}")


def _run(
    plan: SweepPlan, runner: LocalRunner, images: tuple[int, int], printer: SweepPrinter
) -> None:
    control = SweepControl()
    broken_off = False
    try:
        with _interrupt_cancels(control), printer:
            if isinstance(printer, PeoplePrinter):
                _say_estimate(plan, runner, images)
            runner.run(plan, printer.follow, control)
    except KeyboardInterrupt:
        broken_off = True
    printer.say_results(RunStore(paths.runs_folder()))
    finished = printer.progress.finished
    if finished is not None and finished.outcome == "failed":
        say_error(finished.detail if finished.gave_up(plan) else _failed(printer))
        raise typer.Exit(1)
    if broken_off:
        raise typer.Exit(BROKEN_OFF)


def _failed(printer: SweepPrinter) -> Sentence:
    failed = [each for each in printer.progress.trials if each.state == "failed"]
    return Sentence(
        tr_noop("errors", "{count:,} runs failed, {trial} the first of them: {reason}")
        if len(failed) > 1
        else tr_noop("errors", "The run of {trial} failed: {reason}"),
        {"count": len(failed), "trial": failed[0].trial.key, "reason": failed[0].detail},
    )


@contextmanager
def _interrupt_cancels(control: SweepControl) -> Iterator[None]:
    """Let the first Ctrl+C cancel the sweep cleanly; a second one breaks off."""

    def on_interrupt(*_: object) -> None:
        if control.cancelled:
            raise KeyboardInterrupt
        control.cancel()

    previous = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
