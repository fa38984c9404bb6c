"""The controls of the Feature maps page: those that the view in front needs."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.choice import Rows
from cnnlab_gui.core.inside.fitting import input_shape, most_channels, shapes_of
from cnnlab_gui.core.inside.order import Order
from cnnlab_gui.core.inside.view import View, Wish, workshop_columns
from cnnlab_gui.core.layers.convolution import Convolution
from cnnlab_gui.widgets.maps.choices import ColumnsButton, LayerBox
from cnnlab_gui.widgets.maps.images_bar import ImagesBar
from cnnlab_gui.widgets.maps.scale_box import KernelScaleBox, ScaleBox
from cnnlab_gui.widgets.spin_boxes import WholeSpinBox
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID, Theme

PREDICTED = -1
ALL_INPUT_MAPS = -1


class MapsControls(QWidget):
    """Shows a wish and changes it.

    Signals
    -------
    wished : dict
        The attributes of a `Wish` that a person changed.
    drawing_wanted
    """

    wished = Signal(dict)
    drawing_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._class_names: tuple[str, ...] = ()
        self.images = ImagesBar(theme)
        self.images.chosen.connect(lambda rows: self.wished.emit({"rows": rows, "row": 0}))
        self.images.drawing_wanted.connect(self.drawing_wanted)
        self.channel = self._spin(self.tr("Channel"), "channel")
        self.channel.setToolTip(
            self.tr("Which channel all maps show: the workshop's convolution number. Page up, down")
        )
        self.columns = ColumnsButton()
        self.columns.columns_chosen.connect(lambda found: self.wished.emit({"columns": found}))
        self.layer = LayerBox()
        self.layer.layer_chosen.connect(lambda number: self.wished.emit({"layer": number}))
        self.order = self._order_box()
        self.scale = ScaleBox()
        self.scale.chosen.connect(lambda scale: self.wished.emit({"scale": scale}))
        self.kernel_scale = KernelScaleBox()
        self.kernel_scale.chosen.connect(lambda scale: self.wished.emit({"kernel_scale": scale}))
        self.input_map = self._spin(self.tr("Input map"), "input_map")
        self.input_map.setMinimum(ALL_INPUT_MAPS)
        self.input_map.setSpecialValueText(self.tr("all"))
        self.input_map.setToolTip(
            self.tr(
                "Which of the maps before it each filter is shown for; 'all' shows every kernel "
                "of the one filter."
            )
        )
        self.target = self._target_box()
        self._labels: dict[QWidget, QLabel] = {}
        self._arrange()

    def _spin(self, name: str, attribute: str) -> WholeSpinBox:
        made = WholeSpinBox()
        made.setAccessibleName(name)
        made.setKeyboardTracking(False)
        made.valueChanged.connect(
            lambda value: self.wished.emit(
                {attribute: None if attribute == "input_map" and value < 0 else value}
            )
        )
        return made

    def _order_box(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self.tr("Order"))
        box.setToolTip(
            self.tr("Which channels come first: likeness finds what the images have in common.")
        )
        for order, text in (
            (Order.INDEX, self.tr("ordered by number")),
            (Order.ACTIVATION, self.tr("ordered by mean activation")),
            (Order.SIMILARITY, self.tr("ordered by what the images share")),
        ):
            box.addItem(text, order)
        box.activated.connect(lambda row: self.wished.emit({"order": box.itemData(row)}))
        _let_give_way(box, 11)
        return box

    def _target_box(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self.tr("Class"))
        box.setToolTip(self.tr("The class that is asked about: what speaks for it in the image?"))
        box.addItem(self.tr("the answer"), PREDICTED)
        box.setMaxVisibleItems(20)
        _let_give_way(box, 10)
        box.activated.connect(
            lambda row: self.wished.emit({"target": None if row == 0 else box.itemData(row)})
        )
        return box

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.images, 1)
        for text, widget in (
            (self.tr("Channel"), self.channel),
            (self.tr("Layer"), self.layer),
            (self.tr("Input map"), self.input_map),
            ("", self.order),
            (self.tr("Class"), self.target),
            ("", self.columns),
            ("", self.scale),
            ("", self.kernel_scale),
        ):
            if text:
                made = label(text, role="muted")
                made.setBuddy(widget)
                self._labels[widget] = made
                row.addWidget(made)
            row.addWidget(widget)
        row.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        self._show_fields(Wish(), one_layer=False)

    # Showing

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Offer a dataset's images."""
        self.images.set_dataset(dataset)

    def set_class_names(self, names: tuple[str, ...]) -> None:
        """Offer these classes to ask about."""
        if names == self._class_names:
            return
        self._class_names = names
        chosen = self.target.currentData()
        with QSignalBlocker(self.target):
            while self.target.count() > 1:
                self.target.removeItem(1)
            for number, name in enumerate(names):
                self.target.addItem(name, number)
            self.target.setCurrentIndex(max(0, self.target.findData(chosen)))

    def show_rows(self, rows: Rows) -> None:
        """Show which images are chosen."""
        self.images.show_rows(rows)

    def show_wish(self, wish: Wish, architecture: Architecture, *, comparing: bool = False) -> None:
        """Show what is wished of a network, and what else could be."""
        layers = architecture.active().layers
        named = layer_names(architecture)
        shapes = shapes_of(architecture)
        self._show_fields(wish, one_layer=comparing)
        offered = named
        if wish.view is View.KERNELS:
            offered = [each for each in named if isinstance(layers[each[0]], Convolution)]
        elif wish.view is View.EVIDENCE:
            offered = [each for each in named if len(shapes[each[0]]) == 3]
        self.layer.set_layers(offered, wish.layer)
        self.columns.set_layers(named, wish.columns, workshop_columns(architecture))
        self.set_number(self.channel, max(0, most_channels(wish, architecture) - 1), wish.channel)
        mapped = ALL_INPUT_MAPS if wish.input_map is None else wish.input_map
        self.set_number(self.input_map, input_shape(architecture, wish.layer)[-1] - 1, mapped)
        with QSignalBlocker(self.order):
            self.order.setCurrentIndex(self.order.findData(wish.order))
        with QSignalBlocker(self.target):
            target = PREDICTED if wish.target is None else wish.target
            self.target.setCurrentIndex(max(0, self.target.findData(target)))
        self.scale.show_scale(wish.scale)
        self.kernel_scale.show_scale(wish.kernel_scale)

    @staticmethod
    def set_number(box: WholeSpinBox, most: int, value: int) -> None:
        """Show a number without a signal."""
        with QSignalBlocker(box):
            if box.maximum() != max(most, box.minimum()):
                # Even the same one would have the whole page laid out anew.
                box.setMaximum(max(most, box.minimum()))
            box.setValue(min(value, most))

    def _show_fields(self, wish: Wish, *, one_layer: bool) -> None:
        view = wish.view
        shown: dict[QWidget, bool] = {
            self.images: view is not View.KERNELS,
            self.channel: view is View.GRID or (view is View.KERNELS and wish.input_map is None),
            self.columns: view is View.GRID and not one_layer,
            self.layer: view is not View.GRID or one_layer,
            self.order: view is View.CHANNELS,
            self.scale: view in (View.GRID, View.CHANNELS),
            self.input_map: view is View.KERNELS,
            self.kernel_scale: view is View.KERNELS,
            self.target: view is View.EVIDENCE,
        }
        for widget, is_shown in shown.items():
            widget.setVisible(is_shown)
            if widget in self._labels:
                self._labels[widget].setVisible(is_shown)


def _let_give_way(box: QComboBox, letters: int) -> None:
    """Let a box be as narrow as so many letters; its list is as wide as its longest entry."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(letters)
    box.view().setTextElideMode(Qt.TextElideMode.ElideNone)


def layer_names(architecture: Architecture) -> Sequence[tuple[int, str]]:
    """Each layer's number and name: ``1  Conv2D 64 · 3×3 · relu``."""
    return [
        (number, f"{number + 1}  {layer.kind} {layer.short()}".rstrip())
        for number, layer in enumerate(architecture.active().layers)
    ]
