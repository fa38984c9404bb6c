"""What is inside, for machines: a bill of materials, and the sums of what people download."""

from bundle.places import BuildError, Places


def write(places: Places) -> None:
    """Write the bill of materials (CycloneDX)."""
    raise BuildError(f"not made yet: {places.out}")


def write_sums(places: Places) -> None:
    """Write SHA256SUMS of what people download."""
    raise BuildError(f"not made yet: {places.out}")
