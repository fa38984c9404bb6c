"""The Results page's deeds: which run is shown, what it answers, and its best epoch."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QPushButton

from cnnlab_gui.app.known_networks import KnownNetworks
from cnnlab_gui.app.training_desk import TrainingDesk
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.core.inside.network import SET_UP
from cnnlab_gui.core.ports import Library
from cnnlab_gui.core.results.gather import RunResults, gather, with_answers
from cnnlab_gui.core.results.kept import write_answers
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.core.runs.choose import choose_epoch
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.lock import is_held
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.states import button

BUSY_MS = 300


class ResultsDesk(QObject):
    """Answers the Results page, as long as it is in front.

    Parameters
    ----------
    window : LabWindow
    datasets : DatasetController
    training : TrainingDesk
    networks : KnownNetworks
    store : RunStore
    library : Library
        Where the images of any run come from.

    Signals
    -------
    look_wanted : str, int
        A run, or `SET_UP`, and the test image to look at from inside its network.
    dataset_wanted : str
        The id or path of a run's dataset, of which an image is to be looked at.
    epoch_chosen : str
        The run of this name stands for another epoch now.
    """

    look_wanted = Signal(str, int)
    dataset_wanted = Signal(str)
    epoch_chosen = Signal(str)

    def __init__(
        self,
        window: LabWindow,
        datasets: DatasetController,
        training: TrainingDesk,
        networks: KnownNetworks,
        store: RunStore,
        library: Library,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.results_page
        self._datasets = datasets
        self._training = training
        self._networks = networks
        self._store = store
        self._library = library
        self._chosen = SET_UP
        self._is_on_purpose = False  # a person wants this run, whatever ends meanwhile
        self._is_stale = True
        self._results: RunResults | None = None
        self._no_engine: Sentence | None = None
        self._waits_for_engine = False
        self._wanted_image: tuple[str, int] | None = None  # of a dataset that is being read
        self._calls: set[BackgroundCall] = set()
        self._latest: BackgroundCall | None = None
        self._cancel = threading.Event()
        self._busy = QTimer(self)
        self._busy.setSingleShot(True)
        self._busy.setInterval(BUSY_MS)
        self._connect()

    def _connect(self) -> None:
        page = self._page
        page.shown.connect(self._on_shown)
        page.run_wanted.connect(self._on_run_wanted)
        page.image_wanted.connect(self._on_image_wanted)
        page.epoch_wanted.connect(self._choose_epoch)
        page.answers_wanted.connect(self._compute)
        page.cancel_wanted.connect(self._on_cancelled)
        page.train_wanted.connect(self._training.start)
        self._busy.timeout.connect(self._show_busy)
        self._networks.set_up_changed.connect(self._on_set_up_changed)
        self._networks.run_started.connect(self.refresh)
        self._networks.weights_saved.connect(self._on_weights)
        self._training.finished.connect(self._on_finished)
        self._training.engine_ready.connect(lambda _: self._on_engine())
        self._training.engine_failed.connect(self._on_engine_failed)
        self._datasets.loaded.connect(self._on_dataset)
        self._datasets.failed.connect(lambda *_: self._forget_image())

    @property
    def is_waiting(self) -> bool:
        """Whether something that was asked for is not shown yet."""
        return self._latest is not None or self._waits_for_engine

    # Which run

    def show_run(self, name: str) -> None:
        """Bring the results of the run called ``name`` to the front."""
        self._choose(name, on_purpose=True)
        self._window.show_page(self._page)

    def _on_run_wanted(self, name: str) -> None:
        self._choose(name, on_purpose=name != SET_UP)

    def _choose(self, name: str, *, on_purpose: bool) -> None:
        self._chosen, self._is_on_purpose = name, on_purpose
        self.refresh()

    def _on_shown(self) -> None:
        is_gone = self._results is not None and not self._results.path.exists()
        if self._is_stale or is_gone:
            self.refresh()

    def _on_set_up_changed(self) -> None:
        if not self._is_on_purpose:
            self._choose(SET_UP, on_purpose=False)

    def _on_weights(self) -> None:
        if self._networks.is_training(self._chosen):
            self.refresh()

    def _on_finished(self, finished: RunFinished) -> None:
        """Show the run that ended, unless another one was chosen."""
        if not self._is_on_purpose and finished.run is not None:
            path = Path(finished.run)
            self._chosen = SET_UP if self._path_of(SET_UP) == path else path.name
        self.refresh()

    def _path_of(self, name: str) -> Path | None:
        with suppress(CnnLabError):
            return self._networks.find(name).run
        return None

    def refresh(self) -> None:
        """Read the chosen run anew; if nobody looks, as soon as somebody does."""
        self._drop()
        self._is_stale = not self._page.isVisible()
        if self._is_stale:
            return
        self._page.set_runs(self._networks.names())
        self._page.choose(self._chosen)
        try:
            path = self._networks.find(self._chosen).run
        except CnnLabError as error:
            self._show_problem(error.sentence)
            return
        if path is None:
            self._results = None
            self._page.show_empty()
            return
        self._read(RunFolder(path))

    # What it answers

    def _read(self, folder: RunFolder) -> None:
        is_running = self._networks.running == folder.path and self._training.is_busy
        cancel = self._cancel

        def read() -> RunResults:
            return gather(
                folder,
                self._library,
                is_going=is_running or is_held(folder.path),
                progress=call.report,
                cancelled=cancel.is_set,
            )

        call = BackgroundCall(read, self)
        call.progressed.connect(self._page.notice.set_progress)
        self._begin(call, self._on_read, self._show_problem)
        if self._results is None or self._results.path != folder.path:
            self._busy.start()

    def _show_busy(self) -> None:
        self._page.show_busy(self.tr("The run and its test images are being read."))

    def _on_read(self, results: RunResults) -> None:
        self._results = results
        if results.confusion is None and not results.needs_answers and results.note:
            self._show_problem(results.note)
            return
        self._show()
        if results.needs_answers:
            self._compute()

    def _show(self) -> None:
        results = self._results
        if results is None or results.confusion is None:
            return
        can_choose = self._networks.running != results.path or not self._training.is_busy
        self._page.show_results(results, can_choose=can_choose)

    def _compute(self) -> None:
        """Ask the engine for what the run answers, and keep that."""
        results, engine = self._results, self._training.engine
        if results is None:
            return
        if engine is None:
            self._waits_for_engine = self._no_engine is None
            if self._no_engine is None:
                self._say_computing(self.tr("TensorFlow is starting; this takes a few seconds."))
            else:
                self._say_not_computed(self._no_engine)
            return
        cancel, path, epoch = self._cancel, results.path, results.epoch

        def compute() -> TestAnswers:
            answers = engine.answers(path, epoch, cancel.is_set)
            with suppress(CnnLabError):  # on a full disk they are computed again next time
                write_answers(path, answers)
            return answers

        self._begin(BackgroundCall(compute, self), self._on_answers, self._say_not_computed)
        self._say_computing(self.tr("The network is being asked for every test image…"))

    def _on_answers(self, answers: TestAnswers) -> None:
        if self._results is not None:
            self._results = with_answers(self._results, answers)
            self._show()

    def _say_computing(self, text: str) -> None:
        if self._page.results is None:
            self._page.show_busy(text)
        else:
            self._page.show_computing(text)

    def _say_not_computed(self, why: Sentence) -> None:
        can_compute = self._training.engine is not None
        if self._page.results is not None:
            self._page.show_not_computed(translated(why), can_compute=can_compute)
            return
        again = button(
            self.tr("Compute"), self._compute, self.tr("Ask the network for every test image.")
        )
        self._show_problem(why, *((again,) if can_compute else ()))

    def _show_problem(self, why: Sentence, *ways: QPushButton) -> None:
        if self._chosen != SET_UP:
            back = button(
                self.tr("Show the network that is set up"),
                lambda: self._choose(SET_UP, on_purpose=False),
                self.tr("Its newest run's results."),
            )
            ways = (*ways, back)
        self._page.show_problem(why, *ways)

    def _on_engine(self) -> None:
        self._no_engine = None
        if self._waits_for_engine:
            self._waits_for_engine = False
            self._compute()

    def _on_engine_failed(self, why: Sentence) -> None:
        self._no_engine = why
        if self._waits_for_engine:
            self._waits_for_engine = False
            self._say_not_computed(why)

    # The epoch that it stands for

    def _choose_epoch(self, epoch: int) -> None:
        results, engine = self._results, self._training.engine
        if results is None or engine is None:
            return
        self._drop()
        cancel, folder = self._cancel, RunFolder(results.path)

        def choose() -> str:
            choose_epoch(folder, engine.answers(folder.path, epoch, cancel.is_set))
            return folder.name

        self._begin(BackgroundCall(choose, self), self._on_epoch_chosen, self._say_not_chosen)
        self._page.show_computing(self.tr("The network of that epoch is being asked…"))

    def _on_epoch_chosen(self, name: str) -> None:
        self.refresh()
        self.epoch_chosen.emit(name)

    def _say_not_chosen(self, why: Sentence) -> None:
        self._page.show_not_computed(translated(why), can_compute=False)

    # An image, from inside

    def _on_image_wanted(self, index: int) -> None:
        results = self._results
        if results is None:
            return
        if self._is_read(results.dataset):
            self.look_wanted.emit(self._chosen, index)
            return
        self._wanted_image = results.dataset, index
        self.dataset_wanted.emit(results.dataset)

    def _is_read(self, dataset: str) -> bool:
        found = self._datasets.dataset
        return found is not None and Path(found.id) == Path(dataset)

    def _on_dataset(self, dataset: Dataset) -> None:
        wanted, self._wanted_image = self._wanted_image, None
        if wanted is not None and Path(wanted[0]) == Path(dataset.id):
            self.look_wanted.emit(self._chosen, wanted[1])

    def _forget_image(self) -> None:
        self._wanted_image = None

    # In the background

    def _begin(
        self,
        call: BackgroundCall,
        done: Callable[[Any], None],
        failed: Callable[[Sentence], None],
    ) -> None:
        """Start ``call``; of an earlier one nothing is heard any more."""
        self._latest = call
        self._calls.add(call)
        call.done.connect(lambda answer: self._on_ended(call, lambda: done(answer)))
        call.failed.connect(lambda why: self._on_ended(call, lambda: failed(why)))
        call.finished.connect(lambda: self._forget(call))
        call.start()

    def _on_ended(self, call: BackgroundCall, tell: Callable[[], None]) -> None:
        if call is self._latest:
            self._latest = None
            self._busy.stop()
            tell()

    def _forget(self, call: BackgroundCall) -> None:
        self._calls.discard(call)
        call.deleteLater()

    def _drop(self) -> None:
        """Want nothing of what goes on in the background."""
        self._cancel.set()
        self._cancel = threading.Event()
        self._latest = None
        self._waits_for_engine = False
        self._busy.stop()

    def _on_cancelled(self) -> None:
        self._drop()
        if self._results is not None and self._results.needs_answers:
            self._say_not_computed(Sentence(self.tr("The answers were not computed.")))
        elif self._page.results is not None:
            self._show()
        else:
            self._show_problem(Sentence(self.tr("The run was not read.")), self._again())

    def _again(self) -> QPushButton:
        return button(self.tr("Read it"), self.refresh, self.tr("Read the run after all."))

    def shut_down(self) -> None:
        """Cancel what goes on in the background, and wait for it."""
        self._drop()
        for call in list(self._calls):
            call.wait()
