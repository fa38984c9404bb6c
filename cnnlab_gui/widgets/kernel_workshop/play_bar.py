"""The buttons that slide the window over the image, and bring the whole result back."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from cnnlab_gui.widgets.kernel_workshop.player import Player
from cnnlab_gui.widgets.theme import GRID, Theme


class PlayBar(QWidget):
    """Starts and pauses a player; offers to show all as long as it has shown a part only.

    Signals
    -------
    whole_wanted
    """

    whole_wanted = Signal()

    def __init__(self, theme: Theme, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._player = player
        tip = self.tr(
            "Slide the kernel over the image, pixel by pixel (Space in a picture). A click in a "
            "picture leaps there."
        )
        self.play = self._make_button(tip, player.toggle)
        tip = self.tr("Step no further, and show the whole result (Esc)")
        self.whole = self._make_button(tip, self._on_whole)
        self.whole.setText(self.tr("Show all"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for each in (self.play, self.whole):
            row.addWidget(each)
        player.changed.connect(self._show)
        player.moved.connect(lambda *_: self._show())
        self._show()

    def _make_button(self, tip: str, deed: Callable[[], None]) -> QToolButton:
        made = QToolButton()
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setToolTip(tip)
        made.setAccessibleDescription(tip)
        made.clicked.connect(lambda _: deed())
        return made

    def _on_whole(self) -> None:
        self.play.setFocus()  # the button that has the keyboard goes
        self.whole_wanted.emit()

    def _show(self) -> None:
        has_begun = self._player.count > 0
        if self._player.is_playing:
            icon, text = "pause", self.tr("Pause")
        else:
            icon, text = "play", self.tr("Go on") if has_begun else self.tr("Step by step")
        if text != self.play.text():
            self._theme.set_icon(self.play, icon)
            self.play.setText(text)
        self.whole.setVisible(has_begun)
