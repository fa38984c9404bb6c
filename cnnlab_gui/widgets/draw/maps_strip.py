"""The feature maps of a drawing, live: its convolutions and poolings, one channel of each."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnlab_gui.bridge.translation import number
from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.inside.sheet import INPUT
from cnnlab_gui.core.inside.view import Seen, View, Wish, workshop_columns
from cnnlab_gui.widgets.maps.captions import heads_of
from cnnlab_gui.widgets.maps.places import Place
from cnnlab_gui.widgets.maps.sheet_view import SheetView
from cnnlab_gui.widgets.maps.words_room import words_room
from cnnlab_gui.widgets.spin_boxes import WholeSpinBox
from cnnlab_gui.widgets.states import button, label
from cnnlab_gui.widgets.theme import GRID, Theme

LEAST_HEIGHT = 18 * GRID


class MapsStrip(QWidget):
    """Shows one row of maps.

    Signals
    -------
    wish_changed
        Another channel is to be seen, or there is another room for the maps.
    whole_wanted
        The drawing is to be looked at on the Feature maps page.
    """

    wish_changed = Signal()
    whole_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network: Network | None = None
        self._seen: Seen | None = None
        self.view = SheetView(theme)
        self.view.setMinimumHeight(LEAST_HEIGHT)
        self.view.setAccessibleName(self.tr("Feature maps of the drawing"))
        self.view.set_caption_room(0)
        self.channel = WholeSpinBox()
        self.channel.setAccessibleName(self.tr("Channel"))
        self.channel.setToolTip(self.tr("Which channel all maps show: Page up, Page down"))
        self.channel.setKeyboardTracking(False)
        self.channel.setValue(1)
        self.told = label(role="muted")
        self.whole = button(
            self.tr("Look closer"),
            self.whole_wanted.emit,
            self.tr("Take this drawing to the Feature maps page: all channels, every sum"),
        )
        self._lay_out()
        self.channel.valueChanged.connect(lambda _: self.wish_changed.emit())
        self.view.room_changed.connect(self.wish_changed)
        self.view.channel_step_wanted.connect(self.channel.stepBy)
        self.view.pointed.connect(self._tell)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(label(self.tr("Feature maps of the drawing"), "dock"))
        row.addWidget(self.told, 1)
        row.addWidget(label(self.tr("Channel")))
        row.addWidget(self.channel)
        row.addWidget(self.whole)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(self.view, 1)

    def set_network(self, network: Network) -> None:
        """Offer the channels that ``network`` has."""
        if self._network is not None and network.architecture == self._network.architecture:
            return
        self._network = network
        shapes = [report.output_shape or () for report in network.architecture.reports()]
        columns = workshop_columns(network.architecture)
        widest = max((shapes[at][-1] for at in columns if len(shapes[at]) == 3), default=1)
        self.channel.setRange(0, widest - 1)

    def wish(self, network: Network) -> Wish:
        """How the maps of ``network`` are to be drawn."""
        columns = workshop_columns(network.architecture)
        room, ratio = self.view.room, self.view.devicePixelRatioF()
        return Wish(
            view=View.GRID,
            columns=columns,
            channel=self.channel.value(),
            room=(room.height(), room.width()),
            words=(0, words_room(self.view, network, columns)[1]),
            ratio=ratio,
        )

    def show_seen(self, seen: Seen | None) -> None:
        """Show the maps; None where the paper is blank."""
        self._seen = seen
        self.whole.setEnabled(seen is not None)
        if seen is None:
            self.view.clear()
            self.told.clear()
        else:
            self.view.show_sheet(seen.sheet, heads_of(seen), ())

    def _tell(self, place: Place | None) -> None:
        """Say the value under the pointer."""
        if place is None or self._seen is None:
            self.told.clear()
            return
        layer, layers = place.cell.layer, self._seen.state.architecture.layers
        name = self.tr("input") if layer == INPUT else layers[layer].kind
        value = self._seen.outputs.of(layer)[(0, *place.at)]
        self.told.setText(f"{name}: {number(float(value), 3)}")
