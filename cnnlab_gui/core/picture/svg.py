"""Writes the picture of a network as SVG: plain shapes and text, nothing to fetch or run.

Only what every reader of SVG knows is used, so that Qt, browsers and drawing
programs show the same. Every text is escaped.
"""

from collections.abc import Iterator, Sequence

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.picture import markup
from cnnlab_gui.core.picture.captions import (
    LINE,
    SMALL_SIZE,
    Language,
    text_size,
    title_size,
)
from cnnlab_gui.core.picture.colours import Pen, Pens, PictureColours, mixed
from cnnlab_gui.core.picture.layout import ENGLISH, network_picture
from cnnlab_gui.core.picture.scale import BACK_X, BACK_Y
from cnnlab_gui.core.picture.shapes import (
    INPUT,
    Block,
    Family,
    FanLink,
    Form,
    Legend,
    Link,
    NetworkPicture,
    Point,
    Rectangle,
    Rows,
    WindowLink,
)

BADGE = 13.0
ICON = 16.0
START = "start"
SHEET = 3.5
"""The least distance of the lines that tell feature maps apart."""
FEW_CHANNELS = 4
TICK = 7.0
FINEST_GRID = 3.0
QUIET = frozenset({Form.MARK, Form.DISABLED, Form.UNKNOWN})


def picture_svg(
    architecture: Architecture,
    colours: PictureColours,
    language: Language = ENGLISH,
    class_names: Sequence[str] = (),
) -> str:
    """The picture of a network as the text of an SVG file, on a page of its own."""
    return svg_text(network_picture(architecture, language, class_names), colours)


def svg_text(
    picture: NetworkPicture,
    colours: PictureColours,
    *,
    page: bool = True,
    seen: tuple[float, float] | None = None,
) -> str:
    """``picture`` as SVG.

    Parameters
    ----------
    picture : NetworkPicture
    colours : PictureColours
    page : bool
        Whether the page is painted; else nothing is behind the blocks.
    seen : (float, float), optional
        Leftmost and rightmost x in view: what lies outside is left out.
    """
    pens = Pens(colours)
    width, height = markup.number(picture.width), markup.number(picture.height)
    left, right = seen or (0.0, picture.width)
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" font-family="sans-serif" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f"<title>{markup.escaped(picture.title)}</title>",
    ]
    if page:
        parts.append(f'<rect width="{width}" height="{height}" fill="{colours.page}"/>')
    blocks = [each for each in picture.blocks if each.slot.x <= right and each.slot.right >= left]
    links = [
        link
        for link in picture.links
        if picture.blocks[link.start].slot.x <= right
        and picture.blocks[link.end].slot.right >= left
    ]
    parts += _network(picture, blocks, links, pens)
    for text in (*picture.headers, *picture.class_names):
        parts.append(markup.text(text.x, text.y, text.text, SMALL_SIZE, colours.muted, START))
    parts += _legend(picture.legend, pens)
    return "\n".join((*parts, "</svg>", ""))


def _network(
    picture: NetworkPicture, blocks: Sequence[Block], links: Sequence[Link], pens: Pens
) -> Iterator[str]:
    """Fans lie behind the blocks, windows on them, and the marks' icons above all."""
    for link in links:
        if isinstance(link, FanLink):
            yield from _fan(link, pens.of(picture.blocks[link.end].family))
    for block in blocks:
        yield f'<g id="{"input" if block.layer == INPUT else f"layer-{block.layer}"}">'
        yield f"<title>{markup.escaped(block.told)}</title>"
        yield from _block(block, picture.scale, pens)
        yield from _caption(block, picture.rows, pens.colours)
        yield "</g>"
    for link in links:
        if isinstance(link, WindowLink):
            yield from _window(link, pens.of(picture.blocks[link.end].family))
    for block in blocks:
        if block.form is Form.MARK:
            yield from _badge(block, pens.colours)


# Blocks


def _block(block: Block, scale: float, pens: Pens) -> Iterator[str]:
    pen = pens.of(block.family)
    match block.form:
        case Form.IMAGE:
            yield from _cuboid(block.front, block.depth, pen)
            yield from _sheets(block, pen)
            if block.layer == INPUT and scale >= FINEST_GRID and block.pixels != (1, 1):
                yield markup.path(_grid(block), pen.soft, width=0.5)
        case Form.COLUMN:
            yield markup.rectangle(block.front, pen.front, pen.line, corner=3)
            yield markup.path(_ticks(block.front), pen.soft, width=0.75)
        case Form.CELLS:
            for cell in _cells(block):
                yield markup.rectangle(cell, pen.front, pen.line, corner=2)
        case Form.MARK:
            yield markup.rectangle(_plate(block.front, 4), pen.front, pen.soft, corner=2)
        case Form.DISABLED:
            x, _ = block.front.centre
            line = [((x, block.front.y), (x, block.front.bottom))]
            yield markup.path(line, pen.soft, width=2, dash="1 5")
        case Form.BROKEN | Form.UNKNOWN:
            yield from _missing(block, pen, pens.colours)


def _cuboid(front: Rectangle, depth: float, pen: Pen) -> Iterator[str]:
    x, y = BACK_X * depth, BACK_Y * depth
    top = ((front.x, front.y), (front.x + x, front.y + y), (front.right + x, front.y + y))
    side = ((front.right, front.bottom), (front.right + x, front.bottom + y))
    yield markup.polygon((*top, (front.right, front.y)), pen.top, pen.line)
    yield markup.polygon(
        ((front.right, front.y), (front.right + x, front.y + y), side[1], side[0]),
        pen.side,
        pen.line,
    )
    yield markup.rectangle(front, pen.front, pen.line)


