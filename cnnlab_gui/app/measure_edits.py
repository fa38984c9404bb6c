"""Measures how long the window stands still for each kind of edit of a long stack."""

import time
from collections.abc import Callable
from itertools import cycle
from statistics import median

from PySide6.QtWidgets import QApplication

from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.cli.bench.keystrokes import long_stack
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.vectors import Flatten
from cnnlab_gui.core.presets import DEFAULT_PRESET

TIMES = 10  # that each edit is done on each page
LARGEST_BATCH = 4096
ROUNDS = 3  # of events, until nothing more follows from an edit


def measure_edits(lab: Laboratory, layers: int) -> dict[str, object]:
    """Do every kind of edit on every page.

    A pause is the longest stretch, from the wish until all is painted, in which the window
    would not answer: doing the edit, or one round of what follows from it.

    Returns
    -------
    dict
        ``worst_ms`` and ``median_ms`` over all, and ``edits``: the worst of each kind.
    """
    lab.session.set_architecture(long_stack(layers), "measure")
    pauses: dict[str, list[float]] = {}
    for page in lab.window.pages.values():
        lab.window.show_page(page)
        lab.window.layers_panel.select([layers // 2])
        _settle()
        for name, edit in _edits(lab, layers).items():
            pauses.setdefault(name, []).extend(_pause(edit) for _ in range(TIMES))
    every = [pause for each in pauses.values() for pause in each]
    return {
        "event": "edited",
        "worst_ms": max(every),
        "median_ms": median(every),
        "edits": {name: max(each) for name, each in pauses.items()},
    }


def _edits(lab: Laboratory, layers: int) -> dict[str, Callable[[], object]]:
    panel, session = lab.window.layers_panel, lab.session
    deeds, stack = panel.deeds, session.undo_stack
    filters = iter(range(1, 10_000))
    return {
        "type a number": lambda: panel.editor.set_value(0, "filters", next(filters) % 99 + 1),
        "select": lambda: panel.select([next(filters) % layers]),
        "add": lambda: panel.add("Conv2D"),
        "move": deeds["down"],
        "duplicate": deeds["duplicate"],
        "switch off": deeds["switch"],
        "remove": deeds["remove"],
        "undo": stack.undo,
        "redo": stack.redo,
        "break": lambda: session.set_architecture(
            session.architecture.inserted(layers // 2, Flatten()), "measure"
        ),
        "mend": stack.undo,
        "move half": lambda: panel.editor.shift(list(range(layers // 2)), 1),
        "too large": _in_turn(lambda: _widen(lab), stack.undo),
        "batch": _in_turn(
            lambda: session.set_setting("batch_size", LARGEST_BATCH, "measure"), stack.undo
        ),
        "another network": lambda: _toggle(lab, layers),
    }


def _in_turn(*deeds: Callable[[], object]) -> Callable[[], object]:
    turns = cycle(deeds)

    def turn() -> object:
        deed = next(turns)
        return deed()

    return turn


def _widen(lab: Laboratory) -> None:
    """Give the last convolution more filters than Flatten and Dense after it can take."""
    layers = lab.session.architecture.layers
    last = max(at for at, layer in enumerate(layers) if isinstance(layer, Conv2D))
    lab.session.set_architecture(
        lab.session.architecture.replaced(last, Conv2D(filters=2048, padding="same")), "measure"
    )


def _toggle(lab: Laboratory, layers: int) -> None:
    if len(lab.session.architecture.layers) < layers // 2:
        lab.session.undo_stack.undo()
    else:
        lab.session.choose_preset(DEFAULT_PRESET, "measure")


def _pause(edit: Callable[[], object]) -> float:
    did = _milliseconds(edit)
    rounds = [_milliseconds(_answer) for _ in range(ROUNDS)]
    return max(did, *rounds)


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def _settle() -> None:
    """Let the window lay out and paint what has changed, and what follows from that."""
    for _ in range(ROUNDS):
        _answer()


def _answer() -> None:
    QApplication.processEvents()
