"""The Compare page over a real home: runs are read, renamed, deleted and brought back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from cnnlab_gui.bridge.session import first_specification
from cnnlab_gui.core import paths
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.runs.notes import read_notes
from cnnlab_gui.core.runs.record import DatasetRecord, RunRecord, TestReport
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.schema import SCHEMA_VERSION
from cnnlab_gui.widgets.compare.page import ComparePage
from tests.app.conftest import Bench


def keep_run(store: RunStore, seed: int) -> None:
    """A completed run of two epochs, as a training leaves it."""
    wanted = first_specification("stroke-digits")
    settings = wanted.settings.model_copy(update={"seed": seed, "epochs": 2})
    folder, record = store.create(
        RunRecord(
            schema_version=SCHEMA_VERSION,
            name="cnn-64",
            created=f"2026-11-02T1{seed}:00:00+00:00",
            specification=wanted.model_copy(update={"settings": settings}),
            dataset=DatasetRecord(
                id="stroke-digits",
                title="Stroke digits",
                sha256="abc",
                origin="a test",
                class_names=("0", "1"),
                train_images=10,
                validation_images=10,
            ),
            parameters=wanted.architecture.parameter_count,
            device="CPU, a test",
            versions={},
            outcome="completed",
            seconds=2.0,
        )
    )
    assert record.name == folder.name
    ends = [EpochEnded(k, 1 / k, 0.5, 1 / k, 0.4 + k / 100, 1.0, 1e-3, 10.0) for k in (1, 2)]
    folder.write_history(ends)
    folder.write_report(TestReport(2, 0.5, 0.42, [[1]], []))


@pytest.fixture
def trained(own_folders: None, open_bench: Callable[..., Bench]) -> Bench:
    """Two completed runs of two epochs, and the Compare page in front."""
    for seed in (0, 1):
        keep_run(RunStore(paths.runs_folder()), seed)
    bench = open_bench()
    bench.window.show_page(page(bench))
    settle(bench, 2)
    return bench


def page(bench: Bench) -> ComparePage:
    return bench.window.compare_page


def settle(bench: Bench, runs: int) -> None:
    """Wait until so many runs are shown and nothing is being read."""
    bench.until(
        lambda: (
            len(page(bench).model.runs) == runs
            and not bench.lab.compare_desk.is_reading
            and not page(bench).is_late
        )
    )


def names(bench: Bench) -> list[str]:
    return sorted(run.name for run in page(bench).model.runs)


def do(bench: Bench, deed: str) -> None:
    page(bench).deeds.actions[deed].trigger()


def test_that_runs_stand_in_the_table_with_their_curves(trained: Bench) -> None:
    compare = page(trained)
    assert names(trained) == ["cnn-64-001", "cnn-64-002"]
    compare.select(["cnn-64-001", "cnn-64-002"])
    plot = compare.curves.plot
    assert plot is not None
    trained.until(lambda: plot.drawn == tuple(compare.selected))
    assert compare.model.difference(compare.model.shown[1]) == "seed 1" or (
        compare.model.difference(compare.model.shown[0]) == "seed 1"
    )


def test_that_a_home_without_runs_offers_to_train(bench: Bench) -> None:
    bench.ready()
    bench.window.show_page(page(bench))
    bench.until(lambda: "No runs yet" in page(bench).notice.text)
    page(bench).train_wanted.emit()
    bench.until(lambda: len(bench.finished) == 1)


def test_that_a_run_appears_while_it_is_trained_and_says_how_it_ended(bench: Bench) -> None:
    bench.start_and_hold(2)
    bench.window.show_page(page(bench))
    settle(bench, 1)
    (run,) = page(bench).model.runs
    assert run.epochs_done == 1
    bench.go_on()
    bench.until(lambda: page(bench).model.runs[0].status == "completed")


def test_that_a_renamed_run_keeps_its_curves_and_its_selection(trained: Bench) -> None:
    compare = page(trained)
    compare.rename_wanted.emit("cnn-64-001", "best")
    trained.until(lambda: compare.selected == ["best"])
    assert names(trained) == ["best", "cnn-64-002"]
    assert "best" in trained.lab.networks.names()
    plot = compare.curves.plot
    assert plot is not None
    trained.until(lambda: plot.drawn == ("best",))


def test_that_a_name_that_cannot_be_is_refused_in_a_sentence(trained: Bench) -> None:
    for name in ("cnn-64-002", "../out", "con"):
        page(trained).rename_wanted.emit("cnn-64-001", name)
        assert page(trained).banner.text
        page(trained).dismiss_problem()
        settle(trained, 2)
        assert names(trained) == ["cnn-64-001", "cnn-64-002"]


def test_that_deleted_runs_are_brought_back_in_the_order_of_undo(trained: Bench) -> None:
    compare = page(trained)
    store = trained.lab.store.folder
    for name in ("cnn-64-001", "cnn-64-002"):
        compare.select([name])
        do(trained, "delete")
        assert compare.strip.text == f"{name} is deleted."
        assert not (store / name).exists()
    trained.until(lambda: "No runs yet" in compare.notice.text)
    compare.undo_wanted.emit()
    settle(trained, 1)
    assert names(trained) == ["cnn-64-002"]
    assert compare.strip.text == "cnn-64-001 is deleted."
    compare.undo_wanted.emit()
    settle(trained, 2)
    assert not compare.strip.text
    assert compare.selected == ["cnn-64-001"]
    assert (store / "cnn-64-001" / "run.json").exists()


def test_that_several_are_deleted_and_brought_back_at_once(trained: Bench) -> None:
    compare = page(trained)
    compare.select(names(trained))
    do(trained, "delete")
    assert compare.strip.text == "2 runs are deleted."
    compare.undo_wanted.emit()
    settle(trained, 2)
    assert sorted(compare.selected) == ["cnn-64-001", "cnn-64-002"]


def test_that_the_run_below_is_selected_when_one_is_deleted(trained: Bench) -> None:
    compare = page(trained)
    first, second = (run.name for run in compare.model.shown)
    compare.select([first])
    do(trained, "delete")
    assert compare.selected == [second]


def test_that_a_run_that_is_gone_cannot_be_deleted_and_that_is_said(trained: Bench) -> None:
    compare = page(trained)
    compare.select(["cnn-64-001"])
    (trained.lab.store.folder / "cnn-64-001").rename(trained.lab.store.folder / "elsewhere")
    do(trained, "delete")
    assert compare.banner.text
    settle(trained, 2)
    assert names(trained) == ["cnn-64-002", "elsewhere"]


def test_that_notes_and_tags_are_kept_with_the_run(trained: Bench) -> None:
    compare = page(trained)
    compare.select(["cnn-64-001"])
    compare.notes_wanted.emit("cnn-64-001", "Good.", ("keep",))
    run = trained.lab.store.folder / "cnn-64-001"
    kept = read_notes(run)
    assert (kept.notes, kept.tags) == ("Good.", ("keep",))
    trained.until(lambda: compare.model.run_named("cnn-64-001").tags == ("keep",))  # type: ignore[union-attr]
    compare.tags_wanted.emit("cnn-64-001", ("keep", "slow"))
    assert read_notes(run).notes == "Good."
    compare.tags_wanted.emit("cnn-64-001", tuple(map(str, range(100))))
    assert "tags" in compare.banner.text
    assert read_notes(run).tags == ("keep", "slow")


def test_that_notes_that_are_being_typed_are_kept_when_the_window_closes(trained: Bench) -> None:
    compare = page(trained)
    compare.select(["cnn-64-001"])
    trained.until(lambda: compare.notes.isEnabled() and not compare.is_late)
    compare.notes._notes.setPlainText("Not yet kept")
    trained.end()
    assert read_notes(trained.lab.store.folder / "cnn-64-001").notes == "Not yet kept"


def test_that_a_run_is_set_up_again_and_undo_takes_it_back(trained: Bench) -> None:
    session = trained.lab.session
    page(trained).select(["cnn-64-001"])
    session.set_setting("seed", 7, "seed")
    do(trained, "set_up")
    assert (session.settings.seed, session.settings.epochs) == (0, 2)
    session.undo_stack.undo()
    assert session.settings.seed == 7


def test_that_a_stopped_run_goes_on(bench: Bench) -> None:
    bench.start_and_hold(2)
    bench.window.actions_by_name["pause"].trigger()
    bench.until(lambda: len(bench.finished) == 1)
    bench.window.show_page(page(bench))
    settle(bench, 1)
    assert page(bench).model.runs[0].status == "paused"
    bench.go_on()
    page(bench).resume_wanted.emit("cnn-64-001")
    bench.until(lambda: len(bench.finished) == 2)
    assert bench.engine is not None
    assert [path.name for path in bench.engine.resumed] == ["cnn-64-001"]


def test_that_another_run_is_not_gone_on_with_while_one_is_trained(trained: Bench) -> None:
    trained.start_and_hold(1)
    page(trained).resume_wanted.emit("cnn-64-001")
    assert "Another training is running" in page(trained).banner.text
    assert trained.engine is not None
    assert trained.engine.resumed == []
    trained.go_on()


def test_that_a_damaged_run_is_one_quiet_line(trained: Bench) -> None:
    (trained.lab.store.folder / "cnn-64-001" / "run.json").write_text("{", encoding="utf-8")
    trained.lab.compare_desk.refresh()
    settle(trained, 1)
    assert page(trained).search.faults.text() == "1 folder has a fault"
    assert not page(trained).banner.text


def test_that_a_run_of_another_window_is_seen_when_the_page_comes_back(
    trained: Bench, tmp_path: Path
) -> None:
    trained.window.show_page(trained.window.train_page)
    store = trained.lab.store.folder
    (store / "cnn-64-001").rename(store / "from-elsewhere")
    trained.window.show_page(page(trained))
    trained.until(lambda: names(trained) == ["cnn-64-002", "from-elsewhere"])


def test_that_the_curves_are_saved_as_a_picture(
    trained: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = tmp_path / "curves.svg"
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(wanted), "Drawings (*.svg)")
    )
    trained.qtbot.mouseClick(page(trained).curves.save, Qt.MouseButton.LeftButton)
    assert wanted.read_text(encoding="utf-8").lstrip().startswith("<?xml")


def test_that_results_feature_maps_and_the_folder_of_a_run_open(
    trained: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def see(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()).name)
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", see)
    page(trained).select(["cnn-64-001"])
    trained.until(lambda: not page(trained).is_late)
    do(trained, "folder")
    assert opened == ["cnn-64-001"]
    do(trained, "maps")
    assert trained.window.tabs.currentWidget() is trained.window.maps_page
    trained.window.show_page(page(trained))
    do(trained, "results")
    assert trained.window.tabs.currentWidget() is trained.window.results_page
