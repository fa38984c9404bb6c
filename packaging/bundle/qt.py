"""What of Qt goes into the application, for the hooks of its modules."""

from pathlib import Path

from bundle import contents

Collected = tuple[list[str], list[tuple[str, str]], list[tuple[str, str]]]


def collected(hook: str) -> Collected:
    """List what PyInstaller finds for a module of Qt, less what is not wanted.

    It must go here, before PyInstaller looks for what the plug-ins need: the one for GTK
    alone brings thirty libraries.
    """
    from PyInstaller.utils.hooks.qt import add_qt6_dependencies

    imports, binaries, datas = add_qt6_dependencies(hook)
    return imports, _wanted(binaries), _wanted(datas)


def _wanted(files: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [
        (source, folder)
        for source, folder in files
        if contents.is_wanted((f"{folder}/{Path(source).name}", source, ""))
    ]
