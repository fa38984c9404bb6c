"""The whole calculation behind one value: what each channel adds, its patches, its steps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.inside.state import Values
from cnnlab_gui.core.layers.arithmetic import Arithmetic
from cnnlab_gui.core.text import Sentence, tr_noop


@dataclass(frozen=True)
class Contribution:
    """What one channel, or one input of a vector, adds to the sum.

    Attributes
    ----------
    place : int
        Where it stands in the arithmetic's ``inputs``.
    channel : int
        Its number in the layer before.
    amount : float
    """

    place: int
    channel: int
    amount: float


@dataclass(frozen=True)
class Contributions:
    """What the channels add.

    Attributes
    ----------
    strongest : tuple of Contribution
        The strongest first.
    others, others_amount : int, float
        How many there are besides these, and what they add together.
    """

    strongest: tuple[Contribution, ...] = ()
    others: int = 0
    others_amount: float = 0.0

    @property
    def count(self) -> int:
        return len(self.strongest) + self.others


def contributions(arithmetic: Arithmetic, most: int | None = None) -> Contributions:
    """What each channel adds, the ``most`` strongest one by one; none where nothing is weighed."""
    products = arithmetic.products
    if arithmetic.rule != "sum" or products is None:
        return Contributions()
    with np.errstate(all="ignore"):
        amounts = products.reshape(-1, products.shape[-1]).sum(axis=0, dtype=np.float64)
        keys = np.where(np.isnan(amounts), np.inf, np.abs(amounts))
        left, shown = np.empty(0, np.intp), np.arange(keys.size)
        if most is not None and most < keys.size:
            # A vector may have a quarter of a million: only what is shown is sorted.
            parted = np.argpartition(keys, keys.size - most)
            left, shown = parted[: keys.size - most], np.sort(parted[keys.size - most :])
        order = shown[np.argsort(-keys[shown], kind="stable")].tolist()
        others_amount = float(amounts[left].sum())
    strongest = tuple(
        Contribution(place, int(arithmetic.channels[place]), float(amounts[place]))
        for place in order
    )
    return Contributions(strongest, left.size, others_amount)


@dataclass(frozen=True, eq=False)
class ChannelPatch:
    """One channel of what a window sees, and what is done with it; each is (h, w).

    Attributes
    ----------
    values : float32
    inside : bool
        False where the border is padded.
    kernel, products : float32 or None
        None where the values are not weighed one by one.
    chosen : (row, column) or None
        Of the largest, counted in the patch.
    channel : int
        Its number in the layer before.
    """

    values: Values
    inside: NDArray[np.bool_]
    kernel: Values | None = None
    products: Values | None = None
    chosen: tuple[int, int] | None = None
    channel: int = 0


def patch_of(arithmetic: Arithmetic, place: int = 0) -> ChannelPatch | None:
    """What a window sees in the channel at a place of the arithmetic's ``inputs``.

    Of a separable convolution: what made that depthwise sum. None where there is no window.
    """
    if arithmetic.before:
        return patch_of(arithmetic.before[place])
    if arithmetic.window is None or arithmetic.inputs.ndim != 3:
        return None
    if arithmetic.rule not in {"sum", "maximum", "mean"}:
        return None
    weighed = arithmetic.rule == "sum" and arithmetic.weights is not None
    values = arithmetic.inputs[:, :, place]
    inside = arithmetic.inside
    return ChannelPatch(
        values,
        np.ones(values.shape, np.bool_) if inside is None else inside,
        arithmetic.weights[:, :, place] if weighed and arithmetic.weights is not None else None,
        arithmetic.products[:, :, place] if weighed and arithmetic.products is not None else None,
        _chosen_in_patch(arithmetic),
        int(arithmetic.channels[place]),
    )


def _chosen_in_patch(arithmetic: Arithmetic) -> tuple[int, int] | None:
    if arithmetic.chosen is None or arithmetic.window is None or len(arithmetic.chosen) < 2:
        return None
    seen = _seen(arithmetic)
    if seen.size > 1 and np.all(seen == seen[0]):
        return None  # none is larger than the others
    row, column = arithmetic.chosen[:2]
    return row - arithmetic.window.top, column - arithmetic.window.left


def shares(rivals: Values) -> NDArray[np.float64]:
    """Softmax of the totals: what share each has of all."""
    totals = np.ravel(rivals).astype(np.float64)
    with np.errstate(all="ignore"):
        powers = np.exp(totals - totals.max(initial=-np.inf))
        made: NDArray[np.float64] = powers / powers.sum()
    return made


# The steps


@dataclass(frozen=True)
class Step:
    """A line of the calculation: what is done, and the number that it brings or leaves.

    Attributes
    ----------
    sign : str
        ``+``, ``−``, ``·``, ``÷``, ``=`` or nothing.
    """

    sign: str
    words: Sentence
    number: Number
    is_result: bool = False


EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        "relu": tr_noop("sums", "relu: what is below 0 becomes 0"),
        "leaky_relu": tr_noop("sums", "leaky_relu: what is below 0 shrinks to a fifth"),
        "elu": tr_noop("sums", "elu: what is below 0 bends towards −1"),
        "gelu": tr_noop("sums", "gelu: what is below 0 fades to 0"),
        "tanh": tr_noop("sums", "tanh: pressed between −1 and 1"),
        "sigmoid": tr_noop("sums", "sigmoid: pressed between 0 and 1"),
        "softmax": tr_noop("sums", "softmax: its share among all {count}"),
    }
)


def steps(arithmetic: Arithmetic) -> tuple[Step, ...]:
    """From what went in to the value, line by line; the last one is the value."""
    made = list(_steps(arithmetic))
    last = made[-1]
    return (*made[:-1], Step(last.sign, last.words, last.number, is_result=True))


def _steps(arithmetic: Arithmetic) -> Iterator[Step]:
    match arithmetic.rule:
        case "sum":
            yield from _sum_steps(arithmetic)
        case "maximum":
            words = Sentence(tr_noop("sums", "the largest of {count}"), _count(arithmetic))
            yield Step("=", words, Number(arithmetic.value))
        case "mean":
            yield from _mean_steps(arithmetic)
        case "normalise":
            yield from _normalise_steps(arithmetic)
        case "function":
            yield Step("", Sentence(tr_noop("sums", "what comes in")), Number(arithmetic.total))
            yield _activated(arithmetic)
        case "copy":
            words = Sentence(tr_noop("sums", "passed on unchanged"))
            yield Step("=", words, Number(arithmetic.value))


def _sum_steps(arithmetic: Arithmetic) -> Iterator[Step]:
    if arithmetic.inputs.ndim == 1:
        template = tr_noop("sums", "{count} inputs, each times its weight")
    elif arithmetic.before:
        template = tr_noop("sums", "{count} filtered maps, each times its weight")
    elif arithmetic.inputs.shape[-1] > 1:
        template = tr_noop("sums", "the products of all {count} maps")
    else:
        template = tr_noop("sums", "the products")
    count = {"count": Number(arithmetic.inputs.shape[-1], "count")}
    yield Step("", Sentence(template, count), Number(added(arithmetic)))
    yield Step("+", Sentence(tr_noop("sums", "bias")), Number(arithmetic.bias))
    yield Step("=", Sentence(tr_noop("sums", "total")), Number(arithmetic.total))
    if arithmetic.activation != "linear":
        yield _activated(arithmetic)


def added(arithmetic: Arithmetic) -> float:
    """The sum of all products, without the bias."""
    if arithmetic.weights is None:
        return 0.0
    with np.errstate(all="ignore"):
        return float((arithmetic.inputs.astype(np.float64) * arithmetic.weights).sum())


def _activated(arithmetic: Arithmetic) -> Step:
    count = 0 if arithmetic.rivals is None else arithmetic.rivals.size
    template = EFFECTS.get(arithmetic.activation, arithmetic.activation)
    words = Sentence(template, {"count": Number(count, "count")})
    return Step("=", words, Number(arithmetic.value))


def _mean_steps(arithmetic: Arithmetic) -> Iterator[Step]:
    seen = _seen(arithmetic)
    with np.errstate(all="ignore"):
        total = float(seen.astype(np.float64).sum())
    yield Step(
        "", Sentence(tr_noop("sums", "all {count} together"), _count(arithmetic)), Number(total)
    )
    yield Step("÷", Sentence(tr_noop("sums", "how many")), Number(seen.size, "count"))
    yield Step("=", Sentence(tr_noop("sums", "mean")), Number(arithmetic.value))


def _normalise_steps(arithmetic: Arithmetic) -> Iterator[Step]:
    its = arithmetic.parameters
    spread = (its["variance"] + its["epsilon"]) ** 0.5 if its["variance"] >= 0 else float("nan")
    came = float(np.ravel(arithmetic.inputs)[0])
    yield Step("", Sentence(tr_noop("sums", "what comes in")), Number(came))
    yield Step("−", Sentence(tr_noop("sums", "mean in training")), Number(its["mean"]))
    variance = {"variance": Number(its["variance"]), "epsilon": Number(its["epsilon"])}
    words = Sentence(tr_noop("sums", "spread in training, √({variance} + {epsilon})"), variance)
    yield Step("÷", words, Number(spread))
    yield Step("·", Sentence(tr_noop("sums", "scale, learnt")), Number(its["gamma"]))
    yield Step("+", Sentence(tr_noop("sums", "shift, learnt")), Number(its["beta"]))
    yield Step("=", Sentence(tr_noop("sums", "value")), Number(arithmetic.value))


def _seen(arithmetic: Arithmetic) -> Values:
    """The inputs without the padded border."""
    if arithmetic.inside is None or arithmetic.inputs.ndim != 3:
        return np.ravel(arithmetic.inputs)
    return np.ravel(arithmetic.inputs[arithmetic.inside])


def _count(arithmetic: Arithmetic) -> dict[str, Number]:
    return {"count": Number(_seen(arithmetic).size, "count")}


# All of it, to be taken elsewhere


@dataclass(frozen=True)
class TableRow:
    """One product, or one value that was compared."""

    channel: int
    row: int | None
    column: int | None
    value: float
    weight: float | None = None
    product: float | None = None


def tables(arithmetic: Arithmetic) -> tuple[tuple[TableRow, ...], ...]:
    """Every number that went in, channel after channel, with its place in the layer before.

    Of a separable convolution two tables: what made the depthwise sums, and these.
    """
    own = tuple(_rows(arithmetic))
    before = tuple(row for each in arithmetic.before for row in _rows(each))
    return (before, own) if before else (own,)


def _rows(arithmetic: Arithmetic) -> Iterator[TableRow]:
    # The sums of a separable convolution have no place; a vector is one line of channels.
    has_places = arithmetic.inputs.ndim == 3 and not arithmetic.before
    top, left = arithmetic.window[:2] if arithmetic.window else (0, 0)
    high, wide, inside = 1, 1, np.ones((1, 1), np.bool_)
    if has_places:
        high, wide = arithmetic.inputs.shape[:2]
        inside = np.ones((high, wide), np.bool_)
        inside = arithmetic.inside if arithmetic.inside is not None else inside
    shape = high, wide, len(arithmetic.channels)
    numbers = [arithmetic.inputs.reshape(shape).astype(np.float64)]
    if arithmetic.rule == "sum" and arithmetic.weights is not None:
        weights = arithmetic.weights.reshape(shape).astype(np.float64)
        with np.errstate(all="ignore"):
            numbers += [weights, numbers[0] * weights]
    for place, channel in enumerate(arithmetic.channels):
        for row, column in np.argwhere(inside).tolist():
            where = (top + row, left + column) if has_places else (None, None)
            yield TableRow(int(channel), *where, *(n.item(row, column, place) for n in numbers))
