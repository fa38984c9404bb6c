"""One window for each home: who comes second asks the first, and goes.

A lock in the home decides who is the first, and ends with its process, however that ends. A
socket that only this user may open carries what the second wants. Of Qt only its core and its
network are loaded here, because who comes second should be gone in a moment.
"""

import hashlib
import logging
import os
import sys
import tempfile
import time
from enum import Enum, auto
from pathlib import Path

from filelock import FileLock, Timeout
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from cnnlab_gui.core.wish import MOST_BYTES, Wish, read_wish

log = logging.getLogger(__name__)

LOCK_NAME = "window.lock"
STARTING_SECONDS = 20.0
"""So long may the first take until it listens, or until it has ended."""

ANSWER_SECONDS = 6.0
"""So long may a window take to answer; TensorFlow, loading, holds up a slow machine for a while."""

LOOK_SECONDS = 0.05
STRANGER_MS = 5_000
DONE, REFUSED = b"done\n", b"refused\n"
ANYBODY = 0xFFFFFFFF  # Windows' ASFW_ANY


class Answer(Enum):
    """What came of asking the first window."""

    DONE = auto()
    ABSENT = auto()
    SILENT = auto()


class Seat:
    """The right to be the one window of a home.

    Parameters
    ----------
    home : Path
        Need not exist yet. Where no lock can be had in it, everybody is the first.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.address = address_of(home)
        self._lock: FileLock | None = None

    def take(self) -> bool:
        """Whether this process is the first; it stays so until `leave`, or until it ends."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.home / LOCK_NAME, timeout=0, is_singleton=False)
            lock.acquire()
        except Timeout:
            return False
        except (OSError, NotImplementedError, ValueError) as error:
            log.warning("no lock for the window: %s", error)
            return True
        self._lock = lock
        return True

    @property
    def is_held(self) -> bool:
        return self._lock is not None

    def leave(self) -> None:
        if self._lock:
            self._lock.release()

    def take_or_ask(
        self, wish: Wish, starting: float = STARTING_SECONDS, answering: float = ANSWER_SECONDS
    ) -> Answer:
        """Be the first, or let the first do what is wished.

        Parameters
        ----------
        wish : Wish
        starting, answering : float
            Seconds to wait for a first that does not listen yet or any more, and for its answer.

        Returns
        -------
        Answer
            ABSENT: there is no other, this is the first now. SILENT: the first does not answer.
        """
        end = time.monotonic() + starting
        while not self.take():
            answer = ask(self.address, wish, answering)
            if answer is not Answer.ABSENT:
                return answer
            if time.monotonic() > end:
                return Answer.SILENT
            time.sleep(LOOK_SECONDS)
        return Answer.ABSENT


def address_of(home: Path) -> str:
    """Where the window of ``home`` listens: the name of a pipe, or the path of a socket."""
    place = os.path.normcase(os.path.realpath(home))
    user = os.environ.get("USERNAME", "") if sys.platform == "win32" else str(os.getuid())
    key = hashlib.sha256(f"{user}\n{place}".encode(errors="surrogateescape")).hexdigest()[:16]
    name = f"cnnlab-{key}"
    if sys.platform == "win32":
        return name
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    # After sudo or su it is still that of who was logged in.
    effective = os.access in os.supports_effective_ids
    may_use = os.access(runtime, os.W_OK | os.X_OK, effective_ids=effective)
    is_usable = runtime.is_absolute() and may_use
    return str((runtime if is_usable else Path(tempfile.gettempdir())) / name)


def ask(address: str, wish: Wish, seconds: float = ANSWER_SECONDS) -> Answer:
    """Ask whoever listens at ``address``, and wait for the answer at most so long."""
    if not _is_own(address):
        return Answer.ABSENT
    socket = QLocalSocket()
    socket.connectToServer(address)
    if not socket.waitForConnected(round(1000 * seconds)):
        return Answer.ABSENT
    _let_come_to_front()
    socket.write(wish.line())
    end = time.monotonic() + seconds
    while not socket.canReadLine():
        left = round(1000 * (end - time.monotonic()))
        if left <= 0:
            return Answer.SILENT
        if not socket.waitForReadyRead(left) and not socket.canReadLine():
            connected = socket.state() is QLocalSocket.LocalSocketState.ConnectedState
            return Answer.SILENT if connected else Answer.ABSENT
    return Answer.DONE if socket.readLine().data() == DONE else Answer.SILENT


def _is_own(address: str) -> bool:
    """Whether this user listens there, and not somebody who guessed the name."""
    if sys.platform == "win32":
        return True
    try:
        # A link of somebody else may lead to a socket of this user that is for other things.
        return Path(address).lstat().st_uid == os.getuid()
    except OSError:
        return False


def _let_come_to_front() -> None:
    """Windows lets only the process come to the front that was started last, or whom that lets."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(ANYBODY)


class Doorkeeper(QObject):
    """Listens for second starts, as the first; what they send is a stranger's.

    Signals
    -------
    wished : Wish
        Somebody wants this. They are answered when all who listen have returned.
    """

    wished = Signal(object)

    def __init__(self, seat: Seat, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)
        if not seat.is_held:
            return  # nobody knows who is the first
        # It was left behind by a first that was killed: whoever has the seat has the address.
        QLocalServer.removeServer(seat.address)
        if not self._server.listen(seat.address):
            log.warning("nobody can ask this window: %s", self._server.errorString())

    def close(self) -> None:
        """Answer nobody any more; who asks now waits until the seat is free."""
        self._server.close()

    def _welcome(self) -> None:
        while (guest := self._server.nextPendingConnection()) is not None:
            guest.setReadBufferSize(MOST_BYTES + 1)
            guest.readyRead.connect(lambda guest=guest: self._read(guest))
            guest.disconnected.connect(guest.deleteLater)
            QTimer.singleShot(STRANGER_MS, guest, guest.abort)
            self._read(guest)

    def _read(self, guest: QLocalSocket) -> None:
        if not guest.canReadLine():
            if guest.bytesAvailable() > MOST_BYTES:
                guest.abort()
            return
        wish = read_wish(bytes(guest.readLine(MOST_BYTES + 1).data()))
        if wish is not None:
            self.wished.emit(wish)
        guest.write(REFUSED if wish is None else DONE)
        guest.flush()
        guest.disconnectFromServer()
