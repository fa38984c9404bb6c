"""``export``: a run, a preset or a network for other programs."""

import os
from pathlib import Path
from typing import Annotated

import typer

from cnnlab_gui.cli.given_run import given_run
from cnnlab_gui.cli.output import say
from cnnlab_gui.cli.train import absolute_dataset, chosen_specification
from cnnlab_gui.core import paths
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.export.curves_csv import curves_csv
from cnnlab_gui.core.export.data import data_file_name, write_arrays
from cnnlab_gui.core.export.models import MODEL_EXPORTS
from cnnlab_gui.core.export.table import EXPORTS, export_text
from cnnlab_gui.core.files import write_text_atomically
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.problems.table import check_run
from cnnlab_gui.core.runs.bundle import pack
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine.datasets.library import DatasetLibrary

CSV, BUNDLE = "csv", "cnnlab"
ALL = (*MODEL_EXPORTS, *EXPORTS, CSV, BUNDLE)


def export(
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN",
            default_factory=list,
            show_default=False,
            help="A run's name, path or .cnnlab file; for csv also several.",
        ),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file or folder to write.")],
    to: Annotated[str, typer.Option(metavar="|".join(ALL), help="What to write.")],
    preset: Annotated[str | None, typer.Option(help="A preset, instead of RUN.")] = None,
    architecture: Annotated[
        Path | None, typer.Option(help="An architecture file, instead of RUN.")
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="Other images: an id, or a path.")] = None,
    epoch: Annotated[
        int | None, typer.Option(min=0, help="The network at this epoch, not at its last or best.")
    ] = None,
) -> None:
    """Write what a run has learnt, or a program that trains the same network without CNN Lab."""
    if to not in ALL:
        raise typer.BadParameter(
            f"there is no export {to!r}; there are: {', '.join(ALL)}", param_hint="--to"
        )
    if to in EXPORTS:
        _write_program(runs, to, out, preset, architecture, dataset)
        return
    if not runs or (len(runs) > 1 and to != CSV):
        raise typer.BadParameter(f"name a run and what to write: RUN --to {to} OUT")
    if (preset, architecture, dataset) != (None, None, None):
        raise typer.BadParameter(f"--to {to} takes a run, and neither a network nor images")
    if epoch is not None and to in {CSV, BUNDLE, "tensorboard"}:
        raise typer.BadParameter(f"--to {to} takes all epochs", param_hint="--epoch")
    _check_free(out)
    if to == CSV:
        write_text_atomically(out, curves_csv([given_run(run) for run in runs]))
    elif to == BUNDLE:
        pack(given_run(runs[0]), out)
    else:
        _write_network(runs[0], to, out, epoch)
        return
    say(f"{out} is written.")


def _write_network(run: str, to: str, out: Path, epoch: int | None) -> None:
    folder = given_run(run)
    folder.read_record()  # what is wrong with it is said before TensorFlow is loaded
    from cnnlab_gui.engine.engine import KerasEngine

    engine = KerasEngine(DatasetLibrary(), RunStore(paths.runs_folder()))
    say(str(engine.export(folder.path, to, out, epoch=epoch)))


def _check_free(out: Path) -> None:
    if os.path.lexists(out):
        raise CnnLabError(
            tr_noop("errors", "{path} already exists, and is left as it is. Name a new file."),
            path=out,
        )


def _write_program(
    runs: list[str],
    to: str,
    out: Path,
    preset: str | None,
    architecture: Path | None,
    dataset: str | None,
) -> None:
    run = runs[0] if runs else None
    if len(runs) > 1 or [run, preset, architecture].count(None) != 2:
        raise typer.BadParameter(
            "name a run and the file to write, or a --preset or an --architecture and the file"
        )
    specification = chosen_specification(preset, architecture, run)
    if dataset is not None:
        specification = specification.model_copy(update={"dataset": absolute_dataset(dataset)})
    trained_on = _digest_of(run) if run is not None and dataset is None else None
    _export(specification, to, out, trained_on)


def _digest_of(run: str) -> str:
    return given_run(run).read_record().dataset.sha256


def _export(specification: RunSpecification, to: str, out: Path, trained_on: str | None) -> None:
    data_name = data_file_name(specification.dataset)
    if data_name and out.name.casefold() == data_name.casefold():
        raise typer.BadParameter(f"{data_name} is what the images are written to")
    _check_free(out)
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
