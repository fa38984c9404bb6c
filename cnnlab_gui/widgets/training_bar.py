"""The bar above the pages: Train, Pause and Stop, the preset, the dataset, the main settings."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.tips import plain_tip
from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.dataset import DatasetInfo
from cnnlab_gui.core.form import form_of
from cnnlab_gui.core.presets import PRESETS, is_modified
from cnnlab_gui.core.stopping.rule import StopRule
from cnnlab_gui.core.stopping.text import rule_sentence
from cnnlab_gui.core.training import RunSpecification, TrainingSettings
from cnnlab_gui.widgets.forms import FieldEditor, leave_wheel
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID, Theme
from cnnlab_gui.widgets.wish_box import WishBox

IN_THE_BAR = ("epochs", "batch_size", "seed")


class TrainingBar(QWidget):
    """Shows the session's specification and emits what the person wishes.

    It can be made narrow: the settings leave it one after the other, the last first, then the
    titles of the boxes, and they come back with the room. All of them stay under "More…".

    Signals
    -------
    preset_wanted, dataset_wanted : str
    folder_wanted, file_wanted
        One's own data is to be chosen.
    more_wanted
        All settings are to be shown.
    rules_wanted
        Of these the stop rules.
    """

    preset_wanted = Signal(str)
    dataset_wanted = Signal(str)
    folder_wanted = Signal()
    file_wanted = Signal()
    more_wanted = Signal()
    rules_wanted = Signal()

    def __init__(
        self,
        session: LabSession,
        theme: Theme,
        train: QAction,
        pause: QAction,
        stop: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._infos: list[DatasetInfo] = []
        self._train = self._action_button(train, theme, primary=True)
        self._pause = self._action_button(pause, theme, primary=False)
        self._stop = self._action_button(stop, theme, primary=False)
        self._preset = self._make_presets()
        self._dataset = self._make_datasets()
        self._boxes = (self._preset, self._dataset)
        self._yielding: tuple[tuple[QWidget, ...], ...] = ()
        self._editors = [
            FieldEditor(field) for field in form_of(TrainingSettings) if field.name in IN_THE_BAR
        ]
        self._more, self._rules = QToolButton(self), QToolButton(self)
        self._lay_out(theme)
        session.changed.connect(lambda _before, after: self._show(after))
        session.origin_changed.connect(lambda: self._show_preset(session.specification))
        self._show(session.specification)

    def _action_button(self, action: QAction, theme: Theme, *, primary: bool) -> QPushButton:
        made = QPushButton(action.iconText())
        made.setProperty("primary", primary)
        made.clicked.connect(action.trigger)
        if primary:
            theme.set_icon(made, "play", "on_accent")

        def follow() -> None:
            made.setEnabled(action.isEnabled())
            made.setToolTip(action.toolTip())
            made.setText(action.iconText())
            if not primary:
                made.setIcon(action.icon())

        action.changed.connect(follow)
        follow()
        return made

    def _make_presets(self) -> WishBox:
        box = WishBox()
        box.setAccessibleName(self.tr("Preset"))
        for index, preset in enumerate(PRESETS.values()):
            box.addItem(preset.name, preset.name)
            box.setItemData(index, translated(preset.explanation), Qt.ItemDataRole.ToolTipRole)
        box.activated.connect(lambda index: self.preset_wanted.emit(box.itemData(index)))
        return box

    def _make_datasets(self) -> WishBox:
        box = WishBox()
        box.setAccessibleName(self.tr("Dataset"))
        box.setModel(QStandardItemModel(box))
        box.activated.connect(self._on_dataset_activated)
        return box

    def _lay_out(self, theme: Theme) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID, GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self._train)
        row.addWidget(self._pause)
        row.addWidget(self._stop)
        row.addSpacing(GRID)
        titles = [
            self._add_titled(row, self.tr("Preset"), self._preset),
            self._add_titled(row, self.tr("Dataset"), self._dataset),
        ]
        settings: list[tuple[QWidget, ...]] = []
        for editor in self._editors:
            name = editor.field.name
            editor.edited.connect(lambda value, name=name: self._on_edited(name, value))
            editor.entered.connect(self._session.settle)
            title = self._add_titled(row, translated(editor.field.title), editor)
            settings.append((title, editor))
        rest = reversed(settings)
        self._yielding = (next(rest), (self._rules,), *rest, *((title,) for title in titles))
        self._rules.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._rules.clicked.connect(lambda _checked: self.rules_wanted.emit())
        row.addWidget(self._rules)
        self._more.setText(self.tr("More…"))
        self._more.setAccessibleName(self.tr("All training settings"))
        self._more.setToolTip(
            self.tr("All training settings, also those that have no room in this bar.")
        )
        self._more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.set_icon(self._more, "more")
        self._more.clicked.connect(lambda _checked: self.more_wanted.emit())
        row.addWidget(self._more)
        row.addStretch(1)
        for box in (self._preset, self._dataset):
            leave_wheel(box)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _add_titled(self, row: QHBoxLayout, text: str, widget: QWidget) -> QLabel:
        title = label(text, "muted")
        title.setBuddy(widget)
        row.addWidget(title)
        row.addWidget(widget)
        return title

    # Room

    def sizeHint(self) -> QSize:
        wanted = sum(box.wanted_width for box in self._boxes)
        return QSize(self._room_beside(self._yielding) + wanted, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        least = sum(box.least_width for box in self._boxes)
        return QSize(self._room_beside(()) + least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        # A text or the font has changed, and with it what has room.
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        """Show what has room.

        It follows from the width, the font and the titles alone, never from what is now shown:
        so it is found once, and no name that is longer makes a setting go.
        """
        usual = sum(box.usual_width for box in self._boxes)
        gone = 0
        while gone < len(self._yielding) and (
            self._room_beside(self._yielding[gone:]) + usual > self.width()
        ):
            gone += 1
        for index, group in enumerate(self._yielding):
            for widget in group:
                widget.setVisible(index >= gone)
        room = self.width() - self._room_beside(self._yielding[gone:])
        room -= sum(_excess(editor) for editor in self._editors if not editor.isHidden())
        for box, width in zip(self._boxes, _shares(room, self._boxes), strict=True):
            box.setFixedWidth(width)
        layout = self.layout()
        if layout:
            layout.activate()  # now, so that nothing is painted in between

    def _room_beside(self, groups: tuple[tuple[QWidget, ...], ...]) -> int:
        """Pixels that all but the two boxes takes while ``groups`` are shown."""
        ours = (self._train, self._pause, self._stop, self._more)
        shown = [*ours, *(each for group in groups for each in group)]
        gaps = (len(shown) + len(self._boxes) + 2) * GRID  # one more each side, one after Stop
        return gaps + sum(_wanted(each) for each in shown)

    # What holds

    def set_infos(self, infos: list[DatasetInfo]) -> None:
        """Offer these datasets; those that are not on this computer cannot be chosen."""
        self._infos = infos
        self._show(self._session.specification)

    def set_editable(self, editable: bool) -> None:
        """Lock the preset, the dataset and the settings while a training runs.

        What runs was fixed when it began. The layers, undo and whatever is opened from a menu
        stay free for the next run, so what stands here may come to differ from what runs.
        """
        for widget in (self._preset, self._dataset, self._more, self._rules, *self._editors):
            widget.setEnabled(editable)

    def _show(self, specification: RunSpecification) -> None:
        self._show_preset(specification)
        self._show_dataset(specification.dataset)
        self._show_rules(specification.settings.stop_when)
        for editor in self._editors:
            editor.show_value(getattr(specification.settings, editor.field.name))

    def _show_preset(self, specification: RunSpecification) -> None:
        for index, preset in enumerate(PRESETS.values()):
            modified = preset.name == specification.preset and is_modified(specification)
            text = self.tr("{name} (modified)").format(name=preset.name)
            self._preset.setItemText(index, text if modified else preset.name)
        file = self._session.file
        name = file.name if file else self._session.name or self.tr("own network")
        self._preset.setPlaceholderText(
            self.tr("{name} (modified)").format(name=name)
            if file and self._session.is_modified
            else name
        )
        index = -1 if file else self._preset.findData(specification.preset)
        self._preset.setCurrentIndex(index)
        preset_tip = PRESETS[specification.preset].explanation if specification.preset else ""
        self._preset.setToolTip(
            _lines(self._preset.shown_text, str(file) if file else translated(preset_tip))
        )

    def _show_rules(self, rules: Sequence[StopRule]) -> None:
        text = self.tr("Stop when…")
        self._rules.setText(f"{text} ({len(rules)})" if rules else text)
        said = [f"• {translated(rule_sentence(rule))}" for rule in rules]
        head = (
            self.tr("The run ends by itself when the first of these holds:")
            if rules
            else self.tr("Say when a run is to end by itself, before its last epoch.")
        )
        self._rules.setToolTip(_lines(head, *said))
        self._rules.setAccessibleName(
            self.tr("Stop rules: {count}").format(count=len(rules))
            if rules
            else self.tr("Stop rules: none")
        )

    def _show_dataset(self, chosen: str) -> None:
        box = self._dataset
        model = QStandardItemModel(box)
        for info in self._infos:
            item = QStandardItem(
                info.title
                if info.available
                else self.tr("{title} (not downloaded)").format(title=info.title)
            )
            item.setData(info.id, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
        if chosen not in {info.id for info in self._infos}:
            item = QStandardItem(chosen.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1])
            item.setData(chosen, Qt.ItemDataRole.UserRole)
            item.setToolTip(plain_tip(chosen))
            model.appendRow(item)
        for text, data in (
            (self.tr("A folder of images…"), _FOLDER),
            (self.tr("A file (.npz)…"), _FILE),
        ):
            item = QStandardItem(text)
            item.setData(data, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
        box.setModel(model)
        box.setCurrentIndex(box.findData(chosen))
        whole = chosen if chosen not in {info.id for info in self._infos} else box.shown_text
        box.setToolTip(_lines(whole, self.tr("The images that the network learns from.")))

    def _on_dataset_activated(self, index: int) -> None:
        wanted = self._dataset.itemData(index)
        # The box must go on showing what holds until the wish is granted.
        self._show_dataset(self._session.specification.dataset)
        if wanted == _FOLDER:
            self.folder_wanted.emit()
        elif wanted == _FILE:
            self.file_wanted.emit()
        else:
            self.dataset_wanted.emit(wanted)

    def _on_edited(self, name: str, value: object) -> None:
        title = next(e.field.title for e in self._editors if e.field.name == name)
        text = self.tr("change {setting}").format(setting=translated(title))
        self._session.set_setting(name, value, text)


# No dataset has such a name: ids are words, paths are not empty.
_FOLDER, _FILE = "\0folder", "\0file"


def _lines(*lines: str) -> str:
    return plain_tip("\n".join(line for line in lines if line))


def _wanted(widget: QWidget) -> int:
    """The width in pixels that ``widget`` wants, whether or not it is shown."""
    if isinstance(widget, FieldEditor):
        # What it says below its number is not to drive a setting out, maybe its own.
        widget = widget.parts[0]
    widget.ensurePolished()
    return widget.sizeHint().width()


def _excess(editor: FieldEditor) -> int:
    """Pixels that ``editor`` needs beyond its number, for what it says below it."""
    return max(0, editor.minimumSizeHint().width() - _wanted(editor))


def _shares(room: int, boxes: Sequence[WishBox]) -> list[int]:
    """Part ``room`` pixels: where it is short, the boxes that want most go short."""
    shares = [0] * len(boxes)
    modest_first = sorted(range(len(boxes)), key=lambda index: boxes[index].wanted_width)
    for place, index in enumerate(modest_first):
        fair = (room - sum(shares)) // (len(boxes) - place)
        shares[index] = max(boxes[index].least_width, min(boxes[index].wanted_width, fair))
    return shares
