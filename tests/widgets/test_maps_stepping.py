"""Stepping through images changes what has changed, and nothing else of the page."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.inside.choice import Chosen
from cnnlab_gui.core.inside.view import View, Wish
from cnnlab_gui.core.presets import preset_named
from cnnlab_gui.widgets.maps.controls import MapsControls
from cnnlab_gui.widgets.theme import Theme


class LayoutWatch(QObject):
    """Counts how often a widget is asked to lay out what is in it."""

    def __init__(self) -> None:
        super().__init__()
        self.requests = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.requests += event.type() is QEvent.Type.LayoutRequest
        return False


def test_that_another_image_does_not_lay_out_the_controls_anew(qtbot: QtBot, theme: Theme) -> None:
    controls, watch = MapsControls(theme), LayoutWatch()
    qtbot.addWidget(controls)
    architecture = preset_named("cnn-64").architecture
    wish = Wish(rows=(Chosen("test", 0),), columns=(0, 1))
    controls.show_wish(wish, architecture)
    with qtbot.waitExposed(controls):
        controls.show()
    QCoreApplication.sendPostedEvents()
    controls.installEventFilter(watch)
    controls.show_wish(replace(wish, rows=(Chosen("test", 1),)), architecture)
    QCoreApplication.sendPostedEvents()
    assert watch.requests == 0
    controls.show_wish(wish, preset_named("cnn-16").architecture)
    assert controls.channel.maximum() == 15
    controls.show_wish(replace(wish, view=View.CHANNELS), architecture)
    QCoreApplication.sendPostedEvents()
    assert watch.requests > 0
