"""Measures how soon a long list of runs is on the screen."""

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication

from cnnlab_gui.app.driver import LOADING_SECONDS, until, wait_until_ready
from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.cli.bench.made_runs import make_runs
from cnnlab_gui.core.runs.index import RunIndex


def measure_history(lab: Laboratory, wanted: dict[str, Any]) -> dict[str, object]:
    """Make ``wanted["history"]`` runs of ``wanted["epochs"]`` epochs, and open the Compare page.

    Returns
    -------
    dict
        ``cold_s``: reading all runs, of which nothing is kept; ``warm_s``: again, by one that
        has seen none of them; ``page_s``: from asking for the page to its being painted, with
        what is kept on the disk.
    """
    wait_until_ready(lab)
    runs = int(wanted["history"])
    make_runs(lab.store.folder, runs, int(wanted["epochs"]))
    cold = _seconds(lambda: RunIndex(lab.store).read())
    warm = _seconds(lambda: RunIndex(lab.store).read())
    return {
        "event": "opened",
        "runs": runs,
        "cold_s": cold,
        "warm_s": warm,
        "page_s": _seconds(lambda: _open_page(lab, runs)),
    }


def _open_page(lab: Laboratory, runs: int) -> None:
    page = lab.window.compare_page
    lab.window.show_page(page)
    until(lambda: page.model.rowCount() == runs, LOADING_SECONDS, "all runs are listed")
    QApplication.processEvents()  # paints them


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
