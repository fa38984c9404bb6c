"""The sum behind one value of a layer's output: what went in, what weighed it, what came out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.inside.geometry import Position, Rect

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
