"""Answers Export: the network as a program, a notebook or a picture."""

from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QBuffer, QIODevice, QObject

from cnnlab_gui.app.dialogs import ask_to_save, say
from cnnlab_gui.app.menus import PICTURES
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.background import BackgroundCall
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.export.data import data_file_name, write_arrays
from cnnlab_gui.core.export.table import EXPORTS, export_text
from cnnlab_gui.core.files import write_atomically, write_text_atomically
from cnnlab_gui.core.text import Sentence, tr_noop

PICTURE_SCALE = 2.0  # so that a PNG is sharp on any screen


class ExportDesk(QObject):
    """Writes what the File menu's Export offers."""

    def __init__(self, window: LabWindow, session: LabSession, datasets: DatasetController) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._datasets = datasets
        self._call: BackgroundCall | None = None
        for name, action in window.menus.export_actions.items():
            action.triggered.connect(lambda _checked, name=name: self._ask(name))
        window.picture_page.save_wanted.connect(self._ask)
        session.problem_changed.connect(self._enable)
        self._enable()

    def _enable(self) -> None:
        """A network that cannot be trained has a picture, but is no program."""
        problem = self._session.problem
        for name in EXPORTS:
            action = self._window.menus.export_actions[name]
            action.setEnabled(problem is None)
            action.setToolTip(translated(problem.sentence) if problem else "")

    def _ask(self, name: str) -> None:
        ending = f".{name}" if name in PICTURES else EXPORTS[name].ending
        path = ask_to_save(
            self._window,
            self.tr("Export the network"),
            (self._session.name or self.tr("network")) + ending,
            self.tr("Files"),
            ending,
        )
        if path:
            self.export(name, path)

    def export(self, name: str, path: Path) -> None:
        """Write the network to ``path``, whole or not at all."""
        try:
            if name in PICTURES:
                self._write_picture(name, path)
            else:
                self._write_program(name, path)
        except CnnLabError as error:
            self._say(error.sentence)

    def _write_picture(self, name: str, path: Path) -> None:
        page = self._window.picture_page
        if name == "svg":
            content = page.svg_bytes()
        else:
            buffer = QBuffer()
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            # A string, whatever the types that come with Qt say: bytes are refused.
            if not page.png_image(PICTURE_SCALE).save(buffer, "PNG"):  # type: ignore[call-overload]
                raise CnnLabError(
                    tr_noop(
                        "errors",
                        "The picture is too large to be drawn. Save it as SVG instead.",
                    )
                )
            content = bytes(buffer.data().data())

        def write(file: BinaryIO) -> None:
            file.write(content)

        write_atomically(path, write)
        self._note(self.tr("{file} is written.").format(file=path))

    def _write_program(self, name: str, path: Path) -> None:
        text = export_text(name, self._session.specification)
        beside = data_file_name(self._session.specification.dataset)
        if beside is None:
            write_text_atomically(path, text)
            self._note(self.tr("{file} is written.").format(file=path))
        else:
            self._write_with_images(path, text, path.with_name(beside))

    def _write_with_images(self, path: Path, text: str, images: Path) -> None:
        """Write in the background; first the images, without which the program is of no use."""
        dataset = self._images_to_write()

        def write() -> None:
            write_arrays(images, dataset)
            write_text_atomically(path, text)

        note = self.tr("{file} is written, with its images in {images}.")
        self._call = BackgroundCall(write, self)
        self._call.failed.connect(self._say)
        self._call.done.connect(lambda _: self._note(note.format(file=path, images=images.name)))
        self._call.finished.connect(self._on_finished)
        self._note(self.tr("The images are being written…"))
        self._call.start()

    def _images_to_write(self) -> Dataset:
        if self._call is not None:
            raise CnnLabError(
                tr_noop("errors", "Another export is still being written. Try again in a moment.")
            )
        problem, dataset = self._datasets.problem, self._datasets.dataset
        if problem:
            raise CnnLabError(problem.template, **problem.values)
        if dataset is None:
            raise CnnLabError(
                tr_noop("errors", "The images are still being read. Export again in a moment.")
            )
        return dataset

    def _on_finished(self) -> None:
        if self._call:
            self._call.deleteLater()
            self._call = None

    def _note(self, text: str) -> None:
        self._window.status.show_note(text)

    def _say(self, sentence: Sentence) -> None:
        say(self._window, self.tr("Export the network"), sentence)

    def shut_down(self) -> None:
        """Wait for the images that are being written."""
        if self._call:
            self._call.wait()
