"""The Network page: the architecture drawn to scale, live, and to be saved as a picture."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QShowEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.architecture import LayerReport
from cnnlab_gui.core.picture.captions import Language
from cnnlab_gui.core.picture.layout import network_picture
from cnnlab_gui.core.picture.shapes import INPUT
from cnnlab_gui.core.picture.svg import picture_svg
from cnnlab_gui.core.text import size_text
from cnnlab_gui.core.training import RunSpecification
from cnnlab_gui.widgets.network.picture_view import PictureView, picture_colours
from cnnlab_gui.widgets.states import button, label
from cnnlab_gui.widgets.theme import GRID, LIGHT, Theme

LONGEST_SIDE = 30_000
"""Of a saved picture in pixels; Qt paints no further than 32,767."""


class NetworkPicturePage(QFrame):
    """Shows the session's architecture as blocks.

    Signals
    -------
    layer_chosen : int
        Index of the layer that was clicked or gone to by key; -1 is the input.
    save_wanted : str
        'svg' or 'png'.
    """

    layer_chosen = Signal(int)
    save_wanted = Signal(str)

    def __init__(self, session: LabSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._language = Language(translated, number)
        self._class_names: tuple[str, ...] = ()
        self._reports: tuple[LayerReport, ...] = ()
        self._selected = INPUT
        self._is_stale = True
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(0)
        self._redraw.timeout.connect(self._draw_if_stale)
        self.setObjectName("page")
        self.headline = label(role="headline", wrap=True)
        self.text = label(role="muted", wrap=True)
        self.problem = label(role="error", wrap=True)
        self.view = PictureView(theme, self.facts)
        self.view.layer_chosen.connect(self._on_chosen)
        self._lay_out()
        session.changed.connect(self._on_session_changed)
        session.problem_changed.connect(self._on_problem_changed)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        words = QVBoxLayout()
        words.addWidget(self.text)
        words.addWidget(self.problem)
        head.addLayout(words, 1)
        top = Qt.AlignmentFlag.AlignTop
        for each in self._buttons():
            head.addWidget(each, 0, top)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self.headline)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def _buttons(self) -> tuple[QPushButton, ...]:
        smaller = button("−", self.view.zoom_out, self.tr("Smaller (−, or Ctrl and the wheel)"))
        smaller.setAccessibleName(self.tr("Smaller"))
        larger = button("+", self.view.zoom_in, self.tr("Larger (+, or Ctrl and the wheel)"))
        larger.setAccessibleName(self.tr("Larger"))
        return (
            smaller,
            larger,
            button(self.tr("Fit"), self.view.fit, self.tr("Show the whole network (0)")),
            button(
                self.tr("Save as SVG…"),
                lambda: self.save_wanted.emit("svg"),
                self.tr("Save the picture as a drawing that stays sharp at any size."),
            ),
            button(
                self.tr("Save as PNG…"),
                lambda: self.save_wanted.emit("png"),
                self.tr("Save the picture as an image for slides and documents."),
            ),
        )

    def show_selected(self, layer: int) -> None:
        """Outline layer ``layer``; -1 is the input."""
        self._selected = layer
        if not self._is_stale:
            self.view.select(layer)

    def _on_chosen(self, layer: int) -> None:
        self._selected = layer
        self.layer_chosen.emit(layer)

    def show_class_names(self, names: Sequence[str]) -> None:
        """Write the classes beside the last cells, if the network has as many."""
        self._class_names = tuple(names)
        self._redraw_when_seen()

    # What is saved

    def svg_bytes(self) -> bytes:
        """The picture on a light page, as the contents of an SVG file."""
        colours = picture_colours(LIGHT)
        architecture = self._session.architecture
        return picture_svg(architecture, colours, self._language, self._class_names).encode()

    def png_image(self, scale: float = 2.0) -> QImage:
        """The picture on white, ``scale`` pixels a unit, or fewer where it is very wide."""
        renderer = QSvgRenderer(QByteArray(self.svg_bytes()))
        size = renderer.viewBoxF().size()
        scale = min(scale, LONGEST_SIDE / max(size.width(), size.height()))
        image = QImage((size * scale).toSize(), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter)
        painter.end()
        return image

    # Drawing

    def _on_session_changed(self, before: RunSpecification, after: RunSpecification) -> None:
        if before.architecture != after.architecture:
            self._redraw_when_seen()

    def _on_problem_changed(self) -> None:
        if not self._is_stale:
            self._describe()

    def _redraw_when_seen(self) -> None:
        """Nobody pays for a picture that is not looked at.

        It is drawn after what the person did has been answered: two short pauses, not one long.
        """
        self._is_stale = True
        if self.isVisible():
            self._redraw.start()

    def showEvent(self, event: QShowEvent) -> None:
        self._draw_if_stale()
        super().showEvent(event)

    @property
    def is_stale(self) -> bool:
        """Whether the network has changed since it was drawn."""
        return self._is_stale

    def _draw_if_stale(self) -> None:
        if not self._is_stale:
            return
        self._is_stale = False
        architecture = self._session.architecture
        self._reports = architecture.reports()
        self.view.show_picture(network_picture(architecture, self._language, self._class_names))
        if self._selected != self.view.selected:
            self.view.select(self._selected)
        self._describe()

    # Words

    def _describe(self) -> None:
        # An empty stack is no fault; the headline says what comes next.
        problem = self._session.problem if self._reports else None
        self.headline.setText(self._headline())
        self.text.setText(self._cost())
        self.text.setVisible(self._session.architecture.output_shape is not None)
        self.problem.setText(translated(problem.sentence) if problem else "")
        self.problem.setVisible(problem is not None)

    def _headline(self) -> str:
        shape = size_text(self._session.architecture.input_shape)
        if not self._reports:
            return self.tr("No layers yet")
        gives = self._reports[-1].output_shape
        if gives is None:
            return self.tr("Images of {shape} do not come through").format(shape=shape)
        if self._ends_in_classes():
            text = self.tr("From {shape} pixels to {gives} classes")
        else:
            text = self.tr("From {shape} pixels to {gives} numbers")
        return text.format(shape=shape, gives=size_text(gives))

    def _ends_in_classes(self) -> bool:
        enabled = [report for report in self._reports if report.layer.enabled]
        return bool(enabled) and getattr(enabled[-1].layer, "activation", None) == "softmax"

    def _cost(self) -> str:
        if not self._reports:
            return self.tr("Add layers on the left; they appear here.")
        return self.tr("{parameters} parameters, {products} multiply-adds for an image.").format(
            parameters=number(sum(report.parameters for report in self._reports)),
            products=number(sum(report.multiply_adds for report in self._reports)),
        )

    def facts(self, layer: int) -> str:
        """What is known of layer ``layer``, for a tool tip; -1 is the input."""
        if not 0 <= layer < len(self._reports):
            shape = size_text(self._session.architecture.input_shape)
            return self.tr("Input: images of {shape}").format(shape=shape)
        report, problem = self._reports[layer], self._session.problem
        lines = [f"{report.layer.kind} {report.layer.short()}".rstrip()]
        if problem and problem.layer == layer:
            lines.append(translated(problem.sentence))
        elif report.problem:
            lines.append(self.tr("It cannot stand where it is."))
        elif report.output_shape is None and report.layer.enabled:
            lines.append(self.tr("A layer before it cannot stand where it is."))
        if not report.layer.enabled:
            lines.append(self.tr("Switched off: it passes on what it gets."))
        elif report.output_shape is not None:
            lines += self._numbers_of(report, report.output_shape)
        return "\n".join(lines)

    def _numbers_of(self, report: LayerReport, shape: tuple[int, ...]) -> list[str]:
        lines = [
            self.tr("Gives {shape}").format(shape=size_text(shape)),
            self.tr("{count} parameters").format(count=number(report.parameters)),
            self.tr("{count} multiply-adds").format(count=number(report.multiply_adds)),
        ]
        if report.receptive_field:
            patch = size_text(report.receptive_field)
            lines.append(self.tr("Sees {patch} pixels of the input").format(patch=patch))
        return lines
