"""The Data page's filled state: the sample grid, what chooses in it, and one image large."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.translation import number
from cnnlab_gui.core.dataset import Dataset, Images, Labels
from cnnlab_gui.core.drawing.collection import MY_DRAWINGS
from cnnlab_gui.core.samples import ByClass, choose
from cnnlab_gui.widgets.data.detail import ImageDetail
from cnnlab_gui.widgets.data.grid import ALL_CLASSES, SampleGrid
from cnnlab_gui.widgets.data.labels import ClassLine
from cnnlab_gui.widgets.data.layout import MOST_IMAGES
from cnnlab_gui.widgets.states import button, label
from cnnlab_gui.widgets.theme import GRID, Theme

TRAIN, TEST = 0, 1
LONGEST_NAME = 24
BAR_ROLES = ("training", "validation")


class SetSwitch(QWidget):
    """Two buttons, one of them down: the training or the test images.

    Signals
    -------
    chosen : int
        `TRAIN` or `TEST`.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for half, name, tip in (
            (TRAIN, self.tr("Training"), self.tr("Show the images that the network learns from.")),
            (TEST, self.tr("Test"), self.tr("Show the images that the network is tested on.")),
        ):
            made = QPushButton(name)
            made.setCheckable(True)
            made.setToolTip(tip)
            self._group.addButton(made, half)
            row.addWidget(made)
        self._group.button(TRAIN).setChecked(True)
        self._group.idClicked.connect(self.chosen)
        theme.changed.connect(self._colour)
        self._colour()

    def set_counts(self, train: int, test: int) -> None:
        texts = (self.tr("Training {count}"), self.tr("Test {count}"))
        names = (self.tr("{count} training images"), self.tr("{count} test images"))
        for half, count in ((TRAIN, train), (TEST, test)):
            shown = self._group.button(half)
            shown.setText(texts[half].format(count=number(count)))
            shown.setAccessibleName(names[half].format(count=number(count)))

    def choose(self, half: int) -> None:
        self._group.button(half).click()

    def reset(self) -> None:
        """Go back to the training images, without a signal."""
        self._group.button(TRAIN).setChecked(True)

    def _colour(self) -> None:
        colours = self._theme.colours
        self.setStyleSheet(
            f"""
            QPushButton {{ border-radius: 0; }}
            QPushButton:first-child {{ border-top-left-radius: 6px; }}
            QPushButton:checked {{ background: {colours.selected}; color: {colours.accent};
                                   border-color: {colours.accent}; }}
            """
        )


@dataclass(frozen=True)
class Place:
    """A half, a label or `ALL_CLASSES`, and the index of an image."""

    half: int
    label: int
    index: int


