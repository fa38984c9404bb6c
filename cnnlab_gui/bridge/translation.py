"""Sentences of the layers below Qt, in the person's language."""

from PySide6.QtCore import QCoreApplication, QLocale

from cnnlab_gui.core.inside.number import Number
from cnnlab_gui.core.text import Sentence

CONTEXTS = (
    "about",
    "errors",
    "remedies",
    "layers",
    "settings",
    "presets",
    "export",
    "devices",
    "runs",
    "sums",
    "kernels",
    "draw",
    "drawings",
    "factors",
    "compare",
    "sweep",
)


def translated(text: Sentence | Number | str) -> str:
    """``text`` in the person's language, its values filled in; these may be sentences too."""
    if isinstance(text, Number):
        return text.written(number)
    if isinstance(text, Sentence):
        values = {
            name: translated(value) if isinstance(value, Sentence | Number) else value
            for name, value in text.values.items()
        }
        return _template(text.template).format(**values)
    return _template(text)


def _template(template: str) -> str:
    for context in CONTEXTS:
        found = QCoreApplication.translate(context, template)
        if found != template:
            return found
    return template


def number(value: float, decimals: int = 0) -> str:
    """A number in the locale's form: ``243,786``."""
    locale = QLocale()
    return locale.toString(float(value), "f", decimals)


def data_size(count: int) -> str:
    """So many bytes as ``11.2 MB``."""
    return QLocale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def percent(share: float, decimals: int = 1) -> str:
    """A share in [0, 1] as ``91.6 %``."""
    return f"{number(100 * share, decimals)} %"
