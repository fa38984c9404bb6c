"""What a network must end with: the probabilities of the classes."""

from collections.abc import Iterator

from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.pointwise import Activation, Dropout
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.problems.base import Remedy
from cnnlab_gui.core.problems.case import Case, Finding
from cnnlab_gui.core.problems.counts import class_maker
from cnnlab_gui.core.text import Sentence, size_text, tr_noop


def maps_at_the_end(case: Case) -> Finding | None:
    """Find that the network gives feature maps."""
    shape = case.output_shape
    if shape is None or len(shape) == 1:
        return None
    sentence = Sentence(
        tr_noop(
            "errors",
            "The last layer gives {shape} feature maps, but the answer must be one number "
            "for each class. Add Flatten and a Dense layer at the end.",
        ),
        {"shape": size_text(shape)},
    )
    return Finding(sentence, case.last, lambda: _ends_for_maps(case))


def _ends_for_maps(case: Case) -> Iterator[Remedy]:
    yield from _awakened(case)
    yield from ends_for_maps(case)


def ends_for_maps(case: Case) -> Iterator[Remedy]:
    """Add what turns feature maps into the probabilities of the classes."""
    values = {"classes": case.classes}
    yield _added(
        case,
        Sentence(tr_noop("remedies", "Add Flatten and Dense {classes} with softmax"), values),
        Flatten(),
    )
    yield _added(
        case,
        Sentence(
            tr_noop("remedies", "Add GlobalAveragePooling2D and Dense {classes} with softmax"),
            values,
        ),
        GlobalAveragePooling2D(),
    )


def _added(case: Case, text: Sentence, flattener: Layer) -> Remedy:
    longer = case.architecture.inserted(len(case.layers), flattener, classifying_dense(case))
    return case.remedy(text, longer.fitted(case.image_shape, case.classes))


def classifying_dense(case: Case) -> Layer:
    """The layer that a network ends with."""
    return Dense(units=case.classes, activation="softmax")


def no_softmax(case: Case) -> Finding | None:
    """Find that what the last layer gives are no probabilities."""
    if _is_softmax(case, case.last):
        return None
    softmax = _softmax_before(case)
    if softmax is None:
        sentence = Sentence(
            tr_noop(
                "errors",
                "The last layer must turn its numbers into probabilities. End with a Dense "
                "layer whose activation is softmax.",
            )
        )
    else:
        sentence = Sentence(
            tr_noop(
                "errors",
                "{layer} turns the numbers into probabilities with softmax, but {last} after it "
                "changes them. Move {last} before {layer}, or remove it.",
            ),
            {"layer": case.layers[softmax].kind, "last": case.layers[case.last].kind},
        )
    return Finding(sentence, case.last, lambda: _ends_for_lists(case, softmax))


def _is_softmax(case: Case, index: int) -> bool:
    return getattr(case.layers[index], "activation", None) == "softmax"


def _softmax_before(case: Case) -> int | None:
    """Index of the softmax whose numbers only pass through the layers after it."""
    maker = class_maker(case)
    for index in case.before(case.last):
        shape = case.reports[index].output_shape
        if maker is None or index < maker or shape is None or len(shape) != 1:
            return None
        if _is_softmax(case, index):
            return index
    return None


def _ends_for_lists(case: Case, softmax: int | None) -> Iterator[Remedy]:
    yield from _awakened(case)
    if softmax is not None:
        yield from _softmax_last(case, softmax)
    else:
        yield from _softmax_given(case)
    yield case.remedy(
        Sentence(
            tr_noop("remedies", "Add Dense {classes} with softmax"), {"classes": case.classes}
        ),
        case.architecture.inserted(len(case.layers), classifying_dense(case)),
    )
    last = case.layers[case.last]
    if isinstance(last, Dense) and last.units != case.classes:
        yield case.changing(
            Sentence(
                tr_noop("remedies", "Give Dense {classes} units and softmax"),
                {"classes": case.classes},
            ),
            case.last,
            units=case.classes,
            activation="softmax",
        )


def _softmax_given(case: Case) -> Iterator[Remedy]:
    """Turn the numbers into probabilities, if there are as many as there are classes."""
    if case.output_shape != (case.classes,):
        return
    last, maker = case.layers[case.last], class_maker(case)
    if "activation" in type(last).model_fields:
        yield case.changing(
            Sentence(tr_noop("remedies", "Give {layer} softmax"), {"layer": last.kind}),
            case.last,
            activation="softmax",
        )
    elif isinstance(last, Dropout):
        if maker is not None and isinstance(case.layers[maker], Dense):
            yield _dense_last(case, maker)
    else:
        yield case.remedy(
            Sentence(tr_noop("remedies", "Add Activation with softmax")),
            case.architecture.inserted(len(case.layers), Activation(activation="softmax")),
        )


def _dense_last(case: Case, dense: int) -> Remedy:
    """Move what follows the last Dense before it, and give it softmax."""
    layer = case.layers[dense].model_copy(update={"activation": "softmax"})
    after = [index for index in case.enabled if index > dense]
    return case.remedy(
        Sentence(tr_noop("remedies", "End with {layer} and softmax"), {"layer": layer.kind}),
        case.architecture.replaced(dense, layer).moved(after, dense),
    )


def _softmax_last(case: Case, softmax: int) -> Iterator[Remedy]:
    """Bring the softmax back to the end."""
    after = [index for index in case.enabled if index > softmax]
    values = {
        "last": case.layers[case.last].kind,
        "layer": case.layers[softmax].kind,
        "count": len(after),
    }
    one = len(after) == 1
    move = Sentence(
        tr_noop("remedies", "Move {last} before {layer}")
        if one
        else tr_noop("remedies", "Move the {count:,} layers after {layer} before it"),
        values,
    )
    remove = Sentence(
        tr_noop("remedies", "Remove this {last}")
        if one
        else tr_noop("remedies", "Remove the {count:,} layers after {layer}"),
        values,
    )
    moved = case.remedy(move, case.architecture.moved(after, softmax))
    removed = case.removing(remove, *after)
    # One activation on top of another is a slip; a Dropout is meant, but elsewhere.
    if isinstance(case.layers[case.last], Activation):
        yield removed
        yield moved
    else:
        yield moved
        yield removed


def _awakened(case: Case) -> Iterator[Remedy]:
    """Switch on what stands at the end and is switched off."""
    asleep = list(range(case.last + 1, len(case.layers)))
    if not asleep:
        return
    if len(asleep) == 1:
        text = Sentence(
            tr_noop("remedies", "Switch {layer} on"), {"layer": case.layers[asleep[0]].kind}
        )
    else:
        text = Sentence(
            tr_noop("remedies", "Switch the last {count:,} layers on"), {"count": len(asleep)}
        )
    yield case.remedy(text, case.architecture.switched(asleep, enabled=True))
