"""Measures what drawing a run's curves anew costs, early and late in a training."""

import time
from collections.abc import Sequence
from statistics import median

import numpy as np
from PySide6.QtWidgets import QApplication

from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.cli.bench.made_runs import made_epochs
from cnnlab_gui.core.curves import RunCurves
from cnnlab_gui.core.events import BatchProgress, RunStarted
from cnnlab_gui.widgets.train.curves import Metric, MetricPlot

REDRAWS = 60
STEPS = 1875
LEAST_TOLD = 8  # events of batches in an epoch
TOLD = 5500  # of the whole run: as a convolutional network has sent after ten epochs
NOISE = 0.003  # of the running mean
WIDTH, HEIGHT = 900, 320


def measure_curves(lab: Laboratory, epochs: Sequence[int]) -> dict[str, object]:
    """Redraw the curves of a run with few epochs and of one with many, in turn.

    Returns
    -------
    dict
        ``few_ms`` and ``many_ms``: medians, from the end of an epoch to the painted curve.
    """
    runs = [_run_of(count) for count in epochs]
    metric = Metric("Accuracy", "accuracy", "val_accuracy", 1, True, True)
    plots = [MetricPlot(metric, lab.window.theme) for _ in runs]
    for plot in plots:
        plot.resize(WIDTH, HEIGHT)
    taken: list[list[float]] = [[] for _ in runs]
    for _ in range(REDRAWS):
        for run, plot, times in zip(runs, plots, taken, strict=True):
            times.append(_redraw(plot, run))
    for plot in plots:
        plot.deleteLater()
    QApplication.processEvents()
    return {"event": "redrawn", "few_ms": median(taken[0]), "many_ms": median(taken[1])}


def _redraw(plot: MetricPlot, run: RunCurves) -> float:
    started = time.perf_counter()
    plot.show_run(run)
    reading = run.reader.reading
    plot.show_best(reading.best_epoch if reading else None)
    plot.grab()  # paints at once
    return 1000 * (time.perf_counter() - started)


def _run_of(epochs: int) -> RunCurves:
    run, told = RunCurves(), max(LEAST_TOLD, TOLD // epochs)
    run.follow(RunStarted("", "made", "CPU", 1, epochs, STEPS, 60_000, 10_000))
    rng = np.random.default_rng(epochs)
    for epoch in made_epochs(epochs):
        # As rough early as late: a rough line takes longer to paint than a smooth one.
        for part, noise in enumerate(rng.normal(0, NOISE, told), 1):
            step, accuracy = part * STEPS // told, epoch.accuracy + float(noise)
            run.follow(BatchProgress(epoch.epoch, step, STEPS, epoch.loss, accuracy, 5000.0))
        run.follow(epoch)
    return run
