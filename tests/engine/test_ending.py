"""However a training ends, it says so once, and what it kept is true."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from cnnlab_gui.core import paths
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.events import BatchProgress, EpochEnded, RunEvent, RunStarted
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.runs.resuming import can_resume
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.training import RunSpecification, TrainingSettings
from cnnlab_gui.engine import loop
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.engine import KerasEngine

Specify = Callable[..., RunSpecification]

FULL_DEVICE = Path("/dev/full")
SOFTMAX = Dense(units=10, activation="softmax")
# Without bends between them the layers multiply their weights: great weights overflow.
EXPLODING = Architecture(layers=(Flatten(), *[Dense(units=64, activation="linear")] * 12, SOFTMAX))


@pytest.fixture
def single_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the inner loop give way after every step."""
    monkeypatch.setattr(loop, "SECONDS_PER_CALL", 0.0)


def stop_after(kind: type, epoch: int) -> Callable[[RunEvent, Any], None]:
    def react(event: RunEvent, training: Any) -> None:
        if isinstance(event, kind) and event.epoch == epoch:
            training.stop.set()

    return react


@pytest.mark.usefixtures("single_steps")
def test_that_stopping_in_mid_epoch_ends_with_outcome_stopped_and_keeps_the_whole_epochs(
    train: Any, specify: Specify
) -> None:
    training = train(specify(epochs=5), stop_after(EpochEnded, 1))
    assert training.finished.outcome == "stopped"
    assert str(training.finished.detail).startswith("Stopped in epoch 2 of 5; ")
    assert len(training.figures) == len(training.named("epoch")) == 1
    assert training.snapshots == ["epoch-000.npz", "epoch-001.npz", "unfinished.npz"]
    assert all(event.step < event.steps for event in training.named("batch") if event.epoch == 2)
    record, report = training.folder.read_record(), training.folder.read_report()
    assert (record.outcome, record.detail) == ("stopped", str(training.finished.detail))
    assert (report["epoch"], report["test_accuracy"]) == (1, training.figures[0][3])
    assert training.finished.test_accuracy == report["test_accuracy"]


@pytest.mark.usefixtures("single_steps")
def test_that_the_weights_of_the_cut_epoch_are_newer_than_the_last_snapshot(
    train: Any, specify: Specify
) -> None:
    folder = train(specify(epochs=5), stop_after(EpochEnded, 1)).folder
    unfinished = folder.path / "weights" / "unfinished.npz"
    with np.load(folder.snapshot_path(1)) as whole, np.load(unfinished) as cut:
        assert set(whole.files) == set(cut.files)
        assert not np.array_equal(whole["001.kernel"], cut["001.kernel"])


def test_that_stopping_during_the_check_of_an_epoch_does_not_count_it(
    train: Any, specify: Specify
) -> None:
    def react(event: RunEvent, training: Any) -> None:
        if isinstance(event, BatchProgress) and event.step == event.steps:
            training.stop.set()

    training = train(specify(), react)
    assert training.finished.outcome == "stopped"
    assert training.figures == []
    assert training.snapshots == ["epoch-000.npz", "unfinished.npz"]


def test_that_stopping_before_the_start_ends_with_outcome_stopped_and_no_epoch(
    train: Any, specify: Specify
) -> None:
    training = train(specify(), stopped=True)
    assert training.finished.outcome == "stopped"
    assert (training.finished.test_loss, training.finished.test_accuracy) == (None, None)
    assert training.figures == []
    assert training.folder.read_report() is None
    assert training.folder.read_record().outcome == "stopped"


def test_that_stopping_before_the_last_test_says_that_all_epochs_are_kept(
    train: Any, specify: Specify
) -> None:
    training = train(specify(hold_out=0.25), stop_after(EpochEnded, 2))
    assert training.finished.outcome == "stopped"
    assert "epoch 3 of 2" not in str(training.finished.detail)
    assert "all 2 epochs are kept" in str(training.finished.detail)
    assert training.folder.read_report() is None
    assert training.snapshots == ["epoch-000.npz", "epoch-001.npz", "epoch-002.npz"]


