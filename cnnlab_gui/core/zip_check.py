"""What must hold of a stranger's zip before zipfile may read it.

zipfile believes the record at the end of a zip, and reads as long a directory as that
promises; it does not mind if members lie over each other.
"""

import os
import struct
import zipfile
import zlib
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple

UNPACKING_ERRORS = (
    zipfile.BadZipFile, zlib.error, EOFError, struct.error, RuntimeError, ValueError,
)  # fmt: skip
"""What zipfile raises for archives that are damaged, encrypted or packed otherwise."""

_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\x05\x06"
_LARGE_END_MAGIC = b"PK\x06\x07"
_LARGE_END_BYTES = 20
_LOCAL_HEADER_BYTES = 30


BYTES_PER_MEMBER = 256
"""What the directory may take for each, its name included."""


class TooManyMembersError(zipfile.BadZipFile):
    """The directory is longer than that of so many members."""


class ZipEnd(NamedTuple):
    """The number of members, and where their directory begins."""

    members: int
    directory_at: int


def read_end(file: BinaryIO, most: int) -> ZipEnd:
    """Read the record at the end of a zip in one part, without a comment.

    Raises
    ------
    TooManyMembersError
        It promises more than ``most`` members, or a directory that is longer.
    zipfile.BadZipFile
        There is none, or its directory does not lie right before it.
    zipfile.LargeZipFile
        It is one of a zip larger than 4 GB.
    """
    size = file.seek(0, os.SEEK_END)
    if size < _END.size:
        raise zipfile.BadZipFile
    file.seek(max(0, size - _END.size - _LARGE_END_BYTES))
    tail = file.read()
    magic, disk, first_disk, here, count, length, start, comment = _END.unpack(tail[-_END.size :])
    if magic != _END_MAGIC or comment or disk or first_disk or here != count:
        raise zipfile.BadZipFile
    if tail.startswith(_LARGE_END_MAGIC):
        raise zipfile.LargeZipFile
    if count > most or length > BYTES_PER_MEMBER * most:
        raise TooManyMembersError
    if start + length != size - _END.size:
        raise zipfile.BadZipFile
    return ZipEnd(count, start)


def check_places(members: Iterable[zipfile.ZipInfo], directory_at: int) -> None:
    """Check that no member lies over another one, or over the directory.

    Raises
    ------
    zipfile.BadZipFile
        One does.
    """
    free_from = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < free_from:
            raise zipfile.BadZipFile
        name = len(member.orig_filename)  # at least so many bytes
        free_from = member.header_offset + _LOCAL_HEADER_BYTES + name + member.compress_size
    if free_from > directory_at:
        raise zipfile.BadZipFile
