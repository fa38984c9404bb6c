"""Remedies for a network that costs too much."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Literal

from cnnlab_gui.core.architecture import Architecture, LayerReport
from cnnlab_gui.core.layers.base import Layer, Pair
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.problems.base import Remedy
from cnnlab_gui.core.problems.case import Case
from cnnlab_gui.core.problems.counts import class_maker, count_name, count_text
from cnnlab_gui.core.text import Sentence, size_text, tr_noop

Cost = Literal["parameters", "multiply_adds", "activations"]
Variant = Callable[[], Architecture]
"""Makes a network only when it is asked for."""

POOLS = (2, 4, 8, 16, 32, 64)
DIVISORS = tuple(1 << power for power in range(1, 15))  # no layer has more units than the last


def total(reports: Iterable[LayerReport], cost: Cost) -> int:
    """What all layers cost together."""
    return sum(getattr(report, cost) for report in reports)


def heaviest(case: Case, cost: Cost) -> int:
    """Index of the layer that costs most."""
    costs = [getattr(report, cost) for report in case.reports]
    return costs.index(max(costs))


def slimmer(case: Case, cost: Cost, limit: int) -> Iterator[Remedy]:
    """Networks that cost at most ``limit``, each with as little changed as that takes."""
    marked = heaviest(case, cost)
    yield from _pooled(case, marked, cost, limit)
    fewer = _with_fewer(case, marked, cost, limit)
    if fewer:
        yield fewer
    else:
        yield from _divided(case, cost, limit)


def _pooled(case: Case, marked: int, cost: Cost, limit: int) -> Iterator[Remedy]:
    """Put the smallest pooling that suffices before the layer, or else before all layers."""
    maker = case.list_maker(marked)
    for index in dict.fromkeys((marked if maker is None else maker, case.enabled[0])):
        shape = case.shape_into(index)
        if shape is None or len(shape) != 3:
            continue
        height, width, _ = shape
        pools = [MaxPooling2D(pool_size=(min(side, height), min(side, width))) for side in POOLS]
        variants = [partial(case.architecture.inserted, index, pool) for pool in pools]
        at = _first_within(variants, cost, limit)
        if at is not None:
            text = _pool_text(pools[at].pool_size, case.layers[index])
            yield case.remedy(text, variants[at]())
            return


def _first_within(variants: Sequence[Variant], cost: Cost, limit: int) -> int | None:
    """Index of the first of ``variants`` that costs at most ``limit``; each costs less."""
    at = bisect_left(
        variants, True, key=lambda variant: total(variant().bare_reports(), cost) <= limit
    )
    return at if at < len(variants) else None


def _pool_text(size: Pair, layer: Layer) -> Sentence:
    values = {"size": size_text(size), "layer": layer.kind}
    if size == (2, 2):
        return Sentence(tr_noop("remedies", "Put MaxPooling2D before {layer}"), values)
    return Sentence(tr_noop("remedies", "Put MaxPooling2D {size} before {layer}"), values)


def _with_fewer(case: Case, marked: int, cost: Cost, limit: int) -> Remedy | None:
    """Give the layer, or the one that it gets its width from, the most units that fit."""
    classes = class_maker(case)
    for index in (marked, *case.before(marked)):
        name = count_name(case.layers[index])
        if name is None or index == classes:
            continue
        layer = case.layers[index]
        count = getattr(layer, name)
        one = layer.model_copy(update={name: 1})
        cost_of_one = total(case.architecture.replaced(index, one).bare_reports(), cost)
        if cost_of_one > limit:
            return None
        # Each unit more costs the same, here and in the layer that takes it in.
        each = -(-(total(case.reports, cost) - cost_of_one) // (count - 1))
        most = 1 + (limit - cost_of_one) // each
        return case.changing(count_text(layer, most), index, **{name: most})
    return None


def _divided(case: Case, cost: Cost, limit: int) -> Iterator[Remedy]:
    """Make all layers thinner, but the one that gives the classes."""
    variants = [partial(_thin, case, divisor) for divisor in DIVISORS]
    at = _first_within(variants, cost, limit)
    if at is not None:
        text = tr_noop("remedies", "Divide all filters and units by {divisor:,}")
        yield case.remedy(Sentence(text, {"divisor": DIVISORS[at]}), variants[at]())


def _thin(case: Case, divisor: int) -> Architecture:
    classes = class_maker(case)
    layers = (
        layer if index == classes or not layer.enabled else _thinned(layer, divisor)
        for index, layer in enumerate(case.layers)
    )
    return case.architecture.model_copy(update={"layers": tuple(layers)})


# In a long stack many layers are alike, and most are as they were before the last edit.
@lru_cache(maxsize=4096)
def _thinned(layer: Layer, divisor: int) -> Layer:
    name = count_name(layer)
    if name is None:
        return layer
    return layer.model_copy(update={name: max(1, getattr(layer, name) // divisor)})
