"""The controls of the Feature maps page: those that the view in front needs."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.choice import Rows
from cnnlab_gui.core.inside.fitting import input_shape, most_channels, shapes_of
from cnnlab_gui.core.inside.order import Order
from cnnlab_gui.core.inside.view import View, Wish, workshop_columns
from cnnlab_gui.core.layers.convolution import Convolution
from cnnlab_gui.widgets.maps.choices import ColumnsButton, LayerBox
from cnnlab_gui.widgets.maps.giving_box import GivingBox
from cnnlab_gui.widgets.maps.images_bar import ImagesBar
from cnnlab_gui.widgets.maps.scale_box import KernelScaleBox, ScaleBox
from cnnlab_gui.widgets.maps.wrapping_row import WrappingRow
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
        self._titled: dict[QWidget, QWidget] = {}
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

    def _order_box(self) -> GivingBox:
        box = GivingBox(10, 18)
        box.setAccessibleName(self.tr("Order"))
        box.setToolTip(
            self.tr(
                "Which channels come first: those with small numbers, those that say much, or "
                "those that say the same of all the images."
            )
        )
        for order, text in (
            (Order.INDEX, self.tr("by number")),
            (Order.ACTIVATION, self.tr("by activity")),
            (Order.SIMILARITY, self.tr("by what is shared")),
        ):
            box.addItem(text, order)
        box.activated.connect(lambda row: self.wished.emit({"order": box.itemData(row)}))
        return box

    def _target_box(self) -> GivingBox:
        box = GivingBox(10, 16)
        box.setAccessibleName(self.tr("Class"))
        box.setToolTip(self.tr("The class that is asked about: what speaks for it in the image?"))
        box.addItem(self.tr("the answer"), PREDICTED)
        box.setMaxVisibleItems(20)
        box.activated.connect(
            lambda row: self.wished.emit({"target": None if row == 0 else box.itemData(row)})
        )
        return box

    def _arrange(self) -> None:
        row = WrappingRow(self)
        row.addWidget(self.images)
        for text, widget in (
            (self.tr("Channel"), self.channel),
            (self.tr("Layer"), self.layer),
            (self.tr("Input map"), self.input_map),
            (self.tr("Order"), self.order),
            (self.tr("Class"), self.target),
            ("", self.columns),
            ("", self.scale),
            ("", self.kernel_scale),
        ):
            self._titled[widget] = _titled(text, widget) if text else widget
            row.addWidget(self._titled[widget])
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
            self._titled.get(widget, widget).setVisible(is_shown)


def _titled(text: str, widget: QWidget) -> QWidget:
    """A field with its title before it, which go to another line together."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GRID)
    title = label(text, role="muted")
    title.setBuddy(widget)
    row.addWidget(title)
    row.addWidget(widget, 1)
    return made


def layer_names(architecture: Architecture) -> Sequence[tuple[int, str]]:
    """Each layer's number and name: ``1  Conv2D 64 · 3×3 · relu``."""
    return [
        (number, f"{number + 1}  {layer.kind} {layer.short()}".rstrip())
        for number, layer in enumerate(architecture.active().layers)
    ]
