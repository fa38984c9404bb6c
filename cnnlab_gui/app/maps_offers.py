"""What can be saved of the Feature maps page, and what each kind of file then holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from cnnlab_gui.app.maps_sights import Sight
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.arrays import Array, Arrays, all_arrays, map_values, whole_array
from cnnlab_gui.core.inside.paper import map_on_paper, on_paper
from cnnlab_gui.core.inside.sheet import Cell
from cnnlab_gui.core.inside.view import View
from cnnlab_gui.core.text import size_text, tr_noop

if TYPE_CHECKING:
    from PIL.Image import Image

PICTURE, ARRAY, ARRAYS = ".png", ".npy", ".npz"
SIDES = ("left", "right")


def _tr(text: str) -> str:
    return QCoreApplication.translate("MapsOffers", text)


@dataclass(frozen=True, eq=False)
class Offer:
    """One thing that can be saved, as it was when it was offered.

    Attributes
    ----------
    title : str
        Of the dialog.
    name : str
        A file's name, without its ending.
    kinds : mapping of str
        What a file holds, in words, by its ending.
    draw : callable
        Draws the picture; for a worker.
    array, arrays : callable, optional
        The one array, or those by their name.
    """

    title: str
    name: str
    kinds: Mapping[str, str]
    draw: "Callable[[], Image]" = field(repr=False)
    array: Callable[[], Array] | None = None
    arrays: Callable[[], Arrays] | None = None

    def check(self, path: Path) -> None:
        """Raise the sentence that says what a file may be called."""
        if path.suffix.lower() in self.kinds:
            return
        raise CnnLabError(
            tr_noop(
                "errors",
                "{name} was not saved: what is seen here can be kept as {kinds}. Let the file's "
                "name end with one of these.",
            ),
            name=path.name,
            kinds=", ".join(self.kinds),
        )

    def write(self, path: Path) -> None:
        """Write what the ending says, whole or not at all; for a worker.

        Raises
        ------
        CnnLabError
            The ending says nothing, or the file cannot be written.
        """
        self.check(path)
        from cnnlab_gui.engine.pictures import save_arrays, save_picture, save_values

        match path.suffix.lower():
            case ".npy" if self.array is not None:
                save_values(path, self.array())
            case ".npz" if self.arrays is not None:
                save_arrays(path, self.arrays())
            case _:
                save_picture(path, self.draw())


def offer_of_map(sight: Sight, cell: Cell) -> Offer:
    """One map alone: a picture, or its numbers."""

    def draw() -> "Image":
        from cnnlab_gui.engine.pictures import drawn

        return drawn(map_on_paper(sight.seen, cell), captions)

    captions = sight.map_captions(cell)
    return Offer(
        title=_tr("Save a map"),
        name=f"{sight.file_name}-{sight.part_name(cell)}",
        kinds={PICTURE: _tr("Picture"), ARRAY: _tr("Its numbers, as a NumPy array")},
        draw=draw,
        array=lambda: map_values(sight.seen, cell),
    )


def offer_of_all(sights: Sequence[Sight], column: int | None = None) -> Offer:
    """Everything that is seen; of two networks both, side by side.

    Parameters
    ----------
    sights : sequence of Sight
        One or two.
    column : int, optional
        The layer of a grid whose numbers are to be had as one array.
    """
    captions = [sight.captions() for sight in sights]

    def draw() -> "Image":
        from cnnlab_gui.engine.pictures import beside, drawn

        sheets = (on_paper(sight.seen) for sight in sights)
        return beside([drawn(*each) for each in zip(sheets, captions, strict=True)])

    title = _tr("Save feature maps")
    if len(sights) > 1:
        return Offer(
            title=title,
            name="-".join([*(each.file_name for each in sights), sights[0].part_name()]),
            kinds={
                PICTURE: _tr("Picture of both networks"),
                ARRAYS: _tr("Numbers of both networks, a NumPy array for each layer"),
            },
            draw=draw,
            arrays=lambda: {
                f"{side}.{name}": values
                for side, sight in zip(SIDES, sights, strict=True)
                for name, values in all_arrays(sight.seen).items()
            },
        )
    sight = sights[0]
    seen = sight.seen
    layer = seen.wish.layer if column is None else column
    return Offer(
        title=title,
        name=f"{sight.file_name}-{sight.part_name()}",
        kinds=_kinds_of(sight, layer),
        draw=draw,
        array=lambda: whole_array(seen, layer),
        arrays=lambda: all_arrays(seen),
    )


def _kinds_of(sight: Sight, layer: int) -> dict[str, str]:
    """The kinds of files of what one network shows, in words that say what is in each."""
    seen = sight.seen
    picture = {PICTURE: _tr("Picture")}
    all_columns = {ARRAYS: _tr("Numbers of all columns, a NumPy array for each")}
    values = {
        "layer": sight.layer_name(layer) if layer >= 0 else _tr("the images"),
        "size": size_text(whole_array(seen, layer).shape),
    }
    match seen.wish.view:
        case View.GRID:
            text = _tr("Numbers of {layer} alone, one NumPy array of {size}")
            return picture | all_columns | {ARRAY: text.format(**values)}
        case View.CHANNELS:
            text = _tr("Numbers of all channels of {layer}, one NumPy array of {size}")
            return picture | {ARRAY: text.format(**values)}
        case View.KERNELS:
            both = _tr("All kernels of {layer}, before training and after, as NumPy arrays")
            only = _tr("All kernels of {layer}, as NumPy arrays")
            now = _tr("All kernels of {layer}, one NumPy array of {size}")
            arrays = only if seen.before is None else both
            return picture | {ARRAYS: arrays.format(**values), ARRAY: now.format(**values)}
        case View.EVIDENCE:
            text = _tr("Numbers of Grad-CAM alone, one NumPy array of {size}")
            return picture | all_columns | {ARRAY: text.format(**values)}
