"""The architecture in a ``.keras`` file, read without Keras: nothing in it is executed.

Only the file's ``config.json`` is read, within bounds, and only what CNN Lab has itself
comes out of it. Weights stay where they are.
"""

from pathlib import Path

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.keras_file.archive import no_network, read_config
from cnnlab_gui.core.keras_file.network import architecture_of
from cnnlab_gui.core.strict_json import JsonError, parse_strictly

__all__ = ["read_keras_architecture"]


def read_keras_architecture(path: Path) -> Architecture:
    """Read the stack of layers of a network that Keras has saved.

    It may have faults that the window marks and mends, such as a wrong end.

    Raises
    ------
    CnnLabError
        The file is no such file, is beyond the bounds, or holds what CNN Lab does not have.
    """
    text = read_config(path)
    try:
        content = parse_strictly(text)
    except JsonError as error:
        raise no_network(path, error.sentence) from error
    return architecture_of(content)
