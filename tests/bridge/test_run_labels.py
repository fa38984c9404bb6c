"""A few words for each of some runs, by which they are told apart."""

from cnnlab_gui.bridge.run_labels import told_apart
from tests.run_rows import made_run

LONG = "dense-baseline-modified-"


def test_that_it_is_said_in_what_runs_differ() -> None:
    runs = [made_run(f"{LONG}{n}{s}", filters=n, seed=s) for n in (16, 64) for s in (0, 1)]
    assert list(told_apart(runs).values()) == [
        "filters 16 · seed 0",
        "filters 16 · seed 1",
        "filters 64 · seed 0",
        "filters 64 · seed 1",
    ]


def test_that_a_name_stays_where_it_is_shorter_or_nothing_differs() -> None:
    assert told_apart([made_run("a", seed=0), made_run("b", seed=1)]) == {"a": "a", "b": "b"}
    assert told_apart([made_run(LONG)]) == {LONG: LONG}
    assert told_apart([]) == {}


def test_that_runs_that_are_alike_keep_their_names() -> None:
    runs = [made_run(f"{LONG}{at}", seed=min(at, 1)) for at in range(3)]
    assert told_apart(runs) == {
        f"{LONG}0": "seed 0",
        f"{LONG}1": f"{LONG}1",
        f"{LONG}2": f"{LONG}2",
    }
