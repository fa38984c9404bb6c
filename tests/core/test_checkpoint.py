"""Checkpoints: two of them, read strictly; a damaged one is no end."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.runs.checkpoint import (
    ArrayKind,
    Checkpoint,
    Place,
    fingerprint_of,
    read_checkpoint,
    write_checkpoint,
)
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.stopping.rule import NotANumber
from cnnlab_gui.core.training import RateChange

FULL_DEVICE = Path("/dev/full")
KINDS = {
    "network.0000": ArrayKind((2, 3), "float32"),
    "network.0001": ArrayKind((2,), "int64"),
    "optimizer.0000": ArrayKind((), "int64"),
}


def checkpoint(epochs: int) -> Checkpoint:
    arrays = {name: np.full(kind.shape, epochs, kind.dtype) for name, kind in KINDS.items()}
    return Checkpoint(Place(fingerprint="ours", epochs_done=epochs, step=3, loss=0.1), arrays)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a run with two checkpoints."""
    folder = tmp_path / "mine"
    folder.mkdir()
    write_checkpoint(folder, checkpoint(1))
    write_checkpoint(folder, checkpoint(2))
    return folder


def latest(run: Path) -> Path:
    return run / "checkpoint" / "latest.npz"


def refusal(run: Path, kinds: dict[str, ArrayKind] = KINDS, fingerprint: str = "ours") -> str:
    with pytest.raises(CnnLabError) as caught:
        read_checkpoint(run, kinds, fingerprint)
    return str(caught.value)


def test_that_a_checkpoint_comes_back_to_the_bit_and_the_one_before_is_kept(run: Path) -> None:
    read = read_checkpoint(run, KINDS, "ours")
    assert read.place == checkpoint(2).place
    for name, kind in KINDS.items():
        assert (read.arrays[name].shape, str(read.arrays[name].dtype)) == kind
        assert (read.arrays[name] == 2).all()
    names = sorted(path.name for path in (run / "checkpoint").iterdir())
    assert names == ["latest.npz", "previous.npz"]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_that_where_the_latest_is_cut_short_the_one_before_is_read(run: Path, share: float) -> None:
    content = latest(run).read_bytes()
    latest(run).write_bytes(content[: int(share * len(content))])
    assert read_checkpoint(run, KINDS, "ours").place.epochs_done == 1


def test_that_one_flipped_bit_is_noticed(run: Path) -> None:
    content = bytearray(latest(run).read_bytes())
    place = content.index(np.full((2, 3), 2, np.float32).tobytes())
    content[place] ^= 1
    latest(run).write_bytes(content)
    assert read_checkpoint(run, KINDS, "ours").place.epochs_done == 1


def test_that_a_kill_between_the_two_moves_leaves_the_one_before(run: Path) -> None:
    latest(run).replace(run / "checkpoint" / "previous.npz")
    assert read_checkpoint(run, KINDS, "ours").place.epochs_done == 2


def test_that_two_damaged_ones_are_a_sentence_that_says_what_is_left(run: Path) -> None:
    for path in (run / "checkpoint").iterdir():
        path.write_bytes(b"PK")
    said = refusal(run)
    assert said.startswith("mine cannot go on: both its checkpoints are damaged or gone.")
    assert "The weights of its whole epochs are still there" in said


@pytest.mark.parametrize(
    "changed",
    [
        {**KINDS, "network.0000": ArrayKind((3, 2), "float32")},
        {**KINDS, "network.0000": ArrayKind((20, 3), "float32")},
        {**KINDS, "network.0001": ArrayKind((2,), "float64")},
        {**KINDS, "optimizer.0001": ArrayKind((2,), "float32")},
        {name: KINDS[name] for name in list(KINDS)[:2]},
    ],
)
def test_that_arrays_of_another_training_are_a_sentence(
    run: Path, changed: dict[str, ArrayKind]
) -> None:
    assert "is the checkpoint of another network or other settings" in refusal(run, changed)


def test_that_settings_changed_by_hand_are_a_sentence(run: Path) -> None:
    said = refusal(run, fingerprint="theirs")
    assert "one of the two was changed or replaced" in said
    assert str(run / "run.json") in said


@pytest.mark.skipif(not FULL_DEVICE.exists(), reason="this system has no /dev/full")
def test_that_a_full_disk_leaves_both_as_they_were(run: Path) -> None:
    before = {path.name: path.read_bytes() for path in (run / "checkpoint").iterdir()}
    (run / "checkpoint" / "fresh.npz.tmp").symlink_to(FULL_DEVICE)
    with pytest.raises(CnnLabError, match="The disk is full: "):
        write_checkpoint(run, checkpoint(3))
    assert {path.name: path.read_bytes() for path in (run / "checkpoint").iterdir()} == before


def packed(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name + ".npy", content)
    return file.getvalue()


def test_that_a_bomb_and_a_pickle_are_not_unpacked(run: Path) -> None:
    bomb = packed(**dict.fromkeys([*KINDS, "state"], b"\0" * 10_000_000))
    file = io.BytesIO()
    objects = {name: np.array([{}, []], dtype=object) for name in [*KINDS, "state"]}
    np.savez(file, allow_pickle=True, **objects)
    for content in (bomb, file.getvalue(), packed(**{f"m{k}": b"" for k in range(5000)})):
        latest(run).write_bytes(content)
        assert read_checkpoint(run, KINDS, "ours").place.epochs_done == 1


def test_that_only_what_decides_the_numbers_is_in_the_fingerprint(
    make_record: Callable[..., RunRecord],
) -> None:
    record = make_record()

    def changed(**settings: object) -> str:
        specification = record.specification
        update = {"settings": specification.settings.model_copy(update=settings)}
        specification = specification.model_copy(update=update)
        return fingerprint_of(record.model_copy(update={"specification": specification}))

    same = fingerprint_of(record)
    assert changed(stop_when=(NotANumber(),)) == same
    assert changed(rate_changes=(RateChange(epoch=1, step=0, rate=0.1),)) == same
    assert changed(checkpoint_minutes=9.0, snapshot_megabytes=7) == same
    assert changed(hold_out=0) == same
    assert fingerprint_of(RunRecord.model_validate_json(record.model_dump_json())) == same
    others = [
        changed(optimizer="sgd"),
        changed(learning_rate=0.002),
        changed(epochs=6),
        changed(seed=1),
        changed(batch_size=16),
    ]
    assert len({same, *others}) == 6
