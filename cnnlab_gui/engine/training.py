"""A run's epochs until its end, and what is kept of them then."""

import time

from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.results.report import report_of
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.core.runs.journal import RunJournal
from cnnlab_gui.core.stopping.text import rule_text
from cnnlab_gui.core.stopping.watch import StopWatch, Verdict
from cnnlab_gui.engine.ending import (
    Ending,
    ended_before_the_test,
    ended_by_rule,
    paused_in,
    stopped_in,
)
from cnnlab_gui.engine.epochs import AskedToEndError, Epochs, RuleHoldsError
from cnnlab_gui.engine.loop import Evaluation
from cnnlab_gui.engine.session import Session
from cnnlab_gui.engine.tally import Tally


class Training:
    """Lets the epochs of one run go by until it ends.

    Parameters
    ----------
    session : Session
    epochs : Epochs
    journal : RunJournal
        Has the epochs before.
    watch : StopWatch
        Knows all of them but the last one.
    tally : Tally
    control : RunControl
    """

    def __init__(
        self,
        session: Session,
        epochs: Epochs,
        journal: RunJournal,
        watch: StopWatch,
        tally: Tally,
        control: RunControl,
    ) -> None:
        self._settings = session.specification.settings
        self._dataset = session.dataset
        self._session = session
        self._epochs = epochs
        self._journal = journal
        self._watch = watch
        self._tally = tally
        self._control = control
        self._answers: TestAnswers | None = None

    def run(self, fresh: bool) -> Ending:
        """Train to the end; ``fresh``: from the start, not from a checkpoint.

        Raises
        ------
        Exception
            Whatever ends a run as failed; what was measured until then is kept.
        """
        try:
            return self._run(fresh)
        finally:
            self._keep_answers()

    def _run(self, fresh: bool) -> Ending:
        journal, rules = self._journal, self._settings.stop_when
        if not fresh:
            journal.tested_before()
        step_done = self._epochs.place.step
        journal.started(self._session.steps, step_done, tuple(rule_text(rule) for rule in rules))
        if fresh:
            journal.snapshot(0, self._session.weights())
            self._epochs.keep()  # so that whatever has a history can go on
        self._prepare()
        verdict = self._watch.follow(journal.history[-1]) if journal.history else None
        try:
            while verdict is None and journal.whole_epochs < self._settings.epochs:
                verdict = self._epoch()
        except AskedToEndError:
            return self._broken_off()
        except RuleHoldsError as rule:
            verdict = rule.verdict
            self._keep_unfinished(verdict)
        return self._end(verdict)

    def _prepare(self) -> None:
        started = time.perf_counter()
        self._session.prepare()
        self._tally.built(time.perf_counter() - started)

    def _epoch(self) -> Verdict | None:
        event, check = self._epochs.next()
        self._journal.epoch_ended(event, self._session.weights())
        if self._session.tests_each_epoch:
            self._answers = self._as_answers(event.epoch, check)
        self._epochs.kept(event)
        return self._watch.follow(event)

    def _broken_off(self) -> Ending:
        """Somebody asked for the end within an epoch: all that resumes it is kept first."""
        self._epochs.keep()
        self._journal.cut_short(self._session.weights())
        words = paused_in if self._control.pauses else stopped_in
        return words(self._journal.whole_epochs + 1, self._settings.epochs)

    def _keep_unfinished(self, verdict: Verdict) -> None:
        """The time is over within an epoch: what it has learnt is kept; of a NaN nothing is."""
        if verdict.rule.kind == "time" and self._epochs.place.step:
            self._journal.cut_short(self._session.weights())

    def _end(self, verdict: Verdict | None) -> Ending:
        """No epoch is left to train: test the one that the run stands for."""
        whole = self._journal.whole_epochs
        ending = ended_by_rule(verdict, whole) if verdict else Ending("completed")
        epoch = whole if ending.chosen is None else ending.chosen
        try:
            if epoch and (self._answers is None or self._answers.epoch != epoch):
                self._answers = self._tested(epoch)
        except AskedToEndError:
            return ended_before_the_test(whole, self._control.pauses)
        return ending

    def _tested(self, epoch: int) -> TestAnswers:
        """Try the test images with the weights of ``epoch``."""
        architecture = self._session.specification.architecture
        self._session.load_weights(self._journal.folder.read_snapshot(epoch, architecture))
        return self._as_answers(epoch, self._epochs.test(epoch))

    def _keep_answers(self) -> None:
        answers = self._answers
        if answers is not None:
            self._journal.tested(report_of(answers, self._dataset.class_names), answers)

    def _as_answers(self, epoch: int, test: Evaluation) -> TestAnswers:
        return TestAnswers(epoch, test.loss, self._dataset.y_test, test.probabilities)
