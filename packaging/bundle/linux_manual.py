"""The commands as the manual page lists them: from the command line itself."""

import re

from typer.main import get_command

from cnnlab_gui.cli.main import make_application


def commands_in_roff() -> str:
    """All commands with one sentence each, in the words of ``cnnlab --help``."""
    return "\n".join(
        f".TP\n.B {_escaped(name)}\n{_escaped(sentence)}" for name, sentence in commands().items()
    )


def commands() -> dict[str, str]:
    """The commands that are for people, in order, each with the sentence that it says of itself."""
    group = get_command(make_application(len))
    found: dict[str, str] = {}
    _collect(group, "", found)
    return found


def _collect(command: object, above: str, found: dict[str, str]) -> None:
    for name, child in getattr(command, "commands", {}).items():
        if not child.hidden:
            found[f"{above}{name}"] = _first_paragraph(child.help or "")
            _collect(child, f"{above}{name} ", found)


def _first_paragraph(text: str) -> str:
    return " ".join(re.split(r"\n\s*\n", text.strip())[0].split())


def _escaped(text: str) -> str:
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text[:1] in {".", "'"} else text
