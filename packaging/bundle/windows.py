"""The installer for Windows, by NSIS: for one person, without administrator rights."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bundle import icons
from bundle.identity import PUBLISHER, WINDOWED, numbers
from bundle.places import PACKAGING, ROOT, VERSION, BuildError, Places
from cnnlab_gui.core import product

SCRIPT = PACKAGING / "windows" / "cnnlab.nsi"

SIGN_THUMBPRINT = "CNNLAB_SIGN_THUMBPRINT"
"""In the environment: which certificate of the Windows store signs, by its SHA-1."""

SIGN_TIMESTAMP = "CNNLAB_SIGN_TIMESTAMP_URL"
TIMESTAMPS = "http://timestamp.digicert.com"

WINDOWS_LONGEST = 259
"""Characters of a path that every program on Windows can open."""

USUAL_FOLDER = len(rf"C:\Users\{'n' * 20}\AppData\Local\Programs\{product.NAME}")
"""Characters of the folder that is suggested to a person with a long name."""

DICTIONARY_MB = 64


@dataclass(frozen=True)
class File:
    """One file to install.

    Attributes
    ----------
    source : Path
        Where it is now.
    place : PurePosixPath
        Below the folder of the installation.
    """

    source: Path
    place: PurePosixPath


def make_setup(places: Places) -> None:
    """Compile the installer with NSIS."""
    for program in (product.COMMAND, WINDOWED):
        sign(places.frozen / f"{program}.exe")
    setup = places.installer("-setup.exe")
    compile_with(places.frozen, setup, places)
    sign(setup)


def compile_with(
    payload: Path, setup: Path, places: Places, *, target: str | None = None, version: str = VERSION
) -> None:
    """Compile an installer of any folder; ours, or a small one that stands in for it.

    Parameters
    ----------
    payload : Path
        What is installed: ``cnnlab.exe``, ``cnnlab-gui.exe``, and the rest.
    setup : Path
        What is written.
    places : Places
        Where the icons are, and the lists of files go.
    target : str, optional
        NSIS's word for another kind of program than its usual 32-bit one, which runs everywhere.
    version : str, optional
        Of what is installed.
    """
    makensis = _makensis()
    drawn = places.work / "icons"
    if not drawn.is_dir():
        icons.make(places)
    files = [*_files(payload, drawn)]
    listing = places.work / "files.nsh"
    # NSIS takes it for the system's own code page without the mark.
    listing.write_text(file_list(files), encoding="utf-8-sig")
    defined = definitions(files, version) | {
        "FILES": str(listing),
        "SETUP": str(setup),
        "ICON": str(drawn / f"{icons.APPLICATION.stem}.ico"),
    }
    if target:
        defined["TARGET"] = target
    if os.environ.get(SIGN_THUMBPRINT):
        defined["SIGN"] = subprocess.list2cmdline(sign_command(os.environ))
    arguments = [f"-D{name}={value}" for name, value in defined.items()]
    command = [makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8", *arguments, str(SCRIPT)]
    if subprocess.call(command):
        raise BuildError("makensis could not compile the installer: it says why above.")


def definitions(files: Sequence[File], version: str) -> dict[str, str]:
    """What the script knows by name.

    Raises
    ------
    BuildError
        If a file lies so deep that Windows could not open it where it is installed.
    """
    deepest = max(files, key=lambda file: len(str(file.place)))
    longest_folder = WINDOWS_LONGEST - 1 - len(str(deepest.place))
    if longest_folder < USUAL_FOLDER:
        raise BuildError(
            f"{deepest.place} is too long a path: in the folder that the installer suggests, "
            f"Windows could not open it. Shorten it by {USUAL_FOLDER - longest_folder}."
        )
    return {
        "NAME": product.NAME,
        "COMMAND": product.COMMAND,
        "WINDOWED": f"{WINDOWED}.exe",
        "SUMMARY": product.SUMMARY,
        "PUBLISHER": PUBLISHER,
        "APP_ID": product.APP_ID,
        "VERSION": version,
        "FOUR_NUMBERS": ".".join(map(str, numbers(version))),
        "SIZE_KB": str(sum(file.source.stat().st_size for file in files) // 1024),
        "LONGEST_FOLDER": str(longest_folder),
        "DICTIONARY_MB": str(DICTIONARY_MB),
        "LICENCE": str(ROOT / "LICENSE"),
    }


def _files(payload: Path, drawn: Path) -> Iterator[File]:
    """All that is installed, in an order that does not depend on the disk."""
    for program in (product.COMMAND, WINDOWED):
        if not (payload / f"{program}.exe").is_file():
            raise BuildError(f"{payload} holds no {program}.exe. Freeze first: build.py freeze.")
    for source in sorted(payload.rglob("*")):
        if source.is_file():
            yield File(source, PurePosixPath(source.relative_to(payload).as_posix()))
    for icon in icons.ICONS:
        if icon is not icons.APPLICATION:
            yield File(drawn / f"{icon.stem}.ico", PurePosixPath(f"{icon.stem}.ico"))


def file_list(files: Sequence[File]) -> str:
    """Two macros of NSIS: one installs the files, one removes these and no others."""
    folders = sorted({file.place.parent for file in files}, key=str)
    install = ["!macro INSTALL_FILES"]
    for folder in folders:
        install.append(f'  SetOutPath "{_installed(folder)}"')
        install += [f'  File "{file.source}"' for file in files if file.place.parent == folder]
    remove = ["!macro REMOVE_FILES"]
    remove += [f'  Delete "{_installed(file.place)}"' for file in files]
    # With those that hold nothing but folders; the deepest go first.
    every = {above for folder in folders for above in (folder, *folder.parents)}
    every.discard(PurePosixPath("."))
    deepest_first = sorted(every, key=lambda folder: (-len(folder.parts), str(folder)))
    remove += [f'  RMDir "{_installed(folder)}"' for folder in deepest_first]
    return "\n".join([*install, "!macroend", *remove, "!macroend", ""])


def _installed(place: PurePosixPath) -> str:
    return "\\".join(["$INSTDIR", *(_quoted(part) for part in place.parts)])


def _quoted(text: str) -> str:
    """A name as an installer reads it where it runs; Windows has none with quotes in them."""
    return text.replace("$", "$$")


def sign(file: Path) -> None:
    """Sign a program where a certificate is named in the environment; else leave it."""
    if not os.environ.get(SIGN_THUMBPRINT):
        return
    if subprocess.call([*sign_command(os.environ), str(file)]):
        raise BuildError(f"signtool could not sign {file.name}: it says why above.")


def sign_command(environment: Mapping[str, str]) -> list[str]:
    """What signs; the file comes last. No password is in it: the certificate is in the store."""
    return [
        environment.get("CNNLAB_SIGNTOOL") or shutil.which("signtool") or "signtool",
        "sign", "/q", "/fd", "SHA256", "/sha1", environment[SIGN_THUMBPRINT],
        "/tr", environment.get(SIGN_TIMESTAMP) or TIMESTAMPS, "/td", "SHA256",
        "/d", product.NAME,
    ]  # fmt: skip


def _makensis() -> str:
    usual = Path(os.environ.get("PROGRAMFILES(X86)", "")) / "NSIS" / "makensis.exe"
    found = shutil.which("makensis") or (str(usual) if usual.is_file() else None)
    if not found:
        raise BuildError(
            "makensis is missing, which makes the installer. Install NSIS 3: from "
            "nsis.sourceforge.io on Windows, with `sudo apt-get install nsis` on Debian and Ubuntu."
        )
    return found
