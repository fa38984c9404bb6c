"""Everything that can differ between two runs, as text for people, by its English name."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import dropwhile

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.augmentation import Augmentation
from cnnlab_gui.core.layers.base import Layer, value_text
from cnnlab_gui.core.layers.convolution import Conv2D, Convolution, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import Dropout, SpatialDropout2D
from cnnlab_gui.core.layers.pooling import WindowPooling
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.stopping.rule import NoImprovement, NotANumber, Reaches, StopRule, TimeBudget
from cnnlab_gui.core.text import size_text, tr_noop
from cnnlab_gui.core.training import TrainingSettings

NONE = "–"

FACTOR_NAMES: tuple[str, ...] = (
    tr_noop("factors", "preset"),
    tr_noop("factors", "convolutions"),
    tr_noop("factors", "filters"),
    tr_noop("factors", "kernel"),
    tr_noop("factors", "pooling"),
    tr_noop("factors", "dense units"),
    tr_noop("factors", "activation"),
    tr_noop("factors", "dropout"),
    tr_noop("factors", "augmentation"),
    tr_noop("factors", "layers"),
    tr_noop("factors", "layer details"),
    tr_noop("factors", "input"),
    tr_noop("factors", "epochs"),
    tr_noop("factors", "batch size"),
    tr_noop("factors", "learning rate"),
    tr_noop("factors", "rate changes"),
    tr_noop("factors", "optimizer"),
    tr_noop("factors", "schedule"),
    tr_noop("factors", "stop rules"),
    tr_noop("factors", "seed"),
    tr_noop("factors", "hold-out"),
    tr_noop("factors", "images"),
    tr_noop("factors", "repeatable"),
    tr_noop("factors", "dataset"),
    tr_noop("factors", "device"),
)
"""The names of all factors, in the order in which they are shown."""

# What stands in a factor of its own; all else of a layer goes into "layer details".
_NAMED: tuple[tuple[type[Layer], str], ...] = (
    (Conv2D, "filters"),
    (SeparableConv2D, "filters"),
    (Convolution, "kernel_size"),
    (Convolution, "activation"),
    (WindowPooling, "pool_size"),
    (Dense, "units"),
    (Dense, "activation"),
    (Dropout, "rate"),
    (SpatialDropout2D, "rate"),
)


# Of a thousand runs most have one of a few networks.
@lru_cache(maxsize=256)
def network_line(architecture: Architecture) -> str:
    """The layers in a line: ``Conv2D 64 · MaxPooling2D · Flatten · Dense 128 · Dense 10``."""
    return " · ".join(_brief(layer) for layer in architecture.layers if layer.enabled)


def _brief(layer: Layer) -> str:
    size = getattr(layer, "filters", None) or getattr(layer, "units", None)
    return f"{layer.kind} {size:,}" if size else layer.kind


def factors_of(record: RunRecord) -> dict[str, str]:
    """All factors of a run, by `FACTOR_NAMES`."""
    specification = record.specification
    settings = specification.settings
    return {
        "preset": specification.preset or NONE,
        **network_factors(specification.architecture),
        **_settings_factors(settings),
        "dataset": record.dataset.title,
        "device": record.device,
    }


@lru_cache(maxsize=256)
def network_factors(architecture: Architecture) -> Mapping[str, str]:
    """What tells one network from another; layers that are not enabled do not count."""
    layers = [layer for layer in architecture.layers if layer.enabled]
    convolutions = [layer for layer in layers if isinstance(layer, Convolution)]
    dense = [layer for layer in layers if isinstance(layer, Dense)]
    last = dense[-1] if dense else None
    inner = [each for each in layers if isinstance(each, Convolution | Dense) and each is not last]
    filtered = [layer for layer in layers if isinstance(layer, Conv2D | SeparableConv2D)]
    pooling = [layer for layer in layers if isinstance(layer, WindowPooling)]
    dropout = [layer for layer in layers if isinstance(layer, Dropout | SpatialDropout2D)]
    augmentation = [layer for layer in layers if isinstance(layer, Augmentation)]
    stack = list(dropwhile(lambda layer: isinstance(layer, Augmentation), layers))
    return {
        "convolutions": str(len(convolutions)),
        "filters": _uniform(value_text(layer.filters) for layer in filtered),
        "kernel": _uniform(value_text(layer.kernel_size) for layer in convolutions),
        "pooling": _uniform(value_text(layer.pool_size) for layer in pooling),
        "dense units": ", ".join(value_text(layer.units) for layer in dense[:-1]) or NONE,
        "activation": _uniform(layer.activation for layer in inner),
        "dropout": ", ".join(value_text(layer.rate) for layer in dropout) or NONE,
        "augmentation": ", ".join(map(_written, augmentation)) or NONE,
        "layers": " · ".join(without_repetitions([layer.kind for layer in stack])) or NONE,
        "layer details": _details(layers, last),
        "input": size_text(architecture.input_shape),
    }


def _written(layer: Layer) -> str:
    """A layer with all its parameters: ``RandomTranslation 0.1 0.1 constant``."""
    return " ".join([layer.kind, *(layer.shown(name) for name in _unnamed(type(layer)))])


def _uniform(values: Iterable[str]) -> str:
    """The value that all have, or the values in their order."""
    values = list(values)
    return ", ".join(values[:1] if len(set(values)) == 1 else values) or NONE


def without_repetitions(kinds: list[str]) -> list[str]:
    """The kinds of a stack, in which a stage that stands there several times is said once.

    So networks that differ in how many stages there are have the same kinds of layers.
    """
    at = 0
    while at < len(kinds):
        for length in range((len(kinds) - at) // 2, 0, -1):
            stage = kinds[at : at + length]
            if stage == kinds[at + length : at + 2 * length]:
                del kinds[at : at + length]
                break
        else:
            at += 1
    return kinds


def _details(layers: Sequence[Layer], last: Dense | None) -> str:
    """What no other factor says of the layers, where it is not as usual."""
    values: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    for layer in layers:
        for name in () if isinstance(layer, Augmentation) else _unnamed(type(layer)):
            value = getattr(layer, name)
            text = str(value) if name == "first_filter" else value_text(value)
            usual = value == type(layer).model_fields[name].default
            values.setdefault((layer.kind, name), []).append((text, usual))
    # The last Dense layer gives the classes: their number is the dataset's.
    end = [] if last is None or last.activation == "softmax" else [f"ends with {last.activation}"]
    unusual = [
        f"{kind} {name} {_uniform(text for text, _ in each)}"
        for (kind, name), each in values.items()
        if not all(usual for _, usual in each)
    ]
    return "; ".join(unusual + end) or NONE


@cache
def _unnamed(kind: type[Layer]) -> tuple[str, ...]:
    """Fields of a kind of layer that are no factor of their own."""
    named = {name for of, name in _NAMED if issubclass(kind, of)} | {"kind", "enabled"}
    return tuple(name for name in kind.model_fields if name not in named)


def _settings_factors(settings: TrainingSettings) -> dict[str, str]:
    return {
        "epochs": f"{settings.epochs:,}",
        "batch size": f"{settings.batch_size:,}",
        "learning rate": f"{settings.learning_rate:g}",
        "rate changes": ", ".join(
            f"{change.rate:g} from {change.epoch}.{change.step}" for change in settings.rate_changes
        )
        or NONE,
        "optimizer": _optimizer(settings),
        "schedule": _schedule(settings),
        "stop rules": ", ".join(map(_rule, settings.stop_when)) or NONE,
        "seed": str(settings.seed),
        "hold-out": f"{settings.hold_out:g}" if settings.hold_out else NONE,
        "images": f"{settings.limit:,}" if settings.limit else "all",
        "repeatable": "yes" if settings.deterministic else "no",
    }


def _optimizer(settings: TrainingSettings) -> str:
    match settings.optimizer:
        case "sgd":
            return f"sgd, momentum {settings.momentum:g}"
        case "adamw":
            return f"adamw, weight decay {settings.weight_decay:g}"
        case other:
            return other


def _schedule(settings: TrainingSettings) -> str:
    if settings.schedule in {"step", "plateau"}:
        every = f"every {settings.schedule_epochs:,}, × {settings.schedule_factor:g}"
        return f"{settings.schedule}, {every}"
    return settings.schedule


def _rule(rule: StopRule) -> str:
    match rule:
        case Reaches():
            sign = ">=" if rule.metric.endswith("accuracy") else "<="
            return f"{rule.metric} {sign} {rule.value:g}"
        case NoImprovement():
            restore = "" if rule.restore_best else ", the last kept"
            return f"{rule.metric} no better for {rule.epochs}{restore}"
        case TimeBudget():
            return f"{rule.seconds:g} s"
        case NotANumber():
            return "nan"
