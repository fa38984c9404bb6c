"""Remedies for a network that costs too much."""

from collections.abc import Iterable, Iterator
from typing import Literal

from cnnlab_gui.core.architecture import LayerReport
from cnnlab_gui.core.layers.base import Layer, Pair
from cnnlab_gui.core.layers.pooling import MaxPooling2D
from cnnlab_gui.core.problems.base import Remedy
from cnnlab_gui.core.problems.case import Case
from cnnlab_gui.core.problems.counts import class_maker, count_name, count_text
from cnnlab_gui.core.text import Sentence, size_text, tr_noop

Cost = Literal["parameters", "multiply_adds", "activations"]

POOLS = (2, 4, 8, 16, 32, 64)
LARGEST_DIVISOR = 1 << 14  # no layer has more units


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
        for side in POOLS:
            pool = MaxPooling2D(pool_size=(min(side, shape[0]), min(side, shape[1])))
            pooled = case.architecture.inserted(index, pool)
            if total(pooled.reports(), cost) <= limit:
                yield case.remedy(_pool_text(pool.pool_size, case.layers[index]), pooled)
                return


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
        cost_of_one = total(case.architecture.replaced(index, one).reports(), cost)
        if cost_of_one > limit:
            return None
        # Each unit more costs the same, here and in the layer that takes it in.
        each = -(-(total(case.reports, cost) - cost_of_one) // (count - 1))
        most = 1 + (limit - cost_of_one) // each
        return case.changing(count_text(layer, most), index, **{name: most})
    return None


def _divided(case: Case, cost: Cost, limit: int) -> Iterator[Remedy]:
    """Make all layers thinner, but the one that gives the classes."""
    classes = class_maker(case)
    divisor = 2
    while divisor <= LARGEST_DIVISOR:
        thin = case.architecture
        for index in case.enabled:
            name = count_name(case.layers[index])
            if name and index != classes:
                count = max(1, getattr(case.layers[index], name) // divisor)
                thin = thin.replaced(index, case.layers[index].model_copy(update={name: count}))
        if total(thin.reports(), cost) <= limit:
            text = tr_noop("remedies", "Divide all filters and units by {divisor:,}")
            yield case.remedy(Sentence(text, {"divisor": divisor}), thin)
            return
        divisor *= 2
