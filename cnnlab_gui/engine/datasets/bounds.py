"""How much a dataset may hold: every reader refuses more before it takes memory."""

MAX_CLASSES = 256
"""Labels are kept as uint8."""

MAX_SIDE = 1024
"""Pixels along the height or width of one image."""

MAX_IMAGES = 2_000_000
"""Images in one half (training or test) of a dataset."""

MAX_IMAGE_BYTES = 2 * 1024**3
"""Bytes of one half's images, as uint8 in memory."""

MAX_STORED_BYTES = 8 * MAX_IMAGE_BYTES
"""Bytes of one half's images as a user's file stores them (float64 at most)."""

MAX_DEFLATE_RATIO = 1032
"""What deflate can reach at best; a stream that promises more lies or is cut."""

MAX_RATIO = 500
"""Unpacked bytes for one packed byte, beyond `RATIO_FREE_BYTES`; MNIST's images pack 5 times."""

RATIO_FREE_BYTES = 64 * 1024**2
"""Unpacked bytes that are harmless whatever the ratio."""

CHUNK_BYTES = 1024**2
"""How much of a stream is unpacked at once."""
