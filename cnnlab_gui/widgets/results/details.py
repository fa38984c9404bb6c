"""What stands beside the matrix: a cell's images, the classes, calibration, or mistakes."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.results.calibration import calibration
from cnnlab_gui.core.results.gather import RunResults
from cnnlab_gui.core.results.ranking import Indices, cell_images, mistakes
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.widgets.results.calibration_view import CalibrationView
from cnnlab_gui.widgets.results.class_table import ClassTable
from cnnlab_gui.widgets.results.image_sheet import ImageSheet
from cnnlab_gui.widgets.results.words import (
    calibration_error,
    calibration_sentence,
    confidence,
    image_sentence,
)
from cnnlab_gui.widgets.states import Notice, label
from cnnlab_gui.widgets.theme import GRID, Theme

MOST_MISTAKES = 50
IMAGES, CLASSES, CALIBRATION, MISTAKES = range(4)


class ResultsDetails(QWidget):
    """Four views of the answers, one at a time.

    Signals
    -------
    image_wanted : int
        A test image that is to be seen on the page Feature maps.
    """

    image_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results: RunResults | None = None
        self._cell: tuple[int, int] | None = None
        self.switch = QButtonGroup(self)
        self.cell_text = label(wrap=True)
        self.sheet = ImageSheet(theme)
        self.no_images = Notice()
        self.table = ClassTable()
        self.calibration_text = label(wrap=True)
        self.calibration_error = label(role="muted", wrap=True)
        self.curve = CalibrationView(theme)
        self.bin_text = label(role="muted", wrap=True)
        self.no_answers = Notice()
        self.mistakes_text = label(wrap=True)
        self.mistakes = ImageSheet(theme)
        self.no_mistakes = Notice()
        self._stack = QStackedWidget()
        self._lay_out()
        self.sheet.image_wanted.connect(self.image_wanted)
        self.mistakes.image_wanted.connect(self.image_wanted)
        self.curve.pointed.connect(self._on_bin)

    def _lay_out(self) -> None:
        self.mistakes.setAccessibleName(self.tr("The most confident mistakes"))
        for view in (
            _column(self.cell_text, self.sheet, self.no_images),
            _column(self.table),
            _column(
                self.calibration_text,
                self.calibration_error,
                self.curve,
                self.bin_text,
                self.no_answers,
            ),
            _column(self.mistakes_text, self.mistakes, self.no_mistakes),
        ):
            self._stack.addWidget(view)
        # Room for two lines, so that the curve does not jump when a bin is pointed at.
        self.bin_text.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.bin_text.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID // 2, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(self._make_switch())
        column.addWidget(self._stack, 1)

    def _make_switch(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID // 2)
        for number_of_view, (text, tip) in enumerate(
            (
                (self.tr("Images"), self.tr("The images of the cell that is chosen.")),
                (self.tr("Classes"), self.tr("Precision, recall and F1 of every class.")),
                (self.tr("Calibration"), self.tr("Whether it is right as often as it says.")),
                (self.tr("Mistakes"), self.tr("The mistakes that it was most sure of.")),
            )
        ):
            made = QPushButton(text)
            made.setToolTip(tip)
            made.setCheckable(True)
            made.setProperty("compact", True)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.switch.addButton(made, number_of_view)
            row.addWidget(made, 1)
        self.switch.idToggled.connect(self._on_switched)
        self.switch.button(IMAGES).setChecked(True)
        return row

    def _on_switched(self, view: int, on: bool) -> None:
        if on:
            self._stack.setCurrentIndex(view)

    # What is shown

    def show_view(self, view: int) -> None:
        """Bring `IMAGES`, `CLASSES`, `CALIBRATION` or `MISTAKES` to the front."""
        self.switch.button(view).setChecked(True)

    def show_results(self, results: RunResults | None) -> None:
        """Show another run's answers, or none."""
        self._results, self._cell = results, None
        self.sheet.clear()
        self.mistakes.clear()
        if results is None or results.confusion is None:
            return
        self.table.show_scores(results.confusion.scores)
        self._show_calibration(results.answers)
        self._show_mistakes(results)

    def show_cell(self, true: int, taken: int) -> None:
        """Show the images of one cell of the matrix."""
        self._cell = (true, taken)
        results = self._results
        if results is None or results.confusion is None:
            return
        names, count = results.confusion.names, int(results.confusion.counts[true, taken])
        text = (
            self.tr("“{true}”, recognised: {count} images, the surest first.")
            if true == taken
            else self.tr("“{true}”, taken for “{taken}”: {count} images, the surest first.")
        )
        if count == 1:
            text = (
                self.tr("“{true}”, recognised: one image.")
                if true == taken
                else self.tr("“{true}”, taken for “{taken}”: one image.")
            )
        self.cell_text.setText(
            text.format(true=names[true], taken=names[taken], count=number(count))
        )
        found = cell_images(results.answers, true, taken) if results.answers else None
        self._fill(self.sheet, self.no_images, found, lines=1)
        if found is not None and not len(found):
            self.no_images.show_text("", self.tr("There is no such image: this cell is empty."))

    def _show_mistakes(self, results: RunResults) -> None:
        found = mistakes(results.answers, MOST_MISTAKES) if results.answers else None
        self._fill(self.mistakes, self.no_mistakes, found, lines=3)
        count = 0 if found is None else len(found)
        self.mistakes_text.setVisible(count > 0)
        text = self.tr("The {count} mistakes that it was most sure of:")
        if count == 1:
            text = self.tr("Its only mistake:")
        self.mistakes_text.setText(text.format(count=number(count)))
        if found is not None and not count:
            self.no_mistakes.show_text("", self.tr("There are no mistakes: all answers are right."))

    def _fill(
        self, sheet: ImageSheet, notice: Notice, found: Indices | None, *, lines: int
    ) -> None:
        """Show the images that were found on ``sheet``, or say why there are none."""
        results = self._results
        there = found is not None and len(found) > 0
        can = results is not None and results.images is not None and there
        sheet.setVisible(can)
        notice.setVisible(not can)
        if results and results.confusion and results.answers and results.images is not None:
            names, answers = results.confusion.names, results.answers
            assert found is not None
            sheet.show_images(
                results.images,
                found,
                lambda index: _captions(index, answers, names, lines),
                lambda index: image_sentence(index, answers, names),
                lines,
            )
            return
        notice.show_text("", self._why_no_images())

    def _why_no_images(self) -> str:
        if self._results and self._results.note:
            return translated(self._results.note)
        return self.tr("The images appear here once their answers are computed.")

    def _show_calibration(self, answers: TestAnswers | None) -> None:
        there = answers is not None
        for part in (self.calibration_text, self.calibration_error, self.curve, self.bin_text):
            part.setVisible(there)
        self.no_answers.setVisible(not there)
        self.bin_text.clear()
        if answers is None:
            self.curve.show_calibration(None)
            self.no_answers.show_text("", self._why_no_answers())
            return
        found = calibration(answers)
        self.calibration_text.setText(calibration_sentence(found))
        self.calibration_error.setText(calibration_error(found))
        self.curve.show_calibration(found)

    def _why_no_answers(self) -> str:
        if self._results and self._results.note:
            return translated(self._results.note)
        return self.tr("The curve appears here once the answers are computed.")

    def _on_bin(self, text: str) -> None:
        self.bin_text.setText(text)


def _captions(
    index: int, answers: TestAnswers, names: tuple[str, ...], lines: int
) -> tuple[str, ...]:
    """The lines below an image: what it is, what was answered, and how surely."""
    taken = int(answers.probabilities[index].argmax())
    share = confidence(float(answers.probabilities[index, taken]))
    if lines == 1:
        return (share,)
    return names[int(answers.labels[index])], f"→ {names[taken]}", share


def _column(*parts: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID)
    for part in parts:
        grows = part.sizePolicy().verticalPolicy() is QSizePolicy.Policy.Expanding
        column.addWidget(part, 1 if grows or isinstance(part, Notice) else 0)
    return made
