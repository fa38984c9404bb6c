"""The one member of a ``.keras`` file that is read: its ``config.json``, within bounds.

The zip's directory is checked before it is read, and each member of it before anything is
unpacked: a stranger may have made it.
"""

import zipfile
from pathlib import Path
from typing import BinaryIO

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import reading
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.core.zip_check import (
    UNPACKING_ERRORS,
    TooManyMembersError,
    ZipEnd,
    check_places,
    read_end,
)

CONFIG = "config.json"
MAXIMUM_CONFIG_BYTES = 2_000_000
MAXIMUM_RATIO = 200
"""Unpacked bytes for one packed byte; Keras packs nothing, and JSON packs about 30 times."""
MAXIMUM_MEMBERS = 1000
MAXIMUM_NAME = 255

_HDF5 = b"\x89HDF\r\n\x1a\n"
_ENCRYPTED = 0x1 | 0x40
_BEYOND = 0xFFFF_FFFF


def read_config(path: Path) -> str:
    """The text of ``config.json`` in the ``.keras`` file at ``path``.

    Raises
    ------
    CnnLabError
        The file is missing, no ``.keras`` file, damaged, or beyond the bounds.
    """
    with reading(path) as file:
        count, directory_at = _check_end(file, path)
        try:
            with zipfile.ZipFile(file) as archive:
                members = archive.infolist()
                if len(members) != count:
                    raise _damaged(path)
                member = _checked_member(members, directory_at, path)
                with archive.open(member) as stream:
                    content = stream.read(MAXIMUM_CONFIG_BYTES + 1)
            if len(content) != member.file_size:
                raise _damaged(path)
            return content.decode("utf-8-sig")
        except UNPACKING_ERRORS as error:
            raise _damaged(path) from error


def _check_end(file: BinaryIO, path: Path) -> ZipEnd:
    """Check the record at the end of a zip, as Keras writes it."""
    if file.read(len(_HDF5)) == _HDF5:
        raise no_network(path, Sentence(tr_noop("errors", "it is in the older form .h5")))
    try:
        return read_end(file, MAXIMUM_MEMBERS)
    except zipfile.LargeZipFile as error:
        raise _too_large(path) from error
    except TooManyMembersError as error:
        raise no_network(
            path,
            Sentence(
                tr_noop("errors", "it has more than {limit:,} parts"), {"limit": MAXIMUM_MEMBERS}
            ),
        ) from error
    except zipfile.BadZipFile as error:
        raise _damaged(path) from error


def _checked_member(
    members: list[zipfile.ZipInfo], directory_at: int, path: Path
) -> zipfile.ZipInfo:
    """Check every member of the directory, and return the config's."""
    _check_names([member.orig_filename for member in members], path)
    if any(member.file_size >= _BEYOND for member in members):
        raise _too_large(path)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise no_network(path, Sentence(tr_noop("errors", "it is locked with a password")))
    check_places(members, directory_at)
    config = next((member for member in members if member.filename == CONFIG), None)
    if config is None:
        raise no_network(path, Sentence(tr_noop("errors", "it has no {name}"), {"name": CONFIG}))
    _check_size(config, path)
    return config


def _check_names(names: list[str], path: Path) -> None:
    if len(set(names)) < len(names):
        raise no_network(path, Sentence(tr_noop("errors", "two of its parts have the same name")))
    for name in names:
        steps = name.split("/")
        if (
            not name
            or len(name) > MAXIMUM_NAME
            or not name.isprintable()
            or "\\" in name
            or ":" in name
            or "" in steps[:-1]
            or ".." in steps
        ):
            raise no_network(
                path,
                Sentence(tr_noop("errors", "one of its parts has a name that Keras never gives")),
            )


def _check_size(config: zipfile.ZipInfo, path: Path) -> None:
    if config.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _damaged(path)
    if config.file_size > MAXIMUM_CONFIG_BYTES:
        raise no_network(
            path,
            Sentence(
                tr_noop("errors", "its {name} is larger than {limit:,} bytes"),
                {"name": CONFIG, "limit": MAXIMUM_CONFIG_BYTES},
            ),
        )
    if config.file_size > MAXIMUM_RATIO * config.compress_size:
        raise no_network(
            path,
            Sentence(
                tr_noop("errors", "its {name} is packed more than {limit} times"),
                {"name": CONFIG, "limit": MAXIMUM_RATIO},
            ),
        )


def _too_large(path: Path) -> CnnLabError:
    return no_network(path, Sentence(tr_noop("errors", "it is larger than 4 GB")))


def _damaged(path: Path) -> CnnLabError:
    return no_network(
        path, Sentence(tr_noop("errors", "it is cut short, damaged, or not made by Keras"))
    )


def no_network(path: Path, reason: Sentence) -> CnnLabError:
    """Say that nothing can be read out of the file at ``path``."""
    return CnnLabError(
        tr_noop(
            "errors",
            "{path} is no .keras file that can be read: {reason}. Save the network again with "
            "model.save('network.keras').",
        ),
        path=path,
        reason=reason,
    )
