"""``predict``: what pictures show, in a table and in JSON, and what is refused."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnlab_gui.core import paths
from cnnlab_gui.core.pretrained import PRETRAINED
from tests.cli.conftest import Cnnlab, Done
from tests.conftest import logging_restored
from tests.core.ink_parts import (
    Bytes,
    black_on_white,
    digits,
    on_canvas,
    photo,
    row,
    white_on_black,
)

COUNT = 10


@pytest.fixture
def picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Save a picture in the folder that is worked in."""
    monkeypatch.chdir(tmp_path)

    def picture(pixels: Bytes, name: str = "seven.png") -> str:
        Image.fromarray(pixels).save(tmp_path / name)
        return name

    return picture


Picture = Callable[..., str]


def read(done: Done) -> list[str]:
    """What was read of each picture; each line says all that it should."""
    assert done.code == 0, done.err
    for line in done.lines:
        assert 0 < line["probability"] <= 1
        if "probabilities" in line:
            shares = line["probabilities"]
            assert list(shares) == list("0123456789")
            assert math.isclose(sum(shares.values()), 1, rel_tol=1e-4)
            assert line["class"] == max(shares, key=shares.__getitem__)
    return [line["class"] for line in done.lines]


def test_that_drawn_digits_are_read(cnnlab: Cnnlab, picture: Picture) -> None:
    strokes, labels = digits(COUNT)
    ways = (black_on_white, white_on_black, photo)
    names = [
        picture(ways[index % 3](on_canvas(each)), f"{index}.png")
        for index, each in enumerate(strokes)
    ]
    done = cnnlab("predict", PRETRAINED, *names, "--json")
    assert [line["image"] for line in done.lines] == names
    right = [found == str(label) for found, label in zip(read(done), labels, strict=True)]
    assert sum(right) >= COUNT - 1


def test_that_a_row_is_read_digit_by_digit(cnnlab: Cnnlab, picture: Picture) -> None:
    strokes, labels = digits(COUNT)
    (line,) = cnnlab(
        "predict", PRETRAINED, picture(black_on_white(row(strokes[:4]))), "--json"
    ).lines
    assert len(line["class"]) == len(line["digits"]) == 4
    assert sum(a == str(b) for a, b in zip(line["class"], labels, strict=False)) >= 3
    assert line["class"] == "".join(digit["class"] for digit in line["digits"])
    product = math.prod(digit["probability"] for digit in line["digits"])
    assert math.isclose(line["probability"], product)
    assert "probabilities" not in line
    lefts = [digit["box"][0] for digit in line["digits"]]
    assert lefts == sorted(lefts)


def test_that_centring_is_what_makes_a_small_digit_readable(
    cnnlab: Cnnlab, picture: Picture
) -> None:
    strokes, labels = digits(COUNT)
    names = []
    for index, each in enumerate(strokes):
        page = np.full((280, 280), 255, np.uint8)
        page[:140, 140:] = black_on_white(on_canvas(each, side=150, pen=14))[::2, ::2]
        names.append(picture(page, f"{index}.png"))
    centred, as_is = (
        sum(
            found == str(label)
            for found, label in zip(
                read(cnnlab("predict", PRETRAINED, *names, "--json", *more)), labels, strict=True
            )
        )
        for more in ((), ("--no-centre",))
    )
    assert centred >= COUNT - 1 > as_is


def test_that_people_get_a_table(cnnlab: Cnnlab, picture: Picture) -> None:
    strokes, labels = digits(COUNT)
    one = picture(black_on_white(on_canvas(strokes[0])), "one.png")
    several = picture(black_on_white(row(strokes[:2])), "several.png")
    done = cnnlab("predict", PRETRAINED, one, several)
    assert done.code == 0
    head, first, second = (line.split() for line in done.out.splitlines())
    assert head == ["image", "class", "probability", "runner-up"]
    assert first[:2] == ["one.png", str(labels[0])]
    assert first[2].endswith("%")
    assert second[:2] == ["several.png", f"{labels[0]}{labels[1]}"]
    assert "digit" in second


def test_that_what_cannot_be_read_leaves_the_others_answered(
    cnnlab: Cnnlab, picture: Picture, tmp_path: Path
) -> None:
    good = picture(black_on_white(on_canvas(digits(1)[0][0])), "good.png")
    blank = picture(np.full((80, 80), 255, np.uint8), "blank.png")
    (tmp_path / "empty.png").touch()
    names = [blank, "empty.png", "missing.png", "*.jpg", ".", good]
    done = cnnlab("predict", PRETRAINED, *names, "--json")
    assert done.code == 1
    assert [line["image"] for line in done.lines] == names
    assert ["error" in line for line in done.lines] == [True] * 5 + [False]
    assert done.lines[0]["error"].startswith("No ink was found in blank.png: ")
    plain = cnnlab("predict", PRETRAINED, *names)
    assert plain.code == 1
    assert plain.err.splitlines() == [line["error"] for line in done.lines[:5]]
    assert "good.png" in plain.out


def test_that_no_run_and_no_picture_are_told(cnnlab: Cnnlab) -> None:
    cnnlab("predict", "nothing", "a.png").says("There is no run 'nothing'.")
    assert cnnlab("predict", PRETRAINED).code == 2


@pytest.fixture(scope="module")
def bars(tmp_path_factory: pytest.TempPathFactory, write_npz: Callable[..., Path]) -> Path:
    """A home with a run on pictures that are no digits, of three classes and in colour."""
    from cnnlab_gui.cli.main import run
    from cnnlab_gui.core.architecture import Architecture
    from cnnlab_gui.core.architecture_file import write_architecture
    from cnnlab_gui.core.layers.vectors import Dense, Flatten

    home = tmp_path_factory.mktemp("bars")
    layers = (Flatten(), Dense(units=3, activation="softmax"))
    write_architecture(home / "net.json", Architecture(input_shape=(12, 15, 3), layers=layers))
    data = write_npz(120, 12, shape=(12, 15, 3), classes=3, name="bars.npz")
    with logging_restored(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNLAB_HOME", str(home))
        arguments = ["train", "--architecture", str(home / "net.json"), "--dataset", str(data)]
        assert run([*arguments, "--epochs", "12", "--json"], open_window=len) == 0
    return home


def test_that_a_network_of_one_s_own_gets_the_whole_picture(
    cnnlab: Cnnlab, picture: Picture, bars: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNLAB_HOME", str(bars))
    (run,) = paths.runs_folder().iterdir()
    names = []
    for third in range(3):
        pixels = np.full((120, 150, 3), 30, np.uint8)
        pixels[:, 50 * third : 50 * (third + 1)] = 210
        names.append(picture(pixels, f"{third}.png"))
    for named in (run.name, str(run)):
        done = cnnlab("predict", named, *names, "--json")
        assert done.code == 0
        assert [int(line["class"]) for line in done.lines] == [0, 1, 2]
        assert all("digits" not in line for line in done.lines)
