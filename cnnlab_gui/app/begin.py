"""What comes before the window: its arguments, its home, and whether it is open already.

Little is loaded here: a second start ends here, and is to be gone in a moment.
"""

import argparse
import os
from pathlib import Path

from cnnlab_gui.app import display
from cnnlab_gui.app.opening import FAILED, refuse
from cnnlab_gui.core import logs, paths
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import storage_error
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.wish import MOST_FILES, Wish

WRONG_USAGE = 2
TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""With which the desktop lets who was started come to the front; the first that is set."""


def begin(arguments: list[str]) -> int:
    """Open the window, or bring that to the front which is open; returns the exit code.

    Parameters
    ----------
    arguments : list of str
        Those of ``cnnlab gui``.
    """
    options = _options(arguments)
    if options.home is not None:
        choose_home(options.home)
    logs.start()
    logs.catch_crashes()
    problem = display.problem(os.environ)
    if problem:
        refuse(problem)
    if options.smoke_test or options.screenshots or options.measure:
        from cnnlab_gui.app.main import run_unattended

        return run_unattended(options)
    return _open_or_ask([_absolute(file) for file in options.files])


def choose_home(folder: str) -> None:
    """Keep everything in this folder, and let who is started from here do so, too.

    Raises
    ------
    CannotOpenError
        It can neither be found nor made.
    """
    home = paths.expanded(folder).absolute()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        refuse(f"--home names a folder, but {home} is a file. Choose another folder.")
    except OSError as error:
        refuse(str(_no_home(error, home)))
    except ValueError:
        refuse("--home has a name that no folder can have. Choose another folder.")
    os.environ["CNNLAB_HOME"] = str(home)


def _no_home(error: OSError, home: Path) -> CnnLabError:
    if isinstance(error, NotADirectoryError):
        return CnnLabError(
            tr_noop("errors", "There can be no folder {home}: a part of its path is a file."),
            home=home,
        )
    return storage_error(error, home)


def _absolute(file: str) -> Path:
    """The path of what a shell or a file manager names; ``file://`` is one of their ways."""
    if file.lower().startswith("file:") and not os.path.lexists(file):
        from PySide6.QtCore import QUrl

        url = QUrl(file)
        if not url.isLocalFile() or url.host() not in ("", "localhost") or not url.toLocalFile():
            refuse(f"{file} is no file on this computer. Copy it here first, then open the copy.")
        file = url.toLocalFile()
    return Path(file).absolute()


def _open_or_ask(files: list[Path]) -> int:
    from cnnlab_gui.app.one_instance import Answer, Seat

    seat = Seat(paths.home())
    wish = Wish(tuple(map(str, files)), next(filter(None, map(os.environ.get, TOKENS)), ""))
    while True:
        answer = seat.take_or_ask(wish)
        if answer is Answer.DONE:
            return 0
        if answer is Answer.ABSENT:
            break
        from cnnlab_gui.app.silent_window import Choice, ask_about_silent_window

        choice = ask_about_silent_window(seat.home)
        if choice is Choice.GIVE_UP:
            return FAILED
        if choice is Choice.OPEN_ANOTHER:
            break
    from cnnlab_gui.app.main import run

    try:
        return run(seat, files)
    finally:
        seat.leave()


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="cnnlab gui", description="Open the application.")
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="a run (.cnnlab) or a network (.cnnarch, .keras)"
    )
    parser.add_argument(
        "--home", metavar="DIR", help="keep everything in this folder, instead of CNNLAB_HOME"
    )
    parser.add_argument(
        "--smoke-test",
        action="store_true",
        help="train briefly in the real window, visit every page, exit 0 or say what failed",
    )
    parser.add_argument(
        "--screenshots", type=Path, metavar="DIR", help="save a picture of every page and exit"
    )
    # For `cnnlab bench`, which knows no Qt and so asks the application to measure itself.
    parser.add_argument("--measure", metavar="JSON", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if len(options.files) > MOST_FILES:
        parser.error(f"at most {MOST_FILES} files are opened at once, not {len(options.files)}")
    return options
