"""Histories and rules for the tests of stop rules."""

from collections.abc import Sequence

from hypothesis import strategies as st

from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.stopping.rule import (
    Metric,
    NoImprovement,
    NotANumber,
    Reaches,
    StopRule,
    TimeBudget,
    rises,
)

METRICS: tuple[Metric, ...] = ("accuracy", "loss", "val_accuracy", "val_loss")


def ended(
    epoch: int,
    val_loss: float = 0.6,
    val_accuracy: float = 0.7,
    seconds: float = 20.0,
    loss: float = 0.5,
    accuracy: float = 0.8,
) -> EpochEnded:
    return EpochEnded(epoch, loss, accuracy, val_loss, val_accuracy, seconds, 0.001, 1000.0)


def of_losses(*losses: float) -> list[EpochEnded]:
    """A history with these validation losses."""
    return [ended(epoch, val_loss=loss) for epoch, loss in enumerate(losses, start=1)]


def of_accuracies(*accuracies: float, seconds: float = 20.0) -> list[EpochEnded]:
    return [
        ended(epoch, val_accuracy=accuracy, seconds=seconds)
        for epoch, accuracy in enumerate(accuracies, start=1)
    ]


def _reaches(metric: Metric, share: float) -> StopRule:
    return Reaches(metric=metric, value=share if rises(metric) else 1000 * share)


def rules() -> st.SearchStrategy[StopRule]:
    """Every rule that can be written."""
    metric = st.sampled_from(METRICS)
    return st.one_of(
        st.builds(_reaches, metric, st.floats(0.0, 1.0)),
        st.builds(
            NoImprovement, metric=metric, epochs=st.integers(1, 1000), restore_best=st.booleans()
        ),
        st.builds(TimeBudget, seconds=st.floats(0.0, 1e7, exclude_min=True)),
        st.builds(TimeBudget, seconds=st.integers(1, 100_000).map(lambda each: each * 30.0)),
        st.just(NotANumber()),
    )


def histories() -> st.SearchStrategy[Sequence[EpochEnded]]:
    share = st.integers(0, 10).map(lambda tenths: tenths / 10)
    epoch = st.tuples(share, share, st.integers(1, 30).map(float))
    return st.lists(epoch, min_size=1, max_size=12).map(
        lambda rows: [ended(index, *row) for index, row in enumerate(rows, start=1)]
    )
