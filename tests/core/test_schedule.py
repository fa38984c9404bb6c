"""How the learning rate goes on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.schedule import LAST_SHARE, MOST_CHANGES, RateSchedule, preview, preview_note
from cnnlab_gui.core.training import RateChange, ScheduleName, TrainingSettings

SCHEDULES: tuple[ScheduleName, ...] = ("constant", "step", "cosine", "one-cycle", "plateau")


def settings(schedule: ScheduleName, **values: object) -> TrainingSettings:
    fields = {"epochs": 6, "learning_rate": 0.01, **values, "schedule": schedule}
    return TrainingSettings.model_validate(fields)


def ended(epoch: int, val_loss: float) -> EpochEnded:
    return EpochEnded(epoch, 1.0, 0.5, val_loss, 0.5, 1.0, 0.001, 100.0)


def all_rates(schedule: RateSchedule, epochs: int) -> list[float]:
    return [float(rate) for epoch in range(1, epochs + 1) for rate in schedule.rates(epoch)]


@given(rate=st.floats(1e-6, 10.0), steps=st.integers(1, 50))
def test_that_a_constant_rate_is_the_very_number_as_float32(rate: float, steps: int) -> None:
    rates = RateSchedule(settings("constant", learning_rate=rate), steps).rates(3)
    assert rates.dtype == np.float32
    assert rates.tolist() == [float(np.float32(rate))] * steps


def test_that_a_step_multiplies_every_so_many_epochs() -> None:
    schedule = RateSchedule(settings("step", schedule_epochs=2, schedule_factor=0.1), 3)
    firsts = [schedule.rates(epoch)[0] for epoch in range(1, 7)]
    assert firsts == pytest.approx([0.01, 0.01, 0.001, 0.001, 0.0001, 0.0001])
    assert len(set(schedule.rates(3).tolist())) == 1


def test_that_a_cosine_starts_at_the_rate_is_half_in_the_middle_and_ends_near_zero() -> None:
    rates = all_rates(RateSchedule(settings("cosine"), 100), 6)
    assert rates[0] == pytest.approx(0.01)
    assert rates[300] == pytest.approx(0.005)
    assert 0 < rates[-1] < 1e-6
    assert all(np.diff(rates) < 0)


def test_that_one_cycle_goes_up_for_three_tenths_and_then_down() -> None:
    rates = all_rates(RateSchedule(settings("one-cycle"), 100), 6)
    assert rates[0] == pytest.approx(0.01 / 25)
    assert int(np.argmax(rates)) == 180
    assert rates[180] == pytest.approx(0.01)
    assert np.diff(rates[:181]) == pytest.approx(np.full(180, 0.01 * 24 / 25 / 180), rel=1e-3)
    assert all(np.diff(rates[180:]) < 0)
    assert 0.01 * LAST_SHARE < rates[-1] < 1e-6


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_that_a_run_of_one_batch_has_a_rate(schedule: ScheduleName) -> None:
    rates = RateSchedule(settings(schedule, epochs=1), 1).rates(1)
    assert rates.tolist() == pytest.approx([0.01])


def test_that_a_plateau_lowers_only_after_so_many_epochs_without_a_lower_loss() -> None:
    schedule = RateSchedule(settings("plateau", schedule_epochs=2), 1)
    seen = []
    for epoch, val_loss in enumerate((1.0, 0.9, 0.9, 0.8, 0.8, float("nan"), 0.9, 0.85), start=1):
        seen.append(float(schedule.rates(epoch)[0]))
        schedule.epoch_ended(ended(epoch, val_loss))
    assert seen == pytest.approx([0.01] * 6 + [0.005] * 2)
    assert schedule.rates(9)[0] == pytest.approx(0.0025)


def test_that_a_plateau_does_not_change_what_an_earlier_epoch_had() -> None:
    schedule = RateSchedule(settings("plateau", schedule_epochs=1), 1)
    for epoch in (1, 2):
        schedule.epoch_ended(ended(epoch, 1.0))
    assert [float(schedule.rates(epoch)[0]) for epoch in (1, 2, 3)] == pytest.approx(
        [0.01, 0.01, 0.005]
    )


@given(
    schedule=st.sampled_from(SCHEDULES),
    steps=st.integers(1, 30),
    epoch=st.integers(1, 6),
    first=st.integers(0, 30),
)
def test_that_the_rest_of_an_epoch_is_the_tail_of_the_whole(
    schedule: ScheduleName, steps: int, epoch: int, first: int
) -> None:
    whole = RateSchedule(settings(schedule), steps)
    first = min(first, steps)
    assert whole.rates(epoch, first).tolist() == whole.rates(epoch).tolist()[first:]


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_that_a_change_holds_from_its_batch_on_and_scales_what_comes_later(
    schedule: ScheduleName,
) -> None:
    plain, changed = RateSchedule(settings(schedule), 10), RateSchedule(settings(schedule), 10)
    changed.change(3, 4, 0.02)
    assert changed.rates(2).tolist() == plain.rates(2).tolist()
    assert changed.rates(3)[:4].tolist() == plain.rates(3)[:4].tolist()
    assert changed.rates(3)[4] == np.float32(0.02)
    ratio = 0.02 / plain.rates(3)[4]
    assert changed.rates(6) == pytest.approx(plain.rates(6) * ratio, rel=1e-5)


def test_that_a_later_change_overrides_an_earlier_one() -> None:
    schedule = RateSchedule(settings("constant"), 10)
    schedule.change(2, 0, 0.5)
    schedule.change(2, 5, 0.25)
    assert schedule.rates(2).tolist() == [0.5] * 5 + [0.25] * 5
    assert schedule.rates(3).tolist() == [0.25] * 10


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_that_changes_in_the_settings_do_what_changes_by_hand_did(schedule: ScheduleName) -> None:
    by_hand = RateSchedule(settings(schedule), 10)
    by_hand.change(2, 3, 0.004)
    change = RateChange(epoch=2, step=3, rate=0.004)
    written = RateSchedule(settings(schedule, rate_changes=(change,)), 10)
    assert all_rates(written, 6) == all_rates(by_hand, 6)


def test_that_a_change_of_a_run_with_longer_epochs_holds_from_the_next_epoch_on() -> None:
    change = RateChange(epoch=2, step=500, rate=0.001)
    schedule = RateSchedule(settings("cosine", rate_changes=(change,)), 10)
    plain = RateSchedule(settings("cosine"), 10)
    assert schedule.rates(2).tolist() == plain.rates(2).tolist()
    assert schedule.rates(3)[0] == np.float32(0.001)
    assert max(all_rates(schedule, 6)[20:]) <= np.float32(0.001)


def test_that_no_wish_for_a_rate_leaves_the_bounds() -> None:
    schedule = RateSchedule(settings("one-cycle"), 10)
    schedule.change(1, 0, 99.0)
    assert max(all_rates(schedule, 6)) <= 10
    schedule.change(1, 0, 0.0)
    assert min(all_rates(schedule, 6)) > 0


def test_that_of_endless_changes_the_latest_are_kept_and_hold() -> None:
    schedule = RateSchedule(settings("constant"), 10)
    for step in range(MOST_CHANGES + 5):
        schedule.change(1 + step // 10, step % 10, 0.01 + step * 1e-6)
    assert len(schedule.changes) == MOST_CHANGES
    again = RateSchedule(settings("constant", rate_changes=schedule.changes), 10)
    last = (MOST_CHANGES + 5) // 10 + 1
    assert again.rates(last).tolist() == schedule.rates(last).tolist()


@given(
    schedule=st.sampled_from(SCHEDULES),
    losses=st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=5, max_size=5),
    cut=st.integers(0, 5),
    rate=st.none() | st.floats(1e-8, 10.0),
)
def test_that_one_that_is_told_the_history_and_the_changes_goes_on_to_the_last_bit(
    schedule: ScheduleName, losses: list[float], cut: int, rate: float | None
) -> None:
    chosen = settings(schedule, schedule_epochs=1)
    whole = RateSchedule(chosen, 7)
    for epoch, loss in enumerate(losses, start=1):
        if epoch - 1 == cut and rate is not None:
            whole.change(epoch, 3, rate)
        whole.epoch_ended(ended(epoch, loss))
    again = RateSchedule(chosen.model_copy(update={"rate_changes": whole.changes}), 7)
    for epoch, loss in enumerate(losses, start=1):
        again.epoch_ended(ended(epoch, loss))
    assert all_rates(again, 6) == all_rates(whole, 6)


@given(
    schedule=st.sampled_from(SCHEDULES), epochs=st.integers(1, 10_000), points=st.integers(2, 300)
)
def test_that_a_preview_covers_all_epochs_with_as_many_points_as_asked(
    schedule: ScheduleName, epochs: int, points: int
) -> None:
    x, y = preview(settings(schedule, epochs=epochs), points)
    assert x.shape == y.shape == (points,)
    assert x[0] == 0
    assert epochs - 1 <= x[-1] < epochs
    assert np.all(np.diff(x) > 0) or epochs < points
    assert np.all((y > 0) & (y <= 0.01 * (1 + 1e-9)))


@pytest.mark.parametrize("schedule", ["constant", "step", "cosine", "one-cycle"])
def test_that_a_preview_shows_what_a_run_does(schedule: ScheduleName) -> None:
    chosen = settings(schedule, rate_changes=(RateChange(epoch=1, step=0, rate=1.0),))
    _, rates = preview(chosen, 60)
    assert rates.astype(np.float32).tolist() == all_rates(RateSchedule(settings(schedule), 10), 6)


def test_that_a_plateaus_preview_falls_and_says_that_it_is_made_up() -> None:
    chosen = settings("plateau", epochs=9, schedule_epochs=2)
    _, rates = preview(chosen, 9)
    assert rates.tolist() == pytest.approx([0.01] * 5 + [0.005] * 2 + [0.0025] * 2)
    assert "after epoch 3" in str(preview_note(chosen))
    assert preview_note(settings("cosine")) is None
