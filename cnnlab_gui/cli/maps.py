"""``maps``: the workshop's grid, or all channels of a layer, without a window."""

import os
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from cnnlab_gui.cli.given_run import given_run
from cnnlab_gui.cli.output import say
from cnnlab_gui.core import paths
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.dataset import Dataset
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.choice import parse_indices, workshop_choice
from cnnlab_gui.core.inside.order import Order, ordered
from cnnlab_gui.core.inside.paper import grid_on_paper, mosaic_on_paper
from cnnlab_gui.core.inside.scale import MapScale
from cnnlab_gui.core.inside.sheet import INPUT
from cnnlab_gui.core.inside.state import LayerOutputs, NetworkState
from cnnlab_gui.core.inside.view import workshop_columns
from cnnlab_gui.core.pretrained import PRETRAINED, read_pretrained, read_pretrained_weights
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.store import RunStore
from cnnlab_gui.core.text import size_text, tr_noop
from cnnlab_gui.engine.captions import Captions, RowCaption
from cnnlab_gui.engine.datasets.library import DatasetLibrary
from cnnlab_gui.engine.pictures import save_sheet, save_values

PICTURE, ARRAY = ".png", ".npy"


class Scale(Enum):
    """What the colours of a map are fitted to."""

    MAP = "map"
    LAYER = "layer"


@dataclass(frozen=True)
class Asked:
    """What the options say.

    Attributes
    ----------
    images : str or None
        Indices of test images as they were typed; None for the usual ones.
    channel : int
    layers : tuple of int, or None
        Columns; None for the convolutions and poolings.
    epoch : int or None
        None for the last.
    scale : MapScale
    whole : int or None
        The layer of which all channels are wanted.
    """

    images: str | None
    channel: int
    layers: tuple[int, ...] | None
    epoch: int | None
    scale: MapScale
    whole: int | None


@dataclass(frozen=True, eq=False)
class Subject:
    """The network whose maps are wanted.

    Attributes
    ----------
    title : str
    state : NetworkState
    class_names : tuple of str
    dataset : str
        The id or path of the images that it was tested on.
    sha256 : str
        What they were then.
    limit : int or None
        How many training images it had at most.
    """

    title: str
    state: NetworkState
    class_names: tuple[str, ...]
    dataset: str
    sha256: str
    limit: int | None = None


def maps(
    run: Annotated[
        str, typer.Argument(metavar="RUN", help="A run's name, its path, or `pretrained`.")
    ],
    out: Annotated[Path, typer.Option(metavar="FILE.png|FILE.npy", help="The file to write.")],
    images: Annotated[
        str | None, typer.Option(help="Test images, by index.", show_default="0,23,28")
    ] = None,
    channel: Annotated[int, typer.Option(min=0, help="Which feature map of each layer.")] = 1,
    layers: Annotated[
        str | None,
        typer.Option(
            help="Layers of the network, counted from 0.", show_default="convolutions and poolings"
        ),
    ] = None,
    epoch: Annotated[
        int | None,
        typer.Option(min=0, help="The weights of which epoch; 0 is before.", show_default="last"),
    ] = None,
    scale: Annotated[Scale, typer.Option(help="What the colours are fitted to.")] = Scale.MAP,
    all_channels: Annotated[
        int | None, typer.Option(min=0, metavar="LAYER", help="All feature maps of one layer.")
    ] = None,
) -> None:
    """Save feature maps: a row for each test image, a column for each layer."""
    if out.suffix.lower() not in {PICTURE, ARRAY}:
        raise typer.BadParameter("its name ends with .png or .npy", param_hint="--out")
    if all_channels is not None and layers is not None:
        raise typer.BadParameter("--all-channels names the one layer; leave --layers out")
    asked = Asked(images, channel, _numbers(layers), epoch, MapScale(scale.value), all_channels)
    if out.suffix.lower() == ARRAY and asked.whole is None and len(asked.layers or ()) != 1:
        raise typer.BadParameter(
            "an .npy file holds one layer: name it with --layers, or --all-channels"
        )
    if os.path.lexists(out):
        raise CnnLabError(
            tr_noop("errors", "{path} already exists, and is left as it is. Name a new file."),
            path=out,
        )
    _save(run, asked, out)
    say(f"{out} is written.")


