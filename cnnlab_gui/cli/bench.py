"""``bench``: measures this machine."""


def bench() -> None:
    """Measure this machine."""
