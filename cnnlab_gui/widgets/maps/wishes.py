"""What a person wishes to see on the Feature maps page, as far as the network has it."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.choice import Rows, fitting, stepped, workshop_choice
from cnnlab_gui.core.inside.fitting import fitted, input_shape, most_channels
from cnnlab_gui.core.inside.sheet import Cell
from cnnlab_gui.core.inside.view import View, Wish, last_convolution, workshop_columns
from cnnlab_gui.core.layers.convolution import Convolution


class Wishes(QObject):
    """Holds a wish, and changes it as a person, another network or other images make it.

    Signals
    -------
    settled
        The wish is another one; controls are to show it.
    changed
        And something else is to be seen. It comes after `settled`.
    layer_chosen : int
        In the controls; it comes before both.
    """

    settled = Signal()
    changed = Signal()
    layer_chosen = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wish = Wish()
        self.is_comparing = False  # two networks, which share one layer also in the grid
        self._architecture: Architecture | None = None
        self._dataset: Dataset | None = None
        self._own_columns = False
        self._layers: dict[View, int] = {}  # each view keeps its own

    @property
    def architecture(self) -> Architecture | None:
        """Of the network that layers and channels are chosen from."""
        return self._architecture

    def take(self, update: dict[str, Any]) -> None:
        """Change some of the wish's attributes, as a person asked for it."""
        wish = replace(self.wish, **update)
        if "columns" in update and self._architecture:
            # Who goes back to the usual ones wants those of the next network too.
            self._own_columns = wish.columns != workshop_columns(self._architecture)
        if "layer" in update:
            self._layers[wish.view] = wish.layer
        if "view" in update:
            wish = replace(wish, layer=self._layer_for(wish))
        wish = self._fitted(wish)
        if wish == self.wish:
            return
        self.wish = wish
        if "layer" in update:
            self.layer_chosen.emit(wish.layer)
        self.settled.emit()
        self.changed.emit()

    def _layer_for(self, wish: Wish) -> int:
        """The layer that a view shows when it comes to the front."""
        if wish.view in self._layers or self._architecture is None:
            return self._layers.get(wish.view, wish.layer)
        if wish.view is View.EVIDENCE:
            return last_convolution(self._architecture) or 0
        return wish.layer

    def _fitted(self, wish: Wish) -> Wish:
        """The same wish, of layers and channels that the network has."""
        if self._architecture is None:
            return wish
        return fitted(wish, self._architecture, own_columns=self._own_columns)

    # Others than the person

    def use_network(self, architecture: Architecture) -> None:
        """Choose from the layers and channels of another network; nothing is asked for."""
        self._architecture = architecture
        self.wish = self._fitted(self.wish)
        self.settled.emit()

    def use_images(self, dataset: Dataset) -> Rows:
        """Choose from other images: the same indices, where it has them; nothing is asked for."""
        self._dataset = dataset
        rows = fitting(self.wish.rows, dataset) if self.wish.rows else workshop_choice(dataset)
        self.wish = replace(self.wish, rows=rows, row=min(self.wish.row, len(rows) - 1))
        return rows

    def show_layer(self, layer: int) -> None:
        """Show a layer that was chosen elsewhere, in the views that can."""
        kinds = self._architecture.layers if self._architecture else ()
        if not 0 <= layer < len(kinds):
            return
        self._layers[View.CHANNELS] = layer
        if isinstance(kinds[layer], Convolution):
            self._layers[View.KERNELS] = layer
        wish = self._fitted(replace(self.wish, layer=layer))
        if wish == self.wish or wish.layer != layer:
            return
        self._layers[wish.view] = layer
        self.wish = wish
        self.settled.emit()
        if wish.view is not View.GRID or self.is_comparing:
            self.changed.emit()

    # From the maps

    def step_image(self, row: int, by: int) -> None:
        """Move one row's image on, where images are seen."""
        wish = self.wish
        if self._dataset is None or row >= len(wish.rows) or wish.view is View.KERNELS:
            return
        rows = list(wish.rows)
        rows[row] = stepped(rows[row], by, self._dataset)
        self.take({"rows": tuple(rows), "row": row})

    def step_channel(self, by: int) -> None:
        """Move on to another channel, or to another input map of kernels, where one is seen."""
        wish, architecture = self.wish, self._architecture
        if architecture is None or wish.view is View.EVIDENCE:
            return
        if wish.view is View.KERNELS and wish.input_map is not None:
            count = input_shape(architecture, wish.layer)[-1]
            self.take({"input_map": _within(wish.input_map + by, count)})
        else:
            self.take({"channel": _within(wish.channel + by, most_channels(wish, architecture))})

    def open_map(self, cell: Cell) -> None:
        """From a map of the grid to all of its layer's, and back."""
        if self.wish.view is View.GRID and cell.layer >= 0:
            self._layers[View.CHANNELS] = cell.layer
            self.take({"view": View.CHANNELS, "row": cell.row})
        elif self.wish.view is View.CHANNELS and cell.channel is not None:
            self.take({"view": View.GRID, "channel": cell.channel})


def _within(wanted: int, count: int) -> int:
    return max(0, min(wanted, count - 1))
