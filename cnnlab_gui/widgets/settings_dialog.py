"""All training settings in one dialog, applied as they are edited and undoable."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.form import form_of
from cnnlab_gui.core.training import RunSpecification, TrainingSettings
from cnnlab_gui.widgets.forms import Form
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID


class SettingsDialog(QDialog):
    """The form of `TrainingSettings`."""

    def __init__(self, session: LabSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Training settings"))
        self._session = session
        self._fields = {field.name: field for field in form_of(TrainingSettings)}
        self._form = Form(tuple(self._fields.values()))
        self._form.edited.connect(self._on_edited)
        self._form.entered.connect(session.settle)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        hint = label(
            self.tr("Adam corrects the weights after each batch. Every change can be undone."),
            "muted",
            wrap=True,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(hint)
        column.addWidget(self._form)
        column.addWidget(buttons)
        self.setMinimumWidth(50 * GRID)
        session.changed.connect(self._on_changed)
        self._on_changed(session.specification, session.specification)
        self._form.editor(next(iter(self._fields))).select_all()

    def _on_edited(self, name: str, value: object) -> None:
        title = translated(self._fields[name].title)
        self._session.set_setting(name, value, self.tr("change {setting}").format(setting=title))

    def _on_changed(self, _before: RunSpecification, after: RunSpecification) -> None:
        self._form.show_values(after.settings)
