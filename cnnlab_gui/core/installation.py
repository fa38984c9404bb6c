"""How the application came onto this computer, and where it lies."""

import sys
from pathlib import Path
from typing import Literal

from cnnlab_gui.core.text import Sentence, tr_noop

Kind = Literal["installer", "package", "checkout"]

_SENTENCES: dict[Kind, str] = {
    "installer": tr_noop("about", "by the installer, with Python inside"),
    "package": tr_noop("about", "as a Python package"),
    "checkout": tr_noop("about", "run from its source code"),
}


def is_frozen() -> bool:
    """Whether an installer brought it, with all that it needs."""
    return bool(getattr(sys, "frozen", False))


def kind() -> Kind:
    """By an installer, by pip, or as a checkout of the source code."""
    if is_frozen():
        return "installer"
    return "checkout" if (_package().parent / "pyproject.toml").is_file() else "package"


def sentence() -> Sentence:
    """How it was installed, in words."""
    return Sentence(_SENTENCES[kind()])


def program_folder() -> Path:
    """Where the application's own files are."""
    return Path(sys.executable).resolve().parent if is_frozen() else _package()


def _package() -> Path:
    return Path(__file__).resolve().parent.parent
