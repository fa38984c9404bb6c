"""What a person wishes to see of a network, and what is seen then."""

from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.inside.choice import Rows
from cnnlab_gui.core.inside.colours import INFERNO, NOT_A_NUMBER
from cnnlab_gui.core.inside.grid import spatial_layers
from cnnlab_gui.core.inside.kernels import KernelScale
from cnnlab_gui.core.inside.order import Order
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import Sheet
from cnnlab_gui.core.inside.sources import Source
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState, Values
from cnnlab_gui.core.layers.convolution import Convolution

EMPTY_SHEET = Sheet(np.zeros((1, 1), np.uint32), (), INFERNO)


class View(Enum):
    """What the page shows."""

    GRID = "grid"
    CHANNELS = "channels"
    KERNELS = "kernels"
    EVIDENCE = "evidence"


@dataclass(frozen=True)
class Wish:
    """Everything that decides what is seen, but the network and the dataset.

    Attributes
    ----------
    view : View
    rows : tuple of Chosen
        The images, at least one.
    row : int
        Which of them, where only one is shown.
    columns : tuple of int
        The layers of the grid.
    layer : int
        The layer of all other views.
    channel : int
        The one that all maps of the grid show; a filter, of kernels.
    input_map : int or None
        Which input map kernels are shown for; None shows all of the filter ``channel``.
    order : Order
    scale : MapScale
    kernel_scale : {"each", "all"} or None
        How kernels get their colours, see `kernel_sheet`.
    target : int or None
        The class whose evidence is shown; None for the one that the network names.
    room : (int, int)
        Height and width for the sheet, in pixels of the screen.
    words : (int, int)
        Height of what stands beside a row and width of what stands above a column, likewise.
    ratio : float
        Pixels of the screen for each logical one.
    thorough : bool
        Also what takes longer: dead channels, occlusion.
    """

    view: View = View.GRID
    rows: Rows = ()
    row: int = 0
    columns: tuple[int, ...] = ()
    layer: int = 0
    channel: int = 1
    input_map: int | None = 0
    order: Order = Order.INDEX
    scale: MapScale = field(default_factory=MapScale)
    kernel_scale: KernelScale | None = None
    target: int | None = None
    room: tuple[int, int] = (400, 700)
    words: tuple[int, int] = (0, 0)
    ratio: float = 1.0
    thorough: bool = False


@dataclass(frozen=True, eq=False)
class Seen:
    """The answer to a wish.

    Attributes
    ----------
    wish : Wish
    source : Source
    state : NetworkState
    outputs : LayerOutputs
        Of the wish's images.
    sheet : Sheet
    reference : Sheet or None
        What stands beside it: the image and the layer before.
    order : (C,) int
        The channels in the order in which they are shown; empty where there are none.
    targets : (N,) int64
        The class whose evidence is shown, for each image.
    dead : (C,) bool or None
        Of the wish's layer, units of a vector too; None where it was not looked for.
    dead_in : int
        How many test images told that.
    has_nan : bool
        Some weight, or some number that a layer gives, is not a number.
    before : NetworkState or None
        The network before its training, whose kernels are shown beside those of ``state``.
    activation : (N, h, w) float32 or None
        What Grad-CAM says speaks for the targets, where that is shown.
    occlusion : (N, H, W) float32 or None
        Likewise, what hiding each place says; None also where it was not looked for.
    """

    wish: Wish
    source: Source
    state: NetworkState
    outputs: LayerOutputs
    sheet: Sheet = EMPTY_SHEET
    reference: Sheet | None = None
    order: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    targets: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    dead: NDArray[np.bool_] | None = None
    dead_in: int = 0
    has_nan: bool = False
    before: NetworkState | None = None
    activation: Values | None = None
    occlusion: Values | None = None

    @property
    def shows_nan(self) -> bool:
        """Whether something is seen that is not a number, or whose weights are none."""
        sheets = (self.sheet,) if self.reference is None else (self.sheet, self.reference)
        evidence = [values for values in (self.activation, self.occlusion) if values is not None]
        return any((sheet.picture == NOT_A_NUMBER).any() for sheet in sheets) or not all(
            np.isfinite(values).all() for values in evidence
        )


def workshop_columns(architecture: Architecture) -> tuple[int, ...]:
    """The convolutions and poolings; all layers where there are none."""
    return spatial_layers(architecture) or tuple(range(len(architecture.active().layers)))


def last_convolution(architecture: Architecture) -> int | None:
    """The last layer with filters over images; None where there is none."""
    layers = architecture.active().layers
    found = [index for index, layer in enumerate(layers) if isinstance(layer, Convolution)]
    return found[-1] if found else None
