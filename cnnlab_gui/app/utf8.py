"""A locale whose letters are UTF-8, which Qt asks for and complains where it is another."""

import locale
import os
import sys

CODESETS = ("UTF-8", "UTF8")
OF_ALL = "C.UTF-8"
CATEGORIES = (
    *("LC_COLLATE", "LC_MESSAGES", "LC_MONETARY", "LC_NUMERIC", "LC_TIME"),
    *("LC_ADDRESS", "LC_IDENTIFICATION", "LC_MEASUREMENT", "LC_NAME", "LC_PAPER", "LC_TELEPHONE"),
)


def use_utf8() -> None:
    """Let this process, and what it starts, write letters as UTF-8; the language stays.

    This is for Linux, before Qt. Python's own program does the same where no locale is set; an
    application that brings its Python along, and one with another locale, are left to Qt, which
    does it too, and then writes four lines about it on stderr.
    """
    if not sys.platform.startswith("linux") or _is_utf8(""):
        return
    own = locale.setlocale(locale.LC_CTYPE).partition(".")[0].partition("@")[0]
    for name in (f"{own}.UTF-8", OF_ALL):
        if _is_utf8(name):
            _tell_children(name)
            return


def _is_utf8(name: str) -> bool:
    """Take a locale for letters, the environment's with an empty name; false if it is no such."""
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        return False
    return locale.nl_langinfo(locale.CODESET).upper() in CODESETS


def _tell_children(name: str) -> None:
    """Say it in the environment, in which ``LC_ALL`` would overrule it."""
    every = os.environ.pop("LC_ALL", "")
    if every:
        for category in CATEGORIES:
            os.environ.pop(category, None)
        os.environ["LANG"] = every
    os.environ["LC_CTYPE"] = name
