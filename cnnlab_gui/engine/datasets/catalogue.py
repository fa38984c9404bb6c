"""The table of published datasets: their names, files, sums and sizes.

A further dataset of four IDX files is one more entry here.
"""

from dataclasses import dataclass

from cnnlab_gui.core.drawing.naming import DIGITS

PART_NAMES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
"""The four IDX files of a set, in the order of `PublishedSet.md5s`."""


@dataclass(frozen=True)
class Remote:
    """One file on the server: its name below the base address, and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True)
class PublishedSet:
    """A dataset as its makers published it.

    Attributes
    ----------
    id, title : str
    class_names : tuple of str
    count_train, count_test : int
    image_shape : (H, W, C)
    md5s : tuple of 4 frozensets of str
        For each of `PART_NAMES`, the sums of the uncompressed IDX file that are
        accepted.
    remotes : tuple of Remote
        What is downloaded: the four IDX files, or one ``.npz``.
    npz : str or None
        Name of the one ``.npz`` in which Keras keeps the set; None where Keras
        keeps the four files.
    """

    id: str
    title: str
    class_names: tuple[str, ...]
    count_train: int
    count_test: int
    image_shape: tuple[int, int, int]
    md5s: tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]
    remotes: tuple[Remote, ...]
    npz: str | None = None

    @property
    def download_bytes(self) -> int:
        return sum(remote.size for remote in self.remotes)


FASHION_MNIST = PublishedSet(
    id="fashion-mnist",
    title="Fashion-MNIST",
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    count_train=60_000,
    count_test=10_000,
    image_shape=(28, 28, 1),
    md5s=(
        frozenset({"f4a8712d7a061bf5bd6d2ca38dc4d50a"}),
        frozenset({"9018921c3c673c538a1fc5bad174d6f9"}),
        frozenset({"8181f5470baa50b63fa0f6fddb340f0a"}),
        frozenset({"15d484375f8d13e6eb1aabb0c3f46965"}),
    ),
    remotes=(
        Remote(PART_NAMES[0], 26_421_880),
        Remote(PART_NAMES[1], 29_515),
        Remote(PART_NAMES[2], 4_422_102),
        Remote(PART_NAMES[3], 5_148),
    ),
)

MNIST = PublishedSet(
    id="mnist",
    title="MNIST",
    class_names=DIGITS,
    count_train=60_000,
    count_test=10_000,
    image_shape=(28, 28, 1),
    md5s=(
        # As published; and a copy in circulation in which grey level 1 became 0.
        frozenset({"6bbc9ace898e44ae57da46a324031adb", "2120c626b3f721358a650005d9261aaf"}),
        frozenset({"a25bea736e30d166cdddb491f175f624"}),
        frozenset({"2646ac647ad5339dbf082846283269ea"}),
        frozenset({"27ae3e4e09519cfbb04c329615203637"}),
    ),
    remotes=(Remote("mnist.npz", 11_490_434),),
    npz="mnist.npz",
)

PUBLISHED = (FASHION_MNIST, MNIST)
