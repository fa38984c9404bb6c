"""Brings a published dataset onto this computer: nothing unverified gets its name.

Each file is downloaded to a hidden temporary name beside its target, compared
with the published sums, and only then moved into place in one step. What
is already there and right is not downloaded again.
"""

import contextlib
import errno
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.datasets.catalogue import PublishedSet, Remote
from cnnlab_gui.engine.datasets.download import download
from cnnlab_gui.engine.datasets.idx import write_idx
from cnnlab_gui.engine.datasets.published import (
    Place,
    npz_place,
    read_part,
    read_place,
    verify_place,
)
from cnnlab_gui.engine.datasets.server import MIRROR_VARIABLE, Cancelled, Progress, Server

STALE_SECONDS = 3600
"""A temporary file untouched for so long was left by a killed download."""

SIZE_TOLERANCE = 1024**2
"""Bytes that a mirror's packing may take beyond twice the published size."""

DISK_FULL = frozenset(
    code
    for name in ("ENOSPC", "EDQUOT", "EFBIG")
    if (code := getattr(errno, name, None)) is not None
)


class Fetch:
    """One download of one published dataset into one place.

    Parameters
    ----------
    published : PublishedSet
    place : Place
        Where its files are to lie.
    server : Server
    progress : callable
        Called with the bytes done and the bytes in all, over all files.
    cancelled : callable
        Asked between chunks.
    """

    def __init__(
        self,
        published: PublishedSet,
        place: Place,
        server: Server,
        progress: Progress,
        cancelled: Cancelled,
    ) -> None:
        self._published = published
        self._place = place
        self._server = server
        self._progress = progress
        self._cancelled = cancelled
        self._sizes: dict[Remote, int] = {}
        self._done: dict[Remote, int] = {}

    def run(self) -> None:
        """Download, verify and publish whatever is missing or wrong.

        Raises
        ------
        CnnLabError
            If it was cancelled, the download failed, what came is not what was
            published, the disk is full or the folder cannot be written.
        """
        verdicts = verify_place(self._published, self._place)
        if all(verdict.ok for verdict in verdicts):
            return
        with self._local_errors():
            folder = self._place.files[0].parent
            folder.mkdir(parents=True, exist_ok=True)
            _remove_stale(folder)
            if self._published.npz is not None:
                self._fetch_npz()
                return
            wrong = [part for part, verdict in enumerate(verdicts) if not verdict.ok]
            self._expect([self._published.remotes[part] for part in wrong])
            for part in wrong:
                self._fetch_part(part)

    def _fetch_part(self, part: int) -> None:
        target = self._place.files[part]
        with _temporary(target) as temporary:
            url = self._receive(self._published.remotes[part], temporary)
            with self._sent_by(url):
                read_part(self._published, part, temporary)
            temporary.replace(target)

    def _fetch_npz(self) -> None:
        (remote,) = self._published.remotes
        self._expect([remote])
        target = self._place.files[0]
        with _temporary(target) as temporary:
            url = self._receive(remote, temporary)
            with self._sent_by(url):
                halves = read_place(self._published, npz_place(temporary))
            if self._place.is_npz:
                temporary.replace(target)
                return
        arrays = (halves.x_train, halves.y_train, halves.x_test, halves.y_test)
        for file, array in zip(self._place.files, arrays, strict=True):
            with _temporary(file) as temporary:
                with _created(temporary) as stream:
                    write_idx(stream, array)
                temporary.replace(file)

    def _expect(self, remotes: list[Remote]) -> None:
        self._sizes = {remote: remote.size for remote in remotes}
        self._done = dict.fromkeys(remotes, 0)

    def _receive(self, remote: Remote, temporary: Path) -> str:
        def count(done: int, total: int) -> None:
            self._done[remote] = done
            self._sizes[remote] = max(total or remote.size, done)
            self._progress(sum(self._done.values()), sum(self._sizes.values()))

        url = self._server.url(remote.name)
        with _created(temporary) as file:
            download(
                url,
                file,
                server=self._server,
                most_bytes=2 * remote.size + SIZE_TOLERANCE,
                progress=count,
                cancelled=self._cancelled,
            )
        return url

    @contextlib.contextmanager
    def _sent_by(self, url: str) -> Iterator[None]:
        """Say of a file that was refused where it came from, not what it was called."""
        try:
            yield
        except CnnLabError as error:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "What {url} sent is damaged or not the published file of {title}, and was "
                    "thrown away: try again, or name another mirror in {variable}.",
                ),
                url=url,
                title=self._published.title,
                variable=MIRROR_VARIABLE,
            ) from error

    @contextlib.contextmanager
    def _local_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in DISK_FULL:
                template = tr_noop(
                    "errors",
                    "The disk is full: free {megabytes} MB for {path} and try again.",
                )
            else:
                template = tr_noop(
                    "errors",
                    "{path} cannot be written ({reason}): make it writable, or name another "
                    "folder in CNNLAB_DATA_DIR.",
                )
            raise CnnLabError(
                template,
                path=self._place.path,
                megabytes=2 * self._published.download_bytes // 1_000_000 + 1,
                reason=error.strerror or error,
            ) from error


def _created(path: Path) -> BinaryIO:
    return path.open("xb", buffering=0)  # unbuffered: a full disk shows at the write


@contextlib.contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """Give a hidden name beside ``target``, and leave nothing under it."""
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    try:
        yield temporary
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _remove_stale(folder: Path) -> None:
    for left in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE_SECONDS:
                left.unlink()
