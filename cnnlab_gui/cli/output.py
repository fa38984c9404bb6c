"""What the commands print: JSON lines, tables, and one sentence for an error."""

import json
import sys
from typing import Any

from rich.console import Console
from rich.table import Table

from cnnlab_gui.core.text import Sentence

PIPE_WIDTH = 160
BROKEN_OFF = 130  # the exit code that shells have for what Ctrl+C ended


def say(text: str) -> None:
    """One line on stdout, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def say_json(value: Any) -> None:
    """One line of JSON, in ASCII, so that a pipe of any encoding carries it."""
    say(json.dumps(value))


def say_error(sentence: Sentence | str) -> None:
    """One plain sentence on stderr."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def say_table(headings: list[str], rows: list[list[str]], numbers: tuple[int, ...] = ()) -> None:
    """A table on stdout; the columns in ``numbers`` are aligned to the right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, heading in enumerate(headings):
        number = index in numbers
        # Numbers and names are never cut; a narrow terminal takes it from the sentences.
        table.add_column(
            heading,
            justify="right" if number else "left",
            no_wrap=number or index == 0,
            min_width=max((len(row[0]) for row in rows), default=0) if index == 0 else None,
        )
    for row in rows:
        table.add_row(*map(_printable, row))
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    Console(file=sys.stdout, highlight=False, markup=False, width=width).print(table)


def _printable(text: str) -> str:
    """``text`` without the characters by which a stranger's file could command a terminal."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
