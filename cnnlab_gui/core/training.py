"""How a network is trained: the settings, and with architecture and dataset, a run's whole."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.stopping.rule import MOST_RULES, StopRule
from cnnlab_gui.core.text import tr_noop

STRICT = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

# A run's folder is named after its preset, so a stranger's record must not name a path.
PRESET_NAME = r"^[a-z0-9]+(-[a-z0-9]+)*$"


OptimizerName = Literal["adam", "adamw", "sgd", "rmsprop"]
ScheduleName = Literal["constant", "step", "cosine", "one-cycle", "plateau"]


class RateChange(BaseModel):
    """Somebody changed the learning rate while it trained.

    From ``step`` batches of ``epoch`` on it was ``rate``; what the schedule says later is
    scaled with it.
    """

    model_config = STRICT
    epoch: Annotated[int, Field(ge=1, le=10_000)]
    step: Annotated[int, Field(ge=0)]
    rate: Annotated[float, Field(ge=1e-8, le=10.0)]


class TrainingSettings(BaseModel):
    """What a person can set about a training; Keras's defaults otherwise."""

    model_config = STRICT

    epochs: Annotated[int, Field(ge=1, le=10_000)] = Field(
        5,
        title=tr_noop("settings", "Epochs"),
        description=tr_noop("settings", "How often the network sees all training images."),
    )
    batch_size: Annotated[int, Field(ge=1, le=4096)] = Field(
        32,
        title=tr_noop("settings", "Batch"),
        description=tr_noop("settings", "How many images it sees before each small correction."),
    )
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = Field(
        0,
        title=tr_noop("settings", "Seed"),
        description=tr_noop(
            "settings", "Where chance begins: the same seed starts from the same weights."
        ),
    )
    learning_rate: Annotated[float, Field(ge=1e-6, le=10.0)] = Field(
        0.001,
        title=tr_noop("settings", "Learning rate"),
        description=tr_noop("settings", "How large each correction is."),
        json_schema_extra={"factor": 10},
    )
    optimizer: OptimizerName = Field(
        "adam",
        title=tr_noop("settings", "Optimizer"),
        description=tr_noop("settings", "The rule by which each correction is worked out."),
    )
    momentum: Annotated[float, Field(ge=0.0, le=0.999)] = Field(
        0.9,
        title=tr_noop("settings", "Momentum"),
        description=tr_noop(
            "settings", "For SGD: how much of the last correction goes on into the next one."
        ),
    )
    weight_decay: Annotated[float, Field(ge=0.0, le=1.0)] = Field(
        0.004,
        title=tr_noop("settings", "Weight decay"),
        description=tr_noop("settings", "For AdamW: how much each correction shrinks the weights."),
    )
    schedule: ScheduleName = Field(
        "constant",
        title=tr_noop("settings", "Schedule"),
        description=tr_noop("settings", "How the learning rate goes on from epoch to epoch."),
    )
    schedule_epochs: Annotated[int, Field(ge=1, le=1000)] = Field(
        2,
        title=tr_noop("settings", "After"),
        description=tr_noop(
            "settings",
            "Epochs after which the schedule 'step' makes the rate smaller; for 'plateau', "
            "those without a lower validation loss.",
        ),
        json_schema_extra={"unit": tr_noop("settings", "epochs")},
    )
    schedule_factor: Annotated[float, Field(ge=0.001, le=0.999)] = Field(
        0.5,
        title=tr_noop("settings", "Multiply by"),
        description=tr_noop("settings", "What the rate is then multiplied with."),
    )
    rate_changes: Annotated[tuple[RateChange, ...], Field(max_length=1000)] = ()
    stop_when: Annotated[tuple[StopRule, ...], Field(max_length=MOST_RULES)] = ()
    hold_out: Annotated[float, Field(ge=0.0, le=0.5)] = Field(
        0.0,
        title=tr_noop("settings", "Held out"),
        description=tr_noop(
            "settings",
            "Share of the training images kept aside to check each epoch. At 0 the test images "
            "check each epoch, as in the workshop; 0.2 keeps every fifth.",
        ),
        json_schema_extra={"zero": tr_noop("settings", "none")},
    )
    limit: Annotated[int, Field(ge=0, le=10_000_000)] = Field(
        0,
        title=tr_noop("settings", "Images"),
        description=tr_noop("settings", "Train on the first so many images only; 0 takes all."),
        json_schema_extra={"zero": tr_noop("settings", "all")},
    )
    checkpoint_minutes: Annotated[float, Field(ge=0.05, le=600.0)] = Field(
        1.0,
        title=tr_noop("settings", "Checkpoint"),
        description=tr_noop(
            "settings",
            "At most so many minutes are lost if the power fails; each epoch's end is kept, too.",
        ),
        json_schema_extra={"unit": tr_noop("settings", "min")},
    )
    snapshot_megabytes: Annotated[int, Field(ge=0, le=1_000_000)] = Field(
        500,
        title=tr_noop("settings", "Snapshots"),
        description=tr_noop(
            "settings",
            "What the weights of all epochs may take on the disk. Beyond it, epochs in the middle "
            "are let go first; the first, the best and the last stay.",
        ),
        json_schema_extra={"zero": tr_noop("settings", "no limit"), "unit": "MB"},
    )
    deterministic: bool = Field(
        False,
        title=tr_noop("settings", "Repeatable"),
        description=tr_noop(
            "settings", "The same seed gives the same figures to the last digit; a little slower."
        ),
    )


class RunSpecification(BaseModel):
    """All that is needed to repeat a run, but the images themselves."""

    model_config = STRICT

    architecture: Architecture
    dataset: Annotated[str, Field(min_length=1, max_length=4096)]
    settings: TrainingSettings = TrainingSettings()
    preset: Annotated[str, Field(pattern=PRESET_NAME, max_length=64)] | None = None
