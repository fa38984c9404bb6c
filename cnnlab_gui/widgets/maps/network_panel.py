"""One network on the Feature maps page: which one, at which epoch, and what is seen of it."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QSlider,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.inside.network import SET_UP, Network
from cnnlab_gui.core.pretrained import PRETRAINED
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.maps.elided import ElidedLabel
from cnnlab_gui.widgets.maps.scale_legend import ScaleLegend
from cnnlab_gui.widgets.maps.sheet_menu import SheetMenu
from cnnlab_gui.widgets.maps.sheet_view import SheetView
from cnnlab_gui.widgets.network_box import NetworkBox
from cnnlab_gui.widgets.states import Notice, button, label
from cnnlab_gui.widgets.theme import GRID, Theme

LEAST_WITH_LEGEND = 80 * GRID


class NetworkPanel(QWidget):
    """Shows one network.

    Signals
    -------
    network_wanted : str
        A run's name, or `SET_UP`.
    epoch_wanted : int or None
        An epoch; None for the last one, also when further ones come.
    list_wanted
        The list of runs is about to be shown.
    """

    network_wanted = Signal(str)
    epoch_wanted = Signal(object)
    list_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network: Network | None = None
        self._follows = True
        self.box = self._make_box()
        self.note = ElidedLabel("muted")
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.legend = ScaleLegend(theme)
        self.warning = label(role="error", wrap=True)
        self.warning.hide()
        self.view = SheetView(theme)
        self.menu = SheetMenu(self.view)
        self.notice = Notice()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Epoch"))
        self.slider.setToolTip(
            self.tr("Goes through the training: from the initial weights to the last epoch.")
        )
        self.slider.setPageStep(1)
        self.slider.valueChanged.connect(self._on_slid)
        self.epoch = label(role="muted")
        self._epoch_row = QWidget()
        self._stack = QStackedLayout()
        self._lay_out()
        self.show_network(None)

    def _make_box(self) -> NetworkBox:
        made = NetworkBox(
            (
                (self.tr("The network as it is set up"), SET_UP),
                (self.tr("Pretrained network"), PRETRAINED),
            )
        )
        made.setAccessibleName(self.tr("Network"))
        made.setToolTip(
            self.tr(
                "Which network to look into: the one that is set up, the one that comes with "
                "CNN Lab, or a run's."
            )
        )
        made.network_wanted.connect(self.network_wanted)
        return made

    def _lay_out(self) -> None:
        # Its room is kept, so that the maps do not jump when the first epoch is there.
        policy = self._epoch_row.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._epoch_row.setSizePolicy(policy)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.notice)
        epochs = QHBoxLayout(self._epoch_row)
        epochs.setContentsMargins(0, 0, 0, 0)
        epochs.setSpacing(GRID)
        epochs.addWidget(label(self.tr("Epoch")))
        epochs.addWidget(self.slider, 1)
        epochs.addWidget(self.epoch)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.box)
        head.addWidget(self.note, 1)
        head.addWidget(self.legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.warning)
        column.addLayout(self._stack, 1)
        column.addWidget(self._epoch_row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Of two networks, which they are matters more than what their colours stand for.
        self.legend.setVisible(self.width() >= LEAST_WITH_LEGEND)

    def set_runs(self, names: tuple[str, ...]) -> None:
        """Offer these runs, and the networks that are always there; what is chosen stays."""
        self.box.set_runs(names)

    def choose(self, name: str) -> None:
        """Show ``name`` as the chosen network, without a signal."""
        self.box.choose(name)

    # What is seen

    def show_network(self, network: Network | None) -> None:
        """Show of which moments the weights are known; a slider at its end stays there."""
        same_run = self._network is not None and network is not None
        same_run = same_run and self._network.run == network.run  # type: ignore[union-attr]
        self._network = network
        epochs = network.epochs if network else ()
        self._epoch_row.setVisible(len(epochs) > 1)
        with QSignalBlocker(self.slider):
            before = self.slider.value()
            self.slider.setRange(0, max(0, len(epochs) - 1))
            if not same_run or self._follows:
                self._follows = True
                self.slider.setValue(self._home)
            else:
                self.slider.setValue(min(before, self.slider.maximum()))
        self._describe()

    def show_note(self, text: str, warning: str = "") -> None:
        """Say what kind of weights are seen, and what is wrong with them."""
        self.note.setText(text)
        self.warning.setText(warning)
        self.warning.setVisible(bool(warning))

    def show_problem(
        self, headline: str, why: Sentence, *ways: tuple[str, Callable[[], None]]
    ) -> None:
        """Say why nothing can be seen; each way on is a button's text and what it does."""
        made = tuple(button(text, act, text, primary=not at) for at, (text, act) in enumerate(ways))
        self.notice.show_text(headline, translated(why), buttons=made)
        self._stack.setCurrentWidget(self.notice)
        self.view.clear()

    def show_busy(self, text: str) -> None:
        """Say what is waited for."""
        self.notice.show_text(text, "", busy=True)
        self._stack.setCurrentWidget(self.notice)

    def show_view(self) -> None:
        """Bring the sheet to the front."""
        self._stack.setCurrentWidget(self.view)

    @property
    def network(self) -> Network | None:
        """The network that is looked into."""
        return self._network

    @property
    def problem_is_shown(self) -> bool:
        return self._stack.currentWidget() is self.notice

    @property
    def shown_epoch(self) -> int | None:
        """The epoch at the slider; None where there is none to choose."""
        epochs = self._network.epochs if self._network else ()
        return epochs[self.slider.value()] if epochs else None

    @property
    def _home(self) -> int:
        """Where the slider stands for the network as a whole: its last epoch, or a chosen one."""
        network = self._network
        if network is None or network.stands_for is None:
            return self.slider.maximum()
        return network.epochs.index(network.stands_for)

    def _on_slid(self, at: int) -> None:
        self._follows = at == self._home
        self._describe()
        self.epoch_wanted.emit(None if self._follows else self.shown_epoch)

    def _describe(self) -> None:
        epochs = self._network.epochs if self._network else ()
        if not epochs:
            return
        shown = self.shown_epoch
        if shown == 0:
            text = self.tr("initial weights")
        elif self._network and self._network.unfinished == shown:
            text = self.tr("stopped in {epoch}").format(epoch=number(shown or 0))
        else:
            text = self.tr("{epoch} of {last}").format(
                epoch=number(shown or 0), last=number(epochs[-1])
            )
            if self._network and shown == self._network.best:
                text = self.tr("{epoch}, the best").format(epoch=text)
        self.epoch.setText(text)
        widest = max(
            self.epoch.fontMetrics().horizontalAdvance(other)
            for other in (text, self.tr("initial weights"))
        )
        self.epoch.setMinimumWidth(widest)
