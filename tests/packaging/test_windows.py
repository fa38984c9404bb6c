import os
import shutil
from pathlib import Path, PurePosixPath

import pytest
from bundle import windows
from bundle.places import BuildError, Places

needs_makensis = pytest.mark.skipif(
    shutil.which("makensis") is None and os.environ.get("CI") != "true",
    reason="makensis is not installed",
)


@pytest.fixture
def payload(tmp_path: Path) -> Path:
    payload = tmp_path / "payload"
    for place in ("cnnlab.exe", "cnnlab-gui.exe", "_internal/größe €.txt", "_internal/a/x$y.dat"):
        (payload / place).parent.mkdir(parents=True, exist_ok=True)
        (payload / place).write_bytes(b"content")
    return payload


def _file(place: str) -> windows.File:
    return windows.File(Path("source") / place, PurePosixPath(place))


def test_that_exactly_what_is_installed_is_removed() -> None:
    script = windows.file_list([_file("a.exe"), _file("x/y/z.txt")])
    removed = script.partition("!macro REMOVE_FILES\n")[2].splitlines()
    assert removed == [
        r'  Delete "$INSTDIR\a.exe"',
        r'  Delete "$INSTDIR\x\y\z.txt"',
        r'  RMDir "$INSTDIR\x\y"',
        r'  RMDir "$INSTDIR\x"',
        "!macroend",
    ]


def test_that_no_folder_is_removed_with_what_is_in_it() -> None:
    assert "RMDir /r" not in windows.SCRIPT.read_text(encoding="utf-8")


def test_that_a_dollar_in_a_name_is_no_variable() -> None:
    assert r'Delete "$INSTDIR\x$$y.dat"' in windows.file_list([_file("x$y.dat")])


def test_that_a_path_too_long_for_windows_fails_the_build() -> None:
    with pytest.raises(BuildError, match="is too long a path"):
        windows.definitions([_file("d/" * 100 + "f")], "1.0")


@needs_makensis
def test_that_a_folder_that_is_not_frozen_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"holds no cnnlab\.exe"):
        windows.compile_with(tmp_path, tmp_path / "cnnlab-setup.exe", Places(tmp_path / "dist"))


def test_that_a_missing_makensis_is_one_sentence(
    payload: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BuildError, match="makensis is missing"):
        windows.compile_with(payload, tmp_path / "cnnlab-setup.exe", Places(tmp_path / "dist"))


def test_that_signing_names_the_certificate_and_no_password() -> None:
    command = windows.sign_command({windows.SIGN_THUMBPRINT: "ab12", "CNNLAB_SIGNTOOL": "st"})
    assert command[:7] == ["st", "sign", "/q", "/fd", "SHA256", "/sha1", "ab12"]
    assert windows.TIMESTAMPS in command


@needs_makensis
def test_that_the_installer_compiles_without_a_warning(payload: Path, tmp_path: Path) -> None:
    setup = tmp_path / "cnnlab-setup.exe"
    windows.compile_with(payload, setup, Places(tmp_path / "dist"))
    content = setup.read_bytes()
    assert content[:2] == b"MZ"
    assert "CNN Lab Setup".encode("utf-16-le") in content
