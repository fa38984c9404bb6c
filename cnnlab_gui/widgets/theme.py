"""Colours, spacing and icons, light and dark. One accent, an 8 px grid."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

from cnnlab_gui.core import paths

GRID = 8
FUSION_DARKER = 140
"""Per cent: how much darker than a window Fusion paints the edges of its fields."""


@dataclass(frozen=True)
class Colours:
    """What each colour is for; the values are ``#RRGGBB``."""

    window: str
    page: str
    raised: str
    text: str
    muted: str
    border: str
    field: str
    accent: str
    on_accent: str
    selected: str
    error: str
    error_page: str
    training: str
    validation: str
    vector: str
    paper: str
    ink: str


LIGHT = Colours(
    window="#f3f5f7",
    page="#ffffff",
    raised="#ffffff",
    text="#17212b",
    muted="#596775",
    border="#d5dce3",
    field="#7f8c99",
    accent="#0b5cad",
    on_accent="#ffffff",
    selected="#e3eefa",
    error="#b3261e",
    error_page="#fdf0ee",
    training="#0072B2",
    validation="#D55E00",
    vector="#00805D",
    paper="#ffffff",
    ink="#17212b",
)

# On a dark page the two curves are lighter, of the same hue, to keep their contrast.
DARK = Colours(
    window="#191d22",
    page="#20252b",
    raised="#282e35",
    text="#e8ecf0",
    muted="#a3afbb",
    border="#3a434d",
    field="#7c8996",
    accent="#5aaeff",
    on_accent="#0d1822",
    selected="#22384f",
    error="#ff8a80",
    error_page="#3a2524",
    training="#4DB2EC",
    validation="#FF9345",
    vector="#3CC9A0",
    paper="#101418",
    ink="#f4f7fa",
)


class Appearance(Enum):
    """What the person chose in the View menu."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The colours in force; everything that draws asks here and listens to `changed`."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._appearance = Appearance.SYSTEM
        self._icons: WeakKeyDictionary[QAction | QAbstractButton, tuple[str, str]] = (
            WeakKeyDictionary()
        )
        self.colours = LIGHT
        application.setStyle("Fusion")
        # All icons are our own. A line edit alone would look for its one in 20,000 places.
        QIcon.setThemeSearchPaths([":/icons"])
        application.styleHints().colorSchemeChanged.connect(lambda _: self._apply())
        self._apply()

    @property
    def is_dark(self) -> bool:
        return self.colours is DARK

    @property
    def appearance(self) -> Appearance:
        return self._appearance

    def choose(self, appearance: Appearance) -> None:
        self._appearance = appearance
        self._apply()

    def set_icon(self, target: QAction | QAbstractButton, name: str, role: str = "text") -> None:
        """Give ``target`` the icon ``name`` in the colour ``role``, also after a change."""
        self._icons[target] = (name, role)
        target.setIcon(self._icon(name, role))

    def _icon(self, name: str, role: str) -> QIcon:
        return icon(name, getattr(self.colours, role), unusable(self.colours, role))

    def _apply(self) -> None:
        hints = QGuiApplication.styleHints()
        dark = self._appearance is Appearance.DARK or (
            self._appearance is Appearance.SYSTEM and hints.colorScheme() is Qt.ColorScheme.Dark
        )
        self.colours = DARK if dark else LIGHT
        self._application.setPalette(palette_of(self.colours))
        for kind, palette in palettes_of_fields(self.colours).items():
            # PySide's stubs say bytes, and its code takes str only.
            self._application.setPalette(palette, kind)  # type: ignore[arg-type]
        self._application.setStyleSheet(style_sheet(self.colours))
        for target, (name, role) in list(self._icons.items()):
            # A window that is gone may live on in Python for a while.
            if shiboken6.isValid(target):
                target.setIcon(self._icon(name, role))
        self.changed.emit()


def palette_of(colours: Colours) -> QPalette:
    """A whole palette, so that no widget falls back to another scheme's colour."""
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, colour in (
        (roles.Window, colours.window),
        (roles.WindowText, colours.text),
        (roles.Base, colours.page),
        (roles.AlternateBase, colours.window),
        (roles.Text, colours.text),
        (roles.Button, colours.raised),
        (roles.ButtonText, colours.text),
        (roles.BrightText, colours.error),
        (roles.ToolTipBase, colours.raised),
        (roles.ToolTipText, colours.text),
        (roles.PlaceholderText, colours.muted),
        (roles.Highlight, colours.accent),
        (roles.HighlightedText, colours.on_accent),
        (roles.Accent, colours.accent),
        (roles.Link, colours.accent),
        (roles.Light, colours.raised),
        (roles.Midlight, colours.border),
        (roles.Mid, colours.border),
        (roles.Dark, colours.border),
    ):
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, faded(colours))
    return palette


