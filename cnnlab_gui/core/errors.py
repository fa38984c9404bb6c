"""The one kind of error that a person may see: a plain sentence, no traceback."""

from typing import Any

from cnnlab_gui.core.text import Sentence, tr_noop


class CnnLabError(Exception):
    """Something a person caused or can mend, said in one plain sentence.

    Parameters
    ----------
    template : str
        English sentence with ``{name}`` fields: what happened, why, and what to
        do. Marked with `cnnlab_gui.core.text.tr_noop`.
    **values
        The values of the fields.
    """

    def __init__(self, template: str, **values: Any) -> None:
        self.sentence = Sentence(template, values)
        super().__init__(str(self.sentence))


def unexpected(error: Exception) -> Sentence:
    """Say that this is our fault, for what no one foresaw."""
    text = str(error).strip()
    return Sentence(
        tr_noop(
            "errors",
            "Something unexpected happened: {error}. The log has the details; please report it.",
        ),
        {"error": type(error).__name__ + (f": {text.splitlines()[0]}" if text else "")},
    )


class CancelledError(CnnLabError):
    """The person asked for it to end; nothing went wrong."""
