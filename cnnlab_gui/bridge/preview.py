"""A preview of augmentation: computed in the background, the latest wish wins."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.ports import Engine
from cnnlab_gui.core.text import Sentence

Work = Callable[[], Images]


class PreviewController(QObject):
    """Has the engine augment images, one request at a time.

    Parameters
    ----------
    engine : callable
        Gives what computes, or None until it is loaded.
    parent : QObject, optional

    Signals
    -------
    asked : ()
        A request is on its way to the engine.
    ready : (N, H, W, C) uint8
        The answer to the latest request.
    failed : Sentence
        Why the latest request has none.
    unavailable : ()
        There is no engine yet; ask again when there is.
    """

    asked = Signal()
    ready = Signal(object)
    failed = Signal(object)
    unavailable = Signal()

    def __init__(self, engine: Callable[[], Engine | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._latest = 0
        self._waiting: Work | None = None
        self._call: BackgroundCall | None = None

    def ask(self, layers: tuple[Layer, ...], images: Images, seed: int) -> None:
        """Ask for one random variant of each image; answers to earlier wishes are dropped."""
        self.drop()
        engine = self._engine()
        if engine is None:
            self.unavailable.emit()
            return
        self._waiting = lambda: engine.augmented(layers, images, seed)
        self.asked.emit()
        if self._call is None:
            self._begin()

    def drop(self) -> None:
        """Want no answer any more."""
        self._latest += 1
        self._waiting = None

    def _begin(self) -> None:
        work, self._waiting = self._waiting, None
        if work is None:
            return
        number = self._latest
        call = self._call = BackgroundCall(work, self)
        call.done.connect(lambda images: self._on_done(number, images))
        call.failed.connect(lambda sentence: self._on_failed(number, sentence))
        call.finished.connect(lambda: self._on_finished(call))
        call.start()

    def _on_done(self, number: int, images: Images) -> None:
        if number == self._latest:
            self.ready.emit(images)

    def _on_failed(self, number: int, sentence: Sentence) -> None:
        if number == self._latest:
            self.failed.emit(sentence)

    def _on_finished(self, call: BackgroundCall) -> None:
        self._call = None
        call.deleteLater()
        self._begin()

    def shut_down(self) -> None:
        """Drop what is wanted, and wait for what runs."""
        self.drop()
        if self._call is not None:
            self._call.wait()
