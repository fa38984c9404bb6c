"""The export ``notebook``: for Jupyter and Colab, nbformat 4.5 written by hand."""

import json
from typing import Any

from cnnlab_gui.core.export.program import sections_of
from cnnlab_gui.core.training import RunSpecification

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def jupyter_notebook(specification: RunSpecification) -> str:
    """A notebook that trains ``specification`` with TensorFlow alone, as JSON.

    Raises
    ------
    CnnLabError
        The network cannot be trained.
    """
    cells = []
    for index, section in enumerate(sections_of(specification, is_script=False)):
        heading = "##" if index else "#"
        text = f"{heading} {section.title}\n\n{section.explanation}"
        cells.append(_cell(f"text-{index}", "markdown", text))
        code = _cell(f"code-{index}", "code", section.code)
        cells.append(code | {"execution_count": None, "outputs": []})
    notebook = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1) + "\n"


def _cell(name: str, kind: str, source: str) -> dict[str, Any]:
    return {
        "cell_type": kind,
        "id": name,
        "metadata": {},
        "source": source.splitlines(keepends=True),
    }
