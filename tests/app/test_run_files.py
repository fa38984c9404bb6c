"""Runs in files through the window: exported as a person chooses, opened where they came from."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.export.run_kinds import OF_SEVERAL, RUN_EXPORTS
from cnnlab_gui.core.runs.bundle import pack
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.widgets.runs.export_dialog import ExportRunDialog
from tests.app.conftest import Bench, SmallEngine
from tests.app.dialog_parts import Dialogs
from tests.core.bundle_parts import kept_run
from tests.qt_fixtures import OnDialog

SECONDS = 30


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "exports"
    place.mkdir()
    return place


@pytest.fixture
def said(on_dialog: OnDialog) -> Dialogs:
    return Dialogs(on_dialog, QMessageBox.text)


@pytest.fixture
def saves_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Answer the next dialogs that ask for a file's name."""

    def saves_to(path: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))

    return saves_to


def keep(bench: Bench, count: int = 1) -> list[str]:
    """Runs that were trained elsewhere; their names."""
    return [kept_run(bench.lab.store.folder).name for _ in range(count)]


def idle(bench: Bench) -> None:
    bench.until(lambda: not bench.lab.run_files_desk.is_busy)


def ask(bench: Bench, on_dialog: OnDialog, act: Callable[[ExportRunDialog], None]) -> None:
    """Open the dialog as the menu does, and wait until it is closed and all is written."""

    def with_dialog(widget: QWidget) -> None:
        assert isinstance(widget, ExportRunDialog)
        act(widget)

    on_dialog(with_dialog)
    bench.window.actions_by_name["export_run"].trigger()
    idle(bench)


def test_that_a_run_is_exported_as_it_was_chosen(
    bench: Bench, place: Path, on_dialog: OnDialog, saves_to: Callable[[Path], None]
) -> None:
    (run,) = keep(bench.ready())

    def choose(dialog: ExportRunDialog) -> None:
        assert dialog.names == (run,)
        assert list(dialog.formats) == list(RUN_EXPORTS)
        for name, kind in RUN_EXPORTS.items():
            saves_to(place / f"{name}{kind.ending}")
            dialog.show_choice()
            dialog.formats[name].click()
            dialog.export.click()
            bench.until(lambda: not dialog.is_busy)
            idle(bench)
            assert dialog.said.startswith("It is written\n")
            assert dialog.folder.isVisible()
            if name not in OF_SEVERAL:
                assert dialog.said.endswith("Checked on 256 images.")
                assert (place / f"{name}{kind.ending}").read_text() == f"{name} of {run}"

    ask(bench, on_dialog, choose)
    assert (place / "csv.csv").read_text().startswith("run,epoch,loss,")
    assert len(list(place.iterdir())) == len(RUN_EXPORTS)


def test_that_several_runs_are_one_table_or_a_file_each(
    bench: Bench, place: Path, on_dialog: OnDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = keep(bench.ready(), 2)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(place))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(place / "all.csv"), ""))

    def choose(widget: QWidget) -> None:
        assert isinstance(widget, ExportRunDialog)
        assert tuple(widget.formats) == OF_SEVERAL
        for each in OF_SEVERAL:
            widget.show_choice()
            widget.formats[each].click()
            widget.export.click()
            bench.until(lambda: not widget.is_busy)
            idle(bench)

    on_dialog(choose)
    bench.window.compare_page.export_wanted.emit(names)
    assert sorted(path.name for path in place.iterdir()) == [
        *("all.csv", "small-001.cnnlab", "small-002.cnnlab"),
    ]
    assert len((place / "all.csv").read_text().splitlines()) == 1 + 2 * 2


def test_that_nothing_is_written_where_one_of_several_is_there(
    bench: Bench, place: Path, said: Dialogs
) -> None:
    names = keep(bench.ready(), 2)
    (place / "small-002.cnnlab").write_text("kept")
    said.expect()
    bench.lab.run_files_desk.write(names, "cnnlab", place)
    bench.until(lambda: bool(said.texts))
    idle(bench)
    assert "small-002.cnnlab already exists" in said.texts[0]
    assert [path.read_text() for path in place.iterdir()] == ["kept"]


def test_that_what_went_wrong_is_said_in_the_dialog(
    bench: Bench, place: Path, on_dialog: OnDialog, saves_to: Callable[[Path], None]
) -> None:
    (run,) = keep(bench.ready())
    (bench.lab.store.folder / run / "history.csv").write_text("cut")
    saves_to(place / "mine.csv")

    def choose(dialog: ExportRunDialog) -> None:
        dialog.formats["csv"].click()
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        bench.until(lambda: not dialog.is_busy)
        assert "is not a line of a history" in dialog.said
        assert dialog.said.startswith("Nothing was written")
        assert not dialog.folder.isVisible()

    ask(bench, on_dialog, choose)
    assert list(place.iterdir()) == []


