"""How a network is trained: the settings, and with architecture and dataset, a run's whole."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.text import tr_noop

STRICT = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

# A run's folder is named after its preset, so a stranger's record must not name a path.
PRESET_NAME = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class TrainingSettings(BaseModel):
    """What a person can set about a training; Adam and its Keras defaults otherwise."""

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
