"""The Feature maps page fits into a window of 1280×720, whatever is seen in it."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.view import View
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
        for panel in page.panels:
            assert panel.view.width() >= panel.view.minimumWidth()
            assert page.rect().contains(panel.mapTo(page, panel.rect().bottomRight()))
    assert page.whole.mapTo(page, page.whole.rect().topLeft()).y() > page.panels[0].y()
