"""What a Linux is told of the application, and what the packages hold."""

import gzip
import lzma
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cnnlab_gui.core import product

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these are for Linux")


@pytest.fixture
def unpacked(tmp_path: Path, qapp: object) -> Path:  # icons are drawn by Qt
    """The unpacked archive, with a small program for an application."""
    from bundle import icons, linux_desktop, linux_needs, linux_tar
    from bundle.places import Places

    places = Places(tmp_path / "out")
    places.frozen.mkdir(parents=True)
    shutil.copy2("/bin/true", places.program)
    icons.make(places)
    tree = tmp_path / "an archive, ü $HOME" / "cnnlab-1"
    linux_desktop.write_application(places, tree, linux_needs.read(places))
    linux_desktop.write_share(places, tree / "share")
    linux_tar.write_scripts(tree)
    return tree


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def run(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(script), *arguments], capture_output=True, text=True, check=False, cwd="/"
    )


def test_that_the_desktop_s_own_tools_find_no_fault(unpacked: Path) -> None:
    from bundle.linux_check import check_share

    check_share(unpacked / "share")


def test_that_a_fault_is_told_in_the_tool_s_words(unpacked: Path) -> None:
    from bundle.linux_check import check_share
    from bundle.places import BuildError

    if not shutil.which("update-mime-database"):
        pytest.skip("shared-mime-info is not installed")
    (unpacked / "share" / "mime" / "packages" / f"{product.APP_ID}.xml").write_text("<mime-info")
    with pytest.raises(BuildError, match="update-mime-database finds fault"):
        check_share(unpacked / "share")


def test_that_the_menu_entry_opens_a_file_of_both_types(unpacked: Path) -> None:
    entry = unpacked / "share" / "applications" / f"{product.APP_ID}.desktop"
    lines = entry.read_text(encoding="utf-8").splitlines()
    assert "Exec=cnnlab gui %F" in lines
    assert f"MimeType={product.RUN_TYPE};{product.ARCHITECTURE_TYPE};" in lines
    types = ElementTree.parse(unpacked / "share" / "mime" / "packages" / f"{product.APP_ID}.xml")
    patterns = {glob.get("pattern") for glob in types.iter() if glob.tag.endswith("}glob")}
    assert patterns == {"*.cnnlab", "*.cnnarch"}


def test_that_both_types_show_their_own_icon_in_every_theme(unpacked: Path) -> None:
    types = ElementTree.parse(unpacked / "share" / "mime" / "packages" / f"{product.APP_ID}.xml")
    names = [icon.get("name") for icon in types.iter() if icon.tag.endswith("}generic-icon")]
    assert len(names) == 2
    drawn = unpacked / "share" / "icons" / "hicolor" / "scalable" / "mimetypes"
    assert {f"{name}.svg" for name in names} == {file.name for file in drawn.iterdir()}


def test_that_the_manual_has_every_command(unpacked: Path) -> None:
    from cnnlab_gui.cli.main import COMMANDS, HIDDEN_COMMANDS

    page = gzip.decompress((unpacked / "share" / "man" / "man1" / "cnnlab.1.gz").read_bytes())
    lines = page.decode().replace(r"\-", "-").splitlines()
    assert all(f".B {name}" in lines for name in [*COMMANDS, "gui", "data list"])
    assert not any(f".B {name}" in lines for name in HIDDEN_COMMANDS)


def test_that_releases_come_from_the_changelog() -> None:
    from bundle.linux_desktop import releases
    from bundle.places import VERSION

    text = f"## [Unreleased]\n\n## [{VERSION}] - 2026-11-23\n### Added\n## [0.0.1] – 2026-01-02\n"
    assert releases(text).splitlines() == [
        f'    <release version="{VERSION}" date="2026-11-23"/>',
        '    <release version="0.0.1" date="2026-01-02"/>',
    ]
    assert 'type="development"' in releases("## [Unreleased]\n")


def test_that_what_was_installed_for_one_person_starts_and_leaves_nothing(
    unpacked: Path, tmp_path: Path
) -> None:
    prefix = tmp_path / "home" / ".local"
    (prefix / "share" / "mime" / "packages").mkdir(parents=True)
    before = everything(tmp_path / "home")
    for _ in range(2):  # the second time over the first
        done = run(unpacked / "install.sh", "--prefix", str(prefix))
        assert (done.returncode, done.stderr) == (0, "")
    assert run(prefix / "bin" / "cnnlab").returncode == 0
    entry = prefix / "share" / "applications" / f"{product.APP_ID}.desktop"
    path = str(unpacked / "cnnlab").replace("$", "\\\\$")
    assert f'Exec="{path}" gui %F\n' in entry.read_text(encoding="utf-8")
    done = run(unpacked / "uninstall.sh", f"--prefix={prefix}")
    assert (done.returncode, done.stderr) == (0, "")
    assert everything(tmp_path / "home") == before


