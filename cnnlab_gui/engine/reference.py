"""The workshop's own code as it stands there, to measure ours against."""

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.memory import peak_megabytes
from cnnlab_gui.core.ports import Library
from cnnlab_gui.core.presets import preset_named
from cnnlab_gui.engine import runtime

SHOWN_IMAGES = (0, 23, 28)
SHOWN_LAYERS = 4
CONVOLUTION_NUMBER = 1


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


def show_as_the_workshop(dataset: Dataset, *, times: int) -> dict[str, Any]:
    """Compute the feature maps of the workshop's cell, so many times after a first one.

    Nothing is drawn: the cell's pictures are matplotlib's, which is no dependency.

    Parameters
    ----------
    dataset : Dataset
        Of 28×28 grey images, at least 29 for testing.
    times : int

    Returns
    -------
    dict
        ``cell_ms``, a list: the whole cell each time. ``predict_ms``, likewise: its calls of
        ``predict`` alone.
    """
    runtime.start()
    from cnnlab_gui.engine.builder import build

    model = build(preset_named("cnn-64").architecture)
    test_images = dataset.x_test / 255.0
    measured = [_milliseconds_of_the_cell(model, test_images) for _ in range(1 + times)][1:]
    cells, calls = zip(*measured, strict=True)
    return {"cell_ms": list(cells), "predict_ms": list(calls)}


def _milliseconds_of_the_cell(model: Any, test_images: NDArray[Any]) -> tuple[float, float]:
    started = time.perf_counter()
    activation_model, called = _activation_model(model), time.perf_counter()
    maps_of_the_cell(activation_model, test_images)
    ended = time.perf_counter()
    return 1000 * (ended - started), 1000 * (ended - called)


def _activation_model(model: Any) -> Any:
    import keras

    # The cell has ``model.input``, which today's Keras refuses for a Sequential model.
    return keras.Model(inputs=model.inputs, outputs=[layer.output for layer in model.layers])


def maps_of_the_cell(activation_model: Any, test_images: NDArray[Any]) -> list[NDArray[Any]]:
    """The twelve maps, in the order of the cell: three images for each of four layers."""
    return [
        np.asarray(
            activation_model.predict(test_images[image].reshape(1, 28, 28, 1), verbose=0)[layer]
        )[0, :, :, CONVOLUTION_NUMBER]
        for layer in range(SHOWN_LAYERS)
        for image in SHOWN_IMAGES
    ]
