"""The drawings that a person kept: each whole or not there, and never a crash."""

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.drawing import collection as collection_module
from cnnlab_gui.core.drawing.collection import MOST_BYTES, DrawingCollection
from cnnlab_gui.core.drawing.kept import KeptDrawing, KeptGuess
from cnnlab_gui.core.drawing.stroke import MOST_POINTS, Stroke
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import read_text_bounded


def pixels(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (28, 28), np.uint8)


def drawing(label: str = "7", seed: int = 0, **more: Any) -> KeptDrawing:
    return KeptDrawing(label, pixels(seed), **more)


@pytest.fixture
def collection() -> DrawingCollection:
    return DrawingCollection()


def the_file(collection: DrawingCollection) -> Path:
    (found,) = collection.folder.iterdir()
    return found


def test_that_what_is_kept_comes_back_as_it_was(collection: DrawingCollection) -> None:
    strokes = (Stroke(((0.5, 0.25), (0.125, 1.0)), (0.07, 0.03)), Stroke.even([(0.5, 0.5)], 0.1))
    kept = drawing(
        guess=KeptGuess(label="1", probability=0.6, network="pretrained"), strokes=strokes
    )
    assert collection.add(kept) == kept.id
    (back,) = DrawingCollection().all()
    np.testing.assert_array_equal(back.pixels, kept.pixels)
    assert (back.label, back.guess, back.strokes) == ("7", kept.guess, strokes)
    assert (back.created, back.id) == (kept.created, kept.id)
    assert collection.folder == paths.home() / "datasets" / "my-drawings"


def test_that_any_guess_of_a_network_can_be_kept(collection: DrawingCollection) -> None:
    guess = KeptGuess.of("x" * 500, float(np.float32(1.0000001)), "n" * 500)
    collection.add(drawing(guess=guess))
    assert collection.all()[0].guess == guess
    assert guess.probability == 1.0


def test_that_nothing_is_kept_where_there_is_no_folder(collection: DrawingCollection) -> None:
    assert collection.all() == ()
    assert collection.count_by_label() == dict.fromkeys("0123456789", 0)
    assert not paths.home().exists()


def test_that_drawings_come_in_the_order_in_which_they_were_kept(
    collection: DrawingCollection,
) -> None:
    days = [f"2026-11-{day}T10:00:00+00:00" for day in (12, 10, 11)]
    for seed, created in enumerate(days):
        collection.add(drawing(seed=seed, created=created))
    assert [each.created for each in collection.all()] == sorted(days)


def test_that_digits_are_counted_without_reading_a_file(collection: DrawingCollection) -> None:
    for seed, label in enumerate("7733"):
        collection.add(drawing(label, seed))
    for file in collection.folder.iterdir():
        file.write_bytes(b"")
    counts = collection.count_by_label()
    assert (counts["7"], counts["3"], sum(counts.values())) == (2, 2, 4)


def test_that_the_same_drawing_is_kept_once(collection: DrawingCollection) -> None:
    first = drawing(created="2026-11-10T10:00:00+00:00")
    assert collection.add(first) == collection.add(drawing())
    (back,) = collection.all()
    assert back.created == first.created


def test_that_a_person_can_correct_a_label(collection: DrawingCollection) -> None:
    collection.add(drawing("7"))
    collection.add(drawing("1"))
    assert [each.label for each in collection.all()] == ["1"]
    assert collection.count_by_label()["7"] == 0


def test_that_after_a_crash_within_a_correction_the_later_label_counts(
    collection: DrawingCollection,
) -> None:
    collection.add(drawing("7", created="2026-11-10T10:00:00+00:00"))
    before = the_file(collection)
    content = before.read_bytes()
    collection.add(drawing("1", created="2026-11-10T10:00:01+00:00"))
    before.write_bytes(content)
    assert [each.label for each in collection.all()] == ["1"]


def test_that_what_was_taken_out_can_be_put_back(collection: DrawingCollection) -> None:
    kept_id = collection.add(drawing(strokes=(Stroke.even([(1 / 3, 2 / 3)], 0.07),)))
    content = the_file(collection).read_bytes()
    removed = collection.remove(kept_id)
    assert collection.all() == ()
    assert removed is not None
    assert collection.add(removed) == kept_id
    assert the_file(collection).read_bytes() == content


@pytest.mark.parametrize(
    "strokes", [["x"], [{"points": [[2.0, 0.5]], "widths": [0.1]}], [{"points": [], "widths": []}]]
)
def test_that_damaged_strokes_leave_the_pixels(
    collection: DrawingCollection, strokes: list[Any]
) -> None:
    collection.add(drawing(strokes=(Stroke.even([(0.5, 0.5)], 0.1),)))
    file = the_file(collection)
    file.write_text(json.dumps(json.loads(file.read_bytes()) | {"strokes": strokes}))
    (back,) = collection.all()
    assert back.strokes is None
    np.testing.assert_array_equal(back.pixels, pixels())


