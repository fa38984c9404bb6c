"""Files that arrive at the window: dropped, double-clicked, handed over by a second start."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFileOpenEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from cnnlab_gui.app.application import LabApplication
from cnnlab_gui.core.architecture_file import write_architecture
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.runs.bundle import pack
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.wish import MOST_FILES, Wish
from tests.app.conftest import Bench
from tests.app.dialog_parts import Dialogs
from tests.core.bundle_parts import kept_run
from tests.qt_fixtures import OnDialog

SMALL = PRESETS["cnn-16"].architecture
COPY = Qt.DropAction.CopyAction


@pytest.fixture
def said(on_dialog: OnDialog) -> Dialogs:
    return Dialogs(on_dialog, QMessageBox.text)


@pytest.fixture
def network(tmp_path: Path) -> Path:
    path = tmp_path / "ein netz.cnnarch"
    write_architecture(path, SMALL)
    return path


def run_file(folder: Path, name: str) -> Path:
    """A run that was trained elsewhere, as a file."""
    out = folder / f"{name}.cnnlab"
    pack(kept_run(RunStore(folder / "elsewhere").folder), out)
    return out


def told(bench: Bench, said: Dialogs, *paths: Path) -> str:
    """What is said of files that cannot be opened."""
    before = bench.lab.session.architecture
    said.expect()
    bench.lab.arrivals.open(paths)
    bench.until(lambda: bool(said.texts) and not bench.lab.arrivals.is_busy)
    assert bench.lab.session.architecture == before
    return said.texts.pop()


def drag(target: QWidget, *urls: QUrl) -> bool:
    """Drag over a part of the window, and drop where that is allowed; tells whether it is."""
    data = QMimeData()
    data.setUrls(list(urls))
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), COPY, data, buttons, modifiers)
    enter.ignore()
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        drop = QDropEvent(QPointF(5, 5), COPY, data, buttons, modifiers)
        QApplication.sendEvent(target, drop)
    return enter.isAccepted()


def test_that_a_dropped_network_is_built_wherever_it_is_dropped(
    bench: Bench, network: Path
) -> None:
    window = bench.window
    url = QUrl.fromLocalFile(str(network))
    for target in (window, window.draw_page, window.layers_panel.view.viewport()):
        bench.lab.session.undo_stack.clear()
        bench.lab.file_desk.begin_new()
        assert drag(target, url)
        bench.until(lambda: bench.lab.session.architecture == SMALL)


def test_that_what_cannot_be_opened_is_refused_while_it_is_dragged(
    bench: Bench, tmp_path: Path
) -> None:
    assert not drag(bench.window, QUrl.fromLocalFile(str(tmp_path / "a.txt")))
    assert ".cnnlab" in bench.window.status.currentMessage()
    assert not drag(bench.window, QUrl("https://example.org/a.cnnlab"))


def test_that_every_run_and_one_network_of_several_files_are_opened(
    bench: Bench, network: Path, tmp_path: Path, said: Dialogs
) -> None:
    bench.ready()
    runs = [run_file(tmp_path, name) for name in ("a", "b")]
    other = tmp_path / "other.cnnarch"
    write_architecture(other, PRESETS["cnn-64"].architecture)
    said.expect()
    bench.lab.arrivals.open([network, runs[0], other, runs[1], network])
    bench.until(lambda: bool(said.texts) and not bench.lab.arrivals.is_busy)
    assert "only ein netz.cnnarch is opened" in said.texts[0]
    assert bench.lab.session.architecture == SMALL
    assert len(bench.lab.store.folders()) == 2


def test_that_what_cannot_be_opened_is_said_and_changes_nothing(
    bench: Bench, tmp_path: Path, said: Dialogs
) -> None:
    damaged = tmp_path / "damaged.cnnlab"
    damaged.write_text("no zip")
    assert "could not be read" in told(bench, said, tmp_path / "missing.cnnarch")
    assert "is no file that is opened here" in told(bench, said, tmp_path / "a.png")
    many = [tmp_path / f"{number}.cnnlab" for number in range(MOST_FILES + 1)]
    assert "too many" in told(bench, said, *many)
    said.expect()
    bench.lab.arrivals.open([damaged])
    bench.until(lambda: bool(said.texts))
    assert "is no run that can be opened" in said.texts[0]
    bench.until(lambda: not bench.lab.run_files_desk.is_busy)


def test_that_what_the_system_asks_is_opened(
    bench: Bench, network: Path, qapp: QApplication
) -> None:
    assert isinstance(qapp, LabApplication)
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl(network.as_uri())))
    bench.lab.arrivals.listen_to(qapp)
    bench.until(lambda: bench.lab.session.architecture == SMALL)


def test_that_a_wish_brings_a_minimised_window_back_and_opens_its_file(
    bench: Bench, network: Path
) -> None:
    bench.window.showMinimized()
    assert bench.window.isMinimized()
    bench.lab.arrivals.fulfil(Wish((str(network),), "token"))
    assert not bench.window.isMinimized()
    bench.until(lambda: bench.lab.session.architecture == SMALL)


def test_that_files_wait_until_an_open_question_is_answered(bench: Bench, network: Path) -> None:
    box = QMessageBox(bench.window)
    box.setModal(True)
    box.show()
    before = bench.lab.session.architecture
    bench.lab.arrivals.open([network])
    QCoreApplication.processEvents()
    assert bench.lab.session.architecture == before
    box.close()
    box.deleteLater()
    bench.until(lambda: bench.lab.session.architecture == SMALL)
