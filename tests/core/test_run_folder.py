"""What is in a run's folder: written, read again, refused where it is none."""

import json
import math
import struct
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import TestReport
from cnnlab_gui.core.training import TrainingSettings
from tests.core.run_parts import MakeRecord

unhurried = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@unhurried
@given(data=st.data())
def test_that_a_record_comes_back_as_it_was_written(
    data: st.DataObject,
    any_architecture: st.SearchStrategy[Architecture],
    make_record: MakeRecord,
    tmp_path: Path,
) -> None:
    record = make_record()
    specification = record.specification.model_copy(
        update={
            "architecture": data.draw(any_architecture),
            "settings": TrainingSettings(
                learning_rate=data.draw(st.floats(1e-6, 10)), seed=data.draw(st.integers(0, 99))
            ),
        }
    )
    changes = {"specification": specification, "detail": data.draw(st.none() | st.just("Grüße"))}
    record = record.model_copy(update=changes)
    RunFolder(tmp_path).write_record(record)
    assert RunFolder(tmp_path).read_record() == record


Change = Callable[[dict[str, Any]], object]

CHANGES: dict[str, tuple[Change, str]] = {
    "unknown schema": (
        lambda record: record.update(schema_version=0),
        "(schema_version must be 1 to 4, but is 0)",
    ),
    "schema as truth": (
        lambda record: record.update(schema_version=True),
        "(schema_version must be 1 to 4, but is True)",
    ),
    "no schema": (lambda record: record.pop("schema_version"), "(schema_version is missing)"),
    "extra field": (lambda record: record.update(hook="x"), "hook is not known"),
    "unknown outcome": (
        lambda record: record.update(outcome="success"),
        "(outcome is 'success', which is not what is expected here)",
    ),
    "no dataset": (lambda record: record.pop("dataset"), "(dataset is missing)"),
    "seconds as text": (
        lambda record: record.update(seconds="1"),
        "(seconds must be a number, but is '1')",
    ),
    "name as number": (
        lambda record: record.update(name=7),
        "(name must be a text, but is 7)",
    ),
    "endless name": (lambda record: record.update(name="a" * 300), "which is not what is expected"),
    "parameters as truth": (
        lambda record: record.update(parameters=True),
        "(parameters must be a whole number, but is True)",
    ),
    "images as text": (
        lambda record: record["dataset"].update(train_images="many"),
        "(train_images must be a whole number, but is 'many')",
    ),
    "versions as list": (
        lambda record: record.update(versions=[]),
        "(versions must be a JSON object, but is [])",
    ),
    "class names as object": (
        lambda record: record["dataset"].update(class_names={}),
        "(class_names must be a list, but is {…})",
    ),
    "unknown layer": (
        lambda record: record["specification"]["architecture"]["layers"].append({"kind": "Exec"}),
        "layer 8: the kind 'Exec' is not known",
    ),
    "epochs out of range": (
        lambda record: record["specification"]["settings"].update(epochs=0),
        "epochs must be a whole number from 1 to 10,000, but is 0",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_that_a_changed_record_is_refused_with_the_place_and_left_as_it_is(
    name: str, folder: RunFolder
) -> None:
    change, place = CHANGES[name]
    path = folder.path / "run.json"
    record = json.loads(path.read_text())
    change(record)
    path.write_text(json.dumps(record))
    before = path.read_bytes()
    with pytest.raises(CnnLabError, match="is not a run that this version can read") as caught:
        folder.read_record()
    assert place in str(caught.value)
    assert path.read_bytes() == before


def test_that_a_run_of_a_newer_application_is_left_as_it_is(folder: RunFolder) -> None:
    path = folder.path / "run.json"
    record = json.loads(path.read_text())
    assert record["schema_version"] == 4
    path.write_text(json.dumps({**record, "schema_version": 5, "hook": "x"}))
    before = path.read_bytes()
    with pytest.raises(
        CnnLabError, match=r"written by a newer CNN Lab \(version 5; this one reads"
    ):
        folder.read_record()
    assert path.read_bytes() == before


@pytest.mark.parametrize("version", [1, 2])
def test_that_a_run_of_an_older_version_still_opens(version: int, folder: RunFolder) -> None:
    path, written = folder.path / "run.json", folder.read_record()
    record = json.loads(path.read_text())
    record["schema_version"] = version
    for layer in record["specification"]["architecture"]["layers"]:
        later = ["first_filter", "first_filter_frozen"]
        if version == 1:
            later += ["enabled", "initializer", "l2"]
            later += ["strides"] if "pool_size" in layer else []
        for name in later:
            layer.pop(name, None)
    path.write_text(json.dumps(record))
    assert folder.read_record() == written.model_copy(update={"schema_version": version})
    folder.write_record(folder.read_record())
    assert folder.read_record() == written


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"[" * 1_000_000, b"\xff", b" " * 2_000_001])
def test_that_a_record_that_is_none_is_one_sentence(content: bytes, folder: RunFolder) -> None:
    (folder.path / "run.json").write_bytes(content)
    with pytest.raises(CnnLabError, match=r"run\.json"):
        folder.read_record()


