"""What ``sweep`` prints: each outcome by its name, each value as people write it."""

import json

import pytest

from cnnlab_gui.cli.sweep_printer import JsonPrinter, PeoplePrinter, _say_groups
from cnnlab_gui.core import paths
from cnnlab_gui.core.presets import preset_named
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.sweep.plan import planned
from cnnlab_gui.core.sweep.progress import SweepFinished, TrialEnded
from cnnlab_gui.core.text import Sentence

PLAN = planned("mine", preset_named("cnn-16").specification(), {"filters": ("4", "8")}, (0,))
FIRST, SECOND = (trial.key for trial in PLAN.trials())


def test_that_what_was_cancelled_is_called_paused(capsys: pytest.CaptureFixture[str]) -> None:
    printer = JsonPrinter(PLAN)
    printer.follow(TrialEnded(FIRST, "cancelled", "/runs/a"))
    printer.follow(TrialEnded(SECOND, "cancelled"))
    printer.follow(SweepFinished("cancelled", Sentence("0 of 2 runs are completed."), 0, 0, 1.0))
    printer.say_results(RunStore(paths.runs_folder()))
    first, second, end, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["state"], second["state"], end["outcome"]) == ("paused", "waiting", "paused")
    assert (last["outcome"], last["detail"]) == ("paused", "0 of 2 runs are completed.")
    assert [row["state"] for row in last["runs"]] == ["waiting", "waiting"]  # no run is there


def test_that_a_sweep_whose_runs_failed_has_failed(capsys: pytest.CaptureFixture[str]) -> None:
    printer = PeoplePrinter(PLAN)
    for key in (FIRST, SECOND):
        printer.follow(TrialEnded(key, "failed", None, Sentence("No memory.")))
    printer.follow(SweepFinished("failed", Sentence("0 of 2, 2 failed."), 0, 2, 1.0))
    printer.say_results(RunStore(paths.runs_folder()))
    out = capsys.readouterr().out
    assert "Go on with" not in out
    last = json.loads(out.splitlines()[-1])
    assert (last["outcome"], last["detail"]) == ("failed", "0 of 2, 2 failed.")
    assert [(row["state"], row["detail"]) for row in last["runs"]] == [("failed", "No memory.")] * 2


def test_that_equal_values_of_several_layers_are_said_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    figures = {"count": 1, "mean": 91.0, "deviation": None, "seconds": 1.0, "parameters": 10}
    _say_groups([{"values": {"filters": "4, 4", "kernel": "3, 5"}, **figures}])
    (row,) = capsys.readouterr().out.splitlines()[1:]
    assert row.split()[:3] == ["4", "3,", "5"]
