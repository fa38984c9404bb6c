"""Networks of Keras that are no stack of layers for images: each is refused in one sentence."""

import json
from typing import Any

import pytest

from tests.core.keras_parts import (
    Refused,
    Written,
    dense,
    flatten,
    functional,
    image_input,
    sequential,
    tensor,
    written,
)

SHAPES: list[tuple[Written, str]] = [
    (
        sequential(flatten(), shape=[None, None, None, 1]),
        "Sequential 'sequential' leaves the size of its images open: [None, None, 1]. In CNN Lab "
        "it is fixed; give the Input numbers, such as (28, 28, 1), and save the network again.",
    ),
    (
        sequential(flatten(), dense(), shape=None),
        "Sequential 'sequential' does not say how large its images are. Give it an Input of that "
        "shape, such as (28, 28, 1), and save it again.",
    ),
    (
        sequential(dense(), shape=[None, 784]),
        "takes in [784], but CNN Lab takes in images: height, width and channels, such as (28, 28",
    ),
    (sequential(dense(), shape=[None, 28, 28]), "takes in [28, 28], but CNN Lab takes in images"),
    (sequential(flatten(), shape=[None, 4, 28, 28, 1]), "takes in [4, 28, 28, 1], but CNN Lab"),
    (
        sequential(flatten(), shape=[None, 28, 1025, 1]),
        "input_shape must be a height and a width from 1 to 1,024 and from 1 to 4 channels, but "
        "holds 1,025. Change it in Keras",
    ),
    (sequential(flatten(), shape=[None, 28, 28, 5]), "but holds 5. Change it in Keras"),
    (sequential(flatten(), shape=[None, 0, 28, 1]), "but holds 0. Change it in Keras"),
    (sequential(flatten(), shape=[None, 28.0, 28, 1]), "not written as Keras writes it (see input"),
    (sequential(flatten(), shape=[None, True, 28, 1]), "not written as Keras writes it (see input"),
    (sequential(flatten(), shape=[None, [28], 28, 1]), "not written as Keras writes it (see input"),
    (sequential(flatten(), shape=[]), "not written as Keras writes it (see input"),
    (sequential(flatten(), shape="28"), "not written as Keras writes it (see input"),
    (
        sequential(flatten(), build_input_shape=[None, 27, 28, 1]),
        "is not written as Keras writes it (see build_input_shape): the file is damaged, or was "
        "made by hand. Save the network again with Keras.",
    ),
    (
        sequential(image_input(dtype="uint8"), flatten(), shape=None),
        "InputLayer 'input' has dtype 'uint8', which CNN Lab does not have: here it is always 'fl",
    ),
    (sequential(image_input(sparse=True), shape=None), "InputLayer 'input' has sparse True, which"),
]


@pytest.mark.parametrize(("content", "sentence"), SHAPES)
def test_that_an_input_that_is_no_image_is_refused(
    content: Written, sentence: str, refused: Refused
) -> None:
    assert sentence in refused(content)


def changed(**changes: Any) -> Written:
    """A chain of input_0, flatten_1, dense_2, whose last layer has ``changes``."""
    content = functional(flatten(), dense())
    content["config"]["layers"][2] |= changes
    return content


def called(*sources: str, **keywords: Any) -> Written:
    argument: Any = [tensor(source) for source in sources]
    call = {"args": argument if len(sources) < 2 else [argument], "kwargs": keywords}
    return changed(inbound_nodes=[call])


def branched() -> Written:
    content = functional(flatten(), dense(), dense())
    (call,) = content["config"]["layers"][3]["inbound_nodes"]
    call["args"] = [tensor("flatten_1")]
    return content


def looped() -> Written:
    content = functional(flatten(), dense(), dense())
    (call,) = content["config"]["layers"][2]["inbound_nodes"]
    call["args"] = [tensor("dense_3")]
    return content


