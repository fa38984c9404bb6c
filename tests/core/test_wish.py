"""What a second start sends is a stranger's: one known wish, or nothing."""

import json
from pathlib import Path

import pytest

from cnnlab_gui.core import openable
from cnnlab_gui.core.architecture_sources import READERS
from cnnlab_gui.core.runs.bundle import ENDING
from cnnlab_gui.core.wish import MOST_BYTES, MOST_FILES, MOST_TOKEN, Wish, read_wish

HERE = str(Path("run.cnnlab").absolute())


@pytest.mark.parametrize("name", ["run.cnnlab", "ü 1.cnnlab", "\udce9.cnnlab", "a\nb.cnnarch"])
def test_that_a_wish_arrives_as_it_was_sent(name: str) -> None:
    wish = Wish((str(Path(name).absolute()),), "token_TIME123")
    assert wish.line().count(b"\n") == 1
    assert read_wish(wish.line()) == wish


def test_that_an_odd_token_is_left_out() -> None:
    assert read_wish(Wish((HERE,), "a\0b").line()) == Wish((HERE,))


@pytest.mark.parametrize(
    "told",
    [
        *([], None, 1, "raise", {}, {"files": []}, {"token": ""}),
        {"files": [], "token": "", "run": "rm"},
        {"files": HERE, "token": ""},
        {"files": [1], "token": ""},
        {"files": ["run.cnnlab"], "token": ""},
        {"files": [HERE + "\0"], "token": ""},
        {"files": [HERE] * (MOST_FILES + 1), "token": ""},
        {"files": [], "token": 1},
        {"files": [], "token": "a\0b"},
        {"files": [], "token": "x" * (MOST_TOKEN + 1)},
    ],
)
def test_that_what_is_no_wish_is_nothing(told: object) -> None:
    assert read_wish(json.dumps(told).encode() + b"\n") is None


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"\n", b"\xff\n", b"{}", b"[" * 30_000 + b"\n", b"NaN\n"),
        b'{"files": [], "token": NaN}\n',
        b'{"files": [], "token": ""}',
        b" " * MOST_BYTES + b'{"files": [], "token": ""}\n',
    ],
)
def test_that_what_is_no_line_of_json_is_nothing(line: bytes) -> None:
    assert read_wish(line) is None


def test_that_every_file_that_can_be_read_can_be_opened() -> None:
    assert set(openable.OPENABLE) == {ENDING, *READERS}
    assert openable.content_of("A.CNNLAB") is openable.Content.RUN
    assert openable.content_of("cnnlab") is openable.content_of("a.png") is None
