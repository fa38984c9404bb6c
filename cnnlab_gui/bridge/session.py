"""What the person has set up: one specification, every change of it undoable.

A specification is immutable, so one kind of undo command serves them all: it
remembers the one before and the one after.
"""

from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.presets import DEFAULT_PRESET, preset_named
from cnnlab_gui.core.training import RunSpecification, TrainingSettings


class LabSession(QObject):
    """The specification that Train would run, and its undo stack.

    Signals
    -------
    changed : RunSpecification, RunSpecification
        The one before and the one that holds now.
    """

    changed = Signal(object, object)

    def __init__(self, specification: RunSpecification, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._specification = specification
        self.undo_stack = QUndoStack(self)

    @property
    def specification(self) -> RunSpecification:
        return self._specification

    @property
    def architecture(self) -> Architecture:
        return self._specification.architecture

    @property
    def settings(self) -> TrainingSettings:
        return self._specification.settings

    def choose_preset(self, name: str, text: str, dataset: str | None = None) -> None:
        """Take a preset's architecture and epochs, and ``dataset`` if given; keep the rest."""
        preset = preset_named(name)
        settings = self.settings.model_copy(update={"epochs": preset.epochs})
        update: dict[str, Any] = {
            "architecture": preset.architecture,
            "preset": name,
            "settings": settings,
        }
        self._change(text, {**update, "dataset": dataset or self._specification.dataset})

    def choose_dataset(self, id_or_path: str, text: str) -> None:
        self._change(text, {"dataset": id_or_path})

    def set_architecture(self, architecture: Architecture, text: str, key: str = "") -> None:
        """Take ``architecture``; changes in a row with the same ``key`` are one undo step."""
        self._change(text, {"architecture": architecture}, key)

    def open_architecture(self, architecture: Architecture, text: str) -> None:
        """Take an architecture of one's own: it comes from no preset."""
        self._change(text, {"architecture": architecture, "preset": None})

    def set_setting(self, name: str, value: Any, text: str) -> None:
        """Change one training setting; a value out of range is refused without a word."""
        try:
            settings = TrainingSettings.model_validate({**self.settings.model_dump(), name: value})
        except ValidationError:
            return
        self._change(text, {"settings": settings}, f"setting {name}")

    def set_layer_value(self, index: int, name: str, value: Any, text: str) -> None:
        """Change one parameter of one layer; a value out of range is refused without a word."""
        layer = self.architecture.layers[index]
        try:
            changed: Layer = type(layer).model_validate({**layer.model_dump(), name: value})
        except ValidationError:
            return
        self.set_architecture(
            self.architecture.replaced(index, changed), text, f"layer {index} {name}"
        )

    def _change(self, text: str, update: dict[str, Any], key: str = "") -> None:
        after = self._specification.model_copy(update=update)
        if after != self._specification:
            self.undo_stack.push(_Change(self, text, after, key))

    def _hold(self, specification: RunSpecification) -> None:
        before, self._specification = self._specification, specification
        self.changed.emit(before, specification)


class _Change(QUndoCommand):
    def __init__(
        self, session: LabSession, text: str, after: RunSpecification, key: str = ""
    ) -> None:
        super().__init__(text)
        self._session = session
        self._before = session.specification
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