def _sheets(block: Block, pen: Pen) -> Iterator[str]:
    """Lines on top and side: each channel if there is room, else as many as can be told apart."""
    count = min(block.count, max(FEW_CHANNELS, int(block.depth / SHEET)))
    face = block.front
    lines: list[tuple[Point, ...]] = []
    for at in range(1, count):
        x, y = BACK_X * block.depth * at / count, BACK_Y * block.depth * at / count
        lines.append(
            (
                (face.x + x, face.y + y),
                (face.right + x, face.y + y),
                (face.right + x, face.bottom + y),
            )
        )
    if lines:
        yield markup.path(lines, pen.soft, width=0.5)


def _grid(block: Block) -> Iterator[tuple[Point, ...]]:
    """The pixels of the input."""
    face, (rows, columns) = block.front, block.pixels
    for row in range(1, rows):
        y = face.y + face.height * row / rows
        yield (face.x, y), (face.right, y)
    for column in range(1, columns):
        x = face.x + face.width * column / columns
        yield (x, face.y), (x, face.bottom)


def _ticks(face: Rectangle) -> Iterator[tuple[Point, ...]]:
    """Lines across a column: many numbers, not all of them."""
    count = round(face.height / TICK)
    for at in range(1, count):
        y = face.y + face.height * at / count
        yield (face.x, y), (face.right, y)


def _cells(block: Block) -> Iterator[Rectangle]:
    face = block.front
    height = face.height / block.count
    for at in range(block.count):
        yield Rectangle(face.x, face.y + at * height + 1, face.width, height - 2)


def _plate(face: Rectangle, width: float) -> Rectangle:
    return Rectangle(face.centre[0] - width / 2, face.y, width, face.height)


def _missing(block: Block, pen: Pen, colours: PictureColours) -> Iterator[str]:
    """A box for what cannot be known."""
    face = block.front
    fill = mixed(pen.line, colours.page, 0.1) if block.form is Form.BROKEN else "none"
    yield markup.rectangle(face, fill, pen.line, corner=6, dash="5 4", width=1.5)
    x, y = face.centre
    if block.form is Form.BROKEN:
        yield markup.icon("warning", x, y, 1.4 * ICON, pen.line)
    else:
        yield markup.text(x, y + 6, "?", 18, pen.line)


def _badge(block: Block, colours: PictureColours) -> Iterator[str]:
    """The kind's icon on its plate."""
    x, y = block.front.centre
    yield markup.dot((x, y), BADGE, colours.page, mixed(colours.muted, colours.page, 0.6))
    yield markup.icon(block.icon, x, y, ICON, colours.text)


# Links


def _fan(link: FanLink, pen: Pen) -> Iterator[str]:
    yield markup.polygon(link.area, pen.line, "none", opacity=0.09)
    if link.threads:
        yield markup.path(link.threads, pen.line, width=0.5, opacity=0.45)
    else:
        top, bottom = (link.area[0], link.area[1]), (link.area[3], link.area[2])
        yield markup.path((top, bottom), pen.line, width=0.75, opacity=0.6)


def _window(link: WindowLink, pen: Pen) -> Iterator[str]:
    window, end = link.window, link.pixel
    corners = (
        (window.x, window.y),
        (window.right, window.y),
        (window.right, window.bottom),
        (window.x, window.bottom),
    )
    yield markup.polygon((corners[1], end, corners[2]), pen.line, "none", opacity=0.14)
    yield markup.path([(corner, end) for corner in corners], pen.line, width=0.75, opacity=0.7)
    yield markup.rectangle(window, pen.line, pen.line, opacity=0.3, width=1.25)
    yield markup.dot(end, 2, pen.line)


# Words


def _caption(block: Block, rows: Rows, colours: PictureColours) -> Iterator[str]:
    """Name and parameters, shape and count; of marks in a lower voice."""
    caption, x = block.caption, block.middle
    name = number = colours.text
    if block.form in QUIET:
        name = number = colours.muted
    elif block.form is Form.BROKEN:
        name = colours.error
    size = title_size(caption)
    first = rows.title - (len(caption.title) - 1) * LINE
    for at, line in enumerate(caption.title):
        yield markup.text(x, first + at * LINE, line, size, name, bold=not caption.quiet)
    for at, line in enumerate(caption.short):
        yield markup.text(x, rows.short + at * LINE, line, text_size(caption), colours.muted)
    for y, line in ((rows.shape, caption.shape), (rows.parameters, caption.parameters)):
        if line:
            yield markup.text(x, y, line, text_size(caption), number)


def _legend(legend: Legend, pens: Pens) -> Iterator[str]:
    colours = pens.colours
    yield '<g id="legend">'
    neutral, vector = pens.of(Family.MARK), pens.of(Family.VECTOR)
    for rule in legend.rules:
        y = rule.centre[1]
        yield markup.path(
            (
                ((rule.x, y), (rule.right, y)),
                ((rule.x, rule.y), (rule.x, rule.bottom)),
                ((rule.right, rule.y), (rule.right, rule.bottom)),
            ),
            neutral.line,
            width=1,
        )
    for face, depth in legend.cuboids:
        yield from _cuboid(face, depth, neutral)
    for bar in legend.bars:
        yield markup.rectangle(bar, vector.front, vector.line, corner=2)
    for text in legend.texts:
        yield markup.text(text.x, text.y, text.text, SMALL_SIZE, colours.muted, START)
    yield "</g>"