@pytest.mark.parametrize("name", ["7-" + "0" * 32, "", "../../secret", "/etc/passwd"])
def test_that_taking_out_what_is_not_there_changes_nothing(
    collection: DrawingCollection, name: str
) -> None:
    collection.add(drawing())
    assert collection.remove(name) is None
    assert len(collection.all()) == 1


def damaged(content: bytes) -> dict[str, bytes]:
    whole = json.loads(content)
    cut = whole["pixels"][:-8]
    return {
        "empty": b"",
        "cut": content[: len(content) // 2],
        "no json": b"PK\x03\x04 something else",
        "no text": b"\xff\xfe\x00\x01",
        "a list": b"[]",
        "deep": b"[" * 5000,
        "pixels cut": json.dumps(whole | {"pixels": cut}).encode(),
        "pixels no base64": json.dumps(whole | {"pixels": "*" * 1048}).encode(),
        "pixels changed": json.dumps(whole | {"pixels": "AAAA" + whole["pixels"][4:]}).encode(),
        "other label": json.dumps(whole | {"label": "3"}).encode(),
        "no digit": json.dumps(whole | {"label": "x"}).encode(),
        "newer": json.dumps(whole | {"schema_version": 2}).encode(),
        "field more": json.dumps(whole | {"run": "rm"}).encode(),
        "guess out of range": json.dumps(
            whole | {"guess": {"label": "1", "probability": 7.0, "network": ""}}
        ).encode(),
        "too large": json.dumps(whole | {"strokes": ["x" * MOST_BYTES]}).encode(),
    }


@pytest.mark.parametrize("damage", damaged(b'{"pixels": "AAAAAAAAAAAA"}'))
def test_that_a_damaged_file_is_left_out_and_said_and_the_others_stay(
    collection: DrawingCollection, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    collection.add(drawing())
    file = the_file(collection)
    broken = damaged(file.read_bytes())[damage]
    file.write_bytes(broken)
    collection.add(drawing("3", seed=1))
    with caplog.at_level(logging.WARNING):
        found = collection.read()
    assert [each.label for each in found.drawings] == ["3"]
    ((path, problem),) = found.problems
    assert path == file
    assert str(file) in str(problem)
    assert "\n" not in str(problem)
    assert str(file) in caplog.text
    assert file.read_bytes() == broken


def test_that_foreign_files_are_neither_counted_nor_read(collection: DrawingCollection) -> None:
    collection.add(drawing())
    for name in ("note.txt", "7.json", "x" * 34 + ".json", the_file(collection).name + ".tmp"):
        (collection.folder / name).write_text("{}")
    (collection.folder / ("7-" + "0" * 32 + ".json")).mkdir()
    assert len(collection.all()) == 1
    assert (
        sum(collection.count_by_label().values()) == 2
    )  # a folder can be called so; it is left out


@pytest.mark.skipif(os.name == "nt", reason="no pipes there")
def test_that_a_pipe_does_not_hang_the_reading(collection: DrawingCollection) -> None:
    collection.add(drawing())
    os.mkfifo(collection.folder / ("7-" + "0" * 32 + ".json"))
    assert len(collection.all()) == 1


@pytest.mark.parametrize(("points", "widths"), [(MOST_POINTS + 1, 1), (MOST_POINTS, MOST_POINTS)])
def test_that_strokes_too_long_to_be_kept_leave_the_pixels(
    collection: DrawingCollection, points: int, widths: int
) -> None:
    places = tuple((1 / 3, 1 / (3 + at)) for at in range(points))
    wide = tuple(0.1 + 0.1 / (3 + at % widths) for at in range(points))
    collection.add(drawing(strokes=(Stroke(places, wide),)))
    (back,) = collection.all()
    assert back.strokes is None
    np.testing.assert_array_equal(back.pixels, pixels())


def test_that_a_full_collection_takes_corrections_but_no_more(
    collection: DrawingCollection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection_module, "MOST_DRAWINGS", 2)
    collection.add(drawing("7", 0))
    collection.add(drawing("7", 1))
    with pytest.raises(CnnLabError, match="2 drawings are kept, and no more fit"):
        collection.add(drawing("7", 2))
    collection.add(drawing("1", 1))
    assert sorted(each.label for each in collection.all()) == ["1", "7"]


# Without reading everything


def misread(seed: int, label: str = "7", **more: Any) -> KeptDrawing:
    return drawing(label, seed, guess=KeptGuess(label="1", probability=0.6), **more)


def labels(drawings: tuple[KeptDrawing, ...]) -> list[str]:
    return sorted(each.label for each in drawings)


def test_that_a_drawing_is_found_by_its_pixels_and_no_other_is_read(
    collection: DrawingCollection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(3):
        collection.add(drawing(str(seed), seed))
    read = watch_reading(monkeypatch)
    found = collection.find(drawing("9", seed=1).digest)
    assert found is not None
    assert found.label == "1"
    assert len(read) == 1
    assert collection.find(drawing(seed=5).digest) is None
    assert len(read) == 1


def test_that_of_two_with_the_same_pixels_the_later_is_found(
    collection: DrawingCollection,
) -> None:
    early = drawing("7", created="2026-11-10T10:00:00+00:00")
    collection.add(early)
    content = the_file(collection).read_bytes()
    collection.add(misread(0, "3", created="2026-11-10T10:00:01+00:00"))
    (collection.folder / f"{early.id}.json").write_bytes(content)
    found = collection.find(early.digest)
    assert found is not None
    assert found.label == "3"
    assert labels(collection.misread()) == ["3"]


def test_that_a_damaged_drawing_is_not_found(collection: DrawingCollection) -> None:
    collection.add(drawing())
    the_file(collection).write_bytes(b"{")
    assert collection.find(drawing().digest) is None


def watch_reading(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    read: list[Path] = []

    def watched(path: Path, most: int) -> str:
        read.append(path)
        return read_text_bounded(path, most)

    monkeypatch.setattr(collection_module, "read_text_bounded", watched)
    return read


def test_that_those_misread_are_told_and_only_what_is_new_is_read(
    collection: DrawingCollection, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = watch_reading(monkeypatch)
    assert collection.misread() == ()
    collection.add(misread(0))
    collection.add(drawing("5", 1))
    assert labels(collection.misread()) == ["7"]
    assert len(read) == 2
    DrawingCollection().add(misread(2, "4"))
    assert labels(collection.misread()) == ["4", "7"]
    assert len(read) == 3
    assert labels(collection.misread()) == ["4", "7"]
    assert len(read) == 3


def test_that_what_changed_since_it_was_read_is_read_again(collection: DrawingCollection) -> None:
    kept = misread(0)
    collection.add(kept)
    collection.add(misread(1))
    assert len(collection.misread()) == 2
    other = DrawingCollection()
    other.remove(kept.id)
    other.add(drawing(seed=0, created=kept.created))  # the same name, and no guess
    assert len(collection.misread()) == 1
    other.add(drawing("1", 1, guess=KeptGuess(label="1", probability=0.6)))
    assert collection.misread() == ()


def test_that_damaged_drawings_are_not_among_those_misread(
    collection: DrawingCollection, caplog: pytest.LogCaptureFixture
) -> None:
    collection.add(misread(0))
    the_file(collection).write_bytes(b"{")
    (collection.folder / ("7-" + "0" * 32 + ".json")).mkdir()
    with caplog.at_level(logging.WARNING):
        assert collection.misread() == ()
        assert collection.misread() == ()
    assert len(caplog.records) == 2  # each is told once


@pytest.mark.parametrize(
    ("label", "image", "said"),
    [
        ("x", pixels(), "is no digit"),
        ("77", pixels(), "is no digit"),
        ("7", pixels()[:20], "an image of 20×28"),
        ("7", pixels().astype(np.float32), "can be kept"),
        ("7", np.zeros((28, 28), np.uint8), "no ink"),
    ],
)
def test_that_what_cannot_be_trained_on_is_refused(
    label: str, image: np.ndarray, said: str
) -> None:
    with pytest.raises(CnnLabError, match=re.escape(said)):
        KeptDrawing(label, image)


def test_that_a_folder_that_cannot_be_written_to_is_said(unwritable_folder: Path) -> None:
    with pytest.raises(CnnLabError, match="cannot be written to"):
        DrawingCollection(unwritable_folder / "my-drawings").add(drawing())


def test_that_a_folder_that_cannot_be_looked_into_holds_nothing(unwritable_folder: Path) -> None:
    closed = DrawingCollection(unwritable_folder.parent / "closed" / "my-drawings")
    assert closed.all() == ()


KEEP_ON = """
import sys
import numpy as np
from cnnlab_gui.core.drawing.collection import DrawingCollection
from cnnlab_gui.core.drawing.kept import KeptDrawing
rng = np.random.default_rng(0)
while True:
    pixels = rng.integers(0, 256, (28, 28), np.uint8)
    print(DrawingCollection().add(KeptDrawing("7", pixels)), flush=True)
"""


def test_that_whatever_was_kept_outlives_a_kill(collection: DrawingCollection) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KEEP_ON], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = [process.stdout.readline().strip() for _ in range(20)]
        process.kill()
        told += process.stdout.read().split()
    found = collection.read()
    assert found.problems == ()
    assert set(told) <= {drawing.id for drawing in found.drawings}
