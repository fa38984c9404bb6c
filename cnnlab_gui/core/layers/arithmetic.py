"""The sum behind one value of a layer's output: what went in, what weighed it, what came out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.geometry import Position, Rect
from cnnlab_gui.core.layers.activations import activated

Values = NDArray[np.float32]
Rule = Literal["sum", "maximum", "mean", "normalise", "function", "copy"]


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """How one value of a layer's output came about.

    ``total`` is the sum of ``inputs * weights``, and ``bias``; ``value`` is ``activation`` of
    ``total``. A vector has no window, and its indices are its channels.

    Attributes
    ----------
    rule : str
        ``sum``: inputs weighed and added. ``maximum``: the largest. ``mean``: of all that is
        inside the border. ``normalise``: see ``parameters``. ``function``: the activation
        alone. ``copy``: nothing happens outside training.
    value : float
        What the layer gives, worked out here in float64.
    total : float
        Before the activation.
    inputs : (h, w, C) or (n,) float32
        The patch of the layer's input, 0 outside the border. For SeparableConv2D the
        (1, 1, C) depthwise sums, each explained in ``before``.
    window : Rect or None
        Where the patch lies in the layer's input; reaches beyond the border where that is
        padded. None for a vector. For SeparableConv2D the window of ``before``.
    channels : sequence of int
        The channels that ``inputs`` holds, in order: of the layer's input, for SeparableConv2D
        of the depthwise sums.
    inside : (h, w) bool or None
        False where the border is padded; None for a vector.
    weights : float32 or None
        As ``inputs``, for ``sum`` and ``mean``: the kernel, or 1/n inside the border.
    bias : float
    activation : str
        Keras's name; ``linear`` leaves the total as it is.
    rivals : (n,) float32 or None
        For softmax: the totals of all units, or all channels at this place.
    chosen : tuple of int or None
        For ``maximum``: the place in the layer's input of the first that is largest.
    before : tuple of Arithmetic
        SeparableConv2D: the depthwise sums that the pointwise sum weighs.
    parameters : mapping of str to float
        BatchNormalization: ``gamma``, ``beta``, ``mean``, ``variance``, ``epsilon``, with
        ``total = gamma * (input - mean) / sqrt(variance + epsilon) + beta``.
    """

    rule: Rule
    value: float
    total: float
    inputs: Values = field(repr=False)
    window: Rect | None
    channels: Sequence[int]
    inside: NDArray[np.bool_] | None = field(default=None, repr=False)
    weights: Values | None = field(default=None, repr=False)
    bias: float = 0.0
    activation: str = "linear"
    rivals: Values | None = field(default=None, repr=False)
    chosen: Position | None = None
    before: tuple["Arithmetic", ...] = field(default=(), repr=False)
    parameters: Mapping[str, float] = field(default_factory=dict)

    @property
    def products(self) -> Values | None:
        """``inputs * weights``, what is added up; None where nothing is weighed."""
        if self.weights is None:
            return None
        with np.errstate(all="ignore"):
            products: Values = self.inputs * self.weights
        return products


class Patch(NamedTuple):
    """What of a layer's input goes into one value; see `Arithmetic` for the parts."""

    values: Values
    channels: Sequence[int]
    window: Rect | None
    inside: NDArray[np.bool_] | None

    def of_channel(self, channel: int) -> "Patch":
        """The same of one channel alone; only of an image."""
        return self._replace(
            values=self.values[..., channel : channel + 1], channels=(self.channels[channel],)
        )


def single(inputs: Values, at: Position) -> Patch:
    """The one value at ``at`` of an image or a vector."""
    if len(at) == 1:
        (index,) = at
        return Patch(inputs[index : index + 1], at, None, None)
    row, column, channel = at
    value = inputs[row : row + 1, column : column + 1, channel : channel + 1]
    return Patch(value, (channel,), Rect(row, column, 1, 1), np.ones((1, 1), np.bool_))


def whole(inputs: Values) -> Patch:
    """All of an image or a vector."""
    if inputs.ndim == 1:
        return Patch(inputs, range(inputs.size), None, None)
    height, width, channels = inputs.shape
    inside = np.ones((height, width), np.bool_)
    return Patch(inputs, range(channels), Rect(0, 0, height, width), inside)


def weighed(
    patch: Patch,
    weights: Values,
    bias: float = 0.0,
    activation: str = "linear",
    rivals: NDArray[np.float64] | None = None,
    **more: Any,
) -> Arithmetic:
    """The sum of a patch weighed by ``weights``, which have its shape."""
    with np.errstate(all="ignore"):
        total = float(np.multiply(patch.values, weights, dtype=np.float64).sum()) + float(bias)
    return _made("sum", patch, total, activation, rivals, weights=weights, bias=float(bias), **more)


