"""The layers of a network of Keras in their order, where each takes what the one before gives."""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.layers.keras_config import malformed
from cnnlab_gui.core.text import plain, shown, tr_noop

Written = dict[str, JsonValue]
"""A layer as it stands in a network's list."""

_TENSOR = "__keras_tensor__"


def title_of(written: JsonValue) -> str:
    """How a sentence calls what Keras wrote: ``Conv2D 'conv2d_1'``."""
    if not isinstance(written, dict) or not isinstance(written.get("class_name"), str):
        return "config.json"
    config = written.get("config")
    name = config.get("name") if isinstance(config, dict) else None
    title = plain(str(written["class_name"]))
    return f"{title} {shown(name)}" if isinstance(name, str) else title


def listed(layers: object, network: str) -> list[Written]:
    """The list of layers, each an object.

    Raises
    ------
    CnnLabError
        It is none.
    """
    if not isinstance(layers, Sequence) or not all(isinstance(layer, dict) for layer in layers):
        raise malformed(network, "layers")
    return list(layers)


def in_order(layers: list[Written], inputs: object, outputs: object, network: str) -> list[Written]:
    """The layers of a Functional network from its input to its output.

    Parameters
    ----------
    inputs, outputs
        What Keras writes of the network's ends.
    network : str
        The network's title.

    Raises
    ------
    CnnLabError
        They are not one chain.
    """
    by_name = {_name_of(layer): layer for layer in layers}
    if len(by_name) < len(layers):
        raise malformed(network, "name")
    first, last = (_one_end(ends, network) for ends in (inputs, outputs))
    if first not in by_name:
        raise malformed(network, "input_layers")
    follower = _followers(by_name, first)
    order = [first]
    while order[-1] in follower:
        order.append(follower[order[-1]])
    if len(order) < len(layers) or order[-1] != last:
        raise _no_chain(network)
    return [by_name[name] for name in order]


def _name_of(layer: Written) -> str:
    name = layer.get("name")
    if not isinstance(name, str):
        raise malformed(title_of(layer), "name")
    return name


def _one_end(ends: object, network: str) -> str:
    names = list(_ends(ends, network))
    if len(names) != 1:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{network} has several inputs or outputs, but CNN Lab has one image in and one "
                "answer out. Save a network with one of each.",
            ),
            network=network,
        )
    return names[0]


def _ends(ends: object, network: str) -> Iterator[str]:
    """The names in ``["in", 0, 0]``, in a list of such, or in an object of such."""
    if isinstance(ends, str) or not isinstance(ends, Mapping | Sequence):
        raise malformed(network, "input_layers, output_layers")
    if isinstance(ends, Sequence) and len(ends) == 3 and isinstance(ends[0], str):
        yield ends[0]
        return
    for end in ends.values() if isinstance(ends, Mapping) else ends:
        if not isinstance(end, list) or not end or not isinstance(end[0], str):
            raise malformed(network, shown(end))
        yield end[0]


def _followers(by_name: Mapping[str, Written], first: str) -> dict[str, str]:
    """The layer after each layer, by name."""
    follower: dict[str, str] = {}
    for name, layer in by_name.items():
        if name == first:
            continue
        source = _source(layer)
        if source in follower:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "{first} and {second} both take what {source} gives, but CNN Lab has one stack "
                    "of layers. Leave one branch out, and save the network again.",
                ),
                first=title_of(by_name[follower[source]]),
                second=title_of(layer),
                source=shown(source),
            )
        follower[source] = name
    return follower


def _source(layer: Written) -> str:
    """The name of the one layer whose output ``layer`` takes."""
    title, calls = title_of(layer), layer.get("inbound_nodes")
    if not isinstance(calls, list):
        raise malformed(title, "inbound_nodes")
    if len(calls) != 1:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{layer} stands in the network {count:,} times, but in CNN Lab each layer has its "
                "own place and its own weights. Make a layer for each place, and save the network "
                "again.",
            ),
            layer=title,
            count=len(calls),
        )
    sources, keywords = _call(calls[0], title)
    if len(sources) != 1:
        raise CnnLabError(
            tr_noop(
                "errors",
                "{layer} takes in {count:,} layers, but CNN Lab has one stack, in which each layer "
                "takes in the one before. Leave the branches out, and save the network again.",
            ),
            layer=title,
            count=len(sources),
        )
    _check_keywords(keywords, title)
    match sources[0]:
        case [str(name), 0, 0]:  # the first output of its first call
            return name
    raise malformed(title, shown(sources[0]))


def _check_keywords(keywords: Mapping[str, JsonValue], title: str) -> None:
    for keyword, value in keywords.items():
        # Some versions of Keras write training=False into every call.
        if value is not None and not (keyword == "training" and value is False):
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "{layer} is called with {keyword}={value}, which CNN Lab does not have. Call "
                    "it without, and save the network again.",
                ),
                layer=title,
                keyword=plain(keyword),
                value=shown(value),
            )


def _call(call: JsonValue, title: str) -> tuple[list[JsonValue], Mapping[str, JsonValue]]:
    """Where the tensors of a call come from, and its keywords."""
    if isinstance(call, list):  # Keras 2: [["conv2d", 0, 0, {}], …]
        parts = [part for part in call if isinstance(part, list) and len(part) == 4]
        keywords = parts[0][3] if parts else None
        if len(parts) != len(call) or not isinstance(keywords, dict):
            raise malformed(title, "inbound_nodes")
        return [part[:3] for part in parts], keywords
    arguments = call.get("args") if isinstance(call, dict) else None
    keywords = call.get("kwargs", {}) if isinstance(call, dict) else None
    if not isinstance(arguments, list) or not isinstance(keywords, dict):
        raise malformed(title, "inbound_nodes")
    if len(arguments) == 1 and isinstance(arguments[0], list):
        arguments = arguments[0]
    return [_tensor_history(argument, title) for argument in arguments], keywords


def _tensor_history(argument: JsonValue, title: str) -> JsonValue:
    config = argument.get("config") if isinstance(argument, dict) else None
    if isinstance(argument, dict) and argument.get("class_name") == _TENSOR:
        return config.get("keras_history") if isinstance(config, dict) else None
    raise malformed(title, "inbound_nodes")


def _no_chain(network: str) -> CnnLabError:
    return CnnLabError(
        tr_noop(
            "errors",
            "The layers of {network} are not one chain from its input to its output, and CNN Lab "
            "has one stack of layers. Leave the rest out, and save the network again.",
        ),
        network=network,
    )
