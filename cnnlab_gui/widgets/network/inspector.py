"""The Inspector dock: the selected layer's form, what it does, and what it costs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from cnnlab_gui.bridge.layer_editor import LayerEditor
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.translation import data_size, number, translated
from cnnlab_gui.core.architecture import LayerReport
from cnnlab_gui.core.costs import BYTES_PER_NUMBER
from cnnlab_gui.core.form import form_of
from cnnlab_gui.core.layers.augmentation import Augmentation
from cnnlab_gui.core.layers.base import Layer
from cnnlab_gui.core.text import size_text
from cnnlab_gui.widgets.forms import Form
from cnnlab_gui.widgets.network.augmentation_preview import AugmentationPreview
from cnnlab_gui.widgets.network.first_filter import FirstFilterRow
from cnnlab_gui.widgets.network.kind_picture import KindPicture
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID, Theme


class Inspector(QScrollArea):
    """Edits one layer of the session's architecture.

    Signals
    -------
    preview_wanted : tuple of Layer
        Augmentation layers whose effect is to be shown; the answer goes to `preview`.
    """

    preview_wanted = Signal(object)

    def __init__(
        self,
        session: LabSession,
        editor: LayerEditor,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._editor = editor
        self._index = -1
        self._kind: type[Layer] | None = None
        self._previewed: tuple[Layer, ...] = ()
        self._form: Form | None = None
        self._forms: dict[type[Layer], Form] = {}
        self._title = label(role="dock")
        self._picture = KindPicture(theme)
        self._explanation = label(role="muted", wrap=True)
        self._problem = label(role="error", wrap=True)
        self._off = label(self.tr("This layer is left out of the network."), "muted", wrap=True)
        self._facts = QFormLayout()
        self._facts.setSpacing(GRID)
        self._form_place = QVBoxLayout()
        self._first_filter = FirstFilterRow(theme)
        self.preview = AugmentationPreview(theme)
        self._lay_out()
        self._first_filter.freezing_wanted.connect(
            lambda frozen: editor.freeze_first_filter(self._index, frozen=frozen)
        )
        self._first_filter.removal_wanted.connect(lambda: editor.remove_first_filter(self._index))
        self.preview.wanted.connect(lambda: self.preview_wanted.emit(self._previewed))
        session.changed.connect(lambda *_: self._show())
        session.problem_changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self._title)
        column.addWidget(self._picture)
        column.addWidget(self._explanation)
        column.addWidget(self._off)
        column.addSpacing(GRID)
        column.addLayout(self._form_place)
        column.addWidget(self._first_filter)
        column.addWidget(self._problem)
        column.addWidget(self.preview)
        column.addSpacing(GRID)
        column.addLayout(self._facts)
        column.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Inspector"))

    @property
    def previewed(self) -> tuple[Layer, ...]:
        """The augmentation layers that `preview` is of; none while it is hidden."""
        return self._previewed

    def show_layer(self, index: int) -> None:
        """Show layer ``index``; -1 is the input."""
        is_another, self._index = index != self._index, index
        self._show()
        if is_another and self._form:
            self._form.begin()

    def focus_form(self) -> None:
        """Put the keyboard into the first field."""
        if self._form and self._kind:
            fields = form_of(self._kind)
            if fields:
                self._form.editor(fields[0].name).setFocus()

    def _show(self) -> None:
        layers = self._session.architecture.layers
        if 0 <= self._index < len(layers):
            self._show_report(self._session.architecture.reports()[self._index])
        else:
            self._show_input()

    def _show_input(self) -> None:
        shape = self._session.architecture.input_shape
        self._title.setText(self.tr("Input"))
        self._picture.show_kind("Input")
        self._explanation.setText(
            self.tr("The images of the dataset, as grey levels between 0 and 1.")
            if shape[2] == 1
            else self.tr("The images of the dataset, as colours between 0 and 1.")
        )
        self._take_form(None)
        self._first_filter.hide()
        self._problem.hide()
        self._off.hide()
        self._show_facts([(self.tr("Shape"), size_text(shape))])
        self._show_preview()

    def _show_report(self, report: LayerReport) -> None:
        layer, problem = report.layer, self._session.problem
        self._title.setText(layer.kind)
        self._picture.show_kind(layer.kind)
        self._explanation.setText(translated(layer.explanation))
        self._take_form(type(layer))
        if self._form:
            self._form.show_values(layer)
        self._first_filter.show_layer(layer)
        is_here = problem is not None and problem.layer == self._index
        self._problem.setText(translated(problem.sentence) if problem and is_here else "")
        self._problem.setVisible(is_here)
        self._off.setVisible(not layer.enabled)
        self._show_facts(self._facts_of(report))
        self._show_preview()

    def _facts_of(self, report: LayerReport) -> list[tuple[str, str]]:
        if report.output_shape is None or not report.layer.enabled:
            return []
        batch = self._session.settings.batch_size
        memory = data_size(BYTES_PER_NUMBER * batch * report.activations)
        facts = [
            (self.tr("Gives"), size_text(report.output_shape)),
            (self.tr("Parameters"), number(report.parameters)),
            (self.tr("Multiply-adds"), number(report.multiply_adds)),
            (self.tr("Memory"), self.tr("{memory} for a batch").format(memory=memory)),
        ]
        if report.receptive_field and report.receptive_field != (1, 1):
            facts.append((self.tr("Sees"), self._patch(report.receptive_field)))
        return facts

    def _patch(self, field: tuple[int, int]) -> str:
        """The part of the input that one number depends on, in words."""
        sides = self._session.architecture.input_shape[:2]
        if all(seen >= side for seen, side in zip(field, sides, strict=True)):
            text = self.tr("all of the input ({patch} pixels)")
        else:
            text = self.tr("{patch} pixels of the input")
        return text.format(patch=size_text(field))

    def _show_preview(self) -> None:
        """What the augmentation layers down to this one do to images, if it is one of them."""
        wanted = self._augmentation()
        self.preview.setVisible(bool(wanted))
        if wanted != self._previewed:
            self._previewed = wanted
            if wanted:
                self.preview_wanted.emit(wanted)

    def _augmentation(self) -> tuple[Layer, ...]:
        """The layer, even if it is off, after those above it that are on; else nothing."""
        layers = self._session.architecture.layers
        if not 0 <= self._index < len(layers) or not isinstance(layers[self._index], Augmentation):
            return ()
        above = layers[: self._index]
        awake = (each for each in above if isinstance(each, Augmentation) and each.enabled)
        return (*awake, layers[self._index])

    def _take_form(self, kind: type[Layer] | None) -> None:
        """Show the form of ``kind``; made once for each, because making one takes a while."""
        if kind is self._kind:
            return
        self._kind = kind
        if self._form:
            self._form.hide()
        self._form = self._form_of(kind) if kind and form_of(kind) else None
        if self._form:
            self._form.show()

    def _form_of(self, kind: type[Layer]) -> Form:
        if kind not in self._forms:
            made = Form(form_of(kind))
            made.edited.connect(self._on_edited)
            made.entered.connect(self._session.settle)
            self._form_place.addWidget(made)
            self._forms[kind] = made
        return self._forms[kind]

    def _on_edited(self, name: str, value: object) -> None:
        self._editor.set_value(self._index, name, value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_width()

    def _keep_width(self) -> None:
        """Never narrower than the form: nothing scrolls sideways here, so it would be cut."""
        content = self.widget()
        if content:
            bar = self.verticalScrollBar().sizeHint().width()
            self.setMinimumWidth(content.minimumSizeHint().width() + bar)

    def _show_facts(self, facts: list[tuple[str, str]]) -> None:
        while self._facts.rowCount():
            self._facts.removeRow(0)
        for name, value in facts:
            self._facts.addRow(label(name, "muted"), label(value, wrap=True))
        self._keep_width()
