"""Exports for other programs: each is read again, by those programs, and answers the same."""

import os
import random
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core import paths
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.errors import CancelledError, CnnLabError
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.export.models import MODEL_EXPORTS, STEPS
from cnnlab_gui.core.layers.augmentation import RandomFlip, RandomRotation, RandomTranslation
from cnnlab_gui.core.layers.convolution import Conv2D, DepthwiseConv2D, SeparableConv2D
from cnnlab_gui.core.layers.pointwise import BatchNormalization, Dropout, SpatialDropout2D
from cnnlab_gui.core.layers.pooling import AveragePooling2D, MaxPooling2D
from cnnlab_gui.core.layers.vectors import Dense, Flatten
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import DatasetRecord, RunRecord
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.runs.weights import Weights, weight_shapes
from cnnlab_gui.core.schema import SCHEMA_VERSION
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.core.training import RunSpecification, TrainingSettings
from cnnlab_gui.engine.datasets.library import DatasetLibrary

NETWORKS = tuple(name for name in MODEL_EXPORTS if name != "tensorboard")
needs_onnx = pytest.mark.skipif(
    find_spec("tf2onnx") is None and os.environ.get("CI") != "true",
    reason="the extra onnx is not installed",
)
FORMATS = [pytest.param(name, marks=[needs_onnx] if name == "onnx" else []) for name in NETWORKS]

FIRST_FILTER = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
EVERYTHING = Architecture(
    layers=(
        *(RandomTranslation(), RandomRotation(), RandomFlip()),
        Conv2D(filters=4, activation="gelu").with_first_filter(FIRST_FILTER, frozen=True),
        *(BatchNormalization(), MaxPooling2D(), Dropout(enabled=False)),
        *(DepthwiseConv2D(activation="leaky_relu"), SpatialDropout2D()),
        *(SeparableConv2D(filters=5, activation="elu"), AveragePooling2D(), Flatten()),
        *(Dense(units=8, activation="gelu"), Dropout(), Dense(units=10, activation="softmax")),
    )
)
SMALL = Architecture(layers=(Flatten(), Dense(units=10, activation="softmax")))


