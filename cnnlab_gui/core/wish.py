"""What a second start asks of the window that is open already: one bounded line of JSON."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

MOST_BYTES = 65_536
MOST_FILES = 20
MOST_TOKEN = 512  # characters


@dataclass(frozen=True)
class Wish:
    """Come to the front, and open these files.

    Parameters
    ----------
    files : tuple of str
        Absolute paths; at most `MOST_FILES`.
    token : str
        With which the desktop lets the window come to the front; empty where there is none.
    """

    files: tuple[str, ...] = ()
    token: str = ""

    def line(self) -> bytes:
        """As one line; what is longer than `MOST_BYTES` is understood by nobody."""
        token = self.token if _is_token(self.token) else ""
        return json.dumps({"files": list(self.files), "token": token}).encode("ascii") + b"\n"


def read_wish(line: bytes) -> Wish | None:
    """Understand a line that anybody may have sent; None where it is no wish."""
    if len(line) > MOST_BYTES or not line.endswith(b"\n"):
        return None
    try:
        told = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or told.keys() != {"files", "token"}:
        return None
    files, token = told["files"], told["token"]
    if not isinstance(files, list) or len(files) > MOST_FILES or not _is_token(token):
        return None
    return Wish(tuple(files), token) if all(map(_is_path, files)) else None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value and Path(value).is_absolute()


def _is_token(value: Any) -> bool:
    is_text = isinstance(value, str) and len(value) <= MOST_TOKEN
    return is_text and value.isascii() and (not value or value.isprintable())
