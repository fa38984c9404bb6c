"""How a run ends, in words."""

import logging
from dataclasses import dataclass

import tensorflow as tf

from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.errors import CnnLabError, unexpected
from cnnlab_gui.core.events import Outcome
from cnnlab_gui.core.files import StorageError
from cnnlab_gui.core.stopping.text import rule_text
from cnnlab_gui.core.stopping.watch import Verdict
from cnnlab_gui.core.text import Sentence, tr_noop

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ending:
    """An outcome and why; the rule that brought it, and the epoch the run then stands for.

    One that failed on its storage can go on once there is room.
    """

    outcome: Outcome
    detail: Sentence | None = None
    stopped_by: str | None = None
    chosen: int | None = None
    storage_failed: bool = False


def ended_by_rule(verdict: Verdict, whole_epochs: int) -> Ending:
    """A stop rule holds."""
    chosen = verdict.restore if verdict.restore != whole_epochs else None
    return Ending("stopped", verdict.sentence, rule_text(verdict.rule), chosen)


def paused_in(epoch: int, epochs: int) -> Ending:
    """Somebody asked for a pause within ``epoch``."""
    return Ending(
        "paused",
        Sentence(
            tr_noop("runs", "Paused in epoch {epoch} of {epochs}; it can be resumed from there."),
            {"epoch": epoch, "epochs": epochs},
        ),
    )


def stopped_in(epoch: int, epochs: int) -> Ending:
    """Somebody asked for the end within ``epoch``."""
    return Ending(
        "stopped",
        Sentence(
            tr_noop(
                "runs", "Stopped in epoch {epoch} of {epochs}; the whole epochs before are kept."
            ),
            {"epoch": epoch, "epochs": epochs},
        ),
    )


def ended_before_the_test(epochs: int, pauses: bool) -> Ending:
    """Somebody asked for the end while the test images were tried."""
    if pauses:
        template = tr_noop(
            "runs", "Paused before the test images were tried; all {epochs} epochs are kept."
        )
        return Ending("paused", Sentence(template, {"epochs": epochs}))
    template = tr_noop(
        "runs", "Stopped before the test images were tried; all {epochs} epochs are kept."
    )
    return Ending("stopped", Sentence(template, {"epochs": epochs}))


def failed(error: Exception, device: DeviceReport, deterministic: bool) -> Ending:
    """What a person is told of ``error``."""
    told = _told(error, device, deterministic)
    return Ending("failed", told, storage_failed=isinstance(error, StorageError))


def _told(error: Exception, device: DeviceReport, deterministic: bool) -> Sentence:
    if isinstance(error, CnnLabError):
        return error.sentence
    if isinstance(error, tf.errors.ResourceExhaustedError):
        return Sentence(
            tr_noop(
                "errors",
                "The memory of {device} is exhausted. Use a smaller batch, or a smaller network.",
            ),
            {"device": device.name},
        )
    if isinstance(error, tf.errors.UnimplementedError) and deterministic:
        # On a GPU some gradients, as that of a depthwise convolution, are summed in any order.
        log.warning("a layer is not deterministic here", exc_info=error)
        return Sentence(
            tr_noop(
                "errors",
                "One of these layers cannot give the same digits each time on {device}. "
                "Switch off 'Repeatable' in the training settings, or use another layer.",
            ),
            {"device": device.name},
        )
    log.error("a run ended unexpectedly", exc_info=error)
    return unexpected(error)
