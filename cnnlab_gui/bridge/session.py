"""What the person has set up: one specification, every change of it undoable.

A specification is immutable, so one kind of undo command serves them all: it
remembers the state before and the one after.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.presets import DEFAULT_PRESET, is_modified, preset_named
from cnnlab_gui.core.problems.base import ImageFacts, Problem, Remedy
from cnnlab_gui.core.problems.table import problem_of
from cnnlab_gui.core.training import RunSpecification, TrainingSettings


@dataclass(eq=False)
class _Origin:
    """Where a network and all edits of it come from: a file once it was opened or saved.

    ``name`` is what it is called where it cannot be saved to what it came from.
    """

    file: Path | None = None
    name: str = ""


@dataclass(frozen=True)
class _State:
    """What undo brings back: the specification, and where its network comes from.

    Saving changes the origin, not the state: undo must not lead to the file saved before.
    """

    specification: RunSpecification
    origin: _Origin = field(default_factory=_Origin)


class LabSession(QObject):
    """The specification that Train would run, and its undo stack.

    Signals
    -------
    changed : RunSpecification, RunSpecification
        The one before and the one that holds now.
    origin_changed
        The network comes from elsewhere, or is no longer what it came from.
    problem_changed
        Why it cannot be trained has changed; see `problem`.
    """

    changed = Signal(object, object)
    origin_changed = Signal()
    problem_changed = Signal()

    def __init__(self, specification: RunSpecification, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = _State(specification)
        self._saved: dict[Path, Architecture] = {}
        self._images: ImageFacts | None = None
        self._sitting = 0  # how often `settle` was called
        self._problem = problem_of(specification, None)
        self.undo_stack = QUndoStack(self)

    @property
    def specification(self) -> RunSpecification:
        return self._state.specification

    @property
    def architecture(self) -> Architecture:
        return self.specification.architecture

    @property
    def settings(self) -> TrainingSettings:
        return self.specification.settings

    @property
    def file(self) -> Path | None:
        """The file that the network was read from or last written to."""
        return self._state.origin.file

    @property
    def name(self) -> str:
        """What the network is called: after its file, what it came from, or its preset."""
        origin = self._state.origin
        return origin.file.stem if origin.file else origin.name or self.specification.preset or ""

    @property
    def is_modified(self) -> bool:
        """Whether the network differs from its file, or else from its preset."""
        if self.file:
            return self._saved[self.file] != self.architecture
        return is_modified(self.specification)

    @property
    def problem(self) -> Problem | None:
        """Why this cannot be trained on the dataset's images, as far as they are known."""
        return self._problem

    def set_images(self, images: ImageFacts | None) -> None:
        """Tell what the images of the dataset are; None while that is not known."""
        self._images = images
        if self._find_problem():
            self.problem_changed.emit()

    def settle(self) -> None:
        """End what is one undo step: the next edit, of the same field too, is another."""
        self._sitting += 1

    def choose_preset(self, name: str, text: str, dataset: str | None = None) -> None:
        """Take a preset's architecture and epochs, and ``dataset`` if given; keep the rest."""
        preset = preset_named(name)
        settings = self.settings.model_copy(update={"epochs": preset.epochs})
        self._change(
            text,
            {
                "architecture": preset.architecture,
                "preset": name,
                "settings": settings,
                "dataset": dataset or self.specification.dataset,
            },
            origin=_Origin(),
        )

    def set_up(self, specification: RunSpecification, text: str) -> None:
        """Take all of a specification; one undo step."""
        update = {name: getattr(specification, name) for name in ("architecture", "preset")}
        update |= {"settings": specification.settings, "dataset": specification.dataset}
        self._change(text, update, origin=_Origin())

    def choose_dataset(self, id_or_path: str, text: str) -> None:
        self._change(text, {"dataset": id_or_path})

    def set_architecture(self, architecture: Architecture, text: str, key: str = "") -> None:
        """Take ``architecture``; changes in a row with the same ``key`` are one undo step."""
        self._change(text, {"architecture": architecture}, key)

    def open_architecture(
        self, architecture: Architecture, text: str, file: Path | None = None, name: str = ""
    ) -> None:
        """Take an architecture of one's own: it comes from no preset, but maybe from ``file``.

        One that cannot be saved to what it came from has only the ``name`` of that.
        """
        if file:
            self._saved[file] = architecture
        update = {"architecture": architecture, "preset": None}
        self._change(text, update, origin=_Origin(file, name))

    def go_on_with(
        self, specification: RunSpecification, file: Path | None, saved: Architecture | None
    ) -> None:
        """Begin with what was set up before; ``file`` now holds ``saved``. No undo step."""
        if file and saved:
            self._saved[file] = saved
        self._hold(_State(specification, _Origin(file if saved else None)))

    def mark_saved(self, file: Path) -> None:
        """Note that ``file`` now holds the architecture. Nothing that undo takes back."""
        self._saved[file] = self.architecture
        self._state.origin.file = file
        # What is edited next is a step of its own, so that undo can come back to what was saved.
        self.undo_stack.setClean()
        self.origin_changed.emit()

    def mend(self, remedy: Remedy) -> None:
        """Do what a remedy of `problem` offers; the undo step has its name."""
        text = translated(remedy.text)
        self._change(text[:1].lower() + text[1:], dict(remedy.specification))

    def set_setting(self, name: str, value: Any, text: str) -> None:
        """Change one training setting; a value out of range is refused without a word."""
        try:
            settings = TrainingSettings.model_validate({**self.settings.model_dump(), name: value})
        except ValidationError:
            return
        self._change(text, {"settings": settings}, f"setting {name}")

    def set_layer_value(self, index: int, name: str, value: Any, text: str) -> None:
        """Change one parameter of one layer; a value out of range is refused without a word.

        In a row of edits that are one step, each counts from where they began: a 1 on the
        way to 15 costs a given filter nothing.
        """
        key = f"layer {index} {name}"
        layer = self._begin_of(key).architecture.layers[index]
        try:
            changed: Layer = layer.edited(name, value)
        except ValidationError:
            return
        self.set_architecture(self.architecture.replaced(index, changed), text, key)

    def _begin_of(self, key: str) -> RunSpecification:
        """What held before the row of edits that one with ``key`` goes on with, if there is one."""
        stack = self.undo_stack
        last = stack.command(stack.index() - 1)
        if isinstance(last, _Change) and last._key == self._step_key(key) and not stack.isClean():
            return last._before.specification
        return self.specification

    def _step_key(self, key: str) -> str:
        return f"{self._sitting} {key}"

    def _change(
        self, text: str, update: dict[str, Any], key: str = "", origin: _Origin | None = None
    ) -> None:
        after = _State(self.specification.model_copy(update=update), origin or self._state.origin)
        if (after.specification, after.origin.file) != (self.specification, self.file):
            self.undo_stack.push(_Change(self, text, after, key and self._step_key(key)))

    def _hold(self, state: _State) -> None:
        before, self._state = self._state, state
        is_another = self._find_problem()
        self.changed.emit(before.specification, state.specification)
        self.origin_changed.emit()
        if is_another:
            self.problem_changed.emit()

    def _find_problem(self) -> bool:
        """Look again; whether it has become another."""
        before, self._problem = self._problem, problem_of(self.specification, self._images)
        return before != self._problem


class _Change(QUndoCommand):
    def __init__(self, session: LabSession, text: str, after: _State, key: str = "") -> None:
        super().__init__(text)
        self._session = session
        self._before = session._state
        self._after = after
        self._key = key

    def redo(self) -> None:
        self._session._hold(self._after)

    def undo(self) -> None:
        self._session._hold(self._before)

    def id(self) -> int:
        return 1 if self._key else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Change) or other._key != self._key:
            return False
        self._after = other._after
        self.setObsolete(self._after == self._before)
        return True


def first_specification(dataset: str) -> RunSpecification:
    """What a new session starts with: the workshop's network, on a dataset that is there."""
    specification = preset_named(DEFAULT_PRESET).specification()
    return specification.model_copy(update={"dataset": dataset})
