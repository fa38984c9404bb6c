"""The table of factors: what a sweep can vary, one entry each.

A new factor is one entry in `FACTORS`; the command line, the window and the check of
plans read the table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.faults import first_fault
from cnnlab_gui.core.form import FormField, form_of
from cnnlab_gui.core.layers.base import Activation
from cnnlab_gui.core.layers.convolution import Filters
from cnnlab_gui.core.layers.pointwise import Rate
from cnnlab_gui.core.sweep import changes
from cnnlab_gui.core.text import plain, tr_noop
from cnnlab_gui.core.training import RunSpecification, TrainingSettings

Value = int | float | str
MOST_CHARACTERS = 40

_BY_TWO: Any = {"factor": 2}


class NetworkFactors(BaseModel):
    """Values of what is varied in a network, where many layers may have it."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

    filters: Filters = Field(
        64,
        title=tr_noop("factors", "Filters"),
        description=tr_noop("factors", "How many filters every convolution has."),
        json_schema_extra=_BY_TWO,
    )
    first_filters: Filters = Field(
        64,
        title=tr_noop("factors", "First filters"),
        description=tr_noop("factors", "How many filters the first convolution has."),
        json_schema_extra=_BY_TWO,
    )
    convolutions: Annotated[int, Field(ge=0, le=changes.MOST_CONVOLUTIONS)] = Field(
        2,
        title=tr_noop("factors", "Convolutions"),
        description=tr_noop(
            "factors",
            "How many convolutions there are, each with its pooling. Those at the end go first; "
            "new ones are copies of the last.",
        ),
    )
    kernel: Annotated[int, Field(ge=1, le=64)] = Field(
        3,
        title=tr_noop("factors", "Kernel"),
        description=tr_noop("factors", "Height and width of every convolution's filters."),
    )
    dense_units: Annotated[int, Field(ge=1, le=16384)] = Field(
        128,
        title=tr_noop("factors", "Dense units"),
        description=tr_noop("factors", "Of every Dense layer but the last."),
        json_schema_extra=_BY_TWO,
    )
    dropout: Rate = Field(
        0.0,
        title=tr_noop("factors", "Dropout"),
        description=tr_noop(
            "factors", "The rate of every Dropout; without one, it goes before the last Dense."
        ),
    )
    activation: Activation = Field(
        "relu",
        title=tr_noop("factors", "Activation"),
        description=tr_noop("factors", "Of every convolution and Dense layer but the last."),
    )
    augmentation: Literal["off", "on"] = Field(
        "off",
        title=tr_noop("factors", "Augmentation"),
        description=tr_noop(
            "factors", "Whether images are shifted and turned by chance while it trains."
        ),
    )


@dataclass(frozen=True)
class Factor:
    """One thing that a sweep can vary.

    Attributes
    ----------
    name : str
        As it is written on the command line and into files: ``batch size``.
    form : FormField
        Title, tool tip, limits and choices; titles are marked for translation.
    model : type of BaseModel
        Checks a value, as its field ``form.name``.
    change : callable
        Returns the specification with a value; raises where the network has no such thing.
    usual : tuple of str
        Values that are worth a try, to begin with.
    """

    name: str
    form: FormField
    model: type[BaseModel]
    change: Callable[[RunSpecification, Any], RunSpecification]
    usual: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.form.title

    def canonical(self, text: str) -> str:
        """``text`` in the one way that this value is kept: ``16`` for ``016``.

        Raises
        ------
        CnnLabError
            It is no value of this factor.
        """
        return _written(self._value(text))

    def applied(self, specification: RunSpecification, text: str) -> RunSpecification:
        """``specification`` with this value.

        Raises
        ------
        CnnLabError
            It is no value of this factor, or the network has nothing that could take it.
        """
        value = self._value(text)
        try:
            return self.change(specification, value)
        except ValidationError as error:
            raise self._refusal(error) from error

    def _value(self, text: str) -> Value:
        try:
            checked = self.model.model_validate({self.form.name: _number(text.strip())})
        except ValidationError as error:
            raise self._refusal(error) from error
        value: Value = getattr(checked, self.form.name)
        return value

    def _refusal(self, error: ValidationError) -> CnnLabError:
        return CnnLabError(
            tr_noop("errors", "A sweep cannot vary {factor} so: {fault}."),
            factor=self.name,
            fault=first_fault(error, self.model),
        )


def _written(value: Value) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _number(text: str) -> Value:
    """The number that ``text`` writes; the text itself where it writes none."""
    if len(text) <= MOST_CHARACTERS and text.isascii() and "_" not in text:
        for kind in (int, float):
            try:
                return kind(text)
            except ValueError:
                continue
    return text


def _field(model: type[BaseModel], name: str) -> FormField:
    return next(field for field in form_of(model) if field.name == name)


def _network(
    name: str, change: Callable[[RunSpecification, Any], RunSpecification], *usual: str
) -> Factor:
    field = _field(NetworkFactors, name.replace(" ", "_"))
    return Factor(name, field, NetworkFactors, change, usual)


def _setting(setting: str, *usual: str, name: str = "") -> Factor:
    return Factor(
        name or setting.replace("_", " "),
        _field(TrainingSettings, setting),
        TrainingSettings,
        partial(changes.with_setting, setting),
        usual,
    )


_ALL = (
    _network("filters", changes.with_filters, "16", "32", "64"),
    _network("convolutions", changes.with_convolutions, "1", "2", "3"),
    _network("first filters", changes.with_first_filters, "16", "32", "64"),
    _network("kernel", changes.with_kernel_size, "3", "5"),
    _network("dense units", changes.with_units, "32", "128", "512"),
    _network("dropout", changes.with_dropout, "0", "0.25", "0.5"),
    _network("activation", changes.with_activation, "relu", "tanh", "sigmoid"),
    _network("augmentation", changes.with_augmentation, "off", "on"),
    _setting("epochs", "5", "10", "20"),
    _setting("batch_size", "16", "32", "128"),
    _setting("learning_rate", "0.0003", "0.001", "0.003"),
    _setting("optimizer", "adam", "sgd", "rmsprop"),
    _setting("schedule", "constant", "cosine", "one-cycle"),
    _setting("limit", "1000", "5000", "20000", name="images"),
)

FACTORS: dict[str, Factor] = {factor.name: factor for factor in _ALL}


def factor_named(name: str) -> Factor:
    """The factor of this name; ``batch-size`` and ``Batch size`` are ``batch size``.

    Raises
    ------
    CnnLabError
        There is none of that name.
    """
    known = " ".join(name.lower().replace("-", " ").replace("_", " ").split())
    if known not in FACTORS:
        raise CnnLabError(
            tr_noop("errors", "There is no factor '{name}'. There are: {names}."),
            name=plain(name),
            names=", ".join(FACTORS),
        )
    return FACTORS[known]
