"""``import``: a run that somebody handed on."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from cnnlab_gui.cli.output import say
from cnnlab_gui.core import paths
from cnnlab_gui.core.runs.bundle import unpack
from cnnlab_gui.core.runs.store import RunStore


def import_run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As `export --to cnnlab` writes.")],
    name: Annotated[str | None, typer.Option(help="What the run is to be called here.")] = None,
) -> None:
    """Take a run out of a .cnnlab file into the home."""
    folder = unpack(file, RunStore(paths.runs_folder()), name)
    record = folder.read_record()
    say(f"{folder.name} is in {folder.path}.")
    dataset = record.specification.dataset
    if dataset.startswith("./"):
        say(
            f"Its images are not here: they were called {dataset[2:]}. To repeat it, name yours: "
            f"cnnlab train --run {shlex.quote(folder.name)} --dataset PATH"
        )
