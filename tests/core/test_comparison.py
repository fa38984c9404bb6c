"""What is said of runs that were compared."""

import json

import pytest

from cnnlab_gui.core.compare.compare import compare_runs
from cnnlab_gui.core.compare.comparison import Comparison
from cnnlab_gui.core.layers.pointwise import Dropout
from cnnlab_gui.core.presets import PRESETS
from tests.core.compare_parts import row, seeds


def said(comparison: Comparison) -> list[str]:
    return [str(sentence) for sentence in comparison.sentences]


def test_that_a_difference_that_is_more_than_luck_is_called_real() -> None:
    rows = [*seeds("cnn-64", [91.0, 91.2, 91.1]), *seeds("cnn-16", [90.0, 90.1, 89.9])]
    found = compare_runs(rows)
    assert found.factors == ("filters",)
    assert said(found) == ["64 filters are better than 16 by 1.1 ± 0.2 points: real."]
    (pair,) = found.pairs
    assert (pair.verdict, pair.seeds_needed) == ("real", None)
    assert pair.difference == pytest.approx(1.1)
    assert found.groups[pair.better].values == {"filters": "64"}
    assert found.groups[pair.worse].values == {"filters": "16"}


def test_that_the_groups_have_their_figures_in_the_order_of_what_was_varied() -> None:
    found = compare_runs(
        [*seeds("cnn-64", [91.0, 92.0, 90.0], seconds=50.0), *seeds("cnn-16", [90.0])]
    )
    first, second = found.groups
    assert (str(first.label), str(second.label)) == ("16 filters", "64 filters")
    assert (first.count, first.mean, first.deviation, first.half_width) == (1, 90.0, None, None)
    assert (second.count, second.deviation) == (3, pytest.approx(1.0))
    assert second.mean == pytest.approx(91.0)
    assert second.half_width == pytest.approx(2.4841, abs=1e-3)
    assert second.runs == ("cnn-64-001", "cnn-64-002", "cnn-64-003")
    assert (second.seeds, second.seconds, second.parameters) == ((0, 1, 2), 50.0, 243_786)


def test_that_the_order_of_the_runs_changes_nothing() -> None:
    rows = [
        *seeds("cnn-64", [91.0, 91.2, 91.1]),
        *seeds("cnn-16", [90.0, 90.1, 89.9]),
        *seeds("cnn-32-64", [91.0, 91.1, 90.9]),
    ]
    assert compare_runs(rows) == compare_runs(rows[::-1])


def test_that_longer_training_is_told_with_a_real_difference() -> None:
    slow = seeds("cnn-64", [91.0, 91.2, 91.1], seconds=230.0)
    quick = seeds("cnn-16", [90.0, 90.1, 89.9], seconds=100.0)
    found = compare_runs([*slow, *quick])
    assert found.pairs[0].time_ratio == pytest.approx(2.3)
    assert said(found) == [
        "64 filters are better than 16 by 1.1 ± 0.2 points: real. Training took 2.3 times as long."
    ]
    other = seeds("cnn-16", [92.0, 92.1, 91.9], seconds=100.0)
    assert said(compare_runs([*slow, *other]))[0].endswith("in only 43.5 % of the time.")


def test_that_times_of_different_devices_are_not_compared() -> None:
    found = compare_runs(
        [
            *seeds("cnn-64", [91.0, 91.2, 91.1], seconds=10.0, device="GPU"),
            *seeds("cnn-16", [90.0, 90.1, 89.9], seconds=100.0),
        ]
    )
    assert found.pairs[0].time_ratio is None
    assert said(found)[0].endswith("real.")


def test_that_a_difference_within_luck_is_not_called_one_and_it_is_said_what_would_show_it() -> (
    None
):
    found = compare_runs([*seeds("cnn-64", [91.4, 90.6, 91.2]), *seeds("cnn-16", [91, 90.2, 90.6])])
    (pair,) = found.pairs
    assert pair.verdict == "undecided"
    assert pair.half_width is not None
    assert pair.half_width > pair.difference
    assert pair.seeds_needed is not None
    assert pair.seeds_needed > 3
    assert said(found) == [
        "No difference that these 3 seeds could show: 64 filters and 16 differ by 0.5 ± 0.9 "
        f"points. If that is what there is, about {pair.seeds_needed} seeds each would probably "
        "show it."
    ]


def test_that_for_next_to_no_difference_no_one_is_sent_to_train_for_days() -> None:
    found = compare_runs(
        [*seeds("cnn-64", [91.4, 90.6, 91.2]), *seeds("cnn-16", [91.4, 90.6, 91.19, 91.0])]
    )
    assert "these 4 and 3 seeds" in said(found)[0] or "these 3 and 4 seeds" in said(found)[0]
    assert said(found)[0].endswith("To show so little would take more than 50 seeds each.")


