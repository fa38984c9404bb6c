"""Kept drawings on the Data page: taken out, and put back."""

from PySide6.QtCore import QObject

from cnnlab_gui.app.dialogs import say
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.drawing.collection import MY_DRAWINGS, DrawingCollection
from cnnlab_gui.core.drawing.kept import KeptDrawing
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.widgets.data.browser import Place


class DrawingsDesk(QObject):
    """Takes drawings out of the collection, and back while the window is open."""

    def __init__(
        self, window: LabWindow, datasets: DatasetController, collection: DrawingCollection
    ) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.data_page
        self._datasets = datasets
        self._collection = collection
        self._taken_out: list[KeptDrawing] = []
        self._place: Place | None = None  # to go back to, once the drawings are read anew
        self._has_focus = False
        self._page.remove_wanted.connect(self._take_out)
        self._page.put_back_wanted.connect(self._put_back)
        self._page.taken_out.closed.connect(self._taken_out.clear)
        datasets.loading.connect(self._on_loading)
        datasets.loaded.connect(self._on_loaded)

    def _take_out(self, half: str, index: int) -> None:
        data = self._datasets.dataset
        if data is None or data.id != MY_DRAWINGS:
            return
        images, labels = (
            (data.x_train, data.y_train) if half == "train" else (data.x_test, data.y_test)
        )
        name = data.class_names[int(labels[index])]
        try:
            drawing = self._collection.remove(KeptDrawing(name, images[index, ..., 0]).id)
        except CnnLabError as error:
            say(self._window, self.tr("My drawings"), error.sentence)
            return
        if drawing is not None:
            self._taken_out.append(drawing)
        self._refresh()

    def _put_back(self) -> None:
        if not self._taken_out:
            return
        try:
            self._collection.add(self._taken_out[-1])
        except CnnLabError as error:
            say(self._window, self.tr("My drawings"), error.sentence)
            return
        self._taken_out.pop()
        self._refresh()

    def _refresh(self) -> None:
        browser = self._page.browser
        self._place, self._has_focus = browser.place(), browser.grid.hasFocus()
        self._page.taken_out.show_taken_out([drawing.label for drawing in self._taken_out])
        self._datasets.refresh_infos()

    def _on_loading(self, wanted: str) -> None:
        if wanted != MY_DRAWINGS:
            self._place = None
            self._taken_out.clear()
            self._page.taken_out.hide()

    def _on_loaded(self, dataset: Dataset) -> None:
        if self._place is not None and dataset.id == MY_DRAWINGS:
            self._page.browser.go_to(self._place)
            if self._has_focus:  # the next one can be taken out by the same key
                self._page.browser.grid.setFocus()
        self._place = None
