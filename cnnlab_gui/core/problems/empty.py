"""Nothing there to train, and networks to start with."""

from collections.abc import Iterator

from cnnlab_gui.core.layers.pooling import GlobalAveragePooling2D
from cnnlab_gui.core.presets import DEFAULT_PRESET, preset_named
from cnnlab_gui.core.problems.base import Remedy
from cnnlab_gui.core.problems.case import Case, Finding
from cnnlab_gui.core.problems.ends import classifying_dense, ends_for_maps
from cnnlab_gui.core.text import Sentence, tr_noop


def no_layers(case: Case) -> Finding | None:
    """Find that there is no layer, or that all are switched off."""
    if case.enabled:
        return None
    if case.layers:
        sentence = Sentence(
            tr_noop("errors", "All layers are switched off, so nothing can learn. Switch some on.")
        )
    else:
        sentence = Sentence(
            tr_noop("errors", "There are no layers yet. Add one, or choose a preset.")
        )
    return Finding(sentence, None, lambda: _beginnings(case))


def _beginnings(case: Case) -> Iterator[Remedy]:
    architecture = case.architecture
    if case.layers:
        yield case.remedy(
            Sentence(tr_noop("remedies", "Switch all layers on")),
            architecture.switched(range(len(case.layers)), enabled=True),
        )
    yield _workshop(case, Sentence(tr_noop("remedies", "Start with the workshop's network")))
    yield from ends_for_maps(case)


def restarts(case: Case) -> Iterator[Remedy]:
    """Leave the layers behind. The last network stands on any images, at any batch size."""
    values = {"classes": case.classes}
    yield _workshop(case, Sentence(tr_noop("remedies", "Start again with the workshop's network")))
    yield case.remedy(
        Sentence(
            tr_noop("remedies", "Start again with GlobalAveragePooling2D and Dense {classes}"),
            values,
        ),
        case.architecture.model_copy(
            update={"layers": (GlobalAveragePooling2D(), classifying_dense(case))}
        ),
    )


def _workshop(case: Case, text: Sentence) -> Remedy:
    workshop = preset_named(DEFAULT_PRESET)
    fitted = workshop.architecture.fitted(case.image_shape, case.classes)
    return Remedy(
        text,
        case.specification.model_copy(update={"architecture": fitted, "preset": workshop.name}),
    )
