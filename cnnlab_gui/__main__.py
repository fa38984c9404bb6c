"""The entry point: the window without arguments, the command line with them."""

import multiprocessing
import sys


def main() -> None:
    """Run ``cnnlab``; with no arguments it opens the application."""
    # First of all: a spawned child of a frozen application starts here again.
    multiprocessing.freeze_support()
    # The window needs none of the command line, which takes a quarter of a second to load.
    if len(sys.argv) == 1 or sys.argv[1] == "gui":
        sys.exit(_open_window(sys.argv[2:]))

    from cnnlab_gui.cli.main import run

    sys.exit(run(sys.argv[1:], open_window=_open_window))


def main_gui() -> None:
    """Run ``cnnlab-gui``: the application, with the options of ``cnnlab gui``."""
    multiprocessing.freeze_support()
    sys.argv.insert(1, "gui")
    main()


def _open_window(arguments: list[str]) -> int:
    from cnnlab_gui.app.main import main as open_window

    return open_window(arguments)


if __name__ == "__main__":
    main()
