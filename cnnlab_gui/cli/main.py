"""The command line: one table of commands, one place that turns errors into exit codes."""

import io
import logging
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from cnnlab_gui import __version__
from cnnlab_gui.cli import (
    compare,
    data,
    describe,
    doctor,
    export,
    import_run,
    maps,
    predict,
    resume,
    runs,
    sweep,
    train,
)
from cnnlab_gui.cli.bench import commands as bench
from cnnlab_gui.cli.given_run import unpacked_runs
from cnnlab_gui.cli.output import say_error
from cnnlab_gui.core import logs
from cnnlab_gui.core.errors import CnnLabError, unexpected

log = logging.getLogger(__name__)

DONE, FAILED = 0, 1

OpenWindow = Callable[[list[str]], int]

COMMANDS: dict[str, Callable[..., None]] = {
    "train": train.train,
    "resume": resume.resume,
    "presets": describe.presets,
    "describe": describe.describe,
    "sweep": sweep.sweep,
    "runs": runs.runs,
    "compare": compare.compare,
    "maps": maps.maps,
    "predict": predict.predict,
    "export": export.export,
    "import": import_run.import_run,
    "doctor": doctor.doctor,
    "bench": bench.bench,
}

# Children of other commands; not for people.
HIDDEN_COMMANDS: dict[str, Callable[..., None]] = {
    "bench-reference": bench.reference,
    "bench-reference-maps": bench.reference_maps,
    "bench-drawings": bench.drawings,
    "bench-stroke-digits": bench.stroke_digits,
    "bench-import": bench.import_only,
}


def run(arguments: list[str], open_window: OpenWindow) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : list of str
        Without the program's name.
    open_window : callable
        Opens the application with the arguments of ``gui``; given by the entry
        point, because the command line knows no Qt.

    Returns
    -------
    int
        0 done, 1 failed with one sentence on stderr, 2 wrong usage.
    """
    logs.start()
    for stream in (sys.stdout, sys.stderr):
        # Where a console or a pipe has no × or –, a question mark is better than an end.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        with unpacked_runs():
            make_application(open_window)(arguments, prog_name="cnnlab")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED
    except CnnLabError as error:
        say_error(error.sentence)
        return FAILED
    except Exception as error:
        log.exception("a command ended unexpectedly")
        say_error(unexpected(error))
        return FAILED
    return DONE


def make_application(open_window: OpenWindow) -> typer.Typer:
    """All commands, those of children too; the manual page is made of it as well."""
    application = typer.Typer(
        name="cnnlab",
        help="CNN Lab: build, train and understand convolutional networks.",
        epilog=(
            "Without a command it opens the application; `cnnlab FILE` opens a run (.cnnlab) or a "
            "network (.cnnarch, .keras) in it, `cnnlab --home DIR` another home."
        ),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    application.callback()(_options)
    for name, command in COMMANDS.items():
        application.command(name)(command)
    for name, command in HIDDEN_COMMANDS.items():
        application.command(name, hidden=True)(command)
    application.add_typer(data.commands(), name="data")

    @application.command(
        "gui",
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
        add_help_option=False,
    )
    def gui(context: typer.Context) -> None:
        """Open the application (--smoke-test, --screenshots DIR)."""
        raise typer.Exit(open_window(context.args))

    return application


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"CNN Lab {__version__}\n")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Version.")
    ] = False,
) -> None:
    pass
