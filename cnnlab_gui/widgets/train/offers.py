"""What a run that has ended still offers: to be resumed, or to stand for its best epoch."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnlab_gui.bridge.translation import number, percent
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.widgets.states import button
from cnnlab_gui.widgets.theme import GRID


class Offers(QWidget):
    """A row of buttons; hidden while there is nothing to offer.

    Signals
    -------
    resume_wanted
    epoch_wanted : int
        The run is to stand for this epoch from now on.
    """

    resume_wanted = Signal()
    epoch_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._best = 0
        self._resume = button(
            self.tr("Resume"),
            self.resume_wanted.emit,
            self.tr("Go on exactly where it ended (F6)"),
            primary=True,
        )
        self._take = button(
            self.tr("Take the best epoch"),
            lambda: self.epoch_wanted.emit(self._best),
            self.tr("Let the run stand for its best epoch"),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._resume)
        row.addWidget(self._take)
        row.addStretch(1)
        self.clear()

    def clear(self) -> None:
        """Offer nothing."""
        self._resume.hide()
        self._take.hide()
        self.hide()

    def offer_resume(self) -> None:
        """Offer to go on with the run."""
        self._resume.show()
        self.show()

    def forget_resume(self) -> None:
        """It cannot be gone on with any more."""
        self._resume.hide()
        self.setVisible(not self._take.isHidden())

    def offer_epoch(self, best: EpochEnded, now: EpochEnded) -> None:
        """Offer that the run stands for its ``best`` epoch instead of ``now``."""
        self._best = best.epoch
        self._take.setText(self.tr("Take the best epoch ({epoch})").format(epoch=best.epoch))
        self._take.setToolTip(
            self.tr(
                "The run then stands for epoch {best} ({best_share}) instead of epoch {now} "
                "({now_share}): on the pages Results, Feature maps and Draw, and in exports."
            ).format(
                best=number(best.epoch),
                best_share=percent(best.val_accuracy),
                now=number(now.epoch),
                now_share=percent(now.val_accuracy),
            )
        )
        self._take.show()
        self.show()

    def taken(self) -> None:
        """The run stands for its best epoch now."""
        self._take.hide()
        self.setVisible(not self._resume.isHidden())
