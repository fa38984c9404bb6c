"""The AppImage: one file that is the application, for those who like that."""

import os
import shutil
import subprocess
from pathlib import Path

from bundle import linux_desktop
from bundle.linux_check import check_share
from bundle.linux_files import fresh_folder, moment
from bundle.linux_needs import read
from bundle.places import MACHINE, BuildError, Places
from cnnlab_gui.core import product

TOOL = "appimagetool"


def make_appimage(places: Places) -> None:
    """Pack an AppImage, where appimagetool is at hand."""
    tool = shutil.which(TOOL) or shutil.which(f"{TOOL}-{MACHINE}.AppImage")
    if tool is None:
        print(f"No AppImage: {TOOL} is missing (github.com/AppImage/appimagetool has it).")
        return
    needs = read(places)
    tree = fresh_folder(places.work / "AppDir")
    linux_desktop.write_application(places, tree / "usr" / "lib" / product.COMMAND, needs)
    linux_desktop.write_share(places, tree / "usr" / "share")
    check_share(tree / "usr" / "share")
    write_front(tree)
    image = places.installer(".AppImage")
    environment = os.environ | {"ARCH": MACHINE, "SOURCE_DATE_EPOCH": str(moment())}
    if subprocess.call([tool, str(tree), str(image)], env=environment):
        raise BuildError(f"{TOOL} did not come to its end: it says why above.")
    print(f"{image.name}: {image.stat().st_size / 1e6:.0f} MB")


def write_front(tree: Path) -> None:
    """Write what the format wants in the first folder: start, menu entry and icon."""
    launcher = Path("usr", "lib", product.COMMAND, product.COMMAND)
    (tree / "AppRun").symlink_to(launcher)
    binaries = tree / "usr" / "bin"
    binaries.mkdir()
    (binaries / product.COMMAND).symlink_to(Path("..", "lib", product.COMMAND, product.COMMAND))
    share = Path("usr", "share")
    entry = f"{product.APP_ID}.desktop"
    (tree / entry).symlink_to(share / "applications" / entry)
    icons = share / "icons" / "hicolor"
    drawing = icons / "scalable" / "apps" / f"{product.APP_ID}.svg"
    (tree / f"{product.APP_ID}.svg").symlink_to(drawing)
    (tree / ".DirIcon").symlink_to(icons / "256x256" / "apps" / f"{product.APP_ID}.png")
