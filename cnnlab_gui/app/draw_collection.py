"""Keeps drawings with what they are, and sets the stage for the exercise "make it better"."""

from contextlib import suppress
from functools import partial

from PySide6.QtCore import QObject

from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.drawing.better import NEEDED, make_it_better
from cnnlab_gui.core.drawing.collection import DrawingCollection
from cnnlab_gui.core.drawing.kept import Guess, KeptDrawing
from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.drawing.reader import Reading
from cnnlab_gui.core.drawing.stroke import drawing_to_json
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.normalise import IMAGE_SIDE
from cnnlab_gui.widgets.draw.label_bar import Way


class DrawCollection(QObject):
    """Answers "this is a 7" on the Draw page."""

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
        self._page.label_given.connect(self.keep)

    def keep(self, label: str) -> None:
        """Keep what is on the page as the digit ``label``."""
        try:
            drawing = self._drawing(label)
            before = [each for each in self._collection.all() if each.digest == drawing.digest]
            self._collection.add(drawing)
        except CnnLabError as error:
            self._page.show_problem(translated(error.sentence))
            return
        self._datasets.refresh_infos()
        self._tell(drawing, before[0] if before else None)

    def _drawing(self, label: str) -> KeptDrawing:
        page = self._page
        pieces = page.drawable.pieces(Placement.MNIST)
        piece = pieces[min(page.chosen, len(pieces) - 1)]
        placed = piece.placed((IMAGE_SIDE, IMAGE_SIDE), Placement.MNIST)
        strokes = None
        if not page.shows_picture:
            with suppress(CnnLabError):  # too long to be kept: the pixels are what is learnt
                strokes = drawing_to_json(page.canvas.strokes)
        return KeptDrawing(label, placed.pixels, self._guess(page.reading()), strokes)

    def _tell(self, drawing: KeptDrawing, before: KeptDrawing | None) -> None:
        count = sum(self._collection.count_by_label().values())
        ways: list[Way] = []
        if before is None or before.label != drawing.label:
            undo = partial(self._undo, drawing, before)
            ways.append((self.tr("Undo"), undo, self.tr("Do not keep it as that")))
        exercise = make_it_better(self._collection.all())
        if exercise.specification is not None:
            text = self.tr("Kept as a {label}.")
            tip = translated(exercise.sentence)
            ways.append((self.tr("Make it better"), self.set_stage, tip))
        elif drawing.is_misread:
            text = self.tr("Kept as a {label}; misread: {misread} of {needed}")
        else:
            text = self.tr("Kept as a {label}: {count} in My drawings")
        values = {"count": number(count), "misread": len(exercise.misread), "needed": NEEDED}
        shown = text.format(label=drawing.label, **values)
        self._page.labels.tell(shown, *ways, more=translated(exercise.sentence))

    def _undo(self, drawing: KeptDrawing, before: KeptDrawing | None) -> None:
        try:
            if before is not None:
                self._collection.add(before)
            else:
                self._collection.remove(drawing.id)
        except CnnLabError as error:
            self._page.show_problem(translated(error.sentence))
            return
        self._datasets.refresh_infos()
        text = self.tr("It is not kept.")
        if before is not None:
            text = self.tr("It is a {label} again.").format(label=before.label)
        self._page.labels.tell(text)

    def set_stage(self) -> None:
        """Set up the training that learns the drawings, too; one press on Train begins it."""
        exercise = make_it_better(self._collection.all())
        if exercise.specification is None:
            self._page.labels.tell(translated(exercise.sentence))
            return
        self._session.set_up(exercise.specification, self.tr("make it better"))
        self._window.show_page(self._window.train_page)

    def _guess(self, reading: Reading | None) -> Guess | None:
        page = self._page
        # What was read last may be another drawing, if the answer to this one is not there yet.
        if reading is None or reading.question.drawable != page.drawable:
            return None
        answer = reading.answer if reading.chosen == page.chosen else None
        first = answer.first if answer else None
        if first is None:
            return None
        return Guess.of(first.name, first.share, reading.network.title)
