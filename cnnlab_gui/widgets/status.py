"""The status bar: what computes and why it is no GPU, and how far the run is."""

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStatusBar, QWidget

from cnnlab_gui.bridge.translation import number, percent, translated
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.progress import Progress
from cnnlab_gui.widgets.states import label
from cnnlab_gui.widgets.theme import GRID

NOTE_MS = 8000


class LabStatusBar(QStatusBar):
    """The device at the left, progress at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._device = label(self.tr("TensorFlow is starting…"), "muted")
        self._text = label()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(22 * GRID)
        self._bar.setRange(0, 1000)
        self._bar.setAccessibleName(self.tr("Progress of the training"))
        right = QWidget()
        row = QHBoxLayout(right)
        row.setContentsMargins(0, 0, GRID, 0)
        row.setSpacing(GRID)
        row.addWidget(self._text)
        row.addWidget(self._bar)
        left = QWidget()
        row = QHBoxLayout(left)
        row.setContentsMargins(GRID, 0, 0, 0)
        row.addWidget(self._device)
        self.addWidget(left, 1)
        self.addPermanentWidget(right)
        self.show_idle("")

    @property
    def device_text(self) -> str:
        return self._device.text()

    def show_device(self, device: DeviceReport) -> None:
        reason = f" ({translated(device.reason)})" if device.reason else ""
        self._device.setText(device.name + reason)

    def show_device_problem(self, text: str) -> None:
        self._device.setText(text)

    def show_note(self, text: str) -> None:
        """Say for a while what has been done."""
        self.showMessage(text, NOTE_MS)

    def show_progress(self, progress: Progress) -> None:
        parts = [
            self.tr("epoch {epoch} of {epochs}").format(
                epoch=number(progress.epoch), epochs=number(progress.epochs)
            ),
            percent(progress.share, 0),
        ]
        if progress.images_per_second:
            rate = number(progress.images_per_second)
            parts.append(self.tr("{rate} images/s").format(rate=rate))
        if progress.seconds_left is not None:
            parts.append(self._left(progress.seconds_left))
        self._text.setText(" · ".join(parts))
        self._bar.setValue(round(1000 * progress.share))
        self._bar.show()

    def show_busy(self, text: str) -> None:
        self._text.setText(text)
        self._bar.show()

    def show_idle(self, text: str) -> None:
        self._text.setText(text)
        self._bar.hide()
        self._bar.setValue(0)

    def _left(self, seconds: float) -> str:
        whole = round(seconds)
        if whole < 60:
            return self.tr("{seconds} s left").format(seconds=whole)
        if whole < 3600:
            return self.tr("{minutes} min {seconds:02d} s left").format(
                minutes=whole // 60, seconds=whole % 60
            )
        return self.tr("{hours} h {minutes:02d} min left").format(
            hours=whole // 3600, minutes=whole % 3600 // 60
        )
