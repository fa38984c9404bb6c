"""The entry point: the window without arguments, the command line with them."""

import multiprocessing
import sys
from pathlib import Path

from cnnlab_gui.core import streams
from cnnlab_gui.core.openable import content_of


def main() -> None:
    """Run ``cnnlab``; with no arguments it opens the application."""
    _begin()
    # The window needs none of the command line, which takes a quarter of a second to load.
    if len(sys.argv) == 1 or sys.argv[1] == "gui":
        sys.exit(_open_window(sys.argv[2:]))
    if _is_openable(sys.argv[1]) or sys.argv[1].partition("=")[0] == "--home":
        sys.exit(_open_window(sys.argv[1:]))

    sys.exit(_run_command(sys.argv[1:]))


def main_gui() -> None:
    """Run ``cnnlab-gui``: the application, with the options of ``cnnlab gui``."""
    _begin()
    sys.argv.insert(1, "gui")
    main()


def _begin() -> None:
    streams.mend()
    # Else first of all: a spawned child of a frozen application starts here again.
    multiprocessing.freeze_support()


def _is_openable(argument: str) -> bool:
    """Whether it names a file, as a file manager does, for the window to open or to refuse."""
    if argument.startswith("-"):
        return False
    path = Path(argument)
    if content_of(path) is not None:
        return True
    try:
        # A file beside the person may be called like a command; no command has an ending.
        return path.suffix != "" and path.is_file()
    except OSError:
        return False


def _run_command(arguments: list[str]) -> int:
    try:
        from cnnlab_gui.cli.main import run
    except Exception as error:
        from cnnlab_gui.app.opening import crash_of_command

        return crash_of_command(error)
    return run(arguments, open_window=_open_window)


def _open_window(arguments: list[str]) -> int:
    from cnnlab_gui.app.opening import open_window

    return open_window(arguments)


if __name__ == "__main__":
    main()
