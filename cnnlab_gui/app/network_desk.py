"""The network in the window: presets, deeds to its layers from the menus, and the title."""

from pathlib import Path

from PySide6.QtCore import QObject

from cnnlab_gui.app.window import LabWindow
from cnnlab_gui.bridge.datasets import DatasetController
from cnnlab_gui.bridge.session import LabSession
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.presets import preset_named
from cnnlab_gui.core.problems.base import ImageFacts
from cnnlab_gui.core.training import RunSpecification


class NetworkDesk(QObject):
    """Answers the Model menu and what the Edit menu does to layers."""

    def __init__(self, window: LabWindow, session: LabSession, datasets: DatasetController) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._datasets = datasets
        self._panel = window.layers_panel
        self._dataset_title = ""
        self._connect()
        self._enable_deeds()
        self._show_title()

    def _connect(self) -> None:
        window, actions = self._window, self._window.actions_by_name
        for name, deed in self._panel.deeds.items():
            if name in actions:
                actions[name].triggered.connect(lambda _checked, deed=deed: deed())
        for kind, action in window.menus.add_actions.items():
            action.triggered.connect(lambda _checked, kind=kind: self._panel.add(kind))
        for name, action in window.menus.preset_actions.items():
            action.triggered.connect(lambda _checked, name=name: self.choose_preset(name))
        window.training_bar.preset_wanted.connect(self.choose_preset)
        self._panel.selection_changed.connect(self._enable_deeds)
        self._panel.form_wanted.connect(window.show_inspector)
        self._datasets.loading.connect(lambda _: self._session.set_images(None))
        self._datasets.loaded.connect(self._on_loaded)
        self._session.changed.connect(self._on_changed)
        self._session.origin_changed.connect(self._show_title)
        self._session.problem_changed.connect(self._enable_mending)
        self._enable_mending()

    def choose_preset(self, name: str) -> None:
        """Take a preset, with its dataset where that is on this computer."""
        wanted = preset_named(name).dataset
        here = {info.id for info in self._datasets.infos() if info.available}
        text = self.tr("choose {preset}").format(preset=name)
        self._session.choose_preset(name, text, wanted if wanted in here else None)

    def _on_loaded(self, dataset: Dataset) -> None:
        self._window.picture_page.show_class_names(dataset.class_names)
        self._session.set_images(ImageFacts.of(dataset))

    def _on_changed(self, before: RunSpecification, after: RunSpecification) -> None:
        if before.dataset != after.dataset:
            self._dataset_title = ""  # asking for it looks at the disk
            self._show_title()
        if before.architecture != after.architecture:
            self._enable_deeds()

    def _enable_deeds(self) -> None:
        for name, is_possible in self._panel.possible().items():
            self._window.actions_by_name[name].setEnabled(is_possible)

    def _enable_mending(self) -> None:
        problem = self._session.problem
        self._window.actions_by_name["mend"].setEnabled(bool(problem and problem.remedies))

    def _show_title(self) -> None:
        specification, file = self._session.specification, self._session.file
        network = file.name if file else self._session.name or self.tr("own network")
        if self._session.is_modified and (file or specification.preset):
            network = self.tr("{preset} (modified)").format(preset=network)
        if not self._dataset_title:
            titles = {info.id: info.title for info in self._datasets.infos()}
            name = Path(specification.dataset).name
            self._dataset_title = titles.get(specification.dataset) or name
        dataset = self._dataset_title
        self._window.setWindowTitle(
            self.tr("CNN Lab — {network} on {dataset}").format(network=network, dataset=dataset)
        )
