"""How much room the words around a grid take, which its squares are laid out for."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from cnnlab_gui.core.inside.network import Network

CAPTION_LINES = 3


def words_room(view: QWidget, network: Network | None, columns: Sequence[int]) -> tuple[int, int]:
    """Height of a caption, and width of the widest name above a column.

    Parameters
    ----------
    view : QWidget
        That writes them.
    network : Network or None
    columns : sequence of int
        Layers; those that it does not have have no name.

    Returns
    -------
    (int, int)
        In the screen's own pixels.
    """
    ratio, metrics = view.devicePixelRatioF(), view.fontMetrics()
    layers = network.architecture.active().layers if network else ()
    names = [layers[column].kind for column in columns if column < len(layers)]
    widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
    return round(CAPTION_LINES * metrics.height() * ratio), round(widest * ratio)
