"""What the panel of a whole calculation says of it: captions, and the lines of its bars."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication

from cnnlab_gui.bridge.translation import number, percent, translated
from cnnlab_gui.core.inside.calculation import ChannelPatch, Contribution, Contributions, shares
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.inside.state import Values
from cnnlab_gui.core.layers.arithmetic import Arithmetic
from cnnlab_gui.widgets.maps.bar_list import Bar


def _tr(text: str) -> str:
    return QCoreApplication.translate("ArithmeticWords", text)


def contributions_text(adding: Contributions, *, is_vector: bool) -> str:
    """What stands above the bars of `contribution_bars`."""
    if not is_vector:
        return _tr("What each of the {count} maps adds").format(count=number(adding.count))
    if not adding.others:
        return _tr("What each input adds")
    text = _tr("What the strongest of {count} inputs add")
    return text.format(count=number(adding.count))


def contribution_bars(
    arithmetic: Arithmetic, adding: Contributions, *, is_of_image: bool
) -> list[Bar]:
    """A bar for what each map or input adds to the sum, and one for all that are not shown.

    Parameters
    ----------
    arithmetic : Arithmetic
    adding : Contributions
        Of ``arithmetic``.
    is_of_image : bool
        The layer gets the image itself, which has channels; layers have maps.
    """
    amounts = [abs(each.amount) for each in adding.strongest if np.isfinite(each.amount)]
    largest = max(amounts, default=0.0)
    bars = []
    for each in adding.strongest:
        text = _contribution_text(arithmetic, each, is_of_image=is_of_image)
        bars.append(Bar(each.place, text, _signed(each.amount), _length(each.amount, largest)))
    if adding.others:
        text = _tr("{count} more").format(count=number(adding.others))
        amount = adding.others_amount
        bars.append(Bar(-1, text, _signed(amount), _length(amount, largest)))
    return bars


def _contribution_text(arithmetic: Arithmetic, each: Contribution, *, is_of_image: bool) -> str:
    if arithmetic.inputs.ndim != 1:
        return _map_name(each.channel, is_of_image=is_of_image)
    weight = 0.0 if arithmetic.weights is None else float(arithmetic.weights[each.place])
    value = translated(Number(float(arithmetic.inputs[each.place]), "bracketed"))
    return _tr("input {index}: {product}").format(
        index=number(each.channel), product=f"{_written(weight)}·{value}"
    )


def _map_name(channel: int, *, is_of_image: bool) -> str:
    text = _tr("channel {index}") if is_of_image else _tr("map {index}")
    return text.format(index=number(channel))


def share_bars(rivals: Values, class_names: Sequence[str], *, own: int) -> list[Bar]:
    """A bar for each class's share of softmax, the largest first.

    Parameters
    ----------
    rivals : (classes,) float
        The totals.
    class_names : sequence of str
        May be shorter: the others have numbers.
    own : int
        The class that the calculation is about.
    """
    its = shares(rivals)
    bars = []
    for unit in np.argsort(-its, kind="stable").tolist():
        share = float(its[unit])
        written = "NaN" if np.isnan(share) else percent(share)
        numbers = f"{_written(float(rivals[unit]))} → {written}"
        name = _unit_name(unit, class_names)
        bars.append(Bar(unit, name, numbers, float(np.nan_to_num(share)), is_own=unit == own))
    return bars


def _unit_name(unit: int, class_names: Sequence[str]) -> str:
    if unit < len(class_names):
        return class_names[unit]
    return _tr("place {index}").format(index=number(unit))


def patch_text(
    arithmetic: Arithmetic, patch: ChannelPatch, place: int, *, is_of_image: bool
) -> str:
    """What stands above the numbers of one map; ``place`` is where it stands in the sum."""
    name = _map_name(patch.channel, is_of_image=is_of_image)
    if arithmetic.before and arithmetic.weights is not None:
        weight = float(arithmetic.weights[0, 0, place])
        filtered = float(arithmetic.inputs[0, 0, place])
        text = _tr("{map}: filtered {sum}, times its weight {weight}")
        return text.format(map=name, sum=_written(filtered), weight=_written(weight))
    if patch.products is None:
        return _tr("What the window sees in {map}").format(map=name)
    if arithmetic.inputs.shape[-1] == 1:
        return ""  # the first step says what its products come to
    with np.errstate(all="ignore"):
        amount = float(patch.products.astype(np.float64).sum())
    return _tr("{map} adds {sum}").format(map=name, sum=_signed(amount))


def _written(value: float) -> str:
    return translated(Number(value, "plain"))


def _signed(value: float) -> str:
    return translated(Number(value, "signed"))


def _length(amount: float, largest: float) -> float:
    """In [-1, 1]; what is no number has no bar."""
    if not largest or np.isnan(amount):
        return 0.0
    return float(np.clip(amount / largest, -1.0, 1.0))
