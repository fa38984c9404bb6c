"""What a person does to layers, one or several: each deed is one undo step with a name."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.architecture import MAXIMUM_LAYERS, Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.form import form_of
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.core.layers_text import layers_from_text, layers_to_text
from cnnlab_gui.core.text import Sentence, tr_noop


class LayerEditor(QObject):
    """Edits the layers of a session's architecture.

    Layers are named by their indices; the input has none. Deeds that would leave more
    layers than a network may have change nothing.

    Signals
    -------
    edited : list of int
        The layers that the last deed was about, where they stand now: to be selected.
    refused : Sentence
        Why nothing was changed.
    """

    edited = Signal(list)
    refused = Signal(object)

    def __init__(self, session: LabSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    @property
    def _architecture(self) -> Architecture:
        return self._session.architecture

    def add(self, kind: str, at: int) -> None:
        """Put a layer of ``kind`` with its defaults before the layer at ``at``."""
        self._insert((LAYER_KINDS[kind](kind=kind),), at, self.tr("add {what}"))

    def remove(self, indices: Sequence[int]) -> None:
        if not indices:
            return
        self._take(self._architecture.removed(*indices), self.tr("remove {what}"), indices)
        left = len(self._architecture.layers)
        self.edited.emit([min(*indices, left - 1)] if left else [])

    def move(self, indices: Sequence[int], before: int) -> None:
        """Move layers, in their order, before the layer at ``before`` as it stands now."""
        if not indices:
            return
        self._take(self._architecture.moved(indices, before), self.tr("move {what}"), indices)
        first = before - sum(index < before for index in indices)
        self.edited.emit(list(range(first, first + len(indices))))

    def shift(self, indices: Sequence[int], places: int) -> None:
        """Move layers down by ``places``, up if negative, as one block; not past an end."""
        if not indices:
            return
        first, last = min(indices), max(indices)
        if first + places < 0 or last + places >= len(self._architecture.layers):
            return
        self.move(indices, last + 1 + places if places > 0 else first + places)

    def duplicate(self, indices: Sequence[int]) -> None:
        """Put a copy of the layers below the last of them."""
        if indices:
            self._insert(self._layers(indices), max(indices) + 1, self.tr("duplicate {what}"))

    def switch(self, indices: Sequence[int]) -> None:
        """Leave layers out of the network, or take them in again if all of them are out."""
        if not indices:
            return
        enabled = not any(layer.enabled for layer in self._layers(indices))
        text = self.tr("switch {what} on") if enabled else self.tr("switch {what} off")
        self._take(self._architecture.switched(indices, enabled=enabled), text, indices)
        self.edited.emit(sorted(indices))

    def copied(self, indices: Sequence[int]) -> str:
        """The layers as text, for the clipboard."""
        return layers_to_text(self._layers(indices))

    def paste(self, text: str, at: int) -> None:
        """Put the layers that ``text`` holds before the layer at ``at``."""
        try:
            layers = layers_from_text(text)
        except CnnLabError as error:
            self.refused.emit(error.sentence)
            return
        self._insert(layers, at, self.tr("paste {what}"))

    def stage(self, indices: Sequence[int]) -> list[int]:
        """These layers, and with each convolution what belongs to it, up to its pooling."""
        return sorted({each for index in indices for each in self._architecture.stage_at(index)})

    def set_value(self, index: int, name: str, value: object) -> None:
        """Change one parameter; a value out of range is refused without a word.

        So is a layer that is no longer there: what edits it may be told of that later.
        """
        if not 0 <= index < len(self._architecture.layers):
            return
        layer = self._architecture.layers[index]
        text = self.tr("change {what} of {kind}").format(
            what=_within_text(layer, name), kind=layer.kind
        )
        self._session.set_layer_value(index, name, value, text)

    def freeze_first_filter(self, index: int, *, frozen: bool) -> None:
        """Let training leave the given first filter of a Conv2D as it is, or change it too."""
        layer = self._convolution(index)
        if layer and layer.first_filter:
            text = (
                self.tr("fix first filter of {kind}")
                if frozen
                else self.tr("let first filter of {kind} learn")
            )
            self._replace(index, layer.edited("first_filter_frozen", frozen), text)

    def remove_first_filter(self, index: int) -> None:
        """Let the first filter of a Conv2D begin by chance, as its others do."""
        layer = self._convolution(index)
        if layer:
            changed = layer.with_first_filter(None)
            self._replace(index, changed, self.tr("remove first filter of {kind}"))

    def _convolution(self, index: int) -> Conv2D | None:
        layers = self._architecture.layers
        layer = layers[index] if 0 <= index < len(layers) else None
        return layer if isinstance(layer, Conv2D) else None

    def _replace(self, index: int, layer: Layer, text: str) -> None:
        changed = self._architecture.replaced(index, layer)
        self._session.set_architecture(changed, text.format(kind=layer.kind))

    def _layers(self, indices: Sequence[int]) -> tuple[Layer, ...]:
        return tuple(self._architecture.layers[index] for index in sorted(indices))

    def _insert(self, layers: tuple[Layer, ...], at: int, text: str) -> None:
        longer = self._architecture.inserted(at, *layers)
        if len(longer.layers) > MAXIMUM_LAYERS:
            self.refused.emit(
                Sentence(
                    tr_noop(
                        "errors",
                        "A network has at most {limit} layers, and this would be {count}. Remove "
                        "some first.",
                    ),
                    {"limit": MAXIMUM_LAYERS, "count": len(longer.layers)},
                )
            )
            return
        self._session.set_architecture(longer, text.format(what=self._what(layers)))
        self.edited.emit(list(range(at, at + len(layers))))

    def _take(self, changed: Architecture, text: str, indices: Sequence[int]) -> None:
        what = self._what(self._layers(indices))
        self._session.set_architecture(changed, text.format(what=what))

    def _what(self, layers: tuple[Layer, ...]) -> str:
        if len(layers) == 1:
            return layers[0].kind
        return self.tr("%n layers", "", len(layers))


def _within_text(layer: Layer, name: str) -> str:
    """A field's title as it stands within a sentence: ``filters``, but ``L2``."""
    title = next((translated(f.title) for f in form_of(type(layer)) if f.name == name), name)
    return title[:1].lower() + title[1:] if title[1:2].islower() else title