class Slow:
    """Makes engines whose exports wait until they are cancelled."""

    def __init__(self) -> None:
        self.began, self.cancelled = Event(), Event()

    def __call__(self, *parts: Any) -> SmallEngine:
        slow = self

        class Engine(SmallEngine):
            def export(
                self,
                run: Path,
                to: str,
                out: Path,
                progress: Callable[[str], None] = lambda _: None,
                cancelled: Callable[[], bool] = lambda: False,
            ) -> Any:
                progress("The network is being built…")
                slow.began.set()
                while not cancelled():
                    slow.cancelled.wait(0.005)
                slow.cancelled.set()
                raise CnnLabError("The export was cancelled.")

        return Engine(*parts)


def test_that_closing_the_dialog_ends_what_is_being_written(
    open_bench: Callable[..., Bench],
    place: Path,
    on_dialog: OnDialog,
    saves_to: Callable[[Path], None],
) -> None:
    slow = Slow()
    bench = open_bench(slow).ready()
    keep(bench)
    saves_to(place / "mine.keras")

    def choose(dialog: ExportRunDialog) -> None:
        dialog.export.click()
        bench.until(lambda: "being built" in dialog.said)
        assert dialog.is_busy
        dialog.close_button.click()

    ask(bench, on_dialog, choose)
    assert slow.cancelled.is_set()
    assert list(place.iterdir()) == []


def test_that_closing_the_window_ends_what_is_being_written(
    open_bench: Callable[..., Bench], place: Path
) -> None:
    slow = Slow()
    bench = open_bench(slow).ready()
    names = keep(bench)
    bench.lab.run_files_desk.write(names, "keras", place / "mine.keras")
    bench.until(slow.began.is_set)
    bench.end()
    assert slow.cancelled.is_set()


def test_that_the_last_run_trained_is_offered_first(bench: Bench, on_dialog: OnDialog) -> None:
    keep(bench.ready())
    bench.train()
    ask(bench, on_dialog, lambda dialog: seen.append(dialog.runs.currentText()))
    ask(bench, on_dialog, lambda dialog: seen.append(dialog.runs.itemText(1)))
    assert seen == [bench.folder().name, "small-001"]
    seen.clear()


seen: list[str] = []


def test_that_without_a_run_it_says_what_to_do(bench: Bench, said: Dialogs) -> None:
    said.expect()
    bench.ready().window.actions_by_name["export_run"].trigger()
    assert said.texts == ["There are no runs yet. Train one first (F5)."]


def test_that_a_run_that_was_handed_on_is_opened_and_shown(
    bench: Bench, tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack(kept_run(tmp_path / "sender", "stroke-digits"), place / "homework.cnnlab")
    bench.ready()
    found = (str(place / "homework.cnnlab"), "")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: found)
    bench.window.actions_by_name["open_run"].trigger()
    idle(bench)
    assert bench.lab.store.find("small-001").snapshots() == [0, 1, 2]
    note = bench.window.status.currentMessage()
    assert note == f"The run small-001 was opened; it lies in {bench.lab.store.folder}/small-001"
    assert "small-001" in bench.lab.networks.names()
    assert bench.window.results_page.isVisible()


def test_that_a_file_that_is_no_run_is_one_sentence(
    bench: Bench, place: Path, said: Dialogs
) -> None:
    (place / "homework.cnnlab").write_bytes(b"PK nonsense")
    bench.ready()
    said.expect()
    bench.lab.run_files_desk.open(place / "homework.cnnlab")
    bench.until(lambda: bool(said.texts))
    idle(bench)
    assert "is no run that can be opened" in said.texts[0]
    assert bench.lab.store.folders() == []


def test_that_a_run_exported_here_opens_here(bench: Bench, place: Path) -> None:
    bench.ready()
    assert bench.engine is not None
    bench.engine.reports_whole = True
    bench.train()
    run = bench.folder().name
    bench.lab.run_files_desk.write([run], "cnnlab", place / "mine.cnnlab")
    idle(bench)
    bench.lab.run_files_desk.open(place / "mine.cnnlab")
    idle(bench)
    came = RunFolder(bench.lab.store.folder / f"{run}-2")
    assert came.read_history() == bench.folder().read_history()
