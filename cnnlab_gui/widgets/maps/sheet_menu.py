"""What can be done with a sheet of maps, or with one of them: a menu of its own."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QMenu

from cnnlab_gui.core.inside.colours import DIVERGING
from cnnlab_gui.core.inside.sheet import INPUT, Cell
from cnnlab_gui.widgets.maps.sheet_view import SheetView


class SheetMenu(QObject):
    """Opens by a right click on a map, or by the keyboard's menu key for the one pinned.

    Signals
    -------
    save_wanted, copy_wanted : Cell or None
        One map alone; None for everything that is seen.
    """

    save_wanted = Signal(object)
    copy_wanted = Signal(object)

    def __init__(self, view: SheetView) -> None:
        super().__init__(view)
        self._view = view
        self._cell: Cell | None = None
        self.menu = QMenu(view)
        self.save_map = self._action(lambda: self.save_wanted.emit(self._cell))
        self.copy_map = self._action(lambda: self.copy_wanted.emit(self._cell))
        self._line = self.menu.addSeparator()
        self.save_all = self._action(lambda: self.save_wanted.emit(None))
        self.save_all.setText(self.tr("Save everything seen here…"))
        self.copy_all = self._action(lambda: self.copy_wanted.emit(None))
        self.copy_all.setText(self.tr("Copy everything as a picture"))
        view.installEventFilter(self)

    def _action(self, act: Callable[[], None]) -> QAction:
        action = self.menu.addAction("")
        action.triggered.connect(lambda _: act())
        return action

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QContextMenuEvent) and self._view.sheet is not None:
            self._open(event)
            return True
        return super().eventFilter(watched, event)

    def _open(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            place = self._view.place
            at = self._view.point_of(place) if place else self._view.rect().center()
            self._offer(place.cell if place else None)
            self.menu.popup(self._view.mapToGlobal(at))
        else:
            self._offer(self._cell_at(event.pos()))
            self.menu.popup(event.globalPos())

    def _cell_at(self, point: QPoint) -> Cell | None:
        cells = self._view.sheet.cells if self._view.sheet else ()
        return next((each for each in cells if self._view.rect_of(each.box).contains(point)), None)

    def _offer(self, cell: Cell | None) -> None:
        """What can be done with one map; only with all of them where there is none."""
        self._cell = cell
        for action in (self.save_map, self.copy_map, self._line):
            action.setVisible(cell is not None)
        if cell is not None:
            save, copy = self._words_for(cell)
            self.save_map.setText(save)
            self.copy_map.setText(copy)

    def _words_for(self, cell: Cell) -> tuple[str, str]:
        if cell.layer == INPUT:
            return self.tr("Save this image…"), self.tr("Copy this image")
        sheet = self._view.sheet
        if sheet is not None and sheet.table is DIVERGING:
            return self.tr("Save this kernel…"), self.tr("Copy this kernel as a picture")
        return self.tr("Save this map…"), self.tr("Copy this map as a picture")
