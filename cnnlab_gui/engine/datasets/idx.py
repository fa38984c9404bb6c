"""Reads and writes IDX files packed with gzip, the form of MNIST and its kin.

An IDX file is a magic number (two zero bytes, the type, the number of
dimensions), each dimension as a big-endian uint32, then the values. Only
unsigned bytes are read here. The header is believed only after its product of
dimensions was checked, and the stream is unpacked to the promised length plus
one byte and no further.
"""

import gzip
import hashlib
import math
import os
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.datasets.bounds import (
    CHUNK_BYTES,
    MAX_DEFLATE_RATIO,
    MAX_IMAGE_BYTES,
    MAX_IMAGES,
    MAX_RATIO,
    MAX_SIDE,
    RATIO_FREE_BYTES,
)
from cnnlab_gui.engine.datasets.faults import DataFileError, Fault

GZIP_MAGIC = b"\x1f\x8b"
UNSIGNED_BYTE = 8
GZIP_OVERHEAD = 64
"""Bytes of a gzip file beside its deflate stream, generously."""

LEVEL = 6
"""Of gzip: on MNIST the highest took 14 times as long and saved 2 %."""


@dataclass(frozen=True)
class IdxFile:
    """What an IDX file held.

    Attributes
    ----------
    array : (N,) or (N, H, W) uint8
    md5 : str
        Sum of the whole uncompressed file, header included.
    """

    array: NDArray[np.uint8] = field(repr=False)
    md5: str


def read_idx(path: Path, dimensions: int) -> IdxFile:
    """Read one gzipped IDX file of unsigned bytes.

    Parameters
    ----------
    path : Path
    dimensions : int
        3 for images (N, H, W), 1 for labels (N,).

    Returns
    -------
    IdxFile
        Its array is uint8 in 0..255 with ``dimensions`` axes.

    Raises
    ------
    DataFileError
        If the file cannot be read, is no such file, is cut short, damaged,
        longer than its header says, or beyond the bounds.
    """
    try:
        with path.open("rb") as packed:
            size = os.fstat(packed.fileno()).st_size
            if packed.read(len(GZIP_MAGIC)) != GZIP_MAGIC:
                raise _foreign(path)
            packed.seek(0)
            with gzip.GzipFile(fileobj=packed, mode="rb") as stream:
                return _read_stream(stream, path, dimensions, size)
    except EOFError as error:
        raise _truncated(path) from error
    except (zlib.error, gzip.BadGzipFile) as error:
        raise _damaged(path) from error
    except OSError as error:
        raise DataFileError(
            Fault.UNREADABLE,
            tr_noop("errors", "{path} cannot be read: {reason}."),
            path=path,
            reason=error.strerror or error,
        ) from error


def _read_stream(stream: gzip.GzipFile, path: Path, dimensions: int, size: int) -> IdxFile:
    header = stream.read(4 + 4 * dimensions)
    if not header.startswith(bytes([0, 0, UNSIGNED_BYTE, dimensions])):
        raise _foreign(path)
    if len(header) < 4 + 4 * dimensions:
        raise _truncated(path)
    shape = struct.unpack(f">{dimensions}I", header[4:])
    _check_shape(shape, path)
    count = math.prod(shape)
    if count > (size + GZIP_OVERHEAD) * MAX_DEFLATE_RATIO:
        raise _truncated(path)
    if count > max(size * MAX_RATIO, RATIO_FREE_BYTES):
        raise _too_dense(path, size, count)
    values = np.empty(count, np.uint8)
    digest = hashlib.md5(header, usedforsecurity=False)
    done = 0
    while done < count:
        chunk = stream.read(min(CHUNK_BYTES, count - done))
        if not chunk:
            raise _truncated(path)
        values[done : done + len(chunk)] = np.frombuffer(chunk, np.uint8)
        digest.update(chunk)
        done += len(chunk)
    if stream.read(1):
        raise DataFileError(
            Fault.DAMAGED,
            tr_noop("errors", "{path} holds more than its header says: make or copy it again."),
            path=path,
        )
    return IdxFile(values.reshape(shape), digest.hexdigest())


def _check_shape(shape: Sequence[int], path: Path) -> None:
    side = max(shape[1:], default=0)
    if shape[0] > MAX_IMAGES or side > MAX_SIDE or math.prod(shape) > MAX_IMAGE_BYTES:
        raise DataFileError(
            Fault.TOO_LARGE,
            tr_noop(
                "errors",
                "{path} says that it holds {shape} values, more than the {images} images of "
                "{side}×{side} pixels and {gigabytes} GB that can be read: use a smaller set.",
            ),
            path=path,
            shape="×".join(str(length) for length in shape),
            images=MAX_IMAGES,
            side=MAX_SIDE,
            gigabytes=MAX_IMAGE_BYTES // 1024**3,
        )


def _too_dense(path: Path, size: int, count: int) -> DataFileError:
    return DataFileError(
        Fault.TOO_LARGE,
        tr_noop(
            "errors",
            "{path} would unpack to {ratio} times its size, and at most {most} times is read: "
            "make or copy it again.",
        ),
        path=path,
        ratio=count // size,
        most=MAX_RATIO,
    )


def _foreign(path: Path) -> DataFileError:
    return DataFileError(
        Fault.FOREIGN,
        tr_noop(
            "errors",
            "{path} is not the IDX file that its name promises: "
            "put the right file there, packed with gzip.",
        ),
        path=path,
    )


def _truncated(path: Path) -> DataFileError:
    return DataFileError(
        Fault.TRUNCATED,
        tr_noop("errors", "{path} is cut short: make or copy it again."),
        path=path,
    )


def _damaged(path: Path) -> DataFileError:
    return DataFileError(
        Fault.DAMAGED,
        tr_noop("errors", "{path} is damaged: make or copy it again."),
        path=path,
    )


def idx_header(shape: Sequence[int]) -> bytes:
    """Return the header of an IDX file of unsigned bytes with this shape."""
    return bytes([0, 0, UNSIGNED_BYTE, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)


def idx_md5(array: NDArray[np.uint8]) -> str:
    """Return the MD5 that the uncompressed IDX file of this array has."""
    digest = hashlib.md5(idx_header(array.shape), usedforsecurity=False)
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def write_idx(file: BinaryIO, array: NDArray[np.uint8]) -> None:
    """Write ``array`` ((N,) or (N, H, W) uint8) as a gzipped IDX file into an open file."""
    with gzip.GzipFile(
        fileobj=file, mode="wb", filename="", compresslevel=LEVEL, mtime=0
    ) as stream:
        stream.write(idx_header(array.shape))
        stream.write(np.ascontiguousarray(array).data)
