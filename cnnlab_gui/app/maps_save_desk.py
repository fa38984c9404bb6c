"""Saves what the Feature maps page shows: a picture, or the numbers behind it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QImage

from cnnlab_gui.app.dialogs import ask_to_save_as, say
from cnnlab_gui.app.maps_offers import PICTURE, Offer, offer_of_all, offer_of_map
from cnnlab_gui.app.maps_sights import Sight
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.arrays import array_columns
from cnnlab_gui.core.inside.sheet import INPUT, Cell
from cnnlab_gui.core.inside.view import View
from cnnlab_gui.core.text import Sentence, tr_noop

if TYPE_CHECKING:
    from PIL.Image import Image

FOREIGN = (
    *(".bmp", ".gif", ".jpeg", ".jpg", ".pdf", ".png", ".svg", ".tif", ".tiff", ".webp"),
    *(".csv", ".mat", ".npy", ".npz", ".pkl", ".txt"),
)
"""What a person who types it wants to have, while ``.2`` is part of a name."""


class MapsSaveDesk(QObject):
    """Answers all that saves or copies on the Feature maps page.

    What is saved is what was seen when it was asked for, whatever comes while the dialog is
    open. Pictures are drawn at a size of their own, in a worker.
    """

    def __init__(self, window: LabWindow, session: LabSession) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.maps_page
        self._session = session
        self._folder = Path()
        self._call: BackgroundCall | None = None
        self._action = window.actions_by_name["save_maps"]
        self._tip = self._action.toolTip()
        self._action.triggered.connect(lambda _: self.ask())
        self._page.save_wanted.connect(self.ask)
        self._page.seen_changed.connect(self._enable)
        for number, panel in enumerate(self._page.panels):
            panel.menu.save_wanted.connect(lambda cell, number=number: self._ask_for(number, cell))
            panel.menu.copy_wanted.connect(lambda cell, number=number: self.copy(number, cell))
        self._enable()

    @property
    def is_busy(self) -> bool:
        """Whether something is still being drawn or written."""
        return self._call is not None

    def _enable(self) -> None:
        is_seen = bool(self._page.sights)
        why = self.tr("Bring the page Feature maps to the front first.")
        for action in (self._action, self._page.save):
            action.setEnabled(is_seen)
            action.setToolTip(self._tip if is_seen else why)

    # What can be saved

    def _sights(self) -> dict[int, Sight]:
        dataset = self._page.dataset
        if dataset is None:
            return {}
        return {
            panel: Sight(seen, dataset, self._page.class_names(panel), self._name(panel))
            for panel, seen in self._page.sights
        }

    def _name(self, panel: int) -> str:
        network = self._page.panels[panel].network
        name = network.title if network else ""
        return name or self._session.name or self.tr("network")

    def offer(self, panel: int = 0, cell: Cell | None = None) -> Offer | None:
        """One map of a panel, or everything; None where nothing is seen."""
        sights = self._sights()
        if cell is not None:
            return offer_of_map(sights[panel], cell) if panel in sights else None
        return offer_of_all(list(sights.values()), self._column(sights)) if sights else None

    def _column(self, sights: dict[int, Sight]) -> int | None:
        """The column of the grid that was pointed at last, or that of the layer chosen."""
        panel, sight = next(iter(sights.items()))
        if sight.seen.wish.view is not View.GRID:
            return None
        place = self._page.panels[panel].view.place
        if place is not None:
            return place.cell.layer
        columns, chosen = array_columns(sight.seen), sight.seen.wish.layer
        return chosen if chosen in columns else min(columns, default=INPUT)

    # Saving

    def ask(self) -> None:
        """Ask where everything that is seen is to go."""
        self._ask_for(0, None)

    def _ask_for(self, panel: int, cell: Cell | None) -> None:
        offer = self.offer(panel, cell)
        if offer is None:
            return
        suggestion = str(self._folder / (offer.name + PICTURE))
        path = ask_to_save_as(self._window, offer.title, suggestion, offer.kinds, FOREIGN)
        if path:
            self._folder = path.parent
            self.save(offer, path)

    def save(self, offer: Offer, path: Path) -> None:
        """Write a file of the kind that its ending says, whole or not at all."""
        try:
            offer.check(path)
            self._check_free()
        except CnnLabError as error:
            self._say(error.sentence)
            return
        self._note(self.tr("{file} is being written…").format(file=path.name))
        call = BackgroundCall(lambda: offer.write(path), self)
        call.done.connect(lambda _: self._note(self.tr("Saved to {path}").format(path=path)))
        self._start(call)

    def copy(self, panel: int = 0, cell: Cell | None = None) -> None:
        """Put a picture into the clipboard."""
        offer = self.offer(panel, cell)
        if offer is None:
            return
        try:
            self._check_free()
        except CnnLabError as error:
            self._say(error.sentence)
            return
        call = BackgroundCall(lambda: _as_image(offer.draw()), self)
        call.done.connect(self._put_into_clipboard)
        self._start(call)

    def _put_into_clipboard(self, image: QImage) -> None:
        QGuiApplication.clipboard().setImage(image)
        self._note(self.tr("The picture is copied: paste it into a document."))

    def _check_free(self) -> None:
        if self._call is not None:
            raise CnnLabError(
                tr_noop("errors", "Another picture is still being drawn. Try again in a moment.")
            )

    def _start(self, call: BackgroundCall) -> None:
        self._call = call
        call.failed.connect(self._on_failed)
        call.finished.connect(self._on_finished)
        call.start()

    def _on_failed(self, why: Sentence) -> None:
        self._window.status.clearMessage()
        self._say(why)

    def _on_finished(self) -> None:
        if self._call:
            self._call.deleteLater()
            self._call = None

    def _note(self, text: str) -> None:
        self._window.status.show_note(text)

    def _say(self, sentence: Sentence) -> None:
        say(self._window, self.tr("Save feature maps"), sentence)

    def shut_down(self) -> None:
        """Wait for what is being written."""
        if self._call:
            self._call.wait()


def _as_image(picture: "Image") -> QImage:
    """A picture of Pillow's as one of Qt's, with pixels of its own."""
    width, height = picture.size
    pixels = picture.convert("RGB").tobytes()
    return QImage(pixels, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
