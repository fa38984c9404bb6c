"""Commands run in this process, and what they printed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cnnlab_gui.cli.main import run
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.architecture_file import write_architecture
from cnnlab_gui.core.layers.vectors import Dense, Flatten


@dataclass
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each line of its output, which is JSON."""
        return [json.loads(line) for line in self.out.splitlines()]

    def says(self, sentence: str) -> None:
        """Check that it failed with one plain sentence."""
        assert self.code == 1
        assert sentence in self.err
        assert self.err.count("\n") == 1
        assert "Traceback" not in self.out + self.err


Cnnlab = Callable[..., Done]


@pytest.fixture
def cnnlab(capsys: pytest.CaptureFixture[str]) -> Cnnlab:
    """Run a command in this process."""

    def cnnlab(*arguments: object) -> Done:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments], open_window=len)
        return Done(code, *capsys.readouterr())

    return cnnlab


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The file of a small network."""
    path = tmp_path / "small.json"
    layers = (Flatten(), Dense(units=16), Dense(units=10, activation="softmax"))
    write_architecture(path, Architecture(layers=layers))
    return path
