"""The network that a person chose to look into: set up, of a run, or come with CNN Lab."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.sources import Pretrained, Snapshot, Source, Untrained
from cnnlab_gui.core.pretrained import PRETRAINED, read_pretrained
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.text import size_text, tr_noop

SET_UP = ""
"""What stands for the network that is set up, among the names of runs."""


@dataclass(frozen=True)
class Network:
    """A network, and the moments at which its weights are known.

    Attributes
    ----------
    title : str
        The run's name, or `PRETRAINED`; empty for the network that is set up and was not
        trained yet.
    architecture : Architecture
        Without what is left out of it.
    class_names : tuple of str
        What it was trained to tell apart; empty where that is not known yet.
    seed : int
    run : Path or None
    epochs : tuple of int
        Those with a snapshot; 0 is before training. Empty without a run.
    unfinished : int or None
        The last of ``epochs``, where the run was stopped within it.
    dataset : str
        The id or path of what it was trained on, or is to be; empty where that is not known.
    chosen : int or None
        The one of ``epochs`` that the run stands for, where that is not its last.
    best : int or None
        The one with the highest validation accuracy, of several.
    is_pretrained : bool
        Whether it is the one that comes with CNN Lab.
    """

    title: str
    architecture: Architecture
    class_names: tuple[str, ...] = ()
    seed: int = 0
    run: Path | None = None
    epochs: tuple[int, ...] = ()
    unfinished: int | None = None
    dataset: str = ""
    chosen: int | None = None
    best: int | None = None
    is_pretrained: bool = False

    @classmethod
    def untrained(cls, architecture: Architecture, seed: int, dataset: str = "") -> Self:
        """The network that is set up for ``dataset``, as a training would begin."""
        return cls("", architecture.active(), seed=seed, dataset=dataset)

    @classmethod
    def of_run(cls, folder: RunFolder) -> Self:
        """The network of a run.

        Raises
        ------
        CnnLabError
            The folder is not there, or holds no run or no weights.
        """
        record, epochs = folder.read_record(), tuple(folder.snapshots())
        if not epochs:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "The run {name} has no weights: its folder was deleted in part, or the run "
                    "ended before it began. Choose another run.",
                ),
                name=folder.name,
            )
        specification = record.specification
        unfinished = None
        if folder.unfinished_path.exists():
            unfinished = epochs[-1] + 1
            epochs = (*epochs, unfinished)
        return cls(
            record.name,
            specification.architecture.active(),
            record.dataset.class_names,
            specification.settings.seed,
            folder.path,
            epochs,
            unfinished,
            specification.dataset,
            record.chosen_epoch if record.chosen_epoch in epochs else None,
            _best_of(folder, epochs),
        )

    @classmethod
    def pretrained(cls) -> Self:
        """The network that comes with CNN Lab.

        Raises
        ------
        CnnLabError
            Its record is missing or damaged.
        """
        record, _ = read_pretrained()
        return cls(
            PRETRAINED,
            record.architecture.active(),
            record.class_names,
            record.seed,
            dataset=record.data.dataset,
            is_pretrained=True,
        )

    @property
    def stands_for(self) -> int | None:
        """The epoch whose weights are the network's, if none is named; None without a run."""
        if self.chosen is not None or not self.epochs:
            return self.chosen
        return self.epochs[-1]

    def source(self, epoch: int | None) -> Source:
        """Where its weights at the end of ``epoch`` come from; None for `stands_for`."""
        if self.is_pretrained:
            return Pretrained(self.architecture)
        wanted = self.stands_for if epoch is None else epoch
        if self.run is None or wanted is None:
            return Untrained(self.architecture, self.seed)
        return Snapshot(self.run, wanted, self.architecture, wanted == self.unfinished)

    def check_images(self, shape: tuple[int, int, int], dataset: str) -> None:
        """Raise the sentence that says why images of ``shape`` cannot be shown to it."""
        if self.architecture.input_shape == shape:
            return
        values = {"takes": size_text(self.architecture.input_shape), "given": size_text(shape)}
        if self.run is None and not self.is_pretrained:
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "This network takes images of {takes}, but those of {dataset} are {given}. "
                    "Choose Model ▸ Fit the network to the dataset.",
                ),
                dataset=dataset,
                **values,
            )
        raise CnnLabError(
            tr_noop(
                "errors",
                "{run} takes images of {takes}, but those of {dataset} are {given}. Choose the "
                "dataset it was trained on, or another run.",
            ),
            run=self.title,
            dataset=dataset,
            **values,
        )


def _best_of(folder: RunFolder, epochs: tuple[int, ...]) -> int | None:
    """The best of several epochs; None where the history cannot say."""
    try:
        best = folder.best_epoch()
    except CnnLabError:
        return None
    return best if best in epochs and len(epochs) > 2 else None
