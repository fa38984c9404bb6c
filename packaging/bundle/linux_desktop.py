"""What a Linux desktop is told: menu entry, metainfo, file types, icons, manual."""

import re
import shutil
from pathlib import Path

from bundle.linux_files import (
    CHANGELOG,
    PLAIN,
    PROGRAM,
    copy_tree,
    day,
    filled,
    write,
    write_gzipped,
)
from bundle.linux_manual import commands_in_roff
from bundle.linux_needs import Needs
from bundle.places import MACHINE, VERSION, BuildError, Places
from cnnlab_gui.core import product
from cnnlab_gui.core.architecture_sources import OWN_ENDING
from cnnlab_gui.core.runs.bundle import ENDING

APPLICATION = "application"
"""The folder of the frozen application, beside its launcher."""

_RELEASE = re.compile(r"^## \[(\d[^\]]*)\] [-–] (\d{4}-\d\d-\d\d)$", re.MULTILINE)


def values() -> dict[str, str]:
    """What the templates ask for, whatever is packed."""
    return {
        "NAME": product.NAME,
        "SUMMARY": product.SUMMARY,
        "COMMAND": product.COMMAND,
        "APP_ID": product.APP_ID,
        "WM_CLASS": product.WM_CLASS,
        "RUN_TYPE": product.RUN_TYPE,
        "RUN_ICON": product.RUN_TYPE.replace("/", "-"),
        "RUN_ENDING": ENDING,
        "ARCHITECTURE_TYPE": product.ARCHITECTURE_TYPE,
        "ARCHITECTURE_ICON": product.ARCHITECTURE_TYPE.replace("/", "-"),
        "ARCHITECTURE_ENDING": OWN_ENDING,
        "VERSION": VERSION,
        "MACHINE": MACHINE,
        "DATE": day(),
        "RELEASES": releases(CHANGELOG.read_text(encoding="utf-8")),
    }


def releases(changelog: str) -> str:
    """The releases for the metainfo, newest first; what nobody released yet as in development."""
    known = _RELEASE.findall(changelog)
    lines = [f'    <release version="{name}" date="{when}"/>' for name, when in known]
    if VERSION not in {name for name, _ in known}:
        lines.insert(0, f'    <release version="{VERSION}" date="{day()}" type="development"/>')
    return "\n".join(lines)


def write_application(places: Places, folder: Path, needs: Needs) -> None:
    """Put the launcher into ``folder``, and the frozen application beside it."""
    copy_tree(places.frozen, folder / APPLICATION)
    write(folder / product.COMMAND, launcher(needs), PROGRAM)


def launcher(needs: Needs) -> str:
    """The script that people start."""
    systems = f" ({needs.systems} and later have it)" if needs.systems else ""
    return filled(
        "launcher.sh",
        {
            "MACHINE": MACHINE,
            "GLIBC": needs.glibc,
            "LOADER": needs.loader,
            "ADVICE": f"a newer release of the system{systems}",
            "COMMAND": product.COMMAND,
        },
    )


def write_share(places: Places, share: Path) -> None:
    """Write all that belongs below ``/usr/share``, but for the package's own papers.

    Raises
    ------
    BuildError
        The icons are not drawn yet.
    """
    known = values()
    write(share / "applications" / f"{product.APP_ID}.desktop", filled("app.desktop", known))
    metainfo = share / "metainfo" / f"{product.APP_ID}.metainfo.xml"
    write(metainfo, filled("app.metainfo.xml", known))
    types = share / "mime" / "packages" / f"{product.APP_ID}.xml"
    write(types, filled("app.mime.xml", known))
    write_gzipped(
        share / "man" / "man1" / f"{product.COMMAND}.1.gz",
        filled("cnnlab.1", known | {"COMMANDS": commands_in_roff()}),
    )
    _write_icons(places, share / "icons" / "hicolor")


def _write_icons(places: Places, folder: Path) -> None:
    drawn = places.work / "icons" / "hicolor"
    if not (drawn / "scalable" / "apps" / f"{product.APP_ID}.svg").is_file():
        raise BuildError(f"The icons are not in {drawn}: draw them first (`build.py icons`).")
    for file in sorted(drawn.rglob("*")):
        if file.is_file():
            place = folder / file.relative_to(drawn)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)
            place.chmod(PLAIN)
