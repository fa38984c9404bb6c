"""Photos of sheets of paper that do not fill them."""

import numpy as np

from tests.core.ink_parts import SEED, Bytes, Floats, inked

HEIGHT, WIDTH = 480, 640
Corners = list[tuple[float, float]]


def corners_of(seed: int) -> Corners:
    """A sheet that lies askew: its corners, clockwise from the upper left."""
    rng = np.random.default_rng([SEED, seed])
    angle = rng.uniform(-0.3, 0.3)
    side, height = rng.uniform(210, 250), rng.uniform(130, 160)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = np.array([(-side, -height), (side, -height), (side, height), (-side, height)])
    middle = np.array([WIDTH, HEIGHT]) / 2 + rng.uniform(-12, 12, 2)
    return [(x, y) for x, y in corners @ turn.T + middle + rng.uniform(-10, 10, (4, 2))]


def within(corners: Corners, shape: tuple[int, int] = (HEIGHT, WIDTH)) -> Floats:
    """1 within a convex shape, 0 beside it, with an edge of a pixel."""
    y, x = np.indices(shape) + 0.5
    deepest = np.full(shape, np.inf)
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
        cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        deepest = np.minimum(deepest, cross / np.hypot(bx - ax, by - ay))
    return np.clip(deepest + 0.5, 0, 1)


def written(strokes: list[list[Floats]], *, side: float = 75, pen: float = 7) -> Floats:
    """Up to four digits in a row in the middle of a photo."""
    ink = np.zeros((HEIGHT, WIDTH))
    pitch = side * 1.3
    left = WIDTH / 2 - pitch * len(strokes) / 2
    for index, each in enumerate(strokes):
        place = (left + index * pitch + side * 0.15, (HEIGHT - side) / 2)
        np.maximum(ink, inked(ink.shape, each, place, side, pen), out=ink)
    return ink


def table(kind: str) -> Floats:
    """How light a table is, 0 to 1."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    if kind == "dark":
        return np.full((HEIGHT, WIDTH), 0.22)
    grain = np.sin(0.11 * y + 1.5 * np.sin(0.012 * x)) + 0.5 * np.sin(0.37 * y + 0.02 * x)
    return 0.45 + 0.05 * grain


def photographed(ink: Floats, corners: Corners, ground: Floats, *, noise: float = 5) -> Bytes:
    """A sheet with ink on a table, with its shadow, light from the side, and noise."""
    sheet = within(corners)
    shadow = within([(x + 6, y + 7) for x, y in corners])
    bare = ground * (1 - 0.4 * shadow)
    light = bare * (1 - sheet) + (0.92 - 0.74 * ink) * sheet
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    light *= 0.75 + 0.2 * x / WIDTH + 0.05 * y / HEIGHT
    grain = np.random.default_rng(SEED).normal(0, noise, light.shape)
    return np.clip(255 * light + grain, 0, 255).astype(np.uint8)
