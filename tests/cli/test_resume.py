"""``cnnlab resume``: goes on with a run, or says in one sentence why not."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cnnlab_gui.core.runs.folder import RunFolder
from tests.cli.conftest import Cnnlab
from tests.core.bundle_parts import kept_run, record_of


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal for one process")
def test_that_an_interrupted_run_goes_on_by_its_name_to_the_figures_of_one_that_was_not(
    cnnlab: Cnnlab, small: Path, write_npz: Callable[..., Path], tmp_path: Path
) -> None:
    train = ["train", "--architecture", str(small), "--dataset", str(write_npz()), "--json"]
    train += ["--deterministic", "--epochs", "20"]
    with subprocess.Popen(
        [sys.executable, "-m", "cnnlab_gui", *train], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line)["event"] == "epoch":
                break
        process.send_signal(signal.SIGINT)
        *_, last = process.stdout
    run = RunFolder(Path(json.loads(last)["run"]))
    done = len(run.read_history())
    assert 1 <= done < 20

    resumed = cnnlab("resume", run.name, "--json")
    assert resumed.code == 0
    first, *_, finished = resumed.lines
    assert (first["event"], first["epochs_done"], first["run"]) == ("started", done, str(run.path))
    assert (finished["outcome"], finished["epoch"]) == ("completed", 20)
    whole = cnnlab(*train, "--out", tmp_path / "whole").lines[-1]
    assert (finished["test_loss"], finished["test_accuracy"]) == (
        whole["test_loss"],
        whole["test_accuracy"],
    )
    cnnlab("resume", run.name).says("is completed: there is nothing left to train.")


def test_that_a_file_of_a_run_is_said_to_hold_no_checkpoint(cnnlab: Cnnlab) -> None:
    cnnlab("resume", "work.cnnlab").says("A .cnnlab file holds no checkpoint")


def test_that_a_run_goes_on_with_images_that_lie_elsewhere(
    cnnlab: Cnnlab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    specification = record_of("mnist").specification
    longer = specification.settings.model_copy(update={"epochs": 3})
    run = kept_run(
        tmp_path / "here",
        outcome="stopped",
        specification=specification.model_copy(update={"settings": longer}),
    )
    (run.path / "checkpoint").mkdir()
    (run.path / "checkpoint" / "latest.npz").write_bytes(b"is read after the images")
    monkeypatch.delenv("CNNLAB_DATA_DIR", raising=False)
    cnnlab("resume", run.path).says("MNIST is not on this computer")
    images = tmp_path / "elsewhere" / "mnist"
    images.mkdir(parents=True)
    (images / "train-images-idx3-ubyte.gz").write_bytes(b"no images")
    done = cnnlab("resume", run.path, "--data-dir", tmp_path / "elsewhere")
    assert done.code == 1
    assert "is not on this computer" not in done.err


def test_that_a_run_that_is_not_there_is_one_sentence(cnnlab: Cnnlab) -> None:
    cnnlab("resume", "nothing-001").says("There is no run 'nothing-001'.")
    ended = cnnlab("resume", "nothing-001", "--json")
    assert [line["outcome"] for line in ended.lines] == ["failed"]
