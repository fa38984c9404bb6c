"""What can be wrong with a data file, as a kind and as a sentence."""

import enum
from typing import Any

from cnnlab_gui.core.errors import CnnLabError


class Fault(enum.Enum):
    """The kind of a data file's fault."""

    UNREADABLE = enum.auto()
    FOREIGN = enum.auto()
    TRUNCATED = enum.auto()
    DAMAGED = enum.auto()
    TOO_LARGE = enum.auto()
    CONTENT = enum.auto()


class DataFileError(CnnLabError):
    """A data file that is not used, and the kind of its fault.

    Parameters
    ----------
    fault : Fault
    template : str
        Sentence, marked with `cnnlab_gui.core.text.tr_noop`.
    **values
        The values of its fields.
    """

    def __init__(self, fault: Fault, template: str, **values: Any) -> None:
        super().__init__(template, **values)
        self.fault = fault
