"""Which training images train, and which are held out to check each epoch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import TrainingSettings

Indices = NDArray[np.int32]


@dataclass(frozen=True)
class Split:
    """Which training images train and which validate; None: the test images validate."""

    train: Indices
    validation: Indices | None


def split_of(count: int, settings: TrainingSettings) -> Split:
    """Choose the images that train, and those held out, by the seed.

    Raises
    ------
    CnnLabError
        Nothing would be left on one of the two sides.
    """
    held = round(count * settings.hold_out)
    if settings.hold_out > 0 and not 0 < held < count:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{share:.0%} of {count} images cannot be held out: nothing would be left. Use "
                "more images, or check against the test images.",
            ),
            share=settings.hold_out,
            count=count,
        )
    if not held:
        return Split(np.arange(count, dtype=np.int32), None)
    order = np.random.default_rng(settings.seed).permutation(count).astype(np.int32)
    return Split(np.sort(order[held:]), np.sort(order[:held]))