def with_a_ring_beside_it() -> Written:
    """Two layers that feed each other, next to a chain that is sound."""
    content = functional(flatten(), dense(), dense(), dense())
    ring = content["config"]["layers"][3:]
    for entry, other in zip(ring, reversed(ring), strict=True):
        entry["inbound_nodes"][0]["args"] = [tensor(other["name"])]
    content["config"]["output_layers"] = ["dense_2", 0, 0]
    return content


HISTORY = ["flatten_1", 0, 0, {}]
NO_CHAIN = "are not one chain from its input to its output, and CNN Lab has one stack of layers."
NOT_KERAS = "is not written as Keras writes it (see "

CHAINS: list[tuple[str, Written, str]] = [
    (
        "two inputs",
        functional(flatten(), dense(), input_layers=[["input_0", 0, 0], ["flatten_1", 0, 0]]),
        "Functional 'functional' has several inputs or outputs, but CNN Lab has one image in and "
        "one answer out. Save a network with one of each.",
    ),
    (
        "two outputs",
        functional(flatten(), dense(), output_layers={"a": ["flatten_1", 0, 0], "b": ["d", 0, 0]}),
        "has several inputs or outputs, but",
    ),
    ("no output", functional(flatten(), output_layers=[]), "has several inputs or outputs, but"),
    (
        "merge",
        called("input_0", "flatten_1"),
        "Dense 'dense' takes in 2 layers, but CNN Lab has one stack, in which each layer takes in "
        "the one before. Leave the branches out, and save the network again.",
    ),
    (
        "merge as Keras 2 writes it",
        changed(inbound_nodes=[[HISTORY, ["input_0", 0, 0, {}]]]),
        "Dense 'dense' takes in 2 layers, but",
    ),
    ("no source", called(), "Dense 'dense' takes in 0 layers, but"),
    (
        "branch",
        branched(),
        "Dense 'dense' and Dense 'dense' both take what 'flatten_1' gives, but CNN Lab has one "
        "stack of layers. Leave one branch out, and save the network again.",
    ),
    (
        "shared layer",
        changed(inbound_nodes=[{"args": [tensor("flatten_1")], "kwargs": {}}] * 2),
        "Dense 'dense' stands in the network 2 times, but in CNN Lab each layer has its own place "
        "and its own weights. Make a layer for each place, and save the network again.",
    ),
    ("layer that is never called", changed(inbound_nodes=[]), "stands in the network 0 times"),
    ("loop", looped(), NO_CHAIN),
    ("ring beside the chain", with_a_ring_beside_it(), NO_CHAIN),
    (
        "output in mid-chain",
        functional(flatten(), dense(), output_layers=["flatten_1", 0, 0]),
        NO_CHAIN,
    ),
    ("unknown output", functional(flatten(), output_layers=["x", 0, 0]), NO_CHAIN),
    ("unknown source", called("x"), NO_CHAIN),
    ("source is itself", called("dense_2"), NO_CHAIN),
    ("unknown input", functional(flatten(), input_layers=["x", 0, 0]), NOT_KERAS + "input_layers)"),
    (
        "called for training",
        called("flatten_1", training=True),
        "Dense 'dense' is called with training=True, which CNN Lab does not have. Call it without, "
        "and save the network again.",
    ),
    (
        "called for training in Keras 2",
        changed(inbound_nodes=[[["flatten_1", 0, 0, {"training": True}]]]),
        "is called with training=True, which",
    ),
    ("called with a mask", called("flatten_1", mask=[1]), "is called with mask=[1], which"),
    ("same name twice", changed(name="flatten_1"), NOT_KERAS + "name)"),
    ("no name", changed(name=None), "Dense 'dense' " + NOT_KERAS + "name)"),
    ("calls that are none", changed(inbound_nodes=3), NOT_KERAS + "inbound_nodes)"),
    ("call that is none", changed(inbound_nodes=[3]), NOT_KERAS + "inbound_nodes)"),
    ("call without tensors", changed(inbound_nodes=[{"args": 3}]), NOT_KERAS + "inbound_nodes)"),
    ("call of a number", changed(inbound_nodes=[{"args": [3]}]), NOT_KERAS + "inbound_nodes)"),
    ("empty call of Keras 2", changed(inbound_nodes=[[]]), NOT_KERAS + "inbound_nodes)"),
    ("odd call of Keras 2", changed(inbound_nodes=[[HISTORY, 3]]), NOT_KERAS + "inbound_nodes)"),
    (
        "tensor without history",
        changed(inbound_nodes=[{"args": [{"class_name": "__keras_tensor__"}]}]),
        NOT_KERAS + "None)",
    ),
    (
        "second call of a layer",
        changed(inbound_nodes=[{"args": [tensor("flatten_1", 1, 0)]}]),
        NOT_KERAS + "['flatten_1', 1, 0])",
    ),
    ("ends that are none", functional(flatten(), input_layers=3), NOT_KERAS + "input_layers, out"),
    ("end that is none", functional(flatten(), input_layers=[3]), NOT_KERAS + "3)"),
    ("ends as text", functional(flatten(), input_layers="abc"), NOT_KERAS + "input_layers, outp"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "sentence"), [case[1:] for case in CHAINS], ids=[case[0] for case in CHAINS]
)
def test_that_a_network_that_is_no_chain_is_refused(
    content: Written, sentence: str, refused: Refused
) -> None:
    assert sentence in refused(content)


