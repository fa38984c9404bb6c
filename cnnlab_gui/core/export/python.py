"""The export ``python``: a script, its explanations as comments.

``# %%`` begins a cell in the editors that run a script cell by cell.
"""

import textwrap

from cnnlab_gui.core.export.code import LINE
from cnnlab_gui.core.export.program import Section, sections_of
from cnnlab_gui.core.training import RunSpecification


def python_script(specification: RunSpecification) -> str:
    """A script that trains ``specification`` with TensorFlow alone.

    Raises
    ------
    CnnLabError
        The network cannot be trained.
    """
    head, *steps = sections_of(specification, is_script=True)
    parts = [f'"""{head.title}.\n\n{textwrap.fill(head.explanation, LINE)}\n"""', head.code]
    return "\n\n".join([*parts, *map(_commented, steps)]) + "\n"


def _commented(section: Section) -> str:
    explanation = textwrap.indent(textwrap.fill(section.explanation, LINE - 2), "# ")
    return f"# %% {section.title}\n{explanation}\n{section.code}"
