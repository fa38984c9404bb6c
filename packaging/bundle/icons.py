"""The icon in the forms that systems want, from the one drawing of it."""

from bundle.places import BuildError, Places


def make(places: Places) -> None:
    """Draw the icon in all sizes: PNG, .ico, .icns."""
    raise BuildError(f"not made yet: {places.out}")
