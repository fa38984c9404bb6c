"""The Debian package: everything below ``/usr``, and no script that runs as root.

The application is private to the package, so it is in ``/usr/lib/cnnlab``: ``/opt`` is for what
does without the system's package manager. Menus, file types and icons are renewed by the
triggers of the packages that keep those lists.
"""

import hashlib
import os
import subprocess
import textwrap
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from bundle import linux_desktop
from bundle.linux_check import check_share
from bundle.linux_debian import architecture, debian_version, dependencies
from bundle.linux_files import CHANGELOG, filled, fresh_folder, moment, write, write_gzipped
from bundle.linux_needs import read
from bundle.places import ROOT, VERSION, BuildError, Places
from cnnlab_gui.core import product

HOME = Path("usr", "lib", product.COMMAND)
MAINTAINER = "The CNN Lab authors <authors@cnnlab.invalid>"
# Without them it starts all the same, but nobody finds it.
RECOMMENDS = ("desktop-file-utils", "hicolor-icon-theme", "shared-mime-info")

_DESCRIPTION = """\
CNN Lab is a desktop laboratory for convolutional networks. Build a network from layers, press \
Train, and watch it learn: on Fashion-MNIST, on handwritten digits, or on images of your own. \
Look inside it, draw for it, and compare what you tried. Everything works offline."""

_OVERRIDES = """\
# Python, TensorFlow, Keras and Qt come inside, as their authors built them.
cnnlab: custom-library-search-path
cnnlab: embedded-library
cnnlab: exit-in-shared-library
cnnlab: hardening-no-bindnow
cnnlab: hardening-no-fortify-functions
cnnlab: hardening-no-relro
cnnlab: library-not-linked-against-libc
cnnlab: package-installs-python-bytecode
cnnlab: shared-library-is-executable
cnnlab: shared-library-lacks-prerequisites
cnnlab: shared-library-lacks-version
cnnlab: spelling-error-in-binary
cnnlab: unstripped-binary-or-object
cnnlab: unstripped-static-library
"""


def make_deb(places: Places) -> None:
    """Pack the Debian package."""
    needs = read(places)
    tree = fresh_folder(places.work / "deb")
    linux_desktop.write_application(places, tree / HOME, needs)
    share = tree / "usr" / "share"
    linux_desktop.write_share(places, share)
    check_share(share)
    _write_papers(share)
    program = tree / "usr" / "bin" / product.COMMAND
    program.parent.mkdir()
    program.symlink_to(Path("..", "lib", product.COMMAND, product.COMMAND))
    write_control(tree, dependencies(needs))
    _pack(tree, places.installer(".deb"))


def write_control(tree: Path, depends: list[str]) -> None:
    """Write what ``dpkg`` wants to know of the tree, when all else is in it."""
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    lines = (
        f"Package: {product.COMMAND}",
        f"Version: {debian_version(VERSION)}",
        f"Architecture: {architecture()}",
        f"Maintainer: {MAINTAINER}",
        f"Installed-Size: {_kibibytes(tree)}",
        f"Depends: {', '.join(depends)}",
        f"Recommends: {', '.join(RECOMMENDS)}",
        "Section: education",
        "Priority: optional",
        f"Description: {product.SUMMARY[0].lower()}{product.SUMMARY[1:]}",
        textwrap.indent(textwrap.fill(_DESCRIPTION, 76), " "),
    )
    sums = "".join(f"{_md5(file)}  {file.relative_to(tree)}\n" for file in files)
    write(tree / "DEBIAN" / "control", "\n".join(lines) + "\n")
    write(tree / "DEBIAN" / "md5sums", sums)
    (tree / "DEBIAN").chmod(0o755)


def _write_papers(share: Path) -> None:
    papers = share / "doc" / product.COMMAND
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8").partition("\n\n")[2]
    lines = licence.partition("\n\n")[2].strip().splitlines()
    text = "\n".join(f" {line or '.'}" for line in lines)
    write(papers / "copyright", filled("copyright", {"LICENSE": text}))
    write_gzipped(papers / "changelog.gz", CHANGELOG.read_text(encoding="utf-8"))
    when = format_datetime(datetime.fromtimestamp(moment(), UTC))
    entry = (
        f"{product.COMMAND} ({debian_version(VERSION)}) unstable; urgency=medium\n\n"
        f"  * What is new: see changelog.gz.\n\n -- {MAINTAINER}  {when}\n"
    )
    write_gzipped(papers / "changelog.Debian.gz", entry)
    write(share / "lintian" / "overrides" / product.COMMAND, _OVERRIDES)


def _pack(tree: Path, deb: Path) -> None:
    for folder, names, _ in os.walk(tree):
        for name in names:
            if not (place := Path(folder, name)).is_symlink():
                place.chmod(0o755)
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z9", "--build", str(tree), str(deb)]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(moment())}
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    except FileNotFoundError as error:
        raise BuildError("dpkg-deb is missing: build this package on Debian.") from error
    if done.returncode:
        raise BuildError(f"dpkg-deb failed: {done.stderr.strip()}")
    print(f"{deb.name}: {deb.stat().st_size / 1e6:.0f} MB")


def _kibibytes(tree: Path) -> int:
    """Debian's way of counting: each file in whole kibibytes, anything else is one."""
    paths = [path for path in tree.rglob("*") if "DEBIAN" not in path.relative_to(tree).parts]
    plain = [path for path in paths if path.is_file() and not path.is_symlink()]
    return sum(-(-path.stat().st_size // 1024) for path in plain) + len(paths) - len(plain)


def _md5(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "md5").hexdigest()
