"""The checks that every dataset passes, whatever file it came from."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from cnnlab_gui.core.dataset import Dataset, Images, Labels
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import tr_noop


@dataclass(frozen=True)
class Halves:
    """The four arrays of a dataset, as a reader found them.

    Attributes
    ----------
    x_train, x_test : (N, H, W) or (N, H, W, C) uint8
    y_train, y_test : (N,) uint8
    """

    x_train: Images = field(repr=False)
    y_train: Labels = field(repr=False)
    x_test: Images = field(repr=False)
    y_test: Labels = field(repr=False)


def assemble(
    halves: Halves,
    *,
    path: Path,
    dataset_id: str,
    title: str,
    class_names: tuple[str, ...] | None = None,
) -> Dataset:
    """Check four arrays against each other and make a dataset of them.

    Parameters
    ----------
    halves : Halves
    path : Path
        File or folder that they came from, named in sentences.
    dataset_id, title : str
    class_names : tuple of str, optional
        The classes; without them the labels themselves are the names, and each
        label from 0 to the highest must occur in the training half.

    Returns
    -------
    Dataset
        With images (N, H, W, C) uint8 in 0..255.

    Raises
    ------
    CnnLabError
        If a half is empty, counts differ, image sizes differ, or labels do not
        fit the classes.
    """
    _check_counts(halves, path)
    x_train, x_test = _with_channels(halves.x_train), _with_channels(halves.x_test)
    if x_train.shape[1:] != x_test.shape[1:]:
        raise CnnLabError(
            tr_noop(
                "errors",
                "The training images in {path} are {train} and the test images {test}: "
                "bring all to one size.",
            ),
            path=path,
            train="×".join(map(str, x_train.shape[1:])),
            test="×".join(map(str, x_test.shape[1:])),
        )
    names = class_names or _names_of_labels(halves.y_train, path)
    for labels in (halves.y_train, halves.y_test):
        _check_labels(labels, len(names), path)
    return Dataset(
        id=dataset_id,
        title=title,
        class_names=names,
        x_train=x_train,
        y_train=halves.y_train,
        x_test=x_test,
        y_test=halves.y_test,
        origin=str(path),
    )


def _with_channels(images: Images) -> Images:
    return images[..., np.newaxis] if images.ndim == 3 else images


def _check_counts(halves: Halves, path: Path) -> None:
    for images, labels in (
        (halves.x_train, halves.y_train),
        (halves.x_test, halves.y_test),
    ):
        if len(images) != len(labels):
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "{path} holds {images} images but {labels} labels for them: "
                    "every image needs one label.",
                ),
                path=path,
                images=len(images),
                labels=len(labels),
            )
        if images.size == 0:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "{path} holds no images for training or none for testing: both are needed.",
                ),
                path=path,
            )


def _names_of_labels(labels: Labels, path: Path) -> tuple[str, ...]:
    present = np.bincount(labels) > 0
    if len(present) < 2:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} has one class only: a network learns to tell at least two apart.",
            ),
            path=path,
        )
    if not present.all():
        raise CnnLabError(
            tr_noop(
                "errors",
                "No training image in {path} has the label {missing}, although labels go up to "
                "{highest}: number the classes from 0 without gaps.",
            ),
            path=path,
            missing=int(np.argmin(present)),
            highest=len(present) - 1,
        )
    return tuple(str(label) for label in range(len(present)))


def _check_labels(labels: Labels, classes: int, path: Path) -> None:
    highest = int(labels.max())
    if highest >= classes:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{path} holds the label {label}, but its {classes} classes are numbered "
                "0 to {last}: correct the labels.",
            ),
            path=path,
            label=highest,
            classes=classes,
            last=classes - 1,
        )
