"""Standard streams that are always there: some ways of starting leave them out.

Imported first of all, so it asks for nothing but what Python has loaded by then.
"""

import io
import os
import sys

NAMES = ("stdin", "stdout", "stderr")


class LogStream(io.TextIOBase):
    """Takes the place of a stream that is not there; whole lines go to the log."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str) -> None:
        self.name = f"<{name}>"
        self._logger = f"cnnlab_gui.{name}"
        self._rest = ""
        self._is_busy = False

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        # What fails while the log is written is said on stderr, which may be this very stream.
        if not self._is_busy:
            self._is_busy = True
            try:
                self._log([line for line in lines if line.strip()])
            finally:
                self._is_busy = False
        return len(text)

    def _log(self, lines: list[str]) -> None:
        if lines:
            import logging

            for line in lines:
                logging.getLogger(self._logger).info("%s", line)


def mend() -> None:
    """Open what is closed of the descriptors 0 to 2, and give Python streams where it has none.

    Else the next file that is opened takes the place of stdout, and what is printed goes into
    it; and a windowed application has no ``sys.stdout`` at all, which much code does not expect.
    """
    for descriptor in range(len(NAMES)):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest free number is taken: this one, as those below it are open by now.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123
    if sys.stdout is None:
        sys.stdout = LogStream("stdout")
    if sys.stderr is None:
        sys.stderr = LogStream("stderr")
