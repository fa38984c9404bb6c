"""What is seldom wanted of the Feature maps page: saving, comparing, refreshing while training."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from cnnlab_gui.widgets.menus import give_menu
from cnnlab_gui.widgets.theme import Theme

BATCHES = (None, 200, 50, 10)


class MoreButton(QPushButton):
    """A button with a menu.

    Signals
    -------
    save_wanted
    compare_wanted : bool
    live_wanted : int or None
        Every so many batches; None after each epoch only.
    """

    save_wanted = Signal()
    compare_wanted = Signal(bool)
    live_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_icon(self, "more")
        self.setAccessibleName(self.tr("More"))
        self.setToolTip(self.tr("Save, compare two networks, refresh while training"))
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.save = menu.addAction(self.tr("Save as a picture or as numbers…"))
        self.save.triggered.connect(lambda _: self.save_wanted.emit())
        self.compare = menu.addAction(self.tr("Compare with another network"))
        self.compare.setCheckable(True)
        self.compare.toggled.connect(self.compare_wanted)
        self.live_actions = self._offer_live(menu.addMenu(self.tr("While training, refresh")))
        give_menu(self, menu)

    def _offer_live(self, menu: QMenu) -> dict[int | None, QAction]:
        offered: dict[int | None, QAction] = {}
        for batches in BATCHES:
            text = (
                self.tr("after each epoch")
                if batches is None
                else self.tr("also every {count} batches").format(count=batches)
            )
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(batches is None)
            action.triggered.connect(lambda _, batches=batches: self._choose_live(batches))
            offered[batches] = action
        return offered

    def _choose_live(self, batches: int | None) -> None:
        for each, action in self.live_actions.items():
            action.setChecked(each == batches)
        self.live_wanted.emit(batches)
