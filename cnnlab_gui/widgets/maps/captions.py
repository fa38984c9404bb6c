"""The words around a sheet: above its columns, beside its rows, over and below it all."""

import math

from PySide6.QtCore import QCoreApplication

from cnnlab_gui.bridge.translation import number, percent
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.choice import Chosen, label_of
from cnnlab_gui.core.inside.overlay import ACTIVATION, OCCLUSION, likeliest
from cnnlab_gui.core.inside.sheet import INPUT, Blank, Cell
from cnnlab_gui.core.inside.view import Seen, View
from cnnlab_gui.core.layers.vectors import Dense
from cnnlab_gui.core.text import size_text
from cnnlab_gui.widgets.maps.places import Caption, Head

_NAN = "NaN"


def _tr(text: str) -> str:
    return QCoreApplication.translate("MapsCaptions", text)


def heads_of(seen: Seen) -> tuple[Head, ...]:
    """What stands above each column of the sheet."""
    match seen.wish.view:
        case View.GRID:
            layers = seen.state.architecture.layers
            names = {INPUT: _tr("input")}
            for index, layer in enumerate(layers):
                shape = seen.outputs.of(index).shape[1:]
                names[index] = f"{layer.kind}\n{size_text(tuple(shape[:2]))}"
            return _heads(seen, names, "layer")
        case View.KERNELS:
            return _heads(seen, {0: _tr("before training"), 1: _tr("now")}, "row")
        case View.EVIDENCE:
            names = {INPUT: _tr("image"), ACTIVATION: _tr("Grad-CAM"), OCCLUSION: _tr("occlusion")}
            names[len(seen.outputs.outputs) - 1] = _tr("answer")
            return _heads(seen, names, "layer")
        case View.CHANNELS:
            return ()


def _heads(seen: Seen, names: dict[int, str], attribute: str) -> tuple[Head, ...]:
    """A head for each group of cells that has the same ``attribute``, as wide as the group."""
    spans: dict[int, tuple[int, int]] = {}
    places: tuple[Cell | Blank, ...] = (*seen.sheet.cells, *seen.sheet.blanks)
    for cell in places:
        key, box = getattr(cell, attribute), cell.box
        left, right = spans.get(key, (box.left, 0))
        spans[key] = min(left, box.left), max(right, box.left + box.width)
    heads = [Head(names[key], left, right - left) for key, (left, right) in spans.items()]
    return tuple(sorted(heads, key=lambda head: head.left))


def names_beside_of(seen: Seen) -> tuple[str, ...]:
    """What the maps show that stand beside the sheet, one after the other."""
    cells = seen.reference.cells if seen.reference else ()
    return tuple(_name_beside(seen, cell) for cell in cells)


def _name_beside(seen: Seen, cell: Cell) -> str:
    if cell.layer == INPUT:
        return _tr("input")
    kind = seen.state.architecture.layers[cell.layer].kind
    if cell.channel is None:
        return kind
    return f"{kind}\n" + _tr("channel {channel}").format(channel=cell.channel)


def blank_text(channels: int) -> str:
    """What stands in the place of a map that a layer with so many channels does not have."""
    if channels == 1:
        return _tr("has 1 channel")
    return _tr("has {count} channels").format(count=number(channels))


def captions_of(seen: Seen, dataset: Dataset, class_names: tuple[str, ...]) -> tuple[Caption, ...]:
    """For each image its true class and what the network reads."""
    if seen.wish.view is View.KERNELS:
        return ()
    same_classes = class_names == dataset.class_names
    return tuple(
        caption_of(seen, row, chosen, dataset, class_names, may_judge=same_classes)
        for row, chosen in enumerate(seen.wish.rows)
    )


def caption_of(
    seen: Seen,
    row: int,
    chosen: Chosen,
    dataset: Dataset,
    class_names: tuple[str, ...],
    *,
    may_judge: bool = True,
) -> Caption:
    """One image's caption; whether the answer is right can only be said of the same classes."""
    label = label_of(dataset, chosen)
    title = _tr("drawing") if label is None else f"{dataset.class_names[label]} · {_index(chosen)}"
    shares = seen.outputs.probabilities[row]
    best = int(shares.argmax())  # the first that is no number, if any is
    share = float(shares[best])
    if math.isnan(share):
        return Caption(title, _tr("no answer: the numbers are not numbers"), False)
    answer = class_names[best] if best < len(class_names) else number(best)
    detail = _tr("read as {answer}, {share}").format(answer=answer, share=percent(share, 0))
    is_right = None if label is None or not may_judge else best == label
    return Caption(title, detail, is_right)