class DataBrowser(QWidget):
    """Chooses among a dataset's images and shows them; holds no copy of them.

    Signals
    -------
    look_wanted : str, int
        ``test`` or ``train``, and the index of the image that is to be looked at from inside
        the network.
    remove_wanted : str, int
        Likewise: the drawing that is to be taken out.
    """

    look_wanted = Signal(str, int)
    remove_wanted = Signal(str, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._classes = ByClass(np.zeros(0, np.uint8), 0)
        self._half = TRAIN
        self._label = ALL_CLASSES
        self._seed = 0
        self._pinned: int | None = None
        self.switch = SetSwitch(theme)
        self.class_box = self._make_class_box()
        self.other = button(self.tr("Other samples"), self._show_others)
        self.other.setToolTip(self.tr("Choose other images of every class at random."))
        self.all = button(self.tr("All classes"), lambda: self.show_class(ALL_CLASSES))
        self.all.setToolTip(self.tr("Go back to samples of all classes."))
        self.caption = label(role="muted", wrap=True)
        self.grid = SampleGrid(theme)
        self.detail = ImageDetail(theme)
        self._arrange()
        self.switch.chosen.connect(self._show_half)
        self.grid.looked_at.connect(self._show_image)
        self.grid.class_wanted.connect(self.show_class)
        self.detail.index_wanted.connect(self.show_index)
        self.grid.look_wanted.connect(self._look)
        self.grid.remove_wanted.connect(self._remove)
        self.detail.look_wanted.connect(self._look)

    def _make_class_box(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self.tr("Class"))
        box.setToolTip(self.tr("Show samples of all classes, or every image of one."))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(10)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.setMaximumWidth(30 * GRID)
        box.setMaxVisibleItems(20)
        box.currentIndexChanged.connect(lambda row: self._filter(row - 1))
        return box

    def _arrange(self) -> None:
        controls = QHBoxLayout()
        controls.setSpacing(GRID)
        controls.addWidget(self.switch)
        controls.addWidget(self.class_box)
        controls.addStretch(1)
        captions = QHBoxLayout()
        captions.setSpacing(GRID)
        captions.addWidget(self.caption, 1)
        captions.addWidget(self.other)
        captions.addWidget(self.all)
        left = QVBoxLayout()
        left.setSpacing(GRID)
        left.addLayout(controls)
        left.addLayout(captions)
        left.addWidget(self.grid, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID)
        row.addLayout(left, 60)
        row.addWidget(self.detail, 40)

    # What is shown

    def show_dataset(self, dataset: Dataset) -> None:
        """Show samples of all classes of the training images."""
        self._dataset = dataset
        self._label, self._seed = ALL_CLASSES, 0
        self.switch.set_counts(len(dataset.x_train), len(dataset.x_test))
        self.switch.reset()
        self.grid.removable = dataset.id == MY_DRAWINGS
        self.class_box.blockSignals(True)
        self.class_box.clear()
        self.class_box.addItem(self.tr("All classes"))
        self.class_box.addItems(list(dataset.class_names))
        self.class_box.blockSignals(False)
        self._show_half(TRAIN)

    def clear(self) -> None:
        """Let go of the dataset."""
        self._dataset = None
        self.grid.clear()
        self.detail.clear()

    @property
    def images(self) -> Images:
        """The images of the half that is shown."""
        if self._dataset is None:
            return np.zeros((0, 1, 1, 1), np.uint8)
        return self._dataset.x_train if self._half == TRAIN else self._dataset.x_test

    @property
    def labels(self) -> Labels:
        """The labels of the half that is shown."""
        if self._dataset is None:
            return np.zeros(0, np.uint8)
        return self._dataset.y_train if self._half == TRAIN else self._dataset.y_test

    def place(self) -> Place:
        """What is shown of the dataset, to go back there after it was read anew."""
        return Place(self._half, self._label, self.grid.selected or 0)

    def go_to(self, place: Place) -> None:
        """Show what was shown there, as far as the dataset still has it."""
        self.switch.choose(place.half)
        members = np.arange(len(self.images))
        if place.label != ALL_CLASSES and self._classes.counts[place.label]:
            self.show_class(place.label)
            members = self._classes.members(place.label)
        after = np.searchsorted(members, place.index)
        self.show_index(int(members[min(int(after), len(members) - 1)]))

    def _show_half(self, half: int) -> None:
        if self._dataset is None:
            return
        self._half, self._pinned = half, None
        self._classes = ByClass(self.labels, len(self._dataset.class_names))
        self.detail.set_count(len(self.images))
        self._fill_grid()
        self._describe()
        self._select_first()

    def show_class(self, label_wanted: int) -> None:
        """Show all images of one class, or samples of `ALL_CLASSES`."""
        self.class_box.setCurrentIndex(label_wanted + 1)

    def _filter(self, wanted: int) -> None:
        if self._dataset is None or wanted == self._label:
            return
        self._label = wanted
        self._fill_grid()
        self._describe()
        selected = self.grid.selected
        if selected is None or wanted not in (ALL_CLASSES, int(self.labels[selected])):
            self._select_first()
        else:
            self.grid.select(selected)

    def show_index(self, index: int) -> None:
        """Show one image large; in the grid it leads its class's line."""
        if self._dataset is None or not 0 <= index < len(self.images):
            return
        its_class = int(self.labels[index])
        if self._label == ALL_CLASSES:
            self._pinned = index
            self._fill_grid()
        elif self._label != its_class:
            self.show_class(its_class)
        self.grid.select(index)

    def _show_others(self) -> None:
        self._seed += 1
        self._pinned = None
        self._fill_grid()
        self._select_first()

    def _fill_grid(self) -> None:
        if self._dataset is None:
            return
        if self._label != ALL_CLASSES:
            self.grid.show_class(self.images, self._classes.members(self._label))
            return
        counts = self._classes.counts
        most = max(1, int(counts.max()))
        lines = tuple(
            ClassLine(name, int(count), int(count) / most)
            for name, count in zip(self._dataset.class_names, counts, strict=True)
        )
        chosen = choose(self._classes, MOST_IMAGES, self._seed, first=self._pinned)
        self.grid.show_classes(self.images, lines, chosen, BAR_ROLES[self._half])

    def _select_first(self) -> None:
        self.grid.select_first()
        if self.grid.selected is None:
            self.detail.show_nothing()

    def _show_image(self, index: int) -> None:
        if self._dataset is not None:
            name = self._dataset.class_names[int(self.labels[index])]
            its_set = self.tr("training image") if self._half == TRAIN else self.tr("test image")
            self.detail.show_image(index, self.images[index], name, its_set)

    def _look(self, index: int) -> None:
        if self._dataset is not None and 0 <= index < len(self.images):
            self.look_wanted.emit("train" if self._half == TRAIN else "test", index)

    def _remove(self, index: int) -> None:
        if self._dataset is not None and 0 <= index < len(self.images):
            self.remove_wanted.emit("train" if self._half == TRAIN else "test", index)

    # What is written

    def _describe(self) -> None:
        one = self._label != ALL_CLASSES
        self.other.setVisible(not one)
        self.all.setVisible(one)
        self.caption.setText(self._class_sentence() if one else self._balance_sentence())
        shown = self._classes.members(self._label) if one else None
        self.detail.show_levels(self.images, shown, BAR_ROLES[self._half])
        self.detail.index_box.set_members(shown)
        self.grid.setAccessibleDescription(self.caption.text())

    def _class_sentence(self) -> str:
        name = shortened(self.class_box.currentText())
        count = int(self._classes.counts[self._label])
        if not count:
            return self.tr("No image of the class “{name}” is in this set.").format(name=name)
        if self._half == TRAIN:
            text = self.tr("All {count} training images of the class “{name}”.")
        else:
            text = self.tr("All {count} test images of the class “{name}”.")
        return text.format(count=number(count), name=name)

    def _balance_sentence(self) -> str:
        counts = self._classes.counts
        if counts.min() == counts.max():
            return self.tr("Every class has {count} images.").format(count=number(counts[0]))
        most, least, missing = int(counts.argmax()), int(counts.argmin()), int((counts == 0).sum())
        if missing:
            text = self.tr("“{most}” has the most images, {more}; classes without any: {missing}.")
        else:
            text = self.tr("“{most}” has the most images, {more}; “{least}” the fewest, {fewer}.")
        return text.format(
            most=shortened(self.class_box.itemText(most + 1)),
            more=number(counts[most]),
            least=shortened(self.class_box.itemText(least + 1)),
            fewer=number(counts[least]),
            missing=number(missing),
        )


def shortened(name: str) -> str:
    """A class's name, cut where a sentence would become too long."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
