"""What TensorFlow computes wrongly, and without a word: found by comparing it with itself."""

from collections.abc import Iterator
from functools import partial

from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.problems.base import Remedy
from cnnlab_gui.core.problems.case import Case, Finding
from cnnlab_gui.core.text import Sentence, size_text, tr_noop


def column_of_one(case: Case) -> Finding | None:
    """A convolution of grey images that steps over columns, of which a single one is left.

    TensorFlow 2.21 with oneDNN on x86 gives other numbers for several such images at once than
    for each by itself; of 14,580 shapes tried, all those of this pattern and no other.
    """
    for index in case.enabled:
        layer, given = case.layers[index], case.shape_into(index)
        made = case.reports[index].output_shape
        if not isinstance(layer, Conv2D) or given is None or made is None or len(given) != 3:
            continue
        down, across = layer.strides
        is_one_column = made[1] == 1 and made[0] > 1
        if given[2] == 1 and layer.kernel_size[1] > 1 and down == 1 < across and is_one_column:
            return Finding(_sentence(layer), index, partial(_offers, case, index))
    return None


def _sentence(layer: Conv2D) -> Sentence:
    return Sentence(
        tr_noop(
            "errors",
            "TensorFlow computes this {layer} wrongly: on grey images, with a stride of "
            "{strides} and a single column left. Set its stride to 1×1.",
        ),
        {"layer": layer.kind, "strides": size_text(layer.strides)},
    )


def _offers(case: Case, at: int) -> Iterator[Remedy]:
    text = Sentence(
        tr_noop("remedies", "Set the stride of {layer} to 1×1"), {"layer": case.layers[at].kind}
    )
    yield case.changing(text, at, strides=(1, 1))
