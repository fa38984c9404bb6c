"""The Feature maps page fits into a window of 1280×720, whatever is seen in it."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from cnnlab_gui.core.inside.choice import Chosen
from cnnlab_gui.core.inside.readable import LEAST_MAP
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import INPUT
from cnnlab_gui.core.inside.view import View
from cnnlab_gui.widgets.maps.captions import heads_of
from tests.app.conftest import Bench
from tests.app.maps_parts import MapsInFront

OpenBench = Callable[..., Bench]

MOST = 640  # logical pixels that the page may ask for


class _Wordy(QTranslator):
    """A language whose texts are longer by 40 %."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, *texts: object) -> str:
        text = str(texts[1])
        return text + "e" * round(0.4 * len(text))


@pytest.fixture(params=["in English", "in a wordy language"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    wordy = _Wordy()
    if request.param != "in English":
        qapp.installTranslator(wordy)
    yield
    qapp.removeTranslator(wordy)


@pytest.fixture
def maps(language: None, open_bench: OpenBench) -> MapsInFront:
    return MapsInFront(open_bench())


def test_that_no_view_asks_for_more_width_than_there_is(maps: MapsInFront) -> None:
    page = maps.page
    maps.bench.window.resize(1280, 720)
    for whole in (False, True):
        page.whole_button.setChecked(whole)
        for comparing in (False, True):
            page.compare.setChecked(comparing)
            for view in View:
                seen = maps.show(view)
                if view in (View.GRID, View.CHANNELS):
                    page.controls.wished.emit({"scale": MapScale("fixed", 0.0, 1.0)})
                    seen = maps.settle()
                QApplication.processEvents()
                assert page.minimumSizeHint().width() <= MOST, (whole, comparing, seen.wish.view)


def test_that_the_window_stays_as_wide_as_it_was(open_bench: OpenBench) -> None:
    maps = MapsInFront(open_bench())
    window, page = maps.bench.window, maps.page
    window.resize(1280, 720)
    page.whole_button.setChecked(True)
    for comparing in (False, True):
        page.compare.setChecked(comparing)
        for view in View:
            maps.show(view)
            QApplication.processEvents()
            assert (window.width(), window.height()) == (1280, 720)


def test_that_a_long_name_of_a_run_takes_no_room_from_another_network(
    open_bench: OpenBench,
) -> None:
    maps = MapsInFront(open_bench())
    page = maps.page
    page.compare.setChecked(True)
    for panel in page.panels:
        panel.choose("a-run-with-a-name-that-somebody-has-given-it-by-hand-and-at-length")
        QApplication.sendPostedEvents()
        assert panel.box.currentText().endswith("length")
        assert panel.minimumSizeHint().width() <= MOST // 2


def test_that_the_sum_comes_below_the_maps_before_the_page_is_too_narrow(
    open_bench: OpenBench,
) -> None:
    maps = MapsInFront(open_bench())
    window, page = maps.bench.window, maps.page
    page.whole_button.setChecked(True)
    page.compare.setChecked(True)
    for width in (1900, 1280):
        window.resize(width, 720)
        maps.settle()
        QApplication.processEvents()
        assert window.width() == width
        assert page.minimumSizeHint().width() <= MOST
        for panel in page.panels:
            assert panel.view.width() >= panel.view.minimumWidth()
            assert page.rect().contains(panel.mapTo(page, panel.rect().bottomRight()))
    assert page.whole.mapTo(page, page.whole.rect().topLeft()).y() > page.panels[0].y()


def test_that_below_the_maps_the_sum_leaves_them_large_enough_and_the_row_in_sight(
    open_bench: OpenBench,
) -> None:
    maps = MapsInFront(open_bench())
    page, view = maps.page, maps.page.panels[0].view
    maps.bench.window.resize(1280, 720)
    QApplication.processEvents()
    maps.settle()
    page.whole_button.setChecked(True)
    QApplication.processEvents()
    seen = maps.settle()
    assert len(seen.wish.rows) == 3
    for row in (1, 2, 1, 0):
        view.choose_row(row)
        boxes = [view.rect_of(cell.box) for cell in maps.settle().sheet.cells if cell.row == row]
        assert min(box.height() for box in boxes) >= LEAST_MAP
        assert view.window_rect.top() <= min(box.top() for box in boxes)
        assert view.window_rect.bottom() >= max(box.bottom() for box in boxes)


def test_that_many_images_have_room_for_captions_and_few_layers_for_their_names(
    open_bench: OpenBench,
) -> None:
    maps = MapsInFront(open_bench())
    page, view = maps.page, maps.page.panels[0].view
    maps.bench.window.resize(1280, 720)
    page.set_rows(tuple(Chosen("test", index) for index in range(8)))
    seen = maps.settle()
    lines = 3 * view.fontMetrics().height()
    firsts = [view.rect_of(cell.box).top() for cell in seen.sheet.cells if cell.layer == INPUT]
    assert all(below - above >= lines for above, below in pairwise(firsts))
    heads = heads_of(seen)
    middles = [head.left + head.width / 2 for head in heads]
    widest = max(view.fontMetrics().horizontalAdvance(head.text.split("\n")[0]) for head in heads)
    assert len(heads) > 2
    assert all(right - left > widest for left, right in pairwise(middles))
