"""Downloads one file over HTTP: bounded, cancellable, begun anew after a cut.

pooch's own `HTTPDownloader` does the transfer. It asks nothing between chunks
and keeps the connection of a failed transfer open, so `_Sink` stands in for both
its output file and its progress bar, and a hook of requests hands us each
response to close. pooch's `retrieve` is not used: it publishes a file before the
sum of its uncompressed content can be compared, and sleeps between attempts.
"""

import contextlib
import errno
import socket
from collections.abc import Iterator
from http import HTTPStatus
from typing import BinaryIO

import pooch
import requests
import urllib3

from cnnlab_gui.core.errors import CancelledError, CnnLabError
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.engine.datasets.server import MIRROR_VARIABLE, Cancelled, Progress, Server

CHUNK_BYTES = 16 * 1024
NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})


def download(
    url: str,
    file: BinaryIO,
    *,
    server: Server,
    most_bytes: int,
    progress: Progress,
    cancelled: Cancelled,
) -> None:
    """Write what ``url`` sends to ``file``, from its beginning.

    Parameters
    ----------
    url : str
    file : binary file, unbuffered, open for writing
    server : Server
        Its time-outs and number of attempts are kept.
    most_bytes : int
        More than this is refused.
    progress, cancelled : callable
        Called after, and asked before, each chunk.

    Raises
    ------
    CancelledError
        If ``cancelled`` answered True.
    CnnLabError
        If there is no network, or the server refuses, lacks the file, stalls,
        or cuts every attempt.
    OSError
        If ``file`` cannot be written.
    """
    for attempt in range(1, server.attempts + 1):
        file.seek(0)
        file.truncate()
        try:
            _transfer(url, _Sink(file, url, most_bytes, progress, cancelled), server)
        except requests.RequestException as error:
            if attempt == server.attempts or not _may_pass(error):
                raise _sentence(error, url) from error
        else:
            return


class _Sink:
    """What pooch's downloader takes for its output file and its progress bar."""

    def __init__(
        self,
        file: BinaryIO,
        url: str,
        most_bytes: int,
        progress: Progress,
        cancelled: Cancelled,
    ) -> None:
        self.total = 0  # pooch sets it to the length that the server announces
        self._file = file
        self._url = url
        self._most = most_bytes
        self._progress = progress
        self._cancelled = cancelled
        self._done = 0

    def check(self) -> None:
        if self._cancelled():
            raise CancelledError(tr_noop("errors", "The download was cancelled."))
        if max(self._done, self.total) > self._most:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "{url} sends more than the dataset's file can hold, so it is another file: "
                    "choose another mirror in {variable}, or unset it.",
                ),
                url=self._url,
                variable=MIRROR_VARIABLE,
            )

    def write(self, chunk: bytes) -> None:
        self._done += len(chunk)
        self.check()
        left = memoryview(chunk)
        while left:
            left = left[self._file.write(left) :]
        self._progress(self._done, self.total)

    def flush(self) -> None:
        """Nothing is buffered."""

    def update(self, count: int) -> None:
        """`write` has counted already, and counts truly."""

    def reset(self) -> None:
        """Nothing to draw."""

    def close(self) -> None:
        """Its file is closed by whoever opened it."""


def _transfer(url: str, sink: _Sink, server: Server) -> None:
    sink.check()
    with contextlib.ExitStack() as responses:

        def take(response: requests.Response, **_: object) -> None:
            responses.callback(response.close)
            # Some servers declare a .gz file as an encoding: keep it packed.
            response.raw.headers.pop("Content-Encoding", None)

        fetch = pooch.HTTPDownloader(
            progressbar=sink,
            chunk_size=CHUNK_BYTES,
            timeout=(server.connect_seconds, server.stall_seconds),
            headers={"Accept-Encoding": "identity"},
            hooks={"response": take},
        )
        fetch(url, sink, None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that it carries inside, as requests nests them."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]


def _is_stall(error: requests.RequestException) -> bool:
    stalls = (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
    return any(isinstance(cause, stalls) for cause in _causes(error))


def _is_offline(error: requests.RequestException) -> bool:
    return any(
        isinstance(cause, socket.gaierror)
        or (isinstance(cause, OSError) and cause.errno in NO_ROUTE)
        for cause in _causes(error)
    )


def _is_refused(error: requests.RequestException) -> bool:
    return any(isinstance(cause, ConnectionRefusedError) for cause in _causes(error))


def _may_pass(error: requests.RequestException) -> bool:
    """Whether another attempt may end otherwise."""
    if isinstance(error, requests.HTTPError):
        return _status(error) >= HTTPStatus.INTERNAL_SERVER_ERROR
    if isinstance(error, ValueError | requests.exceptions.SSLError):
        return False
    return not _is_offline(error) and not _is_refused(error)


def _sentence(error: requests.RequestException, url: str) -> CnnLabError:
    """Return what went wrong and what to do about it."""
    if isinstance(error, requests.HTTPError):
        return _answered(_status(error), url)
    if isinstance(error, ValueError):  # what requests raises for an address it cannot use
        template = tr_noop("errors", "{url} is no http address: correct {variable}, or unset it.")
    elif isinstance(error, requests.exceptions.SSLError):
        template = tr_noop(
            "errors",
            "No secure connection to {url} could be made: check this computer's clock, "
            "or ask who runs the network.",
        )
    elif _is_offline(error):
        template = tr_noop(
            "errors",
            "{url} cannot be reached, it seems there is no network: connect and try again, "
            "or name a nearer mirror in {variable}.",
        )
    elif _is_refused(error):
        template = tr_noop(
            "errors",
            "The server refused the connection to {url}: try again later, or name another "
            "mirror in {variable}.",
        )
    elif _is_stall(error):
        template = tr_noop("errors", "{url} stopped sending: check the network and try again.")
    else:
        template = tr_noop(
            "errors", "The connection to {url} was cut off several times: try again later."
        )
    return CnnLabError(template, url=url, variable=MIRROR_VARIABLE)


def _status(error: requests.HTTPError) -> int:
    return error.response.status_code if error.response is not None else 0


def _answered(status: int, url: str) -> CnnLabError:
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        template = tr_noop(
            "errors",
            "{url} does not exist on the server ({status}): correct the mirror in {variable}, "
            "or unset it.",
        )
    else:
        template = tr_noop(
            "errors",
            "The server answered {status} to {url}: try again later, or name another mirror in "
            "{variable}.",
        )
    return CnnLabError(template, url=url, status=status, variable=MIRROR_VARIABLE)
