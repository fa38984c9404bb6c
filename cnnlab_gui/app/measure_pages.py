"""Measures how fast a network trains with one page in front, and with another."""

import time
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from cnnlab_gui.app.driver import DriveError, train, until, wait_until_ready
from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.app.measure_maps import PATIENCE_SECONDS, PaintWatch
from cnnlab_gui.core.events import EpochEnded, RunEvent, RunStarted, SnapshotSaved

COMPARED = ("maps", "maps_batches", "maps", "still")
"""The Feature maps page, refreshed after each epoch; also every so many batches; the Network
page, on which nothing moves. Each against the Train page."""

BATCHES = 50


def measure_pages(lab: Laboratory, wanted: dict[str, Any]) -> dict[str, object]:
    """Train once, with one page after the other in front, each for two epochs.

    Neighbouring epochs are as alike as two measurements can be: the same process, the same
    network, the same images, a moment later. Before and after each page the Train page has an
    epoch, so that a machine that grows slower or faster meanwhile favours none.

    Parameters
    ----------
    lab : Laboratory
    wanted : dict
        ``pages``: how many times all are compared; ``preset``, ``dataset`` and any training
        settings.

    Returns
    -------
    dict
        ``images`` of an epoch. ``compared``: see `comparisons`. ``pictures``: how many of the
        maps were painted with each page in front.
    """
    settings = {name: value for name, value in wanted.items() if name != "pages"}
    lab.session.choose_preset(str(settings.pop("preset")), "")
    lab.data_desk.choose(str(settings.pop("dataset")))
    turns = _Turns(lab, pages_in_turn(wanted["pages"]))
    settings["epochs"] = 1 + len(turns.pages)
    for name, value in settings.items():
        lab.session.set_setting(name, value, "")
    wait_until_ready(lab)
    lab.window.show_page(lab.window.maps_page)
    until(lambda: bool(turns.watch.painted), PATIENCE_SECONDS, "the page shows maps")
    lab.training_desk.run_event.connect(turns.follow)
    finished = train(lab, seconds=3600)
    lab.training_desk.run_event.disconnect(turns.follow)
    turns.watch.end()
    if finished.outcome != "completed":
        raise DriveError(f"the training ended as {finished.outcome}: {finished.detail}")
    return {
        "event": "trained",
        "images": turns.images,
        "compared": comparisons(turns.seconds, turns.cpu_seconds),
        "pictures": turns.pictures,
    }


def pages_in_turn(times: int) -> tuple[str, ...]:
    """The page of each epoch: two of each that is compared, and the Train page between."""
    return ("train", *[each for page in times * COMPARED for each in (page, page, "train")])


def comparisons(
    seconds: Sequence[float], cpu_seconds: Sequence[float]
) -> list[dict[str, str | float]]:
    """Two epochs with a ``page``, and the one before and the one after with the Train page.

    Parameters
    ----------
    seconds : sequence of float
        Of each epoch with its check, in the order of `pages_in_turn`.
    cpu_seconds : sequence of float
        Likewise, of all threads of this process: what else the machine has to do disturbs
        them less.

    Returns
    -------
    list of dict
        ``page``, ``seconds`` and ``cpu_seconds`` of its two epochs, and ``train_seconds`` and
        ``train_cpu_seconds`` of the two around them.
    """
    return [
        {
            "page": COMPARED[number % len(COMPARED)],
            "seconds": seconds[first + 1] + seconds[first + 2],
            "train_seconds": seconds[first] + seconds[first + 3],
            "cpu_seconds": cpu_seconds[first + 1] + cpu_seconds[first + 2],
            "train_cpu_seconds": cpu_seconds[first] + cpu_seconds[first + 3],
        }
        for number, first in enumerate(range(0, len(seconds) - 3, 3))
    ]


class _Turns:
    """Brings each epoch's page to the front as the one before ends; the first only warms up."""

    def __init__(self, lab: Laboratory, pages: tuple[str, ...]) -> None:
        self.pages = pages
        self.images = 0
        self.pictures = dict.fromkeys(pages, 0)
        self.watch = PaintWatch(lab.window.maps_page)
        self.seconds: list[float] = []
        self.cpu_seconds: list[float] = []
        self._cpu_before = 0.0
        self._window = lab.window
        self._widgets: dict[str, QWidget] = {
            "train": lab.window.train_page,
            "maps": lab.window.maps_page,
            "maps_batches": lab.window.maps_page,
            "still": lab.window.picture_page,
        }

    def follow(self, event: RunEvent) -> None:
        if isinstance(event, RunStarted):
            self.images = event.train_images
        elif isinstance(event, EpochEnded):
            self._note(event)
        elif isinstance(event, SnapshotSaved) and 0 < event.epoch <= len(self.pages):
            self._turn_to(self.pages[event.epoch - 1])

    def _note(self, event: EpochEnded) -> None:
        cpu, before = time.process_time(), self._cpu_before
        if event.epoch > 1:
            self.seconds.append(event.seconds)
            self.cpu_seconds.append(cpu - before)
            self.pictures[self.pages[event.epoch - 2]] += len(self.watch.painted)
        self._cpu_before = cpu
        self.watch.painted.clear()

    def _turn_to(self, page: str) -> None:
        refreshed = BATCHES if page == "maps_batches" else None
        self._window.maps_page.live_actions[refreshed].trigger()
        self._window.show_page(self._widgets[page])
