"""The strip that offers a download, when it has failed."""

from pytestqt.qtbot import QtBot

from cnnlab_gui.core.dataset import DatasetInfo
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.data.download import DownloadStrip
from cnnlab_gui.widgets.theme import Theme

INFO = DatasetInfo("mnist", "MNIST", False, None, 10, 10, ("0", "1"), (28, 28, 1), 11_000_000)


def test_that_a_failed_download_can_be_closed_and_is_offered_again(
    qtbot: QtBot, theme: Theme
) -> None:
    strip = DownloadStrip(theme)
    qtbot.addWidget(strip)
    strip.offer(INFO)
    strip.show_progress(0, 0)
    strip.show_ended(Sentence("There is no network."))
    assert strip.text.text() == "There is no network."
    strip.dismiss.click()
    assert strip.text.text() == "MNIST is not on this computer."
    assert strip.dismiss.isHidden()
