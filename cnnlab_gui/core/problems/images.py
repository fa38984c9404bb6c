"""Networks for other images than those of the dataset."""

from collections.abc import Iterator

from cnnlab_gui.core.layers.pointwise import PointwiseLayer
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.core.problems.base import Remedy
from cnnlab_gui.core.problems.case import Case, Finding
from cnnlab_gui.core.problems.counts import class_maker, count_name, count_text
from cnnlab_gui.core.text import Sentence, size_text, tr_noop


def other_shape(case: Case) -> Finding | None:
    """Find that the images have another shape than the network takes."""
    images, architecture = case.images, case.architecture
    if images is None or architecture.input_shape == images.shape:
        return None
    sentence = Sentence(
        tr_noop(
            "errors",
            "The network takes images of {wanted}, but {title} has images of {given}. "
            "Choose another dataset, or fit the network to this one.",
        ),
        {
            "wanted": size_text(architecture.input_shape),
            "title": images.title,
            "given": size_text(images.shape),
        },
    )
    fit = Sentence(tr_noop("remedies", "Fit the network to {title}"), {"title": images.title})
    fitted = architecture.fitted(images.shape, images.classes)
    return Finding(sentence, None, lambda: iter([case.remedy(fit, fitted)]))


def other_classes(case: Case) -> Finding | None:
    """Find that the network tells apart more or fewer classes than there are."""
    images, shape = case.images, case.output_shape
    if images is None or shape == (images.classes,):
        return None
    maker = class_maker(case)
    return Finding(
        _sentence(case, maker),
        case.last if maker is None else maker,
        lambda: _remedies(case, maker),
    )


def _sentence(case: Case, maker: int | None) -> Sentence:
    values = {
        "given": (case.output_shape or (0,))[0],
        "title": case.images.title if case.images else "",
        "classes": case.classes,
    }
    if maker is None:
        template = tr_noop(
            "errors",
            "The last layer gives a list of length {given:,}, but {title} has {classes} classes. "
            "Put a Dense layer of {classes} units before it.",
        )
    elif count_name(case.layers[maker]) == "filters":
        values["layer"] = case.layers[maker].kind
        template = tr_noop(
            "errors",
            "The last layer gives a list of length {given:,}, but {title} has {classes} classes. "
            "Give the last {layer} {classes} filters.",
        )
    else:
        template = tr_noop(
            "errors",
            "The last layer gives a list of length {given:,}, but {title} has {classes} classes. "
            "Give the last Dense layer {classes} units, or fit the network to this dataset.",
        )
    return Sentence(template, values)


def _remedies(case: Case, maker: int | None) -> Iterator[Remedy]:
    if maker is not None:
        layer = case.layers[maker]
        yield case.changing(
            count_text(layer, case.classes),
            maker,
            **{count_name(layer) or "units": case.classes},
        )
    last = case.layers[case.last]
    if isinstance(last, PointwiseLayer):
        yield case.remedy(
            Sentence(
                tr_noop("remedies", "Put Dense {classes} before {layer}"),
                {"classes": case.classes, "layer": last.kind},
            ),
            case.architecture.inserted(case.last, Dense(units=case.classes, activation="linear")),
        )
