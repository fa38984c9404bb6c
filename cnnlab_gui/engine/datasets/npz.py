"""Reads an ``.npz`` with ``x_train``, ``y_train``, ``x_test`` and ``y_test``.

Sizes and ratios are checked in the zip's directory before anything is unpacked;
images are brought to uint8 piece by piece, so a float64 file needs no more
memory than its images as bytes. Nothing is unpickled.
"""

import contextlib
import io
import math
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.dataset import Images, Labels
from cnnlab_gui.core.npy import NpyError, NpyHeader, read_header, read_rows
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.datasets.bounds import (
    MAX_CLASSES,
    MAX_IMAGE_BYTES,
    MAX_IMAGES,
    MAX_RATIO,
    MAX_SIDE,
    MAX_STORED_BYTES,
    RATIO_FREE_BYTES,
)
from cnnlab_gui.engine.datasets.checks import Halves
from cnnlab_gui.engine.datasets.faults import DataFileError, Fault

MEMBERS = ("x_train", "y_train", "x_test", "y_test")
MAX_MEMBERS = 256
DIRECTORY_BYTES_PER_MEMBER = 1024
"""What the zip's directory may take for each, names and comment included."""
UNPACKING_ERRORS = (
    zipfile.BadZipFile, zlib.error, EOFError, struct.error, RuntimeError, ValueError,
)  # fmt: skip
"""What zipfile raises for archives that are damaged, encrypted or packed otherwise."""
ENCRYPTED = 0x1
"""Flag bit of a zip member."""


def read_npz(path: Path) -> Halves:
    """Read the four arrays of a user's ``.npz``.

    Parameters
    ----------
    path : Path
        Images are (N, H, W) or (N, H, W, 1|3), uint8, integers in 0..255 or
        floats in 0..1; labels are (N,) or (N, 1) integers in 0..255.

    Returns
    -------
    Halves
        All arrays uint8; floats were multiplied by 255 and rounded.

    Raises
    ------
    DataFileError
        If the file is no such archive, is cut short or damaged, is beyond the
        bounds, or holds other values.
    """
    with _translated_errors(path), _DirectoryGuard(path) as file, zipfile.ZipFile(file) as archive:
        file.most = None
        infos = _members(archive, path)
        _check_directory(infos, path)
        x_train, y_train, x_test, y_test = (
            _read_member(archive, infos[name], name, path) for name in MEMBERS
        )
    return Halves(x_train, y_train, x_test, y_test)


