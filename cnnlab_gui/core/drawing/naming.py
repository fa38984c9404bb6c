"""How a network expects drawings to be laid into its images."""

from cnnlab_gui.core.drawing.placed import Placement

OF_DIGITS = ("mnist", "stroke-digits")
OF_CLOTHES = ("fashion-mnist",)
DIGITS = tuple("0123456789")


def placement_for(class_names: tuple[str, ...], dataset_id: str) -> Placement:
    """Return where the images of a dataset have their ink.

    Parameters
    ----------
    class_names : tuple of str
    dataset_id : str
        An id or a path; empty where it is not known.
    """
    if dataset_id in OF_DIGITS or class_names == DIGITS:
        return Placement.MNIST
    return Placement.FILLED if dataset_id in OF_CLOTHES else Placement.AS_DRAWN
