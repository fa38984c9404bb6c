"""What is installed and found here, in groups; all of it can be copied as one text."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from cnnlab_gui.widgets.states import button, label
from cnnlab_gui.widgets.theme import GRID

COPIED_MS = 4_000


@dataclass(frozen=True)
class Facts:
    """One group: a title, and names with their values."""

    title: str
    rows: tuple[tuple[str, str], ...]


def as_text(title: str, groups: Sequence[Facts]) -> str:
    """All of it for a bug report: a line for each fact."""
    width = max((len(name) for group in groups for name, _ in group.rows), default=0)
    lines = [title]
    for group in groups:
        lines += ["", group.title]
        lines += [f"  {name:<{width}}  {value}".rstrip() for name, value in group.rows]
    return "\n".join(lines) + "\n"


class FactsPage(QWidget):
    """Shows groups of facts.

    Parameters
    ----------
    title : str
        The first line of what is copied.

    Attributes
    ----------
    footer : QWidget
        The button that copies, for the foot of the window.
    """

    def __init__(self, title: str, groups: Sequence[Facts], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._groups = groups
        self._view = QTextBrowser()
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setAccessibleName(self.tr("Facts about this computer"))
        self._view.setOpenLinks(False)
        self._view.document().setDocumentMargin(2 * GRID)
        self._copy = button(
            self.tr("Copy for a bug report"),
            self._copy_all,
            self.tr("Copy all of this as text"),
        )
        self._copied = label(role="muted")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(COPIED_MS)
        self._timer.timeout.connect(self._copied.clear)
        self.footer = QWidget()
        row = QHBoxLayout(self.footer)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._copy)
        row.addWidget(self._copied, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * GRID, 0, 0)
        column.addWidget(self._view)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show()

    @property
    def text(self) -> str:
        """What is copied."""
        return as_text(self._title, self._groups)

    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self._copied.setText(self.tr("Copied"))
        self._timer.start()

    def _show(self) -> None:
        muted = self.palette().color(QPalette.ColorRole.PlaceholderText).name()
        rows = []
        for number, group in enumerate(self._groups):
            above = 3 * GRID if number else 0
            rows.append(
                f'<tr><td colspan="2" style="padding-top: {above}px; padding-bottom: {GRID // 2}px;'
                f' font-weight: 600">{escape(group.title)}</td></tr>'
            )
            rows += [
                f'<tr><td style="color: {muted}; padding: {GRID // 4}px {3 * GRID}px {GRID // 4}px'
                f' 0; white-space: nowrap">{escape(name)}</td>'
                f'<td style="padding: {GRID // 4}px 0">{escape(value)}</td></tr>'
                for name, value in group.rows
            ]
        bar = self._view.verticalScrollBar().value()
        self._view.setHtml(f'<table cellspacing="0">{"".join(rows)}</table>')
        self._view.verticalScrollBar().setValue(bar)
