"""What a run prints as it goes on: JSON lines, or lines for people."""

import shlex
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from cnnlab_gui.cli.output import say
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import (
    BatchProgress,
    EpochEnded,
    RunEvent,
    RunFinished,
    RunStarted,
    event_json,
)
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.stopping.rule import NotANumber
from cnnlab_gui.core.stopping.text import readable_rules, rule_sentence
from cnnlab_gui.core.stopping.watch import StopWatch


class Printer:
    """Prints run events; remembers the terminal one."""

    finished: RunFinished | None = None

    def __enter__(self) -> "Printer":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def print(self, event: RunEvent) -> None:
        if isinstance(event, RunFinished):
            self.finished = event


class JsonPrinter(Printer):
    """Each event as one line of JSON."""

    def print(self, event: RunEvent) -> None:
        super().print(event)
        say(event_json(event))


class PeoplePrinter(Printer):
    """A line for each epoch, and a progress bar on a terminal.

    The last line is the terminal event as JSON, unless a person is reading.
    """

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %  {task.fields[rate]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task: TaskID | None = None
        self._epochs, self._set = 1, "test"
        self._watch = StopWatch(())

    def __enter__(self) -> "PeoplePrinter":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def print(self, event: RunEvent) -> None:
        super().print(event)
        match event:
            case RunStarted():
                self._begin(event)
            case BatchProgress() if self._task is not None:
                self._progress.update(
                    self._task,
                    completed=(event.epoch - 1) * event.steps + event.step,
                    description=f"epoch {event.epoch} of {self._epochs}",
                    rate=f"{event.images_per_second:,.0f} images/s",
                )
            case EpochEnded():
                self._watch.follow(event)
                say(
                    f"epoch {event.epoch}: accuracy {event.accuracy:.1%}, {self._set} "
                    f"{event.val_accuracy:.1%}, loss {event.loss:.4f}, {self._set} "
                    f"{event.val_loss:.4f}, {event.seconds:.1f} s{self._nearness()}"
                )
            case RunFinished():
                self._say_end(event)
            case _:
                pass

    def _begin(self, event: RunStarted) -> None:
        say(
            f"{event.name}: {event.parameters:,} parameters, {event.train_images:,} "
            f"images, {event.device}"
        )
        goes_on = event.epochs_done or event.step_done
        if goes_on:
            batches = f" and {event.step_done:,} of {event.steps:,} batches"
            say(
                f"goes on after {event.epochs_done} of {event.epochs} epochs"
                + (batches if event.step_done else "")
            )
        rules = readable_rules(event.stop_when)
        if rules:
            say(f"stops when: {'; '.join(str(rule_sentence(rule)) for rule in rules)}")
        self._watch = StopWatch(rules, _history(event.run) if goes_on else ())
        self._epochs, self._set = event.epochs, event.validation_set
        self._task = self._progress.add_task(
            f"epoch {event.epochs_done + 1}",
            total=event.epochs * event.steps,
            completed=event.epochs_done * event.steps + event.step_done,
            rate="",
        )

    def _nearness(self) -> str:
        """How near each rule is, to stand behind an epoch; nothing of one that only waits."""
        near = [each for each in self._watch.nearness() if not isinstance(each.rule, NotANumber)]
        return "".join(f"; {each.sentence}" for each in near)

    def _say_end(self, event: RunFinished) -> None:
        if event.detail and event.outcome != "failed":
            say(str(event.detail))
        if event.outcome in ("stopped", "paused") and not event.stopped_by and event.run:
            say(f"cnnlab resume {shlex.quote(event.run)} goes on with it.")
        if event.test_accuracy is not None:
            say(
                f"{event.outcome}: {event.test_accuracy:.1%} of the test images right, "
                f"{event.images_per_second:,.0f} images a second; kept in {event.run}"
            )
        if not sys.stdout.isatty():
            say(event_json(event))


def _history(run: str) -> list[EpochEnded]:
    """The epochs of a run that goes on; none where they cannot be read."""
    try:
        return list(RunFolder(Path(run)).read_history())
    except CnnLabError:
        return []
