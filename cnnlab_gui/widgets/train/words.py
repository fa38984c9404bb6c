"""What is said of a run in words: a headline, and a line below it."""

from PySide6.QtCore import QObject

from cnnlab_gui.bridge.translation import number, percent, translated
from cnnlab_gui.core.curves import RunCurves
from cnnlab_gui.core.events import RunFinished, RunStarted
from cnnlab_gui.core.reading import Reading
from cnnlab_gui.widgets.states import label


class RunWords(QObject):
    """Two labels that tell how a run goes, in a learner's words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.headline = label(role="headline", wrap=True)
        self.text = label(role="muted", wrap=True)
        self._best = self.tr("Best epoch so far: {epoch}.")

    def begin(self, event: RunStarted) -> None:
        """A run begins, or goes on."""
        self._best = self.tr("Best epoch so far: {epoch}.")
        self.headline.setText(self.tr("{name} is learning").format(name=event.name))
        if event.epochs_done or event.step_done:
            text = self.tr("It goes on in epoch {epoch} of {epochs}.").format(
                epoch=number(event.epochs_done + 1), epochs=number(event.epochs)
            )
        else:
            text = self.tr("The first epoch goes once through {count} images.").format(
                count=number(event.train_images)
            )
        self.text.setText(text)

    def name(self, run: RunCurves) -> None:
        """Say which run of the past this is."""
        self._best = self.tr("Best epoch: {epoch}.")
        if run.reader.reading:
            self.say(run, run.reader.reading)
        if run.history:
            self.text.setText(f"{run.name}: {self.text.text()}")
        else:
            self.headline.setText(run.name)
            self.text.setText(self.tr("None of its epochs ended."))

    def say(self, run: RunCurves, reading: Reading) -> None:
        """Tell what whole epochs say."""
        self._say_accuracy(run, reading.accuracy, reading.val_accuracy)
        best = self._best.format(epoch=reading.best_epoch)
        if len(run.history) == 1:
            best = self.tr("One epoch is done; the next ones show where it goes.")
        if reading.overfitting_since is not None:
            best += " " + self.tr(
                "Since epoch {epoch} its loss falls on training images only: overfitting."
            ).format(epoch=reading.overfitting_since)
        self.text.setText(best)

    def _say_accuracy(self, run: RunCurves, training: float, validation: float) -> None:
        sentence = (
            self.tr("Accuracy {training} on training, {validation} on held-out images")
            if run.validation_set == "held-out"
            else self.tr("Accuracy {training} on training, {validation} on test images")
        )
        self.headline.setText(
            sentence.format(training=percent(training), validation=percent(validation))
        )

    def end(self, run: RunCurves, event: RunFinished) -> None:
        """Tell why a run ended, where there is something to tell; not of one that failed."""
        if event.outcome == "completed" and run.reader.reading:
            self._best = self.tr("Best epoch: {epoch}.")
            self.say(run, run.reader.reading)
        if not run.history:
            self.headline.setText(
                self.tr("Paused in the first epoch")
                if event.outcome == "paused"
                else self.tr("Stopped before the first epoch ended")
            )
            self.text.setText(translated(event.detail) if event.detail else "")
        elif event.detail:
            self.text.setText(f"{translated(event.detail)} {self.text.text()}")

    def say_taken(self, run: RunCurves, epoch: int) -> None:
        """The run stands for another epoch now."""
        taken = run.epoch_near(epoch)
        if taken is not None:
            self._say_accuracy(run, taken.accuracy, taken.val_accuracy)
        self.text.setText(
            self.tr("The run stands for epoch {epoch} now.").format(epoch=number(epoch))
        )