def palettes_of_fields(colours: Colours) -> dict[str, QPalette]:
    """The palettes, by class, of what is typed or chosen in, so that its edge is seen.

    Fusion takes the edge's colour from that of the window, made darker.
    """
    edged = palette_of(colours)
    edged.setColor(QPalette.ColorRole.Window, QColor(colours.field).lighter(FUSION_DARKER))
    return dict.fromkeys(("QLineEdit", "QAbstractSpinBox", "QComboBox"), edged)


def faded(colours: Colours) -> QColor:
    """The muted text colour, a quarter of the way to the page: for what cannot be used now.

    Any paler, and a projector would not show it.
    """
    muted, page = QColor(colours.muted), QColor(colours.page)
    return QColor(
        (3 * muted.red() + page.red()) // 4,
        (3 * muted.green() + page.green()) // 4,
        (3 * muted.blue() + page.blue()) // 4,
    )


def unusable(colours: Colours, role: str) -> str:
    """The colour, as ``#RRGGBB``, of what has the colour ``role`` while it can be used.

    A button in the accent colour becomes grey, so that what is on it stays muted, not faded.
    """
    return colours.muted if role == "on_accent" else faded(colours).name()


def style_sheet(colours: Colours) -> str:
    """The few things that Fusion does not do by palette."""
    return f"""
    QToolTip {{ color: {colours.text}; background: {colours.raised};
                border: 1px solid {colours.border}; padding: 4px; }}
    QFrame#page {{ background: {colours.page}; }}
    QLabel[role="headline"] {{ font-size: 15pt; font-weight: 600; }}
    QLabel[role="muted"] {{ color: {colours.muted}; }}
    QLabel[role="error"] {{ color: {colours.error}; }}
    QLabel[role="dock"] {{ font-size: 12pt; font-weight: 600; }}
    QFrame#banner {{ background: {colours.error_page}; border: 1px solid {colours.error};
                     border-radius: 6px; }}
    QPushButton {{ padding: 5px 12px; border: 1px solid {colours.border}; border-radius: 6px;
                   background: {colours.raised}; }}
    QPushButton:hover {{ border-color: {colours.accent}; }}
    QPushButton:focus {{ border: 2px solid {colours.accent}; padding: 4px 11px; }}
    QPushButton:disabled {{ color: {faded(colours).name()}; }}
    QPushButton:checked {{ background: {colours.selected}; color: {colours.accent};
                           border-color: {colours.accent}; }}
    QPushButton[compact="true"] {{ padding: 5px 2px; }}
    QPushButton[compact="true"]:focus {{ padding: 4px 1px; }}
    QPushButton[primary="true"] {{ background: {colours.accent}; color: {colours.on_accent};
                                   border-color: {colours.accent}; font-weight: 600; }}
    QPushButton[primary="true"]:focus {{ border: 2px solid {colours.text}; }}
    QPushButton[primary="true"]:disabled {{ background: {colours.border};
                 border-color: {colours.border}; color: {unusable(colours, "on_accent")}; }}
    QRadioButton {{ spacing: 8px; }}
    QRadioButton::indicator {{ width: 14px; height: 14px; border-radius: 8px;
                               border: 1px solid {colours.muted}; background: {colours.raised}; }}
    QRadioButton::indicator:hover, QRadioButton::indicator:focus {{
        border-color: {colours.accent}; }}
    QRadioButton::indicator:checked {{ width: 6px; height: 6px;
        border: 5px solid {colours.accent}; background: {colours.raised}; }}
    QRadioButton::indicator:checked:focus {{ border-color: {colours.text}; }}
    QCheckBox {{ spacing: 8px; }}
    QCheckBox::indicator {{ width: 16px; height: 16px; border-radius: 4px;
                            border: 2px solid {colours.muted}; background: {colours.page}; }}
    QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border-color: {colours.accent}; }}
    QCheckBox::indicator:checked:focus {{ border-color: {colours.text}; }}
    QCheckBox::indicator:checked {{ background: {colours.accent}; border-color: {colours.accent};
                                    image: url("{_check_mark(colours)}"); }}
    QSlider:horizontal {{ min-height: 20px; }}
    QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {colours.field}; }}
    QSlider::sub-page:horizontal {{ border-radius: 2px; background: {colours.accent}; }}
    QSlider::sub-page:horizontal:disabled {{ background: {colours.field}; }}
    QSlider::handle:horizontal {{ width: 10px; margin: -6px 0; border-radius: 7px;
                                  border: 2px solid {colours.page};
                                  background: {colours.accent}; }}
    QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{
                                  border-color: {colours.text}; }}
    QSlider::handle:horizontal:disabled {{ background: {colours.field}; }}
    QTabBar::tab {{ padding: 8px 16px; border: none; border-bottom: 3px solid transparent;
                    color: {colours.muted}; background: {colours.window}; }}
    QTabBar::tab:selected {{ color: {colours.text}; border-bottom-color: {colours.accent};
                             font-weight: 600; }}
    QTabBar::tab:hover {{ color: {colours.text}; }}
    QTabBar::tab:focus {{ border-bottom-color: {colours.text}; }}
    QTabWidget::pane {{ border: none; }}
    QListView {{ border: none; background: {colours.window}; outline: none; }}
    QProgressBar {{ border: none; border-radius: 4px; background: {colours.border};
                    max-height: 8px; min-height: 8px; }}
    QProgressBar::chunk {{ background: {colours.accent}; border-radius: 4px; }}
    QStatusBar::item {{ border: none; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QToolBar {{ border: none; border-bottom: 1px solid {colours.border};
                background: {colours.window}; }}
    QMenuBar {{ background: {colours.window}; border: none; }}
    QDockWidget {{ font-weight: 600; }}
    QDockWidget::title {{ padding: 8px; background: {colours.window}; }}
    QMainWindow::separator {{ width: 1px; height: 1px; background: {colours.border}; }}
    """


