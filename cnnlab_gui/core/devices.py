"""What computes, and why it is not a GPU."""

from dataclasses import dataclass

from cnnlab_gui.core.text import Sentence


@dataclass(frozen=True)
class DeviceReport:
    """The device that trainings use.

    Attributes
    ----------
    name : str
        ``CPU, 2 cores`` or the GPU's own name.
    gpu : bool
    reason : Sentence or None
        Why there is no GPU; None where there is one.
    """

    name: str
    gpu: bool
    reason: Sentence | None = None

    def __str__(self) -> str:
        return f"{self.name} ({self.reason})" if self.reason else self.name
