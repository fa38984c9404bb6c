"""Train the network that comes with CNN Lab, measure it, and write it with its record.

    python packaging/pretrained.py [--out DIR] [--epochs N] [--seed N] [--limit N]
    python packaging/pretrained.py --measure [--out DIR]

It needs MNIST, which is fetched the first time, and a quarter of an hour on two cores. The
network lands in ``resources/pretrained/`` unless ``--out`` names another folder. The same
seed gives the same accuracy to within a few images; to the last digit only on the same
processor with the same libraries. ``--limit`` trains on the first so many images, to try
the command out. ``--measure`` trains nothing, and measures again what lies there.
"""

from __future__ import annotations

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.pretrained import (
    PRETRAINED,
    PretrainedRecord,
    Recipe,
    TrainingData,
    read_pretrained,
    read_pretrained_weights,
    rounded,
    write_pretrained,
)
from cnnlab_gui.core.schema import SCHEMA_VERSION
from cnnlab_gui.engine import runtime
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.datasets.stroke_digits.generator import DIGEST

ROOT = Path(__file__).resolve().parent.parent
NOTED = ("python", "tensorflow", "keras", "numpy")


def main() -> None:
    options = read_options()
    digits = DatasetLibrary().load("mnist", limit=options.limit)
    if options.measure:
        made = measured_again(digits, options.out)
    else:
        recipe = Recipe() if options.epochs is None else Recipe(epochs=options.epochs)
        made = made_by(recipe, options.seed, digits, options.out)
    print(made.model_dump_json(indent=1, include={"measured", "seconds", "weights_sha256"}))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=ROOT / "resources" / PRETRAINED)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--measure", action="store_true")
    return parser.parse_args()


def measured_again(digits: Dataset, out: Path) -> PretrainedRecord:
    """Measure the network in a folder, and bring its record up to date."""
    runtime.start()
    from cnnlab_gui.engine.reading_digits import measured

    record, _ = read_pretrained(out)
    weights = read_pretrained_weights(out)
    figures = measured(record.architecture, weights, digits)
    return write_pretrained(out, record.model_copy(update={"measured": figures}), weights)


def made_by(recipe: Recipe, seed: int, digits: Dataset, out: Path) -> PretrainedRecord:
    """Train, measure what is left after rounding, and write it."""
    runtime.start()
    from cnnlab_gui.engine.pretraining import PRETRAINED_NETWORK, EpochTold, Pretraining
    from cnnlab_gui.engine.reading_digits import measured

    started = time.perf_counter()

    def tell(epoch: EpochTold) -> None:
        seconds = time.perf_counter() - started
        print(
            f"epoch {epoch.epoch} of {recipe.epochs}: loss {epoch.loss:.4f}, "
            f"accuracy {epoch.accuracy:.4f}, {seconds:.0f} s",
            flush=True,
        )

    # Drawings take a minute or two on one core, and are made before the training begins.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        training = Pretraining(recipe, seed)
        weights = rounded(training.train(digits.x_train, digits.y_train, tell, pool.map))
    record = PretrainedRecord(
        schema_version=SCHEMA_VERSION,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        architecture=PRETRAINED_NETWORK,
        recipe=recipe,
        seed=seed,
        data=TrainingData(
            dataset=digits.id,
            dataset_sha256=digits.sha256,
            train_images=len(digits.x_train),
            test_images=len(digits.x_test),
            stroke_digits_digest=DIGEST,
        ),
        versions={name: runtime.versions()[name] for name in NOTED},
        seconds=round(time.perf_counter() - started, 1),
        measured=measured(PRETRAINED_NETWORK, weights, digits),
        weights_sha256="0" * 64,
    )
    out.mkdir(parents=True, exist_ok=True)
    return write_pretrained(out, record, weights)


if __name__ == "__main__":
    main()
