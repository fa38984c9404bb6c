"""Windows that are larger than the image under them."""

from collections.abc import Iterator

from cnnlab_gui.core.layers.base import Pair
from cnnlab_gui.core.layers.pooling import WindowPooling
from cnnlab_gui.core.problems.base import Remedy
from cnnlab_gui.core.problems.case import Case, Finding
from cnnlab_gui.core.text import Sentence, size_text, tr_noop


def window_too_large(case: Case, index: int) -> Finding:
    """Name the layer that made the image so small."""
    window, image = _sizes(case, index)
    shrinker = _shrinker(case, index)
    values = {
        "layer": case.layers[index].kind,
        "window": size_text(window),
        "image": size_text(image),
    }
    if shrinker is None:
        template = tr_noop(
            "errors",
            "{layer} {window} needs an image of at least {window}, but the images are {image}. "
            "Remove this {layer}, or use padding 'same'.",
        )
    elif isinstance(case.layers[shrinker], WindowPooling) and not _is_idle(case, index):
        template = tr_noop(
            "errors",
            "{layer} {window} needs an image of at least {window}, but {before} leaves {image}. "
            "Remove that {before}, or use padding 'same'.",
        )
    else:
        template = tr_noop(
            "errors",
            "{layer} {window} needs an image of at least {window}, but {before} leaves {image}. "
            "Remove this {layer}, or use padding 'same'.",
        )
    if shrinker is not None:
        values["before"] = case.layers[shrinker].kind
    return Finding(Sentence(template, values), index, lambda: _remedies(case, index, shrinker))


def _sizes(case: Case, index: int) -> tuple[Pair, Pair]:
    """Height and width of the window and of the image under it."""
    window, shape = case.layers[index].window(), case.shape_into(index)
    assert window is not None, "only a window is too large"
    assert shape is not None, "the first layer that cannot stand gets a shape"
    return window.size, (shape[0], shape[1])


def _shrinker(case: Case, index: int) -> int | None:
    """The last layer that made a side smaller that is now too small."""
    window, image = _sizes(case, index)
    short = [side for side in (0, 1) if image[side] < window[side]]
    for at in case.before(index):
        given, made = case.shape_into(at), case.reports[at].output_shape
        assert given is not None, "what stands gets a shape"
        assert made is not None, "what stands gives a shape"
        if any(made[side] < given[side] for side in short):
            return at
    return None


def _is_idle(case: Case, index: int) -> bool:
    """Whether this pools a single pixel: with whatever padding, there is nothing to do."""
    return isinstance(case.layers[index], WindowPooling) and _sizes(case, index)[1] == (1, 1)


def _remedies(case: Case, index: int, shrinker: int | None) -> Iterator[Remedy]:
    layer = case.layers[index]
    window, image = _sizes(case, index)
    this = {"layer": layer.kind}
    pools = isinstance(layer, WindowPooling)
    gone = case.removing(Sentence(tr_noop("remedies", "Remove this {layer}"), this), index)
    if _is_idle(case, index):
        yield gone
    yield case.changing(
        Sentence(tr_noop("remedies", "Give this {layer} padding 'same'"), this),
        index,
        padding="same",
    )
    if shrinker is not None and isinstance(case.layers[shrinker], WindowPooling):
        yield case.removing(
            Sentence(
                tr_noop("remedies", "Remove the {layer} before it"),
                {"layer": case.layers[shrinker].kind},
            ),
            shrinker,
        )
    fitting = (min(window[0], image[0]), min(window[1], image[1]))
    if not pools or fitting != (1, 1):
        yield case.changing(
            Sentence(
                tr_noop("remedies", "Shrink its window to {size}"), {"size": size_text(fitting)}
            ),
            index,
            **{"pool_size" if pools else "kernel_size": fitting},
        )
    yield gone
