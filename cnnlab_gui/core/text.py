"""Sentences that are written below Qt and translated above it.

A sentence keeps its English template and its values apart, so that the window
can look the template up in a translation and only then fill in the values.
"""


def tr_noop(context: str, template: str) -> str:  # noqa: ARG001
    """Mark ``template`` for translation in ``context`` and return it unchanged.

    ``lupdate`` is told that this is its ``QT_TRANSLATE_NOOP``.
    """
    return template
