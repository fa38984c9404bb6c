"""Pictures of a person's own on the Draw page: opened, dropped or pasted, then read."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.ink.find import find_ink
from cnnlab_gui.core.ink.found import FoundInk
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.engine.own_image import SUFFIXES, read_own_image
from cnnlab_gui.widgets.data.picture import pixels_of_image
from cnnlab_gui.widgets.draw.page import dropped


@dataclass(frozen=True, eq=False)
class _Opened:
    picture: Images
    ink: FoundInk


class DrawPictures(QObject):
    """Reads pictures in the background and puts them on the page."""

    def __init__(self, window: LabWindow) -> None:
        super().__init__(window)
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

        def read() -> _Opened:
            picture = read_own_image(path)
            return _Opened(picture, find_ink(picture, path.name))

        self._read(read)

    def take(self, image: QImage) -> None:
        """Read a picture that is in memory."""

        def read() -> _Opened:
            picture = pixels_of_image(image)
            return _Opened(picture, find_ink(picture, self.tr("the picture")))

        self._read(read)

    @property
    def is_reading(self) -> bool:
        return self._call is not None

    def _read(self, read: Callable[[], _Opened]) -> None:
        call = self._call = BackgroundCall(read, self)
        call.done.connect(lambda opened: self._show(call, opened))
        call.failed.connect(lambda why: self._fail(call, why))
        call.finished.connect(lambda: self._forget(call))
        self._page.show_busy(True)
        call.start()

    def _show(self, call: BackgroundCall, opened: _Opened) -> None:
        if call is not self._call:
            return
        items = opened.ink.items
        self._page.show_picture(opened.picture, items, [item.box for item in items])

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
