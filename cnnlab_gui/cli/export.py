"""``export``: a run, a preset or a network as a program that needs no CNN Lab."""

import os
from pathlib import Path
from typing import Annotated

import typer

from cnnlab_gui.cli.output import say
from cnnlab_gui.cli.train import absolute_dataset, chosen_specification
from cnnlab_gui.core import paths
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.export.data import data_file_name, write_arrays
from cnnlab_gui.core.export.table import EXPORTS, export_text
from cnnlab_gui.core.files import write_text_atomically
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.problems.table import check_run
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine.datasets.library import DatasetLibrary


def export(
    first: Annotated[str, typer.Argument(metavar="RUN", help="A run's name, or its path.")],
    to: Annotated[str, typer.Option(metavar="|".join(EXPORTS), help="What to write.")],
    second: Annotated[str | None, typer.Argument(metavar="OUT", help="The file to write.")] = None,
    preset: Annotated[str | None, typer.Option(help="A preset, instead of RUN.")] = None,
    architecture: Annotated[
        Path | None, typer.Option(help="An architecture file, instead of RUN.")
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="Other images: an id, or a path.")] = None,
) -> None:
    """Write a program that trains the same network without CNN Lab."""
    if to not in EXPORTS:
        raise typer.BadParameter(
            f"there is no export {to!r}; there are: {', '.join(EXPORTS)}", param_hint="--to"
        )
    run, out = (None, first) if second is None else (first, second)
    if [run, preset, architecture].count(None) != 2:
        raise typer.BadParameter(
            "name a run and the file to write, or a --preset or an --architecture and the file"
        )
    specification = chosen_specification(preset, architecture, run)
    if dataset is not None:
        specification = specification.model_copy(update={"dataset": absolute_dataset(dataset)})
    trained_on = _digest_of(run) if run is not None and dataset is None else None
    _export(specification, to, Path(out), trained_on)


def _digest_of(run: str) -> str:
    return RunStore(paths.runs_folder()).find(run).read_record().dataset.sha256


def _export(specification: RunSpecification, to: str, out: Path, trained_on: str | None) -> None:
    data_name = data_file_name(specification.dataset)
    if data_name and out.name.casefold() == data_name.casefold():
        raise typer.BadParameter(f"{data_name} is what the images are written to")
    if os.path.lexists(out):
        raise CnnLabError(
            tr_noop("errors", "{path} already exists, and is left as it is. Name a new file."),
            path=out,
        )
    text = export_text(to, specification)
    if data_name is None:
        _check_published(specification)
    else:
        _write_images(specification, out.with_name(data_name), trained_on)
    write_text_atomically(out, text)
    say(f"{out} is written.")


def _write_images(specification: RunSpecification, path: Path, trained_on: str | None) -> None:
    limit = specification.settings.limit or None
    images = DatasetLibrary().load(specification.dataset, limit=limit)
    check_run(specification, ImageFacts.of(images))
    write_arrays(path, images)
    if trained_on not in {None, images.sha256}:
        say("The images have changed since this run was trained; the export trains on today's.")
    say(f"{path} holds the images; keep it beside the export.")


def _check_published(specification: RunSpecification) -> None:
    """Check what is known of a dataset that Keras downloads; its files need not be here."""
    for info in DatasetLibrary().infos():
        if info.id == specification.dataset:
            check_run(specification, ImageFacts.of(info))
