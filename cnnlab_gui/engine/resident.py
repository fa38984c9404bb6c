"""Images that lie once where the network computes, and are taken by index there."""

import math
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnnlab_gui.core.dataset import Images, Labels

# numpy divides by 255 in another way than a cast and a division in the graph do: 126 of
# the 256 grey levels differ in the last bit. A table made by numpy has none of that.
GREY_LEVELS = (np.arange(256) / 255.0).astype(np.float32)

WORD = 8  # bytes of an int64
TENSOR_ALIGNMENT = 64  # bytes; TensorFlow's own, and it aborts on any other


class ResidentImages:
    """Images and labels where the network computes; batches are taken by index.

    An image is kept as a row of int64 words: TensorFlow can gather those on a GPU,
    but not bytes, and would copy all images to the host for every batch.

    Parameters
    ----------
    images : (N, H, W, C) uint8
    labels : (N,) uint8
    """

    def __init__(self, images: Images, labels: Labels) -> None:
        self._shape = images.shape[1:]
        self._bytes = math.prod(self._shape)
        self._words = _words_of(images.reshape(len(images), self._bytes))
        self._labels = tf.constant(labels.astype(np.int64))
        self._levels = tf.constant(GREY_LEVELS)

    def __len__(self) -> int:
        return int(self._labels.shape[0])

    def gather(self, indices: Any) -> tuple[Any, Any]:
        """``(B, H, W, C) float32 in [0, 1]`` and ``(B,) int64``, in the graph."""
        words = tf.gather(self._words, indices)
        row = tf.reshape(tf.bitcast(words, tf.uint8), [-1, WORD * words.shape[1]])
        levels = tf.cast(row[:, : self._bytes], tf.int32)
        images = tf.reshape(tf.gather(self._levels, levels), [-1, *self._shape])
        return images, tf.gather(self._labels, indices)


def _words_of(rows: NDArray[np.uint8]) -> Any:
    """A tensor ``(N, words) int64`` of ``(N, bytes)``, each row filled up with zeros.

    ``tf.constant`` needs twice the memory for a moment; on a CPU a tensor can be made
    of memory that is filled before.
    """
    width = -(-rows.shape[1] // WORD)
    room = np.zeros(len(rows) * width * WORD + TENSOR_ALIGNMENT, np.uint8)
    start = -room.ctypes.data % TENSOR_ALIGNMENT
    aligned = room[start : start + len(rows) * width * WORD].reshape(len(rows), width * WORD)
    aligned[:, : rows.shape[1]] = rows
    words = aligned.view(np.int64)
    if tf.config.list_logical_devices("GPU"):
        return tf.constant(words)
    return tf.experimental.dlpack.from_dlpack(words.__dlpack__())
