"""The line of the Feature maps page that says which images are shown, and chooses others."""

import random
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QHideEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolTip,
    QWidget,
)

from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.choice import (
    USUAL_ROWS,
    WORKSHOP,
    Chosen,
    Half,
    Rows,
    Words,
    all_stepped,
    fitting,
    images_in,
    is_fitting,
    labels_in,
    parse_rows,
    random_choice,
    same_class,
    workshop_choice,
    written,
)
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.data.browser import shortened
from cnnlab_gui.widgets.menus import give_menu
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID, Theme

LEAST_LETTERS, USUAL_LETTERS = 9, 15
SHOES = "fashion-mnist"
LOT_BITS = 32


class IndicesEdit(QLineEdit):
    """A line of indices, which is marked where it holds what cannot be.

    Signals
    -------
    step_wanted : int
        1 or -1, to the next or the previous images.
    given_up
        What is typed is not to count.
    """

    step_wanted = Signal(int)
    given_up = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sentence = ""
        self._tip = self.tr(
            "Indices with commas between them; Enter shows these images. "
            "Up and Down lead to their neighbours."
        )
        self._mark = QAction(self)
        theme.set_icon(self._mark, "warning", "error")
        self._mark.triggered.connect(self._tell)
        self.addAction(self._mark, QLineEdit.ActionPosition.TrailingPosition)
        self._mark.setVisible(False)
        self.setAccessibleName(self.tr("Indices of the images"))
        self.setToolTip(self._tip)
        self.setMaxLength(200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._colour)

    @property
    def is_marked(self) -> bool:
        return bool(self._sentence)

    def mark(self, sentence: str) -> None:
        """Show that what is typed cannot be, and why; an empty sentence takes the mark away."""
        self._sentence = sentence
        self._mark.setVisible(bool(sentence))
        self._mark.setToolTip(sentence)
        self.setToolTip(sentence or self._tip)
        self.setAccessibleDescription(sentence)
        self._colour()

    def _colour(self) -> None:
        palette = QPalette()
        if self._sentence:
            palette.setColor(QPalette.ColorRole.Text, QColor(self._theme.colours.error))
        self.setPalette(palette)

    def _tell(self) -> None:
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), self._sentence, self)

    def _width_for(self, letters: int) -> int:
        return letters * self.fontMetrics().horizontalAdvance("0") + 3 * GRID

    def sizeHint(self) -> QSize:
        return QSize(self._width_for(USUAL_LETTERS), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width_for(LEAST_LETTERS), super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() in steps:
            self.step_wanted.emit(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class ImagesBar(QWidget):
    """Shows which images are chosen, and lets others be typed or taken from a menu.

    Signals
    -------
    chosen : tuple of Chosen
        Other images, by a person.
    drawing_wanted
    refused : Sentence
        Why what was typed, or wished, cannot be; what was chosen before stays.
    mended
        What was refused is no longer there.
    """

    chosen = Signal(object)
    drawing_wanted = Signal()
    refused = Signal(object)
    mended = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._rows: Rows = ()
        self._half: Half = "test"
        self._lot = random.getrandbits(LOT_BITS)  # other images each time the window opens
        self._refused: str | None = None  # what was typed
        self._words = Words(
            self.tr("test", "one word, before an index"),
            self.tr("training", "one word, before an index"),
            self.tr("drawing", "one word"),
        )
        self._caption = label()
        self.edit = IndicesEdit(theme)
        self._caption.setBuddy(self.edit)
        self.button = QPushButton(self.tr("Choose…"))
        self.button.setToolTip(self.tr("Choose images at random, by class, or draw one."))
        give_menu(self.button, self._make_menu())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._caption)
        row.addWidget(self.edit, 1)
        row.addWidget(self.button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.edit.returnPressed.connect(self._apply)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.editingFinished.connect(self._on_left)
        self.edit.given_up.connect(self._write)
        self.edit.step_wanted.connect(self._step)
        self.set_dataset(None)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.at_random = menu.addAction(self.tr("Three at random"))
        self.at_random.triggered.connect(
            lambda _=False: self._draw_lots(
                lambda data, lot: random_choice(data, USUAL_ROWS, lot, self._half)
            )
        )
        self.classes = QMenu(self.tr("Three of the same class"), menu)
        menu.addMenu(self.classes)
        self.workshop = menu.addAction("")
        self.workshop.triggered.connect(lambda _=False: self._take_workshops())
        menu.addSeparator()
        halves = QActionGroup(menu)
        self.halves: dict[Half, QAction] = {}
        for half in ("test", "train"):
            self.halves[half] = menu.addAction("")
            self.halves[half].setCheckable(True)
            self.halves[half].triggered.connect(lambda _=False, half=half: self._take_half(half))
            halves.addAction(self.halves[half])
        menu.addSeparator()
        self.draw = menu.addAction(self.tr("Draw one…"))
        self.draw.triggered.connect(lambda _=False: self.drawing_wanted.emit())
        return menu

    # What is shown

    @property
    def rows(self) -> Rows:
        """The images that are chosen."""
        return self._rows

    @property
    def half(self) -> Half:
        """The half that bare indices count in."""
        return self._half

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Choose from ``dataset``; images that it lacks are left out, without a signal."""
        self._dataset = dataset
        self.setEnabled(dataset is not None)
        if dataset is None:
            self.show_rows(())
            return
        if dataset.id == SHOES:
            workshops = self.tr("The workshop's shoes: {indices}")
        elif len(dataset.x_test) > max(WORKSHOP):
            workshops = self.tr("The workshop's images: {indices}")
        else:
            workshops = self.tr("The first images: {indices}")
        indices = written(workshop_choice(dataset), "test")
        self.workshop.setText(workshops.format(indices=indices))
        texts = {
            "test": self.tr("{count} test images"),
            "train": self.tr("{count} training images"),
        }
        for half, action in self.halves.items():
            count = len(images_in(dataset, half))
            action.setText(texts[half].format(count=number(count)))
            action.setEnabled(count > 0)
        self._name_classes(dataset)
        self.show_rows(fitting(self._rows, dataset) if self._rows else ())

    def _name_classes(self, dataset: Dataset) -> None:
        self.classes.clear()
        self.classes.addAction(self.tr("A random class")).triggered.connect(
            lambda _=False: self._take_class(None)
        )
        self.classes.addSeparator()
        for each, name in enumerate(dataset.class_names):
            action = self.classes.addAction(shortened(name).replace("&", "&&"))
            action.setData(each)
            action.triggered.connect(lambda _=False, each=each: self._take_class(each))

    def show_rows(self, rows: Rows) -> None:
        """Show which images are chosen, without a signal; what is half typed goes."""
        self._rows = rows
        halves: list[Half] = [each.half for each in rows if each.half != "drawing"]
        if halves and self._half not in halves:
            self._half = halves[0]
        self._show_half()
        self._write()

    def _show_half(self) -> None:
        test = self._half == "test"
        self._caption.setText(self.tr("Test images") if test else self.tr("Training images"))
        self.halves[self._half].setChecked(True)
        if self._dataset is None:
            return
        labels = labels_in(self._dataset, self._half)
        counts = np.bincount(labels, minlength=len(self._dataset.class_names))
        for action in self.classes.actions():
            if action.data() is not None:
                action.setEnabled(bool(counts[action.data()]))

    def set_lot(self, lot: int) -> None:
        """Begin the choices at random anew: the same lot leads to the same images."""
        self._lot = lot

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._refused is not None:
            self._write()

    def _forget_refused(self) -> None:
        self.edit.mark("")
        if self._refused is not None:
            self._refused = None
            self.mended.emit()

    def _write(self) -> None:
        self._forget_refused()
        self.edit.setText(written(self._rows, self._half, self._words))
        if not self.edit.hasFocus():
            self.edit.setCursorPosition(0)

    # Choosing

    def _choose(self, rows: Rows) -> None:
        before = self._rows
        self.show_rows(rows)
        if rows != before:
            self.chosen.emit(rows)

    def _apply(self) -> None:
        """Take what is typed, or say why it cannot be."""
        if self._dataset is None:
            return
        try:
            rows = self._typed(self._dataset)
        except CnnLabError as error:
            self.edit.mark(translated(error.sentence))
            self._refuse(error.sentence)
        else:
            self._choose(rows)

    def _typed(self, dataset: Dataset) -> Rows:
        return parse_rows(self.edit.text(), dataset, self._half, self._rows, self._words)

    def _on_edited(self) -> None:
        """Take the mark away from what was mended."""
        if self._refused is None or self._dataset is None:
            return
        try:
            self._typed(self._dataset)
        except CnnLabError:
            return
        self._forget_refused()

    def _on_left(self) -> None:
        if self.edit.isModified() and self.edit.text() != self._refused:
            self._apply()

    def _refuse(self, sentence: Sentence) -> None:
        self._refused = self.edit.text()
        self.refused.emit(sentence)

    def _step(self, by: int) -> None:
        if self._dataset is not None:
            self._choose(all_stepped(self._rows, by, self._dataset))

    def _draw_lots(self, choose: Callable[[Dataset, int], Rows]) -> None:
        """Choose at random, each time anew."""
        if self._dataset is None:
            return
        self._lot += 1
        try:
            self._choose(choose(self._dataset, self._lot))
        except CnnLabError as error:
            self._refuse(error.sentence)

    def _take_class(self, wanted: int | None) -> None:
        self._draw_lots(lambda data, lot: same_class(data, wanted, USUAL_ROWS, lot, self._half))

    def _take_workshops(self) -> None:
        if self._dataset is not None:
            self._choose(workshop_choice(self._dataset))

    def _take_half(self, half: Half) -> None:
        """Show the images of ``half`` that have the same indices; drawings stay."""
        if self._dataset is None:
            return
        self._half = half
        moved = dict.fromkeys(
            each if each.half == "drawing" else Chosen(half, each.index) for each in self._rows
        )
        kept = tuple(each for each in moved if is_fitting(each, self._dataset))
        self._choose(kept or workshop_choice(self._dataset, half))
