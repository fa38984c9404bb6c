"""What a check looks at, and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from cnnlab_gui.core.architecture import Architecture, LayerReport
from cnnlab_gui.core.layers.base import Layer, Shape
from cnnlab_gui.core.problems.base import ImageFacts, Remedy
from cnnlab_gui.core.text import Sentence
from cnnlab_gui.core.training import RunSpecification

USUAL_CLASSES = 10
"""Of the workshop's datasets, and so of one that is not known yet."""

Offers = Callable[[], Iterator[Remedy]]
"""Makes remedies only when they are asked for."""


@dataclass(frozen=True)
class Finding:
    """What a check has found.

    Attributes
    ----------
    sentence : Sentence
    layer : int or None
        See `cnnlab_gui.core.problems.base.Problem`.
    offers : callable
        The remedies that come to mind; those that do not help are dropped later.
    wrong : tuple of int
        How much is wrong in the eyes of this check, the gravest first.
    """

    sentence: Sentence
    layer: int | None
    offers: Offers
    wrong: tuple[int, ...] = (1,)


@dataclass(frozen=True)
class Case:
    """A specification, the images if they are known, and what checks ask of them."""

    specification: RunSpecification
    images: ImageFacts | None

    @property
    def architecture(self) -> Architecture:
        return self.specification.architecture

    @property
    def layers(self) -> tuple[Layer, ...]:
        return self.architecture.layers

    @cached_property
    def reports(self) -> tuple[LayerReport, ...]:
        return self.architecture.reports()

    @property
    def output_shape(self) -> Shape | None:
        """Shape after the last layer; None if a layer cannot stand where it is."""
        return self.reports[-1].output_shape

    @cached_property
    def enabled(self) -> tuple[int, ...]:
        """Indices of the layers that are enabled."""
        return tuple(index for index, layer in enumerate(self.layers) if layer.enabled)

    @property
    def last(self) -> int:
        """Index of the last layer that is enabled."""
        return self.enabled[-1]

    @property
    def classes(self) -> int:
        """How many numbers the network should give."""
        return self.images.classes if self.images else USUAL_CLASSES

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Shape of the images that the network should take."""
        return self.images.shape if self.images else self.architecture.input_shape

    def before(self, index: int) -> tuple[int, ...]:
        """Indices of the enabled layers before ``index``, the nearest first."""
        return tuple(at for at in reversed(self.enabled) if at < index)

    def shape_into(self, index: int) -> Shape | None:
        """Shape that the layer at ``index`` gets."""
        return self.reports[index - 1].output_shape if index else self.architecture.input_shape

    def list_maker(self, index: int) -> int | None:
        """Index of the layer before ``index`` that makes a list of an image."""
        for at in self.enabled:
            shape = self.reports[at].output_shape
            if at >= index or shape is None:
                return None
            if len(shape) == 1:
                return at
        return None

    def remedy(self, text: Sentence, architecture: Architecture) -> Remedy:
        return Remedy(text, self.specification.model_copy(update={"architecture": architecture}))

    def removing(self, text: Sentence, *indices: int) -> Remedy:
        return self.remedy(text, self.architecture.removed(*indices))

    def changing(self, text: Sentence, index: int, **values: object) -> Remedy:
        """Set parameters of the layer at ``index``."""
        layer = self.layers[index]
        for name, value in values.items():
            layer = layer.edited(name, value)
        return self.remedy(text, self.architecture.replaced(index, layer))
