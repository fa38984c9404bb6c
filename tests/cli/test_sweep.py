"""``cnnlab sweep``: whole sweeps without a window, killed, cancelled and gone on with."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.engine.sweep.local import LocalRunner
from tests.cli.conftest import Cnnlab

EPOCHS = 20  # long enough for a kill to fall into them


def sweeping(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "cnnlab_gui", "sweep", "--json", "--jobs", "1", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no SIGKILL")
def test_that_a_sweep_whose_application_was_killed_leaves_no_orphan_and_goes_on(
    write_npz: Callable[..., Path], small: Path
) -> None:
    data = write_npz(train=1000)
    with sweeping(
        *("--architecture", str(small), "--dataset", str(data), "--epochs", str(EPOCHS)),
        *("--vary", "dense-units=4,8", "--seeds", "1", "--name", "again"),
    ) as first:
        assert first.stdout is not None
        events = (json.loads(line) for line in first.stdout)
        done = next(event for event in events if event["event"] == "trial-ended")
        assert done["state"] == "completed"
        next(event for event in events if event.get("run_event", {}).get("event") == "epoch")
        first.kill()
        # The child has the pipe, too: there is no end of it before the child's own.
        list(events)
    store = RunStore(paths.runs_folder())
    assert [folder.read_record().outcome for folder in store.folders()] == ["completed", "paused"]
    with sweeping("--resume", "again") as second:
        out, err = second.communicate()
    assert (second.returncode, err) == (0, "")
    told = [json.loads(line) for line in out.splitlines()]
    assert told[0]["completed"] == ["dense units=4, seed=0"]
    epochs = [e["run_event"]["epoch"] for e in told if e.get("run_event", {}).get("epoch")]
    assert min(epochs) > 0
    assert told[-1]["outcome"] == "completed"
    assert [row["values"] for row in told[-1]["table"]] == [
        {"dense units": "4"},
        {"dense units": "8"},
    ]
    assert told[-1]["verdict"]
    folders = store.folders()
    assert [folder.read_record().outcome for folder in folders] == ["completed", "completed"]
    assert all(len(folder.read_history()) == EPOCHS for folder in folders)


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to a child")
def test_that_ctrl_c_cancels_a_sweep_cleanly_and_says_how_to_go_on(
    write_npz: Callable[..., Path], small: Path
) -> None:
    command = [sys.executable, "-m", "cnnlab_gui", "sweep", "--architecture", str(small)]
    command += ["--dataset", str(write_npz()), "--vary", "dense-units=4,8", "--name", "stop"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as sweep:
        assert sweep.stdout is not None
        assert sweep.stdout.readline().startswith("sweep stop: 6 runs, ")
        sweep.send_signal(signal.SIGINT)
        out, err = sweep.communicate()
    assert (sweep.returncode, err) == (0, "")
    assert "Go on with: cnnlab sweep --resume stop" in out
    assert "cancelled" not in out.lower()
    last = json.loads(out.splitlines()[-1])
    assert last["outcome"] == "paused"
    assert {row["state"] for row in last["runs"]} == {"waiting"}  # no run had begun


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "name a factor, as in filters=16,32,64"),
        (["--vary", "filters"], "write FACTOR=V1,V2"),
        (["--vary", "filters=8,,16"], "write FACTOR=V1,V2"),
        (["--vary", "filters=0"], "from 1 to 2,048"),
        (["--vary", "magic=1"], "There is no factor 'magic'"),
        (["--vary", "batch-size=8", "--vary", "batch size=16"], "batch size stands there twice"),
        (["--vary", "filters=16,016"], "filters=16 stands there twice"),
        (["--vary", "filters=8", "--vary", "kernel=3", "--vary", "dropout=0"], "not 3"),
        (["--vary", "filters=8", "--name", "../x"], "no name for a sweep"),
        (["--vary", "filters=8", "--seeds", "0"], "greater than or equal to 1"),
        (["--vary", "filters=8", "--jobs", "0"], "greater than or equal to 1"),
        (["--vary", "filters=8", "--epochs", "10001"], "from 1 to 10,000"),
        (["--resume", "x", "--limit", "5"], "--resume goes on with a sweep as it was planned"),
    ],
)
def test_that_wrong_usage_is_told_and_leaves_nothing(
    cnnlab: Cnnlab, arguments: list[str], says: str
) -> None:
    done = cnnlab("sweep", "--dataset", "stroke-digits", *arguments)
    if "--resume" in arguments:
        done = cnnlab("sweep", *arguments)
    assert done.code == 2
    assert says in " ".join(done.err.replace("│", " ").split())
    assert "Traceback" not in done.err
    assert not paths.sweeps_folder().exists()


def test_that_the_last_line_of_a_sweep_that_cannot_begin_says_so(cnnlab: Cnnlab) -> None:
    missing = ("sweep", "--dataset", "nothing", "--vary", "filters=8", "--name", "mine")
    for arguments in (missing, ("sweep", "--resume", "mine")):
        done = cnnlab(*arguments, "--json")
        (line,) = done.lines
        assert (line["event"], line["outcome"], line["sweep"]) == ("finished", "failed", "mine")
        assert line["detail"] == done.err.strip()
        assert line["runs"] == line["table"] == []


def test_that_a_sweep_that_is_broken_off_still_says_what_there_is(
    cnnlab: Cnnlab, small: Path, write_npz: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(LocalRunner, "run", broken_off)
    what = ("--architecture", small, "--dataset", write_npz(), "--vary", "dense-units=4,8")
    done = cnnlab("sweep", *what, "--seeds", 1, "--json")
    assert (done.code, done.err) == (130, "")
    last = done.lines[-1]
    assert (last["event"], last["outcome"]) == ("finished", "paused")
    assert [row["state"] for row in last["runs"]] == ["waiting", "waiting"]


def test_that_a_sweep_that_cannot_be_fails_with_one_sentence(cnnlab: Cnnlab) -> None:
    digits = ("sweep", "--dataset", "stroke-digits", "--vary")
    cnnlab(*digits, "convolutions=9").says("With convolutions=9 the network cannot be trained")
    cnnlab("sweep", "--dataset", "nothing", "--vary", "filters=8").says("There is no dataset")
    cnnlab("sweep", "--resume", "nothing").says("There is no sweep 'nothing'")
    assert not paths.sweeps_folder().exists()