def _numbers(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    parts = text.replace(",", " ").split()
    if not parts or not all(part.isascii() and part.isdigit() and len(part) < 9 for part in parts):
        raise typer.BadParameter("write numbers with commas between them", param_hint="--layers")
    return tuple(map(int, parts))


def _save(run: str, asked: Asked, out: Path) -> None:
    subject = _pretrained(asked) if run == PRETRAINED else _of_run(given_run(run), asked)
    dataset = _dataset_of(subject)
    indices = _indices(asked, dataset, is_array=out.suffix.lower() == ARRAY)
    from cnnlab_gui.engine.engine import KerasEngine

    engine = KerasEngine(DatasetLibrary(), RunStore(paths.runs_folder()))
    outputs = engine.layer_outputs(subject.state, dataset.x_test[list(indices)])
    if out.suffix.lower() == ARRAY:
        save_values(out, _values(outputs, asked))
        return
    captions = Captions(
        title=subject.title,
        rows=_row_captions(subject.class_names, dataset, indices, outputs),
        units=subject.class_names,
    )
    draw = _save_grid if asked.whole is None else _save_mosaic
    draw(out, outputs, asked, captions)


def _of_run(folder: RunFolder, asked: Asked) -> Subject:
    record = folder.read_record()
    specification = record.specification
    architecture = specification.architecture
    _check_layers(architecture, asked)
    epoch = _epoch(folder, asked.epoch)
    weights = folder.read_snapshot(epoch, architecture)
    moment = "before training" if epoch == 0 else f"after epoch {epoch}"
    return Subject(
        f"{record.name}, {moment}",
        NetworkState(architecture.active(), weights, epoch),
        record.dataset.class_names,
        specification.dataset,
        record.dataset.sha256,
        specification.settings.limit or None,
    )


def _pretrained(asked: Asked) -> Subject:
    """The network that comes with CNN Lab, on the images that it was tested with."""
    if asked.epoch is not None:
        raise typer.BadParameter(
            "the pretrained network comes without its epochs; leave it out", param_hint="--epoch"
        )
    record, _ = read_pretrained()
    _check_layers(record.architecture, asked)
    state = NetworkState(record.architecture.active(), read_pretrained_weights(), PRETRAINED)
    data = record.data
    return Subject(PRETRAINED, state, record.class_names, data.dataset, data.dataset_sha256)


def _check_layers(architecture: Architecture, asked: Asked) -> None:
    """Say what is wrong with the layers and the channel before anything is loaded."""
    active = architecture.active()
    shapes = [report.output_shape or () for report in active.reports()]
    named = asked.layers if asked.whole is None else (asked.whole,)
    for layer in named or ():
        if layer >= len(shapes):
            raise CnnLabError(
                tr_noop(
                    "errors", "There is no layer {layer}: the network's layers go from 0 to {last}."
                ),
                layer=layer,
                last=len(shapes) - 1,
            )
    if asked.whole is not None:
        return
    chosen = [shapes[layer] for layer in asked.layers or workshop_columns(active)]
    channels = [shape[-1] for shape in chosen if len(shape) == 3]
    if channels and asked.channel >= max(channels):
        raise CnnLabError(
            tr_noop(
                "errors",
                "No layer shown has a channel {channel}: they have at most {count:,}, counted "
                "from 0.",
            ),
            channel=asked.channel,
            count=max(channels),
        )


def _epoch(folder: RunFolder, wanted: int | None) -> int:
    last = len(folder.read_history())
    if wanted is not None and wanted > last:
        raise CnnLabError(
            tr_noop(
                "errors",
                "The run has no epoch {epoch}: it has {last} whole ones, and 0 is before training.",
            ),
            epoch=wanted,
            last=last,
        )
    return last if wanted is None else wanted


def _dataset_of(subject: Subject) -> Dataset:
    """The images that the network was tested on, as they are today."""
    dataset = DatasetLibrary().load(subject.dataset, limit=subject.limit)
    takes = subject.state.architecture.input_shape
    if dataset.image_shape != takes:
        raise CnnLabError(
            tr_noop(
                "errors",
                "The network takes images of {takes}, but those of {dataset} are {found} now. "
                "Put the images back that it was trained on.",
            ),
            takes=size_text(takes),
            dataset=dataset.title,
            found=size_text(dataset.image_shape),
        )
    if dataset.sha256 != subject.sha256:
        say("The images have changed since this run was trained; the maps are of today's.")
    return dataset


def _indices(asked: Asked, dataset: Dataset, *, is_array: bool) -> tuple[int, ...]:
    count = len(dataset.x_test)
    if asked.images is not None:
        indices = parse_indices(asked.images, count)
    else:
        indices = tuple(chosen.index for chosen in workshop_choice(dataset))
    if asked.whole is None or is_array or len(indices) == 1:
        return indices
    if asked.images is None:
        return indices[:1]
    raise typer.BadParameter(
        "all channels are drawn for one image; name one", param_hint="--images"
    )


def _values(outputs: LayerOutputs, asked: Asked) -> NDArray[np.float32]:
    """What goes into an ``.npy`` file: of all channels, or of one; a vector whole."""
    if asked.whole is not None:
        return outputs.of(asked.whole)
    values = outputs.of((asked.layers or (0,))[0])
    return values if values.ndim == 2 else values[..., asked.channel]


def _row_captions(
    names: tuple[str, ...], dataset: Dataset, indices: tuple[int, ...], outputs: LayerOutputs
) -> dict[int, RowCaption]:
    """For each image its class, and what the network reads, which knows ``names``."""
    captions = {}
    for row, (index, shares) in enumerate(zip(indices, outputs.probabilities, strict=True)):
        label = int(dataset.y_test[index])
        title = f"{dataset.class_names[label]}, {index}"
        if not np.isfinite(shares).all():
            captions[row] = RowCaption(title, "no answer: its numbers are not numbers", False)
            continue
        best = int(shares.argmax())
        answer = names[best] if best < len(names) else str(best)
        is_right = answer == dataset.class_names[label]
        captions[row] = RowCaption(
            title, f"read as {answer} ({shares[best] * 100:.0f} %)", is_right
        )
    return captions


def _save_grid(out: Path, outputs: LayerOutputs, asked: Asked, captions: Captions) -> None:
    layers = asked.layers or workshop_columns(outputs.state.architecture)
    sheet = grid_on_paper(outputs, layers, asked.channel, asked.scale)
    heads = {layer: head_of(outputs, layer, "\n") for layer in layers} | {INPUT: "input"}
    channel = f"channel {asked.channel} of each layer"
    bars = {
        (row, len(outputs.outputs) - 1): tuple(
            f"{name} {share * 100:.0f} %"
            for name, share in zip(captions.units, shares, strict=False)
        )
        for row, shares in enumerate(outputs.probabilities)
    }
    save_sheet(out, sheet, replace(captions, subtitle=channel, columns=heads, bars=bars))


def _save_mosaic(out: Path, outputs: LayerOutputs, asked: Asked, captions: Captions) -> None:
    layer = 0 if asked.whole is None else asked.whole
    values = outputs.of(layer)
    order = ordered(values, Order.INDEX)
    sheet = mosaic_on_paper(outputs, 0, layer, order, asked.scale)
    what = "units" if values.ndim == 2 else "channels"
    subtitle = f"all {values.shape[-1]:,} {what} of layer {layer}, {head_of(outputs, layer)}"
    names = captions.units if layer == len(outputs.outputs) - 1 else ()
    save_sheet(out, sheet, replace(captions, subtitle=subtitle, units=names))


def head_of(outputs: LayerOutputs, layer: int, between: str = " ") -> str:
    """A layer's kind and the size of what it gives: ``Conv2D 26×26``."""
    shape = outputs.of(layer).shape[1:]
    kind = outputs.state.architecture.active().layers[layer].kind
    return f"{kind}{between}{size_text(shape[:2] if len(shape) == 3 else shape)}"
