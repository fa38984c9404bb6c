"""Opening the window, and saying in one sentence why it does not open.

At the top only what cannot fail is imported; all else may be what is broken.
"""

import os
import sys
from contextlib import suppress
from typing import NoReturn

from cnnlab_gui.core import message_box

FAILED = 1

# Nobody waits before the screen for these, so nothing is shown there.
UNATTENDED = ("--smoke-test", "--screenshots", "--measure")


class CannotOpenError(Exception):
    """There can be no window; the message is a sentence for people."""


def open_window(arguments: list[str]) -> int:
    """Open the application with the arguments of ``cnnlab gui``; returns the exit code.

    Whatever prevents the window is said on stderr, and in a message box where somebody may
    sit before it.
    """
    box = not is_unattended(arguments)
    try:
        from cnnlab_gui.app.begin import begin

        return begin(arguments)
    except CannotOpenError as error:
        message_box.tell(str(error), box=box)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        sentence = _library_sentence(error)
        if sentence:
            message_box.tell(sentence, box=box)
        else:
            _say_crash(error, box)
            _end_at_once()
    return FAILED


def is_unattended(arguments: list[str]) -> bool:
    return any(argument.startswith(UNATTENDED) for argument in arguments)


def _library_sentence(error: Exception) -> str | None:
    if not isinstance(error, ImportError) or not sys.platform.startswith("linux"):
        return None
    from cnnlab_gui.app.display import library_problem

    return library_problem(error)


def _say_crash(error: Exception, box: bool) -> None:
    """Log an error that nobody foresaw, and name it and the log."""
    where = _logged(error)
    said = crash_sentence(error)
    if where:
        said += f" What is known of it is in {where}; please report it with that file."
    else:
        import traceback

        said += " No log could be written.\n" + "".join(traceback.format_exception(error)).strip()
    # Before the box: who started it from a script reads it at once, and the box may wait long.
    message_box.tell(said, box=False)
    if box and not _show_with_qt(said):
        message_box.show_where_unread(said)


def crash_sentence(error: Exception) -> str:
    """Name an error that ends the program, and what helps where a part of it is gone."""
    line = (str(error).strip().splitlines() or [""])[0].rstrip(".")
    said = f"{type(error).__name__}: {line}." if line else f"{type(error).__name__}."
    if _is_damage(error):
        return f"A part of CNN Lab is missing or damaged; install CNN Lab again. It says: {said}"
    return f"CNN Lab has to end, because of an error of its own: {said}"


def _is_damage(error: Exception) -> bool:
    """Whether something of the installation itself could not be read."""
    if isinstance(error, ImportError):
        return True
    inside: str | None = getattr(sys, "_MEIPASS", None)
    if isinstance(error, FileNotFoundError) and str(error).startswith("resources are missing"):
        return True
    if inside is None or not isinstance(error, OSError):
        return False
    return str(error.filename).startswith(inside)


def crash_of_command(error: Exception) -> int:
    """Say why the command line could not even be loaded; returns the exit code."""
    sentence = _library_sentence(error)
    if sentence is None:
        _say_crash(error, box=False)
    else:
        message_box.tell(sentence, box=False)
    return FAILED


def _end_at_once() -> None:
    """End without what a half-made window would do at the end: its threads abort the process."""
    if "PySide6.QtCore" in sys.modules:
        import logging

        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
        os._exit(FAILED)


def _logged(error: Exception) -> str | None:
    """Write it with its trace into the log; returns where that is, None where there is none."""
    with suppress(Exception):
        import logging

        from cnnlab_gui.core import logs

        logs.start()
        logging.getLogger(__name__).error("could not go on", exc_info=error)
        path = logs.log_path()
        if path.is_file() and path.stat().st_size:
            return str(path)
    return None


def _show_with_qt(text: str) -> bool:
    """Show it in a box of Qt, where there is an application already and somebody sees it."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if "PySide6.QtWidgets" not in sys.modules or platform in message_box.INVISIBLE_PLATFORMS:
        return False
    with suppress(Exception):
        from cnnlab_gui.app.errors import show_crash

        return show_crash(text)
    return False


def refuse(sentence: str) -> NoReturn:
    """End the opening with a sentence for people."""
    raise CannotOpenError(sentence)
