"""Nothing is in the frozen application without the text of its licence."""

import shutil
import sysconfig
from importlib import metadata
from pathlib import Path

import pytest
from bundle import licences, licences_known, licences_python, licences_system
from bundle.contents import Entry
from bundle.places import ROOT, BuildError, Places

from cnnlab_gui.core.licences import INDEX, Component, index_of, read_index, read_text

SITE = Path(sysconfig.get_path("purelib"))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "out")


@pytest.fixture
def pyinstaller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PyInstaller to be found where this runs: development has none."""
    folder = tmp_path / "site" / "pyinstaller-6.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: pyinstaller\nVersion: 6.0\n")
    (folder / "COPYING.txt").write_text("GPL, with an exception for the bootloader")
    (folder / "RECORD").write_text("pyinstaller-6.0.dist-info/COPYING.txt,,\n")
    monkeypatch.syspath_prepend(folder.parent)


def entry_of(place: str) -> Entry:
    """Something from ``site-packages``, at the same place in the bundle."""
    return place, str(SITE / place), "DATA"


def of_packages(*in_site: str) -> dict[str, Component]:
    packages = licences_python.Packages.installed()
    files = {place: place for place in in_site}
    return {each.name: each for each in licences_python.of_packages(packages, files)}


@pytest.mark.usefixtures("pyinstaller")
def test_that_the_list_in_the_bundle_names_every_component_and_has_its_text(
    places: Places,
) -> None:
    inside = [
        entry_of("rich/__init__.py"),
        entry_of("h5py/__init__.py"),
        ("json", str(Path(sysconfig.get_path("stdlib")) / "json" / "__init__.py"), "PYMODULE"),
        ("resources/icons/search.svg", str(ROOT / "resources" / "icons" / "search.svg"), "DATA"),
        ("a.so", "b/a.so", "SYMLINK"),
    ]
    made = licences.entries(places, inside)
    assert all(place.startswith("licences/") and kind == "DATA" for place, _, kind in made)
    found = read_index(places.work / "licences")
    names = ["CNN Lab", "CPython", "h5py", "pyinstaller", "rich"]
    # What PyInstaller's collection of hooks brings is there if it is installed.
    found = tuple(each for each in found if each.name != "pyinstaller-hooks-contrib")
    assert [component.name for component in found] == names
    shipped = {place.removeprefix("licences/") for place, _, _ in made}
    for component in found:
        assert component.version
        assert component.licence
        assert component.texts
        assert {text.name for text in component.texts} <= shipped
        assert len(read_text(component)) > 20
    assert "Permission is hereby granted" in read_text(found[-1])
    assert {"README.txt", INDEX} <= shipped


def test_that_a_file_of_nobody_fails_the_build_and_is_named(places: Places, tmp_path: Path) -> None:
    library = tmp_path / "libmystery.so.3"
    library.write_bytes(b"\x7fELF")
    with pytest.raises(BuildError, match=r"libmystery\.so\.3"):
        licences_system.components([(library.name, str(library), "BINARY")])


def test_that_a_file_among_the_packages_of_which_none_knows_fails_the_build() -> None:
    with pytest.raises(BuildError, match="mystery/library"):
        of_packages("mystery/library.so")


def test_that_a_package_without_a_text_fails_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "quiet-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: quiet\nVersion: 1.0\nLicense: MIT\n"
    )
    (folder / "RECORD").write_text("quiet/__init__.py,,\n")
    owner = metadata.PathDistribution(folder)
    packages = licences_python.Packages((tmp_path,), {"quiet": [owner]})
    with pytest.raises(BuildError, match=r"quiet brings no text of its licence \(MIT\)"):
        licences_python.of_packages(packages, {"quiet/__init__.py": "quiet"})


def test_that_qt_and_what_is_inside_its_package_have_licences_of_their_own() -> None:
    found = of_packages(
        "PySide6/QtCore.abi3.so",
        "PySide6/Qt/lib/libQt6Core.so.6",
        "PySide6/Qt/lib/libicuuc.so.73",
        "shiboken6/__init__.py",
    )
    assert set(found) == {"PySide6_Essentials", "shiboken6", "Qt", "ICU"}
    assert found["Qt"].files == ("PySide6/Qt/lib/libQt6Core.so.6",)
    assert found["Qt"].version == metadata.version("PySide6-Essentials")
    assert found["ICU"].version == "73"
    told = read_text(found["Qt"])
    assert "You may replace them with your own builds" in " ".join(told.split())
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in told
    assert "GNU GENERAL PUBLIC LICENSE" in told
    assert "qtwayland" in told


def test_that_tensorflow_brings_the_notices_of_all_it_is_built_from() -> None:
    (component,) = of_packages("tensorflow/__init__.py").values()
    told = read_text(component)
    assert "Apache License" in told
    assert "THIRD_PARTY_NOTICES.txt" in {text.name for text in component.texts}


@pytest.mark.parametrize("text", sorted({t for part in licences_known.PARTS for t in part.texts}))
def test_that_each_text_of_the_table_is_there(text: str) -> None:
    assert (licences_known.TEXTS / text).stat().st_size > 400


def test_that_the_same_text_is_kept_once(tmp_path: Path) -> None:
    texts = [tmp_path / name for name in ("a.txt", "b.txt", "c.txt")]
    for text, content in zip(texts, (b"free\n", b"free\r\n", b"other\n"), strict=True):
        text.write_bytes(content)
    shipped = tmp_path / "licences"
    shipped.mkdir()
    found = tuple(Component(t.stem, "1", "MIT", texts=(t,)) for t in texts)
    collected = licences.collect(found, shipped)
    assert collected[0].texts == collected[1].texts
    assert len(list(shipped.iterdir())) == 2
    (shipped / INDEX).write_text(index_of(collected, shipped), encoding="utf-8")
    assert read_index(shipped) == collected


def system_library(name: str) -> Path:
    """A library as Debian installs it, together with the statement of its licence."""
    found = next(iter(Path("/usr/lib").glob(f"*/{name}")), None)
    if not shutil.which("dpkg") or found is None or not licences_system.DOCUMENTATION.is_dir():
        pytest.skip("no Debian")
    return found


def test_that_a_library_of_the_system_brings_the_text_of_its_package() -> None:
    library = system_library("libgcc_s.so.1")
    (component,) = licences_system.components([(library.name, str(library), "BINARY")])
    assert component.name.startswith("gcc")
    assert component.licence == "GPL-3.0-or-later WITH GCC-exception-3.1"
    assert component.purl.startswith("pkg:deb/")
    assert component.files == ("libgcc_s.so.1",)
    # Debian's statement names the GPL and leaves it in a folder that no bundle has.
    assert "GCC RUNTIME LIBRARY EXCEPTION" in read_text(component).upper()
    assert "TERMS AND CONDITIONS" in read_text(component)


def test_that_a_library_under_the_gpl_is_kept_out() -> None:
    library = system_library("libreadline.so.8")
    with pytest.raises(BuildError, match=r"libreadline\.so\.8 is under GPL-3\.0-or-later"):
        licences_system.components([(library.name, str(library), "BINARY")])


@pytest.mark.parametrize(
    ("name", "known"),
    [("VCRUNTIME140.dll", True), ("api-ms-win-crt-heap-l1-1-0.dll", True), ("evil.dll", False)],
)
def test_that_of_windows_itself_only_its_runtime_is_taken(
    name: str, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(licences_system, "SYSTEM", "windows")
    entries = [(name, f"C:\\Windows\\System32\\{name}", "BINARY")]
    if known:
        (component,) = licences_system.components(entries)
        assert "Microsoft" in read_text(component)
    else:
        with pytest.raises(BuildError, match=r"evil\.dll"):
            licences_system.components(entries)


def test_that_a_library_of_homebrew_brings_the_text_from_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(licences_system, "SYSTEM", "macos")
    keg = tmp_path / "Cellar" / "openssl" / "3.1"
    library = keg / "lib" / "libssl.dylib"
    library.parent.mkdir(parents=True)
    library.write_bytes(b"")
    (keg / "LICENSE.txt").write_text("Apache")
    (component,) = licences_system.components([(library.name, str(library), "BINARY")])
    assert (component.name, component.version) == ("openssl", "3.1")
    assert read_text(component) == "Apache"
    (keg / "LICENSE.txt").unlink()
    with pytest.raises(BuildError, match="libssl"):
        licences_system.components([(library.name, str(library), "BINARY")])
