"""What a sweep would make of the network, while it is set up."""

from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.sweep.draft import drafted, sensible_factors, values_in

CNN = PRESETS["cnn-64"].specification()
DENSE = PRESETS["dense-baseline"].specification()


def test_that_values_stand_between_commas_semicolons_and_spaces() -> None:
    assert values_in(" 16, 32;64  one-cycle,,") == ("16", "32", "64", "one-cycle")
    assert values_in(" ,; ") == ()


def test_that_a_network_without_convolution_is_not_offered_to_vary_its_filters() -> None:
    names = {factor.name for factor in sensible_factors(DENSE)}
    assert not names & {"filters", "first filters", "kernel"}
    assert {"convolutions", "dense units", "epochs"} <= names
    assert "filters" in {factor.name for factor in sensible_factors(CNN)}


def test_that_each_value_tells_what_it_makes_of_the_network() -> None:
    draft = drafted("try", CNN, {"convolutions": ("1", "2", "3")}, (0, 1))
    made = [row.specification for row in draft.rows if row.specification]
    assert [each.architecture.parameter_count for each in made] == [1_386_506, 243_786, 84_106]
    assert draft.problem is None
    assert draft.plan is not None
    assert draft.plan.count == 6


def test_that_a_problem_stands_at_the_value_it_belongs_to() -> None:
    draft = drafted("try", CNN, {"convolutions": ("1", "4", "x", "01")}, (0,))
    sound, impossible, wrong, twice = (row.problem for row in draft.rows)
    assert sound is None
    assert "needs an image of at least 3×3" in str(impossible)
    assert "must be a whole number" in str(wrong)
    assert str(twice).startswith("This is the same as 1,")
    assert draft.plan is None
    assert draft.problem == impossible


def test_that_two_factors_are_combined() -> None:
    factors = {"filters": ("8", "16"), "optimizer": ("adam", "sgd")}
    draft = drafted("try", CNN, factors, (0,))
    assert [row.values for row in draft.rows] == [
        ("8", "adam"),
        ("8", "sgd"),
        ("16", "adam"),
        ("16", "sgd"),
    ]


def test_that_too_many_runs_are_refused_without_being_worked_out() -> None:
    many = tuple(str(number) for number in range(1, 51))
    draft = drafted("try", CNN, {"filters": many, "dense units": many}, (0,))
    assert draft.rows == ()
    assert "2,500 runs" in str(draft.problem)


def test_that_no_value_is_a_problem_too() -> None:
    draft = drafted("try", CNN, {"filters": ()}, (0,))
    assert draft.plan is None
    assert "1 to 50 values" in str(draft.problem)
