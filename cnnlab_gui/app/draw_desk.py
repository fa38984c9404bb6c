"""Has networks read the drawing of the Draw page, while it grows."""

from functools import partial

from PySide6.QtCore import QObject, QTimer

from cnnlab_gui.app.known_networks import KnownNetworks
from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.inference import Cancelled, InferenceThread, Inquirer
from cnnlab_gui.core.drawing.naming import placement_for
from cnnlab_gui.core.drawing.placed import Placement
from cnnlab_gui.core.drawing.reader import Reader, Reading, images_of, placed_only
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.choice import drawn
from cnnlab_gui.core.inside.network import SET_UP, Network
from cnnlab_gui.core.pretrained import PRETRAINED
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.draw.answers import FIRST, SECOND
from cnnlab_gui.widgets.draw.notes import note_of

BUSY_MS = 300


class DrawDesk(QObject):
    """Answers the Draw page, as long as it is in front.

    Parameters
    ----------
    window : LabWindow
    datasets : DatasetController
    training : TrainingDesk
    networks : KnownNetworks
    thread : InferenceThread
        The one in which networks are asked.
    """

    def __init__(
        self,
        window: LabWindow,
        datasets: DatasetController,
        training: TrainingDesk,
        networks: KnownNetworks,
        thread: InferenceThread,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.draw_page
        self._datasets = datasets
        self._training = training
        self._networks = networks
        self._inquirers = (Inquirer(thread, self), Inquirer(thread, self))
        self._reader = Reader()
        self._chosen = [PRETRAINED, SET_UP]
        self._found: list[Network | None] = [None, None]
        self._problem: Sentence | None = None  # why there is no engine
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(BUSY_MS)
        self._late.timeout.connect(self._show_late)
        self._connect()

    def _connect(self) -> None:
        page = self._page
        page.question_changed.connect(self._ask_all)
        page.shown.connect(self._on_shown)
        page.hidden.connect(self._on_hidden)
        page.compare_wanted.connect(self._on_compare)
        page.whole_wanted.connect(self._look_closer)
        for panel, inquirer in enumerate(self._inquirers):
            page.answers[panel].network_wanted.connect(partial(self.choose, panel))
            inquirer.answered.connect(partial(self._on_read, panel))
            inquirer.failed.connect(partial(self._on_failed, panel))
        self._networks.set_up_changed.connect(self._forget_set_up)
        self._networks.weights_saved.connect(self._on_weights)
        self._networks.runs_changed.connect(self._offer)
        self._training.engine_ready.connect(lambda _: self._ask_all())
        self._training.engine_failed.connect(self._on_engine_failed)

    @property
    def is_waiting(self) -> bool:
        """Whether something that was asked is not answered yet."""
        return any(each.is_waiting for each in self._inquirers)

    # Who answers

    def choose(self, panel: int, name: str) -> None:
        """Have the network called ``name`` answer in a panel."""
        self._chosen[panel] = name
        self._found[panel] = None
        self._page.answers[panel].choose(name)
        self._ask(panel)

    def compare_with(self, name: str) -> None:
        """Have a network answer beside the first one."""
        self.choose(SECOND, name)
        self._page.compare.setChecked(True)

    def network(self, panel: int) -> Network:
        """The network of a panel; looked for once, until something changes.

        Raises
        ------
        CnnLabError
            It is not there, or cannot be trained.
        """
        found = self._found[panel]
        if found is None:
            found = self._found[panel] = self._networks.find(self._chosen[panel])
            is_training = self._networks.is_training(self._chosen[panel])
            note = note_of(found, self._title(found.dataset), is_training=is_training)
            self._page.set_network(panel, found, note)
        return found

    def placement(self) -> Placement:
        """How the images of the first panel's network have their ink."""
        try:
            network = self.network(FIRST)
        except CnnLabError:
            return Placement.MNIST
        return placement_for(network.class_names, network.dataset)

    def _offer(self) -> None:
        names = self._networks.names()
        for panel, shown in enumerate(self._page.answers):
            shown.set_networks(names)
            shown.choose(self._chosen[panel])

    def _forget_set_up(self) -> None:
        for panel in (FIRST, SECOND):
            if self._chosen[panel] == SET_UP:
                self._found[panel] = None
                self._ask(panel)

    def _on_weights(self) -> None:
        for panel in (FIRST, SECOND):
            if self._networks.is_training(self._chosen[panel]):
                self._found[panel] = None
                self._ask(panel)

    # What is asked

    def _on_shown(self) -> None:
        self._found = [None, None]
        self._offer()
        self._ask_all()

    def _on_hidden(self) -> None:
        for inquirer in self._inquirers:
            inquirer.drop()

    def _on_compare(self, on: bool) -> None:
        if not on:
            self._inquirers[SECOND].drop()
        self._ask_all()

    def _ask_all(self) -> None:
        for panel in (FIRST, SECOND):
            self._ask(panel)

    def _ask(self, panel: int) -> None:
        if not self._page.isVisible() or (panel == SECOND and not self._page.is_comparing):
            return
        try:
            network = self.network(panel)
        except CnnLabError as error:
            self._inquirers[panel].drop()
            self._on_failed(panel, error.sentence)
            return
        engine = self._training.engine
        if engine is None:
            self._show_no_engine(panel)
            if panel == FIRST and not self._page.shows_picture:
                self._page.show_placed(placed_only(network, self._page.question(panel, network)))
            return
        question = self._page.question(panel, network)
        is_blank = self._page.is_blank

        def read(_: Cancelled) -> Reading:
            if is_blank:
                self._reader.prepare(engine, network)
            return self._reader.read(engine, network, question)

        self._inquirers[panel].ask(read)
        last = self._page.reading(panel)
        if last is not None and last.network.title != network.title and not self._late.isActive():
            self._late.start()  # else another network's answer would stand there

    def _title(self, dataset: str) -> str:
        infos = (info.title for info in self._datasets.infos() if info.id == dataset)
        return next(infos, dataset)

    # What comes

    def _on_read(self, panel: int, reading: Reading) -> None:
        self._page.show_reading(panel, reading)

    def _show_late(self) -> None:
        """Say that a network is being loaded whose answer does not come at once."""
        for panel, inquirer in enumerate(self._inquirers):
            last, found = self._page.reading(panel), self._found[panel]
            is_new = last is not None and found is not None and last.network.title != found.title
            if inquirer.is_waiting and is_new:
                self._page.answers[panel].show_busy(self.tr("The network is being loaded."))

    def _on_failed(self, panel: int, why: Sentence) -> None:
        ways = []
        if self._chosen[panel] != PRETRAINED:
            text = self.tr("Let the pretrained network answer")
            ways.append((text, partial(self.choose, panel, PRETRAINED)))
        # What was found may be gone; the next stroke looks again.
        self._found[panel] = None
        self._page.answers[panel].show_note("")
        self._page.show_failure(panel, why, *ways)

    def _show_no_engine(self, panel: int) -> None:
        if self._problem is not None:
            self._page.answers[panel].show_problem(self._problem)
        else:
            text = self.tr("TensorFlow is starting; this takes a few seconds.")
            self._page.answers[panel].show_busy(text)

    def _on_engine_failed(self, why: Sentence) -> None:
        self._problem = why
        self._ask_all()

    # On the Feature maps page

    def _look_closer(self) -> None:
        """Take the drawing and its network to the Feature maps page."""
        reading, dataset = self._page.reading(), self._datasets.dataset
        if reading is None or reading.answer is None:
            return
        shape = reading.network.architecture.input_shape
        image = images_of([reading.placed[reading.chosen]], shape[2])
        if dataset is None:
            self._page.show_problem(
                self.tr(
                    "The dataset's images are still being read, and the Feature maps page shows "
                    "the drawing among them. Try again in a moment."
                )
            )
            return
        if dataset.image_shape != shape:
            self._page.show_problem(
                self.tr(
                    "The Feature maps page shows images of the dataset's size, and this network "
                    "takes others. Choose another dataset, or let another network answer."
                )
            )
            return
        maps = self._window.maps_page
        maps.add_row(drawn(image[0]))
        maps.show_channel(self._page.maps.channel.value())
        self._window.show_page(maps)
        maps.panels[0].choose(self._chosen[FIRST])
        maps.panels[0].network_wanted.emit(self._chosen[FIRST])
