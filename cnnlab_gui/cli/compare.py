"""``compare``: in what runs differ, and whether what they reached differs by more than luck."""

from fnmatch import fnmatchcase
from typing import Annotated

import typer

from cnnlab_gui.cli.describe import JsonOption
from cnnlab_gui.cli.given_run import given_run
from cnnlab_gui.cli.output import say, say_json, say_table
from cnnlab_gui.cli.runs import as_plain, share_text
from cnnlab_gui.core import paths
from cnnlab_gui.core.compare.compare import compare_runs
from cnnlab_gui.core.compare.comparison import Comparison, GroupFigures
from cnnlab_gui.core.compare.differences import Differences, differences
from cnnlab_gui.core.compare.verdict import short_value
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.paths import expanded
from cnnlab_gui.core.runs.bundle import ENDING
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.index import summary_of
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.runs.summary import RunSummary
from cnnlab_gui.core.text import tr_noop


def compare(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN...",
            help="Names, folders or .cnnlab files of runs; 'cnn-64-*' takes all that begin so.",
        ),
    ],
    as_json: JsonOption = False,
) -> None:
    """Compare runs: in what they differ, what they reached, and whether that is luck."""
    store = RunStore(paths.runs_folder())
    given = {folder.path: (folder, name) for name in names for folder in _named(store, name)}
    rows = [summary_of(folder) for folder, _ in given.values()]
    differing, comparison = differences(rows), compare_runs(rows)
    if as_json:
        say_json(
            {
                "runs": [
                    as_plain(row) | _where(name)
                    for row, (_, name) in zip(rows, given.values(), strict=True)
                ],
                "differences": differing,
                **comparison.as_json(),
            }
        )
        return
    _say_runs(rows, differing)
    if any(group.count > 1 for group in comparison.groups):
        _say_groups(comparison)
    for sentence in comparison.sentences:
        say(str(sentence))


def _where(name: str) -> dict[str, str]:
    """A run from a file lies there, not where it was unpacked to for now."""
    path = expanded(name)
    return {"run": str(path.absolute())} if path.suffix.lower() == ENDING else {}


def _named(store: RunStore, name: str) -> list[RunFolder]:
    if not set(name) & set("*?["):
        return [given_run(name)]
    found = [folder for folder in store.folders() if fnmatchcase(folder.name, name)]
    if not found:
        raise CnnLabError(
            tr_noop("errors", "No run's name is like '{name}'. See `cnnlab runs` for the names."),
            name=name,
        )
    return found


def _say_runs(rows: list[RunSummary], differing: Differences) -> None:
    varied = list(differing)
    say_table(
        ["run", *varied, "epochs done", "parameters", "test", "seconds", "status"],
        [
            [
                row.name,
                *(short_value(differing[factor][index]) for factor in varied),
                str(row.epochs_done),
                f"{row.parameters:,}",
                share_text(row.test_accuracy),
                f"{row.seconds:.1f}",
                row.status,
            ]
            for index, row in enumerate(rows)
        ],
        numbers=tuple(range(len(varied) + 1, len(varied) + 5)),
    )


def _say_groups(comparison: Comparison) -> None:
    say("")
    say_table(
        ["alike but for the seed", "runs", "test", "95 % interval", "seconds", "parameters"],
        [
            [
                str(group.label),
                str(group.count),
                _with_deviation(group),
                _interval(group),
                f"{group.seconds:.1f}",
                f"{group.parameters:,}",
            ]
            for group in comparison.groups
        ],
        numbers=(1, 2, 3, 4, 5),
    )
    say("")


def _with_deviation(group: GroupFigures) -> str:
    deviation = "" if group.deviation is None else f" ± {group.deviation:.2f}"
    return f"{group.mean:.2f}{deviation} %"


def _interval(group: GroupFigures) -> str:
    if group.half_width is None:
        return "–"
    low, high = group.mean - group.half_width, group.mean + group.half_width
    return f"{max(low, 0.0):.2f} to {min(high, 100.0):.2f}"
