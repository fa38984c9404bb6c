"""A small picture of what a kind of layer does to numbers, in the theme's colours."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnlab_gui.widgets.theme import Theme, picture_renderer

WIDTH = 240
HEIGHT = 72


class KindPicture(QWidget):
    """At most 240×72, smaller where there is less room; hidden where there is no picture."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMaximumWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self.update)
        self.hide()

    def show_kind(self, name: str) -> None:
        """Show what layers of kind ``name`` do; "Input" is a kind too."""
        if name == self._kind:
            return
        self._kind = name
        self.setVisible(self._renderer().isValid())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(WIDTH // 2, HEIGHT // 2)

    def heightForWidth(self, width: int) -> int:
        return min(width, WIDTH) * HEIGHT // WIDTH

    def paintEvent(self, event: QPaintEvent) -> None:
        height = min(self.height(), self.heightForWidth(self.width()))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._renderer().render(painter, QRectF(0, 0, height * WIDTH / HEIGHT, height))

    def _renderer(self) -> QSvgRenderer:
        colours = self._theme.colours
        return picture_renderer(self._kind, colours.text, colours.accent)
