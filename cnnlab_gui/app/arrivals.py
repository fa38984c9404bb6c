"""Files that come to the window, from wherever: dropped, double-clicked, named in a command."""

import os
from collections import deque
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, QUrl
from PySide6.QtWidgets import QApplication

from cnnlab_gui.app.application import LabApplication
from cnnlab_gui.app.dialogs import say
from cnnlab_gui.app.file_desk import FileDesk
from cnnlab_gui.app.run_files_desk import RunFilesDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.core.openable import Content, content_of, in_order
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.core.wish import MOST_FILES, Wish

LOOK_MS = 200


class Arrivals(QObject):
    """Opens what arrives, one file after the other: runs first, then one network.

    A question that is open is answered first: nothing happens behind it.
    """

    def __init__(self, window: LabWindow, files: FileDesk, runs: RunFilesDesk) -> None:
        super().__init__(window)
        self._window = window
        self._files = files
        self._runs = runs
        self._waiting: deque[Path] = deque()
        self._problems: deque[Sentence] = deque()
        self._is_shown = False
        self._is_opening = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._go_on)
        window.first_shown.connect(self._begin)
        window.files_dropped.connect(self.open_urls)
        runs.is_free.connect(lambda: self._soon.start(0))

    def listen_to(self, application: LabApplication) -> None:
        """Open what the system asks to open, now and later."""
        application.files_asked.connect(lambda: self.open_urls(application.take_asked()))
        self.open_urls(application.take_asked())

    def fulfil(self, wish: Wish) -> None:
        """Come to the front now, and open the files soon: who wished waits for the answer."""
        come_to_front(self._window, wish.token)
        self.open([Path(file) for file in wish.files])

    def open_urls(self, urls: Iterable[QUrl]) -> None:
        """Open what is dropped, or sent by the system."""
        paths = []
        for url in urls:
            if url.isLocalFile():
                paths.append(Path(url.toLocalFile()))
            else:
                template = tr_noop(
                    "errors",
                    "{address} is no file on this computer. Save it here first, then open that.",
                )
                self._problems.append(Sentence(template, {"address": url.toString()}))
        self.open(paths)

    def open(self, paths: Sequence[Path]) -> None:
        """Open these files soon."""
        paths = list(dict.fromkeys(paths))
        if len(paths) > MOST_FILES:
            template = tr_noop(
                "errors",
                "{count} files are too many to be opened at once. Nothing was opened; choose at "
                "most {limit}.",
            )
            self._problems.append(Sentence(template, {"count": len(paths), "limit": MOST_FILES}))
            paths = []
        wanted = in_order([path for path in paths if content_of(path)])
        self._problems.extend(_foreign(path) for path in paths if not content_of(path))
        networks = [path for path in wanted if content_of(path) is Content.ARCHITECTURE]
        if len(networks) > 1:
            template = tr_noop(
                "errors",
                "One network is built at a time: of {count}, only {file} is opened. Open the "
                "others one by one.",
            )
            values = {"count": len(networks), "file": networks[0].name}
            self._problems.append(Sentence(template, values))
        self._waiting.extend(path for path in wanted if path not in networks[1:])
        self._soon.start(0)

    @property
    def is_busy(self) -> bool:
        return bool(self._waiting or self._problems)

    def _begin(self) -> None:
        self._is_shown = True
        self._soon.start(0)

    def _go_on(self) -> None:
        """Open the next file, unless something is in its way; then that starts this again."""
        if not self._is_shown or self._is_opening or not self.is_busy:
            return
        if QApplication.activeModalWidget() is not None:
            self._soon.start(LOOK_MS)
            return
        if self._waiting and self._runs.is_busy:
            return
        self._is_opening = True
        try:
            self._open_next()
        finally:
            self._is_opening = False
        self._soon.start(0)

    def _open_next(self) -> None:
        if not self._waiting:
            say(self._window, self.tr("Open a file"), self._problems.popleft())
            return
        path = self._waiting.popleft()
        if content_of(path) is Content.RUN:
            self._runs.open(path)
        else:
            self._files.open(path)


def _foreign(path: Path) -> Sentence:
    return Sentence(
        tr_noop(
            "errors",
            "{path} is no file that is opened here: CNN Lab opens runs (.cnnlab) and networks "
            "(.cnnarch, .keras). Pictures are dropped on the page Draw, datasets are opened on "
            "the page Data.",
        ),
        {"path": path},
    )


def come_to_front(window: LabWindow, token: str = "") -> None:
    """Show the window in front of all others, as far as the desktop allows, ready for typing.

    Parameters
    ----------
    window : LabWindow
    token : str
        What the desktop gave to the start by which somebody asked for the window.
    """
    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt takes it when it asks for activation
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    front = QApplication.activeModalWidget() or window
    front.raise_()
    front.activateWindow()
    os.environ.pop("XDG_ACTIVATION_TOKEN", None)
