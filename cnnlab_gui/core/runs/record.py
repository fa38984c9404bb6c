"""What a run's files say: its record and its test report."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from cnnlab_gui.core.events import Outcome
from cnnlab_gui.core.schema import SchemaVersion
from cnnlab_gui.core.training import STRICT, RunSpecification


class DatasetRecord(BaseModel):
    """Which images a run was trained on, so that the same can be found again."""

    model_config = STRICT

    id: str
    title: str
    sha256: str
    origin: str
    class_names: tuple[str, ...]
    train_images: int
    validation_images: int


class SweepPlace(BaseModel):
    """Which trial of which sweep a run is."""

    model_config = STRICT

    sweep: Annotated[str, Field(min_length=1, max_length=255)]
    trial: Annotated[str, Field(min_length=1, max_length=1000)]


class RunRecord(BaseModel):
    """``run.json``: the specification, what it ran on, and how it ended.

    ``outcome`` is None while the run is going, and stays None if it was killed.
    ``chosen_epoch`` is the one that the run stands for, None for its last; ``stopped_by``
    the rule that ended it, as text; ``seconds`` leaves pauses out. ``storage_failed`` says of
    one that failed that nothing could be written: with more room it can go on.
    """

    model_config = STRICT

    schema_version: SchemaVersion
    name: Annotated[str, Field(min_length=1, max_length=255)]
    created: str
    specification: RunSpecification
    dataset: DatasetRecord
    parameters: int
    device: str
    versions: dict[str, str]
    outcome: Outcome | None = None
    detail: str | None = None
    seconds: float = 0.0
    chosen_epoch: Annotated[int, Field(ge=0)] | None = None
    stopped_by: str | None = None
    sweep: SweepPlace | None = None
    storage_failed: bool = False


@dataclass(frozen=True)
class TestReport:
    """``report.json``: the network of the epoch that the run stands for, on the test images.

    ``confusion_matrix`` has a row for each true class, a column for each predicted one.
    """

    __test__ = False
    __pydantic_config__ = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    epoch: int
    test_loss: float
    test_accuracy: float
    confusion_matrix: list[list[int]]
    classes: list[dict[str, Any]]