def weighed_by_one(
    patch: Patch, kernels: Values, biases: Values, unit: int, activation: str, **more: Any
) -> Arithmetic:
    """The sum that ``unit`` makes of a patch, where ``kernels`` has all units on its last axis."""
    rivals = None
    if activation == "softmax":
        with np.errstate(all="ignore"):
            row = patch.values.ravel().astype(np.float64)
            rivals = row @ kernels.reshape(row.size, -1) + biases
    return weighed(patch, kernels[..., unit], float(biases[unit]), activation, rivals, **more)


def spread_totals(patch: Patch, kernel: Values) -> NDArray[np.float64]:
    """What each channel of a patch comes to alone, by the (h, w, C, M) ``kernel``: (C*M,)."""
    with np.errstate(all="ignore"):
        totals: NDArray[np.float64] = np.einsum(
            "hwc,hwcm->cm", patch.values, kernel, dtype=np.float64
        )
    return totals.ravel()


def spread_sums(patch: Patch, kernel: Values) -> tuple[Arithmetic, ...]:
    """The sums behind `spread_totals`."""
    per_channel = kernel.shape[3]
    return tuple(
        _made(
            "sum",
            patch.of_channel(number // per_channel),
            float(total),
            weights=kernel[:, :, number // per_channel, number % per_channel, np.newaxis],
        )
        for number, total in enumerate(spread_totals(patch, kernel))
    )


def results_of(before: Sequence[Arithmetic]) -> Patch:
    """What sums at one place gave, to be weighed in their turn."""
    values = _rounded(np.array([one.value for one in before]))
    inside = np.ones((1, 1), np.bool_)
    return Patch(values[np.newaxis, np.newaxis], range(len(before)), before[0].window, inside)


def mean_of(patch: Patch) -> Arithmetic:
    """The mean of what is inside the border, of a patch of one channel."""
    assert patch.inside is not None
    count = int(np.count_nonzero(patch.inside))
    weights = (patch.inside[..., np.newaxis] / count).astype(np.float32)
    with np.errstate(all="ignore"):
        total = float(patch.values.sum(dtype=np.float64)) / count
    return _made("mean", patch, total, weights=weights)


def maximum_of(patch: Patch) -> Arithmetic:
    """The largest value inside the border, of a patch of one channel; NaN where one is NaN."""
    assert patch.inside is not None
    assert patch.window is not None
    places = np.flatnonzero(patch.inside)
    numbers = patch.values.ravel()[places]
    best = int(numbers.argmax())
    row, column = divmod(int(places[best]), patch.window.width)
    chosen = (patch.window.top + row, patch.window.left + column, patch.channels[0])
    return _made("maximum", patch, float(numbers[best]), chosen=chosen)


def normalised(patch: Patch, parameters: Mapping[str, float]) -> Arithmetic:
    """One value, brought to another mean and spread; see `Arithmetic.parameters`."""
    number = np.float64(patch.values.item())
    with np.errstate(all="ignore"):
        spread = np.sqrt(np.float64(parameters["variance"]) + parameters["epsilon"])
        centred = (number - parameters["mean"]) / spread
        total = float(parameters["gamma"] * centred + parameters["beta"])
    return _made("normalise", patch, total, parameters=parameters)


def function_of(patch: Patch, activation: str, rivals: Values) -> Arithmetic:
    """An activation of one value; ``rivals`` are all that a softmax shares out among."""
    shared = rivals.astype(np.float64) if activation == "softmax" else None
    return _made("function", patch, float(patch.values.item()), activation, shared)


def copy_of(patch: Patch) -> Arithmetic:
    """One value, as it is."""
    return _made("copy", patch, float(patch.values.item()))


def _made(
    rule: Rule,
    patch: Patch,
    total: float,
    activation: str = "linear",
    rivals: NDArray[np.float64] | None = None,
    **more: Any,
) -> Arithmetic:
    return Arithmetic(
        rule=rule,
        value=activated(activation, total, rivals),
        total=total,
        inputs=patch.values,
        window=patch.window,
        channels=patch.channels,
        inside=patch.inside,
        activation=activation,
        rivals=None if rivals is None else _rounded(rivals),
        **more,
    )


def _rounded(numbers: NDArray[np.float64]) -> Values:
    with np.errstate(all="ignore"):  # what is too large becomes infinite
        return numbers.astype(np.float32)
