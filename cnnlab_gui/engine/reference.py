"""The workshop's own code as it stands there, to measure ours against."""

import time

from cnnlab_gui.core.memory import peak_megabytes
from cnnlab_gui.core.ports import Library
from cnnlab_gui.core.presets import preset_named
from cnnlab_gui.engine import runtime


def train_as_the_workshop(
    preset: str, library: Library, *, epochs: int, limit: int | None
) -> dict[str, float]:
    """Train with plain ``fit`` on float64 images divided by 255, batch 32.

    Returns
    -------
    dict
        ``images_per_second`` of ``fit``, ``test_accuracy`` in [0, 1], ``peak_mb``.
    """
    runtime.start()
    from cnnlab_gui.engine.builder import build

    chosen = preset_named(preset)
    dataset = library.load(chosen.dataset, limit=limit)
    training_images = dataset.x_train / 255.0
    test_images = dataset.x_test / 255.0
    model = build(chosen.architecture)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    started = time.perf_counter()
    model.fit(training_images, dataset.y_train, epochs=epochs, verbose=0)
    seconds = time.perf_counter() - started
    _, accuracy = model.evaluate(test_images, dataset.y_test, verbose=0)
    return {
        "images_per_second": epochs * len(training_images) / seconds,
        "test_accuracy": float(accuracy),
        "peak_mb": peak_megabytes(),
    }
