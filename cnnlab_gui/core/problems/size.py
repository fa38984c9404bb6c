"""Networks that are too large to be trained."""

from collections.abc import Iterator

from cnnlab_gui.core.architecture import MAXIMUM_LAYERS
from cnnlab_gui.core.problems.base import Remedy
from cnnlab_gui.core.problems.case import Case, Finding
from cnnlab_gui.core.problems.slimming import Cost, heaviest, slimmer, total
from cnnlab_gui.core.text import Sentence, tr_noop

MAXIMUM_PARAMETERS = 100_000_000
MAXIMUM_MULTIPLY_ADDS = 10_000_000_000  # for one image
MAXIMUM_ACTIVATIONS = 25_000_000  # for one image
MAXIMUM_BATCH_ACTIVATIONS = 500_000_000  # 2 GB, and training needs about three times that


def too_many_parameters(case: Case) -> Finding | None:
    """Find weights that do not fit in memory."""
    return _beyond(
        case,
        "parameters",
        MAXIMUM_PARAMETERS,
        tr_noop(
            "errors",
            "This network has {count:,} parameters; more than {limit:,} do not fit in "
            "memory. Add pooling before Flatten, or use fewer units.",
        ),
    )


def too_many_activations(case: Case) -> Finding | None:
    """Find feature maps that do not fit in memory."""
    return _beyond(
        case,
        "activations",
        MAXIMUM_ACTIVATIONS,
        tr_noop(
            "errors",
            "One image makes {count:,} numbers in this network; more than {limit:,} do "
            "not fit in memory in a batch. Use fewer filters, or add pooling earlier.",
        ),
    )


def too_many_multiply_adds(case: Case) -> Finding | None:
    """Find arithmetic that takes too long."""
    return _beyond(
        case,
        "multiply_adds",
        MAXIMUM_MULTIPLY_ADDS,
        tr_noop(
            "errors",
            "One image costs {count:,} multiply-adds in this network; with more than "
            "{limit:,} a single batch takes minutes. Use fewer filters, or add pooling "
            "earlier.",
        ),
    )


def _beyond(case: Case, cost: Cost, limit: int, template: str) -> Finding | None:
    count = total(case.reports, cost)
    if count <= limit:
        return None
    return Finding(
        Sentence(template, {"count": count, "limit": limit}),
        heaviest(case, cost),
        lambda: slimmer(case, cost, limit),
    )


def batch_too_large(case: Case) -> Finding | None:
    """Find batches whose feature maps do not fit in memory."""
    batch = case.specification.settings.batch_size
    activations = total(case.reports, "activations")
    if activations * batch <= MAXIMUM_BATCH_ACTIVATIONS:
        return None
    sentence = Sentence(
        tr_noop(
            "errors",
            "A batch of {batch:,} images makes {count:,} numbers in this network; more than "
            "{limit:,} do not fit in memory. Use a batch of at most {most:,}.",
        ),
        {
            "batch": batch,
            "count": activations * batch,
            "limit": MAXIMUM_BATCH_ACTIVATIONS,
            "most": MAXIMUM_BATCH_ACTIVATIONS // activations,
        },
    )
    return Finding(sentence, heaviest(case, "activations"), lambda: _smaller_batches(case))


def _smaller_batches(case: Case) -> Iterator[Remedy]:
    specification = case.specification
    most = MAXIMUM_BATCH_ACTIVATIONS // total(case.reports, "activations")
    yield Remedy(
        Sentence(tr_noop("remedies", "Use batches of {count:,}"), {"count": most}),
        specification.model_copy(
            update={"settings": specification.settings.model_copy(update={"batch_size": most})}
        ),
    )
    yield from slimmer(
        case, "activations", MAXIMUM_BATCH_ACTIVATIONS // specification.settings.batch_size
    )


def too_many_layers(case: Case) -> Finding | None:
    """Find more layers than a file may hold."""
    if len(case.layers) <= MAXIMUM_LAYERS:
        return None
    sentence = Sentence(
        tr_noop(
            "errors", "This network has {count:,} layers; {limit:,} are the most. Remove some."
        ),
        {"count": len(case.layers), "limit": MAXIMUM_LAYERS},
    )
    return Finding(sentence, MAXIMUM_LAYERS, lambda: _shorter_stacks(case))


def _shorter_stacks(case: Case) -> Iterator[Remedy]:
    architecture, last = case.architecture, case.last
    yield case.remedy(
        Sentence(tr_noop("remedies", "Remove the layers that are switched off")),
        architecture.active(),
    )
    count = len(case.layers) - MAXIMUM_LAYERS
    yield case.removing(
        Sentence(
            tr_noop("remedies", "Remove the {count:,} layers before the last {layer}")
            if count > 1
            else tr_noop("remedies", "Remove the layer before the last {layer}"),
            {"count": count, "layer": case.layers[last].kind},
        ),
        *range(max(0, last - count), last),
    )
    yield case.removing(
        Sentence(
            tr_noop("remedies", "Remove the last {count:,} layers")
            if count > 1
            else tr_noop("remedies", "Remove the last layer"),
            {"count": count},
        ),
        *range(MAXIMUM_LAYERS, len(case.layers)),
    )
