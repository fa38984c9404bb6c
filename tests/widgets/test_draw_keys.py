"""Keys on the Draw page, and what is dropped on it."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QAction, QImage, QKeySequence
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cnnlab_gui.widgets.draw.answers import FIRST
from cnnlab_gui.widgets.draw.page import dropped
from tests.widgets.draw_page_parts import ACROSS, DIGITS, DOWN, Drawer
from tests.widgets.draw_page_parts import drawer as drawer  # noqa: PLC0414
from tests.widgets.maps_parts import CTRL

Key = Qt.Key


def test_that_a_picture_is_pasted_by_the_usual_key_and_opened_by_a_button(
    drawer: Drawer, qtbot: QtBot
) -> None:
    page = drawer.page
    for part in (page.canvas, page.compare, page.answers[FIRST].box):
        part.setFocus()
        qtbot.keyClick(part, Key.Key_V, CTRL)
    page.open.click()
    assert drawer.names() == ["paste_wanted", "open_wanted"]
    assert drawer.told.count(("paste_wanted", None)) == 3


def test_that_undo_and_redo_are_the_drawings_wherever_the_focus_is_on_the_page(
    drawer: Drawer, qtbot: QtBot
) -> None:
    page = drawer.page
    undone: list[str] = []
    action = QAction("undo", drawer.window)
    action.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
    action.triggered.connect(lambda: undone.append("the window's"))
    drawer.window.addAction(action)
    for part in (page.centre, page.answers[FIRST].box, page.tools.eraser, page.canvas):
        drawer.draw()
        part.setFocus()
        qtbot.keyClick(part, Key.Key_Z, CTRL)
        assert page.canvas.is_empty, part
        qtbot.keyClick(part, Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
        assert not page.canvas.is_empty, part
        page.canvas.clear()
    assert undone == []
    drawer.open(DOWN)
    page.picture.setFocus()
    qtbot.keyClick(page.picture, Key.Key_Z, CTRL)
    assert undone == ["the window's"], "the paper cannot be seen"


def test_that_tab_goes_from_top_to_bottom(drawer: Drawer) -> None:
    page = drawer.page
    drawer.draw()
    parts = (page.compare, page.tools.eraser, page.canvas, page.labels.buttons["9"], page.centre)
    parts = (*parts, page.answers[FIRST].box)
    stops = [page.compare]
    while stops[-1].nextInFocusChain() is not page.compare:
        stops.append(stops[-1].nextInFocusChain())
    places = [stops.index(part) for part in parts]
    assert places == sorted(places)


def test_that_files_and_images_are_taken_where_they_are_dropped(
    drawer: Drawer, tmp_path: Path
) -> None:
    url = QUrl.fromLocalFile(str(tmp_path / "seven.png"))
    file, image = QMimeData(), QMimeData()
    file.setUrls([QUrl("https://example.org/a.png"), url])
    pixels = QImage(4, 4, QImage.Format.Format_RGB32)
    pixels.fill(Qt.GlobalColor.red)
    image.setImageData(pixels)
    assert drawer.drop(file)
    assert drawer.told == [("file_dropped", url)]
    assert drawer.drop(image)
    name, given = drawer.told[-1]
    assert (name, given) == ("image_dropped", pixels)


def test_that_nothing_else_is_taken(drawer: Drawer) -> None:
    text, web, empty = QMimeData(), QMimeData(), QMimeData()
    text.setText("seven")
    web.setUrls([QUrl("https://example.org/a.png")])
    empty.setImageData(QImage())
    for each in (text, web, empty):
        assert dropped(each) is None
        # What an image holds is known only once it is dropped.
        assert drawer.drop(each) is (each is empty)
    assert drawer.told == []


# What it really is


def test_that_a_label_can_be_given_only_where_there_is_ink(drawer: Drawer) -> None:
    page = drawer.page
    buttons = page.labels.buttons
    assert list(buttons) == list(DIGITS)
    assert not any(each.isEnabled() for each in buttons.values())
    drawer.draw()
    assert all(each.isEnabled() for each in buttons.values())
    buttons["7"].click()
    assert drawer.told[-1] == ("label_given", "7")
    page.canvas.clear()
    assert not any(each.isEnabled() for each in buttons.values())
    drawer.open(DOWN)
    assert all(each.isEnabled() for each in buttons.values())
    page.show_canvas()
    assert not any(each.isEnabled() for each in buttons.values())


def test_that_what_was_kept_is_told_until_something_else_is_drawn(drawer: Drawer) -> None:
    page, undone = drawer.page, list[bool]()
    drawer.draw()
    page.labels.tell("Kept.", ("Undo", lambda: undone.append(True), "Do not keep it"))
    assert page.labels.told == "Kept."
    (undo,) = _ways(drawer)
    assert undo.toolTip() == "Do not keep it"
    undo.click()
    assert undone == [True]
    drawer.draw(ACROSS)
    assert page.labels.told.startswith("What is it really?")
    assert _ways(drawer) == []


def test_that_each_label_tells_what_it_does_to_who_cannot_see_it(drawer: Drawer) -> None:
    for digit, each in drawer.page.labels.buttons.items():
        assert each.accessibleName() == f"Keep the drawing as a {digit}" == each.toolTip()


def _ways(drawer: Drawer) -> list[QPushButton]:
    QApplication.processEvents()
    labels = drawer.page.labels
    made = labels.findChildren(QPushButton)
    return [each for each in made if each.isVisible() and each not in labels.buttons.values()]
