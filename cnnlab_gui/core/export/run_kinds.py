"""As what a run can be exported: for other programs, as a table, or whole."""

from collections.abc import Mapping

from cnnlab_gui.core.export.models import MODEL_EXPORTS, ModelExport
from cnnlab_gui.core.runs.bundle import ENDING
from cnnlab_gui.core.text import tr_noop

CSV, BUNDLE = "csv", "cnnlab"

RUN_EXPORTS: Mapping[str, ModelExport] = {
    **MODEL_EXPORTS,
    CSV: ModelExport(
        tr_noop("export", "Table of the curves (CSV)"),
        tr_noop("export", "Every epoch's figures, for a spreadsheet."),
        ".csv",
    ),
    BUNDLE: ModelExport(
        tr_noop("export", "Whole run (.cnnlab)"),
        tr_noop("export", "To hand in, or to repeat elsewhere: CNN Lab opens it."),
        ENDING,
    ),
}
"""Its order is the menus'."""

OF_SEVERAL = (CSV, BUNDLE)
"""Those that make sense of several runs at once."""
