"""The installer for Windows, by NSIS: for one person, without administrator rights."""

from bundle.places import BuildError, Places


def make_setup(places: Places) -> None:
    """Compile the installer."""
    raise BuildError(f"not made yet: {places.out}")
