"""The one table of exports that are texts; its order is the menu's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cnnlab_gui.core.export.notebook import jupyter_notebook
from cnnlab_gui.core.export.python import python_script
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import RunSpecification


@dataclass(frozen=True)
class Export:
    """A way to write a run specification down.

    Attributes
    ----------
    title : str
        English name for a menu and a file dialog, marked for translation.
    ending : str
        Of its files: ``.py``.
    write : callable
        Gives the text; raises CnnLabError for a network that cannot be trained.
    """

    title: str
    ending: str
    write: Callable[[RunSpecification], str]


EXPORTS: Mapping[str, Export] = {
    "python": Export(tr_noop("export", "Python script"), ".py", python_script),
    "notebook": Export(tr_noop("export", "Jupyter notebook"), ".ipynb", jupyter_notebook),
}


def export_text(name: str, specification: RunSpecification) -> str:
    """Write ``specification`` down in the way called ``name``, a key of `EXPORTS`.

    Raises
    ------
    CnnLabError
        The network cannot be trained.
    """
    return EXPORTS[name].write(specification)
