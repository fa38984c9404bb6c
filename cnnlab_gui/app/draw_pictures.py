"""Pictures of a person's own on the Draw page: opened, dropped or pasted, then read."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.ink.picture import OpenedPicture
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.engine.own_image import SUFFIXES, check_size, read_own_image, reduced
from cnnlab_gui.widgets.data.picture import pixels_of_image
from cnnlab_gui.widgets.draw.page import dropped


class DrawPictures(QObject):
    """Reads pictures in the background and puts them on the page.

    Parameters
    ----------
    window : LabWindow
    placement : callable
        Tells how the images of the network that answers have their ink, also where the
        person has switched that off.
    """

    def __init__(self, window: LabWindow, placement: Callable[[], Placement]) -> None:
        super().__init__(window)
        self._placement = placement
        self._window = window
        self._page = window.draw_page
        self._call: BackgroundCall | None = None
        self._page.open_wanted.connect(self._ask)
        self._page.paste_wanted.connect(self._paste)
        self._page.file_dropped.connect(self._drop)
        self._page.image_dropped.connect(self.take)

    def _ask(self) -> None:
        endings = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        chosen, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Open a picture"),
            "",
            self.tr("Pictures ({endings})").format(endings=endings),
        )
        if chosen:
            self.open(Path(chosen))

    def _drop(self, url: QUrl) -> None:
        self.open(Path(url.toLocalFile()))

    def _paste(self) -> None:
        pasted = dropped(QGuiApplication.clipboard().mimeData())
        if isinstance(pasted, QUrl):
            self._drop(pasted)
        elif pasted is not None:
            self.take(pasted)
        else:
            self._page.show_problem(
                self.tr(
                    "There is no picture on the clipboard. Copy one in another program, then "
                    "paste it here."
                )
            )

    def open(self, path: Path) -> None:
        """Read the picture in a file; one that cannot be read changes nothing."""
        self._read(lambda: OpenedPicture(reduced(read_own_image(path)), path.name))

    def take(self, image: QImage) -> None:
        """Read a picture that is in memory."""
        name, beginning = self.tr("the picture"), self.tr("The picture")

        def opened() -> OpenedPicture:
            check_size(image.width(), image.height(), beginning)
            return OpenedPicture(reduced(pixels_of_image(image)), name)

        self._read(opened)

    @property
    def is_reading(self) -> bool:
        return self._call is not None

    def _read(self, opened: Callable[[], OpenedPicture]) -> None:
        placement = self._placement()

        def read() -> OpenedPicture:
            picture = opened()
            picture.pieces(placement)  # so that one without ink changes nothing
            return picture

        call = self._call = BackgroundCall(read, self)
        call.done.connect(lambda opened: self._show(call, opened))
        call.failed.connect(lambda why: self._fail(call, why))
        call.finished.connect(lambda: self._forget(call))
        self._page.show_busy(True)
        call.start()

    def _show(self, call: BackgroundCall, opened: OpenedPicture) -> None:
        if call is self._call:
            self._page.show_picture(opened.pixels, opened)

    def _fail(self, call: BackgroundCall, why: Sentence) -> None:
        if call is self._call:
            self._page.show_problem(translated(why))

    def _forget(self, call: BackgroundCall) -> None:
        if call is self._call:
            self._call = None
            self._page.show_busy(False)
        call.deleteLater()

    def shut_down(self) -> None:
        """Wait for what is being read."""
        for call in self.findChildren(BackgroundCall):
            call.wait()
