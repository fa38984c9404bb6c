"""The Kernel workshop in the window: its images, and the kernel's way into the network."""

from PySide6.QtCore import QObject

from cnnlab_gui.app.drawing import ask_for_drawing
from cnnlab_gui.app.maps_networks import MapsNetworks
from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.layers.augmentation import Augmentation
from cnnlab_gui.core.layers.convolution import Conv2D
from cnnlab_gui.core.layers.first_filter import Matrix
from cnnlab_gui.core.text import Sentence, size_text
from cnnlab_gui.widgets.kernel_workshop.page import KernelWorkshop


class KernelDesk(QObject):
    """Gives the page the dataset's test images, and the network the page's kernel."""

    def __init__(
        self,
        window: LabWindow,
        page: KernelWorkshop,
        session: LabSession,
        datasets: DatasetController,
        networks: MapsNetworks,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._page = page
        self._session = session
        self._datasets = datasets
        self._networks = networks
        datasets.loading.connect(lambda _: page.show_busy())
        datasets.loaded.connect(self._on_loaded)
        datasets.failed.connect(self._on_failed)
        session.changed.connect(lambda *_: page.forget())
        page.put_wanted.connect(self.put)
        page.conv_wanted.connect(self.put_in_front)
        page.map_wanted.connect(self._show_map)
        page.drawing_wanted.connect(self._draw)

    def _on_loaded(self, dataset: Dataset) -> None:
        self._page.show_dataset(dataset)

    def _on_failed(self, wanted: str, why: Sentence) -> None:
        self._page.show_empty(why)

    def _draw(self) -> None:
        dataset, window = self._datasets.dataset, self._window
        image = ask_for_drawing(dataset, window.theme, window, self.tr("Use it"))
        if image is not None:
            self._page.set_drawing(image)

    def _show_map(self) -> None:
        """Show what the first filter gives, in the network that has the kernel now."""
        if not self._networks.is_set_up(0):
            self._networks.show_set_up(0)
        self._window.maps_page.show_channel(0)
        self._window.show_page(self._window.maps_page)

    def put(self, matrix: Matrix, frozen: bool) -> None:
        """Make a kernel the first filter of the first convolution; one undo step."""
        architecture = self._session.architecture
        convolutions = (
            (index, layer)
            for index, layer in enumerate(architecture.layers)
            if isinstance(layer, Conv2D) and layer.enabled
        )
        at, layer = next(convolutions, (-1, None))
        if layer is None:
            self._page.show_problem(
                self.tr(
                    "The network has no Conv2D that is switched on, so there is no filter that "
                    "could be this kernel."
                ),
                offers_conv=True,
            )
            return
        given = layer.with_first_filter(matrix, frozen=frozen)
        self._session.set_architecture(
            architecture.replaced(at, given), self.tr("put a kernel into Conv2D")
        )
        self._tell(at, given, before=layer)

    def put_in_front(self, matrix: Matrix, frozen: bool) -> None:
        """Add a convolution whose first filter is a kernel before all but augmentation."""
        architecture = self._session.architecture
        at = 0
        while at < len(architecture.layers) and isinstance(architecture.layers[at], Augmentation):
            at += 1
        layer = Conv2D().with_first_filter(matrix, frozen=frozen)
        self._session.set_architecture(
            architecture.inserted(at, layer), self.tr("add Conv2D with a kernel")
        )
        self._tell(at, layer)

    def _tell(self, at: int, layer: Conv2D, before: Conv2D | None = None) -> None:
        """Say what was done, and show the layer that has the kernel now."""
        self._window.layers_panel.select([at])
        if layer.first_filter_frozen:
            text = self.tr(
                "It is the first filter of layer {layer}, Conv2D: its channel 0. It stays fixed."
            )
        else:
            text = self.tr(
                "It is the first filter of layer {layer}, Conv2D: its channel 0. Training "
                "changes it."
            )
        words = [text.format(layer=at + 1)]
        if before and before.kernel_size != layer.kernel_size:
            resized = self.tr("All its filters are {size} now.")
            words.append(resized.format(size=size_text(layer.kernel_size)))
        words.append(self.tr("Undo takes it back."))
        self._page.show_done(" ".join(words))
