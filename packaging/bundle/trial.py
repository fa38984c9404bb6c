"""The frozen application where it is hard: no home, no Python, no stdout, an odd path."""

from bundle.places import BuildError, Places


def run(places: Places) -> None:
    """Run its smoke test and its commands under hard conditions."""
    raise BuildError(f"not made yet: {places.out}")
