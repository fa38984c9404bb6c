"""The Layers dock: the stack as cards, what can be done to them, and what it all costs."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from cnnlab_gui.bridge.layer_editor import LayerEditor
from cnnlab_gui.bridge.layer_model import LayerModel
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.translation import data_size, number
from cnnlab_gui.core.costs import batch_bytes
from cnnlab_gui.core.stack_difference import changed_layers
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.widgets.network.layers_view import LayersView
from cnnlab_gui.widgets.network.palette import LayerPalette
from cnnlab_gui.widgets.network.problem_strip import ProblemStrip
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID, Theme

NEED_LAYERS = (
    *("cut", "copy", "duplicate", "duplicate_stage", "switch"),
    *("up", "down", "remove", "remove_stage"),
)


class LayersPanel(QWidget):
    """Shows and edits the session's architecture.

    Signals
    -------
    layer_selected : int
        Index of the layer whose form is to be shown; -1 for the input.
    form_wanted
        The keyboard is wanted in that form: Enter, or a double click.
    selection_changed
        Other layers are selected; see `selected`.
    """

    layer_selected = Signal(int)
    form_wanted = Signal()
    selection_changed = Signal()

    def __init__(self, session: LabSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.editor = LayerEditor(session, self)
        self._model = LayerModel(session.architecture, self)
        self.view = LayersView(self._model, theme, self)
        self.view.setAccessibleName(self.tr("Layers"))
        self.palette_box = LayerPalette(theme, self)
        self.strip = ProblemStrip(session, theme, self)
        self._add = self._make_add_button(theme)
        # What can be wished, by a key, a button, or a menu.
        self.deeds: dict[str, Callable[[], None]] = {
            "add": self.show_palette,
            "remove": lambda: self.editor.remove(self.selected),
            "remove_stage": lambda: self.editor.remove(self.editor.stage(self.selected)),
            "up": lambda: self.editor.shift(self.selected, -1),
            "down": lambda: self.editor.shift(self.selected, 1),
            "duplicate": lambda: self.editor.duplicate(self.selected),
            "duplicate_stage": lambda: self.editor.duplicate(self.editor.stage(self.selected)),
            "switch": lambda: self.editor.switch(self.selected),
            "copy": self._copy,
            "cut": self._cut,
            "paste": self._paste,
            "form": self.form_wanted.emit,
            "mend": self.strip.mend,
            "select_all": self.view.selectAll,
        }
        self._buttons = {
            name: self._tool_button(theme, icon, tip, self.deeds[name])
            for name, icon, tip in (
                ("up", "up", self.tr("Move the selected layers up (Alt+↑)")),
                ("down", "down", self.tr("Move the selected layers down (Alt+↓)")),
                ("duplicate", "duplicate", self.tr("Duplicate the selected layers (Ctrl+D)")),
                ("switch", "eye-off", self.tr("Leave the selected layers out, or in (Ctrl+E)")),
                ("remove", "trash", self.tr("Remove the selected layers (Del)")),
            )
        }
        self._cost = label(role="muted", wrap=True)
        self._cost.setTextFormat(Qt.TextFormat.RichText)
        self._theme = theme
        self._step = 0
        self._selections: dict[int, list[int]] = {}  # what was selected after so many undo steps
        self._is_following = False
        self._lay_out()
        self._connect()
        self._show_problem()
        self._show_cost()
        self.select([0])

    def _make_add_button(self, theme: Theme) -> QToolButton:
        made = QToolButton()
        made.setText(self.tr("Add layer"))
        made.setAccessibleName(made.text())
        made.setToolTip(self.tr("Add a layer below the selected one (Ins)"))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.set_icon(made, "plus")
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.clicked.connect(lambda _: self.show_palette())
        return made

    def _tool_button(
        self, theme: Theme, icon: str, tip: str, on_click: Callable[[], None]
    ) -> QToolButton:
        made = QToolButton()
        made.setAutoRaise(True)
        # A click leaves the keyboard with the list, whose keys these buttons stand for.
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        theme.set_icon(made, icon)
        made.clicked.connect(lambda _: self._do(made, on_click))
        return made

    def _do(self, button: QToolButton, deed: Callable[[], None]) -> None:
        if not button.hasFocus():
            self.view.setFocus()
        deed()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(GRID, 0, GRID, 0)
        buttons.setSpacing(2)
        buttons.addWidget(self._add, 1)
        for each in self._buttons.values():
            buttons.addWidget(each)
        strip = QVBoxLayout()
        strip.setContentsMargins(GRID, 0, GRID, 0)
        strip.addWidget(self.strip)
        self._cost.setContentsMargins(GRID, 0, GRID, GRID)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.view, 1)
        column.addLayout(strip)
        column.addLayout(buttons)
        column.addWidget(self._cost)

    def _connect(self) -> None:
        self._theme.changed.connect(self._show_cost)
        self._session.changed.connect(self._on_session_changed)
        self._session.problem_changed.connect(self._show_problem)
        self._session.undo_stack.indexChanged.connect(self._on_step)
        self.editor.edited.connect(self.select)
        self.editor.refused.connect(self.strip.show_refusal)
        self.strip.layer_chosen.connect(lambda layer: self.select([layer]))
        self.strip.changed.connect(self._order_tabs)
        self.palette_box.chosen.connect(self._on_chosen)
        view = self.view
        view.wish.connect(lambda wish: self.deeds[wish]())
        view.switch_wanted.connect(lambda layer: self.editor.switch([layer]))
        view.value_wanted.connect(self.editor.set_value)
        view.editing_begun.connect(self._session.settle)
        view.moved.connect(lambda before: self.editor.move(self.selected, before))
        view.text_dropped.connect(self.editor.paste)
        view.doubleClicked.connect(lambda _: self.form_wanted.emit())
        selection = view.selectionModel()
        selection.currentChanged.connect(lambda index: self.layer_selected.emit(index.row() - 1))
        selection.selectionChanged.connect(lambda *_: self._on_selection_changed())

    @property
    def selected(self) -> list[int]:
        """Indices of the selected layers, in order; the input is none."""
        return self.view.selected_layers()

    @property
    def current(self) -> int:
        """Index of the layer that the keyboard is at; -1 is the input."""
        return self.view.currentIndex().row() - 1

    def select(self, layers: Sequence[int]) -> None:
        """Select these layers; none or -1 means the input."""
        self.view.select_layers([layer for layer in layers if layer >= 0])

    def show_palette(self) -> None:
        """Let the person choose a kind of layer to add."""
        self.palette_box.popup_at(self._add)

    def _on_chosen(self, kind: str) -> None:
        self.add(kind)
        # So that the next key is for the new layer: F2 edits it, Ins adds one more.
        self.view.setFocus()

    def add(self, kind: str) -> None:
        """Add a layer of ``kind`` with its defaults below the selected ones."""
        self.editor.add(kind, self._below())

    def _below(self) -> int:
        return max(self.selected, default=self.current) + 1

    def _copy(self) -> None:
        if self.selected:
            QGuiApplication.clipboard().setText(self.editor.copied(self.selected))

    def _cut(self) -> None:
        self._copy()
        self.editor.remove(self.selected)

    def _paste(self) -> None:
        self.editor.paste(QGuiApplication.clipboard().text(), self._below())

    def _on_session_changed(self, before: RunSpecification, after: RunSpecification) -> None:
        if before.architecture != after.architecture:
            selected = self.selected
            self._is_following = True
            self._model.set_architecture(after.architecture)
            changed = changed_layers(before.architecture.layers, after.architecture.layers)
            if not set(changed) <= set(selected) or not self.selected:
                self.select(changed[:1])
            self._is_following = False
            self._enable_buttons()
        self._show_cost()

    def _on_step(self, step: int) -> None:
        """Select after an undo what was selected before the step that it takes back."""
        is_back, self._step = step < self._step, step
        known = self._selections.get(step)
        if is_back and known is not None:
            self.select(known)
        self._note_selection()

    def _note_selection(self) -> None:
        if not self._is_following:
            self._selections[self._step] = self.selected

    def _order_tabs(self) -> None:
        """From the list to what mends it, and only then to the buttons below."""
        chain = [self.view, *self.strip.remedies, self._add]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _show_problem(self) -> None:
        self._model.set_problem(self._session.problem)

    def possible(self) -> dict[str, bool]:
        """Which deeds to the selected layers can do something; the others always can."""
        chosen, count = self.selected, len(self._session.architecture.layers)
        ends = {
            "up": bool(chosen) and chosen[0] > 0,
            "down": bool(chosen) and chosen[-1] < count - 1,
        }
        return dict.fromkeys(NEED_LAYERS, bool(chosen)) | ends

    def _on_selection_changed(self) -> None:
        self._enable_buttons()
        self._note_selection()
        self.selection_changed.emit()

    def _enable_buttons(self) -> None:
        possible = self.possible()
        for name, each in self._buttons.items():
            each.setEnabled(possible[name])

    def _show_cost(self) -> None:
        """The network's whole; the colours are those of the bars on the cards."""
        architecture, batch = self._session.architecture, self._session.settings.batch_size
        colours = self._theme.colours
        parameters = self.tr("{count} parameters").format(
            count=number(architecture.parameter_count)
        )
        products = self.tr("{count} multiply-adds for an image").format(
            count=number(architecture.multiply_adds)
        )
        memory = self.tr("{memory} for a batch of {batch}").format(
            memory=data_size(batch_bytes(architecture, batch)), batch=number(batch)
        )
        self._cost.setText(
            f"{_swatch(colours.accent)}{parameters}<br>{_swatch(colours.muted)}{products}"
            f"<br>{memory}"
        )


def _swatch(colour: str) -> str:
    return f'<span style="color: {colour}">▬</span> '