NO_FILE = "network.keras is no .keras file that can be read: "


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", NO_FILE + "it is empty. Save the network again with model.save('network.keras')."),
        ("{", NO_FILE + "it is not JSON: see line 1, column 1."),
        ("[" * 100_000, NO_FILE + "it is nested too deep."),
        ('{"config": ' * 300 + "1" + "}" * 300, NO_FILE + "it is nested too deep."),
        ('{"module": "keras", "module": "keras"}', NO_FILE + "'module' stands twice in one place."),
        (json.dumps(sequential(dense(units=1))).replace('"units": 1', '"units": NaN'), "not JSON"),
        (b"\xff\xfe", NO_FILE + "it is cut short, damaged, or not made by Keras."),
        ("[]", "config.json " + NOT_KERAS + "[])"),
        ("null", "config.json " + NOT_KERAS + "None)"),
        ("{}", "config.json " + NOT_KERAS + "class_name)"),
        ('{"class_name": ["Sequential"]}', NOT_KERAS + "class_name)"),
        ('{"class_name": "Sequential", "module": "keras"}', NOT_KERAS + "config)"),
        ('{"class_name": "Sequential", "config": {}}', "Sequential " + NOT_KERAS + "layers)"),
        (json.dumps(dense()), "Dense 'dense' " + NOT_KERAS + "layers)"),
        (json.dumps(written("Model", "keras", layers=[])), "Model " + NOT_KERAS + "class_name)"),
    ],
)
def test_that_a_config_that_keras_does_not_write_is_refused(
    content: str | bytes, sentence: str, refused: Refused
) -> None:
    assert sentence in refused(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (sequential(layers=3), NOT_KERAS + "layers)"),
        (sequential(layers={"a": dense()}), NOT_KERAS + "layers)"),
        (sequential(layers="dense"), NOT_KERAS + "layers)"),
        (sequential(layers=[3]), NOT_KERAS + "layers)"),
        (sequential({**dense(), "hook": 1}), "Dense 'dense' " + NOT_KERAS + "'hook')"),
        ({**sequential(dense()), "hook": 1}, "Sequential 'sequential' " + NOT_KERAS + "'hook')"),
        (sequential(dense(), hook=1), "Sequential 'sequential' has hook 1, which CNN Lab does not"),
        (
            sequential(dense(), trainable=False),
            "Sequential 'sequential' has trainable False, which",
        ),
        (
            sequential(*[dense()] * 201),
            "Sequential 'sequential' has 201 layers, but 200 are the most in CNN Lab. Leave some "
            "out, and save the network again.",
        ),
    ],
)
def test_that_a_list_of_layers_that_is_none_is_refused(
    content: Written, sentence: str, refused: Refused
) -> None:
    assert sentence in refused(content)