class _DirectoryGuard(io.BufferedReader):
    """A file that refuses long reads, so that zipfile reads no long directory.

    Attributes
    ----------
    most : int or None
        Bytes that one read may take; None once the directory was read.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))
        self.most: int | None = MAX_MEMBERS * DIRECTORY_BYTES_PER_MEMBER
        self._path = path

    def read(self, size: int | None = -1, /) -> bytes:
        if self.most is not None:
            wanted = size
            if wanted is None or wanted < 0:
                wanted = os.fstat(self.fileno()).st_size - self.tell()
            if wanted > self.most:
                raise _too_many(self._path)
        return super().read(size)


@contextlib.contextmanager
def _translated_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except UNPACKING_ERRORS as error:
        raise DataFileError(
            Fault.DAMAGED,
            tr_noop(
                "errors",
                "{path} is cut short, damaged or no .npz file: save it again with numpy.savez.",
            ),
            path=path,
        ) from error
    except OSError as error:
        raise DataFileError(
            Fault.UNREADABLE,
            tr_noop("errors", "{path} cannot be read: {reason}."),
            path=path,
            reason=error.strerror or error,
        ) from error


def _members(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    listed = archive.infolist()
    found = {info.filename: info for info in listed}
    missing = [name for name in MEMBERS if f"{name}.npy" not in found]
    if missing:
        raise DataFileError(
            Fault.FOREIGN,
            tr_noop(
                "errors",
                "{path} lacks {missing}: an .npz dataset holds x_train, y_train, x_test and "
                "y_test.",
            ),
            path=path,
            missing=", ".join(missing),
        )
    if len(listed) > MAX_MEMBERS:
        raise _too_many(path)
    if len(found) != len(listed):
        raise zipfile.BadZipFile
    return {name: found[f"{name}.npy"] for name in MEMBERS}


def _check_directory(infos: dict[str, zipfile.ZipInfo], path: Path) -> None:
    for info in infos.values():
        plain = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if not plain or info.flag_bits & ENCRYPTED:
            raise zipfile.BadZipFile
    unpacked = sum(info.file_size for info in infos.values())
    packed = sum(info.compress_size for info in infos.values())
    if max(info.file_size for info in infos.values()) > MAX_STORED_BYTES or (
        unpacked > RATIO_FREE_BYTES and unpacked > MAX_RATIO * packed
    ):
        raise _too_large(path)


def _read_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, path: Path
) -> NDArray[np.uint8]:
    with archive.open(info) as stream:
        header = read_header(stream)
        if header.value_bytes != info.file_size - header.length:
            raise NpyError
        if name.startswith("x_"):
            values = _read_images(stream, header, name, path)
        else:
            values = _read_labels(stream, header, name, path)
        if stream.read(1):
            raise NpyError
    return values


def _read_images(stream: IO[bytes], header: NpyHeader, name: str, path: Path) -> Images:
    shape = header.shape
    if len(shape) not in (3, 4) or (len(shape) == 4 and shape[3] not in (1, 3)):
        raise DataFileError(
            Fault.CONTENT,
            tr_noop(
                "errors",
                "{name} in {path} has the shape {shape}: images are (count, height, width), "
                "or (count, height, width, 1 or 3).",
            ),
            name=name,
            path=path,
            shape=shape,
        )
    if (
        shape[0] > MAX_IMAGES
        or max(shape[1:3]) > MAX_SIDE
        or math.prod(shape) > MAX_IMAGE_BYTES
        or (header.fortran and header.value_bytes > MAX_IMAGE_BYTES)
    ):
        raise _too_large(path)
    images = np.empty(shape, np.uint8)
    done = 0
    for rows in read_rows(stream, header):
        images[done : done + len(rows)] = _grey_levels(rows, name, path)
        done += len(rows)
    return images


def _grey_levels(values: NDArray[Any], name: str, path: Path) -> Images:
    if values.dtype.kind not in "uif":
        raise _foreign_pixels(values.dtype, name, path)
    if values.size == 0:
        return values.astype(np.uint8)
    low, high = values.min(), values.max()
    if values.dtype.kind in "ui" and low >= 0 and high <= 255:
        return values.astype(np.uint8)
    if values.dtype.kind == "f":
        if not np.isfinite(values).all():
            raise DataFileError(
                Fault.CONTENT,
                tr_noop(
                    "errors",
                    "{name} in {path} holds values that are no numbers (NaN or infinite): "
                    "replace them.",
                ),
                name=name,
                path=path,
            )
        if low >= 0 and high <= 1:
            return np.rint(values.astype(np.float64) * 255).astype(np.uint8)
    raise _foreign_pixels(values.dtype, name, path)


def _foreign_pixels(dtype: np.dtype[Any], name: str, path: Path) -> DataFileError:
    return DataFileError(
        Fault.CONTENT,
        tr_noop(
            "errors",
            "{name} in {path} holds {dtype} values that are no pixels: pixels are integers from "
            "0 to 255 or floats from 0 to 1.",
        ),
        name=name,
        path=path,
        dtype=dtype,
    )


def _read_labels(stream: IO[bytes], header: NpyHeader, name: str, path: Path) -> Labels:
    shape = header.shape
    if header.dtype.kind not in "ui" or not (len(shape) == 1 or shape[1:] == (1,)):
        raise DataFileError(
            Fault.CONTENT,
            tr_noop(
                "errors",
                "{name} in {path} holds {dtype} values of the shape {shape}: labels are one "
                "whole number for each image.",
            ),
            name=name,
            path=path,
            dtype=header.dtype,
            shape=shape,
        )
    if shape[0] > MAX_IMAGES:
        raise _too_large(path)
    labels = np.empty(shape[0], np.uint8)
    done = 0
    for rows in read_rows(stream, header):
        for worst in (rows.min(), rows.max()):
            if not 0 <= worst < MAX_CLASSES:
                raise _foreign_label(int(worst), name, path)
        labels[done : done + len(rows)] = rows.reshape(-1)
        done += len(rows)
    return labels


def _foreign_label(label: int, name: str, path: Path) -> DataFileError:
    return DataFileError(
        Fault.CONTENT,
        tr_noop(
            "errors",
            "{name} in {path} holds the label {label}: labels are whole numbers from 0, and "
            "there can be {classes} classes.",
        ),
        name=name,
        path=path,
        label=label,
        classes=MAX_CLASSES,
    )


def _too_many(path: Path) -> DataFileError:
    return DataFileError(
        Fault.TOO_LARGE,
        tr_noop(
            "errors",
            "{path} is damaged or holds more than {most} arrays: save x_train, y_train, x_test "
            "and y_test alone again with numpy.savez.",
        ),
        path=path,
        most=MAX_MEMBERS,
    )


def _too_large(path: Path) -> DataFileError:
    return DataFileError(
        Fault.TOO_LARGE,
        tr_noop(
            "errors",
            "{path} would unpack to more than can be read ({images} images of {side}×{side} "
            "pixels and {gigabytes} GB in each half): use a smaller set.",
        ),
        path=path,
        images=MAX_IMAGES,
        side=MAX_SIDE,
        gigabytes=MAX_IMAGE_BYTES // 1024**3,
    )
