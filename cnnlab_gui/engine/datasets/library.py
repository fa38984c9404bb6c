"""The one door to datasets: built in, published and downloaded, or a person's own.

A published dataset is one entry in `catalogue`; a further kind of file is one
reader and one line in `own_data`.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

from cnnlab_gui.core import paths
from cnnlab_gui.core.dataset import (
    Dataset,
    DatasetInfo,
    DownloadMendsError,
    FileVerdict,
    limited,
)
from cnnlab_gui.core.drawing.collection import (
    DIGITS_AND_MINE,
    MY_DRAWINGS,
    DrawingCollection,
)
from cnnlab_gui.core.drawing.naming import DIGITS
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.datasets.catalogue import FASHION_MNIST, MNIST, PUBLISHED, PublishedSet
from cnnlab_gui.engine.datasets.checks import assemble
from cnnlab_gui.engine.datasets.my_drawings import digits_and_mine, drawings_infos, my_drawings
from cnnlab_gui.engine.datasets.own_data import load_own
from cnnlab_gui.engine.datasets.published import (
    Place,
    idx_place,
    keras_place,
    read_place,
    verify_place,
)
from cnnlab_gui.engine.datasets.server import Cancelled, Progress, Server, never, no_progress

log = logging.getLogger(__name__)

STROKE_DIGITS = "stroke-digits"
STROKE_DIGITS_TRAIN = 30_000
STROKE_DIGITS_TEST = 5_000


class DatasetLibrary:
    """Lists, loads, downloads and verifies datasets.

    The drawings that a person kept are listed where there is one at least.

    Parameters
    ----------
    data_dir : Path, optional
        Folder of datasets, looked in first and downloaded to. By default
        ``CNNLAB_DATA_DIR``; without that, Keras's own folder alone.
    published : sequence of PublishedSet
        The table of published datasets.
    server : Server, optional
        Where downloads come from. By default ``CNNLAB_DATA_MIRROR``; without
        that, the address that Keras uses.
    """

    def __init__(
        self,
        data_dir: Path | None = None,
        *,
        published: Sequence[PublishedSet] = PUBLISHED,
        server: Server | None = None,
    ) -> None:
        self._data_dir = data_dir or paths.data_folder()
        self._server = server
        self._published = {entry.id: entry for entry in published}

    def infos(self) -> list[DatasetInfo]:
        """Describe all known datasets; files are looked for, not read."""
        others = [self._published_info(entry) for entry in self._published.values()] + [
            DatasetInfo(
                id=STROKE_DIGITS,
                title="Stroke digits",
                available=True,
                where=None,
                count_train=STROKE_DIGITS_TRAIN,
                count_test=STROKE_DIGITS_TEST,
                class_names=DIGITS,
                image_shape=(28, 28, 1),
                download_bytes=0,
            )
        ]
        digits = next(info for info in others if info.id == self._digits_id())
        collection = DrawingCollection()
        return others + drawings_infos(collection, digits.count_train, digits.count_test)

    def default_id(self) -> str:
        """``fashion-mnist`` if its files are there, else ``stroke-digits``."""
        entry = self._published.get(FASHION_MNIST.id)
        return entry.id if entry and self._found(entry) else STROKE_DIGITS

    def load(
        self,
        id_or_path: str,
        *,
        limit: int | None = None,
        progress: Progress = no_progress,
        cancelled: Cancelled = never,
    ) -> Dataset:
        """Read a dataset into memory, verified.

        Parameters
        ----------
        id_or_path : str
            A dataset's id, or the path of a person's own data.
        limit : int, optional
            Keep only the first so many training images. The test images stay.
            Of ``stroke-digits`` only so many are made, in balanced classes.
        progress : callable
            Called with the images read and the images in all, for a folder of images.
        cancelled : callable
            Asked before each image of such a folder; the reading ends when it answers True.

        Returns
        -------
        Dataset
            Images (N, H, W, C) uint8 in 0..255, labels (N,) uint8.

        Raises
        ------
        CancelledError
            If ``cancelled`` answered True.
        DownloadMendsError
            If files of a published dataset are missing, damaged or other than published.
        CnnLabError
            If no drawing is kept, or a person's own data is not there or not what it
            must be, or a file cannot be read.
        """
        if limit is not None and limit < 1:
            raise CnnLabError(
                tr_noop("errors", "A limit of {limit} images leaves none: choose 1 or more."),
                limit=limit,
            )
        if id_or_path == STROKE_DIGITS:
            return _stroke_digits(limit)
        if id_or_path == MY_DRAWINGS:
            return limited(my_drawings(DrawingCollection()), limit)
        if id_or_path == DIGITS_AND_MINE:
            return limited(digits_and_mine(DrawingCollection(), self._digits), limit)
        if id_or_path in self._published:
            return limited(self._load_published(self._published[id_or_path]), limit)
        known = (*self._published, STROKE_DIGITS)
        return limited(load_own(id_or_path, known, progress, cancelled), limit)

    def fetch(
        self, dataset_id: str, *, progress: Progress = no_progress, cancelled: Cancelled = never
    ) -> Path:
        """Download what is missing or damaged of a published dataset.

        Parameters
        ----------
        dataset_id : str
        progress : callable
            Called with the bytes done and the bytes in all.
        cancelled : callable
            Asked between chunks; the download ends when it answers True.

        Returns
        -------
        Path
            The folder or file that holds the dataset now, verified.

        Raises
        ------
        CancelledError
            If ``cancelled`` answered True; nothing half-done is left.
        CnnLabError
            If the download failed, or what came is not what was published.
        """
        from cnnlab_gui.engine.datasets.fetch import Fetch

        if dataset_id == STROKE_DIGITS:
            raise CnnLabError(
                tr_noop("errors", "{dataset} is built in: there is nothing to download."),
                dataset=dataset_id,
            )
        entry = self._entry(dataset_id)
        place = self._places(entry)[0]
        Fetch(entry, place, self._server or Server.from_environment(), progress, cancelled).run()
        return place.path

    def verify(self, dataset_id: str) -> list[FileVerdict]:
        """Read every file of a published dataset and compare the sums, or of kept drawings.

        Returns
        -------
        list of FileVerdict
            One for each file; empty for a dataset that has none.

        Raises
        ------
        CnnLabError
            If there is no such dataset.
        """
        if dataset_id == MY_DRAWINGS:
            found = DrawingCollection().read()
            whole = [FileVerdict(path) for path in found.paths]
            return whole + [FileVerdict(path, problem) for path, problem in found.problems]
        if dataset_id in (STROKE_DIGITS, DIGITS_AND_MINE):
            return []
        entry = self._entry(dataset_id)
        return verify_place(entry, self._best_place(entry))

    def _digits_id(self) -> str:
        entry = self._published.get(MNIST.id)
        return MNIST.id if entry and self._found(entry) else STROKE_DIGITS

    def _digits(self) -> Dataset:
        """The digits among which drawings are learnt: MNIST where it is whole."""
        if self._digits_id() == MNIST.id:
            try:
                return self._load_published(self._published[MNIST.id])
            except DownloadMendsError as error:
                log.warning("MNIST is not used with the drawings: %s", error)
        return _stroke_digits(None)

    def _load_published(self, entry: PublishedSet) -> Dataset:
        place = self._best_place(entry)
        if not place.begun:
            raise DownloadMendsError(
                tr_noop(
                    "errors",
                    "{title} is not on this computer: run `cnnlab data fetch {dataset}`.",
                ),
                title=entry.title,
                dataset=entry.id,
            )
        return assemble(
            read_place(entry, place),
            path=place.path,
            dataset_id=entry.id,
            title=entry.title,
            class_names=entry.class_names,
        )

    def _entry(self, dataset_id: str) -> PublishedSet:
        if dataset_id not in self._published:
            raise CnnLabError(
                tr_noop("errors", "There is no dataset {dataset} to download: choose {known}."),
                dataset=dataset_id,
                known=", ".join(self._published),
            )
        return self._published[dataset_id]

    def _places(self, entry: PublishedSet) -> list[Place]:
        """Return where the set may lie, the place to download to first."""
        keras = keras_place(entry, paths.keras_data_folder())
        if self._data_dir is None:
            return [keras]
        return [idx_place(entry, self._data_dir), keras]

    def _found(self, entry: PublishedSet) -> Place | None:
        return next((place for place in self._places(entry) if place.complete), None)

    def _best_place(self, entry: PublishedSet) -> Place:
        places = self._places(entry)
        begun = (place for place in places if place.begun)
        return self._found(entry) or next(begun, places[0])

    def _published_info(self, entry: PublishedSet) -> DatasetInfo:
        found = self._found(entry)
        return DatasetInfo(
            id=entry.id,
            title=entry.title,
            available=found is not None,
            where=(found or self._places(entry)[0]).path,
            count_train=entry.count_train,
            count_test=entry.count_test,
            class_names=entry.class_names,
            image_shape=entry.image_shape,
            download_bytes=entry.download_bytes,
        )


def _stroke_digits(limit: int | None) -> Dataset:
    from cnnlab_gui.engine.datasets.stroke_digits.kept import kept_stroke_digits

    return kept_stroke_digits(STROKE_DIGITS_TRAIN, STROKE_DIGITS_TEST, limit)
