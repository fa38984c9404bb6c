"""What the programs say of themselves to Windows and macOS."""

import re
from pathlib import Path
from typing import Any

from bundle.places import PACKAGING, VERSION
from cnnlab_gui.core import product

ENTITLEMENTS = PACKAGING / "macos" / "entitlements.plist"
OLDEST_MACOS = "14.0"
WINDOWED = f"{product.COMMAND}-gui"
"""The second program on Windows, which opens no console beside the window."""

PUBLISHER = "The CNN Lab authors"
US_ENGLISH_UNICODE = "040904B0"


def numbers(version: str = VERSION) -> tuple[int, int, int, int]:
    """Four numbers, as Windows compares versions: 0.2.0.dev3 is 0, 2, 0, 0."""
    release = re.match(r"\d+(\.\d+)*", version)
    found = [int(part) for part in release.group().split(".")] if release else []
    return tuple((found + [0] * 4)[:4])  # type: ignore[return-value]


def version_resource(program: str) -> str:
    """The version resource of a program on Windows, as PyInstaller reads it."""
    four = numbers()
    texts = {
        "CompanyName": PUBLISHER,
        "FileDescription": product.NAME,
        "FileVersion": VERSION,
        "InternalName": program,
        "LegalCopyright": f"© {PUBLISHER}. MIT licence.",
        "OriginalFilename": f"{program}.exe",
        "ProductName": product.NAME,
        "ProductVersion": VERSION,
    }
    structs = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in texts.items())
    return (
        "# -*- coding: utf-8 -*-\n"
        "VSVersionInfo(\n"
        f"  ffi=FixedFileInfo(filevers={four}, prodvers={four}, mask=0x3F, flags=0x0,\n"
        "    OS=0x40004, fileType=0x1, subtype=0x0, date=(0, 0)),\n"
        "  kids=[\n"
        f"    StringFileInfo([StringTable({US_ENGLISH_UNICODE!r}, [{structs}])]),\n"
        "    VarFileInfo([VarStruct('Translation', [0x0409, 0x04B0])]),\n"
        "  ],\n"
        ")\n"
    )


def write_version_resource(program: str, folder: Path) -> str:
    """Write it where the specification finds it; returns the path."""
    file = folder / f"{program}.version.txt"
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(version_resource(program), encoding="utf-8")
    return str(file)


def info_plist() -> dict[str, Any]:
    """What stands in the ``Info.plist`` of the bundle on macOS, beside PyInstaller's own."""
    return {
        "CFBundleName": product.NAME,
        "CFBundleDisplayName": product.NAME,
        "CFBundleExecutable": product.COMMAND,
        "CFBundleShortVersionString": ".".join(map(str, numbers()[:3])),
        "CFBundleVersion": ".".join(map(str, numbers()[:3])),
        "CFBundleDevelopmentRegion": "en",
        "LSMinimumSystemVersion": OLDEST_MACOS,
        "LSApplicationCategoryType": "public.app-category.education",
        "NSHighResolutionCapable": True,
        # Light and dark are the application's own matter.
        "NSRequiresAquaSystemAppearance": False,
        "NSHumanReadableCopyright": f"© {PUBLISHER}. MIT licence.",
        "CFBundleDocumentTypes": [_document(*kind) for kind in _kinds()],
        "UTExportedTypeDeclarations": [_declaration(*kind) for kind in _kinds()],
    }


def _kinds() -> list[tuple[str, str, str, str, str]]:
    """Of each kind of file: its type, its name, its suffix, its MIME type, what it is, too."""
    return [
        (f"{product.APP_ID}.run", "CNN Lab run", "cnnlab", product.RUN_TYPE, "public.data"),
        (
            f"{product.APP_ID}.architecture",
            "CNN Lab architecture",
            "cnnarch",
            product.ARCHITECTURE_TYPE,
            "public.json",
        ),
    ]


def _document(kind: str, name: str, suffix: str, mime: str, also: str) -> dict[str, Any]:
    del suffix, mime, also
    return {
        "CFBundleTypeName": name,
        "CFBundleTypeRole": "Editor",
        "LSHandlerRank": "Owner",
        "LSItemContentTypes": [kind],
    }


def _declaration(kind: str, name: str, suffix: str, mime: str, also: str) -> dict[str, Any]:
    return {
        "UTTypeIdentifier": kind,
        "UTTypeDescription": name,
        "UTTypeConformsTo": [also, "public.content"],
        "UTTypeTagSpecification": {
            "public.filename-extension": [suffix],
            "public.mime-type": [mime],
        },
    }
