"""What is seen in a panel of the Feature maps page, with the words for a picture of it."""

import re
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from cnnlab_gui.bridge.translation import number
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.order import Order
from cnnlab_gui.core.inside.overlay import ACTIVATION, OCCLUSION
from cnnlab_gui.core.inside.sheet import INPUT, Cell
from cnnlab_gui.core.inside.sources import Live, Snapshot
from cnnlab_gui.core.inside.view import Seen, View
from cnnlab_gui.core.text import size_text
from cnnlab_gui.engine.captions import Captions, RowCaption
from cnnlab_gui.widgets.maps.captions import bar_names_of, captions_of, headline_of


def _tr(text: str) -> str:
    return QCoreApplication.translate("MapsSights", text)


@dataclass(frozen=True, eq=False)
class Sight:
    """What is seen in one panel.

    Attributes
    ----------
    seen : Seen
    dataset : Dataset
        Its images.
    class_names : tuple of str
        What the network tells apart.
    network : str
        What the network is called.
    """

    seen: Seen
    dataset: Dataset
    class_names: tuple[str, ...]
    network: str

    @property
    def title(self) -> str:
        """Which network, and at which moment."""
        return _tr("{name}, {moment}").format(name=self.network, moment=self._moment())

    def captions(self) -> Captions:
        """The words for a picture of everything."""
        seen, view = self.seen, self.seen.wish.view
        return replace(
            _scale_words(),
            title=self.title,
            subtitle=self._subtitle(),
            columns={} if view in (View.CHANNELS, View.KERNELS) else self._heads(),
            rows=self._rows(),
            units=self._units(seen.wish.layer, seen.wish.row) if view is View.CHANNELS else (),
            bars=bar_names_of(seen, self.class_names) if view is View.GRID else {},
        )

    def map_captions(self, cell: Cell) -> Captions:
        """The words for a picture of one map."""
        rows = self._rows() if self.seen.wish.view is not View.KERNELS else {}
        title = self.title
        if self.seen.wish.view is View.KERNELS and cell.row == 0:
            title = _tr("{name}, {moment}").format(name=self.network, moment=_tr("before training"))
        return replace(
            _scale_words(),
            title=title,
            subtitle=self._map_text(cell),
            rows=rows,
            units=self._units(cell.layer, cell.row),
        )

    @property
    def file_name(self) -> str:
        """What a file of this network at this moment may be called."""
        return _joined(self.network, self._moment())

    def part_name(self, cell: Cell | None = None) -> str:
        """Likewise what is seen of it: everything, or one map."""
        wish = self.seen.wish
        is_kernel = wish.view is View.KERNELS
        layer = wish.layer if cell is None or cell.layer < INPUT else cell.layer
        parts = []
        if cell is None and wish.view is View.GRID:
            parts.append(_tr("channel {channel}").format(channel=wish.channel))
        elif layer != INPUT:
            parts.append(self.layer_name(layer))
        if is_kernel:
            parts.append(_tr("kernels") if cell is None else _tr("kernel"))
        if wish.view is View.EVIDENCE:
            parts.append(_tr("why"))
        if cell is not None and cell.channel is not None:
            parts.append(str(cell.channel))
        if cell is not None and not is_kernel:
            parts.append(_tr("image {row}").format(row=self._image_name(cell.row)))
        return _joined(*parts)

    def layer_name(self, layer: int) -> str:
        """A layer as the page names it: ``Conv2D 1``."""
        kind = self.seen.state.architecture.active().layers[layer].kind
        return f"{kind} {layer + 1}"

    # Words

    def _moment(self) -> str:
        source = self.seen.source
        if isinstance(source, Live):
            text = _tr("in epoch {epoch}, after {count} batches")
            moment = source.moment
            return text.format(epoch=number(moment.epoch), count=number(moment.step))
        if isinstance(source, Snapshot) and source.epoch:
            return _tr("after epoch {epoch}").format(epoch=number(source.epoch))
        return _tr("before training")

    def _subtitle(self) -> str:
        wish = self.seen.wish
        headline = headline_of(self.seen, self.dataset)
        match wish.view:
            case View.GRID:
                return _tr("channel {channel} of each layer").format(channel=wish.channel)
            case View.CHANNELS:
                return _ordered(headline, wish.order)
            case View.KERNELS:
                if wish.input_map is None:
                    text = _tr("{headline}: filter {filter}, over each of its input maps")
                else:
                    text = _tr("{headline}: each filter, over input map {map}")
                return text.format(headline=headline, filter=wish.channel, map=wish.input_map)
            case View.EVIDENCE:
                if wish.target is None:
                    return _tr("What speaks for the class that the network names")
                return _tr("What speaks for {name}").format(name=self._class_name(wish.target))

    def _class_name(self, target: int) -> str:
        return self.class_names[target] if target < len(self.class_names) else number(target)

    def _heads(self) -> dict[int, str]:
        seen = self.seen
        if seen.wish.view is View.EVIDENCE:
            activation = _tr("Grad-CAM, {layer}").format(layer=self.layer_name(seen.wish.layer))
            return {
                INPUT: _tr("image"),
                ACTIVATION: activation,
                OCCLUSION: _tr("occlusion"),
            }
        heads = {INPUT: _tr("input")}
        for layer, kind in enumerate(seen.state.architecture.active().layers):
            heads[layer] = f"{kind.kind}\n{self._size_of(layer)}"
        return heads

    def _size_of(self, layer: int) -> str:
        shape = self.seen.outputs.of(layer).shape[1:]
        return size_text(shape[:2] if len(shape) == 3 else shape)

    def _rows(self) -> dict[int, RowCaption]:
        if self.seen.wish.view is View.KERNELS:
            if self.seen.before is None:
                return {}
            return {0: RowCaption(_tr("before training")), 1: RowCaption(self._moment())}
        shown = captions_of(self.seen, self.dataset, self.class_names)
        return {
            row: RowCaption(each.title, each.detail, each.is_right)
            for row, each in enumerate(shown)
        }

    def _units(self, layer: int, row: int) -> tuple[str, ...]:
        return bar_names_of(self.seen, self.class_names).get((row, layer), ())

    def _map_text(self, cell: Cell) -> str:
        seen = self.seen
        if seen.wish.view is View.KERNELS:
            return self._kernel_text(cell)
        if cell.layer == INPUT:
            return _tr("the image")
        if cell.layer in (ACTIVATION, OCCLUSION):
            text = _tr("{way}: what speaks for {name}")
            name = self._class_name(int(seen.targets[cell.row]))
            return text.format(way=self._heads()[cell.layer], name=name)
        text = (
            _tr("{layer}: {size} values")
            if cell.channel is None
            else _tr("channel {channel} of {layer}, {size}")
        )
        return text.format(
            channel=cell.channel,
            layer=self.layer_name(cell.layer),
            size=self._size_of(cell.layer),
        )

    def _kernel_text(self, cell: Cell) -> str:
        wish, layer = self.seen.wish, self.layer_name(cell.layer)
        if cell.channel is None:
            return _tr("{layer}: how its channels are mixed").format(layer=layer)
        is_map = wish.input_map is None
        text = _tr("{layer}: the kernel of filter {filter} over input map {map}")
        return text.format(
            layer=layer,
            filter=wish.channel if is_map else cell.channel,
            map=cell.channel if is_map else wish.input_map,
        )

    def _image_name(self, row: int) -> str:
        chosen = self.seen.wish.rows[row]
        return _tr("drawing") if chosen.half == "drawing" else str(chosen.index)


def _joined(*parts: str) -> str:
    """Words with a stroke between, as in the names of files; without what these cannot hold."""
    return "-".join(re.findall(r"[^\W_]+(?:[._][^\W_]+)*", " ".join(parts)))


def _ordered(headline: str, order: Order) -> str:
    match order:
        case Order.INDEX:
            return headline
        case Order.ACTIVATION:
            return _tr("{headline}, ordered by mean activation").format(headline=headline)
        case Order.SIMILARITY:
            return _tr("{headline}, ordered by what the images share").format(headline=headline)


def _scale_words() -> Captions:
    """What is said of the colours."""
    return Captions(
        own_scale=_tr("each map has a scale of its own"),
        lowest=_tr("its lowest value"),
        highest=_tr("its highest"),
        against=_tr("speaks against"),
        speaking=_tr("speaks for it"),
    )
