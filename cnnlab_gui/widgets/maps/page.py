"""The Feature maps page: what a network sees in chosen images, and how it came about."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.choice import Chosen, Rows, fitting, stepped, workshop_choice
from cnnlab_gui.core.inside.fitting import fitted
from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.inside.sheet import Cell
from cnnlab_gui.core.inside.view import Seen, View, Wish, last_convolution, workshop_columns
from cnnlab_gui.core.layers.convolution import Convolution
from cnnlab_gui.widgets.maps import captions
from cnnlab_gui.widgets.maps.arithmetic_strip import ArithmeticStrip
from cnnlab_gui.widgets.maps.choices import ViewSwitch
from cnnlab_gui.widgets.maps.controls import MapsControls
from cnnlab_gui.widgets.maps.elided import ElidedLabel
from cnnlab_gui.widgets.maps.more_button import MoreButton
from cnnlab_gui.widgets.maps.network_panel import NetworkPanel
from cnnlab_gui.widgets.maps.places import Place
from cnnlab_gui.widgets.maps.refusal_line import RefusalLine
from cnnlab_gui.widgets.maps.scale_legend import legend_of
from cnnlab_gui.widgets.maps.telling import Teller
from cnnlab_gui.widgets.maps.whole_sum import WholeSum
from cnnlab_gui.widgets.maps.words_room import words_room
from cnnlab_gui.widgets.states import Notice
from cnnlab_gui.widgets.theme import GRID, Theme

VIEWS = tuple(View)


class MapsPage(QFrame):
    """Shows one network, or two side by side, and emits what the person wishes.

    Signals
    -------
    wish_changed
        Something else is to be seen; see `wish_of`.
    shown, hidden
        The page has come to the front, or has gone from it.
    drawing_wanted, save_wanted
    compare_wanted : bool
    live_wanted : int or None
        Every so many batches; None after each epoch only.
    layer_chosen : int
        In the controls; counted as the network has them.
    seen_changed
        Something else is seen, or nothing any more; see `sights`.
    """

    wish_changed = Signal()
    shown = Signal()
    hidden = Signal()
    drawing_wanted = Signal()
    save_wanted = Signal()
    compare_wanted = Signal(bool)
    live_wanted = Signal(object)
    layer_chosen = Signal(int)
    seen_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._theme = theme
        self._dataset: Dataset | None = None
        self._network: Network | None = None
        self._networks: list[Network | None] = [None, None]
        self._wish = Wish()
        self._own_columns = False
        self._layers: dict[View, int] = {}  # each view keeps its own
        self._seen: list[Seen | None] = [None, None]
        self._names: list[tuple[str, ...]] = [(), ()]
        self._pointed = 0  # the panel whose value's sum is told
        self.headline = ElidedLabel("headline")
        self.switch = ViewSwitch(theme)
        self.controls = MapsControls(theme)
        self.refusal = RefusalLine(self.controls.images)
        self.panels = (NetworkPanel(theme), NetworkPanel(theme))
        self.strip = ArithmeticStrip(theme)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._halves = WholeSum(theme, self._splitter)
        self.whole, self.whole_button = self._halves.panel, self._halves.button
        self._teller = Teller(self.strip, self._halves)
        self.notice = Notice()
        self.more = MoreButton(theme)
        self.save, self.compare = self.more.save, self.more.compare
        self.live_actions = self.more.live_actions
        self._stack = QStackedLayout()
        self._lay_out()
        self._connect()
        self.show_empty()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.headline, 1)
        head.addWidget(self.switch)
        head.addWidget(self.more)
        for panel in self.panels:
            self._splitter.addWidget(panel)
        self._splitter.setChildrenCollapsible(False)
        self.panels[1].hide()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.controls)
        column.addWidget(self.refusal)
        column.addWidget(self._halves, 1)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self.strip, 1)
        foot.addWidget(self.whole_button)
        column.addLayout(foot)
        self._stack.addWidget(self.notice)
        self._stack.addWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        outer.addLayout(self._stack)

    def _connect(self) -> None:
        self.switch.chosen.connect(lambda number: self._take({"view": VIEWS[number]}))
        self.controls.wished.connect(self._take)
        self.controls.drawing_wanted.connect(self.drawing_wanted)
        self.more.save_wanted.connect(self.save_wanted)
        self.more.live_wanted.connect(self.live_wanted)
        self.more.compare_wanted.connect(self._on_compare)
        self._halves.opened.connect(self._tell_sum)
        for number, panel in enumerate(self.panels):
            view = panel.view
            view.room_changed.connect(self.wish_changed)
            view.pointed.connect(lambda place, number=number: self._on_pointed(number, place))
            view.row_chosen.connect(lambda row: self._take({"row": row}))
            view.step_wanted.connect(self._on_step)
            view.channel_step_wanted.connect(self._on_channel_step)
            view.opened.connect(self._on_opened)

    # Wishes

    @property
    def wish(self) -> Wish:
        """What is wished, whatever the room."""
        return self._wish

    def wish_of(self, panel: int) -> Wish:
        """What is wished of one panel, with its room."""
        view = self.panels[panel].view
        room, ratio = view.room, view.devicePixelRatioF()
        words = words_room(view, self.panels[panel].network, self._wish.columns)
        size = room.height(), room.width()
        wish = replace(self._wish, room=size, words=words, ratio=ratio)
        if self.is_comparing and wish.view is View.GRID:
            # Two networks share the room of one: a column is what can be compared.
            wish = replace(wish, columns=(wish.layer,))
        return wish

    @property
    def is_comparing(self) -> bool:
        return self.compare.isChecked()

    @property
    def dataset(self) -> Dataset | None:
        return self._dataset

    def seen(self, panel: int = 0) -> Seen | None:
        """What is shown in a panel."""
        return self._seen[panel]

    @property
    def sights(self) -> tuple[tuple[int, Seen], ...]:
        """What a person sees now: the panels that show maps, and which; none behind a page."""
        if not self.isVisible() or self._stack.currentIndex() == 0:
            return ()
        return tuple(
            (panel, seen)
            for panel, seen in enumerate(self._seen)
            if seen is not None and not self.panels[panel].problem_is_shown
        )

    def class_names(self, panel: int) -> tuple[str, ...]:
        """What the network that is seen in a panel tells apart."""
        return self._names[panel]

    def _take(self, update: dict[str, Any]) -> None:
        wish = replace(self._wish, **update)
        if "columns" in update and self._network:
            # Who goes back to the usual ones wants those of the next network too.
            self._own_columns = wish.columns != workshop_columns(self._network.architecture)
        if "layer" in update:
            self._layers[wish.view] = wish.layer
        if "view" in update:
            wish = replace(wish, layer=self._layer_for(wish))
        wish = self._fitted(wish)
        if wish == self._wish:
            return
        self._wish = wish
        if "layer" in update:
            self.layer_chosen.emit(wish.layer)
        self._show_wish()
        self.wish_changed.emit()

    def _layer_for(self, wish: Wish) -> int:
        """The layer that a view shows when it comes to the front."""
        if wish.view in self._layers or self._network is None:
            return self._layers.get(wish.view, wish.layer)
        if wish.view is View.EVIDENCE:
            return last_convolution(self._network.architecture) or 0
        return wish.layer

    def _show_wish(self) -> None:
        if self._network:
            self.controls.show_wish(
                self._wish, self._network.architecture, comparing=self.is_comparing
            )
        self.switch.show_choice(VIEWS.index(self._wish.view))
        self._halves.set_available(self._wish.view in (View.GRID, View.CHANNELS))

    def _fitted(self, wish: Wish) -> Wish:
        """The same wish, of layers and channels that the network has."""
        if self._network is None:
            return wish
        return fitted(wish, self._network.architecture, own_columns=self._own_columns)

    def set_rows(self, rows: Rows) -> None:
        """Show these images."""
        self.controls.show_rows(rows)
        self._take({"rows": rows, "row": 0})

    def add_row(self, chosen: Chosen) -> None:
        """Show one more image, first of all; too many push the last one out."""
        rest = tuple(row for row in self._wish.rows if row != chosen)
        self.set_rows((chosen, *rest[: max(2, len(self._wish.rows) - 1)]))

    def show_channel(self, channel: int) -> None:
        """Show one channel of all columns' layers."""
        self._take({"view": View.GRID, "channel": channel})

    def show_layer(self, layer: int) -> None:
        """Show this layer in the views that show one, as far as they can."""
        kinds = self._network.architecture.layers if self._network else ()
        if not 0 <= layer < len(kinds):
            return
        self._layers[View.CHANNELS] = layer
        if isinstance(kinds[layer], Convolution):
            self._layers[View.KERNELS] = layer
        wish = self._fitted(replace(self._wish, layer=layer))
        if wish == self._wish or wish.layer != layer:
            return
        self._layers[wish.view] = layer
        self._wish = wish
        self._show_wish()
        if wish.view is not View.GRID or self.is_comparing:
            self.wish_changed.emit()

    def _on_step(self, row: int, by: int) -> None:
        rows_are_seen = self._wish.view is not View.KERNELS
        if self._dataset is None or row >= len(self._wish.rows) or not rows_are_seen:
            return
        rows = list(self._wish.rows)
        rows[row] = stepped(rows[row], by, self._dataset)
        self.controls.show_rows(tuple(rows))
        self._take({"rows": tuple(rows), "row": row})

    def _on_channel_step(self, by: int) -> None:
        wish, controls = self._wish, self.controls
        if wish.view is View.KERNELS and wish.input_map is not None:
            wanted = min(max(wish.input_map + by, 0), controls.input_map.maximum())
            self._take({"input_map": wanted})
        elif wish.view is not View.EVIDENCE:
            wanted = min(max(wish.channel + by, 0), controls.channel.maximum())
            self._take({"channel": wanted})

    def _on_opened(self, cell: Cell) -> None:
        """From a map of the grid to all of its layer's, and back."""
        if self._wish.view is View.GRID and cell.layer >= 0:
            self._layers[View.CHANNELS] = cell.layer
            self._take({"view": View.CHANNELS, "row": cell.row})
        elif self._wish.view is View.CHANNELS and cell.channel is not None:
            self._take({"view": View.GRID, "channel": cell.channel})

    def _on_compare(self, on: bool) -> None:
        self.panels[1].setVisible(on)
        self.forget_seen(1)
        if on:
            half = self._splitter.width() // 2
            self._splitter.setSizes([half, half])
        self._show_wish()
        self.compare_wanted.emit(on)

    # What is shown

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Take another dataset's images; the same indices, where it has them."""
        self._dataset = dataset
        self.controls.set_dataset(dataset)
        if dataset is not None:
            rows = (
                fitting(self._wish.rows, dataset) if self._wish.rows else workshop_choice(dataset)
            )
            self._wish = replace(self._wish, rows=rows, row=min(self._wish.row, len(rows) - 1))
            self.controls.show_rows(rows)

    def set_network(self, panel: int, network: Network) -> None:
        """Look into another network."""
        self.panels[panel].show_network(network)
        self._networks[panel] = network
        others = self._networks if self.is_comparing else self._networks[:1]
        # What only the deeper of two has can be chosen too; the other says that it has not.
        deepest = max(
            (each for each in others if each), key=lambda each: len(each.architecture.layers)
        )
        if deepest is not self._network:
            self._network = deepest
            self._wish = self._fitted(self._wish)
            self._show_wish()

    def show_empty(self) -> None:
        """Say what will appear here."""
        self.notice.show_text(
            self.tr("No images yet"),
            self.tr(
                "Here you will see what each layer of the network makes of some images. Choose "
                "a dataset first."
            ),
        )
        self._show_notice()

    def show_busy(self, text: str) -> None:
        """Say what is waited for, before anything can be seen."""
        self.notice.show_text(text, "", busy=True)
        self._show_notice()

    def show_problem(self, headline: str, why: str) -> None:
        """Say why nothing can be seen at all."""
        self.notice.show_text(headline, why)
        self._show_notice()

    def _show_notice(self) -> None:
        self._stack.setCurrentIndex(0)
        self.seen_changed.emit()

    def show_content(self) -> None:
        """Bring the maps to the front."""
        self._stack.setCurrentIndex(1)

    def show_seen(self, panel: int, seen: Seen, class_names: tuple[str, ...]) -> None:
        """Show an answer."""
        if self._dataset is None:
            return
        self.show_content()
        self._seen[panel] = seen
        names = self._names[panel] = class_names or self._dataset.class_names
        shown = self.panels[panel]
        shown.show_view()
        shown.view.set_caption_room(0 if seen.wish.view is View.KERNELS else None)
        shown.view.show_sheet(
            seen.sheet,
            captions.heads_of(seen),
            captions.captions_of(seen, self._dataset, names),
            row=seen.wish.row,
            reference=seen.reference,
            bar_names=captions.shown_bar_names(seen, names),
            names_beside=captions.names_beside_of(seen),
        )
        if panel == 0:
            text = self.tr("Two networks, layer {number}").format(number=seen.wish.layer + 1)
            headline = captions.headline_of(seen, self._dataset)
            self.headline.setText(text if self.is_comparing else headline)
            self.controls.set_class_names(names)
        self.seen_changed.emit()

    def forget_seen(self, panel: int) -> None:
        """What was shown in a panel is no longer."""
        self._seen[panel] = None
        self.panels[panel].view.clear()
        self._on_pointed(panel, None)
        self.seen_changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()
        self.seen_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hidden.emit()
        self.seen_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Wherever on the page the keyboard is, Escape lets go of what is pinned."""
        pinned = [panel.view for panel in self.panels if panel.view.is_pinned]
        if event.key() != Qt.Key.Key_Escape or not pinned:
            super().keyPressEvent(event)
            return
        for view in pinned:
            view.unpin()

    def _tell_sum(self) -> None:
        self._on_pointed(self._pointed, self.panels[self._pointed].view.place)

    def _on_pointed(self, panel: int, place: Place | None) -> None:
        if place is None and self.panels[1 - panel].view.place is not None:
            # The value in the other network is still pinned, or still pointed at.
            panel, place = 1 - panel, self.panels[1 - panel].view.place
        self._pointed = panel
        for number, shown in enumerate(self.panels):
            cell = place.cell if place and number == panel else None
            shown.legend.show_legend(legend_of(self._seen[number], cell))
        seen, names = self._seen[panel], self._names[panel]
        if seen is None or place is None:
            self._teller.tell_nothing(self._wish.view, seen, names)
        else:
            self._teller.tell(seen, self.panels[panel].view, place, names)