def _check_mark(colours: Colours) -> str:
    """A file, because a style sheet takes no picture from memory."""
    name = "check-light" if colours.on_accent == LIGHT.on_accent else "check-dark"
    file = (paths.resources_folder() / "icons" / f"{name}.svg").as_posix()
    return file.replace("\\", "\\\\").replace('"', '\\"')


@lru_cache(maxsize=256)
def icon(name: str, colour: str, unusable: str = "") -> QIcon:
    """The shipped icon ``name`` in ``colour``, sharp at 100 %, 150 %, 200 % and 300 %.

    On what is disabled it has the colour ``unusable``, or one that Qt makes of ``colour``.
    """
    result = QIcon()
    for pixels in (16, 20, 24, 32, 48, 72):
        size = QSize(pixels, pixels)
        result.addPixmap(_pixmap(name, colour, size))
        if unusable:
            result.addPixmap(_pixmap(name, unusable, size), QIcon.Mode.Disabled)
    return result


def _pixmap(name: str, colour: str, size: QSize) -> QPixmap:
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer_of(name, colour).render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return pixmap


@lru_cache(maxsize=256)
def renderer_of(name: str, colour: str) -> QSvgRenderer:
    """Draws the shipped icon ``name`` in ``colour`` at any size."""
    text = (paths.resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(text.replace("currentColor", colour).encode()))


@lru_cache(maxsize=256)
def picture_renderer(kind: str, text_colour: str, accent: str) -> QSvgRenderer:
    """Draws the picture of what a layer ``kind`` does; not valid where none is shipped."""
    file = paths.resources_folder() / "pictures" / f"{kind}.svg"
    if not file.is_file():
        return QSvgRenderer()
    text = file.read_text(encoding="utf-8")
    coloured = text.replace("currentColor", text_colour).replace("#ACCENT", accent)
    return QSvgRenderer(QByteArray(coloured.encode()))
