"""Where every block of a network's picture stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil

from cnnlab_gui.core.architecture import Architecture, LayerReport
from cnnlab_gui.core.layers.base import Shape
from cnnlab_gui.core.layers.pointwise import PointwiseLayer
from cnnlab_gui.core.picture.captions import (
    LINE,
    SMALL_SIZE,
    Language,
    caption_width,
    clipped,
    input_caption,
    layer_caption,
    text_width,
)
from cnnlab_gui.core.picture.legend import make_legend
from cnnlab_gui.core.picture.links import make_links
from cnnlab_gui.core.picture.scale import (
    BACK_X,
    BACK_Y,
    BROKEN,
    CELL,
    MARK_WIDTH,
    MOST_CELLS,
    SHORTEST_MARK,
    Size,
    pixel_length,
    size_of,
)
from cnnlab_gui.core.picture.shapes import (
    INPUT,
    SHAPED,
    Block,
    Caption,
    Family,
    Form,
    NetworkPicture,
    Rectangle,
    Rows,
    Text,
)
from cnnlab_gui.core.problems.table import architecture_finding
from cnnlab_gui.core.text import size_text, tr_noop

MARGIN = 16.0
GAP = 16.0
WIDEST_NAME = 110.0
ENGLISH = Language()
GIVES = tr_noop("layers", "Gives")
PARAMETERS = tr_noop("layers", "Parameters")


@dataclass(frozen=True)
class _Entry:
    """What becomes a block, before it has a place; ``names`` stand beside its cells."""

    layer: int
    form: Form
    family: Family
    icon: str
    size: Size
    caption: Caption
    told: str
    pixels: tuple[int, int] = (0, 0)
    count: int = 0
    names: tuple[str, ...] = ()

    @property
    def body_width(self) -> float:
        return self.size.width + BACK_X * self.size.depth

    @property
    def above(self) -> float:
        """How far it reaches above the line through the middle of all faces."""
        return self.size.height / 2 - BACK_Y * self.size.depth

    @property
    def names_width(self) -> float:
        return max((text_width(name, SMALL_SIZE) for name in self.names), default=0.0)

    @cached_property
    def own_width(self) -> float:
        """Room for the block and what is written under it."""
        return max(self.body_width, caption_width(self.caption)) + GAP

    @property
    def width(self) -> float:
        return self.own_width + self.names_width


def network_picture(
    architecture: Architecture,
    language: Language = ENGLISH,
    class_names: Sequence[str] = (),
) -> NetworkPicture:
    """Lay a network out, sound or not, from its input to its answer; never raises.

    Parameters
    ----------
    architecture : Architecture
    language : Language, optional
        How texts and numbers are written.
    class_names : sequence of str, optional
        Written beside the last cells if there are as many.
    """
    reports = _reports_of(architecture)
    shapes = [architecture.input_shape, *(r.output_shape for r in reports if r.output_shape)]
    scale = pixel_length(shapes)
    entries = _with_names(_entries(architecture, reports, scale, language), class_names)
    middle = MARGIN + max(entry.above for entry in entries)
    rows = _rows(entries, middle)
    bottom = rows.parameters + LINE
    legend = make_legend(MARGIN, bottom + LINE, shapes, scale, language)
    column = GAP / 2 + max(text_width(header, SMALL_SIZE) for header in _headers(language))
    width = column + sum(entry.width for entry in entries)
    left = MARGIN + max(0.0, legend.place.width - width) / 2
    blocks = _placed(entries, left + column, middle, bottom)
    return NetworkPicture(
        # Whole numbers: what shows it can scale both sides exactly alike, which is quicker.
        width=ceil(max(blocks[-1].slot.right, legend.place.right) + MARGIN),
        height=ceil(legend.place.bottom + MARGIN),
        scale=scale,
        title=", ".join(block.told for block in blocks),
        blocks=blocks,
        links=make_links(blocks, architecture.layers),
        rows=rows,
        headers=_placed_headers(left, rows, language),
        class_names=_placed_names(entries, blocks),
        legend=legend,
    )


def _reports_of(architecture: Architecture) -> tuple[LayerReport, ...]:
    """The layers' reports, in which a fault is said as everywhere else."""
    finding = architecture_finding(architecture)
    return tuple(
        replace(report, problem=finding.sentence)
        if finding and report.problem and finding.layer == index
        else report
        for index, report in enumerate(architecture.reports())
    )


def _told(report: LayerReport, language: Language) -> str:
    words = f"{report.layer.kind} {report.layer.short()}".rstrip()
    if report.problem:
        return f"{words}: {language.translate(report.problem)}"
    return f"{words} → {size_text(report.output_shape)}" if report.output_shape else words


# What is drawn


def _entries(
    architecture: Architecture,
    reports: tuple[LayerReport, ...],
    scale: float,
    language: Language,
) -> list[_Entry]:
    shape = architecture.input_shape
    name = language.text(tr_noop("layers", "Input"))
    first = _Entry(
        layer=INPUT,
        form=Form.IMAGE,
        family=Family.INPUT,
        icon="Input",
        size=size_of(shape, scale),
        caption=input_caption(shape, name),
        told=f"{name} {size_text(shape)}",
        pixels=shape[:2],
        count=shape[-1],
    )
    entries = [first]
    before: Shape | None = shape
    height = first.size.height
    for index, report in enumerate(reports):
        entry = _layer_entry(index, report, before, height, scale, language)
        entries.append(entry)
        before, height = report.output_shape, entry.size.height
    return entries


