"""A ``.cnnlab`` that a stranger made: a sentence, nothing left behind, nothing executed."""

import io
import json
import pickle
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.runs.bundle import unpack
from cnnlab_gui.core.runs.store import RunStore
from tests.core.bundle_parts import left_in, npz_of, packed, parts_of, weights_of, write_parts

Parts = dict[str, bytes]
FIRST = "weights/epoch-000.npz"
HEAD = "epoch,loss,accuracy,val_loss,val_accuracy,seconds,learning_rate,images_per_second\n"


def refused(path: Path, tmp_path: Path) -> str:
    """What is said of ``path``; nothing may be left of it."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    before = left_in(tmp_path)
    with pytest.raises(CnnLabError) as refusal:
        unpack(path, RunStore(home))
    assert left_in(home) == []
    assert left_in(tmp_path) == before
    text = str(refusal.value)
    assert ".new" not in text
    assert text.count("\n") == 0
    return text


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    path = packed(tmp_path)
    content = parts_of(path)
    path.unlink()
    return content


def test_that_the_parts_put_together_again_are_taken(tmp_path: Path, parts: Parts) -> None:
    path = write_parts(tmp_path / "good.cnnlab", parts)
    assert unpack(path, RunStore(tmp_path / "home")).snapshots() == [0, 1, 2]


@pytest.mark.parametrize(
    "name",
    [
        *("../evil.json", "/etc/evil", "C:/evil", r"..\evil", "weights/../../evil.npz"),
        *("weights/epoch-0001.npz", "weights/epoch-１23.npz", "run.json/", "RUN.json", "Weights/x"),
        *("checkpoint/latest.npz", "weights/", "run.py", "weights/epoch-000.npz\x00.py", "", " "),
        *("run.lock", "./run.json", "x" * 300, "weights/epoch-9999999999.npz"),
    ],
)
def test_that_a_part_that_no_run_has_is_refused(tmp_path: Path, parts: Parts, name: str) -> None:
    path = tmp_path / "odd.cnnlab"
    info = zipfile.ZipInfo("placeholder")
    info.filename = name
    with zipfile.ZipFile(write_parts(path, parts), "a") as archive:
        archive.writestr(info, b"evil")
    assert "is no run that can be opened" in refused(path, tmp_path)
    assert not (tmp_path.parent / "evil.json").exists()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_that_two_parts_of_one_name_are_refused(tmp_path: Path, parts: Parts) -> None:
    path = write_parts(tmp_path / "twice.cnnlab", parts)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("run.json", b"{}")
    assert "two of its parts have the same name" in refused(path, tmp_path)


def test_that_a_link_is_refused(tmp_path: Path, parts: Parts) -> None:
    link = zipfile.ZipInfo("notes.json")
    link.external_attr = 0o120777 << 16
    del parts["notes.json"]
    path = write_parts(tmp_path / "link.cnnlab", parts)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, b"/etc/passwd")
    assert "a part that no run has" in refused(path, tmp_path)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "empty"), (b"hello", "text"), (b"\x89HDF\r\n\x1a\n" * 9, "other"), (b"PK", "short")],
)
def test_that_what_is_no_zip_is_refused(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / f"{name}.cnnlab"
    path.write_bytes(content)
    assert "cut short, damaged, or not made by CNN Lab" in refused(path, tmp_path)


def test_that_a_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path)
    whole = path.read_bytes()
    for length in range(1, len(whole), 997):
        path.write_bytes(whole[:length])
        assert "cut short" in refused(path, tmp_path)


def test_that_a_missing_file_and_a_folder_are_one_sentence(tmp_path: Path) -> None:
    assert "could not be read" in refused(tmp_path / "none.cnnlab", tmp_path)
    assert "could not be read" in refused(tmp_path, tmp_path)


def test_that_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, parts: Parts) -> None:
    noise = np.random.default_rng(0).bytes(1_000_001)
    zeros = parts | {"notes.json": b" " * 900_000}
    path = write_parts(tmp_path / "bomb.cnnlab", zeros)
    assert "packed more than 200 times" in refused(path, tmp_path)
    path = write_parts(tmp_path / "large.cnnlab", parts | {"notes.json": noise})
    assert "its notes.json is larger than 1,000,000 bytes" in refused(path, tmp_path)
    path = write_parts(tmp_path / "packed.cnnlab", parts, deflate=True)
    assert "is packed in another way" in refused(path, tmp_path)


def test_that_weights_longer_than_the_network_s_are_refused(tmp_path: Path, parts: Parts) -> None:
    path = write_parts(tmp_path / "long.cnnlab", parts | {FIRST: bytes(1_000_000)})
    assert f"its {FIRST} is larger than" in refused(path, tmp_path)


def test_that_a_directory_that_lies_about_sizes_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path)
    whole = path.read_bytes()
    at = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"history.csv"))
    for field, value in ((24, 10), (24, 1_900_000), (20, 10), (24, 0xFFFF_FFFF), (42, 0)):
        lie = bytearray(whole)
        lie[at + field : at + field + 4] = struct.pack("<I", value)
        path.write_bytes(lie)
        assert "is no run that can be opened" in refused(path, tmp_path)


def test_that_a_password_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path)
    lie = bytearray(path.read_bytes())
    at = lie.rindex(b"PK\x01\x02")
    lie[at + 8] |= 1
    path.write_bytes(lie)
    assert "locked with a password" in refused(path, tmp_path)


def test_that_a_directory_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path)
    lie = bytearray(path.read_bytes())
    lie[-14:-10] = struct.pack("<HH", 65_000, 65_000)
    path.write_bytes(lie)
    assert "is no run that can be opened" in refused(path, tmp_path)


class _Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (Path("executed"),))


def test_that_pickles_are_refused_and_not_executed(
    tmp_path: Path, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    objects = np.array([_Evil()], dtype=object)
    for number, content in enumerate(
        (npz_of(**{"001.kernel": objects, "001.bias": objects}), pickle.dumps(_Evil()))
    ):
        for name in (FIRST, "predictions.npz"):
            path = write_parts(tmp_path / f"{number}.cnnlab", parts | {name: content})
            refused(path, tmp_path)
            path.unlink()
    assert not Path("executed").exists()


Change = Callable[[dict[str, Any]], None]


def _weights(change: Callable[[dict[str, Any]], Any]) -> Parts:
    arrays = dict(weights_of(0))
    change(arrays)
    return {FIRST: npz_of(**arrays)}


ANSWERS_OF_EPOCH_9 = npz_of(
    epoch=np.int64(9),
    loss=np.float64(0.5),
    labels=np.uint8([0]),
    probabilities=np.float32([[1, 0, 0]]),
)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (_weights(lambda w: w.update({"001.kernel": w["001.kernel"].T})), "another network"),
        (_weights(lambda w: w.pop("001.bias")), "another network"),
        (_weights(lambda w: w.update({"001.bias": np.float64([1, 2, 3])})), "another network"),
        (_weights(lambda w: w.update({"001.bias": np.float32([1, np.nan, 3])})), "NaN"),
        (_weights(lambda w: w.update({"001.bias": np.float32([1, -np.inf, 3])})), "NaN"),
        ({FIRST: b""}, "holds no weights that can be read"),
        ({FIRST: b"PK\x05\x06" + bytes(18)}, "it has no '001.kernel'"),
        ({"weights/epoch-003.npz": _weights(len)[FIRST]}, "weights of epoch 3"),
        ({"history.csv": b"a,b\n1,2\n"}, "is not a line of a history"),
        ({"history.csv": (HEAD + "2,1,1,1,1,1,1,1\n").encode()}, "not counted one by one"),
        ({"history.csv": (HEAD + "1,1,1,1,nan,1,1,1\n").encode()}, "is not a line of a history"),
        ({"history.csv": (HEAD + "1,1,1,1,7,1,1,1\n").encode()}, "beyond 100 %"),
        ({"history.csv": (HEAD + "9" * 5000 + ",1,1,1,1,1,1,1\n").encode()}, "line of a history"),
        ({"history.csv": b"\xff\xfe"}, "is not a text file"),
        ({"report.json": b"[]"}, "is not a test report"),
        ({"report.json": b'{"epoch": 1, "test_loss": NaN}'}, "is not a test report"),
        ({"history.csv": (HEAD + "1,1,1,1,1,1e308,1,1\n").encode()}, "numbers that no"),
        ({"history.csv": (HEAD + "1,1e300,1,1,1,1,1,1\n").encode()}, "numbers that no"),
        ({"predictions.npz": ANSWERS_OF_EPOCH_9}, "its answers are of an epoch"),
        ({"notes.json": b'{"notes": 3}'}, "no notes that this version can read"),
        ({"predictions.npz": npz_of(a=np.zeros(3))}, "cannot be read"),
        ({"run.json": b""}, "is not a run that this version can read"),
        ({"run.json": b"[" * 100_000}, "is no run that can be opened"),
        ({"run.json": b"\xff"}, "is not a text file"),
    ],
)
def test_that_a_part_that_is_not_what_it_says_is_refused(
    tmp_path: Path, parts: Parts, changed: Parts, sentence: str
) -> None:
    path = write_parts(tmp_path / "odd.cnnlab", parts | changed)
    said = refused(path, tmp_path)
    assert sentence in said
    assert "odd.cnnlab" in said


def _set(*keys: str, to: Any) -> Change:
    def change(record: dict[str, Any]) -> None:
        for key in keys[:-1]:
            record = record[key]
        record[keys[-1]] = to

    return change


HUGE = [
    Flatten().model_dump(),
    *[Dense(units=16_000).model_dump()] * 3,
    Dense(units=3).model_dump(),
]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_set("schema_version", to=99), "written by a newer CNN Lab (version 99"),
        (_set("schema_version", to="4"), "is not a run that this version can read"),
        (_set("specification", "architecture", "layers", to=HUGE), ""),
        (_set("specification", "architecture", "layers", to=[]), ""),
        (_set("specification", "settings", "epochs", to=10**9), "is not a run"),
        (_set("specification", "settings", "epochs", to=1), "not counted one by one"),
        (_set("parameters", to=10**30), "counts other parameters"),
        (_set("dataset", "class_names", to=["a"] * 5), "gives other classes"),
        (_set("dataset", "class_names", to=["a\x1b[2J", "b", "c"]), "cannot be shown"),
        (_set("dataset", "sha256", to="../../x"), "its images or its date"),
        (_set("dataset", "train_images", to=10**40), "counts images"),
        (_set("created", to="yesterday"), "its images or its date"),
        (_set("device", to="x" * 5000), "too long"),
        (_set("outcome", to="exploded"), "is not a run"),
        (_set("seconds", to=-1.0), "counts images or seconds"),
        (_set("seconds", to=1e308), "counts images or seconds"),
        (_set("chosen_epoch", to=99), "stands for epoch 99"),
        (_set("chosen_epoch", to=-1), "is not a run"),
        (_set("extra", to=1), "is not a run"),
    ],
)
def test_that_a_record_that_cannot_be_true_is_refused(
    tmp_path: Path, parts: Parts, change: Change, sentence: str
) -> None:
    record = json.loads(parts["run.json"])
    change(record)
    path = write_parts(tmp_path / "odd.cnnlab", parts | {"run.json": json.dumps(record).encode()})
    assert sentence in refused(path, tmp_path)


@pytest.mark.parametrize("name", ["../../up", "/tmp/x", "CON", ".hidden", "a/b", "x\ty"])
def test_that_a_record_does_not_name_a_folder_elsewhere(
    tmp_path: Path, parts: Parts, name: str
) -> None:
    record = json.loads(parts["run.json"]) | {"name": name}
    path = write_parts(tmp_path / "mine.cnnlab", parts | {"run.json": json.dumps(record).encode()})
    home = tmp_path / "home"
    if "\t" in name:
        refused(path, tmp_path)
    else:
        assert unpack(path, RunStore(home)).path == home / "mine"
        assert left_in(home) == ["mine"]


@pytest.mark.parametrize("dataset", ["/etc", "../../etc", r"C:\Windows\etc", "//host/etc"])
def test_that_images_elsewhere_are_not_looked_for(
    tmp_path: Path, parts: Parts, dataset: str
) -> None:
    record = json.loads(parts["run.json"])
    record["specification"]["dataset"] = dataset
    path = write_parts(tmp_path / "mine.cnnlab", parts | {"run.json": json.dumps(record).encode()})
    came = unpack(path, RunStore(tmp_path / "home")).read_record()
    assert came.specification.dataset == "./etc"


def test_that_members_over_each_other_are_refused(tmp_path: Path, parts: Parts) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        first = archive.getinfo(FIRST)
        archive.getinfo("weights/epoch-001.npz").header_offset = first.header_offset
    path = tmp_path / "over.cnnlab"
    path.write_bytes(whole.getvalue())
    assert "is no run that can be opened" in refused(path, tmp_path)


SCORE = {"name": "a", "precision": 1.0, "recall": 0.5, "f1": 0.6, "count": 2}


@pytest.mark.parametrize(
    "change",
    [
        _set("epoch", to=9999),
        _set("epoch", to=-1),
        _set("confusion_matrix", to=[]),
        _set("confusion_matrix", to=[[]] * 3),
        _set("confusion_matrix", to=[[1, 2]] * 3),
        _set("confusion_matrix", to=[[1, 2, 10**30]] * 3),
        _set("confusion_matrix", to=[[1, 2, -1]] * 3),
        _set("test_loss", to=1e300),
        _set("test_accuracy", to=1.5),
        _set("classes", to=[SCORE]),
        _set("classes", to=[SCORE | {"precision": float("nan")}] * 3),
        _set("classes", to=[SCORE | {"recall": "x" * 300}] * 3),
        _set("classes", to=[SCORE | {"name": "x" * 300}] * 3),
        _set("classes", to=[SCORE | {"count": 10**40}] * 3),
        _set("classes", to=[SCORE | {"hook": 1}] * 3),
        _set("classes", to=[{}] * 3),
    ],
)
def test_that_a_test_report_that_cannot_be_true_is_refused(
    tmp_path: Path, parts: Parts, change: Change
) -> None:
    report = json.loads(parts["report.json"]) | {"classes": [SCORE] * 3}
    good = write_parts(tmp_path / "g.cnnlab", parts | {"report.json": json.dumps(report).encode()})
    unpack(good, RunStore(tmp_path / "taken"))
    change(report)
    path = write_parts(
        tmp_path / "odd.cnnlab", parts | {"report.json": json.dumps(report).encode()}
    )
    assert "test report" in refused(path, tmp_path)


def test_that_a_chosen_epoch_whose_weights_are_not_there_is_refused(
    tmp_path: Path, parts: Parts
) -> None:
    record = json.loads(parts["run.json"]) | {"chosen_epoch": 1}
    parts["run.json"] = json.dumps(record).encode()
    unpack(write_parts(tmp_path / "good.cnnlab", parts), RunStore(tmp_path / "taken"))
    del parts["weights/epoch-001.npz"]
    said = refused(write_parts(tmp_path / "odd.cnnlab", parts), tmp_path)
    assert "it stands for epoch 1, which it does not have" in said


def test_that_a_run_from_elsewhere_is_no_trial_of_a_sweep_here(
    tmp_path: Path, parts: Parts
) -> None:
    place = {"sweep": "filters", "trial": "64 0"}
    record = json.loads(parts["run.json"]) | {"sweep": place}
    path = write_parts(tmp_path / "good.cnnlab", parts | {"run.json": json.dumps(record).encode()})
    assert unpack(path, RunStore(tmp_path / "home")).read_record().sweep is None
