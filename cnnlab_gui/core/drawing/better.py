"""The exercise "make it better": which drawings were misread, and what to train on them."""

from collections.abc import Iterable
from dataclasses import dataclass

from cnnlab_gui.core.drawing.collection import DIGITS_AND_MINE
from cnnlab_gui.core.drawing.kept import KeptDrawing
from cnnlab_gui.core.presets import preset_named
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.core.training import RunSpecification

PRESET = "mnist-cnn-32"
EPOCHS = 3
NEEDED = 5


@dataclass(frozen=True)
class Exercise:
    """What is to be done now.

    Attributes
    ----------
    misread : tuple of KeptDrawing
        The drawings that a network took for another digit.
    sentence : Sentence
        What to do, for the person.
    specification : RunSpecification or None
        What to train; None while too few misread drawings are kept.
    """

    misread: tuple[KeptDrawing, ...]
    sentence: Sentence
    specification: RunSpecification | None = None


def make_it_better(drawings: Iterable[KeptDrawing]) -> Exercise:
    """Say how a person can have a network that reads what was misread.

    Parameters
    ----------
    drawings : iterable of KeptDrawing
        All that are kept, or those that were misread alone.
    """
    misread = tuple(drawing for drawing in drawings if drawing.is_misread)
    if not misread:
        return Exercise(
            misread,
            Sentence(
                tr_noop(
                    "drawings",
                    "Write digits in your own way until one is misread, and keep it with what it "
                    "really is. With {needed} such drawings you can train a network that reads "
                    "them.",
                ),
                {"needed": NEEDED},
            ),
        )
    if len(misread) < NEEDED:
        template = tr_noop(
            "drawings",
            "Misread drawings kept: {count} of {needed}. Keep {missing} more, each with what it "
            "really is; then you can train a network that reads them.",
        )
        missing = NEEDED - len(misread)
        values = {"count": len(misread), "needed": NEEDED, "missing": missing}
        return Exercise(misread, Sentence(template, values))
    template = tr_noop(
        "drawings",
        "Misread drawings kept: {count}. Train on digits and your drawings, let that run answer "
        "here, then write the same digits anew: are they read now?",
    )
    return Exercise(misread, Sentence(template, {"count": len(misread)}), _specification())


def _specification() -> RunSpecification:
    preset = preset_named(PRESET).specification()
    settings = preset.settings.model_copy(update={"epochs": EPOCHS})
    return preset.model_copy(update={"dataset": DIGITS_AND_MINE, "settings": settings})