def _layer_entry(
    index: int,
    report: LayerReport,
    before: Shape | None,
    height: float,
    scale: float,
    language: Language,
) -> _Entry:
    form = _form(report, before)
    shape = report.output_shape
    quiet = form in {Form.MARK, Form.DISABLED}
    size = BROKEN
    if quiet:
        size = Size(MARK_WIDTH, max(SHORTEST_MARK, height))
    elif shape:
        size = size_of(shape, scale)
    off = language.text(tr_noop("layers", "switched off")) if form is Form.DISABLED else None
    return _Entry(
        layer=index,
        form=form,
        family=_family(report, form),
        icon=report.layer.kind,
        size=size,
        caption=layer_caption(report, language, quiet=quiet, short=off),
        told=_told(report, language),
        pixels=(shape[0], shape[1]) if shape and form is Form.IMAGE else (0, 0),
        count=shape[-1] if shape and form in SHAPED else 0,
    )


def _form(report: LayerReport, before: Shape | None) -> Form:
    shape = report.output_shape
    if not report.layer.enabled:
        return Form.DISABLED
    if report.problem:
        return Form.BROKEN
    if shape is None:
        return Form.UNKNOWN
    if shape == before and _only_marks(report):
        return Form.MARK
    if len(shape) == 3:
        return Form.IMAGE
    return Form.CELLS if shape[0] <= MOST_CELLS else Form.COLUMN


def _only_marks(report: LayerReport) -> bool:
    """Whether a layer that keeps the shape also computes no new maps or units."""
    plain = report.layer.window() is None and report.parameters == 0
    return plain or isinstance(report.layer, PointwiseLayer)


def _family(report: LayerReport, form: Form) -> Family:
    if form is Form.BROKEN:
        return Family.ERROR
    if form in {Form.UNKNOWN, Form.DISABLED}:
        return Family.NOTHING
    if form is Form.MARK:
        return Family.MARK
    if form is not Form.IMAGE:
        return Family.VECTOR
    return Family.CONVOLUTION if report.parameters else Family.POOLING


def _with_names(entries: list[_Entry], names: Sequence[str]) -> list[_Entry]:
    """Give the last cells their names, if they are as many."""
    at = max(at for at, entry in enumerate(entries) if entry.form in SHAPED)
    if entries[at].form is Form.CELLS and entries[at].count == len(names):
        kept = tuple(clipped(name, SMALL_SIZE, WIDEST_NAME) for name in names)
        entries[at] = replace(entries[at], names=kept)
    return entries


# Where it stands


def _rows(entries: list[_Entry], middle: float) -> Rows:
    """Titles stand on one line, whatever their length; the rest begins below it."""
    below = middle + max(entry.size.height for entry in entries) / 2
    titles = max(len(entry.caption.title) for entry in entries)
    shorts = max(len(entry.caption.short) for entry in entries)
    title = below + GAP + titles * LINE
    shape = title + (shorts + 1) * LINE + LINE / 3
    return Rows(title=title, short=title + LINE, shape=shape, parameters=shape + LINE)


def _placed(entries: list[_Entry], left: float, middle: float, bottom: float) -> tuple[Block, ...]:
    blocks = []
    for entry in entries:
        size = entry.size
        slot = Rectangle(left, 0.0, entry.width, bottom)
        x = left + (entry.own_width - entry.body_width) / 2
        back = -BACK_Y * size.depth
        front = Rectangle(x, middle - size.height / 2, size.width, size.height)
        blocks.append(
            Block(
                layer=entry.layer,
                form=entry.form,
                family=entry.family,
                icon=entry.icon,
                slot=slot,
                body=Rectangle(x, front.y - back, entry.body_width, size.height + back),
                front=front,
                caption=entry.caption,
                middle=left + entry.own_width / 2,
                told=entry.told,
                depth=size.depth,
                pixels=entry.pixels,
                count=entry.count,
            )
        )
        left = slot.right
    return tuple(blocks)


def _headers(language: Language) -> tuple[str, str]:
    return language.text(GIVES), language.text(PARAMETERS)


def _placed_headers(left: float, rows: Rows, language: Language) -> tuple[Text, ...]:
    places = (rows.shape, rows.parameters)
    return tuple(
        Text(left, y, header) for y, header in zip(places, _headers(language), strict=True)
    )


def _placed_names(entries: list[_Entry], blocks: tuple[Block, ...]) -> tuple[Text, ...]:
    made: list[Text] = []
    for entry, block in zip(entries, blocks, strict=True):
        cell = block.front.height / max(1, len(entry.names))
        x = block.front.right + CELL / 2
        for at, name in enumerate(entry.names):
            made.append(Text(x, block.front.y + (at + 0.5) * cell + SMALL_SIZE / 3, name))
    return tuple(made)
