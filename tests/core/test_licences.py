"""The list of licences: what is written is read again, and nothing else is."""

import json
from pathlib import Path
from typing import Any

import pytest

from cnnlab_gui.core import licences
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.licences import INDEX, Component, index_of, read_index, read_text


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "licences"
    folder.mkdir()
    (folder / "one.txt").write_text("One may.\n", encoding="utf-8")
    (folder / "two.txt").write_text("Two may, too.\n", encoding="utf-8")
    return folder


def inside(shipped: Path) -> tuple[Component, ...]:
    both = (shipped / "one.txt", shipped / "two.txt")
    return (
        Component("alpha", "1", "MIT", "https://alpha.org", "pkg:pypi/alpha@1", both),
        Component("Beta", "", "Zlib", texts=both[:1], files=("PySide6/Qt/lib/libbeta.so.6",)),
    )


def entry(**changed: Any) -> dict[str, Any]:
    plain = {"name": "a", "version": "1", "licence": "MIT", "homepage": "", "purl": ""}
    return plain | {"texts": ["one.txt"], "files": []} | changed


def write(shipped: Path, content: str) -> None:
    (shipped / INDEX).write_text(content, encoding="utf-8")


def test_that_the_list_is_read_as_it_was_written(shipped: Path) -> None:
    write(shipped, index_of(inside(shipped), shipped))
    assert read_index(shipped) == inside(shipped)


def test_that_the_texts_of_a_component_follow_one_another(shipped: Path) -> None:
    alpha, beta = inside(shipped)
    assert read_text(alpha) == "One may.\n\n\nTwo may, too."
    assert read_text(beta) == "One may."


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "[" * 100_000,
        json.dumps({"schema": 2, "components": []}),
        json.dumps({"schema": 1, "components": [{}]}),
        json.dumps({"schema": 1, "components": [entry()] * 2_001}),
        json.dumps({"schema": 1, "components": [entry(name=7)]}),
        json.dumps({"schema": 1, "components": [entry(name="a\nb")]}),
        json.dumps({"schema": 1, "components": [entry(name="a" * 5_000)]}),
        json.dumps({"schema": 1, "components": [entry(texts="one.txt")]}),
        json.dumps({"schema": 1, "components": [entry(texts=["../secret"])]}),
        json.dumps({"schema": 1, "components": [entry(texts=["/etc/passwd"])]}),
        json.dumps({"schema": 1, "components": [entry(texts=["C:\\secret"])]}),
    ],
)
def test_that_a_damaged_list_is_one_sentence(content: str, shipped: Path) -> None:
    write(shipped, content)
    with pytest.raises(CnnLabError, match=r"is damaged\. Install CNN Lab again"):
        read_index(shipped)


def test_that_a_missing_list_and_a_missing_text_are_one_sentence(shipped: Path) -> None:
    with pytest.raises(CnnLabError, match="cannot be read"):
        read_index(shipped)
    with pytest.raises(CnnLabError, match="cannot be read"):
        read_text(Component("a", "1", "MIT", texts=(shipped / "gone.txt",)))


def test_that_a_text_has_a_largest_size(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "MOST_BYTES", 5)
    with pytest.raises(CnnLabError, match="too large"):
        read_text(inside(shipped)[0])


def test_that_a_checkout_finds_what_is_installed_with_its_texts() -> None:
    found = {component.name: component for component in licences.components()}
    assert {"cnnlab-gui", "numpy", "pydantic", "platformdirs"} <= set(found)
    assert "pytest" not in found
    assert found["platformdirs"].licence == "MIT"
    assert found["platformdirs"].homepage.startswith("https://")
    assert "Permission is hereby granted" in read_text(found["platformdirs"])
    assert list(found) == sorted(found, key=str.casefold)


def test_that_the_frozen_application_reads_its_own_list(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(shipped, index_of(inside(shipped), shipped))
    monkeypatch.setattr("sys._MEIPASS", str(shipped.parent), raising=False)
    assert licences.folder() == shipped
    assert licences.components() == inside(shipped)