def _index(chosen: Chosen) -> str:
    if chosen.half == "train":
        return _tr("training {index}").format(index=number(chosen.index))
    return number(chosen.index)


def bar_names_of(
    seen: Seen, class_names: tuple[str, ...]
) -> dict[tuple[int, int], tuple[str, ...]]:
    """The name of each class and its share, for the last layer's bars."""
    last = len(seen.outputs.outputs) - 1
    shares = seen.outputs.probabilities
    if shares.ndim != 2 or shares.shape[1] != len(class_names):
        return {}
    return {
        (row, last): tuple(
            f"{name} {_NAN if math.isnan(share) else percent(float(share), 0)}"
            for name, share in zip(class_names, shares[row], strict=True)
        )
        for row in range(len(shares))
    }


def shown_bar_names(
    seen: Seen, class_names: tuple[str, ...]
) -> dict[tuple[int, int], tuple[str, ...]]:
    """Likewise, in the order in which the bars are shown."""
    names = bar_names_of(seen, class_names)
    if seen.wish.view is not View.EVIDENCE or not names:
        return names
    order = likeliest(seen.outputs.probabilities).tolist()
    return {(row, layer): tuple(its[n] for n in order[row]) for (row, layer), its in names.items()}


def headline_of(seen: Seen, dataset: Dataset) -> str:
    """What the page shows, in a line."""
    wish, layers = seen.wish, seen.state.architecture.layers
    if wish.view is View.GRID:
        labels = {label_of(dataset, chosen) for chosen in wish.rows}
        if len(labels) == 1 and (label := labels.pop()) is not None:
            text = _tr("What the network sees: {count} × {name}")
            return text.format(count=len(wish.rows), name=dataset.class_names[label])
        if len(wish.rows) == 1:
            return _tr("What the network sees in one image")
        return _tr("What the network sees in {count} images").format(count=len(wish.rows))
    layer = layers[wish.layer]
    if wish.view is View.CHANNELS:
        return _channels_headline(seen)
    if wish.view is View.KERNELS:
        text = _tr("The kernels of {layer} {number}")
        return text.format(layer=layer.kind, number=wish.layer + 1)
    return _tr("Why this class?")


def _channels_headline(seen: Seen) -> str:
    """How many channels, units or numbers there are, and how many of them are dead."""
    layer = seen.state.architecture.layers[seen.wish.layer]
    shape = seen.outputs.of(seen.wish.layer).shape[1:]
    if len(shape) == 3:
        one, many = _tr("The one channel of {layer}"), _tr("All {count} channels of {layer}")
    elif isinstance(layer, Dense):
        one, many = _tr("The one unit of {layer}"), _tr("All {count} units of {layer}")
    else:
        one, many = _tr("The one number of {layer}"), _tr("All {count} numbers of {layer}")
    name = f"{layer.kind} {seen.wish.layer + 1}"
    headline = (one if shape[-1] == 1 else many).format(count=number(shape[-1]), layer=name)
    dead = 0 if seen.dead is None else int(seen.dead.sum())
    if not dead:
        return headline
    images = _tr("{headline} · {dead} dead in {count} test images")
    if seen.dead_in == 1:
        images = _tr("{headline} · {dead} dead in one test image")
    return images.format(headline=headline, dead=number(dead), count=number(seen.dead_in))


def hint_of(view: View) -> str:
    """What stands below the maps while the pointer is at none."""
    match view:
        case View.GRID | View.CHANNELS:
            return _tr("Point at a map, or press Enter: here stands the sum behind a value.")
        case View.KERNELS:
            return _tr("Blue is below 0, white is 0, orange is above 0.")
        case View.EVIDENCE:
            return _tr(
                "Bright: what speaks for the class. Orange: hiding it makes the class less "
                "likely; blue: more likely."
            )