def test_that_a_loss_that_is_no_number_fails_with_advice_and_keeps_the_epochs_before(
    train: Any, specify: Specify
) -> None:
    # As many are held out as test images there are: the two must not be taken for each other.
    training = train(specify(EXPLODING, epochs=40, batch_size=50, learning_rate=1.0, hold_out=0.25))
    finished, epochs = training.finished, training.named("epoch")
    assert finished.outcome == "failed"
    assert "The loss is no longer a number in epoch" in str(finished.detail)
    assert "Use a smaller learning rate than 1." in str(finished.detail)
    assert not can_resume(training.folder)
    assert 1 <= len(epochs) < 40
    assert np.isfinite(training.figures).all()
    assert training.snapshots == [f"epoch-{k:03d}.npz" for k in range(len(epochs) + 1)]
    assert training.folder.read_record().outcome == "failed"
    assert training.folder.read_report() is None


def test_that_a_loss_that_is_no_number_in_the_check_of_an_epoch_alone_fails_too(
    train: Any, specify: Specify
) -> None:
    # One step an epoch: its own loss is from before the step, only the check sees after it.
    training = train(specify(EXPLODING, epochs=40, batch_size=200, learning_rate=10.0))
    whole, batches = len(training.named("epoch")), training.named("batch")
    assert batches[-1].epoch == whole + 1 < 40
    assert np.isfinite(batches[-1].loss)
    assert training.finished.outcome == "failed"
    assert f"no longer a number in epoch {whole + 1}:" in str(training.finished.detail)
    assert np.isfinite(training.figures).all()
    assert training.folder.read_history() == training.named("epoch")


def fails_at_once(training: Any, sentence: str) -> None:
    assert training.finished.outcome == "failed"
    assert sentence in str(training.finished.detail)
    assert training.finished.run is None
    assert training.events == [training.finished]


def test_that_a_missing_dataset_fails_in_one_sentence(train: Any, specify: Specify) -> None:
    fails_at_once(train(specify(dataset="fashion-mnist")), "Fashion-MNIST is not on this computer")
    fails_at_once(train(specify(dataset="nowhere.npz")), "There is no dataset, file or folder")
    assert not paths.runs_folder().exists()


def test_that_a_dataset_that_does_not_fit_fails_in_one_sentence(
    train: Any, specify: Specify, write_npz: Callable[..., Path]
) -> None:
    small = write_npz(shape=(20, 20), name="small.npz")
    fails_at_once(train(specify(dataset=str(small))), "takes images of 28×28×1, but small has")
    few = write_npz(classes=3, name="few.npz")
    fails_at_once(train(specify(dataset=str(few))), "a list of length 10, but few has 3 classes")
    assert not paths.runs_folder().exists()


def test_that_an_architecture_that_cannot_be_trained_fails_in_one_sentence(
    train: Any, specify: Specify
) -> None:
    fails_at_once(train(specify(Architecture())), "There are no layers yet")
    fails_at_once(train(specify(Architecture(layers=(SOFTMAX,)))), "Put a Flatten layer between")


