"""A network's weights as a run keeps them: an ``.npz`` of float32, read strictly.

The network that comes with CNN Lab is kept as float16, and nothing else is.
A stranger may have made the file. It must hold exactly the arrays that the architecture
has, and each must be as long as it can be, before anything is unpacked.
"""

import math
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.files import is_file, reading, write_atomically
from cnnlab_gui.core.layers.base import Shape
from cnnlab_gui.core.npy import NpyError, read_header
from cnnlab_gui.core.problems.table import check
from cnnlab_gui.core.text import Sentence, shown, size_text, tr_noop
from cnnlab_gui.core.zip_check import (
    UNPACKING_ERRORS,
    TooManyMembersError,
    read_end,
)

Weights = Mapping[str, NDArray[np.float32]]
"""Arrays by name: layer ``k`` of the network has ``<k, three digits>.<Keras's name>``."""

MAXIMUM_HEADER_BYTES = 1024
_ENDING = ".npy"

Kept = type[np.float32] | type[np.float16]
"""How a file keeps the numbers; in memory they are float32."""


def has_nan(weights: Weights) -> bool:
    """Whether a weight is NaN or infinite, of which NaN comes in the layers behind."""
    return not all(np.isfinite(array).all() for array in weights.values())


def weight_shapes(architecture: Architecture) -> dict[str, Shape]:
    """Names and shapes of all weights of a network that can be trained, in its order."""
    shape: Shape = architecture.input_shape
    shapes: dict[str, Shape] = {}
    for index, layer in enumerate(architecture.active().layers):
        for name, its_shape in layer.weight_shapes(shape).items():
            shapes[f"{index:03d}.{name}"] = its_shape
        shape = layer.output_shape(shape)
    return shapes


def write_weights(path: Path, weights: Weights | Mapping[str, NDArray[np.float16]]) -> None:
    """Write ``weights`` whole and as they are, see `write_atomically`."""

    def write(file: BinaryIO) -> None:
        np.savez(file, allow_pickle=False, **weights)

    write_atomically(path, write)


def read_weights(path: Path, architecture: Architecture, kept: Kept = np.float32) -> Weights:
    """Read the weights of ``architecture``; NaN among them is let through.

    Numbers kept in another way than ``kept`` are refused.

    Raises
    ------
    CnnLabError
        The architecture cannot be trained; or the file is missing, damaged or no ``.npz``,
        or holds other arrays than this network has.
    """
    check(architecture)
    expected = weight_shapes(architecture)
    if not is_file(path):
        raise CnnLabError(
            tr_noop(
                "errors",
                "The weights {path} are not there: the run's folder was deleted or moved. Choose "
                "another run, or put the folder back.",
            ),
            path=path,
        )
    with reading(path) as file:
        try:
            return _read_arrays(file, expected, path, np.dtype(kept))
        except TooManyMembersError as error:
            raise _foreign(path, Sentence(tr_noop("errors", "it holds more arrays"))) from error
        except UNPACKING_ERRORS as error:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "{path} holds no weights that can be read: it is cut short, damaged, or not "
                    "made by CNN Lab. Choose another epoch, or another run.",
                ),
                path=path,
            ) from error


def _read_arrays(
    file: BinaryIO, expected: Mapping[str, Shape], path: Path, kept: np.dtype[Any]
) -> Weights:
    end = read_end(file, len(expected))
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if len(members) != end.members:
            raise zipfile.BadZipFile
        by_name = {member.filename.removesuffix(_ENDING): member for member in members}
        _check_names(by_name, expected, path)
        for name, shape in expected.items():
            _check_size(by_name[name], shape, path, kept)
        return {
            name: _read_array(archive, by_name[name], shape, path, kept)
            for name, shape in expected.items()
        }


def _check_names(
    found: Mapping[str, zipfile.ZipInfo], expected: Mapping[str, Shape], path: Path
) -> None:
    for name in expected:
        if name not in found or found[name].filename != name + _ENDING:
            raise _foreign(
                path, Sentence(tr_noop("errors", "it has no {name}"), {"name": shown(name)})
            )
    # There are no more members than expected: none is left over.


def _check_size(member: zipfile.ZipInfo, shape: Shape, path: Path, kept: np.dtype[Any]) -> None:
    """Check what the directory says of a member, so that no more than that is unpacked."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile
    if not 0 < member.file_size - math.prod(shape) * kept.itemsize <= MAXIMUM_HEADER_BYTES:
        raise _foreign(
            path,
            Sentence(
                tr_noop("errors", "{name} does not have the {count:,} numbers of {shape}"),
                {
                    "name": shown(member.filename.removesuffix(_ENDING)),
                    "count": math.prod(shape),
                    "shape": size_text(shape),
                },
            ),
        )


def _read_array(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    shape: Shape,
    path: Path,
    kept: np.dtype[Any],
) -> NDArray[np.float32]:
    with archive.open(member) as stream:
        header = read_header(stream)
        if header.dtype.newbyteorder("=") != kept or header.shape != shape:
            raise _foreign(
                path,
                Sentence(
                    tr_noop("errors", "{name} is {found} of type {type} instead of {shape} {kept}"),
                    {
                        "name": shown(member.filename.removesuffix(_ENDING)),
                        "found": size_text(header.shape),
                        "type": header.dtype.name,
                        "kept": kept.name,
                        "shape": size_text(shape),
                    },
                ),
            )
        content = stream.read(header.value_bytes)
        # Only at the end of a member its checksum is compared.
        if len(content) != header.value_bytes or stream.read(1):
            raise NpyError
    order: Literal["F", "C"] = "F" if header.fortran else "C"
    return np.frombuffer(content, header.dtype).astype(np.float32).reshape(shape, order=order)


def _foreign(path: Path, reason: Sentence) -> CnnLabError:
    return CnnLabError(
        tr_noop(
            "errors",
            "{path} holds weights of another network ({reason}). Choose another epoch, or "
            "another run.",
        ),
        path=path,
        reason=reason,
    )
