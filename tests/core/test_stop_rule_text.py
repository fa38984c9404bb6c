"""Stop rules as text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.faults import first_fault
from cnnlab_gui.core.stopping.rule import NoImprovement, NotANumber, Reaches, StopRule, TimeBudget
from cnnlab_gui.core.stopping.text import duration, parse_rule, rule_sentence, rule_text
from cnnlab_gui.core.training import TrainingSettings
from tests.core.stopping_parts import rules

READ: dict[str, StopRule] = {
    "accuracy>=95%": Reaches(metric="accuracy", value=0.95),
    "accuracy >= 33.3 %": Reaches(metric="accuracy", value=0.333),
    "loss <= 0.2": Reaches(metric="loss", value=0.2),
    "Val_Accuracy ≥ 0,9": Reaches(metric="val_accuracy", value=0.9),
    "validation loss at most 1e-2": Reaches(metric="val_loss", value=0.01),
    "val-acc > 0.5": Reaches(metric="val_accuracy", value=0.5),
    "training accuracy 100%": Reaches(metric="accuracy", value=1.0),
    "patience 3": NoImprovement(metric="val_loss", epochs=3, restore_best=False),
    "val_accuracy patience 5 restore": NoImprovement(metric="val_accuracy", epochs=5),
    "loss no improvement for 1 epoch, restore best": NoImprovement(metric="loss", epochs=1),
    "  patience=2 and  restore_best ": NoImprovement(epochs=2),
    "90 s": TimeBudget(seconds=90.0),
    "10 min": TimeBudget(seconds=600.0),
    "10min": TimeBudget(seconds=600.0),
    "time 1.1 h": TimeBudget(seconds=3960.0),
    "after 2 hours": TimeBudget(seconds=7200.0),
    "NaN": NotANumber(),
    "loss is nan": NotANumber(),
}


@pytest.mark.parametrize(("text", "rule"), READ.items())
def test_that_a_rule_is_read_as_people_write_it(text: str, rule: StopRule) -> None:
    assert parse_rule(text) == rule


@given(rule=rules())
@example(rule=TimeBudget(seconds=5e-324))
def test_that_every_rule_is_read_back_from_its_text_as_it_was(rule: StopRule) -> None:
    assert parse_rule(rule_text(rule)) == rule


@pytest.mark.parametrize(
    ("rule", "text", "words"),
    [
        (Reaches(value=0.95), "val_accuracy >= 0.95", "validation accuracy at least 95.0 %"),
        (Reaches(metric="loss", value=0.2), "loss <= 0.2", "training loss at most 0.20"),
        (
            NoImprovement(),
            "val_loss no improvement for 3 epochs, restore best",
            "validation loss not better for 3 epochs; then back to the best epoch",
        ),
        (
            NoImprovement(epochs=1, restore_best=False),
            "val_loss no improvement for 1 epoch",
            "validation loss not better for 1 epoch",
        ),
        (TimeBudget(), "time 10 min", "after 10 min"),
        (TimeBudget(seconds=45.5), "time 45.5 s", "after 46 s"),
        (NotANumber(), "nan", "the loss is no longer a number"),
    ],
)
def test_that_a_rule_is_written_and_said_in_one_way(rule: StopRule, text: str, words: str) -> None:
    assert (rule_text(rule), str(rule_sentence(rule))) == (text, words)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "'' is no stop rule. Write for example accuracy >= 95%"),
        ("when it is good", "'when it is good' is no stop rule"),
        ("accuracy", "no stop rule"),
        ("accuracy >= x", "no stop rule"),
        ("accuracy >= -1", "no stop rule"),
        ("loss <= inf", "no stop rule"),
        ("accuracy >= 95%; rm -rf", "no stop rule"),
        ("accuracy >= 95", "never above 1, or 100 %. Write for example accuracy >= 95%"),
        ("accuracy >= 101%", "never above 1"),
        ("val_accuracy <= 0.9", "Write val_accuracy >= 0.9."),
        ("loss >= 0.3", "Write loss <= 0.3."),
        ("loss <= 1001", "The number in 'loss ≤ 1001' cannot be"),
        ("loss <= 1e999", "cannot be"),
        ("patience 0", "cannot be"),
        ("patience 1001", "cannot be"),
        ("patience " + "9" * 150, "cannot be"),
        ("0 s", "cannot be"),
        ("9999 h", "cannot be"),
        ("1" * 100_000, "no stop rule"),
        ("<b>nan</b>", "no stop rule"),
        ("patience \u0663", "no stop rule"),
    ],
)
def test_that_what_is_no_rule_is_refused_in_one_sentence(text: str, told: str) -> None:
    with pytest.raises(CnnLabError) as caught:
        parse_rule(text)
    assert told in str(caught.value)
    assert "<b>" not in str(caught.value)
    assert len(str(caught.value)) < 250


@given(text=st.text() | st.text("accurylosvptine0123456789.%<>= ,"))
def test_that_any_text_is_a_rule_or_refused(text: str) -> None:
    try:
        rule = parse_rule(text)
    except CnnLabError:
        return
    assert parse_rule(rule_text(rule)) == rule


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.25, "0.2 s"), (40.0, "40 s"), (100.0, "1.7 min"), (600.0, "10 min"), (9000.0, "2.5 h")],
)
def test_that_a_duration_is_short(seconds: float, text: str) -> None:
    assert str(duration(seconds)) == text


def test_that_a_file_with_a_rule_of_an_unknown_kind_is_told_which_kinds_there_are() -> None:
    with pytest.raises(ValidationError) as caught:
        TrainingSettings.model_validate({"stop_when": ({"kind": "moon"},)})
    assert str(first_fault(caught.value, TrainingSettings)) == (
        "the kind 'moon' is not known. There are reaches, no-improvement, time, nan"
    )
