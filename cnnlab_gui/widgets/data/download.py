"""A quiet strip that offers to download a dataset, and shows how far it is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.dataset import DatasetInfo
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.states import button, label
from cnnlab_gui.widgets.theme import GRID, Theme

MEGABYTE = 1_000_000


def megabytes(size: int) -> str:
    """A size in megabytes, at least one: ``31``."""
    return number(max(1, round(size / MEGABYTE)))


class DownloadStrip(QFrame):
    """Offers a dataset, then shows progress with a way to cancel, then what went wrong.

    Signals
    -------
    wanted : str
        The dataset's id.
    cancelled : None
    """

    wanted = Signal(str)
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._info: DatasetInfo | None = None
        self._running = False
        self._given_up = False
        self._failed = False
        self.setObjectName("strip")
        self.text = label(wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(12 * GRID)
        self.bar.setAccessibleName(self.tr("Share of the download that is done"))
        self.start = button("", self._start)
        self.start.setToolTip(self.tr("Download the dataset now; it is kept on this computer."))
        self.cancel = button(self.tr("Cancel"), self._cancel)
        self.cancel.setToolTip(self.tr("Stop the download."))
        self.dismiss = button(self.tr("Close"), self._show_offer)
        self.dismiss.setToolTip(self.tr("Go back to the offer."))
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self.text, 1)
        for each in (self.bar, self.start, self.cancel, self.dismiss):
            row.addWidget(each)
        theme.changed.connect(self._colour)
        self._colour()
        self.hide()

    # What is shown

    def offer(self, info: DatasetInfo | None) -> None:
        """Offer a dataset, or nothing; a download that runs stays in sight."""
        self._info = info
        if not self._running:
            self._show_offer()

    def show_progress(self, done: int, total: int) -> None:
        """Show how many bytes are there, of how many; 0 where that is not known."""
        if not self._running:
            self._begin()
        self.bar.setRange(0, 1000 if total else 0)
        self.bar.setValue(min(1000, round(1000 * done / total)) if total else 0)
        if total and not self._given_up:
            text = self.tr("{title}: {done} of {total} MB are here.")
            self._say(text, done=megabytes(done) if done else number(0), total=megabytes(total))

    def show_ended(self, problem: Sentence | None) -> None:
        """End: with a problem, by the person's wish, or with the dataset here."""
        given_up, self._running, self._given_up = self._given_up, False, False
        if problem is not None:
            self._show_parts(starts=self._info is not None, runs=False)
            self.dismiss.show()
            self.start.setText(self.tr("Try again"))
            self.text.setText(translated(problem))
            self._failed = True
            self._colour()
            self.show()
        elif given_up:
            self._show_offer()
        else:
            self.hide()

    def _show_offer(self) -> None:
        self._failed = False
        self._colour()
        if self._info is None:
            self.hide()
            return
        self._show_parts(starts=True, runs=False)
        size = megabytes(self._info.download_bytes)
        self.start.setText(self.tr("Download {size} MB").format(size=size))
        self._say(self.tr("{title} is not on this computer."))
        self.show()

    def _begin(self) -> None:
        self._running, self._given_up, self._failed = True, False, False
        self._colour()
        self._show_parts(starts=False, runs=True)
        self.cancel.setEnabled(True)
        self.bar.setRange(0, 0)
        self._say(self.tr("{title}: the download begins…"))
        self.show()

    def _say(self, text: str, **values: str) -> None:
        title = self._info.title if self._info else self.tr("Dataset")
        self.text.setText(text.format(title=title, **values))

    def _show_parts(self, *, starts: bool, runs: bool) -> None:
        self.dismiss.hide()
        self.start.setVisible(starts)
        self.bar.setVisible(runs)
        self.cancel.setVisible(runs)

    def _colour(self) -> None:
        colours = self._theme.colours
        back = colours.error_page if self._failed else colours.selected
        edge = colours.error if self._failed else colours.border
        self.setStyleSheet(
            f"QFrame#strip {{ background: {back}; border: 1px solid {edge}; border-radius: 6px; }}"
        )

    # Wishes

    def _start(self) -> None:
        if self._info is not None:
            self._begin()
            self.cancel.setFocus()
            self.wanted.emit(self._info.id)

    def _cancel(self) -> None:
        self._given_up = True
        self.cancel.setEnabled(False)
        self._say(self.tr("{title}: the download is being stopped…"))
        self.cancelled.emit()