def some_weights(architecture: Architecture, seed: int) -> Weights:
    rng = np.random.default_rng(seed)
    made = {}
    for name, shape in weight_shapes(architecture).items():
        values = rng.normal(size=shape) * 0.7
        positive = "variance" in name
        made[name] = (np.abs(values) + 0.1 if positive else values).astype(np.float32)
    return made


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where exports go: it is empty."""
    place = tmp_path / "exports"
    place.mkdir()
    return place


@pytest.fixture
def keep(write_npz: Callable[..., Path]) -> Callable[..., RunFolder]:
    """Keep a run of two epochs that learnt something, whatever that may be."""

    def keep(
        architecture: Architecture = SMALL, dataset: Path | None = None, **changes: Any
    ) -> RunFolder:
        record = RunRecord(
            schema_version=SCHEMA_VERSION,
            name="custom",
            created="2026-11-02T10:00:00+00:00",
            specification=RunSpecification(
                architecture=architecture,
                dataset=str(dataset or write_npz()),
                settings=TrainingSettings(epochs=2),
            ),
            dataset=DatasetRecord(
                id="bars",
                title="bars",
                sha256="ab" * 32,
                origin="",
                class_names=tuple("0123456789"),
                train_images=200,
                validation_images=50,
            ),
            parameters=architecture.parameter_count,
            device="CPU",
            versions={},
            **changes,
        )
        folder, _ = RunStore(paths.runs_folder()).create(record)
        for epoch in (1, 2):
            folder.write_snapshot(epoch, some_weights(architecture, epoch))
        folder.write_history(
            [EpochEnded(k, 1 / k, 0.5, 1 / k, 0.4, 1.0, 1e-3, 9.0) for k in (1, 2)]
        )
        return folder

    return keep


def export(
    folder: RunFolder, to: str, out: Path, epoch: int | None = None, **told: Any
) -> Sentence:
    from cnnlab_gui.engine.engine import KerasEngine

    engine = KerasEngine(DatasetLibrary(), RunStore(paths.runs_folder()))
    return engine.export(folder.path, to, out, epoch=epoch, **told)


def own_answers(folder: RunFolder, epoch: int | None = None) -> tuple[Any, Any]:
    """Test images as the network gets them, and what the application says of them."""
    from cnnlab_gui.engine.export.network import learnt_by

    data = DatasetLibrary().load(folder.read_record().specification.dataset)
    images = (data.x_test / 255.0).astype(np.float32)
    return images, learnt_by(folder, epoch).answers(images)


def answers_of_file(path: Path, to: str, images: Any) -> Any:
    """As another program would ask."""
    import keras
    import tensorflow as tf

    if to == "keras":
        return keras.models.load_model(path, compile=False).predict(images, verbose=0)
    if to == "savedmodel":
        serve = tf.saved_model.load(str(path)).signatures["serving_default"]
        (answer,) = serve(tf.constant(images)).values()
        return answer.numpy()
    if to == "tflite":
        with pytest.warns(UserWarning, match="deprecated"):
            reader = tf.lite.Interpreter(str(path))
        runner = reader.get_signature_runner()
        return np.concatenate([next(iter(runner(images=one).values())) for one in images[:, None]])
    import onnxruntime

    return onnxruntime.InferenceSession(str(path)).run(["probabilities"], {"images": images})[0]


@pytest.mark.parametrize("to", FORMATS)
def test_that_a_network_of_all_kinds_of_layers_answers_the_same_elsewhere(
    to: str, place: Path, keep: Callable[..., RunFolder], capfd: pytest.CaptureFixture[str]
) -> None:
    folder = keep(EVERYTHING)
    out = place / f"net{MODEL_EXPORTS[to].ending}"
    steps: list[str] = []
    said = str(export(folder, to, out, progress=steps.append))
    assert f"{out.name} holds custom-001 at epoch 2." in said
    assert "the same answer for 50 of 50 test images" in said
    assert ("no longer shifted" in said) == (to != "keras")
    assert steps == list(STEPS.values())
    assert capfd.readouterr() == ("", "")
    assert sorted(path.name for path in place.iterdir()) == [out.name]
    images, wanted = own_answers(folder)
    assert np.ptp(wanted, axis=0).max() > 0.1  # it is not the same for every image
    np.testing.assert_allclose(answers_of_file(out, to, images), wanted, atol=2e-6)
    capfd.readouterr()


@pytest.mark.parametrize("to", FORMATS)
def test_that_a_file_that_answers_otherwise_is_not_kept(
    to: str, place: Path, keep: Callable[..., RunFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnnlab_gui.engine.export import export as module
    from cnnlab_gui.engine.export.network import Learnt

    answers = Learnt.answers

    def otherwise(self: Learnt, images: Any) -> Any:
        given = answers(self, images)
        given[-1, 0] += 2 * module.FORMATS[to].tolerance
        return given

    monkeypatch.setattr(Learnt, "answers", otherwise)
    out = place / f"net{MODEL_EXPORTS[to].ending}"
    with pytest.raises(CnnLabError, match="the file gave other answers"):
        export(keep(), to, out)
    assert [path.name for path in place.iterdir()] == []


@pytest.mark.parametrize("wrong", ["nan", "shape"])
def test_that_an_answer_that_is_none_is_no_equal_one(wrong: str) -> None:
    from cnnlab_gui.engine.export.export import largest_difference

    wanted = np.full((3, 2), 0.5, np.float32)
    found = wanted * np.float32("nan") if wrong == "nan" else wanted[:2]
    assert not largest_difference(wanted, found) <= 1e-4
    assert largest_difference(wanted, wanted + np.float32(0.25)) == 0.25


def test_that_it_is_the_epoch_that_the_run_stands_for(
    place: Path, keep: Callable[..., RunFolder]
) -> None:
    folder = keep(chosen_epoch=1)
    assert "at epoch 1." in str(export(folder, "keras", place / "chosen.keras"))
    assert "at epoch 2." in str(export(folder, "keras", place / "last.keras", epoch=2))
    for epoch, name in ((1, "chosen"), (2, "last")):
        images, wanted = own_answers(folder, epoch)
        found = answers_of_file(place / f"{name}.keras", "keras", images)
        np.testing.assert_allclose(found, wanted, atol=1e-6)


def test_that_a_keras_file_can_be_trained_further(
    place: Path, keep: Callable[..., RunFolder], write_npz: Callable[..., Path]
) -> None:
    import keras

    export(keep(), "keras", place / "net.keras")
    network = keras.models.load_model(place / "net.keras")
    data = DatasetLibrary().load(str(write_npz()))
    before = network.evaluate(data.x_test / 255.0, data.y_test, verbose=0)[0]
    network.fit(data.x_train / 255.0, data.y_train, epochs=3, verbose=0)
    assert network.evaluate(data.x_test / 255.0, data.y_test, verbose=0)[0] < before


def test_that_what_cannot_be_exported_is_one_sentence(
    place: Path, keep: Callable[..., RunFolder]
) -> None:
    folder = keep()
    broken = {name: array * np.float32("nan") for name, array in some_weights(SMALL, 1).items()}
    folder.write_snapshot(1, broken)
    out = place / "net.keras"
    with pytest.raises(CnnLabError, match="at epoch 1 are not all numbers"):
        export(folder, "keras", out, epoch=1)
    with pytest.raises(CnnLabError, match=r"no weights of epoch 7.*It has those of: 1, 2"):
        export(folder, "keras", out, epoch=7)
    folder.snapshot_path(2).write_bytes(b"cut")
    with pytest.raises(CnnLabError, match="no weights that can be read"):
        export(folder, "keras", out)
    (folder.path / "history.csv").unlink()
    with pytest.raises(CnnLabError, match="it has no curves"):
        export(folder, "tensorboard", place / "board")
    assert [path.name for path in place.iterdir()] == []


def test_that_images_that_are_not_here_are_replaced_by_noise(
    place: Path, keep: Callable[..., RunFolder]
) -> None:
    said = str(export(keep(dataset=place / "gone"), "keras", place / "net.keras"))
    assert "256 of 256 images of noise" in said


def test_that_of_many_test_images_256_are_asked(
    place: Path, keep: Callable[..., RunFolder], write_npz: Callable[..., Path]
) -> None:
    said = str(export(keep(dataset=write_npz(20, 300)), "keras", place / "net.keras"))
    assert "256 of 256 test images" in said


def test_that_a_file_is_replaced_and_a_full_folder_is_not(
    place: Path, keep: Callable[..., RunFolder]
) -> None:
    folder, out = keep(), place / "net.keras"
    out.write_text("old")
    export(folder, "keras", out)
    assert out.read_bytes()[:2] == b"PK"
    full = place / "board"
    full.mkdir()
    (full / "diary.txt").write_text("kept")
    for to in ("savedmodel", "tensorboard", "keras"):
        with pytest.raises(CnnLabError, match="already exists, and is left as it is"):
            export(folder, to, full)
    assert [path.name for path in full.iterdir()] == ["diary.txt"]
    with pytest.raises(CnnLabError, match="could not be written"):
        export(folder, "keras", out / "within.keras")
    assert sorted(path.name for path in place.iterdir()) == ["board", "net.keras"]


@pytest.mark.parametrize("step", STEPS)
def test_that_a_cancelled_export_leaves_nothing(
    step: str, place: Path, keep: Callable[..., RunFolder]
) -> None:
    seen: list[str] = []
    with pytest.raises(CancelledError):
        export(
            keep(),
            "keras",
            place / "net.keras",
            progress=seen.append,
            cancelled=lambda: STEPS[step] in seen,
        )
    assert [path.name for path in place.iterdir()] == []


def test_that_without_its_packages_onnx_says_how_to_get_them(
    place: Path, keep: Callable[..., RunFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(CnnLabError, match=r"pip install cnnlab-gui\[onnx\]"):
        export(keep(), "onnx", place / "net.onnx")
    assert [path.name for path in place.iterdir()] == []


def test_that_an_installed_application_without_them_says_what_else_can_be_done(
    place: Path, keep: Callable[..., RunFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(CnnLabError, match="Export as LiteRT") as raised:
        export(keep(), "onnx", place / "net.onnx")
    assert "three further packages" not in str(raised.value)
    assert [path.name for path in place.iterdir()] == []


def test_that_what_a_converter_cannot_do_is_one_sentence(
    place: Path, keep: Callable[..., RunFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnnlab_gui.engine.export import export as module

    def fail(*_: Any) -> Any:
        raise RuntimeError("<unknown>:0: error: no such op\nand much more")

    changed = replace(module.FORMATS["tflite"], write=fail)
    monkeypatch.setitem(module.FORMATS, "tflite", changed)  # type: ignore[arg-type]
    with pytest.raises(CnnLabError, match="cannot be written as TensorFlow Lite") as refusal:
        export(keep(), "tflite", place / "net.tflite")
    assert "\n" not in str(refusal.value)


def test_that_the_curves_are_whole_in_tensorboard_s_files(
    place: Path, keep: Callable[..., RunFolder]
) -> None:
    import tensorflow as tf

    said = str(export(keep(), "tensorboard", place / "board"))
    assert "12 figures of 2 epochs" in said
    found = {}
    for part in ("train", "validation"):
        (path,) = (place / "board" / part).iterdir()
        assert "tfevents" in path.name
        for record in tf.data.TFRecordDataset(str(path)):
            event = tf.compat.v1.Event.FromString(record.numpy())
            for value in event.summary.value:
                assert value.metadata.plugin_data.plugin_name == "scalars"
                number = float(tf.make_ndarray(value.tensor))
                found[part, value.tag, event.step] = number
    assert found["train", "epoch_loss", 2] == 0.5
    assert found["validation", "epoch_accuracy", 1] == pytest.approx(0.4)
    assert len(found) == 12


def test_that_an_export_in_a_thread_takes_nothing_from_chance(
    place: Path, keep: Callable[..., RunFolder]
) -> None:
    folder, before, said = keep(EVERYTHING), random.getstate(), []
    thread = threading.Thread(
        target=lambda: said.append(export(folder, "tflite", place / "net.tflite"))
    )
    thread.start()
    thread.join()
    assert said
    assert random.getstate() == before


def test_that_images_of_another_shape_are_not_asked(
    place: Path, keep: Callable[..., RunFolder], write_npz: Callable[..., Path]
) -> None:
    other = write_npz(20, 20, shape=(12, 9, 3))
    assert isinstance(DatasetLibrary().load(str(other)), Dataset)
    assert "noise" in str(export(keep(dataset=other), "keras", place / "net.keras"))
