"""What every row of the benchmark is made of, and how much is measured for it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Row:
    """One figure.

    Attributes
    ----------
    name : str
    value : float
        Median over the rounds, in ``unit``.
    against : str
        What it is compared to; empty where to nothing.
    ratio : float or None
        Median of value over reference, round by round.
    spread : tuple of float
        Least and greatest value.
    goal : str
    met : bool
    detail : dict
        Further figures that belong to it.
    """

    name: str
    value: float
    unit: str
    against: str
    ratio: float | None
    spread: tuple[float, float]
    goal: str
    met: bool
    detail: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Plan:
    """How much is measured; ``limit`` None takes all images."""

    rounds: int
    limit: int | None
    dense_epochs: int


FULL = Plan(rounds=3, limit=None, dense_epochs=2)
QUICK = Plan(rounds=1, limit=6400, dense_epochs=4)

Say = Callable[[str], None]


def ratio_of(values: Sequence[float], references: Sequence[float]) -> float:
    """Median of value over reference, round by round."""
    return median(a / b for a, b in zip(values, references, strict=True))


def p95(values: Sequence[float]) -> float:
    """What 95 of 100 values are at most."""
    return sorted(values)[int(0.95 * len(values))]
