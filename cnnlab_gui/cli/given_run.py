"""RUN on the command line: a run's name, its folder, or a ``.cnnlab`` file of it."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path

from cnnlab_gui.cli.output import say_error
from cnnlab_gui.core import paths
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.ports import Library
from cnnlab_gui.core.runs.bundle import ENDING, unpack
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.engine.datasets.shared import SharedLibrary


class _Unpacked(ExitStack):
    """Where the files lie that were unpacked, by what was given."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, str] = {}


_UNPACKED: ContextVar[_Unpacked] = ContextVar("_UNPACKED")


@contextmanager
def unpacked_runs() -> Iterator[None]:
    """Let go, at the end, of the runs that were unpacked meanwhile to be looked at."""
    with _Unpacked() as unpacked:
        before = _UNPACKED.set(unpacked)
        try:
            yield
        finally:
            _UNPACKED.reset(before)


def given_name(text: str) -> str:
    """``text`` as `RunStore.find` takes it; a file is unpacked until the command ends.

    Raises
    ------
    CnnLabError
        It is a file that holds no run.
    """
    path = paths.expanded(text)
    if path.suffix.lower() != ENDING or path.is_dir():
        return text
    unpacked = _UNPACKED.get()
    if text not in unpacked.names:
        room = unpacked.enter_context(tempfile.TemporaryDirectory(prefix="cnnlab-"))
        run = unpack(path, RunStore(Path(room)), known=RunStore(paths.runs_folder()))
        unpacked.names[text] = str(run.path)
    return unpacked.names[text]


def given_run(text: str) -> RunFolder:
    """The run that ``text`` says.

    Raises
    ------
    CnnLabError
        There is no such run, or a file holds none.
    """
    return RunStore(paths.runs_folder()).find(given_name(text))


def images_to_repeat(run: str | None, wanted: RunSpecification, library: Library) -> Library:
    """``library``; it is told if what ``run`` is repeated on are not the images that it had.

    Raises
    ------
    CnnLabError
        The images are not here, or cannot be read.
    """
    if run is None:
        return library
    record = given_run(run).read_record()
    if wanted.settings.limit != record.specification.settings.limit:
        return library  # that they are others is wished for
    library = SharedLibrary(library)
    try:
        images = library.load(wanted.dataset, limit=wanted.settings.limit or None)
    except CnnLabError as error:
        if not wanted.dataset.startswith("./"):
            raise
        raise CnnLabError(
            tr_noop(
                "errors",
                "The images of {run} are not here; they were called {name}. Put them beside the "
                "file, or name yours with --dataset PATH.",
            ),
            run=record.name,
            name=wanted.dataset[2:],
        ) from error
    if images.sha256 != record.dataset.sha256:
        say_error(
            f"These are not the images that {record.name} was trained on "
            f"({record.dataset.title}): its figures will differ."
        )
    return library