def test_that_somebody_else_s_command_is_not_written_over(unpacked: Path, tmp_path: Path) -> None:
    prefix = tmp_path / "home"
    (prefix / "bin").mkdir(parents=True)
    (prefix / "bin" / "cnnlab").write_text("mine")
    done = run(unpacked / "install.sh", "--prefix", str(prefix))
    assert done.returncode == 1
    assert "is there already, and not from here" in done.stderr
    assert everything(prefix) == {"bin", "bin/cnnlab"}
    assert (prefix / "bin" / "cnnlab").read_text() == "mine"


def test_that_where_it_cannot_start_nothing_is_installed(unpacked: Path, tmp_path: Path) -> None:
    program = unpacked / "application" / "cnnlab"
    program.write_text("#!/bin/sh\necho 'CNN Lab needs something else here.' >&2\nexit 1\n")
    prefix = tmp_path / "home"
    prefix.mkdir()
    done = run(unpacked / "install.sh", "--prefix", str(prefix))
    assert done.returncode == 1
    assert done.stderr == "CNN Lab needs something else here.\nNothing was installed.\n"
    assert everything(prefix) == set()


def test_that_taking_out_what_is_not_there_is_said(unpacked: Path, tmp_path: Path) -> None:
    done = run(unpacked / "uninstall.sh", "--prefix", str(tmp_path))
    assert done.returncode == 1
    assert "was not installed" in done.stderr


def test_that_the_same_files_make_the_same_archive(
    unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bundle.linux_tar import pack

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    archives = [tmp_path / "first.tar.xz", tmp_path / "second.tar.xz"]
    for archive in archives:
        os.utime(unpacked / "cnnlab")
        pack(unpacked, archive)
    assert archives[0].read_bytes() == archives[1].read_bytes()
    with lzma.open(archives[0]) as raw, tarfile.open(fileobj=raw) as tar:
        members = tar.getmembers()
    assert {(member.uid, member.gid, member.mtime) for member in members} == {(0, 0, 1000000000)}
    assert {member.mode for member in members if member.isfile()} == {0o644, 0o755}
    names = {member.name for member in members}
    assert names == {"cnnlab-1", *(f"cnnlab-1/{name}" for name in everything(unpacked))}


def test_that_the_needs_of_machine_code_are_read(tmp_path: Path) -> None:
    from bundle.linux_needs import read_folder

    program = tmp_path / "true"
    shutil.copy2("/bin/true", program)
    needs = read_folder(tmp_path, program)
    assert "libc.so.6" in needs.versions
    assert needs.loader.startswith("/lib")
    assert needs.glibc_minor >= 2
    (tmp_path / "libEGL.so.1").touch()
    assert "libEGL.so.1" not in read_folder(tmp_path, program).versions


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="no Debian")
def test_that_a_library_that_is_not_here_still_has_its_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from bundle.linux_debian import dependencies, package_of
    from bundle.linux_needs import Needs

    from cnnlab_gui.core import system_libraries

    nowhere = "libnowhere.so.9"
    known = system_libraries.Packages("libnowhere9", "nowhere", "nowhere")
    monkeypatch.setitem(system_libraries.PACKAGES, nowhere, known)
    assert package_of(nowhere) == "libnowhere9"
    assert "libnowhere9" in dependencies(Needs({nowhere: frozenset()}, ""))


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="no Debian")
def test_that_libraries_become_debian_packages() -> None:
    from bundle.linux_debian import debian_version, dependencies, package_of
    from bundle.linux_needs import Needs
    from bundle.places import BuildError

    needs = Needs({"libc.so.6": frozenset({"GLIBC_2.36", "GLIBC_2.4", "GLIBC_PRIVATE"})}, "")
    assert "libc6 (>= 2.36)" in dependencies(needs)
    with pytest.raises(BuildError, match=r"has libnowhere\.so\.9"):
        package_of("libnowhere.so.9")
    assert debian_version("0.2.0rc1") == "0.2.0~rc1-1"


def test_that_an_appdir_starts_the_application_from_its_root(unpacked: Path) -> None:
    from bundle.linux_appimage import write_front

    tree = unpacked.parent / "AppDir"
    shutil.copytree(unpacked / "share", tree / "usr" / "share")
    shutil.copytree(unpacked, tree / "usr" / "lib" / "cnnlab", symlinks=True)
    write_front(tree)
    assert run(tree / "AppRun").returncode == 0
    for name in (f"{product.APP_ID}.desktop", f"{product.APP_ID}.svg", ".DirIcon"):
        assert (tree / name).is_file()
