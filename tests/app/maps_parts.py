"""Hands for the tests of what is done with the Feature maps page."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from cnnlab_gui.app.maps_offers import Offer
from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.core.inside.sheet import Cell
from cnnlab_gui.core.inside.view import Seen, View
from tests.app.conftest import Bench


class MapsInFront:
    """The Feature maps page of a bench, in front, with everything on it."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.page = bench.window.maps_page
        self.desk = bench.lab.maps_save_desk
        self.layers = bench.window.layers_panel
        bench.ready()
        bench.window.show_page(self.page)
        self.settle()

    @property
    def note(self) -> str:
        return self.bench.window.status.currentMessage()

    def settle(self, panel: int = 0) -> Seen:
        """What is seen once everything asked for has come."""
        maps = self.bench.lab.maps_desk
        self.bench.until(lambda: not maps.is_waiting and self.page.seen(panel) is not None)
        seen = self.page.seen(panel)
        assert seen is not None
        return seen

    def show(self, view: View, layer: int | None = None) -> Seen:
        """Bring a view to the front, and one of its layers."""
        self.page.switch.chosen.emit(list(View).index(view))
        if layer is not None:
            self.page.controls.wished.emit({"layer": layer})
        seen = self.settle()
        assert seen.wish.view is view
        return seen

    def train(self) -> None:
        """Train to the end, and see what came of it."""
        self.bench.train()
        self.bench.window.show_page(self.page)
        self.settle()

    def cell(self, layer: int, row: int = 0, panel: int = 0) -> Cell:
        """The first map of a layer that is seen."""
        cells = self.settle(panel).sheet.cells
        return next(each for each in cells if (each.layer, each.row) == (layer, row))

    def offer(self, cell: Cell | None = None) -> Offer:
        offer = self.desk.offer(0, cell)
        assert offer is not None
        return offer

    def save(self, path: Path, cell: Cell | None = None) -> Path:
        """Save everything, or one map, and wait until that is done or refused."""
        self.desk.save(self.offer(cell), path)
        self.finish()
        return path

    def finish(self) -> None:
        self.bench.until(lambda: not self.desk.is_busy)


class Look:
    """The Feature maps page of a bench, in front."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.page = bench.window.maps_page
        self.panel = self.page.panels[0]
        self.view = self.panel.view
        self.desk = bench.lab.maps_desk
        bench.ready()
        bench.window.show_page(self.page)

    def train(self) -> RunFinished:
        """Train to the end, and come back to the page."""
        finished = self.bench.train()
        self.bench.window.show_page(self.page)
        return finished

    def settle(self) -> Seen:
        """What is seen once everything asked for has come."""
        self.bench.until(lambda: not self.desk.is_waiting and self.page.seen() is not None)
        seen = self.page.seen()
        assert seen is not None
        return seen

    def problem(self) -> str:
        """The sentence that stands in the panel's place."""
        self.bench.until(lambda: self.panel.problem_is_shown)
        return self.panel.notice.text

    def press(self, key: Qt.Key) -> None:
        self.bench.qtbot.keyClick(self.view, key)

    def wait_for(self, holds: Callable[[Seen], bool]) -> Seen:
        def is_there() -> bool:
            seen = self.page.seen()
            return seen is not None and holds(seen)

        self.bench.until(is_there)
        return self.settle()
