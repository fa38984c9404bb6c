"""The Draw page: paper, what the network gets of it, and what it answers, while one draws."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.core.dataset import Images
from cnnlab_gui.core.drawing.naming import placement_for
from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.drawing.reader import Drawable, Question, Reading, StrokeDrawing
from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.draw.answers import FIRST, Answers
from cnnlab_gui.widgets.draw.head import DrawHead
from cnnlab_gui.widgets.draw.label_bar import LabelBar
from cnnlab_gui.widgets.draw.maps_strip import MapsStrip
from cnnlab_gui.widgets.draw.paper_box import PaperBox
from cnnlab_gui.widgets.draw.picture_view import Frame, PictureView
from cnnlab_gui.widgets.drawing.canvas import DrawingCanvas
from cnnlab_gui.widgets.drawing.tools import DrawingTools
from cnnlab_gui.widgets.dropping import has_openable
from cnnlab_gui.widgets.states import Banner
from cnnlab_gui.widgets.theme import GRID, Theme

MOST_APART = 5
_UNDO, _REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


class DrawPage(QFrame):
    """Holds a drawing or an opened picture, and shows what networks answer.

    Signals
    -------
    question_changed
        There is something else to be read, or to be shown of it; see `question`.
    shown, hidden
        The page has come to the front, or has gone from it.
    open_wanted, paste_wanted, whole_wanted
        A picture is to be opened or pasted; the drawing is to be looked at closer.
    file_dropped : QUrl
    image_dropped : QImage
    compare_wanted : bool
    label_given : str
        The drawing is this digit.
    """

    question_changed = Signal()
    shown = Signal()
    hidden = Signal()
    open_wanted = Signal()
    paste_wanted = Signal()
    whole_wanted = Signal()
    file_dropped = Signal(object)
    image_dropped = Signal(object)
    compare_wanted = Signal(bool)
    label_given = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAcceptDrops(True)
        self._opened: Drawable | None = None
        self._readings: list[Reading | None] = [None, None]
        self._is_busy = False
        self._reads_digits = True
        self.head = DrawHead(theme)
        self.headline = self.head.headline
        self.open, self.back = self.head.open, self.head.back
        self.compare, self.maps_switch = self.head.compare, self.head.maps
        self.canvas = DrawingCanvas(theme)
        self.tools = DrawingTools(self.canvas, theme)
        self.picture = PictureView(theme)
        self.banner = Banner()
        self.labels = LabelBar()
        self._right = Answers(theme)
        self.centre, self.seen = self._right.centre, self._right.seen
        self.answers = self._right.panels
        self.maps = MapsStrip(theme)
        self._papers = PaperBox(self.tools, self.labels, self.canvas, self.picture)
        self._row = QHBoxLayout()
        self._lay_out()
        self._connect()
        self._show_state()

    def _lay_out(self) -> None:
        self._row.setSpacing(2 * GRID)
        self._row.addWidget(self._papers)
        self._row.addWidget(self._right)
        self._arrange()
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.head)
        column.addWidget(self.banner)
        column.addLayout(self._row, 3)
        column.addWidget(self.maps, 1)

    def _arrange(self) -> None:
        comparing, low = self.compare.isChecked(), self.maps_switch.isChecked()
        self._right.arrange(comparing=comparing, low=low)
        for place, share in enumerate((5, 7) if comparing or low else (5, 4)):
            self._row.setStretch(place, share)

    def _connect(self) -> None:
        self.head.back_wanted.connect(self.show_canvas)
        self.head.open_wanted.connect(self.open_wanted)
        self.canvas.changed.connect(self._on_drawn)
        self.picture.chosen.connect(lambda _: self.question_changed.emit())
        self.centre.toggled.connect(lambda _: self.question_changed.emit())
        self.maps_switch.toggled.connect(self._on_maps)
        self.maps.wish_changed.connect(self.question_changed)
        self.maps.whole_wanted.connect(self.whole_wanted)
        self.compare.toggled.connect(self._on_compare)
        self.labels.label_given.connect(self.label_given)
        # A key would not come by the list of networks, which searches by what is typed.
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste_wanted)

    # What is to be read

    @property
    def is_comparing(self) -> bool:
        return self.compare.isChecked()

    @property
    def shows_picture(self) -> bool:
        """Whether an opened picture is in front of the paper."""
        return self._papers.paper is self.picture

    @property
    def is_blank(self) -> bool:
        return not self.shows_picture and self.canvas.is_empty

    @property
    def drawable(self) -> Drawable:
        """What is read: the strokes, or the picture that is in front of them."""
        return self._opened or StrokeDrawing(self.canvas.strokes)

    @property
    def chosen(self) -> int:
        """Which of its pieces is looked at."""
        return self.picture.current if self.shows_picture else 0

    def placement(self, network: Network) -> Placement:
        """How the ink is laid for a network, as the switch is."""
        if not self.centre.isChecked():
            return Placement.AS_DRAWN
        return placement_for(network.class_names, network.dataset)

    def set_network(self, panel: int, network: Network, note: str) -> None:
        """Tell which network answers in a panel, and what is to be said of it."""
        shown = self.answers[panel]
        shown.show_note(note)
        count = (network.architecture.output_shape or (0,))[-1]
        shown.set_class_names(network.class_names or tuple(str(at) for at in range(count)))
        if panel != FIRST:
            return
        wanted = placement_for(network.class_names, network.dataset)
        self._reads_digits = wanted is Placement.MNIST
        self._right.offer_centring(wanted is not Placement.AS_DRAWN)
        self._show_headline()

    def question(self, panel: int, network: Network) -> Question:
        """What the network of ``panel`` is asked."""
        wish = None
        if panel == FIRST and self.maps_switch.isChecked():
            self.maps.set_network(network)
            wish = self.maps.wish(network)
        return Question(self.drawable, self.placement(network), self.chosen, wish)

    def show_picture(self, pixels: Images, drawable: Drawable) -> None:
        """Read an opened picture instead of the paper.

        Parameters
        ----------
        pixels : (H, W, 1 or 3) uint8
            What is shown.
        drawable : Drawable
            What is read; its boxes are in the pixels shown.
        """
        self._opened = drawable
        self.picture.show_picture(pixels)
        self._papers.show_paper(self.picture)
        self.banner.dismiss()
        self._forget()
        self.picture.setFocus()

    def show_canvas(self) -> None:
        """Put an opened picture away."""
        self._opened = None
        self._papers.show_paper(self.canvas)
        self.picture.clear()
        self._forget()
        self.canvas.setFocus()

    def _forget(self) -> None:
        self._readings = [None, None]
        self.labels.tell("")
        self._show_state()
        self.question_changed.emit()

    def _on_drawn(self) -> None:
        self.labels.tell("")
        self.banner.hide()
        self._show_state()
        self.question_changed.emit()

    def _show_state(self) -> None:
        showing = self.shows_picture
        self.back.setVisible(showing)
        self.tools.setEnabled(not showing)
        self.labels.set_can_keep(not self.is_blank)
        self.maps.setVisible(self.maps_switch.isChecked())
        self._show_headline()

    def _on_maps(self, on: bool) -> None:
        if not on:
            self.maps.hide()
        self._arrange()
        self.maps.setVisible(on)
        self.question_changed.emit()

    def _on_compare(self, on: bool) -> None:
        self._arrange()
        self.compare_wanted.emit(on)

    # What is answered

    def reading(self, panel: int = FIRST) -> Reading | None:
        """The last answer of a panel; None before the first."""
        return self._readings[panel]

    def show_reading(self, panel: int, reading: Reading) -> None:
        """Show what a network made of the drawing."""
        self._readings[panel] = reading
        shown = self.answers[panel]
        placed = reading.placed[reading.chosen]
        if reading.answer is None:
            shown.show_blank(is_dot=placed.is_dot)
        else:
            shown.show_answer(reading.answer)
        if panel != FIRST:
            return
        self._show_seen(reading)
        if self.maps_switch.isChecked():
            self.maps.show_seen(reading.seen)
        if reading.question.drawable is self._opened:  # not one from before it was opened
            self._show_frames(reading)

    def show_placed(self, reading: Reading) -> None:
        """Show what the first network will get, before it can answer."""
        if not self.shows_picture:
            self._show_seen(reading)

    def _show_seen(self, reading: Reading) -> None:
        placed = reading.placed[reading.chosen]
        if placed.is_blank:
            self.seen.clear()
        elif placed.colours is not None:
            self.seen.show_image(placed.colours)
        else:
            self.seen.show_placed(placed, reading.question.placement)

    def _show_headline(self) -> None:
        texts = [frame.text or "…" for frame in self.picture.frames]
        # A long row of digits must not be cut.
        read = ("" if len(texts) > MOST_APART else " ").join(texts)
        if self._is_busy:
            text = self.tr("The picture is being read…")
        elif not self.shows_picture:
            text = self.tr("Draw a digit") if self._reads_digits else self.tr("Draw something")
        elif read:
            text = self.tr("Read as {read}").format(read=read)
        else:
            text = self.tr("An opened picture")
        self.headline.setText(text)

    def _show_frames(self, reading: Reading) -> None:
        firsts = [answer.first if answer else None for answer in reading.answers]
        texts = [first.name if first else "" for first in firsts]
        frames = [Frame(box, text) for box, text in zip(reading.boxes, texts, strict=True)]
        self.picture.set_frames(frames)
        self._show_headline()

    def show_failure(
        self, panel: int, why: Sentence, *ways: tuple[str, Callable[[], None]]
    ) -> None:
        """Say why a network does not answer; each way on is a button's text and what it does."""
        self._readings[panel] = None
        self.answers[panel].show_problem(why, *ways)
        if panel == FIRST:
            self.seen.clear()
            self.maps.show_seen(None)
            self.picture.set_frames([])
            self._show_headline()

    def show_busy(self, on: bool) -> None:
        """Show that a picture is being read."""
        self._is_busy = on
        self.open.setEnabled(not on)
        self._show_headline()

    def show_problem(self, text: str) -> None:
        """Say what went wrong with a picture; the drawing stays as it is."""
        self.banner.show_error(text)

    # Keys, drops

    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and not self.shows_picture and _is_undo(event):
            event.accept()  # so that it undoes the last stroke, wherever the focus is here
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.shows_picture and event.matches(_UNDO):
            self.canvas.undo()
            return
        if not self.shows_picture and event.matches(_REDO):
            self.canvas.redo()
            return
        if event.key() == Qt.Key.Key_Escape and self.shows_picture:
            self.show_canvas()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # Asked for, an image would be decoded while it is still dragged.
        data = event.mimeData()
        if has_openable(data.urls()):
            event.ignore()  # the window opens it
        elif any(url.isLocalFile() for url in data.urls()) or data.hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        found = dropped(event.mimeData())
        if found is None:
            return
        event.acceptProposedAction()
        signal = self.file_dropped if isinstance(found, QUrl) else self.image_dropped
        signal.emit(found)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hidden.emit()


def _is_undo(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and (event.matches(_UNDO) or event.matches(_REDO))


def dropped(data: QMimeData) -> QUrl | QImage | None:
    """The first file, or else the picture, that is dropped or pasted."""
    urls = [url for url in data.urls() if url.isLocalFile()]
    if urls:
        return urls[0]
    if data.hasImage():
        image = data.imageData()
        return image if isinstance(image, QImage) and not image.isNull() else None
    return None
