"""Where things lie."""

from pathlib import Path

import platformdirs
import pytest

from cnnlab_gui.core import paths


def test_that_the_home_is_the_configured_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNLAB_HOME", str(Path("~") / "lab"))
    assert paths.home() == Path.home() / "lab"
    assert paths.runs_folder() == paths.home() / "runs"


@pytest.mark.parametrize("value", [None, ""])
def test_that_without_a_configured_home_it_is_the_platform_s_data_folder(
    value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CNNLAB_HOME")
    if value is not None:
        monkeypatch.setenv("CNNLAB_HOME", value)
    assert paths.home() == Path(platformdirs.user_data_dir("cnnlab", appauthor=False))


def test_that_asking_for_the_home_makes_no_folder() -> None:
    assert not paths.home().exists()


@pytest.mark.parametrize("name", ["CNNLAB_HOME", "CNNLAB_DATA_DIR"])
def test_that_a_home_of_a_user_there_is_not_is_taken_as_it_stands(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "~no-such-user/lab")
    found = paths.home() if name == "CNNLAB_HOME" else paths.data_folder()
    assert found == Path("~no-such-user/lab")


def test_that_there_is_a_data_folder_only_where_one_is_configured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert paths.data_folder() is None
    monkeypatch.setenv("CNNLAB_DATA_DIR", str(tmp_path))
    assert paths.data_folder() == tmp_path


def test_that_keras_s_data_folder_is_where_keras_keeps_datasets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert paths.keras_data_folder() == tmp_path / "keras" / "datasets"
    monkeypatch.delenv("KERAS_HOME")
    assert paths.keras_data_folder() == Path.home() / ".keras" / "datasets"


def test_that_the_resources_of_a_checkout_are_found() -> None:
    assert paths.resources_folder().is_dir()


def test_that_the_resources_of_a_frozen_application_come_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert paths.resources_folder() == tmp_path / "resources"
