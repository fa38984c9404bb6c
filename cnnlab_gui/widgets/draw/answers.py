"""What a network sees of the drawing, and what one network answers, or two."""

from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from cnnlab_gui.widgets.draw.answer_panel import AnswerPanel
from cnnlab_gui.widgets.draw.seen_view import SeenView
from cnnlab_gui.widgets.theme import GRID, Theme

FIRST, SECOND = 0, 1


class Answers(QWidget):
    """Lays the image that is seen above the answers, or beside the one there is.

    Attributes
    ----------
    centre : QCheckBox
        Whether the ink is brought to where the networks' own images have it.
    seen : SeenView
    panels : (AnswerPanel, AnswerPanel)
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.centre = QCheckBox(self.tr("Centre the ink"))
        self.centre.setChecked(True)
        self.seen = SeenView(theme)
        self.panels = (AnswerPanel(theme), AnswerPanel(theme))
        self._above = QWidget()
        above = QVBoxLayout(self._above)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(GRID)
        above.addWidget(self.centre)
        above.addWidget(self.seen, 1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2 * GRID)
        self.offer_centring(True)
        self.arrange(comparing=False, low=False)

    def offer_centring(self, on: bool) -> None:
        """Let the switch be used, or not, where nothing is known of the networks' own images."""
        self.centre.setEnabled(on)
        self.centre.setToolTip(
            self.tr(
                "Bring the ink to the size and place that the network's own images have. "
                "Switch it off, and see how much that matters."
            )
            if on
            else self.tr(
                "This network gets the paper as it is: where its own images have their ink is "
                "not known."
            )
        )

    def arrange(self, *, comparing: bool, low: bool) -> None:
        """Show one answer or two.

        Parameters
        ----------
        comparing : bool
        low : bool
            There is little room from top to bottom, and the feature maps show the image, too.
        """
        beside = low and not comparing
        # What needs less room goes first, else the window would grow for a moment, and stay so.
        if not comparing:
            self.panels[SECOND].hide()
        for each in (self._above, *self.panels):
            self._grid.removeWidget(each)
        self.seen.set_beside(not beside, is_small=comparing)
        self.seen.setVisible(not (comparing and low))
        for each in (self.seen, self._above):
            each.updateGeometry()
        above = self._above.layout()
        if above is not None:
            above.activate()
        self._grid.addWidget(self._above, 0, 0, 1, 1 if beside else 2)
        if beside:
            self._grid.addWidget(self.panels[FIRST], 0, 1)
        else:
            self._grid.addWidget(self.panels[FIRST], 1, 0, 1, 1 if comparing else 2)
        self._grid.addWidget(self.panels[SECOND], 1, 1)
        for row, share in enumerate((1, 0) if beside else (0, 1)):
            self._grid.setRowStretch(row, share)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)
        self.panels[SECOND].setVisible(comparing)
        self._grid.invalidate()
        self._grid.activate()
        self.updateGeometry()
