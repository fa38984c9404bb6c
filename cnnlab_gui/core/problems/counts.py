"""How many: the filters, units or multipliers that set the width of what a layer gives."""

from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.problems.case import Case
from cnnlab_gui.core.text import Sentence, tr_noop

_TEXTS_OF_ONE = {
    "units": tr_noop("remedies", "Give {layer} a single unit"),
    "filters": tr_noop("remedies", "Give {layer} a single filter"),
}
_TEXTS = {
    "units": tr_noop("remedies", "Give {layer} {count:,} units"),
    "filters": tr_noop("remedies", "Give {layer} {count:,} filters"),
    "depth_multiplier": tr_noop("remedies", "Give {layer} the multiplier {count}"),
}


def count_name(layer: Layer) -> str | None:
    """The parameter that says how many; None where the layer gives as many as it gets."""
    return next((name for name in _TEXTS if name in type(layer).model_fields), None)


def count_text(layer: Layer, count: int) -> Sentence:
    """A button's text: ``Give Dense 10 units``."""
    name = count_name(layer) or "units"
    template = _TEXTS_OF_ONE.get(name) if count == 1 else None
    return Sentence(template or _TEXTS[name], {"layer": layer.kind, "count": count})


def class_maker(case: Case) -> int | None:
    """Index of the layer whose count is that of the numbers the network gives."""
    for index in reversed(case.enabled):
        if count_name(case.layers[index]) in ("units", "filters"):
            return index
        given, made = case.shape_into(index), case.reports[index].output_shape
        if given is None or made is None or given[-1] != made[-1]:
            return None
    return None
