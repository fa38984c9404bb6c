"""Small trainings of the real engine, on data that is quickly learnt.

Nothing here imports TensorFlow: the tests of datasets do without.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.events import RunEvent
from cnnlab_gui.core.inside.live import LiveWeights
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.training import RunSpecification, TrainingSettings
from cnnlab_gui.engine.datasets.library import DatasetLibrary

SMALL = Architecture(
    layers=(Flatten(), Dense(units=16), Dense(units=10, activation="softmax")),
)


@pytest.fixture(scope="session")
def specify(write_npz: Callable[..., Path]) -> Callable[..., RunSpecification]:
    """Specify a small training; keywords are settings."""

    def specify(
        architecture: Architecture = SMALL, dataset: str | None = None, **changes: object
    ) -> RunSpecification:
        return RunSpecification(
            architecture=architecture,
            dataset=dataset or str(write_npz()),
            settings=TrainingSettings(**{"epochs": 2, "batch_size": 32, **changes}),
        )

    return specify


class Training:
    """One training of the real engine, new or resumed: its events and its folder.

    ``react`` gets each event after it was noted, and may set ``stop`` or raise.
    """

    def __init__(
        self,
        begin: RunSpecification | Path,
        react: "Callable[[RunEvent, Training], None]" = lambda event, training: None,
        *,
        at: Path | None = None,
        stopped: bool = False,
        live: LiveWeights | None = None,
    ) -> None:
        from cnnlab_gui.engine.engine import KerasEngine

        self.events: list[RunEvent] = []
        self.stop = RunControl()
        if stopped:
            self.stop.set()

        def emit(event: RunEvent) -> None:
            self.events.append(event)
            react(event, self)

        engine = KerasEngine(DatasetLibrary(), RunStore(paths.runs_folder()))
        if isinstance(begin, Path):
            engine.resume(begin, emit, self.stop, live)
        else:
            engine.train(begin, emit, self.stop, live, at)

    def named(self, name: str) -> list[RunEvent]:
        return [event for event in self.events if event.event == name]

    @property
    def finished(self) -> RunEvent:
        """The terminal event, which is the only one and the last."""
        (finished,) = self.named("finished")
        assert self.events[-1] is finished
        return finished

    @property
    def folder(self) -> RunFolder:
        return RunFolder(Path(self.finished.run))  # type: ignore[union-attr, arg-type]

    @property
    def figures(self) -> list[tuple[float, float, float, float]]:
        """What each epoch measured, without what it took."""
        return [
            (epoch.loss, epoch.accuracy, epoch.val_loss, epoch.val_accuracy)
            for epoch in self.folder.read_history()
        ]

    @property
    def snapshots(self) -> list[str]:
        return sorted(path.name for path in (self.folder.path / "weights").iterdir())


@pytest.fixture(scope="session")
def train() -> type[Training]:
    return Training
