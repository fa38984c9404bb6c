"""A whole calculation as plain text, to be pasted into a report or a spreadsheet."""

from PySide6.QtCore import QCoreApplication, QLocale

from cnnlab_gui.core.inside.calculation import TableRow, steps, tables
from cnnlab_gui.core.inside.geometry import Position
from cnnlab_gui.core.inside.sum_text import sum_line
from cnnlab_gui.core.layers.arithmetic import Arithmetic
from cnnlab_gui.widgets.maps.arithmetic_strip import as_text, runs
from cnnlab_gui.widgets.maps.steps_view import step_text

DIGITS = 7


def calculation_text(
    arithmetic: Arithmetic, at: Position, class_names: tuple[str, ...] = ()
) -> str:
    """The line, every number that went in as tables with tabs, and the steps."""
    lines = [as_text(runs(sum_line(at, arithmetic, class_names).pieces())), ""]
    for rows in tables(arithmetic):
        if len(rows) > 1 or rows[0].weight is not None:
            lines += ["\t".join(_header(rows[0])), *("\t".join(_cells(row)) for row in rows), ""]
    return "\n".join([*lines, *(step_text(step) for step in steps(arithmetic))]) + "\n"


def _header(row: TableRow) -> list[str]:
    translate = QCoreApplication.translate
    names = [
        translate("CalculationText", "index")
        if row.row is None
        else translate("CalculationText", "map"),
        translate("CalculationText", "row"),
        translate("CalculationText", "column"),
        translate("CalculationText", "value"),
        translate("CalculationText", "weight"),
        translate("CalculationText", "product"),
    ]
    shown = (True, row.row is not None, row.row is not None, True, row.weight is not None)
    return [name for name, is_shown in zip(names, (*shown, shown[-1]), strict=True) if is_shown]


def _cells(row: TableRow) -> list[str]:
    places = [row.channel] if row.row is None else [row.channel, row.row, row.column]
    numbers = [each for each in (row.value, row.weight, row.product) if each is not None]
    return [*map(str, places), *map(_precise, numbers)]


def _precise(value: float) -> str:
    """With all the digits of single precision, and nothing that a spreadsheet would not read."""
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return locale.toString(value, "g", DIGITS)
