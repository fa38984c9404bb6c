"""What is inside the frozen application, and under which licence."""

from bundle.contents import Entry
from bundle.places import Places


def entries(places: Places, binaries: list[Entry]) -> list[Entry]:
    """The texts of all licences, and a list of what they belong to, for ``licences/``."""
    places.work.mkdir(parents=True, exist_ok=True)
    return [entry for entry in binaries if not entry]
