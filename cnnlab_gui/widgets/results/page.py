"""The Results page: how good a run is on the test images, and where it errs."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.inside.network import SET_UP
from cnnlab_gui.core.results.gather import RunResults
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.maps.elided import ElidedLabel
from cnnlab_gui.widgets.network_box import NetworkBox
from cnnlab_gui.widgets.results.details import IMAGES, ResultsDetails
from cnnlab_gui.widgets.results.matrix_view import MatrixView
from cnnlab_gui.widgets.results.words import headline, most_confused
from cnnlab_gui.widgets.states import Notice, button, label
from cnnlab_gui.widgets.theme import GRID, Theme

COUNTS, SHARES = range(2)


class ResultsPage(QFrame):
    """Shows what a run answers for the test images.

    Signals
    -------
    run_wanted : str
        A run's name, or `SET_UP` for the newest run of the network that is set up.
    image_wanted : int
        A test image that is to be seen on the page Feature maps.
    epoch_wanted : int
        The epoch that the run is to stand for.
    answers_wanted, cancel_wanted, train_wanted : None
        The answers are to be computed, after all; no longer; the network is to be trained.
    shown, hidden : None
    """

    run_wanted = Signal(str)
    image_wanted = Signal(int)
    epoch_wanted = Signal(int)
    answers_wanted = Signal()
    cancel_wanted = Signal()
    train_wanted = Signal()
    shown = Signal()
    hidden = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._results: RunResults | None = None
        self._opened: tuple[int, int] = (0, 0)
        self._offered: int | None = None  # an epoch that the run may stand for
        self.box = self._make_box()
        self.epoch = ElidedLabel("muted")
        tip = self.tr("Let the run stand for its best epoch, or for its last one again")
        self.best = button(self.tr("Take the best epoch"), self._want_epoch, tip)
        self.best.hide()
        self.headline = label(role="headline", wrap=True)
        self.text = label(role="muted", wrap=True)
        self.note = label(role="muted", wrap=True)
        self.busy = self._make_busy_row()
        self.matrix = MatrixView(theme)
        self.sentence = label(wrap=True)
        self.details = ResultsDetails(theme)
        self.notice = Notice()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._stack = QStackedWidget()
        self.units = QButtonGroup(self)
        self._lay_out()
        self.matrix.cell_wanted.connect(self.open_cell)
        self.matrix.pointed.connect(self._on_pointed)
        self.details.image_wanted.connect(self.image_wanted)
        self.show_empty()

    def _make_box(self) -> NetworkBox:
        made = NetworkBox(((self.tr("The network as it is set up"), SET_UP),))
        made.setAccessibleName(self.tr("Run"))
        made.setToolTip(
            self.tr("Whose results are shown: a run's, or those of the network that is set up.")
        )
        made.network_wanted.connect(self.run_wanted)
        return made

    def _make_busy_row(self) -> QFrame:
        made = QFrame()
        self._busy_text = label(role="muted", wrap=True)
        self.cancel = button(
            self.tr("Cancel"), self.cancel_wanted.emit, self.tr("Do not compute the answers.")
        )
        self.compute = button(
            self.tr("Compute"),
            self.answers_wanted.emit,
            self.tr("Ask the network for every test image: images and calibration need it."),
        )
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._busy_text, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.compute)
        made.hide()
        return made

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.box)
        head.addWidget(self.epoch, 1)
        head.addWidget(self.best)
        # So high also without the button, so that nothing jumps when it comes.
        head.addStrut(self.best.sizeHint().height())
        self._stack.addWidget(self.notice)
        self._stack.addWidget(self._filled())
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self._stack, 1)

    def _filled(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID)
        column.addLayout(self._make_units())
        column.addWidget(self.matrix, 1)
        column.addWidget(self.sentence)
        # Room for two lines, so that the matrix does not jump under the pointer.
        self.sentence.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.details)
        self.splitter.setStretchFactor(0, 5)
        self.splitter.setStretchFactor(1, 4)
        self.splitter.setChildrenCollapsible(False)
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.headline)
        column.addWidget(self.text)
        column.addWidget(self.note)
        column.addWidget(self.busy)
        column.addSpacing(GRID // 2)
        column.addWidget(self.splitter, 1)
        return made

    def _make_units(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID // 2)
        for unit, (text, tip) in enumerate(
            (
                (self.tr("Counts"), self.tr("Write into the cells how many images they hold.")),
                (self.tr("Shares"), self.tr("Write into the cells per cent of their row.")),
            )
        ):
            made = QPushButton(text)
            made.setToolTip(tip)
            made.setCheckable(True)
            self.units.addButton(made, unit)
            row.addWidget(made)
        row.addStretch(1)
        self.units.button(COUNTS).setChecked(True)
        self.units.idToggled.connect(lambda unit, on: self._on_unit(unit, on=on))
        return row

    def _on_unit(self, unit: int, *, on: bool) -> None:
        if on:
            self.matrix.show_shares(unit == SHARES)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hidden.emit()

    # Which run

    def set_runs(self, names: Sequence[str]) -> None:
        """Offer these runs; what is chosen stays."""
        self.box.set_runs(names)

    def choose(self, name: str) -> None:
        """Show ``name`` as the chosen run, without a signal."""
        self.box.choose(name)

    @property
    def results(self) -> RunResults | None:
        """What is shown."""
        return self._results

    # States

    def show_empty(self) -> None:
        """Say what will appear, and what makes it appear."""
        self._let_go()
        self.notice.show_text(
            self.tr("No results yet"),
            self.tr(
                "Train a network: how many test images it gets right, which classes it mixes up, "
                "and every one of its mistakes stand here then."
            ),
            buttons=(
                button(
                    self.tr("Train"),
                    self.train_wanted.emit,
                    self.tr("Train the network that is set up (F5)"),
                    primary=True,
                ),
            ),
        )

    def show_busy(self, text: str) -> None:
        """Say what is waited for; there is nothing to show yet."""
        self._let_go()
        self.notice.show_text(
            text,
            "",
            busy=True,
            buttons=(button(self.tr("Cancel"), self.cancel_wanted.emit, self.tr("Stop it.")),),
        )

    def show_problem(self, why: Sentence, *ways: QPushButton) -> None:
        """Say why there are no results, with what can be done."""
        self._let_go()
        self.notice.show_text(self.tr("There are no results"), translated(why), buttons=ways)

    def show_results(self, results: RunResults, *, can_choose: bool = True) -> None:
        """Show a run's figures, and its images as far as they are there.

        Parameters
        ----------
        results : RunResults
            With a confusion matrix.
        can_choose : bool
            Whether the run may be made to stand for its best epoch.
        """
        assert results.confusion is not None
        same = self._results is not None and self._results.path == results.path
        before = self.matrix.confusion if same else None
        view = self.details.switch.checkedId() if same else IMAGES
        opened = self._opened if before and before.classes == results.confusion.classes else None
        self._results = results
        self._stack.setCurrentIndex(1)
        self.epoch.setText(self._epoch_text(results))
        self._offer_epoch(results, can_choose=can_choose)
        self.headline.setText(headline(results.confusion))
        self.text.setText(self._second_line(results))
        self.note.setText(translated(results.note) if results.note else "")
        self.note.setVisible(results.note is not None)
        self.busy.hide()
        self.matrix.show_confusion(results.confusion)
        self.details.show_results(results)
        worst = results.confusion.mixups(1)
        self._open(*(opened or ((worst[0].true, worst[0].taken) if worst else (0, 0))))
        self.details.show_view(view)

    def show_computing(self, text: str) -> None:
        """Say above the figures that their answers are being computed."""
        self._busy_text.setText(text)
        self.cancel.show()
        self.compute.hide()
        self.busy.show()

    def show_not_computed(self, text: str, *, can_compute: bool = True) -> None:
        """Say above the figures why there are no answers, and offer to compute them."""
        self._busy_text.setText(text)
        self.cancel.hide()
        self.compute.setVisible(can_compute)
        self.busy.show()

    def _let_go(self) -> None:
        self._results = None
        self._stack.setCurrentIndex(0)
        self.epoch.setText("")
        self.best.hide()
        self.busy.hide()
        self.matrix.show_confusion(None)
        self.details.show_results(None)

    def _epoch_text(self, results: RunResults) -> str:
        text = self.tr("{run}: stands for epoch {epoch}")
        if self.box.chosen == results.run:
            text = self.tr("stands for epoch {epoch}")
        return text.format(run=results.run, epoch=number(results.epoch))

    def _offer_epoch(self, results: RunResults, *, can_choose: bool) -> None:
        """Offer the best epoch; where the run stands for that, the last one."""
        best, last = results.best_epoch, results.last_epoch
        is_best = best is None or best == results.epoch
        self._offered = last if is_best else best
        there = self._offered is not None and self._offered != results.epoch
        self.best.setVisible(can_choose and there)
        if self._offered is None:
            return
        text = self.tr("Take the best epoch ({epoch})")
        tip = self.tr("Let the run stand for the epoch with the highest validation accuracy.")
        if is_best:
            text = self.tr("Take the last epoch ({epoch})")
            tip = self.tr("Let the run stand for its last epoch again.")
        self.best.setText(text.format(epoch=number(self._offered)))
        self.best.setToolTip(tip)

    def _want_epoch(self) -> None:
        if self._offered is not None:
            self.epoch_wanted.emit(self._offered)

    def _second_line(self, results: RunResults) -> str:
        assert results.confusion is not None
        text = most_confused(results.confusion)
        if results.loss is None:
            return text
        loss = self.tr("Loss: {loss}.").format(loss=number(results.loss, 3))
        return f"{text} {loss}"

    # Cells

    def open_cell(self, true: int, taken: int) -> None:
        """Show the images of a cell."""
        self._open(true, taken)
        self.details.show_view(IMAGES)

    def _open(self, true: int, taken: int) -> None:
        self._opened = (true, taken)
        self.matrix.show_opened(self._opened)
        self.details.show_cell(true, taken)

    def _on_pointed(self, text: str) -> None:
        hint = self.tr("Point at a cell; click it to see its images.")
        self.sentence.setText(text or hint)
