"""The table of runs as a model: order, filter, what differs, and what is edited in a cell."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from cnnlab_gui.bridge.run_columns import duration, moment
from cnnlab_gui.bridge.runs_model import RunRole, RunsModel, split_tags
from tests.run_rows import made_run, some_runs

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@pytest.fixture
def model() -> RunsModel:
    made = RunsModel()
    made.set_runs(some_runs())
    return made


def names(model: RunsModel) -> list[str]:
    return [run.name for run in model.shown]


def text(model: RunsModel, name: str, key: str) -> str:
    shown: str = model.index(model.row_of(name), model.column_of(key)).data()
    return shown


def sort(model: RunsModel, key: str, order: Qt.SortOrder = UP) -> None:
    model.sort(model.column_of(key), order)


def test_that_it_keeps_qt_s_rules_whatever_happens_to_it(qtbot: QtBot) -> None:
    model = RunsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.set_runs(some_runs())
    for column in range(model.columnCount()):
        model.sort(column, DOWN)
    model.set_reference("cnn-16-001")
    model.set_filter("cnn 64")
    model.set_filter("nothing is called so")
    model.set_runs([])
    assert model.rowCount() == 0
    del tester


def test_that_the_newest_run_is_on_top(model: RunsModel) -> None:
    assert names(model)[:2] == ["cnn-16-002", "cnn-16-001"]


def test_that_names_are_sorted_as_people_count(model: RunsModel) -> None:
    sort(model, "name")
    assert [name[:6] for name in names(model)][::2] == ["cnn-9-", "cnn-16", "cnn-64", "on-dig"]


@pytest.mark.parametrize("order", [UP, DOWN])
def test_that_a_run_without_a_figure_is_last_in_either_order(
    model: RunsModel, order: Qt.SortOrder
) -> None:
    sort(model, "test", order)
    assert names(model)[-1] == "on-digits"
    assert names(model)[0] == ("cnn-64-002" if order is DOWN else "cnn-9-001")


def test_that_a_held_index_follows_its_run_through_sorting(model: RunsModel) -> None:
    held = QPersistentModelIndex(model.index(model.row_of("cnn-64-001"), 0))
    before = held.row()
    sort(model, "test", DOWN)
    assert held.data() == "cnn-64-001"
    assert held.row() != before


def test_that_every_word_of_the_search_must_be_found() -> None:
    model = RunsModel()
    model.set_runs(
        [
            made_run("a", tags=("slow", "for Ada")),
            made_run("b", notes="It was SLOW, too", filters=16),
            made_run("c", dataset="MNIST", status="stopped"),
        ]
    )
    found = {}
    for words in ("slow", "slow 16", "ada", "mnist", "stopped", "conv2d 16", "slow nothing", " "):
        model.set_filter(words)
        found[words] = "".join(sorted(names(model)))
    assert found == {
        "slow": "ab",
        "slow 16": "b",
        "ada": "a",
        "mnist": "abc",  # Fashion-MNIST is one, too
        "stopped": "c",
        "conv2d 16": "b",
        "slow nothing": "",
        " ": "abc",
    }


def test_that_the_state_narrows_what_the_words_found() -> None:
    model = RunsModel()
    model.set_runs(
        [
            made_run("done"),
            made_run("held", status="paused", can_resume=True),
            made_run("on", status="running"),
            made_run("bad", status="failed"),
        ]
    )
    found = []
    for state in ("completed", "resumable", "running", "failed"):
        model.set_filter("", state)  # type: ignore[arg-type]
        found += names(model)
    assert found == ["done", "held", "on", "bad"]


def test_that_there_is_a_column_for_each_factor_that_differs_among_the_runs_shown(
    model: RunsModel,
) -> None:
    assert [c.key for c in model.columns if c.key.startswith("factor:")] == [
        "factor:filters",
        "factor:seed",
    ]
    model.set_filter("cnn-16")
    assert [c.key for c in model.columns if c.key.startswith("factor:")] == ["factor:seed"]


def test_that_what_differs_from_the_reference_is_marked_and_said(model: RunsModel) -> None:
    model.set_reference("cnn-64-001")
    assert text(model, "cnn-64-002", "difference") == "seed 1"
    assert text(model, "cnn-16-002", "difference") == "filters 16 · seed 1"

    def marked(name: str) -> list[str]:
        row = model.row_of(name)
        return [
            column.key
            for at, column in enumerate(model.columns)
            if model.index(row, at).data(RunRole.DIFFERS)
        ]

    assert marked("cnn-64-001") == []
    assert marked("cnn-64-002") == ["difference", "factor:seed"]
    assert "network" in marked("cnn-16-001")
    assert "dataset" in marked("on-digits")


def test_that_without_a_reference_the_factors_that_vary_are_told(model: RunsModel) -> None:
    assert text(model, "cnn-16-002", "difference") == "filters 16 · seed 1"


def test_that_the_reference_stays_the_same_run_when_all_are_read_anew(model: RunsModel) -> None:
    model.set_reference("cnn-64-001")
    model.set_runs([replace(run, tags=("new",)) for run in some_runs()])
    assert model.reference is not None
    assert (model.reference.name, model.reference.tags) == ("cnn-64-001", ("new",))
    model.set_runs([run for run in some_runs() if run.name != "cnn-64-001"])
    assert model.reference is None


def test_that_reading_the_same_again_changes_nothing(model: RunsModel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(model.modelReset):
        model.set_runs(some_runs())


def test_that_a_name_that_was_typed_is_a_wish_until_it_is_done(
    model: RunsModel, qtbot: QtBot
) -> None:
    index = model.index(model.row_of("cnn-9-001"), model.column_of("name"))
    with qtbot.waitSignal(model.rename_wanted) as asked:
        model.setData(index, "  best ")
    assert asked.args == ["cnn-9-001", "best"]
    assert index.data() == "cnn-9-001"
    for same in ("cnn-9-001", "  "):
        with qtbot.assertNotEmitted(model.rename_wanted):
            model.setData(index, same)


def test_that_tags_are_words_between_commas_each_once(model: RunsModel, qtbot: QtBot) -> None:
    index = model.index(0, model.column_of("tags"))
    with qtbot.waitSignal(model.tags_wanted) as asked:
        model.setData(index, "slow, for  Ada,, slow")
    assert asked.args[1] == ("slow", "for Ada")
    assert split_tags(" , ") == ()


def test_that_figures_are_written_for_people(model: RunsModel) -> None:
    assert text(model, "cnn-64-001", "test") == "86.40 %"
    assert text(model, "cnn-64-001", "parameters") == "64,000"
    assert text(model, "on-digits", "test") == ""
    cut = RunsModel()
    cut.set_runs([made_run("cut", epochs_done=2)])
    assert text(cut, "cut", "epochs") == "2 of 5"
    spoken = [duration(seconds) for seconds in (0.04, 9.96, 47.4, 200, 7500)]
    assert spoken == ["0.0 s", "10 s", "47 s", "3 min 20 s", "2 h 05 min"]
    assert moment("no moment") == "no moment"
