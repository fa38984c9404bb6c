"""Keeps drawings with what they are, and sets the stage for the exercise "make it better"."""

from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.drawing.better import NEEDED, make_it_better
from cnnlab_gui.core.drawing.collection import DIGITS_AND_MINE, DrawingCollection
from cnnlab_gui.core.drawing.kept import KeptDrawing, KeptGuess
from cnnlab_gui.core.drawing.placed import Grey, Placement
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.core.normalise import IMAGE_SIDE
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.widgets.draw.label_bar import Way


class DrawCollection(QObject):
    """Answers "this is a 7" on the Draw page.

    The collection is read in the background when the page comes to the front: a press on a
    digit must not wait for thousands of files. What a press changes is read by the rest of
    the window when the page is left.

    Signals
    -------
    network_wanted : str
        This run is to answer beside the pretrained network.
    """

    network_wanted = Signal(str)

    def __init__(
        self,
        window: LabWindow,
        session: LabSession,
        datasets: DatasetController,
        collection: DrawingCollection,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.draw_page
        self._session = session
        self._datasets = datasets
        self._collection = collection
        self._misread: dict[str, KeptDrawing] | None = None  # by digest; None: not known yet
        self._is_staged = False
        self._is_late = False  # whether something was kept while it was being read
        self._told: tuple[KeptDrawing, KeptDrawing | None] | None = None
        self._reading = BackgroundCall(collection.misread, self)
        self._reading.done.connect(self._on_read)
        self._page.label_given.connect(self.keep)
        self._page.shown.connect(self._read)
        self._page.hidden.connect(self._on_hidden)

    def _read(self) -> None:
        """Learn which drawings were misread; what was read before is quickly read again."""
        if not self._reading.isRunning():
            self._is_late = False
            self._reading.start()

    def _on_hidden(self) -> None:
        if self._window.isVisible():  # else it is closed, and nobody will look
            self._datasets.catch_up()

    def _on_read(self, misread: tuple[KeptDrawing, ...]) -> None:
        self._reading.wait()  # it is about to end, and may begin anew
        if self._is_late:
            self._read()
            return
        self._misread = {drawing.digest: drawing for drawing in misread}
        told, self._told = self._told, None
        if told is not None and self._page.labels.told == self._kept_text(told[0]):
            self._tell(*told)  # once more, with how many were misread

    def _note(self, digest: str, drawing: KeptDrawing | None) -> None:
        """These pixels are kept as ``drawing`` now, or no longer."""
        self._is_late = True
        self._datasets.refresh_infos(later=True)
        if self._misread is not None:
            self._misread.pop(digest, None)
            if drawing is not None and drawing.is_misread:
                self._misread[digest] = drawing

    def keep(self, label: str) -> None:
        """Keep what is on the page as the digit ``label``."""
        try:
            drawing = self._drawing(label)
            before = self._collection.find(drawing.digest)
            self._collection.add(drawing)
        except CnnLabError as error:
            self._page.show_problem(translated(error.sentence))
            return
        if before is not None and before.label == label:
            drawing = before  # it stays as it was, with its guess
        self._note(drawing.digest, drawing)
        self._tell(drawing, before)

    def _drawing(self, label: str) -> KeptDrawing:
        page = self._page
        pieces = page.drawable.pieces(Placement.MNIST)
        if len(pieces) > 1 and not self._is_one_chosen():
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "Several digits were found in this picture. Switch on “Centre the ink”, let a "
                    "network for digits answer, and choose one.",
                )
            )
        piece = pieces[min(page.chosen, len(pieces) - 1)]
        placed = piece.placed((IMAGE_SIDE, IMAGE_SIDE), Placement.MNIST)
        strokes = None if page.shows_picture else tuple(page.canvas.strokes)
        return KeptDrawing(label, placed.pixels, self._guess(placed.pixels), strokes)

    def _is_one_chosen(self) -> bool:
        """Whether the frames that can be chosen among are those of single digits."""
        reading = self._page.reading()
        return (
            reading is not None
            and reading.question.drawable is self._page.drawable
            and reading.question.placement is Placement.MNIST
        )

    def _guess(self, pixels: Grey) -> KeptGuess | None:
        """What a network took just these pixels for; what it saw else may be read otherwise.

        The last answer may be that to another drawing, or to the ink as it was drawn.
        """
        reading = self._page.reading()
        if reading is None:
            return None
        for placed, answer in zip(reading.placed, reading.answers, strict=True):
            is_it = placed.colours is None and np.array_equal(placed.pixels, pixels)
            if is_it and answer is not None and answer.first is not None:
                first = answer.first
                return KeptGuess.of(first.name, first.share, reading.network.title)
        return None

    def _kept_text(self, drawing: KeptDrawing) -> str:
        count = number(sum(self._collection.count_by_label().values()))
        text = self.tr("Kept as a {label}: {count} in My drawings")
        return text.format(label=drawing.label, count=count)

    def _tell(self, drawing: KeptDrawing, before: KeptDrawing | None) -> None:
        ways: list[Way] = []
        if before is None or before.label != drawing.label:
            undo = partial(self._undo, drawing, before)
            ways.append((self.tr("Undo"), undo, self.tr("Do not keep it as that")))
        if self._misread is None:
            self._told = drawing, before
            self._page.labels.tell(self._kept_text(drawing), *ways)
            return
        exercise = make_it_better(self._misread.values())
        more = translated(exercise.sentence)
        if exercise.specification is not None:
            text = self.tr("Kept as a {label}.").format(label=drawing.label)
            ways.append((self.tr("Make it better"), self.set_stage, more))
        elif drawing.is_misread:
            text = self.tr("Kept as a {label}; misread: {misread} of {needed}").format(
                label=drawing.label, misread=len(exercise.misread), needed=NEEDED
            )
        else:
            text = self._kept_text(drawing)
        self._page.labels.tell(text, *ways, more=more)

    def _undo(self, drawing: KeptDrawing, before: KeptDrawing | None) -> None:
        try:
            if before is not None:
                self._collection.add(before)
            else:
                self._collection.remove(drawing.id)
        except CnnLabError as error:
            self._page.show_problem(translated(error.sentence))
            return
        self._note(drawing.digest, before)
        text = self.tr("It is not kept.")
        if before is not None:
            text = self.tr("It is a {label} again.").format(label=before.label)
        self._page.labels.tell(text)

    def set_stage(self) -> None:
        """Set up the training that learns the drawings, too; one press on Train begins it."""
        exercise = make_it_better(self._collection.misread())
        if exercise.specification is None:
            self._page.labels.tell(translated(exercise.sentence))
            return
        self._session.set_up(exercise.specification, self.tr("make it better"))
        self._is_staged = True
        self._window.show_page(self._window.train_page)
        self._window.status.show_note(
            self.tr(
                "Set up: a network that learns digits and your drawings. Press Train. Undo brings "
                "back what was set up before."
            )
        )

    def on_finished(self, finished: RunFinished) -> None:
        """Offer to have the run answer that learnt the drawings."""
        learnt = finished.outcome in ("completed", "stopped") and finished.run is not None
        if not learnt or not self._is_staged:
            return
        if self._session.specification.dataset != DIGITS_AND_MINE:
            return
        self._is_staged = False
        name = Path(finished.run or "").name
        text = self.tr("{run} learnt your drawings.").format(run=name)
        tip = self.tr("Have it answer beside the pretrained network; then draw the digits again")
        ask = partial(self.network_wanted.emit, name)
        self._page.labels.tell(text, (self.tr("Let it answer"), ask, tip))
        again = self.tr("{run} learnt your drawings: draw them again on the Draw page (Ctrl+4).")
        self._window.status.show_note(again.format(run=name))

    def shut_down(self) -> None:
        """Wait for what is being read."""
        self._reading.wait()
