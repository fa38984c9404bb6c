"""Works out what a wish asks for; for the one thread that looks into networks."""

import weakref
from collections.abc import Callable, Hashable
from dataclasses import replace

import numpy as np

from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.inside.checks import check_there_is
from cnnlab_gui.core.inside.choice import images_of
from cnnlab_gui.core.inside.draw import draw_channels, draw_evidence, draw_grid, draw_kernels
from cnnlab_gui.core.inside.sources import Snapshot, Source, States, Untrained
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState
from cnnlab_gui.core.inside.survey import Surveys
from cnnlab_gui.core.inside.view import Seen, View, Wish
from cnnlab_gui.core.ports import Engine
from cnnlab_gui.core.runs.weights import has_nan

PATCH_SHARE = 5  # an occlusion's patch is this part of the image's side

Cancelled = Callable[[], bool]


class Looker:
    """Answers wishes; keeps what the next wish is likely to need again."""

    def __init__(self) -> None:
        self._states = States()
        self._surveys = Surveys()
        self._outputs: tuple[Hashable, weakref.ref[Dataset], LayerOutputs] | None = None

    def look(
        self, engine: Engine, source: Source, wish: Wish, dataset: Dataset, cancelled: Cancelled
    ) -> Seen:
        """What is seen.

        Raises
        ------
        CnnLabError
            The weights cannot be had, the images do not fit the network, or it has no such layer.
        CancelledError
            Nobody wants it any more.
        """
        state = self._states.of(source, engine)
        count = len(state.architecture.layers)
        if wish.view is not View.GRID:
            check_there_is(state, wish.layer)
        elif wish.columns and min(wish.columns) >= count:
            check_there_is(state, min(wish.columns))
        outputs = self._outputs_of(engine, state, wish, dataset)
        nan = has_nan(state.weights) or any(
            bool(np.isnan(values).any()) for values in outputs.outputs
        )
        match wish.view:
            case View.GRID:
                return draw_grid(Seen(wish, source, state, outputs, has_nan=nan))
            case View.CHANNELS:
                seen = Seen(wish, source, state, outputs, has_nan=nan)
                found = self._surveys.known(state, dataset)
                if wish.thorough:
                    found = self._surveys.of(engine, state, dataset, cancelled)
                if found is not None and wish.layer >= 0:
                    seen = replace(seen, dead=found.dead[wish.layer], dead_in=found.count)
                return draw_channels(seen)
            case View.KERNELS:
                before = self._before(engine, source)
                return draw_kernels(Seen(wish, source, state, outputs, has_nan=nan), before)
            case View.EVIDENCE:
                seen = Seen(wish, source, state, outputs, has_nan=nan)
                return _with_evidence(engine, seen, dataset, cancelled)

    def _outputs_of(
        self, engine: Engine, state: NetworkState, wish: Wish, dataset: Dataset
    ) -> LayerOutputs:
        # Not by the dataset's name: a folder of images may have changed since it was read.
        key = (state.key, state.architecture, wish.rows)
        if self._outputs is None or self._outputs[0] != key or self._outputs[1]() is not dataset:
            images = images_of(dataset, wish.rows)
            answer = engine.layer_outputs(state, images)
            self._outputs = key, weakref.ref(dataset), answer
        return self._outputs[2]

    def _before(self, engine: Engine, source: Source) -> NetworkState | None:
        """The network before its training; None where it was never trained."""
        if isinstance(source, Untrained) or source.run is None:
            return None
        return self._states.of(Snapshot(source.run, 0, source.architecture), engine)


def _with_evidence(engine: Engine, seen: Seen, dataset: Dataset, cancelled: Cancelled) -> Seen:
    wish = seen.wish
    probabilities = seen.outputs.probabilities
    answers = np.nan_to_num(probabilities, nan=-1.0).argmax(axis=-1).astype(np.int64)
    targets = answers
    if wish.target is not None:
        targets = np.full(len(wish.rows), min(wish.target, probabilities.shape[-1] - 1), np.int64)
    images = images_of(dataset, wish.rows)
    activation = engine.class_activation(seen.state, images, wish.layer, targets)
    occlusion = None
    if wish.thorough:
        patch = max(1, round(min(dataset.image_shape[:2]) / PATCH_SHARE))
        occlusion = engine.occlusion(seen.state, images, targets, patch, cancelled)
    return draw_evidence(seen, targets, activation, occlusion)
