"""Kills a training at random moments, resumes it each time, and says what was lost.

    python packaging/kills.py --kills 50

A small network trains on a few images, repeatably. Each time its process is killed, at a
moment by chance: at any time, or right before one of its file operations. Then its folder
must open and be true, and the run goes on from its checkpoint; once it is at its end, it
must have come to the same bits as a run that nobody killed, and the next one begins. It
prints a line of JSON with what was lost, and exits with 1 if anything was.

Needs a system that forks, so that TensorFlow is loaded only once.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import select
import signal
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import BatchProgress, EpochEnded, RunEvent, RunFinished, RunStarted
from cnnlab_gui.core.layers.pointwise import BatchNormalization, Dropout
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.results.kept import read_answers
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.lock import is_held
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.training import RunSpecification, TrainingSettings

EPOCHS, STEPS, BATCH = 6, 25, 8
NETWORK = Architecture(
    layers=(
        Flatten(),
        Dropout(rate=0.3),
        Dense(units=32),
        BatchNormalization(),
        Dense(units=10, activation="softmax"),
    )
)
PATIENCE = 60.0  # seconds
OPERATIONS = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir")
MOST = 45  # file operations; a whole run has about twice as many


@dataclass
class Losses:
    """What was counted; all but ``kills``, ``completed`` and ``seconds`` must be 0.

    ``lines`` are those of the history that were told of, ``differing`` the runs that came
    to other bits than one that nobody killed.
    """

    kills: int = 0
    completed: int = 0
    runs: int = 0
    lines: int = 0
    unreadable: int = 0
    differing: int = 0
    seconds: float = 0.0
    said: list[str] = field(default_factory=list)

    @property
    def none(self) -> bool:
        """Whether nothing was lost."""
        return not (self.runs or self.lines or self.unreadable or self.differing)


def main(arguments: list[str]) -> int:
    """Kill as often as asked for; 1 if anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    import tensorflow as tf  # noqa: F401  once, before the first fork; nothing is computed yet

    with tempfile.TemporaryDirectory() as home:
        losses = Killer(Path(home), random.Random(options.seed)).kill(options.kills)
    print(json.dumps(asdict(losses)))
    return 0 if losses.none else 1


class Killer:
    """Trains in child processes, kills them, and looks at what they leave.

    Parameters
    ----------
    home : Path
        An empty folder.
    chance : random.Random
    """

    def __init__(self, home: Path, chance: random.Random) -> None:
        self._chance = chance
        self._losses = Losses()
        self._data = home / "images.npz"
        _write_images(self._data)
        self._whole = RunStore(home / "whole")
        self._killed = RunStore(home / "killed")

    def kill(self, kills: int) -> Losses:
        """Kill so often, then let the last run come to its end."""
        began = time.perf_counter()
        self._child(self._whole, None, 0, None)
        longest, expected = time.perf_counter() - began, _bits(self._whole.folders()[0])
        run: RunFolder | None = None
        while self._losses.kills < kills or run is not None:
            last = self._losses.kills >= kills
            before = 0 if last or self._chance.random() < 0.5 else self._chance.randint(1, MOST)
            lives = None if last or before else self._chance.uniform(0.0, longest)
            was_killed, told = self._child(self._killed, run, before, lives)
            self._losses.kills += was_killed
            if told < 0:  # it would not go on: that run is lost
                self._losses.runs += 1
                self._losses.completed += 1
                run = None
            else:
                run = self._look(told, expected)
        self._losses.seconds = time.perf_counter() - began
        return self._losses

    def _child(
        self, store: RunStore, run: RunFolder | None, before: int, lives: float | None
    ) -> tuple[bool, int]:
        """Train in a process of its own: whether it was killed, and the last epoch it told of.

        That is -1 if it failed.
        """
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            _train(store, run, self._data, before, write)
        os.close(write)
        lines = _listen(read, child, lives)
        status = os.waitpid(child, 0)[1]
        failures = [line for line in lines if line.startswith("failed")]
        self._losses.said += failures
        told = -1 if failures else max(map(int, filter(str.isdigit, lines)), default=0)
        return status == signal.SIGKILL, told

    def _look(self, told: int, expected: dict[str, Any]) -> RunFolder | None:
        """See what a process has left; the run to go on with, None where it is at its end."""
        losses, folders = self._losses, self._killed.folders()
        if len(folders) <= losses.completed:
            losses.runs += bool(told)
            return None
        folder = folders[-1]
        try:
            epochs = _check(folder)
        except (CnnLabError, ValueError) as error:
            losses.unreadable += 1
            losses.said.append(str(error))
            return folder
        losses.lines += max(0, told - epochs)
        if folder.read_record().outcome is None:
            return folder
        losses.completed += 1
        if _bits(folder) != expected:
            losses.differing += 1
        return None


