"""All training settings in one dialog, applied as they are edited and undoable."""

from collections.abc import Sequence
from typing import Literal, get_args

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.events import EpochEnded, ValidationSet
from cnnlab_gui.core.form import form_of
from cnnlab_gui.core.schedule import preview_note
from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.core.training import (
    OptimizerName,
    RunSpecification,
    ScheduleName,
    TrainingSettings,
)
from cnnlab_gui.widgets.forms import Form
from cnnlab_gui.widgets.rate_curve import RateCurve
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.stopping.editor import RulesEditor
from cnnlab_gui.widgets.theme import GRID

Section = Literal["training", "optimizer", "rate", "stopping", "keeping"]

# Which fields stand in which section; what is named in none comes last in the first one.
FIELDS: dict[Section, tuple[str, ...]] = {
    "training": (),
    "optimizer": ("optimizer", "momentum", "weight_decay"),
    "rate": ("learning_rate", "schedule", "schedule_epochs", "schedule_factor"),
    "stopping": (),
    "keeping": ("checkpoint_minutes", "snapshot_megabytes"),
}
TITLES: dict[Section, str] = {
    "training": tr_noop("settings", "Training"),
    "optimizer": tr_noop("settings", "Optimizer"),
    "rate": tr_noop("settings", "Learning rate"),
    "stopping": tr_noop("settings", "Stop rules"),
    "keeping": tr_noop("settings", "Keeping"),
}
OPTIMIZERS: dict[OptimizerName, str] = {
    "adam": tr_noop(
        "settings",
        "Adam gives each weight a step of its own, from how its corrections went so far. A good "
        "start, and the workshop's choice.",
    ),
    "adamw": tr_noop(
        "settings", "AdamW is Adam that also draws each weight a little towards 0 all the time."
    ),
    "sgd": tr_noop(
        "settings",
        "SGD goes straight downhill; momentum lets it keep its speed. It wants a larger learning "
        "rate than Adam, such as 0.01.",
    ),
    "rmsprop": tr_noop(
        "settings", "RMSprop divides each correction by how large the last ones were."
    ),
}
SCHEDULES: dict[ScheduleName, str] = {
    "constant": tr_noop("settings", "The same in every epoch."),
    "step": tr_noop("settings", "Smaller after every so many epochs."),
    "cosine": tr_noop("settings", "Slowly, then faster, then slowly down to almost 0."),
    "one-cycle": tr_noop(
        "settings",
        "Up from a 25th to the learning rate in the first 30 % of the batches, then down to "
        "almost 0. It bears a higher rate, and needs few epochs.",
    ),
    "plateau": tr_noop("settings", "Smaller whenever the validation loss has stopped falling."),
}
# The fields that matter only with these choices.
ONLY_WITH: dict[str, tuple[str, tuple[str, ...]]] = {
    "momentum": ("optimizer", ("sgd",)),
    "weight_decay": ("optimizer", ("adamw",)),
    "schedule_epochs": ("schedule", ("step", "plateau")),
    "schedule_factor": ("schedule", ("step", "plateau")),
}
SIZE = QSize(92 * GRID, 66 * GRID)