finite = st.floats(allow_nan=False, allow_infinity=False)
epochs = st.lists(st.tuples(*[finite] * 7), max_size=5)


@unhurried
@given(figures=epochs)
def test_that_a_history_comes_back_bit_for_bit(
    figures: list[tuple[float, ...]], tmp_path: Path
) -> None:
    history = [EpochEnded(index, *values) for index, values in enumerate(figures, 1)]
    RunFolder(tmp_path).write_history(history)
    read = RunFolder(tmp_path).read_history()
    assert [epoch.epoch for epoch in read] == [epoch.epoch for epoch in history]
    for before, after in zip(history, read, strict=True):
        # One kind of "not a number" is as good as another; all else to the bit.
        pairs = zip(astuple(before)[1:], astuple(after)[1:], strict=True)
        assert all(struct.pack("d", a) == struct.pack("d", b) or math.isnan(a) for a, b in pairs)


HEADER = b"epoch,loss,accuracy,val_loss,val_accuracy,seconds,learning_rate,images_per_second\n"
LINE = b"1,0.5,0.5,0.5,0.5,1.0,0.001,100.0\n"


@pytest.mark.parametrize(
    "content",
    [
        HEADER + LINE + b"2,0.5\n",
        HEADER + b"1,a,0.5,0.5,0.5,1.0,0.001,100.0\n",
        HEADER + b"1.5,0.5,0.5,0.5,0.5,1.0,0.001,100.0\n",
        HEADER + LINE[:-1] + b",7\n",
        HEADER.replace(b"loss", b"LOSS", 1) + LINE,
        HEADER[:-1] + b",code\n" + LINE,
        HEADER + b'"' + b"1" * 200_000 + b'"\n',
        b"\xff",
    ],
)
def test_that_a_history_that_is_none_is_one_sentence(content: bytes, folder: RunFolder) -> None:
    (folder.path / "history.csv").write_bytes(content)
    with pytest.raises(CnnLabError, match=r"history\.csv"):
        folder.read_history()
    assert (folder.path / "history.csv").read_bytes() == content


def test_that_a_snapshot_comes_back_to_the_bit_without_pickle(folder: RunFolder) -> None:
    weights = {"000.kernel": np.float32([[0.1, -0.0], [np.inf, 1e-45]]), "000.bias": np.zeros(2)}
    path = folder.write_snapshot(7, weights)
    assert path == folder.path / "weights" / "epoch-007.npz"
    with np.load(path, allow_pickle=False) as read:
        assert set(read.files) == set(weights)
        assert all(read[name].tobytes() == weights[name].tobytes() for name in weights)


def test_that_weights_that_would_need_pickle_are_not_written(folder: RunFolder) -> None:
    with pytest.raises(ValueError, match="allow_pickle"):
        folder.write_snapshot(1, {"000.kernel": np.array([object()])})
    assert list((folder.path / "weights").iterdir()) == []


REPORT = TestReport(3, 0.25, 0.9, [[1, 0], [0, 1]], [{"name": "cat", "precision": 1.0}])


def test_that_a_report_comes_back(folder: RunFolder) -> None:
    folder.write_report(REPORT)
    report = folder.read_report()
    assert report is not None
    assert report["test_accuracy"] == 0.9
    assert report["confusion_matrix"] == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"[" * 1_000_000, b'{"test_accuracy": "high"}', b"\xff", b" " * 2_000_001],
)
def test_that_a_report_that_is_none_is_one_sentence(content: bytes, folder: RunFolder) -> None:
    (folder.path / "report.json").write_bytes(content)
    with pytest.raises(CnnLabError, match=r"report\.json"):
        folder.read_report()