def _train(store: RunStore, run: RunFolder | None, data: Path, before: int, write: int) -> None:
    """Be the child: begin a run, or go on with ``run``; tell each whole epoch; never return."""
    _die_before(store.folder, before)
    from cnnlab_gui.engine import epochs
    from cnnlab_gui.engine.datasets.library import DatasetLibrary
    from cnnlab_gui.engine.engine import KerasEngine

    epochs.MINUTE = 0.5  # so that checkpoints come in the middle of these short epochs, too

    def tell(event: RunEvent) -> None:
        match event:
            case RunStarted():
                os.write(write, b"started\n")
            case BatchProgress():
                os.write(write, b"batch\n")
            case EpochEnded():
                os.write(write, f"{event.epoch}\n".encode())
            case RunFinished() if event.outcome != "completed":
                os.write(write, f"{event.outcome}: {event.detail}\n".encode())
            case _:
                pass

    engine = KerasEngine(DatasetLibrary(), store)
    if run is None:
        settings = TrainingSettings(
            epochs=EPOCHS,
            batch_size=BATCH,
            deterministic=True,
            checkpoint_minutes=0.05,
            schedule="one-cycle",
        )
        engine.train(
            RunSpecification(architecture=NETWORK, dataset=str(data), settings=settings),
            tell,
            RunControl(),
        )
    else:
        engine.resume(run.path, tell, RunControl())
    os._exit(0)


def _die_before(folder: Path, operation: int) -> None:
    """Kill this process right before its file operation of this number there; 0 for never."""
    left = itertools.count(operation - 1, -1)
    place = str(folder)

    def on_audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event in OPERATIONS and place in str(arguments[0]) and next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    if operation:
        sys.addaudithook(on_audit)


def _listen(read: int, child: int, lives: float | None) -> list[str]:
    """Take in the lines that the child tells; kill it after so many seconds."""
    text = b""
    # Now and then a fork of a process that has loaded TensorFlow hangs before it trains.
    end: float | None = time.monotonic() + (PATIENCE if lives is None else lives)
    while True:
        left = None if end is None else max(0.0, end - time.monotonic())
        ready, _, _ = select.select([read], [], [], left)
        if not ready:
            os.kill(child, signal.SIGKILL)
            end = None
            continue
        part = os.read(read, 4096)
        if not part:
            break
        text += part
    os.close(read)
    return text.decode().splitlines()


def _check(folder: RunFolder) -> int:
    """Read all that a run's folder holds; the whole epochs that it has.

    Raises
    ------
    CnnLabError, ValueError
        Something cannot be read, or is not true.
    """
    record, history = folder.read_record(), folder.read_history()
    architecture = record.specification.architecture
    if is_held(folder.path):
        raise ValueError("its lock outlived its process")
    if [epoch.epoch for epoch in history] != list(range(1, len(history) + 1)):
        raise ValueError("its history has a hole")
    for epoch in [*range(bool(history)), *[each.epoch for each in history]]:
        folder.read_snapshot(epoch, architecture)
    for epoch in folder.snapshots():
        folder.read_snapshot(epoch, architecture)
    report, answers = folder.read_report(), read_answers(folder.path)
    for about in (report and report["epoch"], answers and answers.epoch):
        if about and about > len(history):
            raise ValueError("it tells of an epoch that it does not have")
    for path in (folder.path / "checkpoint").glob("*.npz"):
        with np.load(path, allow_pickle=False) as arrays:
            place = json.loads(arrays["state"].tobytes())
            if place["epochs_done"] > len(history):
                raise ValueError("its checkpoint knows more epochs than its history")
    return len(history)


def _bits(folder: RunFolder) -> dict[str, Any]:
    """All that a run at its end has come to, but what it took."""
    weights: dict[int, Any] = {}
    for epoch in folder.snapshots():
        with np.load(folder.snapshot_path(epoch), allow_pickle=False) as arrays:
            weights[epoch] = [(name, arrays[name].tobytes()) for name in arrays.files]
    figures = [
        (each.loss, each.accuracy, each.val_loss, each.val_accuracy, each.learning_rate)
        for each in folder.read_history()
    ]
    return {"weights": weights, "history": figures, "report": folder.read_report()}


def _write_images(path: Path) -> None:
    """Write images that are quickly learnt: each class is a bright bar in its own place."""
    chance = np.random.default_rng(5)
    arrays: dict[str, Any] = {}
    for half, count in (("train", STEPS * BATCH), ("test", 50)):
        labels = (np.arange(count) % 10).astype(np.uint8)
        images = chance.integers(0, 60, (count, 28, 28), np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[:, 2 * int(label) : 2 * int(label) + 3] += 180
        arrays |= {f"x_{half}": images, f"y_{half}": labels}
    np.savez(path, allow_pickle=False, **arrays)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
