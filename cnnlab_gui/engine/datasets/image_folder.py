"""Reads a folder of class folders of images as a dataset.

``folder/cat/1.png`` is an image of the class ``cat``. Where the folder holds
``train/`` and ``test/``, each with class folders, that split is kept; otherwise a
fifth of each class, drawn with a fixed seed, is kept for testing. The training
images come shuffled with that seed, so the first N are of all classes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnlab_gui.core.dataset import Dataset, Images
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.datasets.bounds import (
    MAX_CLASSES,
    MAX_IMAGE_BYTES,
    MAX_IMAGES,
    MAX_SIDE,
)
from cnnlab_gui.engine.datasets.checks import Halves, assemble
from cnnlab_gui.engine.datasets.image_file import SUFFIXES, read_pixels
from cnnlab_gui.engine.datasets.server import (
    Cancelled,
    Progress,
    never,
    no_progress,
    stop_if,
)

SPLIT_SEED = 0
TEST_SHARE = 0.2
SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
"""What systems leave in folders without asking, in lower case."""


@dataclass(frozen=True)
class Item:
    """One image file and its label."""

    path: Path
    label: int


class Steps:
    """Counts the images that are read, reports each hundredth, and ends when asked to."""

    def __init__(self, total: int, progress: Progress, cancelled: Cancelled) -> None:
        self._total = total
        self._progress = progress
        self._cancelled = cancelled
        self._done = 0

    def before_image(self) -> None:
        stop_if(self._cancelled)

    def after_image(self) -> None:
        self._done += 1
        if self._done % max(1, self._total // 100) == 0 or self._done == self._total:
            self._progress(self._done, self._total)


def load_image_folder(
    folder: Path, progress: Progress = no_progress, cancelled: Cancelled = never
) -> Dataset:
    """Read a folder of class folders of images.

    Parameters
    ----------
    folder : Path
    progress : callable
        Called with the images read and the images in all.
    cancelled : callable
        Asked before each image; the reading ends when it answers True.

    Returns
    -------
    Dataset
        Images (N, H, W, 1) if all are grey, else (N, H, W, 3), uint8 in 0..255;
        classes in the order of their folders' names.

    Raises
    ------
    CancelledError
        If ``cancelled`` answered True.
    CnnLabError
        If there are fewer than two classes or more than 256, a class without
        images, a file that is no image, images of different sizes, or more
        than the bounds allow.
    """
    names, train, test = _split_items(folder, cancelled)
    size = _check_room(folder, train, test)
    steps = Steps(len(train) + len(test), progress, cancelled)
    x_train, x_test = _read(train, size, steps), _read(test, size, steps)
    channels = max(x_train.shape[-1], x_test.shape[-1])
    return assemble(
        Halves(
            _with_channels(x_train, channels),
            np.array([item.label for item in train], np.uint8),
            _with_channels(x_test, channels),
            np.array([item.label for item in test], np.uint8),
        ),
        path=folder,
        dataset_id=str(folder),
        title=_readable(folder.name),
        class_names=tuple(_readable(name) for name in names),
    )


def _split_items(folder: Path, cancelled: Cancelled) -> tuple[list[str], list[Item], list[Item]]:
    halves = (folder / "train", folder / "test")
    rng = np.random.default_rng(SPLIT_SEED)
    if all(half.is_dir() for half in halves) and any(True for _ in _class_folders(halves[0])):
        names = _class_names(halves[0])
        _check_test_classes(halves[1], names)
        train, test = (_items(half, names, cancelled) for half in halves)
    else:
        names = _class_names(folder)
        train, test = _stratified(_items(folder, names, cancelled), names, folder, rng)
    return names, [train[index] for index in rng.permutation(len(train))], test


def _visible(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if not entry.name.startswith(".") and entry.name.lower() not in SYSTEM_FILES:
            yield entry


def _class_folders(folder: Path) -> Iterator[Path]:
    return (entry for entry in _visible(folder) if entry.is_dir())


def _class_names(folder: Path) -> list[str]:
    names = sorted(entry.name for entry in _class_folders(folder))
    if names and all(name.isdecimal() for name in names):
        names.sort(key=int)
    if not names:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} holds no class folders with images: make one folder for each class and "
                "put its images there.",
            ),
            path=folder,
        )
    if len(names) == 1:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} holds one class only ({name}): add a folder of images for each further "
                "class.",
            ),
            path=folder,
            name=names[0],
        )
    if len(names) > MAX_CLASSES:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} holds {count} class folders: at most {most} classes can be read.",
            ),
            path=folder,
            count=len(names),
            most=MAX_CLASSES,
        )
    return names


def _check_test_classes(folder: Path, names: list[str]) -> None:
    differing = {entry.name for entry in _class_folders(folder)}.symmetric_difference(names)
    if differing:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} and the training folder beside it must hold the same class folders: "
                "{names} is in one of them only.",
            ),
            path=folder,
            names=", ".join(sorted(differing)[:3]),
        )


def _items(folder: Path, names: list[str], cancelled: Cancelled) -> list[Item]:
    items: list[Item] = []
    for label, name in enumerate(names):
        files = sorted(_visible(folder / name))
        if not files:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "The class folder {path} holds no images: add some, or move the folder "
                    "elsewhere.",
                ),
                path=folder / name,
            )
        for file in files:
            stop_if(cancelled)
            if not file.is_file() or file.suffix.lower() not in SUFFIXES:
                raise CnnLabError(
                    tr_noop(
                        "errors",
                        "{path} is in a class folder but is no image ({kinds}): move it "
                        "elsewhere, or choose another folder.",
                    ),
                    path=file,
                    kinds=", ".join(SUFFIXES),
                )
            items.append(Item(file, label))
    return items


def _stratified(
    items: list[Item], names: list[str], folder: Path, rng: np.random.Generator
) -> tuple[list[Item], list[Item]]:
    train: list[Item] = []
    test: list[Item] = []
    by_label: list[list[Item]] = [[] for _ in names]
    for item in items:
        by_label[item.label].append(item)
    for name, own in zip(names, by_label, strict=True):
        if len(own) < 2:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "The class folder {path} holds one image: at least two are needed, one to "
                    "train on and one to test with.",
                ),
                path=folder / name,
            )
        kept = max(1, round(len(own) * TEST_SHARE))
        order = rng.permutation(len(own))
        test += [own[index] for index in sorted(order[:kept])]
        train += [own[index] for index in sorted(order[kept:])]
    return train, test


def _check_room(folder: Path, train: list[Item], test: list[Item]) -> tuple[int, int]:
    """Return the height and width of all images, once there is room for so many."""
    height, width = read_pixels(train[0].path).shape[:2]
    for half in (train, test):
        if len(half) > MAX_IMAGES or len(half) * height * width * 3 > MAX_IMAGE_BYTES:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "{path} holds {count} images of {width}×{height} pixels, more than can be "
                    "read: use fewer, or images of at most {side} pixels.",
                ),
                path=folder,
                count=len(half),
                width=width,
                height=height,
                side=min(MAX_SIDE, 64),
            )
    return height, width


def _read(items: list[Item], size: tuple[int, int], steps: Steps) -> Images:
    images = np.empty((len(items), *size, 1), np.uint8)
    for index, item in enumerate(items):
        steps.before_image()
        pixels = read_pixels(item.path, size)
        if pixels.shape[-1] > images.shape[-1]:
            images = _with_channels(images, pixels.shape[-1])
        images[index] = pixels
        steps.after_image()
    return images


def _with_channels(images: Images, channels: int) -> Images:
    """Repeat grey images (N, H, W, 1) to as many channels as the coloured have."""
    if images.shape[-1] == channels:
        return images
    return np.repeat(images, channels, axis=-1)


def _readable(name: str) -> str:
    """Replace what is no text in a file's name, so that it can be saved and shown."""
    return name.encode("utf-8", "replace").decode("utf-8")
