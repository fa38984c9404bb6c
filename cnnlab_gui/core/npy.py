"""Reads one ``.npy`` array from a stream, piece by piece, with nothing evaluated.

NumPy's own reader evaluates the header as a Python literal and takes memory for
what the header promises. Here a pattern reads the header, the caller compares
its size with the stream's, and the values come in bounded pieces.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

CHUNK_BYTES = 1024**2
MAGIC = b"\x93NUMPY\x01\x00"
_HEADER = re.compile(
    rb"\{'descr': '([<>|=]?[a-zA-Z]\d{1,3})', 'fortran_order': (True|False), "
    rb"'shape': \(((?:\d{1,18}L?(?:, ?|(?=\)))){0,8})\),? ?\}[ \n]*"
)


class NpyError(ValueError):
    """The stream holds no plain array in version 1.0 of the format."""


@dataclass(frozen=True)
class NpyHeader:
    """What an ``.npy`` header says.

    Attributes
    ----------
    dtype : numpy.dtype
        Of kind bool, integer, float, complex or text; never objects.
    fortran : bool
        Whether the first axis varies fastest.
    shape : tuple of int
    length : int
        Bytes of the header itself.
    """

    dtype: np.dtype[Any]
    fortran: bool
    shape: tuple[int, ...]
    length: int

    @property
    def value_bytes(self) -> int:
        return math.prod(self.shape) * self.dtype.itemsize

    @property
    def row_bytes(self) -> int:
        return math.prod(self.shape[1:]) * self.dtype.itemsize


def read_header(stream: IO[bytes]) -> NpyHeader:
    """Read the header of an ``.npy`` stream, at most 64 KB.

    Raises
    ------
    NpyError
        If it is no header of a plain array.
    """
    start = stream.read(len(MAGIC) + 2)
    if len(start) != len(MAGIC) + 2 or not start.startswith(MAGIC):
        raise NpyError
    text = stream.read(int.from_bytes(start[len(MAGIC) :], "little"))
    match = _HEADER.fullmatch(text)
    if match is None:
        raise NpyError
    descr, fortran, lengths = match.groups()
    try:
        dtype = np.dtype(descr.decode())
    except TypeError as error:
        raise NpyError from error
    if dtype.hasobject:
        raise NpyError
    shape = tuple(int(length) for length in re.findall(rb"\d+", lengths))
    return NpyHeader(dtype, fortran == b"True", shape, len(start) + len(text))


def read_rows(stream: IO[bytes], header: NpyHeader) -> Iterator[NDArray[Any]]:
    """Yield the array in pieces of about `CHUNK_BYTES`, along its first axis.

    An array in Fortran order comes in one piece, for it cannot be cut so.

    Raises
    ------
    NpyError
        If the stream ends before the array does.
    """
    count = header.shape[0]
    step = count if header.fortran else max(1, CHUNK_BYTES // max(1, header.row_bytes))
    for start in range(0, count, max(1, step)):
        rows = min(step, count - start)
        piece = stream.read(rows * header.row_bytes)
        if len(piece) != rows * header.row_bytes:
            raise NpyError
        yield np.frombuffer(piece, header.dtype).reshape(
            (rows, *header.shape[1:]), order="F" if header.fortran else "C"
        )
