"""What a stranger's files in the home must not do."""

import os
from pathlib import Path

import pytest

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import move, read_text_bounded
from cnnlab_gui.core.presets import preset_named
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.training import RunSpecification


@pytest.mark.parametrize("preset", ["/tmp/elsewhere", "../../up", "a/b", "", "A B", "x\n"])
def test_that_a_record_cannot_name_a_folder_elsewhere(preset: str) -> None:
    text = preset_named("cnn-16").specification().model_dump_json()
    assert RunSpecification.model_validate_json(text)
    changed = text.replace('"preset":"cnn-16"', f'"preset":{preset!r}'.replace("'", '"'))
    assert changed != text
    with pytest.raises(ValueError, match="preset"):
        RunSpecification.model_validate_json(changed)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_that_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "run.json")
    with pytest.raises(CnnLabError, match="it is no file"):
        read_text_bounded(tmp_path / "run.json", 100)


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e999"])
def test_that_a_history_without_finite_figures_is_refused(tmp_path: Path, value: str) -> None:
    columns = "epoch,loss,accuracy,val_loss,val_accuracy,seconds,learning_rate,images_per_second"
    (tmp_path / "history.csv").write_text(f"{columns}\n1,{value},1,1,1,1,1,1\n")
    with pytest.raises(CnnLabError, match="Line 2"):
        RunFolder(tmp_path).read_history()


def test_that_a_file_that_is_open_for_a_moment_is_replaced_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Windows refuses while a virus scanner reads; here the refusal is played.
    refusals = [PermissionError(13, "in use")] * 3
    replace = Path.replace

    def busy(self: Path, target: Path) -> Path:
        if refusals:
            raise refusals.pop()
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr("cnnlab_gui.core.files.ON_WINDOWS", True)
    monkeypatch.setattr("cnnlab_gui.core.files.SECONDS_BETWEEN_MOVES", 0)
    (tmp_path / "new").write_text("new")
    move(tmp_path / "new", tmp_path / "old")
    assert (tmp_path / "old").read_text() == "new"
    assert not refusals
