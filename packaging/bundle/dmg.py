"""The disk image for macOS: signed and notarised where credentials are in the environment.

Without them the signature is ad hoc: it runs, after the person allowed it in the settings.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from bundle.identity import ENTITLEMENTS
from bundle.places import BuildError, Places
from cnnlab_gui.core import product

IDENTITY = "CNNLAB_SIGN_IDENTITY"
"""In the environment: ``Developer ID Application: …``, whose key is in the keychain."""

NOTARY = {
    "CNNLAB_NOTARY_KEY": "--key",
    "CNNLAB_NOTARY_KEY_ID": "--key-id",
    "CNNLAB_NOTARY_ISSUER": "--issuer",
}
"""In the environment: the file of a key of App Store Connect, its id, and who issued it."""

# In a table because codesign may refuse a property list that has comments.
REASONS = {
    "com.apple.security.cs.allow-jit": "TensorFlow compiles for the processor while it runs",
    "com.apple.security.cs.allow-unsigned-executable-memory": (
        "libffi, under Python's ctypes, and XLA write memory that is executed, without the mark "
        "that allow-jit asks for"
    ),
    "com.apple.security.cs.disable-library-validation": (
        "an ad-hoc signature has no team, and the hardened runtime loads nothing without one"
    ),
}

AD_HOC = "-"
MACH_O = frozenset(
    bytes.fromhex(magic) for magic in ("cffaedfe", "cefaedfe", "feedfacf", "feedface", "cafebabe")
)

Command = list[str]


def make_dmg(places: Places) -> None:
    """Sign the application and pack the disk image."""
    image = places.installer(".dmg")
    identity = os.environ.get(IDENTITY) or AD_HOC
    notary = notary_options(os.environ)
    if notary and identity == AD_HOC:
        raise BuildError(f"Apple notarises only what is signed: set {IDENTITY}, too.")
    _run(["xattr", "-cr", str(places.frozen)])
    for command in sign_commands(places.frozen, identity):
        _run(command)
    _run(["codesign", "--verify", "--deep", "--strict", str(places.frozen)])
    stage = _staged(places)
    image.unlink(missing_ok=True)
    _run(image_command(stage, image))
    if identity != AD_HOC:
        _run(["codesign", "--force", "--timestamp", "--sign", identity, str(image)])
    for command in notary_commands(image, notary):
        _run(command)
    shutil.rmtree(stage)


def sign_commands(application: Path, identity: str) -> list[Command]:
    """What signs, from the innermost to the application itself.

    Only the application gets the entitlements: libraries live under those of their program.
    """
    how = ["codesign", "--force", "--options", "runtime"]
    how += ["--timestamp=none"] if identity == AD_HOC else ["--timestamp"]
    how += ["--sign", identity]
    inner = [[*how, str(path)] for path in signed_parts(application)]
    return [*inner, [*how, "--entitlements", str(ENTITLEMENTS), str(application)]]


def signed_parts(application: Path) -> list[Path]:
    """Machine code, and frameworks as wholes; the deepest first, and nothing through a link."""
    program = application / "Contents" / "MacOS" / product.COMMAND
    parts = {path for path in _real_files(application) if path != program and _is_code(path)}
    parts |= {
        version
        for version in application.rglob("*.framework/Versions/*")
        if version.is_dir() and not version.is_symlink()
    }
    return sorted(parts, key=lambda path: (-len(path.parts), str(path)))


def _real_files(folder: Path) -> Iterator[Path]:
    for parent, _folders, names in os.walk(folder):
        for name in names:
            file = Path(parent, name)
            if not file.is_symlink():
                yield file


def _is_code(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(4) in MACH_O


def notary_options(environment: Mapping[str, str]) -> list[str]:
    """What notarytool is told of who asks; nothing where nobody is named."""
    found = {name: environment.get(name, "") for name in NOTARY}
    missing = [name for name, value in found.items() if not value]
    if len(missing) == len(NOTARY):
        return []
    if missing:
        raise BuildError(f"To notarise, {' and '.join(missing)} must be set, too.")
    return [word for name, option in NOTARY.items() for word in (option, found[name])]


def notary_commands(image: Path, options: list[str]) -> list[Command]:
    """What has Apple look at the image, and pins its answer to it; none without options."""
    if not options:
        return []
    return [
        ["xcrun", "notarytool", "submit", str(image), *options, "--wait", "--timeout", "45m"],
        ["xcrun", "stapler", "staple", str(image)],
        ["xcrun", "stapler", "validate", str(image)],
    ]


def image_command(stage: Path, image: Path) -> Command:
    """What packs a folder; ULFO is smaller than zlib's, and read by every macOS of today."""
    return [
        "hdiutil", "create", "-volname", product.NAME, "-srcfolder", str(stage),
        "-fs", "HFS+", "-format", "ULFO", "-ov", str(image),
    ]  # fmt: skip


def _staged(places: Places) -> Path:
    """The window of the image: the application, and where to drag it."""
    stage = places.work / "dmg"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    # With links as links: copies of frameworks are no frameworks, and their signature is broken.
    _run(["ditto", str(places.frozen), str(stage / places.frozen.name)])
    (stage / "Applications").symlink_to("/Applications")
    return stage


def _run(command: Command) -> None:
    try:
        code = subprocess.call(command)
    except FileNotFoundError:
        raise BuildError(
            f"{command[0]} is missing: it comes with Xcode's command line tools "
            "(xcode-select --install)."
        ) from None
    if code:
        raise BuildError(f"{' '.join(command[:2])} failed: it says why above.")