def test_that_one_run_each_says_nothing_about_luck() -> None:
    found = compare_runs([row("a", "cnn-64", accuracy=0.92), row("b", "cnn-16", accuracy=0.7)])
    assert said(found) == [
        "One run each says nothing about luck: train each with at least three seeds."
    ]
    assert [(pair.verdict, pair.half_width) for pair in found.pairs] == [("single", None)]


def test_that_a_single_run_beside_several_says_nothing_about_luck() -> None:
    found = compare_runs([*seeds("cnn-64", [91.0, 91.2, 91.1]), row("b", "cnn-16", accuracy=0.7)])
    assert said(found) == [
        "64 filters did better than 16 by 21.1 points, but a single run says nothing about luck: "
        "train each with at least three seeds."
    ]


def test_that_several_groups_of_one_run_get_one_sentence_behind_the_verdicts() -> None:
    rows = [*seeds("cnn-64", [91.0, 91.2, 91.1]), *seeds("cnn-16", [90.0, 90.1, 89.9])]
    alone = [row("b", "cnn-32-64", accuracy=0.7)]
    assert said(compare_runs([*rows, *alone])) == [
        "64 filters are better than 16 by 1.1 ± 0.3 points: real.",
        "What was trained once only says nothing about luck: train each with at least three seeds.",
    ]


def test_that_what_a_network_does_not_have_is_said_in_words() -> None:
    without, few = row("a", "dense-baseline"), row("b", "cnn-16")
    assert [str(group.label) for group in compare_runs([without, few]).groups] == [
        "0 convolutions",
        "2 convolutions",
    ]
    many = row("c", "cnn-64", accuracy=0.91)
    labels = [str(group.label) for group in compare_runs([without, few, many]).groups]
    assert labels == [
        "0 convolutions",
        "2 convolutions, 16 filters",
        "2 convolutions, 64 filters",
    ]
    layers = PRESETS["cnn-64"].architecture
    dropout = layers.inserted(len(layers.layers) - 1, Dropout(rate=0.3))
    found = compare_runs([*seeds("cnn-64", [91.0, 91.1]), *seeds(dropout, [93.0, 93.1])])
    assert said(found)[0].startswith("dropout 0.3 is better than no dropout by 2.0 ± ")


def test_that_runs_that_are_all_the_same_say_nothing_about_luck() -> None:
    found = compare_runs([*seeds("cnn-64", [91.0, 91.0]), *seeds("cnn-16", [90.0, 90.0])])
    assert [pair.verdict for pair in found.pairs] == ["no-spread"]
    assert "by 1.0 points, but no run differs from those like it" in said(found)[0]
    same = compare_runs([*seeds("cnn-64", [91.0, 91.0]), *seeds("cnn-16", [91.0, 91.0])])
    assert said(same) == ["16 filters and 64 gave exactly the same: train each with further seeds."]


def test_that_runs_that_differ_in_their_seed_only_show_how_large_luck_is() -> None:
    found = compare_runs(seeds("cnn-64", [91.0, 92.0, 90.0]))
    assert found.pairs == ()
    assert said(found) == [
        "These 3 runs differ only in their seed: 91.0 ± 1.0 % on the test images. So much is luck."
    ]
    assert said(compare_runs([row("a")])) == ["This is a single run: there is nothing to compare."]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"learning_rate": 0.01}, "learning rate 0.01 is better than 0.001 by"),
        ({"epochs": 20}, "20 epochs are better than 5 by"),
        ({"epochs": 1}, "1 epoch is better than 5 by"),
        ({"optimizer": "sgd"}, "optimizer sgd, momentum 0.9 is better than adam by"),
        ({"limit": 2000}, "2,000 images are better than all by"),
    ],
)
def test_that_a_verdict_names_what_was_varied(settings: dict[str, object], expected: str) -> None:
    found = compare_runs(
        [
            *seeds("cnn-64", [91.0, 91.2, 91.1], settings=settings),
            *seeds("cnn-64", [90.0, 90.1, 89.9]),
        ]
    )
    assert said(found)[0].startswith(expected)


def test_that_two_factors_are_both_named() -> None:
    better = seeds("cnn-64", [91.0, 91.2, 91.1], settings={"learning_rate": 0.002})
    worse = seeds("cnn-16", [90.0, 90.1, 89.9])
    assert said(compare_runs([*better, *worse])) == [
        "64 filters, learning rate 0.002 is better than 16 filters, learning rate 0.001 by "
        "1.1 ± 0.2 points: real."
    ]


def test_that_of_more_than_two_factors_no_one_can_say_which_it_was() -> None:
    settings = {"learning_rate": 0.01, "epochs": 20}
    found = compare_runs(
        [
            *seeds("cnn-64", [91.0, 91.2, 91.1], settings=settings),
            *seeds("cnn-16", [90.0, 90.1, 89.9]),
        ]
    )
    assert found.factors == ("filters", "epochs", "learning rate")
    assert len(found.pairs) == 1
    assert said(found)[1] == (
        "These runs differ in more than two things (filters, epochs, learning rate), so what made "
        "a difference cannot be said. Change one thing at a time."
    )


