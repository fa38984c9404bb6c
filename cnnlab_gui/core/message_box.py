"""A message box without Qt: for what prevents Qt, and everything else, from starting.

Only the standard library is used: what failed may be anything above it.
"""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress

from cnnlab_gui.core.outside import environment_outside
from cnnlab_gui.core.product import NAME

SECONDS = 300
"""Then an unread box goes away: nothing waits for ever for somebody who is not there."""

INVISIBLE_PLATFORMS = ("offscreen", "minimal", "vnc", "linuxfb")

# The first that is at hand; each shows plain text, and ends by itself where it can.
LINUX_BOXES = (
    ("zenity", "--error", "--no-markup", f"--title={NAME}", f"--timeout={SECONDS}", "--text={}"),
    ("kdialog", "--title", NAME, "--error", "{}"),
    ("yad", "--image=dialog-error", "--no-markup", f"--title={NAME}", "--button=OK", "--text={}"),
    ("xmessage", "-center", "-title", NAME, "-timeout", str(SECONDS), "{}"),
    ("notify-send", "--urgency=critical", NAME, "{}"),
)
MAC_SCRIPT = (
    "on run argv",
    'display dialog (item 1 of argv) with title (item 2 of argv) buttons {"OK"} '
    f'default button "OK" with icon stop giving up after {SECONDS}',
    "end run",
)
WINDOWS_STYLE = 0x10 | 0x10000  # an error's icon, in front of the other windows
SHOWN_CODES = (0, 1, 5)  # also of a box that was closed by its cross, or went away by itself
WIDTH = 72  # characters; xmessage breaks no lines


def tell(text: str, *, box: bool = True) -> None:
    """Say on stderr why there is no window, and in a box where nobody may read stderr."""
    with suppress(OSError, ValueError, AttributeError):  # closed, full, or not there
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    if box:
        show_where_unread(text)


def show_where_unread(text: str) -> None:
    """Show a box where nobody may read stderr."""
    if not _is_read():
        show(text)


def _is_read() -> bool:
    try:
        return sys.stderr.isatty()
    except (ValueError, AttributeError):
        return False


def show(text: str) -> None:
    """Show a box and wait until it is closed, at most `SECONDS`; nothing where none can be."""
    with suppress(OSError, subprocess.SubprocessError):
        if sys.platform == "win32":
            _show_on_windows(text)
        elif sys.platform == "darwin":
            script = [part for line in MAC_SCRIPT for part in ("-e", line)]
            _run(["osascript", *script, text, NAME])
        else:
            for command in linux_commands(text, os.environ):
                if _run(command):
                    return


def linux_commands(text: str, environment: Mapping[str, str]) -> list[list[str]]:
    """The programs at hand that may show ``text``, best first; none where there is no display."""
    if not any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        return []
    if environment.get("QT_QPA_PLATFORM", "").split(":")[0] in INVISIBLE_PLATFORMS:
        return []  # nobody sits before it
    found = [
        (program, arguments)
        for name, *arguments in LINUX_BOXES
        if (program := shutil.which(name, path=environment.get("PATH"))) is not None
    ]
    return [
        [program, *(argument.replace("{}", _wrapped(text, program)) for argument in arguments)]
        for program, arguments in found
    ]


def _wrapped(text: str, program: str) -> str:
    if not program.endswith("xmessage"):
        return text
    import textwrap

    return "\n".join(textwrap.fill(line, WIDTH) for line in text.splitlines())


def _run(command: list[str]) -> bool:
    """Run it to the end; False where it could not show anything."""
    try:
        done = subprocess.run(
            command,
            env=environment_outside(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS + 5,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode in SHOWN_CODES


def _show_on_windows(text: str) -> None:
    import ctypes

    def box() -> None:
        ctypes.windll.user32.MessageBoxW(None, text, NAME, WINDOWS_STYLE)  # type: ignore[attr-defined]

    # In a thread of its own, because a service's desktop shows it to nobody who could close it.
    thread = threading.Thread(target=box, daemon=True)
    thread.start()
    thread.join(SECONDS)
