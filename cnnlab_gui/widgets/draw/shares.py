"""Probabilities in few letters, and none rounded to a certainty that is not there."""

from cnnlab_gui.bridge.translation import percent

ALMOST_ALL = 0.995
HARDLY_ANY = 0.005
"""Below, it is rounded to 0."""


def share_text(share: float) -> str:
    """A probability in whole per cent: ``98 %``, ``0 %``, and ``> 99 %`` instead of 100."""
    if ALMOST_ALL <= share < 1:
        return f"> {percent(0.99, 0)}"
    return percent(share, 0)


def widest_share_text() -> str:
    """As wide as any of them."""
    return share_text(ALMOST_ALL)
