"""A run's curves as TensorBoard reads them: event files of training and of validation."""

from pathlib import Path

import tensorflow as tf

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.text import Sentence, tr_noop

PARTS = ("train", "validation")  # as Keras's own callback calls them
# What TensorBoard's own tf.summary.scalar says of a figure; it need not be installed to write.
_AS_SCALAR = tf.compat.v1.SummaryMetadata(data_class=1)
_AS_SCALAR.plugin_data.plugin_name = "scalars"


def write_tensorboard(folder: RunFolder, out: Path) -> Sentence:
    """Write event files into the new folder ``out``, read them again, and say what is in them.

    Raises
    ------
    CnnLabError
        The run has no whole epoch, or its history cannot be read.
    """
    history = folder.read_history()
    if not history:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{run} has no whole epoch yet, so it has no curves. Train it for at least one.",
            ),
            run=folder.name,
        )
    for part in PARTS:
        writer = tf.summary.create_file_writer(str(out / part))
        with writer.as_default():
            for epoch in history:
                for name, value in _figures(part, epoch).items():
                    tf.summary.write(name, tf.constant(value), epoch.epoch, _AS_SCALAR)
        writer.close()
    found = sum(_count(out / part) for part in PARTS)
    wanted = sum(len(_figures(part, epoch)) for part in PARTS for epoch in history)
    if found != wanted:
        raise CnnLabError(
            tr_noop(
                "errors",
                "Of {wanted:,} figures only {found:,} could be read again, so nothing was kept. "
                "Choose another folder.",
            ),
            wanted=wanted,
            found=found,
        )
    return Sentence(
        tr_noop(
            "export",
            "{count:,} figures of {epochs} epochs were written and read again. Look at them with: "
            "tensorboard --logdir {folder}",
        ),
        {"count": found, "epochs": len(history)},
    )


def _figures(part: str, epoch: EpochEnded) -> dict[str, float]:
    if part == "validation":
        return {"epoch_loss": epoch.val_loss, "epoch_accuracy": epoch.val_accuracy}
    return {
        "epoch_loss": epoch.loss,
        "epoch_accuracy": epoch.accuracy,
        "epoch_learning_rate": epoch.learning_rate,
        "epoch_seconds": epoch.seconds,
    }


def _count(folder: Path) -> int:
    """How many figures the event files in ``folder`` hold."""
    count = 0
    for path in sorted(folder.iterdir()):
        for record in tf.data.TFRecordDataset(str(path)):
            event = tf.compat.v1.Event.FromString(record.numpy())
            count += len(event.summary.value)
    return count