def test_that_an_unwritable_home_fails_in_one_sentence(
    train: Any, specify: Specify, unwritable_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNLAB_HOME", str(unwritable_folder / "home"))
    specification = specify(dataset="stroke-digits", limit=20)
    fails_at_once(train(specification), "cannot be written to. Give yourself the right")


def test_that_a_taken_folder_fails_in_one_sentence_and_is_left_as_it_is(
    train: Any, specify: Specify, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "homework.txt").write_text("kept")
    fails_at_once(train(specify(), at=tmp_path / "mine"), "already holds something")
    assert (tmp_path / "mine" / "homework.txt").read_text() == "kept"


@pytest.mark.skipif(not FULL_DEVICE.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "file", ["weights/epoch-002.npz", "history.csv", "checkpoint/fresh.npz", "report.json"]
)
def test_that_a_disk_that_fills_in_mid_run_fails_in_one_sentence_and_keeps_what_was(
    file: str, train: Any, specify: Specify
) -> None:
    def react(event: RunEvent, training: Any) -> None:
        if isinstance(event, EpochEnded) and event.epoch == 1:
            run = Path(training.events[0].run)
            (run / f"{file}.tmp").symlink_to(FULL_DEVICE)

    training = train(specify(), react)
    assert training.finished.outcome == "failed"
    assert str(training.finished.detail).startswith("The disk is full: ")
    assert training.folder.read_record().outcome == "failed"
    assert can_resume(training.folder)
    whole = 2 if file == "report.json" else 1
    assert len(training.figures) == whole
    report = training.folder.read_report()
    if file == "report.json":
        assert report is None
    else:
        assert (report["epoch"], report["test_loss"]) == (whole, training.figures[-1][2])
    # What met the full disk went with it: there is room again, and the run goes on.
    resumed = train(training.folder.path)
    assert resumed.finished.outcome == "completed"
    assert len(resumed.figures) == 2


@pytest.mark.provokes_errors
@pytest.mark.parametrize("kind", ["started", "snapshot", "batch", "epoch"])
def test_that_a_bug_in_the_listener_fails_the_run_and_still_ends_it_once(
    kind: str, train: Any, specify: Specify, no_error_logged: list[Any]
) -> None:
    def react(event: RunEvent, training: Any) -> None:
        if event.event == kind:
            raise ZeroDivisionError("a bug")

    training = train(specify(), react)
    assert training.finished.outcome == "failed"
    assert "Something unexpected happened: ZeroDivisionError: a bug" in str(
        training.finished.detail
    )
    assert training.folder.read_record().outcome == "failed"
    assert len(training.figures) == (1 if kind == "epoch" else 0)
    assert training.folder.read_report() is None
    assert len(no_error_logged) == 1


def raising(error: Exception) -> Callable[[RunEvent, Any], None]:
    """Let ``error`` come out of the middle of a training, as from TensorFlow."""

    def react(event: RunEvent, training: Any) -> None:
        if isinstance(event, BatchProgress):
            raise error

    return react


UNIMPLEMENTED = tf.errors.UnimplementedError(
    None, None, "A deterministic GPU implementation of DepthwiseConvBackpropFilter is not available"
)


def test_that_a_device_that_cannot_repeat_a_layer_is_told_with_what_to_do(
    train: Any, specify: Specify
) -> None:
    training = train(specify(deterministic=True), raising(UNIMPLEMENTED))
    said = str(training.finished.detail)
    assert training.finished.outcome == "failed"
    assert said.startswith("One of these layers cannot give the same digits each time on CPU")
    assert "Switch off 'Repeatable' in the training settings" in said
    assert TrainingSettings.model_fields["deterministic"].title == "Repeatable"


@pytest.mark.provokes_errors
def test_that_it_is_unexpected_where_nothing_was_to_be_repeated(
    train: Any, specify: Specify
) -> None:
    training = train(specify(), raising(UNIMPLEMENTED))
    assert "happened: UnimplementedError" in str(training.finished.detail)


def test_that_exhausted_memory_is_told_with_the_device_and_what_to_do(
    train: Any, specify: Specify
) -> None:
    error = tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")
    training = train(specify(), raising(error))
    said = str(training.finished.detail)
    assert said.startswith("The memory of CPU")
    assert said.endswith("Use a smaller batch, or a smaller network.")


@pytest.mark.provokes_errors
def test_that_a_bug_in_a_reader_of_data_fails_the_run_in_one_sentence(
    specify: Specify,
) -> None:
    class Broken(DatasetLibrary):
        def load(self, id_or_path: str, *, limit: int | None = None) -> Any:
            raise ZeroDivisionError("a bug\nin two lines")

    events: list[RunEvent] = []
    engine = KerasEngine(Broken(), RunStore(paths.runs_folder()))
    engine.train(specify(), events.append, RunControl())
    (finished,) = events
    assert finished.outcome == "failed"
    assert "happened: ZeroDivisionError: a bug. The log has" in str(finished.detail)


def test_that_a_bug_while_hearing_the_end_does_not_send_it_twice(
    train: Any, specify: Specify
) -> None:
    heard = []

    def react(event: RunEvent, training: Any) -> None:
        if event.event == "finished":
            heard.append(event)
            raise ZeroDivisionError("a bug")

    with pytest.raises(ZeroDivisionError):
        train(specify(epochs=1), react)
    assert [event.outcome for event in heard] == ["completed"]


def test_that_a_second_interrupt_breaks_off_and_still_ends_it_once(
    train: Any, specify: Specify
) -> None:
    heard = []

    def react(event: RunEvent, training: Any) -> None:
        heard.append(event)
        if isinstance(event, RunStarted):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(specify(), react)
    assert [event.event for event in heard] == ["started", "finished"]
    assert heard[-1].outcome == "failed"
