"""What the application is made of: a list to search, and the licence of what is chosen."""

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QEvent, QModelIndex, QSize, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import (
    QFontDatabase,
    QIcon,
    QPalette,
    QShowEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.licences import Component, read_text
from cnnlab_gui.widgets.opening import open_page
from cnnlab_gui.widgets.states import Notice, button, label
from cnnlab_gui.widgets.theme import GRID, icon

_COMPONENT = Qt.ItemDataRole.UserRole


class LicencesPage(QWidget):
    """Lists components; the text of one is read when it is chosen.

    Parameters
    ----------
    find : callable
        Finds the components when the page is first seen; may raise CnnLabError.
    has_folder : bool
        Whether there is a folder of licences to be opened.

    Attributes
    ----------
    footer : QWidget
        What can be done with the folder, for the foot of the window.

    Signals
    -------
    folder_wanted
        The person wants to see the folder with the texts.
    """

    folder_wanted = Signal()

    def __init__(
        self,
        find: Callable[[], Sequence[Component]],
        *,
        has_folder: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._find: Callable[[], Sequence[Component]] | None = find
        self._model = QStandardItemModel(0, 3, self)
        self._model.setHorizontalHeaderLabels(
            [self.tr("Name"), self.tr("Version"), self.tr("Licence")]
        )
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self._model)
        self._shown.setFilterKeyColumn(-1)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.field = self._make_field()
        self._icon = self.field.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.list = self._make_list()
        self.name = label(role="dock", wrap=True)
        self.about = self._make_about()
        self.text = self._make_text()
        self._notice = Notice()
        self._none = Notice()
        self._lists = _stack(self.list, self._none)
        self._pages = _stack(self._make_halves(), self._notice)
        self.footer = self._make_footer(has_folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * GRID, 0, 0)
        column.addWidget(self._pages)
        self._colour()
        self.field.textChanged.connect(self._search)
        self.list.selectionModel().currentChanged.connect(self._show)

    @property
    def told(self) -> str:
        """What is said in place of a list."""
        if self._pages.currentWidget() is self._notice:
            return self._notice.text
        return self._none.text if self._lists.currentWidget() is self._none else ""

    @property
    def names(self) -> list[str]:
        """The components in the list, as they stand there."""
        rows = range(self._shown.rowCount())
        return [str(self._shown.index(row, 0).data()) for row in rows]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._find is not None:
            find, self._find = self._find, None
            self._fill(find)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # The first may come while the parts are still being made.
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_icon"):
            self._colour()

    def _make_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setClearButtonEnabled(True)
        field.setPlaceholderText(self.tr("Search by name or licence"))
        field.setAccessibleName(self.tr("Search by name or licence"))
        field.setToolTip(self.tr("Show only what has this in its name, version or licence"))
        return field

    def _make_list(self) -> QTreeView:
        made = QTreeView()
        made.setModel(self._shown)
        made.setAccessibleName(self.tr("What the application is made of"))
        made.setToolTip(self.tr("Choose one to read its licence"))
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setAllColumnsShowFocus(True)
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        # Tab goes on to the text; the arrow keys move in the list.
        made.setTabKeyNavigation(False)
        made.setTextElideMode(Qt.TextElideMode.ElideRight)
        return made

    def _make_about(self) -> QLabel:
        made = QLabel()
        made.setTextFormat(Qt.TextFormat.RichText)
        made.setWordWrap(True)
        made.linkActivated.connect(open_page)
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        made.setAccessibleName(self.tr("Licence and home page"))
        return made

    def _make_text(self) -> QPlainTextEdit:
        made = QPlainTextEdit()
        made.setReadOnly(True)
        made.setTabChangesFocus(True)
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setAccessibleName(self.tr("Text of the licence"))
        made.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        made.document().setDocumentMargin(GRID)
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return made

    def _make_halves(self) -> QSplitter:
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID)
        column.addWidget(self.field)
        column.addWidget(self._lists, 1)
        column = QVBoxLayout(right)
        column.setContentsMargins(GRID, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.name)
        column.addWidget(self.about)
        column.addWidget(self.text, 1)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(left)
        halves.addWidget(right)
        halves.setSizes([50 * GRID, 86 * GRID])
        halves.setStretchFactor(1, 1)
        return halves

    def _make_footer(self, has_folder: bool) -> QWidget:
        footer = QWidget()
        row = QHBoxLayout(footer)
        row.setContentsMargins(0, 0, 0, 0)
        if has_folder:
            opening = button(
                self.tr("Open the folder of licences"),
                self.folder_wanted.emit,
                self.tr("Show the files with these texts"),
            )
            row.addWidget(opening)
        row.addStretch(1)
        return footer

    def _fill(self, find: Callable[[], Sequence[Component]]) -> None:
        try:
            found = find()
        except CnnLabError as error:
            self._notice.show_text(self.tr("No licences to show"), translated(error.sentence))
            self._pages.setCurrentWidget(self._notice)
            return
        if not found:
            self._notice.show_text(
                self.tr("No licences to show"),
                self.tr("This installation does not say what it is made of. Install it again."),
            )
            self._pages.setCurrentWidget(self._notice)
            return
        for component in found:
            row = [QStandardItem(each) for each in _columns(component)]
            row[0].setData(component, _COMPONENT)
            row[0].setSizeHint(QSize(0, 3 * GRID))
            for item, text in zip(row, _columns(component), strict=True):
                item.setToolTip(text)
            self._model.appendRow(row)
        header = self.list.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        for column, letters in enumerate((22, 11)):
            self.list.setColumnWidth(column, letters * self.fontMetrics().averageCharWidth())
        self._choose_first()

    def _search(self, words: str) -> None:
        self._shown.setFilterFixedString(words.strip())
        if self._shown.rowCount() == 0:
            self._none.show_text(
                "", self.tr("Nothing here has “{words}” in it.").format(words=words.strip())
            )
            self._lists.setCurrentWidget(self._none)
            return
        self._lists.setCurrentWidget(self.list)
        if not self.list.currentIndex().isValid():
            self._choose_first()

    def _choose_first(self) -> None:
        self.list.setCurrentIndex(self._shown.index(0, 0))

    def _show(self, index: QModelIndex) -> None:
        component = index.siblingAtColumn(0).data(_COMPONENT) if index.isValid() else None
        if not isinstance(component, Component):
            for part in (self.name, self.about, self.text):
                part.clear()
            return
        self.name.setText(f"{component.name} {component.version}".strip())
        self._tell_about(component)
        self.text.setPlainText(self._text_of(component))

    def _tell_about(self, component: Component) -> None:
        parts = [escape(_licence(component))]
        if component.homepage:
            address = escape(component.homepage)
            parts.append(f'<a href="{address}">{address}</a>')
        self.about.setText(" · ".join(part for part in parts if part))

    def _text_of(self, component: Component) -> str:
        try:
            text = read_text(component)
        except CnnLabError as error:
            return translated(error.sentence)
        return text or self.tr(
            "{name} brings no text of its licence. Its home page has it."
        ).format(name=component.name)

    def _colour(self) -> None:
        muted = self.palette().color(QPalette.ColorRole.PlaceholderText).name()
        self._icon.setIcon(icon("search", muted))


def _columns(component: Component) -> tuple[str, str, str]:
    return component.name, component.version, _licence(component)


def _licence(component: Component) -> str:
    return component.licence.removeprefix("LicenseRef-").replace("see-text", "see the text")


def _stack(*pages: QWidget) -> QStackedWidget:
    made = QStackedWidget()
    for page in pages:
        made.addWidget(page)
    return made
