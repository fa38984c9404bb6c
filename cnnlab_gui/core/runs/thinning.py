"""Which snapshots are let go of where they take more than a person wants to give."""

from collections.abc import Collection, Mapping

MEGABYTE = 1_000_000


def superfluous(sizes: Mapping[int, int], kept: Collection[int], limit: int) -> list[int]:
    """The epochs to let go of, in this order, until the rest takes at most ``limit`` bytes.

    The first and the last one stay, and those that are ``kept``, also where these alone take
    more. Of the others that one goes whose neighbours are nearest to each other, so that what
    is left lies evenly; the oldest of equals.

    Parameters
    ----------
    sizes : mapping of int to int
        Bytes of each epoch's snapshot.
    kept : collection of int
    limit : int
        0 for none.
    """
    epochs, total = sorted(sizes), sum(sizes.values())
    gone: list[int] = []
    while limit and total > limit:
        gaps = {
            epoch: after - before
            for before, epoch, after in zip(epochs, epochs[1:], epochs[2:], strict=False)
            if epoch not in kept
        }
        if not gaps:
            break
        least = min(gaps, key=lambda epoch: (gaps[epoch], epoch))
        gone.append(least)
        epochs.remove(least)
        total -= sizes[least]
    return gone
