"""``data``: list, fetch and verify datasets."""

import signal
import sys
import threading
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from cnnlab_gui.cli.describe import JsonOption
from cnnlab_gui.cli.output import say, say_error, say_json, say_table
from cnnlab_gui.core.text import size_text
from cnnlab_gui.engine.datasets.library import DatasetLibrary


def commands() -> typer.Typer:
    """The group of commands; ``data`` alone lists."""
    group = typer.Typer(help="List, download and verify datasets.", add_completion=False)

    @group.callback(invoke_without_command=True)
    def default(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            list_datasets()

    group.command("list")(list_datasets)
    group.command("fetch")(fetch)
    group.command("verify")(verify)
    return group


def list_datasets(as_json: JsonOption = False) -> None:
    """List the datasets and where they are."""
    infos = DatasetLibrary().infos()
    if as_json:
        for info in infos:
            say_json(
                {
                    "id": info.id,
                    "title": info.title,
                    "available": info.available,
                    "where": str(info.where) if info.where else None,
                    "train": info.count_train,
                    "test": info.count_test,
                    "classes": info.class_names,
                    "image_shape": info.image_shape,
                }
            )
        return
    say_table(
        ["dataset", "train", "test", "image", "where"],
        [
            [
                info.id,
                f"{info.count_train:,}",
                f"{info.count_test:,}",
                size_text(info.image_shape),
                (str(info.where) if info.where else "built in")
                if info.available
                else f"not here; `cnnlab data fetch {info.id}`",
            ]
            for info in infos
        ],
        numbers=(1, 2),
    )


def fetch(dataset: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Download a dataset; what arrives is verified before it is used."""
    stop = threading.Event()
    previous = signal.signal(signal.SIGINT, lambda *_: stop.set())
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
    try:
        with progress:
            task = progress.add_task(dataset, total=None)

            def report(done: int, total: int) -> None:
                progress.update(task, completed=done, total=total)

            folder = DatasetLibrary().fetch(dataset, progress=report, cancelled=stop.is_set)
    finally:
        signal.signal(signal.SIGINT, previous)
    say(f"{dataset} is in {folder}")


def verify(
    dataset: Annotated[str | None, typer.Argument(metavar="[ID]")] = None,
    as_json: JsonOption = False,
) -> None:
    """Check the files of one dataset, or of all that are here, against the published sums."""
    library = DatasetLibrary()
    chosen = (
        [dataset]
        if dataset
        else [info.id for info in library.infos() if info.available and info.where]
    )
    wrong = 0
    for name in chosen:
        for verdict in library.verify(name):
            wrong += not verdict.ok
            if as_json:
                say_json(
                    {
                        "dataset": name,
                        "file": str(verdict.path),
                        "ok": verdict.ok,
                        "problem": str(verdict.problem) if verdict.problem else None,
                    }
                )
            elif verdict.problem:
                say_error(verdict.problem.sentence)
            else:
                say(f"{verdict.path}: right")
    if not chosen and not as_json:
        say("No downloaded dataset is here. `cnnlab data fetch fashion-mnist` brings one.")
    if wrong:
        raise typer.Exit(1)
