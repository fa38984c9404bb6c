"""What a network makes of one drawing: its classes by probability, and how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlab_gui.core.text import Sentence, tr_noop

ALMOST_CERTAIN = 0.99
QUITE_SURE = 0.85
GUESSING_BELOW = 0.5
TORN_TOGETHER = 0.7
"""Two classes that share so much, nearly evenly, are all that is left to choose from."""
TORN_APART = 0.35
"""The largest difference between two such classes."""


class Sureness(Enum):
    """How sure a network is, from the first two of its probabilities."""

    ALMOST_CERTAIN = "almost certain"
    QUITE_SURE = "quite sure"
    NOT_SURE = "not sure"
    TORN = "torn"
    GUESSING = "guessing"
    ASTRAY = "astray"


_SURENESS = {
    Sureness.ALMOST_CERTAIN: tr_noop("draw", "almost certain"),
    Sureness.QUITE_SURE: tr_noop("draw", "quite sure"),
    Sureness.NOT_SURE: tr_noop("draw", "not very sure"),
    Sureness.TORN: tr_noop("draw", "torn between {first} and {second}"),
    Sureness.GUESSING: tr_noop("draw", "guessing"),
    Sureness.ASTRAY: tr_noop("draw", "no answer"),
}
_TORN_SHORT = tr_noop("draw", "torn between two")
_ASTRAY = tr_noop(
    "draw",
    "This network's results are no numbers (NaN): its training went astray, so it has no "
    "answer. Train again with a smaller learning rate, or let another network answer.",
)


@dataclass(frozen=True)
class Guess:
    """One class and what it got.

    Attributes
    ----------
    at : int
        Its place among the network's classes.
    name : str
    share : float
        Its probability.
    """

    at: int
    name: str
    share: float


@dataclass(frozen=True, eq=False)
class Answer:
    """A network's answer to one drawing.

    Attributes
    ----------
    class_names : (K,) tuple of str
        In the network's order.
    probabilities : (K,) float32
        In the same order; all NaN or infinite numbers mean that the network went astray.
    """

    class_names: tuple[str, ...]
    probabilities: NDArray[np.float32] = field(repr=False)

    def __post_init__(self) -> None:
        if self.probabilities.shape != (len(self.class_names),) or not self.class_names:
            message = f"{len(self.class_names)} names for {self.probabilities.shape} probabilities"
            raise ValueError(message)

    @classmethod
    def of(cls, probabilities: ArrayLike, class_names: Sequence[str] = ()) -> Self:
        """The answer of a network; a class without a name is called by its place, from 0.

        Parameters
        ----------
        probabilities : (K,) array_like
        class_names : sequence of str, optional
            May be shorter or longer than ``probabilities``.
        """
        shares = np.asarray(probabilities, np.float32)
        names = [*class_names[: len(shares)]]
        names += [str(at) for at in range(len(names), len(shares))]
        return cls(tuple(names), shares)

    @cached_property
    def is_astray(self) -> bool:
        """Whether the network gives no numbers: there is no guess then."""
        return not bool(np.isfinite(self.probabilities).all())

    @cached_property
    def ranked(self) -> tuple[Guess, ...]:
        """All classes, the likeliest first, of equals the earlier one; empty if astray."""
        if self.is_astray:
            return ()
        order = np.argsort(-self.probabilities, kind="stable")
        shares = self.probabilities.tolist()
        return tuple(Guess(at, self.class_names[at], shares[at]) for at in order.tolist())

    @property
    def first(self) -> Guess | None:
        """The likeliest class; None if astray."""
        return self.ranked[0] if self.ranked else None

    @property
    def first_name(self) -> str:
        """The name of the likeliest class; empty if astray."""
        return self.first.name if self.first else ""

    @property
    def second(self) -> Guess | None:
        """The runner-up; None if astray, or where there is one class only."""
        return self.ranked[1] if len(self.ranked) > 1 else None

    @cached_property
    def sureness(self) -> Sureness:
        """How sure the network is."""
        if self.first is None:
            return Sureness.ASTRAY
        most, next_most = self.first.share, self.second.share if self.second else 0.0
        if most >= ALMOST_CERTAIN:
            return Sureness.ALMOST_CERTAIN
        if most >= QUITE_SURE:
            return Sureness.QUITE_SURE
        if most + next_most >= TORN_TOGETHER and most - next_most <= TORN_APART:
            return Sureness.TORN
        return Sureness.NOT_SURE if most >= GUESSING_BELOW else Sureness.GUESSING

    def sureness_text(self, *, short: bool = False) -> Sentence:
        """How sure it is in a few words; ``short`` leaves out the names of classes."""
        if self.sureness is Sureness.TORN and self.first and self.second:
            if short:
                return Sentence(_TORN_SHORT)
            names = {"first": self.first.name, "second": self.second.name}
            return Sentence(_SURENESS[Sureness.TORN], names)
        return Sentence(_SURENESS[self.sureness])

    @property
    def problem(self) -> Sentence | None:
        """Why there is no answer, and what to do; None where there is one."""
        return Sentence(_ASTRAY) if self.is_astray else None
