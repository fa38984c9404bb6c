"""One epoch after the other: trained, checked, and broken off wherever somebody asks."""

import math
import time

from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.inside.live import LiveWeights
from cnnlab_gui.core.runs.checkpoint import Checkpoint, Place
from cnnlab_gui.core.runs.journal import RunJournal
from cnnlab_gui.core.schedule import Rates, RateSchedule
from cnnlab_gui.core.stopping.watch import StopWatch, Verdict
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.loop import Evaluation
from cnnlab_gui.engine.session import Session
from cnnlab_gui.engine.tally import Tally

MINUTE = 60.0  # seconds


class AskedToEndError(Exception):
    """The control was set; carries nothing, leaves the loops."""


class RuleHoldsError(Exception):
    """A stop rule ends the run within an epoch."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__()


class Epochs:
    """Runs the epochs of one run.

    Parameters
    ----------
    session : Session
    journal : RunJournal
    watch : StopWatch
        Knows the epochs that the journal has, as does ``schedule``.
    tally : Tally
    control : RunControl
    live : LiveWeights or None
    place : Place
        Where the run begins or goes on.
    """

    def __init__(
        self,
        session: Session,
        journal: RunJournal,
        watch: StopWatch,
        tally: Tally,
        control: RunControl,
        live: LiveWeights | None,
        place: Place,
    ) -> None:
        self._session = session
        self._settings = settings = session.specification.settings
        self._journal = journal
        self._watch = watch
        self._tally = tally
        self._control = control
        self._live = live
        self._place = place
        self._schedule = RateSchedule(settings, session.steps)
        for epoch in journal.history:
            self._schedule.epoch_ended(epoch)
        self._before = sum(epoch.seconds for epoch in journal.history)
        self._last_checkpoint = time.perf_counter()

    @property
    def place(self) -> Place:
        """How far the run is."""
        return self._tally.placed(self._place)

    def next(self) -> tuple[EpochEnded, Evaluation]:
        """Train one epoch, or what is left of it, and check it.

        Raises
        ------
        AskedToEndError
            The control is set; `place` says how far it came.
        RuleHoldsError
            A rule ends the run within the epoch.
        CnnLabError
            The loss is no longer a number.
        """
        place = self._place
        epoch = place.epochs_done + 1
        self._tally.epoch_begins(place)
        rates = self._schedule.rates(epoch)
        self._ask_rules()
        self._take_rate(epoch, place.step, rates)
        session = self._session
        for result in session.loop.epoch(session.order(epoch), rates, place.step):
            self._ask_of_loss(result.loss)
            self._check_finite(result.loss, epoch)
            self._tally.trained(epoch, session.steps, result)
            self._place = self._place.model_copy(
                update={"step": result.step, "loss": result.loss, "accuracy": result.accuracy}
            )
            if self._live:
                self._live.trained(result.steps, epoch, result.step, session.weights)
            self._give_way()
            self._keep_now_and_then()
            if result.step < session.steps:
                self._take_rate(epoch, result.step, rates)
        check = self._check(epoch)
        return self._ended(epoch, check, float(str(rates[-1]))), check

    def kept(self, event: EpochEnded) -> None:
        """Go on to the next epoch: the journal has ``event``; a checkpoint is kept."""
        self._schedule.epoch_ended(event)
        self._before += event.seconds
        fingerprint, epochs_done = self._place.fingerprint, event.epoch
        self._place = Place(fingerprint=fingerprint, epochs_done=epochs_done)
        self._tally.epoch_begins(self._place)
        self.keep()

    def keep(self) -> None:
        """Keep a checkpoint of where the run is now."""
        self._journal.checkpoint(Checkpoint(self.place, self._session.arrays()))
        self._last_checkpoint = time.perf_counter()

    def test(self, epoch: int) -> Evaluation:
        """Try the test images with the weights that are in now, those of ``epoch``.

        Raises
        ------
        AskedToEndError
            The control is set.
        CnnLabError
            The loss is no number.
        """
        for part in self._session.tester.evaluate():
            if part:
                self._check_finite(part.loss, epoch)
                return part
            if self._control.is_set():
                raise AskedToEndError
        raise AssertionError("an evaluation ends with its result")

    def _check(self, epoch: int) -> Evaluation:
        for part in self._session.checker.evaluate():
            if part:
                self._ask_of_loss(part.loss)
                self._check_finite(part.loss, epoch)
                return part
            self._give_way()
        raise AssertionError("an evaluation ends with its result")

    def _ended(self, epoch: int, check: Evaluation, rate: float) -> EpochEnded:
        tally, place = self._tally, self._place
        return EpochEnded(
            epoch=epoch,
            loss=place.loss,
            accuracy=place.accuracy,
            val_loss=check.loss,
            val_accuracy=check.accuracy,
            seconds=tally.epoch_seconds,
            learning_rate=rate,
            images_per_second=tally.epoch_images / tally.epoch_training_seconds,
        )

    def _give_way(self) -> None:
        self._ask_rules()
        if self._control.is_set():
            raise AskedToEndError

    def _ask_rules(self) -> None:
        verdict = self._watch.after(self._before + self._tally.epoch_seconds)
        if verdict:
            raise RuleHoldsError(verdict)

    def _ask_of_loss(self, loss: float) -> None:
        verdict = self._watch.at_loss(loss)
        if verdict:
            raise RuleHoldsError(verdict)

    def _keep_now_and_then(self) -> None:
        passed = time.perf_counter() - self._last_checkpoint
        if passed >= MINUTE * self._settings.checkpoint_minutes:
            self.keep()

    def _take_rate(self, epoch: int, step: int, rates: Rates) -> None:
        """Let a rate that was asked for hold from the next batch on, and remember it."""
        rate = self._control.take_rate()
        if rate is None or not math.isfinite(rate):
            return
        self._schedule.change(epoch, step, rate)
        rates[step:] = self._schedule.rates(epoch, step)
        self._journal.rate_changed(self._schedule.changes)

    def _check_finite(self, loss: float, epoch: int) -> None:
        if math.isfinite(loss):
            return
        raise CnnLabError(
            tr_noop(
                "errors",
                "The loss is no longer a number in epoch {epoch}: the corrections were too "
                "large. Use a smaller learning rate than {rate:g}.",
            ),
            epoch=epoch,
            rate=self._settings.learning_rate,
        )
