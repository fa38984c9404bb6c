"""Measures how fast a network trains with one page in front, and with another."""

import time
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from cnnlab_gui.app.driver import DriveError, train, until, wait_until_ready
from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.app.measure_maps import PATIENCE_SECONDS, PaintWatch
from cnnlab_gui.core.events import EpochEnded, RunEvent, RunStarted, SnapshotSaved

WAYS = ("train", "maps", "maps_batches", "still")
"""The Train page; the Feature maps page, refreshed after each epoch, and also every so many
batches; the Network page, on which nothing moves."""

BATCHES = 50


def measure_pages(lab: Laboratory, wanted: dict[str, Any]) -> dict[str, object]:
    """Train once, with another page in front in each epoch.

    Neighbouring epochs are as alike as two measurements can be: the same process, the same
    network, the same images, a moment later. Each round goes through all ways and back, so
    that a machine that grows slower or faster meanwhile favours none.

    Parameters
    ----------
    lab : Laboratory
    wanted : dict
        ``pages``: how many rounds; ``preset``, ``dataset`` and any training settings.

    Returns
    -------
    dict
        ``images`` of an epoch. ``seconds``: for each round those of each way, of two epochs
        with their checks; ``cpu_seconds``, likewise, of all threads of this process, which a
        machine with other work to do disturbs less. ``pictures``: how many were painted of
        the maps in each way.
    """
    settings = {name: value for name, value in wanted.items() if name != "pages"}
    lab.session.choose_preset(str(settings.pop("preset")), "")
    lab.data_desk.choose(str(settings.pop("dataset")))
    ways = [way for number in range(wanted["pages"]) for way in turns_of_round(number)]
    turns = _Turns(lab, tuple(ways))
    settings["epochs"] = 1 + len(ways)
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
        "seconds": by_round(ways, turns.seconds),
        "cpu_seconds": by_round(ways, turns.cpu_seconds),
        "pictures": turns.pictures,
    }


def turns_of_round(number: int) -> tuple[str, ...]:
    """All ways and back; each round begins with another one."""
    first = number % len(WAYS)
    there = WAYS[first:] + WAYS[:first]
    return (*there, *reversed(there))


def by_round(ways: Sequence[str], of_epochs: Sequence[float]) -> list[dict[str, float]]:
    """For each round the sum of what the epochs of each way took."""
    epochs = list(zip(ways, of_epochs, strict=True))
    length = 2 * len(WAYS)
    rounds = [epochs[at : at + length] for at in range(0, len(epochs), length)]
    return [
        {way: sum(amount for name, amount in each if name == way) for way in WAYS}
        for each in rounds
    ]


class _Turns:
    """Brings each epoch's page to the front as the one before ends; the first only warms up."""

    def __init__(self, lab: Laboratory, ways: tuple[str, ...]) -> None:
        self.ways = ways
        self.images = 0
        self.pictures = dict.fromkeys(WAYS, 0)
        self.watch = PaintWatch(lab.window.maps_page)
        self.seconds: list[float] = []
        self.cpu_seconds: list[float] = []
        self._cpu_before = 0.0
        self._window = lab.window
        self._pages: dict[str, QWidget] = {
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
        elif isinstance(event, SnapshotSaved) and 0 < event.epoch <= len(self.ways):
            self._turn_to(self.ways[event.epoch - 1])

    def _note(self, event: EpochEnded) -> None:
        cpu, before = time.process_time(), self._cpu_before
        if event.epoch > 1:
            self.seconds.append(event.seconds)
            self.cpu_seconds.append(cpu - before)
            self.pictures[self.ways[event.epoch - 2]] += len(self.watch.painted)
        self._cpu_before = cpu
        self.watch.painted.clear()

    def _turn_to(self, way: str) -> None:
        page = self._window.maps_page
        page.live_actions[BATCHES if way == "maps_batches" else None].trigger()
        self._window.show_page(self._pages[way])
