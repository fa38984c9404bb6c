"""The rules that may end a run before its last epoch."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

STRICT = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

Metric = Literal["accuracy", "loss", "val_accuracy", "val_loss"]
"""A figure of a whole epoch, on the training images or, with ``val_``, on those that check it."""

MOST_RULES = 8


def rises(metric: Metric) -> bool:
    """Whether more of ``metric`` is better."""
    return metric.endswith("accuracy")


class Reaches(BaseModel):
    """A metric is as good as ``value`` or better: an accuracy at least, a loss at most."""

    model_config = STRICT
    kind: Literal["reaches"] = "reaches"
    metric: Metric = "val_accuracy"
    value: Annotated[float, Field(ge=0.0, le=1000.0)] = 0.95


class NoImprovement(BaseModel):
    """A metric has not been better than before for ``epochs`` whole epochs.

    With ``restore_best`` the run then stands for its best epoch by this metric.
    """

    model_config = STRICT
    kind: Literal["no-improvement"] = "no-improvement"
    metric: Metric = "val_loss"
    epochs: Annotated[int, Field(ge=1, le=1000)] = 3
    restore_best: bool = True


class TimeBudget(BaseModel):
    """Training and checking took ``seconds``, pauses not counted; ends within an epoch."""

    model_config = STRICT
    kind: Literal["time"] = "time"
    seconds: Annotated[float, Field(gt=0.0, le=10_000_000.0)] = 600.0


class NotANumber(BaseModel):
    """The loss is no longer a number: the run ends as stopped, not as failed."""

    model_config = STRICT
    kind: Literal["nan"] = "nan"


StopRule = Annotated[Reaches | NoImprovement | TimeBudget | NotANumber, Field(discriminator="kind")]
