import plistlib
from pathlib import Path

import pytest
from bundle import dmg
from bundle.places import BuildError

MACH_O = bytes.fromhex("cffaedfe") + bytes(8)
NOTARY = {name: f"value of {name}" for name in dmg.NOTARY}


@pytest.fixture
def application(tmp_path: Path) -> Path:
    application = tmp_path / "CNN Lab.app"
    inside = application / "Contents"
    framework = inside / "Frameworks" / "Python.framework"
    for place in ("MacOS/cnnlab", "Frameworks/a/deep.so", "Frameworks/flat.dylib"):
        (inside / place).parent.mkdir(parents=True, exist_ok=True)
        (inside / place).write_bytes(MACH_O)
    (framework / "Versions/3.13").mkdir(parents=True)
    (framework / "Versions/3.13/Python").write_bytes(MACH_O)
    (framework / "Versions/Current").symlink_to("3.13")
    (framework / "Python").symlink_to("Versions/Current/Python")
    (inside / "Frameworks/words.txt").write_text("no code", encoding="utf-8")
    return application


def test_that_what_is_inside_is_signed_first_and_the_application_last(application: Path) -> None:
    signed = [Path(command[-1]) for command in dmg.sign_commands(application, "-")]
    assert signed[-1] == application
    version = application / "Contents/Frameworks/Python.framework/Versions/3.13"
    assert signed.index(version / "Python") < signed.index(version)


def test_that_all_code_is_signed_once_and_nothing_through_a_link(application: Path) -> None:
    parts = dmg.signed_parts(application)
    names = sorted(path.relative_to(application / "Contents").as_posix() for path in parts)
    assert names == [
        "Frameworks/Python.framework/Versions/3.13",
        "Frameworks/Python.framework/Versions/3.13/Python",
        "Frameworks/a/deep.so",
        "Frameworks/flat.dylib",
    ]


def test_that_only_the_application_gets_entitlements(application: Path) -> None:
    commands = dmg.sign_commands(application, "Developer ID")
    assert ["--entitlements" in command for command in commands] == [False] * 4 + [True]
    assert all({"runtime", "--timestamp"} <= set(command) for command in commands)


def test_that_every_entitlement_has_a_reason_and_the_list_no_comment() -> None:
    content = dmg.ENTITLEMENTS.read_bytes()
    assert plistlib.loads(content) == dict.fromkeys(dmg.REASONS, True)
    assert b"<!--" not in content


def test_that_nothing_is_notarised_where_nobody_is_named(tmp_path: Path) -> None:
    assert dmg.notary_commands(tmp_path, dmg.notary_options({})) == []


def test_that_the_image_is_notarised_and_stapled_with_credentials(tmp_path: Path) -> None:
    commands = dmg.notary_commands(tmp_path / "a.dmg", dmg.notary_options(NOTARY))
    assert [command[1:3] for command in commands] == [
        ["notarytool", "submit"],
        ["stapler", "staple"],
        ["stapler", "validate"],
    ]


def test_that_half_of_the_credentials_are_refused() -> None:
    with pytest.raises(BuildError, match="CNNLAB_NOTARY_ISSUER must be set"):
        dmg.notary_options({**NOTARY, "CNNLAB_NOTARY_ISSUER": ""})
