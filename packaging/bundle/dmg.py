"""The disk image for macOS: signed and notarised where credentials are in the environment."""

from bundle.places import BuildError, Places


def make_dmg(places: Places) -> None:
    """Pack the disk image."""
    raise BuildError(f"not made yet: {places.out}")
