"""The archive for every other Linux: unpack it anywhere, and start what is in it."""

import os
import shutil
import subprocess
import tarfile
import textwrap
from pathlib import Path
from typing import IO

from bundle import linux_desktop
from bundle.linux_check import check_share
from bundle.linux_files import PROGRAM, TEMPLATES, filled, fresh_folder, moment, write
from bundle.linux_needs import Needs, read
from bundle.places import MACHINE, VERSION, BuildError, Places
from cnnlab_gui.core import product

ROOM = 260_000_000
"""The most that people are to download, in bytes."""

# Machine code is three quarters of it. The filter makes its jumps alike, and with it the first
# preset packs it into 246 MB in 72 s of one core's time, 37 s on two; the sixth makes 218 MB of it,
# and takes 395 s of one core's time.
# Blocks of a fixed size, or the bytes would follow from the number of cores.
_FILTERS = (*(["--x86"] if MACHINE == "x86_64" else []), "--lzma2=preset=1,dict=8MiB")
_BLOCK = "--block-size=64MiB"
_MOST_THREADS = 16

_C_LIBRARY = ("libc.", "libm.", "libdl.", "libpthread.", "librt.", "libresolv.", "ld-linux")


def make_tar(places: Places) -> None:
    """Pack the archive for every other Linux."""
    needs = read(places)
    tree = fresh_folder(places.work / "tar") / f"{product.COMMAND}-{VERSION}"
    linux_desktop.write_application(places, tree, needs)
    linux_desktop.write_share(places, tree / "share")
    check_share(tree / "share")
    write_scripts(tree)
    write(tree / "README.txt", read_me(needs))
    archive = places.installer(".tar.xz")
    pack(tree, archive)
    size = archive.stat().st_size
    print(f"{archive.name}: {size / 1e6:.0f} MB")
    if size > ROOM:
        raise BuildError(f"{archive.name} has {size:,} bytes, and no more than {ROOM:,} are meant.")


def write_scripts(tree: Path) -> None:
    """Write what puts the unpacked application into the menus, and takes it out again."""
    refresh = (TEMPLATES / "refresh.sh").read_text(encoding="utf-8").rstrip("\n")
    for name in ("install.sh", "uninstall.sh"):
        values = {"COMMAND": product.COMMAND, "REFRESH": refresh}
        write(tree / name, filled(name, values), PROGRAM)


def read_me(needs: Needs) -> str:
    """What stands beside the launcher, for people."""
    libraries = [name for name in needs.versions if not name.startswith(_C_LIBRARY)]
    systems = f" ({needs.systems})" if needs.systems else ""
    values = linux_desktop.values() | {
        "GLIBC": needs.glibc,
        "SYSTEMS": systems,
        "LIBRARIES": textwrap.fill(", ".join(libraries), 90) + ".",
    }
    return filled("README.txt", values)


def pack(tree: Path, archive: Path) -> None:
    """Pack a folder: the same files give the same bytes.

    Raises
    ------
    BuildError
        xz is missing, or the disk is full.
    """
    if shutil.which("xz") is None:
        raise BuildError("xz is missing. Install xz-utils.")
    # One thread alone would write another kind of block.
    threads = min(max(os.cpu_count() or 2, 2), _MOST_THREADS)
    command = ["xz", "--compress", "--stdout", f"--threads={threads}", _BLOCK, *_FILTERS]
    with archive.open("wb") as out:
        packer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out)
        assert packer.stdin is not None
        try:
            _write_tar(tree, packer.stdin)
            packer.stdin.close()
        except BrokenPipeError:
            pass  # xz has said why
        finally:
            failed = packer.wait()
    if failed:
        archive.unlink()
        raise BuildError(f"{archive.name} could not be packed: xz says why above.")


def _write_tar(tree: Path, out: IO[bytes]) -> None:
    seconds = moment()
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.GNU_FORMAT) as tar:
        for path in [tree, *sorted(tree.rglob("*"), key=_neighbourhood)]:
            member = tar.gettarinfo(path, str(path.relative_to(tree.parent)))
            # A file with two names here is two files there.
            if member.islnk():
                member.type, member.linkname = tarfile.REGTYPE, ""
                member.size = path.stat().st_size
            member.uid = member.gid = 0
            member.uname = member.gname = "root"
            member.mtime = seconds
            if member.isreg():
                with path.open("rb") as content:
                    tar.addfile(member, content)
            else:
                tar.addfile(member)


def _neighbourhood(path: Path) -> tuple[bool, bool, str, str]:
    """Folders first, then machine code, then the rest by its kind: like packs best with like."""
    is_code = ".so" in path.name or path.name == product.COMMAND
    return not path.is_dir(), not is_code, "" if is_code else path.suffix, str(path)
