"""Whether a difference between runs is more than luck, in a sentence and a picture."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.compare.comparison import Comparison, GroupFigures
from cnnlab_gui.widgets.compare.intervals import IntervalPlot
from cnnlab_gui.widgets.states import button, label
from cnnlab_gui.widgets.theme import GRID, Theme

MOST_SENTENCES = 12
MOST_GROUPS = 100  # that are drawn: of more, the best
ENOUGH_SEEDS = 3


class VerdictPanel(QWidget):
    """Says what the seeds allow to be said of the runs that are compared.

    Signals
    -------
    sweep_wanted
        The person wants the runs that are missing.
    chosen : tuple of str
        The runs of a group are to be selected.
    """

    sweep_wanted = Signal()
    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headline = label(role="headline", wrap=True)
        self._text = label(role="muted", wrap=True)
        self.plot = IntervalPlot(theme)
        self.plot.chosen.connect(self.chosen)
        for line in (self._headline, self._text):
            line.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.sweep = button(
            self.tr("Sweep…"),
            self.sweep_wanted.emit,
            self.tr("Train one or two things in several ways, each with several seeds"),
        )
        theme.set_icon(self.sweep, "plus")
        self._advice = label(role="muted", wrap=True)
        self._lay_out()
        self.show_comparison(Comparison(), all_shown=True)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self._advice, 1)
        row.addWidget(self.sweep)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID)
        column.addWidget(self._headline)
        column.addWidget(self.plot)
        column.addWidget(self._text)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, GRID, 0, 0)
        outer.setSpacing(GRID)
        outer.addWidget(area, 1)
        outer.addLayout(row)

    @property
    def text(self) -> str:
        """All that is said."""
        return f"{self._headline.text()}\n{self._text.text()}".strip()

    @property
    def advice(self) -> str:
        return self._advice.text()

    def show_comparison(self, comparison: Comparison, *, all_shown: bool) -> None:
        """Say what is known.

        Parameters
        ----------
        comparison : Comparison
        all_shown : bool
            It is about all runs in the table, because fewer than two are selected.
        """
        said = [translated(sentence) for sentence in comparison.sentences]
        # As many as may be left out of these, because they are said already.
        most = MOST_SENTENCES + len(said)
        pairs = [translated(pair.sentence) for pair in comparison.pairs[:most]]
        rest = [text for text in dict.fromkeys((*said[1:], *pairs)) if text not in said[:1]]
        self._headline.setText(said[0] if said else self.tr("Nothing to compare yet"))
        drawn = _best(comparison.groups)
        told = rest[:MOST_SENTENCES]
        if len(drawn) < len(comparison.groups):
            told.append(
                self.tr("The {most} best of {count} groups are drawn.").format(
                    most=number(len(drawn)), count=number(len(comparison.groups))
                )
            )
        self._text.setText("\n".join(told))
        self._text.setVisible(bool(told))
        self.plot.show_groups(drawn)
        self.plot.setVisible(bool(comparison.groups))
        few = any(group.count < ENOUGH_SEEDS for group in comparison.groups)
        if few or not comparison.groups:
            advice = self.tr(
                "One training may be lucky. Train each with at least three seeds, and it shows "
                "whether a difference is real."
            )
        elif all_shown:
            advice = self.tr("This is about all runs in the table; select some to compare these.")
        else:
            advice = self.tr("This is about the selected runs.")
        self._advice.setText(advice)


def _best(groups: Sequence[GroupFigures]) -> list[GroupFigures]:
    """The `MOST_GROUPS` with the highest means, in the order in which they came."""
    ranked = sorted(range(len(groups)), key=lambda at: groups[at].mean, reverse=True)
    return [groups[at] for at in sorted(ranked[:MOST_GROUPS])]
