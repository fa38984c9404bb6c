"""The Kernel workshop's page: a matrix to play with, and the way into the network."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.dataset import Dataset, Images
from cnnlab_gui.core.inside.kernel import KERNELS, grey, kernel_like
from cnnlab_gui.core.inside.matrix_text import text_of
from cnnlab_gui.core.text import Sentence, size_text
from cnnlab_gui.widgets.kernel_workshop.bench import KernelBench
from cnnlab_gui.widgets.kernel_workshop.preset_bar import PresetBar
from cnnlab_gui.widgets.states import Banner, Notice, button, label
from cnnlab_gui.widgets.theme import GRID, Theme

FIRST = KERNELS[1]
ROUNDED = 1e-9


class KernelWorkshop(QFrame):
    """Shows what a kernel makes of an image, and emits what the person wishes.

    Signals
    -------
    put_wanted : tuple of tuple of float, bool
        The matrix as the network's first filter, and whether it is to stay as it is.
    conv_wanted : tuple of tuple of float, bool
        The same, with a convolution of its own at the front of the network.
    map_wanted
        What the first filter gives, now that it is the kernel.
    drawing_wanted, built_in_wanted
    """

    put_wanted = Signal(object, bool)
    conv_wanted = Signal(object, bool)
    map_wanted = Signal()
    drawing_wanted = Signal()
    built_in_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._dataset: Dataset | None = None
        self._drawing: Images | None = None
        self.notice = Notice()
        self.banner = Banner()
        self.headline = label(role="headline")
        self.text = label(role="muted", wrap=True)
        self.presets = PresetBar()
        self.bench = KernelBench(theme)
        self.frozen = QCheckBox(self.tr("keep it fixed while training"))
        self.frozen.setToolTip(
            self.tr("Training leaves this filter as it is, and changes all the others.")
        )
        self.put = self._make_put_button()
        self.look = button(
            self.tr("Look at its map"),
            self.map_wanted.emit,
            self.tr("Show channel 0 of the feature maps, which is this kernel's."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.notice)
        self._stack.addWidget(self._filled())
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self._stack, 1)
        self._connect()
        self.bench.editor.set_matrix(FIRST.matrix)
        self.show_empty()

    def _make_put_button(self) -> QPushButton:
        return button(
            self.tr("Put it into the network"),
            lambda: self.put_wanted.emit(self.bench.editor.matrix, self.frozen.isChecked()),
            self.tr("Let the first filter of the first convolution begin as this kernel."),
            primary=True,
        )

    def _filled(self) -> QWidget:
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(self.headline, 1)
        head.addWidget(self.frozen)
        head.addWidget(self.put)
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.banner)
        column.addLayout(head)
        below = QHBoxLayout()
        below.setSpacing(2 * GRID)
        below.addWidget(self.text, 1)
        below.addWidget(self.look)
        column.addLayout(below)
        column.addWidget(self.presets)
        column.addWidget(self.bench, 1)
        return made

    def _connect(self) -> None:
        self.presets.kernel_wanted.connect(self.bench.editor.set_matrix)
        self.bench.matrix_changed.connect(self._on_matrix_changed)
        self.bench.editor.refused.connect(self._on_refused)
        self.bench.picker.index_wanted.connect(self.show_index)
        self.bench.picker.drawing_wanted.connect(self.drawing_wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) == Qt.Key.Key_Escape and self.bench.can_let_go:
            self.bench.let_go()
        else:
            super().keyPressEvent(event)

    # The image

    def show_empty(self, why: Sentence | None = None) -> None:
        """Show what will appear here, or why there are no images; a drawing stays."""
        self._dataset = None
        self.bench.picker.set_count(0)
        if self._drawing is not None:
            return
        self._stack.setCurrentWidget(self.notice)
        text = self.tr(
            "Here you will slide a small matrix over an image, and see what it makes of it: "
            "edges, blur, relief. Choose a dataset, or draw something."
        )
        self.notice.show_text(
            self.tr("No images yet"),
            translated(why) if why else text,
            buttons=(
                button(
                    self.tr("Draw…"),
                    self.drawing_wanted.emit,
                    self.tr("Draw an image for the kernel"),
                ),
                button(
                    self.tr("Use the built-in stroke digits"),
                    self.built_in_wanted.emit,
                    self.tr("Use digits that the application draws itself, without a download."),
                    primary=True,
                ),
            ),
        )

    def show_busy(self) -> None:
        """Show that images are being read; a drawing stays."""
        self.show_empty()
        if self._drawing is None:
            self.notice.show_text(self.tr("The images are being read…"), "", busy=True)

    def show_dataset(self, dataset: Dataset) -> None:
        """Take the test images of a dataset; a drawing stays until one of them is chosen."""
        self._dataset = dataset
        self.bench.picker.set_count(len(dataset.x_test))
        if self._drawing is None:
            self.show_index(self.bench.picker.index)

    def show_index(self, index: int) -> None:
        """Show a test image."""
        if self._dataset is None or not 0 <= index < len(self._dataset.x_test):
            return
        self._drawing = None
        self.bench.picker.show_index(index)
        name = self._dataset.class_names[int(self._dataset.y_test[index])]
        title = self.tr("Test image {index}: {name}").format(index=number(index), name=name)
        self._show_pixels(self._dataset.x_test[index], title)

    def set_drawing(self, pixels: Images) -> None:
        """Show an (H, W, C) uint8 drawing instead of a test image."""
        self._drawing = pixels
        self._show_pixels(pixels, self.tr("Your drawing"))

    def _show_pixels(self, pixels: Images, title: str) -> None:
        parts = [title, size_text(pixels.shape[:2])]
        if pixels.shape[2] > 1:
            parts.append(self.tr("mean of the colours"))
        self.bench.show_image(grey(pixels), " · ".join(parts))
        self._stack.setCurrentIndex(1)

    # The kernel

    def _on_matrix_changed(self) -> None:
        self.presets.show_chosen(self.bench.editor.matrix)
        self.forget()

    def _describe(self) -> None:
        matrix = self.bench.editor.matrix
        kernel = kernel_like(matrix)
        self.headline.setText(translated(kernel.name) if kernel else self.tr("Your own kernel"))
        total = sum(map(sum, matrix))
        total = round(total) if abs(total - round(total)) < ROUNDED else total
        words = [translated(kernel.explanation)] if kernel else []
        words.append(self._total_sentence(total, text_of(total)))
        self.text.setText(" ".join(words))

    def _total_sentence(self, total: float, text: str) -> str:
        if total == 0:
            sentence = self.tr("The weights sum to {total}: even areas become 0.")
        elif total == 1:
            sentence = self.tr("The weights sum to {total}: even areas stay as they are.")
        else:
            sentence = self.tr("The weights sum to {total}: even areas become {total} times that.")
        return sentence.format(total=text)

    # What became of a wish

    def forget(self) -> None:
        """Say no more what became of a wish, but what the kernel is."""
        self.banner.hide()
        self.look.hide()
        self._describe()

    def show_done(self, text: str) -> None:
        """Say what was done with the kernel, until it changes or is forgotten."""
        self.banner.hide()
        self.look.show()
        self.text.setText(f"✓ {text}")

    def _on_refused(self, why: str) -> None:
        if why:
            self.show_problem(why)
        else:
            self.forget()

    def show_problem(self, text: str, *, offers_conv: bool = False) -> None:
        """Say why the kernel cannot be put there, and offer what helps."""
        remedies: Sequence[QPushButton] = ()
        if offers_conv:
            remedies = (
                button(
                    self.tr("Add a convolution at the front"),
                    lambda: self.conv_wanted.emit(
                        self.bench.editor.matrix, self.frozen.isChecked()
                    ),
                    self.tr("Add a Conv2D before all layers, with this kernel as first filter."),
                ),
            )
        self.banner.show_error(text, *remedies)