class SettingsDialog(QDialog):
    """The forms of `TrainingSettings`, section by section.

    Parameters
    ----------
    session : LabSession
    parent : QWidget, optional
    section : str
        Where it opens.
    """

    def __init__(
        self, session: LabSession, parent: QWidget | None = None, section: Section = "training"
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Training settings"))
        self._session = session
        self._fields = {field.name: field for field in form_of(TrainingSettings)}
        self._forms = {each: self._make_form(each) for each in FIELDS if each != "stopping"}
        self._optimizer_note = label(role="muted", wrap=True)
        self._schedule_note = label(role="muted", wrap=True)
        self._curve = RateCurve()
        self._rules = RulesEditor()
        self._rules.changed.connect(self._on_rules)
        self._rules.entered.connect(session.settle)
        self._sections = QListWidget()
        self._stack = QStackedWidget()
        self._lay_out()
        session.changed.connect(self._on_changed)
        self._on_changed(session.specification, session.specification)
        self.show_section(section)

    def show_section(self, section: Section) -> None:
        """Go to a section, with the keyboard in its first field."""
        self._sections.setCurrentRow(list(TITLES).index(section))
        if section == "stopping":
            self._rules.take_keyboard()
        else:
            form = self._forms[section]
            form.editor(self._names(section)[0]).select_all()

    def set_history(
        self,
        name: str,
        history: Sequence[EpochEnded],
        chosen_epoch: int | None,
        validation_set: ValidationSet,
    ) -> None:
        """Weigh the stop rules on a run that has ended."""
        self._rules.set_history(name, history, chosen_epoch, validation_set)

    def _names(self, section: Section) -> tuple[str, ...]:
        if section != "training":
            return FIELDS[section]
        elsewhere = {name for names in FIELDS.values() for name in names}
        return tuple(name for name in self._fields if name not in elsewhere)

    def _make_form(self, section: Section) -> Form:
        form = Form(tuple(self._fields[name] for name in self._names(section)))
        form.edited.connect(self._on_edited)
        form.entered.connect(self._session.settle)
        return form

    # Its parts

    def _lay_out(self) -> None:
        hint = label(
            self.tr("The weights are corrected after each batch. Every change can be undone."),
            "muted",
            wrap=True,
        )
        parts: dict[Section, tuple[QWidget, ...]] = {
            "training": (self._forms["training"], hint),
            "optimizer": (self._forms["optimizer"], self._optimizer_note),
            "rate": (self._forms["rate"], self._schedule_note, self._curve),
            "stopping": (self._rules,),
            "keeping": (self._forms["keeping"], self._keeping_note()),
        }
        for section in get_args(Section):
            item = QListWidgetItem(translated(TITLES[section]), self._sections)
            item.setSizeHint(QSize(0, 4 * GRID))
            self._stack.addWidget(_Page(parts[section]))
        self._sections.setAccessibleName(self.tr("Sections"))
        self._sections.setFixedWidth(17 * GRID)
        self._sections.currentRowChanged.connect(self._stack.setCurrentIndex)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self._sections)
        row.addWidget(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(row, 1)
        column.addWidget(buttons)
        self.resize(SIZE)

    def _keeping_note(self) -> QWidget:
        return label(
            self.tr(
                "Every epoch's weights are kept, so that Feature maps can go back to them, and a "
                "checkpoint, so that a run goes on after a pause or a crash."
            ),
            "muted",
            wrap=True,
        )

    # What holds

    def _on_edited(self, name: str, value: object) -> None:
        title = translated(self._fields[name].title)
        self._session.set_setting(name, value, self.tr("change {setting}").format(setting=title))

    def _on_rules(self, rules: object) -> None:
        self._session.set_setting("stop_when", rules, self.tr("change the stop rules"))

    def _on_changed(self, _before: RunSpecification, after: RunSpecification) -> None:
        settings = after.settings
        for form in self._forms.values():
            form.show_values(settings)
        for name, (choice, values) in ONLY_WITH.items():
            form = self._forms["optimizer" if choice == "optimizer" else "rate"]
            form.show_field(name, getattr(settings, choice) in values)
        self._optimizer_note.setText(translated(OPTIMIZERS[settings.optimizer]))
        note = preview_note(settings)
        words = [translated(SCHEDULES[settings.schedule]), translated(note) if note else ""]
        self._schedule_note.setText(" ".join(filter(None, words)))
        self._curve.show_settings(settings)
        if self._rules.rules != settings.stop_when:
            self._rules.show_rules(settings.stop_when)


class _Page(QScrollArea):
    """Parts below each other; it scrolls where a screen or a font leaves no room for them."""

    def __init__(self, parts: tuple[QWidget, ...]) -> None:
        super().__init__()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(2 * GRID)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        content.installEventFilter(self)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        content = self.widget()
        # A rule that was added has the keyboard before it has its place.
        if content and watched is content and event.type() == QEvent.Type.Resize:
            focused = content.focusWidget()
            if focused and focused.hasFocus():
                self.ensureWidgetVisible(focused, 0, 5 * GRID)
        return super().eventFilter(watched, event)
