"""Tool tips with text that a stranger may have written."""

from html import escape


def plain_tip(text: str) -> str:
    """``text`` as a tool tip that shows it as it is.

    Qt takes a tip that looks like markup for such, would hide its tags and fetch its pictures;
    and of a tool tip nobody can say that it is plain.
    """
    if "<" not in text and "&" not in text:
        return text
    return "<qt>" + "<br>".join(map(escape, text.splitlines())) + "</qt>"
