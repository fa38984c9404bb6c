"""The About dialog: facts for a bug report, and the licences of everything inside."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cnnlab_gui import __version__
from cnnlab_gui.app.about import AboutDialog
from cnnlab_gui.core import logs, paths
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.licences import Component
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.widgets.about.licences import LicencesPage

DEVICE = DeviceReport("CPU, 3 cores", gpu=False, reason=Sentence("no GPU: none found"))


@pytest.fixture
def found(tmp_path: Path) -> tuple[Component, ...]:
    for name in ("alpha", "beta"):
        (tmp_path / f"{name}.txt").write_text(f"{name} <may> be used.")
    return (
        Component("alpha", "1.0", "MIT", "https://alpha.org", texts=(tmp_path / "alpha.txt",)),
        Component("beta", "2.0", "Zlib", texts=(tmp_path / "beta.txt",)),
        Component("gamma", "3.0", "ISC"),
        Component("delta", "4.0", "BSD", texts=(tmp_path / "gone.txt",)),
    )


def shown(qtbot: QtBot, find: Sequence[Component] | CnnLabError) -> LicencesPage:
    def finding() -> Sequence[Component]:
        if isinstance(find, CnnLabError):
            raise find
        return find

    page = LicencesPage(finding, has_folder=False)
    qtbot.addWidget(page)
    qtbot.addWidget(page.footer)
    page.show()
    return page


def test_that_all_facts_are_copied_for_a_bug_report(qtbot: QtBot) -> None:
    dialog = AboutDialog(DEVICE)
    qtbot.addWidget(dialog)
    (copy,) = dialog.facts.footer.findChildren(QPushButton)
    copy.click()
    text = QGuiApplication.clipboard().text()
    for fact in (
        f"CNN Lab {__version__}",
        "CPU, 3 cores",
        "no GPU: none found",
        "TensorFlow",
        "PySide6",
        "pyqtgraph",
        str(paths.home()),
        str(logs.log_path()),
        sys.executable,
    ):
        assert fact in text
    assert "crash" not in text


def test_that_the_report_of_a_crash_is_named(qtbot: QtBot) -> None:
    logs.crash_path().parent.mkdir(parents=True)
    logs.crash_path().write_text("Fatal Python error")
    dialog = AboutDialog(None)
    qtbot.addWidget(dialog)
    assert str(logs.crash_path()) in dialog.facts.text
    assert "TensorFlow is loading" in dialog.facts.text


def test_that_licences_are_looked_for_only_when_their_page_is_seen(
    qtbot: QtBot, found: tuple[Component, ...]
) -> None:
    asked = []

    def find() -> tuple[Component, ...]:
        asked.append(True)
        return found

    page = LicencesPage(find, has_folder=False)
    qtbot.addWidget(page)
    qtbot.addWidget(page.footer)
    assert not asked
    page.show()
    page.hide()
    page.show()
    assert len(asked) == 1
    assert page.names == ["alpha", "beta", "gamma", "delta"]


def test_that_the_first_licence_is_shown_and_arrow_keys_go_on(
    qtbot: QtBot, found: tuple[Component, ...]
) -> None:
    page = shown(qtbot, found)
    assert page.name.text() == "alpha 1.0"
    assert 'href="https://alpha.org"' in page.about.text()
    assert page.text.toPlainText() == "alpha <may> be used."
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.text.toPlainText() == "beta <may> be used."
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert "brings no text of its licence" in page.text.toPlainText()
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert "gone.txt cannot be read" in page.text.toPlainText()


def test_that_a_search_finds_names_and_licences(qtbot: QtBot, found: tuple[Component, ...]) -> None:
    page = shown(qtbot, found)
    page.field.setText("ZLIB")
    assert page.names == ["beta"]
    assert page.name.text() == "beta 2.0"
    page.field.setText("nobody")
    assert page.names == []
    assert "nobody" in page.told
    page.field.clear()
    assert page.told == ""
    assert len(page.names) == 4


@pytest.mark.parametrize(
    ("find", "sentence"),
    [
        ((), "does not say what it is made of"),
        (CnnLabError("The list is damaged."), "The list is damaged."),
    ],
)
def test_that_no_licences_are_a_sentence(
    find: Sequence[Component] | CnnLabError, sentence: str, qtbot: QtBot
) -> None:
    assert sentence in shown(qtbot, find).told


def test_that_the_folder_can_be_opened_only_where_there_is_one(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = AboutDialog(DEVICE)
    qtbot.addWidget(dialog)
    assert not dialog.licences.footer.findChildren(QPushButton)
    (tmp_path / "licences").mkdir()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    frozen = AboutDialog(DEVICE)
    qtbot.addWidget(frozen)
    (opening,) = frozen.licences.footer.findChildren(QPushButton)
    opened = []
    monkeypatch.setattr("cnnlab_gui.widgets.opening.QDesktopServices.openUrl", opened.append)
    opening.click()
    assert [Path(url.toLocalFile()) for url in opened] == [tmp_path / "licences"]
