"""A run whose process was killed, at any moment, opens and says what is true."""

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.runs.store import RunStore

MakeRecord = Callable[..., RunRecord]

# Writes epochs without end; says so after each. Its weights are large enough for
# a kill to fall into their writing.
WRITER = """
import sys
from pathlib import Path
import numpy as np
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.runs.journal import RunJournal
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.runs.store import RunStore

record = RunRecord.model_validate_json(sys.argv[1])
folder, record = RunStore(Path(sys.argv[2])).create(record)
journal = RunJournal(folder, record, lambda event: None)
journal.started(1)
for epoch in range(1, 10_000):
    weights = {"000.kernel": np.full((300, 300), epoch, np.float32)}
    journal.epoch_ended(EpochEnded(epoch, *[epoch / 7] * 7), weights)
    print(epoch, flush=True)
"""


@pytest.mark.parametrize("case", range(8))
def test_that_a_run_killed_at_a_random_moment_opens_and_has_every_epoch_it_told_of(
    case: int, make_record: MakeRecord
) -> None:
    # Two bounds on the moment: the epoch told of last, and how far the next has come.
    told = random.Random(case).randint(0, 12)
    store = RunStore(paths.runs_folder())
    command = [sys.executable, "-c", WRITER, make_record().model_dump_json(), str(store.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(told)]
        writer.kill()
    assert lines == [f"{epoch}\n" for epoch in range(1, told + 1)]
    assert all(folder.read_record().outcome is None for folder in store.folders())
    if told:
        assert_true_and_whole(store, told)


def assert_true_and_whole(store: RunStore, told: int) -> None:
    (folder,) = store.folders()
    history = folder.read_history()
    assert [epoch.epoch for epoch in history] == list(range(1, len(history) + 1))
    assert len(history) >= told
    for epoch in history:
        assert epoch.loss == epoch.epoch / 7
        with np.load(folder.snapshot_path(epoch.epoch), allow_pickle=False) as weights:
            assert (weights["000.kernel"] == epoch.epoch).all()


# For n = 0, 1, 2 …: a forked process makes a run and kills itself before its n-th
# file operation; the last one comes through. Tells of each epoch it ended.
OPERATIONS = """
import itertools, os, signal, sys
from pathlib import Path
import numpy as np
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.runs.journal import RunJournal
from cnnlab_gui.core.runs.record import RunRecord, TestReport
from cnnlab_gui.core.runs.store import RunStore

def make_run(n):
    home = Path(sys.argv[2]) / str(n)
    left = itertools.count(n, -1)
    def before(event, arguments):
        if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"):
            if str(home) in str(arguments[0]) and next(left) == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(before)
    def tell(event):
        if isinstance(event, EpochEnded):
            os.write(1, f"{n} {event.epoch}\\n".encode())
    folder, record = RunStore(home).create(RunRecord.model_validate_json(sys.argv[1]))
    journal = RunJournal(folder, record, tell)
    journal.started(1)
    for epoch in range(1, 4):
        weights = {"000.kernel": np.full((3, 3), epoch, np.float32)}
        journal.epoch_ended(EpochEnded(epoch, *[epoch / 7] * 7), weights)
    journal.tested(TestReport(3, 0.5, 0.5, [[1]], []))
    journal.finished("completed", None, 1.0, 1.0)
    os._exit(0)

for n in itertools.count():
    child = os.fork()
    if child == 0:
        make_run(n)
    status = os.waitpid(child, 0)[1]
    if status != signal.SIGKILL:
        sys.exit(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_that_a_run_killed_before_any_of_its_file_operations_opens_and_is_true(
    make_record: MakeRecord, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", OPERATIONS, make_record().model_dump_json(), str(tmp_path)]
    told = Counter(
        line.split()[0]
        for line in subprocess.run(
            command, stdout=subprocess.PIPE, text=True, check=True
        ).stdout.splitlines()
    )
    homes = sorted(tmp_path.iterdir(), key=lambda home: int(home.name))
    assert len(homes) > 20
    for home in homes:
        for folder in RunStore(home).folders():
            ended = folder.read_record().outcome
            assert ended == ("completed" if home == homes[-1] else None)
        if RunStore(home).folders():
            assert_true_and_whole(RunStore(home), told[home.name])
    assert told[homes[-1].name] == 3


@pytest.mark.skipif(os.name == "nt", reason="Windows shares no place with a killed process")
def test_that_what_a_killed_process_left_half_made_is_not_in_the_way(
    make_record: MakeRecord, tmp_path: Path
) -> None:
    store = RunStore(tmp_path)
    folder, record = store.create(make_record())
    (folder.path / "run.json.tmp").write_text('{"half"')
    (folder.path / "weights" / "epoch-001.npz.tmp").write_bytes(b"PK")
    (tmp_path / ".4f6c.new").mkdir()
    folder.write_record(record.model_copy(update={"outcome": "completed"}))
    folder.write_snapshot(1, {"000.kernel": np.zeros(3, np.float32)})
    assert folder.read_record().outcome == "completed"
    assert [entry.path for entry in store.folders()] == [folder.path]
    assert [entry.name for entry in (folder.path / "weights").iterdir()] == ["epoch-001.npz"]
