"""Run events: the frozen messages that a run sends, in a closed union.

The command line prints these objects as JSON, one a line; the window gets the
same objects through one queued signal. A run sends exactly one `RunFinished`.
"""

import json
import math
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

from cnnlab_gui.core.text import Sentence

Outcome = Literal["completed", "stopped", "paused", "failed"]
ValidationSet = Literal["test", "held-out"]


@dataclass(frozen=True)
class RunStarted:
    """The first event: what is about to be trained, and where it is kept.

    ``run`` is the folder's path, ``device`` the name of what computes,
    ``validation_set`` what each epoch is checked on, ``dataset`` the images' title.
    ``epochs_done`` and ``step_done`` say where a resumed run goes on; ``stop_when`` holds
    its rules as text.
    """

    event: ClassVar[str] = "started"
    run: str
    name: str
    device: str
    parameters: int
    epochs: int
    steps: int
    train_images: int
    validation_images: int
    validation_set: ValidationSet = "test"
    dataset: str = ""
    epochs_done: int = 0
    step_done: int = 0
    stop_when: tuple[str, ...] = ()


@dataclass(frozen=True)
class BatchProgress:
    """Where the run is within an epoch; sent at most 30 times a second.

    ``epoch`` counts from 1, ``step`` is the number of batches done of ``steps``;
    ``loss`` and ``accuracy`` are running means over the epoch so far;
    ``images_per_second`` covers training since the last such event; ``learning_rate`` is
    that of the last batch.
    """

    event: ClassVar[str] = "batch"
    epoch: int
    step: int
    steps: int
    loss: float
    accuracy: float
    images_per_second: float
    learning_rate: float = 0.0


@dataclass(frozen=True)
class EpochEnded:
    """One whole epoch and its validation; accuracies in [0, 1].

    ``seconds`` is the epoch with its validation, ``images_per_second`` training alone.
    """

    event: ClassVar[str] = "epoch"
    epoch: int
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float
    learning_rate: float
    images_per_second: float


@dataclass(frozen=True)
class SnapshotSaved:
    """The weights at the end of ``epoch`` (0: before training) are on disk."""

    event: ClassVar[str] = "snapshot"
    epoch: int
    path: str


@dataclass(frozen=True)
class RunFinished:
    """The one terminal event. Test metrics are None where no epoch was tested.

    ``images_per_second`` is the mean over all training, without validation;
    ``run`` is None where the run failed before it had a folder. ``epoch`` is the one whose
    weights the test metrics are of, and which the run stands for; ``stopped_by`` the rule
    that ended it, as text.
    """

    event: ClassVar[str] = "finished"
    outcome: Outcome
    detail: Sentence | None = None
    test_loss: float | None = None
    test_accuracy: float | None = None
    seconds: float = 0.0
    images_per_second: float = 0.0
    run: str | None = None
    epoch: int | None = None
    stopped_by: str | None = None


RunEvent = RunStarted | BatchProgress | EpochEnded | SnapshotSaved | RunFinished


def event_json(event: RunEvent) -> str:
    """One line of JSON, in ASCII, so that a pipe of any encoding carries it.

    Numbers that are not finite become null, as JSON has none.
    """
    fields: dict[str, Any] = {"event": event.event, **asdict(event)}
    if isinstance(event, RunFinished):
        fields["detail"] = str(event.detail) if event.detail else None
    return json.dumps(
        {
            name: None if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in fields.items()
        }
    )
