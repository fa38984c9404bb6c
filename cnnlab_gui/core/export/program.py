"""The program that every export of this kind writes, section by section.

It trains as the engine does: the same first weights, the same images in the same
order, the same corrections. A test runs it and compares.
"""

from dataclasses import dataclass

from cnnlab_gui.core.export import training
from cnnlab_gui.core.export.code import layer_lines, literal
from cnnlab_gui.core.export.data import KERAS_DATASETS, data_file_name, dataset_title
from cnnlab_gui.core.export.first_filter import first_filter_code
from cnnlab_gui.core.presets import run_stem
from cnnlab_gui.core.problems.table import check_run
from cnnlab_gui.core.text import size_text
from cnnlab_gui.core.training import RunSpecification, TrainingSettings


@dataclass(frozen=True)
class Section:
    """A step of the program: its heading, one or two sentences, its lines of Python."""

    title: str
    explanation: str
    code: str


def title_of(specification: RunSpecification) -> str:
    """What is trained on what: ``cnn-64 on Fashion-MNIST``."""
    name = run_stem(specification) if specification.preset else "Own network"
    return f"{name} on {dataset_title(specification.dataset)}"


def sections_of(specification: RunSpecification, *, is_script: bool) -> list[Section]:
    """The whole program, in order.

    Parameters
    ----------
    specification : RunSpecification
    is_script : bool
        Whether it knows the file that it stands in; a notebook does not.

    Raises
    ------
    CnnLabError
        The network cannot be trained.
    """
    check_run(specification, None)
    settings = specification.settings
    return [
        _imports(specification, is_script),
        _settings(settings),
        _images(specification, is_script),
        *([_held_out()] if settings.hold_out else []),
        _network(specification),
        *_first_filters(specification),
        *_learning_rate(settings),
        _training(settings),
        _test(),
    ]


def _imports(specification: RunSpecification, is_script: bool) -> Section:
    lines = ["import keras", "import numpy as np"]
    if specification.settings.deterministic:
        lines.append("import tensorflow as tf")
    if training.stops_by_time(specification.settings):
        lines[:0] = ["import time", ""]
    if is_script and data_file_name(specification.dataset):
        lines = _with_path(lines)
    return Section(
        title_of(specification),
        "Exported from CNN Lab. It builds the same network and trains it the same way: from "
        "the same first weights, on the same images in the same order. It needs TensorFlow "
        "and nothing else (pip install tensorflow).",
        "\n".join(lines),
    )


def _with_path(lines: list[str]) -> list[str]:
    """With ``pathlib``, among the other modules of Python's own."""
    own = [line for line in lines if line == "import time"]
    return [*own, "from pathlib import Path", "", *(each for each in lines[2 * len(own) :])]


def _settings(settings: TrainingSettings) -> Section:
    lines = [
        f"EPOCHS = {literal(settings.epochs)}  # how often the network sees all training images",
        f"BATCH_SIZE = {literal(settings.batch_size)}  # images before each small correction",
        f"LEARNING_RATE = {literal(settings.learning_rate)}  # how large each correction is",
        *training.optimizer_lines(settings),
        f"SEED = {literal(settings.seed)}  # where chance begins: the same seed, the same start",
    ]
    if settings.limit:
        lines.append(f"LIMIT = {literal(settings.limit)}  # train on the first so many images only")
    if settings.hold_out:
        lines.append(f"HOLD_OUT = {literal(settings.hold_out)}  # share of them that is kept aside")
    return Section("Settings", "Change one, run again, and see what it does.", "\n".join(lines))


def _images(specification: RunSpecification, is_script: bool) -> Section:
    shape = specification.architecture.input_shape
    keras_set = KERAS_DATASETS.get(specification.dataset)
    if keras_set:
        where = f"Keras downloads {keras_set.title} once and keeps it."
        load = "(x_train, y_train), (x_test, y_test) = "
        lines = [f"{load}keras.datasets.{keras_set.module}.load_data()"]
        into_shape = f".reshape(-1, {', '.join(map(str, shape))})"
    else:
        file = data_file_name(specification.dataset) or ""
        where = f"They lie in {file}, in the same folder."
        path = f"Path(__file__).with_name({literal(file)})" if is_script else literal(file)
        lines = [
            f"with np.load({path}) as data:",
            '    x_train, y_train = data["x_train"], data["y_train"]',
            '    x_test, y_test = data["x_test"], data["y_test"]',
        ]
        into_shape = ""
    if specification.settings.limit:
        lines.append("x_train, y_train = x_train[:LIMIT], y_train[:LIMIT]")
    lines += [f'{x} = {x}{into_shape}.astype("float32") / 255' for x in ("x_train", "x_test")]
    return Section(
        "Images",
        f"{where} Each is {size_text(shape)} numbers from 0 to 255; divided by 255 they go from "
        "0 to 1, which is easier to learn from.",
        "\n".join(lines),
    )


