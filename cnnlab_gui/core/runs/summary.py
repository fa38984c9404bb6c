"""What a list of runs shows of each one, without its arrays and curves."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cnnlab_gui.core.events import Outcome
from cnnlab_gui.core.runs.record import SweepPlace

RunStatus = Literal["completed", "stopped", "paused", "failed", "running", "interrupted"]
"""An outcome; or it is going on somewhere, or ended without one (a kill, a power cut)."""

RESUMABLE: tuple[RunStatus, ...] = ("paused", "interrupted", "stopped", "failed")
"""What may be able to go on; one that failed only where the disk was to blame."""


@dataclass(frozen=True)
class RunSummary:
    """One run as a row.

    Attributes
    ----------
    name : str
        The name of its folder.
    path : Path
    created : str
        ISO 8601 with its zone.
    status : RunStatus
    preset : str or None
    network : str
        Its layers in a line: ``Conv2D 64 · MaxPooling2D · Flatten · Dense 128 · Dense 10``.
    dataset, dataset_sha256 : str
        Title, and digest of all images.
    factors : dict of str to str
        Everything that can differ between runs, as text for people, by its English name:
        ``filters``, ``convolutions``, ``epochs``, ``batch size``, ``learning rate``, …
    parameters : int
    epochs_done, epochs : int
        Whole epochs, and how many there were to be.
    seed : int
    val_accuracy, best_accuracy, accuracy : float or None
        In [0, 1]: of the epoch that the run stands for, the best of all epochs, and of the
        former on training images.
    test_accuracy, test_loss : float or None
    seconds : float
        Pauses left out.
    seconds_to_best : float or None
        Until the end of the best epoch.
    can_resume : bool
        It did not come to its end, and has what it can go on from.
    sweep : SweepPlace or None
    notes : str
    tags : tuple of str
    outcome : Outcome or None
        As its record says; None while it is going, or was interrupted.
    dataset_id : str
        Name of the dataset on the command line, or its path.
    device : str
        What it was computed on.
    stopped_by : str or None
        The rule that ended it.
    storage_failed : bool
        It failed because nothing more could be written.
    """

    name: str
    path: Path
    created: str
    status: RunStatus
    preset: str | None
    network: str
    dataset: str
    dataset_sha256: str
    factors: dict[str, str] = field(hash=False)
    parameters: int
    epochs_done: int
    epochs: int
    seed: int
    val_accuracy: float | None
    best_accuracy: float | None
    accuracy: float | None
    test_accuracy: float | None
    test_loss: float | None
    seconds: float
    seconds_to_best: float | None
    can_resume: bool
    sweep: SweepPlace | None = None
    notes: str = ""
    tags: tuple[str, ...] = ()
    outcome: Outcome | None = None
    dataset_id: str = ""
    device: str = ""
    stopped_by: str | None = None
    storage_failed: bool = False
