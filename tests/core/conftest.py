"""A record to write; a ``.keras`` file to refuse."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.keras_file import read_keras_architecture
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.core.runs.record import DatasetRecord, RunRecord
from cnnlab_gui.core.schema import SCHEMA_VERSION
from tests.core.asker_parts import asker  # noqa: F401
from tests.core.keras_parts import Refused, write_keras
from tests.core.run_parts import folder, keep, store  # noqa: F401


@pytest.fixture
def make_record() -> Callable[..., RunRecord]:
    def make(name: str = "cnn-64") -> RunRecord:
        return RunRecord(
            schema_version=SCHEMA_VERSION,
            name=name,
            created="2026-11-02T10:00:00+00:00",
            specification=PRESETS["cnn-64"].specification(),
            dataset=DatasetRecord(
                id="bars",
                title="Bars",
                sha256="0" * 64,
                origin="made",
                class_names=("0", "1"),
                train_images=200,
                validation_images=50,
            ),
            parameters=243_786,
            device="CPU",
            versions={"python": "3.11.7"},
        )

    return make


@pytest.fixture
def refused(tmp_path: Path) -> Refused:
    """The sentence with which a file of this content is refused."""

    def sentence(content: object) -> str:
        path = write_keras(tmp_path / "network.keras", content)
        before = path.read_bytes()
        with pytest.raises(CnnLabError) as caught:
            read_keras_architecture(path)
        assert path.read_bytes() == before
        said = str(caught.value)
        assert said.endswith(".")
        assert "\n" not in said
        assert len(said) < 600 + len(str(path))
        return said

    return sentence
