"""Tells what is known of the value under the pointer, in the strip and in the whole sum."""

from PySide6.QtCore import QCoreApplication

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.inside.reading_text import evidence_text, map_names, speaks, weight_text
from cnnlab_gui.core.inside.sheet import INPUT
from cnnlab_gui.core.inside.view import Seen, View
from cnnlab_gui.widgets.maps.arithmetic_strip import ArithmeticStrip
from cnnlab_gui.widgets.maps.captions import hint_of
from cnnlab_gui.widgets.maps.places import Place
from cnnlab_gui.widgets.maps.pointer import frames_of, read_place
from cnnlab_gui.widgets.maps.sheet_view import SheetView
from cnnlab_gui.widgets.maps.whole_sum import WholeSum

ClassNames = tuple[str, ...]


def _tr(text: str) -> str:
    return QCoreApplication.translate("MapsTelling", text)


class Teller:
    """Tells of one value at a time; what it was made of, or what belongs to it, is framed."""

    def __init__(self, strip: ArithmeticStrip, whole: WholeSum) -> None:
        self._strip = strip
        self._whole = whole

    def tell(self, seen: Seen, view: SheetView, place: Place, names: ClassNames) -> None:
        """Tell of a value of what a view shows."""
        reading = read_place(seen, place)
        if reading is None:
            self._tell_sentence(seen, view, place, names)
            return
        view.set_outlines(reading.outlines)
        layer = place.cell.layer
        its_names = names if layer == len(seen.outputs.outputs) - 1 else ()
        self._strip.show_sum(
            reading.at,
            reading.arithmetic,
            view.is_pinned,
            value=reading.value,
            class_names=its_names,
            where=map_names(seen, place.cell),
        )
        if self._whole.panel.isVisible():
            self._whole.panel.show_sum(
                reading.arithmetic, its_names, at=reading.at, is_of_image=layer == 0
            )

    def _tell_sentence(self, seen: Seen, view: SheetView, place: Place, names: ClassNames) -> None:
        """Of what no sum made."""
        cell, at = place.cell, place.at
        if seen.wish.view is View.KERNELS:
            text = weight_text(seen, cell, at)
        elif seen.wish.view is View.EVIDENCE and cell.layer < INPUT:
            text = evidence_text(seen, cell, at, names)
        else:
            self.tell_nothing(seen.wish.view, seen)
            return
        view.set_outlines(frames_of(seen, place))
        self._strip.show_sentence(text, view.is_pinned)
        self._whole.panel.show_sum(None)

    def tell_nothing(self, view: View, seen: Seen | None = None, names: ClassNames = ()) -> None:
        """Say what can be done, or what the colours mean: the pointer is at no value."""
        hint = hint_of(view)
        if seen and seen.wish.view is view is View.KERNELS:
            hint = kernels_hint(seen)
        elif seen and seen.wish.view is view is View.EVIDENCE:
            hint = _silence(seen, names) or hint
        self._strip.show_hint(hint)
        self._whole.panel.show_sum(None)


def kernels_hint(seen: Seen) -> str:
    """What the colours of the kernels mean, in numbers."""
    ends = {cell.high for cell in seen.sheet.cells if cell.channel is not None}
    if len(ends) > 1:
        return _tr("Blue is below 0, orange above; each kernel's colours end at its own strongest.")
    text = _tr("Blue is below 0, white is 0, orange is above 0; the colours end at ±{most}.")
    return text.format(most=translated(Number(ends.pop())))


def _silence(seen: Seen, names: ClassNames) -> str:
    """The images in which Grad-CAM finds nothing, if there are any."""
    silent = [row for row in range(len(seen.wish.rows)) if not speaks(seen, row)]
    if not silent:
        return ""
    if len(silent) == len(seen.wish.rows):
        return _tr("Grad-CAM: nothing in this layer speaks for the class that is asked about.")
    target = int(seen.targets[silent[0]])
    name = names[target] if target < len(names) else str(target)
    text = _tr("Grad-CAM: nothing in this layer speaks for {name} in image {row}.")
    return text.format(name=name, row=silent[0] + 1)
