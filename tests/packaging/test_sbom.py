"""The bill of materials is CycloneDX, and the sums are what `sha256sum -c` reads."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from bundle import sbom
from bundle.places import VERSION, BuildError, Places
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from cnnlab_gui.core.licences import INDEX, Component, index_of

INSIDE = (
    Component("CNN Lab", VERSION, "MIT", purl=f"pkg:pypi/cnnlab-gui@{VERSION}"),
    Component("numpy", "2.4", "BSD-3-Clause AND Zlib", "https://numpy.org", "pkg:pypi/numpy@2.4"),
    Component("astunparse", "1.6", "BSD", purl="pkg:pypi/astunparse@1.6"),
    Component(
        "libxcb", "1:2", "X11", purl="pkg:deb/debian/libxcb@1%3A2?arch=source", files=("libxcb.so",)
    ),
    Component("odd", "", "LicenseRef-see-text", purl="pkg:generic/odd"),
)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


def test_that_the_bill_is_valid_and_the_application_depends_on_all(places: Places) -> None:
    shipped = places.data / "licences"
    shipped.mkdir(parents=True)
    (shipped / INDEX).write_text(index_of(INSIDE, shipped), encoding="utf-8")
    (places.contents / "libxcb.so").write_bytes(b"library")
    sbom.write(places)
    text = places.installer(".cdx.json").read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    root = bill["metadata"]["component"]
    assert (root["name"], root["version"], root["type"]) == ("CNN Lab", VERSION, "application")
    components = {each["name"]: each for each in bill["components"]}
    assert set(components) == {"numpy", "astunparse", "libxcb", "odd"}
    assert components["numpy"]["licenses"] == [{"expression": "BSD-3-Clause AND Zlib"}]
    assert components["astunparse"]["licenses"] == [{"license": {"name": "BSD"}}]
    (file,) = components["libxcb"]["components"]
    assert file["hashes"][0]["content"] == hashlib.sha256(b"library").hexdigest()
    depends = {each["ref"]: each.get("dependsOn", []) for each in bill["dependencies"]}
    assert set(depends[root["bom-ref"]]) == {each["bom-ref"] for each in bill["components"]}


def test_that_the_same_contents_make_the_same_bill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first = sbom.bill(INSIDE, tmp_path)
    assert sbom.bill(INSIDE, tmp_path) == first
    assert sbom.bill(INSIDE[:-1], tmp_path) != first


def test_that_a_bill_without_a_frozen_application_says_so(places: Places) -> None:
    with pytest.raises(BuildError, match="not frozen whole"):
        sbom.write(places)


def test_that_the_sums_are_of_what_people_download_sorted_and_with_unix_line_ends(
    places: Places,
) -> None:
    for ending in (".tar.xz", ".deb", ".cdx.json"):
        places.installer(ending).write_bytes(ending.encode())
    (places.out / "note.txt").write_text("not for people")
    (places.out / "cnnlab").mkdir()
    sbom.write_sums(places)
    written = (places.out / "SHA256SUMS").read_bytes()
    lines = written.decode().split("\n")
    assert b"\r" not in written
    assert [line.split("  ")[1] for line in lines[:-1]] == sorted(
        places.installer(ending).name for ending in (".tar.xz", ".deb", ".cdx.json")
    )
    if shutil.which("sha256sum"):
        check = ["sha256sum", "--strict", "-c", "SHA256SUMS"]
        assert (
            subprocess.run(check, cwd=places.out, capture_output=True, check=False).returncode == 0
        )


def test_that_there_are_no_sums_of_nothing(places: Places) -> None:
    with pytest.raises(BuildError, match="nothing to sum up"):
        sbom.write_sums(places)