def _held_out() -> Section:
    return Section(
        "Images kept aside",
        "The network never learns from these; they check it after each epoch. The seed "
        "decides which they are.",
        """\
order = np.random.default_rng(SEED).permutation(len(x_train))
count = round(len(x_train) * HOLD_OUT)
aside, rest = np.sort(order[:count]), np.sort(order[count:])
x_check, y_check = x_train[aside], y_train[aside]
x_train, y_train = x_train[rest], y_train[rest]""",
    )


def _network(specification: RunSpecification) -> Section:
    architecture, settings = specification.architecture, specification.settings
    lines = ["keras.utils.set_random_seed(SEED)"]
    if settings.deterministic:
        lines.append("tf.config.experimental.enable_op_determinism()  # equal to the last digit")
    lines += ["model = keras.Sequential(", "    ["]
    lines.append(f"        keras.Input(shape={literal(architecture.input_shape)}),")
    for layer in architecture.layers:
        lines += layer_lines(layer, indent=8)
    lines += ["    ]", ")", "model.summary()"]
    return Section(
        "Network",
        "Layer by layer, from an image to one probability for each class. The weights begin "
        "by chance, and chance begins at the seed.",
        "\n".join(lines),
    )


def _first_filters(specification: RunSpecification) -> list[Section]:
    code = first_filter_code(specification.architecture)
    explanation = (
        "A convolution's first filter can begin as given numbers, and its bias at 0. On several "
        "channels each gets its share, so that the filter sees their mean. A filter that is kept "
        "is put back after each correction, so training never changes it."
    )
    return [Section("First filter", explanation, code)] if code else []


def _learning_rate(settings: TrainingSettings) -> list[Section]:
    if not training.changes_rate(settings):
        return []
    explanation = training.rate_explanation(settings)
    return [Section("Learning rate", explanation, training.rate_code(settings))]


def _training(settings: TrainingSettings) -> Section:
    check = "the images kept aside" if settings.hold_out else "the test images"
    explanation = (
        f"Each epoch shows all training images once, in a new order that the seed decides. "
        f"Then {check} check the network: these are the figures that begin with val."
    )
    if settings.stop_when:
        explanation += " After each epoch the rules are asked whether it is to be the last."
    return Section("Training", explanation, "\n".join(_training_lines(settings)))


def _training_lines(settings: TrainingSettings) -> list[str]:
    name = "check" if settings.hold_out else "test"
    lines = [
        "model.compile(",
        f"    optimizer={training.optimizer_code(settings)},",
        '    loss="sparse_categorical_crossentropy",',
        '    metrics=["accuracy"],',
        ")",
    ]
    if training.needs_best(settings):
        lines += ["", "", *training.BEST_EPOCH.splitlines(), "", ""]
    lines += ["history = []", *training.before_lines(settings)]
    loop = [
        'print(f"Epoch {epoch} of {EPOCHS}")',
        "order = np.random.default_rng([SEED, epoch]).permutation(len(x_train))",
        "fit = model.fit(",
        "    x_train[order],",
        "    y_train[order],",
        "    batch_size=BATCH_SIZE,",
        "    shuffle=False,",
        f"    validation_data=(x_{name}, y_{name}),",
        *(f"    {line}" for line in training.callbacks_line(settings)),
        ")",
        "history.append({key: values[0] for key, values in fit.history.items()})",
        *training.after_lines(settings),
    ]
    return [*lines, "for epoch in range(1, EPOCHS + 1):", *(f"    {line}" for line in loop)]


def _test() -> Section:
    return Section(
        "Test",
        "How many of the test images, from which it has not learnt, does it get right?",
        """\
test_loss, test_accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"{test_accuracy:.2%} of the test images are right; the loss is {test_loss:.4f}.")""",
    )
