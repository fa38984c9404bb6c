"""Images where a list of numbers is needed, and the other way round."""

from collections.abc import Iterator

from cnnlab_gui.core.layers.base import Layer, Shape, ShapeError
from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D
from cnnlab_gui.core.layers.vectors import Flatten
from cnnlab_gui.core.problems.base import Remedy
from cnnlab_gui.core.problems.case import Case, Finding
from cnnlab_gui.core.text import Sentence, size_text, tr_noop

FLATTENERS = (Flatten, GlobalAveragePooling2D)
AN_IMAGE: Shape = (64, 64, 1)  # no window is larger
A_LIST: Shape = (1,)


def list_is_missing(case: Case, index: int) -> Finding:
    """Say that a layer which needs a list gets feature maps."""
    shape = case.shape_into(index)
    values = {"layer": case.layers[index].kind, "shape": size_text(shape or ())}
    before = case.before(index)
    if before:
        sentence = Sentence(
            tr_noop(
                "errors",
                "{layer} needs a list of numbers, but {before} gives {shape} feature maps. Put a "
                "Flatten layer between them.",
            ),
            {**values, "before": case.layers[before[0]].kind},
        )
    else:
        sentence = Sentence(
            tr_noop(
                "errors",
                "{layer} needs a list of numbers, but the images are {shape}. Put a Flatten layer "
                "between them.",
            ),
            values,
        )
    return Finding(sentence, index, lambda: _flattenings(case, index))


def _flattenings(case: Case, index: int) -> Iterator[Remedy]:
    architecture, layer = case.architecture, case.layers[index]
    asleep = [at for at in range(index) if isinstance(case.layers[at], FLATTENERS)]
    if asleep:
        yield case.remedy(
            Sentence(
                tr_noop("remedies", "Switch {layer} on"), {"layer": case.layers[asleep[-1]].kind}
            ),
            architecture.switched([asleep[-1]], enabled=True),
        )
    later = [at for at in case.enabled if at > index and isinstance(case.layers[at], FLATTENERS)]
    if later:
        values = {"layer": layer.kind, "other": case.layers[later[0]].kind}
        yield case.remedy(
            Sentence(tr_noop("remedies", "Move this {layer} after {other}"), values),
            architecture.moved([index], later[0] + 1),
        )
        yield case.remedy(
            Sentence(tr_noop("remedies", "Move {other} before this {layer}"), values),
            architecture.moved([later[0]], index),
        )
    for flattener in FLATTENERS:
        new = flattener()
        yield case.remedy(
            Sentence(
                tr_noop("remedies", "Put {new} before {layer}"),
                {"new": new.kind, "layer": layer.kind},
            ),
            architecture.inserted(index, new),
        )
    yield case.removing(
        Sentence(tr_noop("remedies", "Remove this {layer}"), {"layer": layer.kind}), index
    )


def image_is_gone(case: Case, index: int) -> Finding:
    """Say that a layer for images comes after the image became a list."""
    layer = case.layers[index]
    maker = case.list_maker(index)
    assert maker is not None, "something made the list"
    values = {"layer": layer.kind, "maker": case.layers[maker].kind}
    if isinstance(layer, FLATTENERS):
        template = tr_noop(
            "errors",
            "{layer} needs an image, but after {maker} there is only a list of numbers. Remove "
            "one of the two.",
        )
    else:
        template = tr_noop(
            "errors",
            "{layer} needs an image, but after {maker} there is only a list of numbers. Move "
            "{layer} before {maker}, or remove it.",
        )
    return Finding(Sentence(template, values), index, lambda: _rescues(case, index, maker))


def _rescues(case: Case, index: int, maker: int) -> Iterator[Remedy]:
    architecture, layer = case.architecture, case.layers[index]
    values = {"layer": layer.kind, "maker": case.layers[maker].kind}
    end = _end_of_images(case, index)
    if end != index:
        yield case.remedy(
            Sentence(
                tr_noop("remedies", "Move {maker} after {layer}"),
                {**values, "layer": case.layers[end].kind},
            ),
            architecture.moved([maker], end + 1),
        )
    if not isinstance(layer, FLATTENERS):
        yield case.remedy(
            Sentence(tr_noop("remedies", "Move {layer} before {maker}"), values),
            architecture.moved([index], maker),
        )
    yield case.removing(
        Sentence(tr_noop("remedies", "Remove the {maker} before it"), values), maker
    )
    yield case.removing(Sentence(tr_noop("remedies", "Remove this {layer}"), values), index)


def _end_of_images(case: Case, index: int) -> int:
    """Index of the last layer for images in the row that begins at ``index``."""
    end = index
    for at in case.enabled:
        layer = case.layers[at]
        if at <= index:
            continue
        if isinstance(layer, FLATTENERS) or not _takes(layer, AN_IMAGE):
            break
        if not _takes(layer, A_LIST):
            end = at
    return end


def _takes(layer: Layer, shape: Shape) -> bool:
    try:
        layer.output_shape(shape)
    except ShapeError:
        return False
    return True


def twice_flattened(case: Case, index: int) -> Finding:
    """Say that there is a Flatten too many."""
    sentence = case.reports[index].problem
    assert sentence is not None, "it cannot stand"
    values = {"layer": case.layers[index].kind}
    remove = Sentence(tr_noop("remedies", "Remove this {layer}"), values)
    return Finding(sentence, index, lambda: iter([case.removing(remove, index)]))
