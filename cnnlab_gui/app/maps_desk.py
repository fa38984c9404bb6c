"""Looks into networks for the Feature maps page: asks, shows what comes, says what does not."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from cnnlab_gui.app.drawing import ask_for_drawing
from cnnlab_gui.app.maps_networks import MapsNetworks
from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.inference import InferenceThread, Inquirer
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.choice import Chosen, drawn
from cnnlab_gui.core.inside.live import LiveMoment, LiveWeights
from cnnlab_gui.core.inside.look import Looker
from cnnlab_gui.core.inside.network import Network
from cnnlab_gui.core.inside.sources import Live, Source
from cnnlab_gui.core.inside.view import Seen, View
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.maps.notes import note_of

THOROUGH_MS = 250  # after the last quick answer: what takes longer must not hold up a slider


class MapsDesk(QObject):
    """Answers the Feature maps page, as long as it is in front.

    Parameters
    ----------
    window : LabWindow
    session : LabSession
    datasets : DatasetController
    training : TrainingDesk
    store : RunStore
    thread : InferenceThread
        The one in which networks are asked.

    Signals
    -------
    dataset_wanted : str
        The id or path of the dataset that a run was trained on.
    """

    dataset_wanted = Signal(str)
    _moment = Signal(object)  # from the thread that trains

    def __init__(
        self,
        window: LabWindow,
        session: LabSession,
        datasets: DatasetController,
        training: TrainingDesk,
        store: RunStore,
        thread: InferenceThread,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._page = window.maps_page
        self._datasets = datasets
        self._training = training
        self._inquirers = (Inquirer(thread, self), Inquirer(thread, self))
        self._looker = Looker()
        self.networks = MapsNetworks(self._page.panels, session, training, store, self)
        self._live = LiveWeights(self._moment.emit)
        self._latest_moment: LiveMoment | None = None
        self._live_every: int | None = None
        self._problem: Sentence | None = None
        self._thorough = QTimer(self)
        self._thorough.setSingleShot(True)
        self._thorough.setInterval(THOROUGH_MS)
        training.live = self._live
        self._connect()

    def _connect(self) -> None:
        page = self._page
        page.wish_changed.connect(self._ask_all)
        page.shown.connect(self._on_shown)
        page.hidden.connect(self._on_hidden)
        page.compare_wanted.connect(self._on_compare)
        page.drawing_wanted.connect(self._draw)
        page.live_wanted.connect(self._on_live_wanted)
        self._window.data_page.look_wanted.connect(self.look_at)
        self.networks.changed.connect(self._on_network)
        self._thorough.timeout.connect(lambda: self._ask_all(thorough=True))
        self._moment.connect(self._on_moment)
        for panel, inquirer in enumerate(self._inquirers):
            inquirer.answered.connect(lambda seen, panel=panel: self._on_seen(panel, seen))
            inquirer.failed.connect(lambda why, panel=panel: self._on_failed(panel, why))
        self._training.engine_ready.connect(lambda _: self._ask_all())
        self._training.engine_failed.connect(self._on_engine_failed)
        self._datasets.loading.connect(lambda _: self._on_dataset())
        self._datasets.loaded.connect(lambda _: self._on_dataset())
        self._datasets.failed.connect(lambda *_: self._on_dataset())

    @property
    def is_waiting(self) -> bool:
        """Whether something that was asked for is not shown yet."""
        return self._thorough.isActive() or any(each.is_waiting for each in self._inquirers)

    # What is asked for

    def _on_shown(self) -> None:
        self._live.every = self._live_every
        self.networks.refresh()
        self._ask_all()

    def _on_hidden(self) -> None:
        """A training goes on faster while nobody looks."""
        self._live.every = None
        self._thorough.stop()
        for inquirer in self._inquirers:
            inquirer.drop()

    def _on_dataset(self) -> None:
        self._page.set_dataset(self._datasets.dataset)
        self._ask_all()

    def _on_network(self, panel: int) -> None:
        self._latest_moment = None
        self._ask(panel)

    def _on_compare(self, on: bool) -> None:
        if not on:
            self._inquirers[1].drop()
        self.networks.set_comparing(on)
        self._ask_all()

    def _ask_all(self, *, thorough: bool = False) -> None:
        if not self._page.isVisible():
            return
        for panel in self._panels():
            self._ask(panel, thorough=thorough)

    def _panels(self) -> range:
        """Those that are there to be looked at."""
        return range(2 if self._page.is_comparing else 1)

    def _ask(self, panel: int, *, thorough: bool = False) -> None:
        if not self._page.isVisible() or panel not in self._panels():
            return
        engine, dataset = self._training.engine, self._datasets.dataset
        if dataset is None:
            self._show_no_images()
            return
        if engine is None:
            self._show_no_engine()
            return
        try:
            network = self.networks.network(panel)
            network.check_images(dataset.image_shape, dataset.title)
        except CnnLabError as error:
            self._inquirers[panel].drop()
            self._on_failed(panel, error.sentence)
            return
        self._page.set_network(panel, network)
        source = self._source(panel, network)
        wish = replace(self._page.wish_of(panel), thorough=thorough)
        self._inquirers[panel].ask(
            lambda cancelled: self._looker.look(engine, source, wish, dataset, cancelled)
        )

    def _source(self, panel: int, network: Network) -> Source:
        epoch = self.networks.epoch(panel)
        moment = self._latest_moment
        if moment and epoch is None and self.networks.is_training(panel):
            return Live(moment, network.architecture, network.run)
        return network.source(epoch)

    # What comes

    def _on_seen(self, panel: int, seen: Seen) -> None:
        self._live.taken()
        network = self.networks.network(panel)
        self._page.show_seen(panel, seen, network.class_names)
        text = note_of(
            seen,
            network,
            is_set_up=self.networks.is_set_up(panel),
            is_training=self.networks.is_training(panel),
        )
        if self._page.is_comparing:
            text = f"{seen.state.architecture.layers[seen.wish.layer].kind} · {text}"
        self._page.panels[panel].show_note(text, self._warning(seen))
        needs_more = seen.wish.view in (View.CHANNELS, View.EVIDENCE)
        if needs_more and not seen.wish.thorough and not isinstance(seen.source, Live):
            self._thorough.start()

    def _warning(self, seen: Seen) -> str:
        """What is wrong with the weights."""
        if not seen.has_nan:
            return ""
        if seen.shows_nan:
            return self.tr(
                "Some weights or results are no numbers (NaN), shown in purple: this training "
                "went astray. Train again with a smaller learning rate."
            )
        return self.tr(
            "Some weights or results are no numbers (NaN), though none of those shown here: this "
            "training went astray. Train again with a smaller learning rate."
        )

    def _on_failed(self, panel: int, why: Sentence) -> None:
        self._live.taken()
        self._page.show_content()
        self._page.forget_seen(panel)
        self._page.panels[panel].show_problem(
            self.tr("Nothing to see here"), why, *self._ways_on(panel)
        )

    def _ways_on(self, panel: int) -> list[tuple[str, Callable[[], None]]]:
        """What can be done where a network cannot be seen: the text of a button, and its deed."""
        dataset, problem = self._datasets.dataset, self._session.problem
        if not self.networks.is_set_up(panel):
            ways: list[tuple[str, Callable[[], None]]] = []
            network = self.networks.known(panel)
            if network and dataset and network.architecture.input_shape != dataset.image_shape:
                text = self.tr("Use the dataset it was trained on")
                ways.append((text, partial(self.dataset_wanted.emit, network.dataset)))
            text = self.tr("Show the network that is set up")
            return [*ways, (text, partial(self.networks.show_set_up, panel))]
        if problem:
            return [
                (translated(remedy.text), partial(self._session.mend, remedy))
                for remedy in problem.remedies
            ]
        return []

    def _show_no_images(self) -> None:
        problem = self._datasets.problem
        if problem is None:
            self._page.show_busy(self.tr("The images are being read."))
        else:
            self._page.show_problem(self.tr("There are no images"), translated(problem))

    def _show_no_engine(self) -> None:
        if self._problem is None:
            self._page.show_busy(self.tr("TensorFlow is starting; this takes a few seconds."))
        else:
            self._page.show_problem(
                self.tr("TensorFlow could not be loaded"), translated(self._problem)
            )

    def _on_engine_failed(self, why: Sentence) -> None:
        self._problem = why
        self._ask_all()

    # While training

    def _on_live_wanted(self, batches: int | None) -> None:
        self._live_every = batches
        self._live.every = batches if self._page.isVisible() else None

    def _on_moment(self, moment: LiveMoment) -> None:
        shown = [panel for panel in self._panels() if self.networks.is_training(panel)]
        if not shown or not self._page.isVisible():
            self._live.taken()
            return
        self._latest_moment = moment
        for panel in shown:
            self._ask(panel)

    # Images

    def look_at(self, half: str, index: int) -> None:
        """Show one more image, chosen anywhere in the application."""
        self._page.add_row(Chosen("train" if half == "train" else "test", index))
        self._window.show_page(self._page)

    def look_at_answer(self, network: str, index: int) -> None:
        """Show a test image in the network that answered for it: a run's name, or `SET_UP`."""
        self.networks.show(0, network)
        self.look_at("test", index)

    def _draw(self) -> None:
        image = ask_for_drawing(self._datasets.dataset, self._window.theme, self._window)
        if image is not None:
            self._page.add_row(drawn(image))

    def shut_down(self) -> None:
        """Want nothing any more."""
        self._live.every = None
        self._thorough.stop()
