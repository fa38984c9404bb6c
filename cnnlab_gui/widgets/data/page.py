"""The Data page: what the network learns from, seen by class and image by image."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cnnlab_gui.bridge.translation import number, translated
from cnnlab_gui.core.dataset import Dataset, DatasetInfo
from cnnlab_gui.core.text import Sentence, size_text
from cnnlab_gui.widgets.data.browser import DataBrowser
from cnnlab_gui.widgets.data.download import DownloadStrip, megabytes
from cnnlab_gui.widgets.data.taken_out import TakenOutStrip
from cnnlab_gui.widgets.menus import give_menu
from cnnlab_gui.widgets.states import Notice, button, label
from cnnlab_gui.widgets.theme import GRID, Theme

BREAK = "\N{ZERO WIDTH SPACE}"


class DataPage(QFrame):
    """Shows the dataset, or why there is none, and emits what the person wishes.

    Signals
    -------
    download_wanted : str
        A dataset's id.
    download_cancelled, reload_wanted, built_in_wanted, folder_wanted, file_wanted : None
    drawings_wanted : None
        The drawings that were kept are to be shown.
    remove_wanted : str, int
        As `look_wanted`: the drawing is to be taken out of those that are kept.
    put_back_wanted : None
    look_wanted : str, int
        ``test`` or ``train``, and the index of an image that is to be seen on the page
        Feature maps.
    """

    download_wanted = Signal(str)
    download_cancelled = Signal()
    reload_wanted = Signal()
    built_in_wanted = Signal()
    folder_wanted = Signal()
    file_wanted = Signal()
    drawings_wanted = Signal()
    look_wanted = Signal(str, int)
    remove_wanted = Signal(str, int)
    put_back_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._validation_count: int | None = None
        self.setObjectName("page")
        self.strip = DownloadStrip(theme)
        self.strip.wanted.connect(self.download_wanted)
        self.strip.cancelled.connect(self.download_cancelled)
        self.notice = Notice()
        self.headline = label(role="headline", wrap=True)
        self.text = label(role="muted", wrap=True)
        self.open = self._make_open_button()
        self.browser = DataBrowser(theme)
        self.browser.look_wanted.connect(self.look_wanted)
        self.browser.remove_wanted.connect(self.remove_wanted)
        self.taken_out = TakenOutStrip(theme)
        self.taken_out.put_back_wanted.connect(self.put_back_wanted)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.notice)
        self._stack.addWidget(self._filled())
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self.strip)
        column.addWidget(self.taken_out)
        column.addWidget(self._stack, 1)
        self.show_empty()

    def _filled(self) -> QWidget:
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(self.text, 1)
        head.addWidget(self.open, 0, Qt.AlignmentFlag.AlignTop)
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.headline)
        column.addLayout(head)
        column.addWidget(self.browser, 1)
        return made

    def _make_open_button(self) -> QPushButton:
        made = QPushButton(self.tr("Use other images"))
        made.setToolTip(self.tr("Learn from images of your own."))
        menu = QMenu(made)
        for text, wish in (
            (self.tr("A folder of class folders…"), self.folder_wanted),
            (self.tr("An .npz file…"), self.file_wanted),
            (self.tr("The built-in stroke digits"), self.built_in_wanted),
        ):
            menu.addAction(text).triggered.connect(lambda _=False, wish=wish: wish.emit())
        self._drawings = menu.addAction(self.tr("My drawings"))
        self._drawings.triggered.connect(lambda _=False: self.drawings_wanted.emit())
        self._drawings.setVisible(False)
        give_menu(made, menu)
        return made

    # States

    def show_empty(self) -> None:
        """Show what will appear here, and what makes it appear."""
        self._let_go()
        self.notice.show_text(
            self.tr("No images yet"),
            self.tr(
                "Here you will see samples of every class, how many there are of each, "
                "and every image with the numbers that the network gets."
            ),
            buttons=(
                self._button(
                    self.tr("Open a folder…"), self._folder_tip(), self.folder_wanted.emit
                ),
                self._button(
                    self.tr("Open a file…"),
                    self.tr("Choose an .npz file with x_train, y_train, x_test and y_test."),
                    self.file_wanted.emit,
                ),
                self._built_in_button(),
            ),
        )

    def show_busy(self, title: str) -> None:
        """Show that a dataset is being read."""
        self._let_go()
        headline = self.tr("{title} is being read…").format(title=title)
        self.notice.show_text(_breakable(headline), "", busy=True)

    def show_progress(self, done: int, total: int) -> None:
        """Show how many images of the dataset are read, of how many."""
        self.notice.set_progress(done, total)

    def show_problem(
        self, title: str, sentence: Sentence, mended: DatasetInfo | None = None
    ) -> None:
        """Show why a dataset cannot be used, and what can be done.

        Parameters
        ----------
        title : str
        sentence : Sentence
        mended : DatasetInfo, optional
            The dataset, where a download mends it.
        """
        self._let_go()
        headline = self.tr("{title} cannot be used").format(title=title)
        self.notice.show_text(
            _breakable(headline),
            _breakable(translated(sentence)),
            buttons=(
                *((self._download_button(mended),) if mended else ()),
                self._button(
                    self.tr("Try again"),
                    self.tr("Read the same dataset once more."),
                    self.reload_wanted.emit,
                ),
                self._button(
                    self.tr("Choose another folder…"), self._folder_tip(), self.folder_wanted.emit
                ),
                self._built_in_button(primary=mended is None),
            ),
        )

    def show_dataset(self, dataset: Dataset) -> None:
        """Show a dataset."""
        self._dataset = dataset
        self._describe()
        self.browser.show_dataset(dataset)
        self._stack.setCurrentIndex(1)

    def set_validation_count(self, count: int | None) -> None:
        """Say how many training images are held out to validate; None for none."""
        self._validation_count = count
        self._describe()

    def _let_go(self) -> None:
        """Hold nothing of the dataset that was shown."""
        self._dataset = None
        self.browser.clear()
        self._stack.setCurrentIndex(0)

    def offer_drawings(self, offered: bool) -> None:
        """Offer the drawings that were kept, or not: there may be none."""
        self._drawings.setVisible(offered)

    # The download

    def offer_download(self, info: DatasetInfo | None) -> None:
        """Offer a dataset that is not here, or nothing."""
        self.strip.offer(info)

    def show_download(self, done: int, total: int) -> None:
        """Show how many bytes are here, of how many."""
        self.strip.show_progress(done, total)

    def show_download_ended(self, problem: Sentence | None) -> None:
        """Show that the download is over, and what went wrong."""
        self.strip.show_ended(problem)

    # Words

    def _describe(self) -> None:
        if self._dataset is None:
            return
        data = self._dataset
        headline = self.tr("{train} images to learn from, {test} to test on, in {classes} classes")
        self.headline.setText(
            headline.format(
                train=number(len(data.x_train)),
                test=number(len(data.x_test)),
                classes=number(len(data.class_names)),
            )
        )
        sentences = (
            self._image_sentence(data),
            self._validation_sentence(),
            self._test_sentence(data),
        )
        self.text.setText(" ".join(filter(None, sentences)))

    def _image_sentence(self, data: Dataset) -> str:
        height, width, channels = data.image_shape
        if channels == 1:
            text = self.tr(
                "{title}: each image is {size} grey levels, from 0 (black) to 255 (white)."
            )
        else:
            text = self.tr(
                "{title}: each image is {size} pixels of red, green and blue, from 0 to 255."
            )
        return text.format(title=data.title, size=size_text((height, width)))

    def _validation_sentence(self) -> str:
        if not self._validation_count:
            return ""
        text = self.tr("{count} of the training images are held out to validate.")
        return text.format(count=number(self._validation_count))

    def _test_sentence(self, data: Dataset) -> str:
        if data.x_test is not data.x_train:
            return ""
        return self.tr(
            "They are too few to set some apart: the images to test on are the same ones, so a "
            "good result says little."
        )

    def _folder_tip(self) -> str:
        return self.tr("Choose a folder that holds a folder of images for each class.")

    def _download_button(self, info: DatasetInfo) -> QPushButton:
        tip = self.tr("Put the right files in the place of missing or wrong ones: {size} MB.")
        return self._button(
            self.tr("Download again") if info.available else self.tr("Download"),
            tip.format(size=megabytes(info.download_bytes)),
            lambda: self.download_wanted.emit(info.id),
            primary=True,
        )

    def _built_in_button(self, *, primary: bool = True) -> QPushButton:
        return self._button(
            self.tr("Use the built-in stroke digits"),
            self.tr("Use digits that the application draws itself, without a download."),
            self.built_in_wanted.emit,
            primary=primary,
        )

    @staticmethod
    def _button(
        text: str, tip: str, on_click: Callable[[], None], *, primary: bool = False
    ) -> QPushButton:
        made = button(text, on_click, primary=primary)
        made.setToolTip(tip)
        return made


def _breakable(text: str) -> str:
    """Let a long path wrap after its separators."""
    for separator in "/\\":
        text = text.replace(separator, separator + BREAK)
    return text
