"""The Feature maps page: what a network sees in chosen images, and how it came about."""

from dataclasses import replace

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
from cnnlab_gui.core.inside.choice import Chosen, Rows
from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.inside.view import Seen, View, Wish
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
from cnnlab_gui.widgets.maps.wishes import Wishes
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
        self._networks: list[Network | None] = [None, None]
        self._wishes = Wishes(self)
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
        wishes = self._wishes
        wishes.settled.connect(self._show_wish)
        wishes.changed.connect(self.wish_changed)
        wishes.layer_chosen.connect(self.layer_chosen)
        self.switch.chosen.connect(lambda number: wishes.take({"view": VIEWS[number]}))
        self.controls.wished.connect(wishes.take)
        self.controls.drawing_wanted.connect(self.drawing_wanted)
        self.more.save_wanted.connect(self.save_wanted)
        self.more.live_wanted.connect(self.live_wanted)
        self.more.compare_wanted.connect(self._on_compare)
        self._halves.opened.connect(self._tell_sum)
        for number, panel in enumerate(self.panels):
            view = panel.view
            view.room_changed.connect(self.wish_changed)
            view.pointed.connect(lambda place, number=number: self._on_pointed(number, place))
            view.row_chosen.connect(lambda row: wishes.take({"row": row}))
            view.step_wanted.connect(wishes.step_image)
            view.channel_step_wanted.connect(wishes.step_channel)
            view.opened.connect(wishes.open_map)

    # Wishes

    @property
    def wish(self) -> Wish:
        """What is wished, whatever the room."""
        return self._wishes.wish

    def wish_of(self, panel: int) -> Wish:
        """What is wished of one panel, with its room."""
        view = self.panels[panel].view
        room, ratio = view.room, view.devicePixelRatioF()
        words = words_room(view, self.panels[panel].network, self.wish.columns)
        size = room.height(), room.width()
        wish = replace(self.wish, room=size, words=words, ratio=ratio)
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

    def _show_wish(self) -> None:
        wish, architecture = self._wishes.wish, self._wishes.architecture
        if architecture:
            self.controls.show_wish(wish, architecture, comparing=self.is_comparing)
        if self.controls.images.rows != wish.rows:  # else a person may be typing others
            self.controls.show_rows(wish.rows)
        self.switch.show_choice(VIEWS.index(wish.view))
        self._halves.set_available(wish.view in (View.GRID, View.CHANNELS))

    def set_rows(self, rows: Rows) -> None:
        """Show these images."""
        self._wishes.take({"rows": rows, "row": 0})

    def add_row(self, chosen: Chosen) -> None:
        """Show one more image, first of all; too many push the last one out."""
        rest = tuple(row for row in self.wish.rows if row != chosen)
        self.set_rows((chosen, *rest[: max(2, len(self.wish.rows) - 1)]))

    def show_channel(self, channel: int) -> None:
        """Show one channel of all columns' layers."""
        self._wishes.take({"view": View.GRID, "channel": channel})

    def show_layer(self, layer: int) -> None:
        """Show this layer in the views that show one, as far as they can."""
        self._wishes.show_layer(layer)

    def _on_compare(self, on: bool) -> None:
        self._wishes.is_comparing = on
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
            self.controls.show_rows(self._wishes.use_images(dataset))

    def set_network(self, panel: int, network: Network) -> None:
        """Look into another network."""
        self.panels[panel].show_network(network)
        self._networks[panel] = network
        others = self._networks if self.is_comparing else self._networks[:1]
        # What only the deeper of two has can be chosen too; the other says that it has not.
        deepest = max(
            (each for each in others if each), key=lambda each: len(each.architecture.layers)
        )
        if deepest.architecture is not self._wishes.architecture:
            self._wishes.use_network(deepest.architecture)

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
            self._teller.tell_nothing(self.wish.view, seen, names)
        else:
            self._teller.tell(seen, self.panels[panel].view, place, names)
