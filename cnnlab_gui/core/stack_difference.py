"""Where two stacks of layers differ, so that the eye can be led there."""

from collections.abc import Sequence

from cnnlab_gui.core.layers.base import Layer


def changed_layers(before: Sequence[Layer], after: Sequence[Layer]) -> range:
    """The layers of ``after`` between what it shares with ``before`` at both ends.

    Where layers were only removed, the one that took their place; empty if both are alike, or
    nothing is left.
    """
    shorter = min(len(before), len(after))
    start = next((k for k in range(shorter) if before[k] != after[k]), shorter)
    same = next(
        (k for k in range(shorter - start) if before[-1 - k] != after[-1 - k]), shorter - start
    )
    stop = len(after) - same
    if len(before) == len(after) == start:
        return range(0)
    if stop > start:
        return range(start, stop)
    at = min(start, len(after) - 1)
    return range(at, at + 1) if after else range(0)
