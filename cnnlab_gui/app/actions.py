"""Every action of the menus in one table: text, shortcut, tool tip, icon."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from cnnlab_gui.core.text import tr_noop
from cnnlab_gui.widgets.theme import Theme


@dataclass(frozen=True)
class ActionSpec:
    """One action; texts are translated in the context ``Actions``."""

    name: str
    text: str
    shortcut: str = ""
    tip: str = ""
    icon: str = ""
    shown_key: str = ""


ACTIONS = (
    ActionSpec(
        "new_network",
        tr_noop("Actions", "&New network"),
        "Ctrl+N",
        tip=tr_noop("Actions", "Begin with no layers at all; undo brings the old ones back"),
        icon="file",
    ),
    ActionSpec(
        "open_network",
        tr_noop("Actions", "&Open a network…"),
        "Ctrl+O",
        tip=tr_noop("Actions", "A network that CNN Lab saved, or the network of a .keras file"),
        icon="folder",
    ),
    ActionSpec("save_network", tr_noop("Actions", "&Save the network"), "Ctrl+S"),
    ActionSpec("save_network_as", tr_noop("Actions", "Save the network &as…"), "Ctrl+Shift+S"),
    ActionSpec("open_folder", tr_noop("Actions", "Use a &folder of images…"), icon="images"),
    ActionSpec("open_file", tr_noop("Actions", "Use a f&ile of images (.npz)…")),
    ActionSpec("download", tr_noop("Actions", "&Download Fashion-MNIST…"), icon="download"),
    ActionSpec(
        "save_maps",
        tr_noop("Actions", "Feature &maps…"),
        "Ctrl+Shift+E",
        tip=tr_noop(
            "Actions",
            "What the page Feature maps shows: as a picture (.png), or the numbers behind it "
            "(.npz, .npy)",
        ),
    ),
    ActionSpec(
        "open_run",
        tr_noop("Actions", "Open a r&un…"),
        "Ctrl+Shift+O",
        tip=tr_noop("Actions", "A run that somebody handed on as a .cnnlab file"),
    ),
    ActionSpec(
        "export_run",
        tr_noop("Actions", "&Run…"),
        tip=tr_noop(
            "Actions",
            "What a run has learnt: as a Keras, TensorFlow Lite or ONNX network, its curves, or "
            "the whole run to hand in",
        ),
    ),
    ActionSpec("show_runs", tr_noop("Actions", "Show the &runs' folder")),
    ActionSpec("quit", tr_noop("Actions", "&Quit"), "Ctrl+Q"),
    ActionSpec("select_all", tr_noop("Actions", "Select &all layers"), shown_key="Ctrl+A"),
    ActionSpec("cut", tr_noop("Actions", "Cu&t layers"), icon="cut", shown_key="Ctrl+X"),
    ActionSpec("copy", tr_noop("Actions", "&Copy layers"), icon="copy", shown_key="Ctrl+C"),
    ActionSpec("paste", tr_noop("Actions", "&Paste layers"), icon="paste", shown_key="Ctrl+V"),
    ActionSpec("duplicate", tr_noop("Actions", "&Duplicate"), icon="duplicate", shown_key="Ctrl+D"),
    ActionSpec(
        "duplicate_stage",
        tr_noop("Actions", "Duplicate with its poolin&g"),
        tip=tr_noop("Actions", "One more convolution, and the pooling that follows it"),
        shown_key="Ctrl+Shift+D",
    ),
    ActionSpec(
        "switch",
        tr_noop("Actions", "Switch &off or on"),
        tip=tr_noop("Actions", "Leaves the layer out of the network without removing it"),
        icon="eye-off",
        shown_key="Ctrl+E",
    ),
    ActionSpec("remove", tr_noop("Actions", "&Remove"), icon="trash", shown_key="Del"),
    ActionSpec(
        "remove_stage",
        tr_noop("Actions", "Remove &with its pooling"),
        tip=tr_noop("Actions", "One convolution less, and the pooling that follows it"),
        shown_key="Ctrl+Del",
    ),
    ActionSpec("up", tr_noop("Actions", "Move &up"), icon="up", shown_key="Alt+↑"),
    ActionSpec("down", tr_noop("Actions", "Move do&wn"), icon="down", shown_key="Alt+↓"),
    ActionSpec(
        "add",
        tr_noop("Actions", "Add &layer…"),
        "Ctrl+L",
        tip=tr_noop("Actions", "Search all kinds of layer, and add one below the selected"),
        icon="plus",
    ),
    ActionSpec(
        "mend",
        tr_noop("Actions", "&Mend the network"),
        "Ctrl+.",
        tip=tr_noop("Actions", "Do what the first button below the layers offers"),
        icon="wand",
    ),
    ActionSpec(
        "summary",
        tr_noop("Actions", "&Summary…"),
        "Ctrl+K",
        tip=tr_noop("Actions", "The network as Keras prints it"),
        icon="table",
    ),
    ActionSpec(
        "fit",
        tr_noop("Actions", "&Fit the network to the dataset"),
        tip=tr_noop(
            "Actions",
            "Takes the dataset's image size in, and gives one number for each of its classes out.",
        ),
    ),
    ActionSpec(
        "train",
        tr_noop("Actions", "&Train"),
        "F5",
        tip=tr_noop("Actions", "Train this network on this dataset (F5)"),
        icon="play",
    ),
    ActionSpec(
        "pause",
        tr_noop("Actions", "&Pause"),
        "F6",
        tip=tr_noop("Actions", "Pause the training; it can be resumed exactly there (F6)"),
        icon="pause",
    ),
    ActionSpec(
        "stop",
        tr_noop("Actions", "&Stop"),
        "Shift+F5",
        tip=tr_noop("Actions", "Stop the training; the whole epochs so far are kept (Shift+F5)"),
        icon="stop",
    ),
    ActionSpec(
        "sweep",
        tr_noop("Actions", "S&weep…"),
        "Ctrl+Shift+T",
        tip=tr_noop(
            "Actions",
            "Train this network with several values of one or two things, each with several "
            "seeds, and tell a difference from luck (Ctrl+Shift+T)",
        ),
        icon="table",
    ),
    ActionSpec(
        "rules",
        tr_noop("Actions", "Stop &rules…"),
        "Ctrl+R",
        tip=tr_noop("Actions", "Say when a training is to end by itself"),
    ),
    ActionSpec("settings", tr_noop("Actions", "All &settings…"), "Ctrl+,", icon="more"),
    ActionSpec("about", tr_noop("Actions", "&About CNN Lab")),
)


def make_actions(parent: QWidget, theme: Theme) -> dict[str, QAction]:
    """Make every action of the table, belonging to ``parent``."""
    return {spec.name: _make(spec, parent, theme) for spec in ACTIONS}


def _make(spec: ActionSpec, parent: QWidget, theme: Theme) -> QAction:
    text = QCoreApplication.translate("Actions", spec.text)
    # The list answers these keys itself, and only while it has the keyboard; the menu shows them.
    action = QAction(f"{text}\t{spec.shown_key}" if spec.shown_key else text, parent)
    action.setObjectName(spec.name)
    if spec.shortcut:
        action.setShortcut(QKeySequence(spec.shortcut))
    if spec.tip:
        action.setToolTip(QCoreApplication.translate("Actions", spec.tip))
    if spec.icon:
        theme.set_icon(action, spec.icon)
    return action
