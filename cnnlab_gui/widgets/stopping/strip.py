"""How near each rule is while a run goes on: a small bar and a few words."""

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from cnnlab_gui.bridge.translation import percent, translated
from cnnlab_gui.core.events import BatchProgress, EpochEnded, RunEvent, RunFinished, RunStarted
from cnnlab_gui.core.stopping.text import readable_rules, rule_sentence
from cnnlab_gui.core.stopping.watch import Nearness, StopWatch
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID

COLUMNS = 2
BAR = QSize(7 * GRID, 6)


class RulesStrip(QWidget):
    """Follows one run's rules; hidden where it has none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._watch = StopWatch(())
        self._history: list[EpochEnded] = []
        self._run = ""
        self._is_begun = False  # by hand, before the run has told of itself
        self._clock = QElapsedTimer()
        self._lines: list[_Line] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.setAccessibleName(self.tr("Stop rules"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """What stands beside each bar."""
        return [line.text for line in self._lines]

    @property
    def shares(self) -> list[float]:
        """How full each bar is, in [0, 1]."""
        return [line.share for line in self._lines]

    def begin(self, stop_when: tuple[str, ...], history: Sequence[EpochEnded] = ()) -> None:
        """Show the rules of a run that begins, or goes on after the epochs of ``history``."""
        self._start(stop_when, history)
        self._is_begun = True

    def follow(self, event: RunEvent) -> None:
        """Show what one event of the run changes."""
        match event:
            case RunStarted():
                self._on_started(event)
            case EpochEnded():
                self._history.append(event)
                self._watch.follow(event)
                self._clock.start()
                self._tell()
            case BatchProgress() if self._lines:
                self._watch.after(self._passed)
                self._tell()
            case RunFinished():
                self._is_begun = False
            case _:
                pass

    @property
    def _passed(self) -> float:
        """Seconds of training; what a part of an epoch took before a pause is not known."""
        running = self._clock.elapsed() / 1000 if self._clock.isValid() else 0.0
        return sum(epoch.seconds for epoch in self._history) + running

    def _on_started(self, event: RunStarted) -> None:
        if not self._is_begun:
            goes_on = event.run == self._run and event.epochs_done == len(self._history)
            self._start(event.stop_when, self._history if goes_on else ())
        self._run = event.run

    def _start(self, stop_when: tuple[str, ...], history: Sequence[EpochEnded]) -> None:
        rules = readable_rules(stop_when)
        self._history = list(history)
        self._watch = StopWatch(rules, history)
        self._clock.start()
        for line in self._lines:
            self._grid.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [_Line() for _ in rules]
        for at, line in enumerate(self._lines):
            self._grid.addWidget(line, at // COLUMNS, at % COLUMNS)
        self._tell()
        self.setVisible(bool(rules))

    def _tell(self) -> None:
        for line, near in zip(self._lines, self._watch.nearness(), strict=True):
            line.show_nearness(near)


class _Line(QWidget):
    """One rule: its bar and its words."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = _Bar()
        self._label = label(role="muted", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._bar)
        row.addWidget(self._label, 1)

    @property
    def text(self) -> str:
        return self._label.text()

    @property
    def share(self) -> float:
        return self._bar.share

    def show_nearness(self, near: Nearness) -> None:
        text = translated(near.sentence)
        if text != self.text:
            self._label.setText(text)
            self.setAccessibleName(text)
            self.setToolTip(
                self.tr("Ends the run: {rule}").format(rule=translated(rule_sentence(near.rule)))
            )
        self._bar.show_share(near.share)


class _Bar(QWidget):
    """How full it is, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.share = 0.0
        self.setFixedSize(BAR)

    def show_share(self, share: float) -> None:
        if share != self.share:
            self.share = share
            self.setAccessibleDescription(percent(share, 0))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole, radius = QRectF(self.rect()), self.height() / 2
        painter.setBrush(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(whole, radius, radius)
        if self.share > 0:
            # A part narrower than its own round ends would look like a dot beside the bar.
            width = max(self.share * whole.width(), float(self.height()))
            painter.setBrush(self.palette().color(QPalette.ColorRole.Accent))
            painter.drawRoundedRect(QRectF(0, 0, width, whole.height()), radius, radius)
        painter.end()
