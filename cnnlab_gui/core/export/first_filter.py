"""The lines of a program that give convolutions their first filters."""

from collections.abc import Sequence

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.export.code import INDENT, LINE, literal
from cnnlab_gui.core.layers.convolution import Conv2D

_GIVE = """\
class KeepFirst(keras.constraints.Constraint):
    def __init__(self, first):
        self.first = first

    def __call__(self, numbers):
        return keras.ops.concatenate([self.first, numbers[..., 1:]], axis=-1)


def give_first_filter(layer, rows, keep):
    channels = layer.kernel.shape[2]
    one = (np.array(rows) / channels).astype("float32")
    kernel = np.repeat(one[:, :, np.newaxis, np.newaxis], channels, axis=2)
    bias = np.zeros(1, "float32")
    for variable, first in ((layer.kernel, kernel), (layer.bias, bias)):
        put_back = KeepFirst(first)
        variable.assign(put_back(variable))
        if keep:
            variable.constraint = put_back

"""


def first_filter_code(architecture: Architecture) -> str:
    """Lines that set each first filter of ``model`` that is given; empty if none is."""
    calls: list[str] = []
    for index, layer in enumerate(architecture.active().layers):
        if isinstance(layer, Conv2D) and layer.first_filter:
            calls += _call(index, layer.first_filter, keep=layer.first_filter_frozen)
    return "\n".join([_GIVE, *calls]) if calls else ""


def _call(index: int, rows: Sequence[Sequence[float]], *, keep: bool) -> list[str]:
    one, two = " " * INDENT, " " * 2 * INDENT
    return [
        "give_first_filter(",
        f"{one}model.layers[{index}],",
        f"{one}[",
        *(f"{two}{line}" for row in rows for line in _row(row)),
        f"{one}],",
        f"{one}keep={keep},",
        ")",
    ]


def _row(row: Sequence[float]) -> list[str]:
    """A row in one line; a number a line where that would be too long."""
    line = f"[{', '.join(map(literal, row))}],"
    if len(line) + 2 * INDENT <= LINE:
        return [line]
    return ["[", *(f"{' ' * INDENT}{literal(number)}," for number in row), "],"]