def test_that_several_pairs_have_wider_intervals_than_one() -> None:
    two = [*seeds("cnn-64", [91.0, 91.2, 91.1]), *seeds("cnn-16", [90.0, 90.1, 89.9])]
    alone = compare_runs(two).pairs[0]
    among = compare_runs([*two, *seeds("cnn-32-64", [90.8, 90.9, 91.0])])
    assert len(among.pairs) == len(among.sentences) == 3
    same = next(pair for pair in among.pairs if pair.difference == alone.difference)
    assert same.half_width is not None
    assert alone.half_width is not None
    assert same.half_width > alone.half_width
    assert [pair.difference for pair in among.pairs] == sorted(
        (pair.difference for pair in among.pairs), reverse=True
    )


def test_that_of_many_groups_each_is_compared_with_the_best() -> None:
    rows = [
        each
        for size in range(1, 21)
        for each in seeds("cnn-64", [80 + size, 80.2 + size], settings={"batch_size": size})
    ]
    found = compare_runs(rows)
    assert len(found.groups) == 20
    assert [pair.better for pair in found.pairs] == [19] * 19
    assert len(found.sentences) == 6


def test_that_of_runs_with_the_same_seed_the_newest_counts() -> None:
    older = row("old", accuracy=0.5, created="2026-11-01T10:00:00+00:00")
    found = compare_runs([*seeds("cnn-64", [91.0, 91.2, 91.1]), older])
    assert found.groups[0].accuracies == (91.0, pytest.approx(91.2), pytest.approx(91.1))
    assert said(found)[1] == (
        "Left out, because a newer run has the same settings and seed, and so the same luck: old."
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "paused"},
        {"status": "running"},
        {"status": "interrupted"},
        {"status": "failed"},
        {"status": "stopped"},
        {"accuracy": None},
    ],
)
def test_that_runs_that_did_not_come_to_their_end_are_left_out(changes: dict[str, object]) -> None:
    cut = row("cut", "cnn-16", **changes)  # type: ignore[arg-type]
    found = compare_runs([*seeds("cnn-64", [91.0, 91.2]), cut])
    assert len(found.groups) == 1
    assert said(found)[-1].startswith("Left out, because they were not trained to their end and")
    assert said(found)[-1].endswith(": cut.")
    assert said(compare_runs([cut]))[0].startswith("None of these runs was trained to its end")


def test_that_a_run_that_its_rule_stopped_counts() -> None:
    found = compare_runs([row("a", status="stopped", stopped_by="val_loss patience 3")])
    assert len(found.groups) == 1


def test_that_what_a_stranger_wrote_is_no_markup_in_a_sentence() -> None:
    cut = [row(f"<b>\x1b[31m{number}", status="failed") for number in range(9)]
    assert said(compare_runs([row("a"), *cut]))[-1].endswith(
        ": ?b>??31m0, ?b>??31m1, ?b>??31m2, ?b>??31m3, ?b>??31m4, ?b>??31m5, …."
    )


def test_that_nothing_is_said_of_no_runs() -> None:
    assert compare_runs([]) == Comparison()


@pytest.mark.parametrize("changes", [{"dataset_id": "other"}, {"dataset_sha256": "1" * 64}])
def test_that_runs_of_other_images_are_not_compared(changes: dict[str, str]) -> None:
    found = compare_runs([*seeds("cnn-64", [91.0, 91.2]), *seeds("cnn-16", [90, 89], **changes)])
    assert found.pairs == ()
    assert said(found)[0].startswith("These runs cannot be compared: they learned from different")


def test_that_runs_of_fewer_images_of_the_same_dataset_are_compared() -> None:
    few = seeds("cnn-64", [80.0, 81.0], settings={"limit": 500}, dataset_sha256="1" * 64)
    assert len(compare_runs([*few, *seeds("cnn-64", [91.0, 91.2])]).pairs) == 1


def test_that_runs_that_were_checked_on_other_images_are_not_compared() -> None:
    held = seeds("cnn-64", [80.0, 81.0], settings={"hold_out": 0.2})
    found = compare_runs([*held, *seeds("cnn-64", [91.0, 91.2])])
    assert found.pairs == ()
    assert "hold the same share of the training images back" in said(found)[0]


def test_that_a_comparison_is_json_with_english_sentences() -> None:
    rows = [*seeds("cnn-64", [91.0, 91.2, 91.1]), *seeds("cnn-16", [90.0, 90.1, 89.9])]
    plain = json.loads(json.dumps(compare_runs(rows).as_json()))
    assert list(plain) == ["factors", "groups", "pairs", "sentences"]
    assert plain["groups"][0]["label"] == "16 filters"
    assert plain["pairs"][0]["sentence"] == plain["sentences"][0]
    assert plain["pairs"][0]["verdict"] == "real"
