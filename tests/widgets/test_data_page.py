"""The Data page with nothing to show, while it downloads, and with real images."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.data.page import DataPage
from cnnlab_gui.widgets.theme import Appearance, Theme
from tests.widgets.data_page_parts import (
    LEFT,
    info,
    is_large,
    made,
    shown_button,
    shown_texts,
)

# Qt's offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


# Nothing to show


def test_that_an_empty_page_says_what_will_appear_and_how(page: DataPage, qtbot: QtBot) -> None:
    assert "No images yet" in shown_texts(page)
    for text, wish in (
        ("Open a folder…", page.folder_wanted),
        ("Open a file…", page.file_wanted),
        ("Use the built-in stroke digits", page.built_in_wanted),
    ):
        with qtbot.waitSignal(wish):
            qtbot.mouseClick(shown_button(qtbot, page, text), LEFT)


def test_that_a_busy_page_says_what_is_read(page: DataPage, dataset: Dataset) -> None:
    page.show_busy("Fashion-MNIST")
    assert "Fashion-MNIST is being read…" in shown_texts(page)
    assert "100 images" not in shown_texts(page)


def test_that_a_problem_is_told_with_three_next_steps(page: DataPage, qtbot: QtBot) -> None:
    sentence = Sentence("{file} is cut off.", {"file": "a.gz"})
    page.show_problem("Fashion-MNIST", sentence)
    assert "Fashion-MNIST cannot be used" in shown_texts(page)
    assert "a.gz is cut off." in shown_texts(page)
    for text, wish in (
        ("Try again", page.reload_wanted),
        ("Choose another folder…", page.folder_wanted),
        ("Use the built-in stroke digits", page.built_in_wanted),
    ):
        with qtbot.waitSignal(wish):
            qtbot.mouseClick(shown_button(qtbot, page, text), LEFT)


@pytest.mark.parametrize(("available", "text"), [(True, "Download again"), (False, "Download")])
def test_that_a_download_that_mends_a_problem_is_the_first_next_step(
    page: DataPage, qtbot: QtBot, available: bool, text: str
) -> None:
    page.show_problem("Fashion-MNIST", Sentence("It is cut off."), info(available=available))
    mending = shown_button(qtbot, page, text)
    assert mending.property("primary")
    assert "31 MB" in mending.toolTip()
    assert not shown_button(qtbot, page, "Use the built-in stroke digits").property("primary")
    with qtbot.waitSignal(page.download_wanted) as wish:
        qtbot.mouseClick(mending, LEFT)
    assert wish.args == ["fashion-mnist"]


def test_that_a_dataset_replaces_a_problem(page: DataPage) -> None:
    page.show_problem("x", Sentence("It is cut off."))
    page.show_dataset(made())
    assert "cut off" not in shown_texts(page)


def test_that_own_images_can_be_opened_from_the_filled_page(
    page: DataPage, dataset: Dataset, qtbot: QtBot
) -> None:
    folder, file, built_in, _ = page.open.menu().actions()
    for action, wish in (
        (folder, page.folder_wanted),
        (file, page.file_wanted),
        (built_in, page.built_in_wanted),
    ):
        with qtbot.waitSignal(wish):
            action.trigger()


def test_that_kept_drawings_are_offered_where_there_are_any(page: DataPage, qtbot: QtBot) -> None:
    (entry,) = (each for each in page.open.menu().actions() if each.text() == "My drawings")
    assert not entry.isVisible()
    page.offer_drawings(True)
    assert entry.isVisible()
    with qtbot.waitSignal(page.drawings_wanted):
        entry.trigger()


def test_that_images_to_learn_from_and_to_test_on_are_said_to_be_the_same_ones(
    page: DataPage,
) -> None:
    data = made()
    page.show_dataset(data)
    assert "the same ones" not in shown_texts(page)
    page.show_dataset(replace(data, x_test=data.x_train, y_test=data.y_train))
    assert "the images to test on are the same ones" in shown_texts(page)


# The download


def test_that_a_missing_dataset_is_offered_above_any_state(page: DataPage, qtbot: QtBot) -> None:
    page.offer_download(info())
    assert "Fashion-MNIST is not on this computer." in shown_texts(page)
    page.show_dataset(made())
    with qtbot.waitSignal(page.download_wanted) as wish:
        qtbot.mouseClick(shown_button(qtbot, page, "Download 31 MB"), LEFT)
    assert wish.args == ["fashion-mnist"]


def test_that_no_offer_shows_no_strip(page: DataPage) -> None:
    page.offer_download(info())
    page.offer_download(None)
    assert not page.strip.isVisibleTo(page)


def test_that_a_download_shows_how_far_it_is_and_can_be_cancelled(
    page: DataPage, qtbot: QtBot
) -> None:
    page.offer_download(info())
    page.show_download(12_000_000, 30_900_000)
    assert "Fashion-MNIST: 12 of 31 MB are here." in shown_texts(page)
    assert page.strip.bar.value() / page.strip.bar.maximum() == pytest.approx(0.388, abs=0.001)
    with qtbot.waitSignal(page.download_cancelled):
        qtbot.mouseClick(shown_button(qtbot, page, "Cancel"), LEFT)
    assert not page.strip.cancel.isEnabled()
    page.show_download_ended(None)
    assert shown_button(qtbot, page, "Download 31 MB").isEnabled()


def test_that_a_download_of_unknown_size_shows_that_it_goes_on(page: DataPage) -> None:
    page.offer_download(info())
    page.show_download(0, 0)
    assert page.strip.bar.maximum() == 0
    assert page.strip.bar.isVisibleTo(page)


def test_that_sizes_beyond_two_gigabytes_are_shown(page: DataPage) -> None:
    page.offer_download(info(6_000_000_000))
    page.show_download(3_000_000_000, 6_000_000_000)
    assert page.strip.bar.value() == 500


def test_that_a_finished_download_hides_the_strip(page: DataPage) -> None:
    page.offer_download(info())
    page.show_download(30, 30)
    page.show_download_ended(None)
    assert not page.strip.isVisibleTo(page)


def test_that_a_failed_download_says_why_and_can_be_tried_again(
    page: DataPage, qtbot: QtBot, theme: Theme
) -> None:
    page.offer_download(info())
    page.show_download(1, 30)
    page.show_download_ended(Sentence("The server said {code}.", {"code": 404}))
    theme.choose(Appearance.DARK)
    assert "The server said 404." in shown_texts(page)
    assert theme.colours.error_page in page.strip.styleSheet()
    with qtbot.waitSignal(page.download_wanted):
        qtbot.mouseClick(shown_button(qtbot, page, "Try again"), LEFT)
    assert "404" not in shown_texts(page)


def test_that_an_offer_does_not_hide_a_download_that_runs(page: DataPage) -> None:
    page.offer_download(info())
    page.show_download(1_000_000, 30_900_000)
    page.offer_download(info())
    assert "1 of 31 MB" in shown_texts(page)


# Real data


@pytest.mark.realdata
def test_that_fashion_mnist_is_shown_with_its_counts_and_names(
    page: DataPage, qtbot: QtBot
) -> None:
    from cnnlab_gui.engine.datasets.library import DatasetLibrary

    dataset = DatasetLibrary(Path(os.environ["CNNLAB_DATA_DIR"])).load("fashion-mnist")
    page.show_dataset(dataset)
    assert page.headline.text().startswith("60,000 images to learn from, 10,000 to test on")
    assert page.browser.caption.text() == "Every class has 6,000 images."
    qtbot.mouseClick(shown_button(qtbot, page, "Test 10,000"), LEFT)
    page.browser.detail.index_box.setValue(23)
    assert page.browser.detail.name.text() == "Ankle boot"
    assert is_large(page, dataset.x_test[23])
