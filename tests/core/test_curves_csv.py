"""The curves of runs as a table for a spreadsheet."""

import csv
import io
from pathlib import Path

import pytest

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.export.curves_csv import COLUMNS, curves_csv
from cnnlab_gui.core.runs.folder import RunFolder
from tests.core.bundle_parts import kept_run


def test_that_every_epoch_of_every_run_is_a_line(tmp_path: Path) -> None:
    folders = [kept_run(tmp_path) for _ in range(2)]
    head, *rows = csv.reader(io.StringIO(curves_csv(folders)))
    assert tuple(head) == COLUMNS
    assert [row[:2] for row in rows] == [
        *(["small-001", "1"], ["small-001", "2"], ["small-002", "1"], ["small-002", "2"]),
    ]
    history = folders[0].read_history()
    assert float(rows[1][head.index("val_accuracy")]) == history[1].val_accuracy


def test_that_a_name_is_no_formula(tmp_path: Path) -> None:
    folder = kept_run(tmp_path)
    renamed = RunFolder(folder.path.rename(tmp_path / "=1+1"))
    assert curves_csv([renamed]).splitlines()[1].startswith("'=1+1,")


def test_that_no_epoch_is_no_table(tmp_path: Path) -> None:
    folder = kept_run(tmp_path)
    (folder.path / "history.csv").unlink()
    with pytest.raises(CnnLabError, match="no whole epoch of small-001"):
        curves_csv([folder])
